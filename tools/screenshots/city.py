"""A city's file for the pictures: seven counties report three months; some late, sent back, missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles, samples
from qbs_desktop.services.collating import adopting, receiving, rejecting, tracing
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.months import calendar
from qbs_desktop.services.reporting import submitting
from qbs_desktop.services.workspace import Unit, Workspace

MONTHS = tuple(Period.of_month(2026, month) for month in (8, 9, 10))
OCTOBER = MONTHS[-1]
COUNTIES = (
    ("430202", "荷塘区", "恒泰", MONTHS),
    ("430203", "芦淞区", "金鹏", MONTHS),
    ("430204", "石峰区", "新源", MONTHS),
    ("430212", "渌口区", "华岳", MONTHS[:2]),
    ("430223", "攸县", "中湘", MONTHS),
    ("430225", "炎陵县", "锦程", MONTHS[1:]),
    ("430281", "醴陵市", "博远", MONTHS),
)
"""Code, name, what its enterprises are called, and the months handed in."""
SHARED = "湘赣边陶瓷物流有限公司"
"""An enterprise that two counties report."""


def city(folder: Path) -> Path:
    """Make the file, and the returns it took in, in an empty folder."""
    path = folder / "株洲市2026.qbs"
    books = [
        book
        for code, name, mark, months in COUNTIES
        for book in _reported(folder / code, Unit(code, name), mark, months)
    ]
    with Workspace.create(path, profiles.load("zhuzhou"), Unit("430200", "株洲市"), year=2026) as workspace:
        calendar.set_rule(workspace, "月调度", day=5, every=1)
        taken: dict[tuple[Period | None, str], int] = {}
        for book in books:  # 炎陵县's come a week too late
            month = next(one for one in MONTHS if one.label() in book.name)
            on = date(2026, month.part + 1, 12 if "炎陵县" in book.name else 4)
            taken |= {(one.period, one.unit): one.received or 0 for one in receiving.take_in(workspace, [book], on=on)}
        later = {(OCTOBER, code) for code in ("430223", "430225", "430281")}
        adopting.adopt(workspace, [number for place, number in taken.items() if place not in later])
        _send_back(workspace, taken[OCTOBER, "430223"], folder, ("number", "unexplained"))
    return path


def _send_back(workspace: Workspace, number: int, folder: Path, reasons: tuple[str, ...]) -> None:
    """Give figures of a return back, one for each reason."""
    one = receiving.find(workspace, number)
    chosen = [origin for origin in tracing.origins(workspace, one) if origin.column == "revenue"][:: len(reasons)]
    items = [Complaint(origin, reason, "与上月相差太大") for origin, reason in zip(chosen, reasons, strict=False)]
    rejecting.reject(workspace, one.id, folder, items=items)


def _reported(folder: Path, unit: Unit, mark: str, months: tuple[Period, ...]) -> list[Path]:
    """The returns of the sample county under another name, with enterprises of its own."""
    folder.mkdir()
    with samples.create_sample(folder / "县.qbs", "hunan-county", unit=unit) as workspace:
        rows = [(ledger, row) for ledger in ("enterprise", "project") for row in workspace.dataset().rows(ledger)]

        def rename(edit: Edit) -> None:
            for ledger, row in rows:
                code = "credit_code" if ledger == "enterprise" else "project_code"
                edit.set_fields(ledger, row.id, {"name": row.name.replace("示例", mark), code: None})
            if unit.name in ("荷塘区", "芦淞区"):
                first = next(row for ledger, row in rows if ledger == "enterprise")
                edit.set_fields(
                    "enterprise", first.id, {"name": SHARED + ("一分公司" if unit.name == "芦淞区" else "")}
                )

        workspace.run("改名", rename)
        reason = "已向企业核实，数据属实"
        return [submitting.submit(workspace, month, folder, reason=reason).path for month in months]
