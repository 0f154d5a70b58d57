"""A city's file for the pictures: five counties have reported October, one was sent an item back."""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles, samples
from qbs_desktop.services.collating import adopting, receiving, rejecting, tracing
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.workspace import Unit, Workspace

OCTOBER = Period.parse("2026-10")
COUNTIES = (("430202", "荷塘区"), ("430203", "芦淞区"), ("430204", "石峰区"), ("430223", "攸县"), ("430281", "醴陵市"))


def city(folder: Path) -> Path:
    """Make the file, and the returns it took in, in an empty folder."""
    path = folder / "株洲市2026.qbs"
    books = [_reported(folder / code, Unit(code, name)) for code, name in COUNTIES]
    with Workspace.create(path, profiles.load("zhuzhou"), Unit("430200", "株洲市"), year=2026) as workspace:
        taken = [one.received or 0 for one in receiving.take_in(workspace, books)]
        adopting.adopt(workspace, taken[:3])
        sent_back = receiving.find(workspace, taken[3])
        spot = next(tracing.spots(workspace, sent_back))
        rejecting.reject(workspace, sent_back.id, folder, items=[Complaint(spot, "number", "与上月相差太大")])
    return path


def _reported(folder: Path, unit: Unit) -> Path:
    """The October return of the sample county under another name, with enterprises of its own."""
    folder.mkdir()
    with samples.create_sample(folder / "县.qbs", "hunan-county", unit=unit) as workspace:
        rows = [(ledger, row) for ledger in ("enterprise", "project") for row in workspace.dataset().rows(ledger)]

        def rename(edit: Edit) -> None:
            for ledger, row in rows:
                code = "credit_code" if ledger == "enterprise" else "project_code"
                edit.set_fields(ledger, row.id, {"name": row.name.replace("示例", unit.name[:2]), code: None})

        workspace.run("改名", rename)
        (made,) = returns.export(workspace, OCTOBER, folder)
    return made.path
