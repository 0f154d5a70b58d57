"""A county's file for the pictures: October was handed in, and the city gave two figures back."""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.exchange.sealed.answering import Answer, AnswerItem
from qbs_desktop.services.reporting import answers_in, submitting
from qbs_desktop.services.workspace import Workspace

OCTOBER = Period.parse("2026-10")
GIVEN_BACK = ((0, "E8", "0.8324", "与上月相差太大", "请核对是否漏报"), (4, "E12", "2.2211", "与税务口径不一致", ""))
"""Row of the list, cell, figure, reason and note of each item."""


def give_back(path: Path) -> Path:
    """Hand in, have two items given back, answer one."""
    folder = path.parent / "上报"
    with Workspace.open_file(path) as workspace:
        made = submitting.submit(workspace, OCTOBER, folder, reason="两处日期正在向企业核实")
        rows, unit = workspace.dataset().rows("enterprise"), workspace.unit
        items = tuple(
            AnswerItem(
                "企业月报", cell, "enterprise", rows[at].uid, rows[at].name, "revenue", "2026-10", "actual",
                value, "number", reason, note, no,
            )
            for no, (at, cell, value, reason, note) in enumerate(GIVEN_BACK, 1)
        )  # fmt: skip
        when = "2026-11-05T09:30:00+08:00"
        answer = Answer(
            answering.REJECTION,
            unit.code,
            unit.name,
            "430200",
            "株洲市",
            OCTOBER,
            made.revision,
            made.digest,
            when,
            items,
        )
        answers_in.accept(workspace, answering.write(answer, folder))
        answers_in.reply(workspace, answers_in.open_items(workspace)[1], "已与企业核实，数据属实")
    return path
