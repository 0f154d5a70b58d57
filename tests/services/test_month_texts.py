"""Texts that are rewritten with the month's figures (形象进度): which were left as the return before printed them."""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists.listing import CellEdit, Column
from qbs_desktop.services.months import figures, periods, texts
from qbs_desktop.services.reporting import readiness
from qbs_desktop.services.workspace import Workspace
from tests.services.return_loop import handed_in, put

NOVEMBER = Period.parse("2026-11")
TEXT = "progress_text"


def left(workspace: Workspace) -> set[int]:
    return {number for number, _name in texts.left(workspace, figures.month_table(workspace, "project", NOVEMBER))}


def test_texts_are_left_until_rewritten_and_a_new_project_has_none(county: Workspace, tmp_path: Path) -> None:
    every = {one.id for one in county.dataset().rows("project")}
    assert left(county) == set()  # October was not handed in
    handed_in(county, tmp_path)
    assert left(county) == every
    first = min(every)
    column = Column(field=county.ledgers["project"].field(TEXT))
    entry = CellEdit(first, column, "桩基完成")
    assert figures.set_month(county, "project", NOVEMBER, [], [entry]) == (1, [])
    county.run("新增", lambda edit: edit.add("project", {"name": "新项目", TEXT: "开工"}, year=2026))
    assert left(county) == every - {first}
    periods.lock(county, NOVEMBER)
    assert left(county) == set()


def test_handing_in_says_how_many_texts_were_left_and_january_looks_back_to_december(
    county: Workspace, tmp_path: Path
) -> None:
    december, january = Period.parse("2026-12"), Period.parse("2027-01")
    rows = county.dataset().rows("project")[:3]
    for one in rows:
        county.run("形象进度", lambda edit, one=one: edit.set_fields("project", one.id, {TEXT: "基坑开挖"}))
        county.run("列入明年", lambda edit, one=one: edit.set_membership(one.id, 2027, "in"))
    handed_in(county, tmp_path, december, reason="先报")
    assert texts.notes(county, january) == ()  # no figure has moved on
    for one in rows[:2]:
        put(county, one, "9000000", "investment", january)
    (told,) = readiness.look(county, january).notes
    names = "、".join(one.name for one in rows[:2])
    assert told == f"{names}（2 个）的形象进度还是2026年12月上报时的文字，完成投资已经变了，请核对要不要改写。"
    county.run("改写", lambda edit: edit.set_fields("project", rows[0].id, {TEXT: "桩基完成"}))
    assert texts.notes(county, january)[0].startswith(f"{rows[1].name}（1 个）")


def test_a_text_of_a_row_that_is_gone_is_told_and_stores_nothing(county: Workspace) -> None:
    entry = CellEdit(99999, Column(field=county.ledgers["project"].field(TEXT)), "桩基完成")
    before = county.next_undo()
    stored, bad = figures.set_month(county, "project", NOVEMBER, [], [entry])
    assert (stored, [one.reason for one in bad]) == (0, ["这一行已经不在本年名单里，请刷新后再试。"])
    assert county.next_undo() == before
