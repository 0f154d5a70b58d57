"""The history says who changed what, from what to what; the list can be shown as it was."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import history
from qbs_desktop.services.cell import Cell
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.lists import listing
from qbs_desktop.services.safety import past
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import workbooks


def column(workspace: Workspace, ledger: str, column_id: str) -> listing.Column:
    return next(one for one in listing.columns(workspace, ledger) if one.id == column_id)


def edit(workspace: Workspace, name: str, column_id: str, text: str) -> None:
    record = workspace.dataset().named("enterprise", name)
    assert record is not None
    listing.set_cells(
        workspace, "enterprise", [listing.CellEdit(record.id, column(workspace, "enterprise", column_id), text)]
    )


def test_a_figure_edit_is_told_with_both_values(zhuzhou: Workspace) -> None:
    edit(zhuzhou, "中车株机", "unstated@2025/target", "415")
    newest = history.entries(zhuzhou, 1)[0]
    line = newest.lines[0]
    assert (line.record_name, line.where, line.before, line.after) == (
        "中车株机",
        "数值（未注明口径） 2025年目标",
        "410亿元",
        "415亿元",
    )
    assert newest.operation.user
    assert newest.at.startswith(str(date.today().year))


def test_blank_mark_and_zero_are_told_apart(zhuzhou: Workspace) -> None:
    edit(zhuzhou, "三一石油装备", "unstated@2021/actual", "0")
    assert history.entries(zhuzhou, 1)[0].lines[0].before == "——"
    assert history.entries(zhuzhou, 1)[0].lines[0].after == "0亿元"
    edit(zhuzhou, "三一石油装备", "unstated@2021/actual", "")
    assert history.entries(zhuzhou, 1)[0].lines[0].after == ""


def test_a_records_history_holds_only_its_own_changes(zhuzhou: Workspace) -> None:
    edit(zhuzhou, "中车株机", "park", "田心")
    record = zhuzhou.dataset().named("enterprise", "中车株机")
    assert record is not None
    found = history.entries(zhuzhou, None, record.id)
    assert len(found) == 2
    assert all(line.record_id == record.id for entry in found for line in entry.lines)


def test_deleting_tells_the_name_of_what_is_gone(zhuzhou: Workspace) -> None:
    record = zhuzhou.dataset().named("enterprise", "中车株所")
    assert record is not None
    listing.remove_rows(zhuzhou, "enterprise", [record.id])
    entry = history.entries(zhuzhou, 1)[0]
    assert {line.record_name for line in entry.lines if line.where == "删除企业"} == {
        "中车株所",
        "时代电气",
        "风电事业部",
    }
    assert entry.operation.title == "删除企业 3 行（连同其中项 2 行）"


def test_parents_extra_fields_and_answers_are_told(zhuzhou: Workspace) -> None:
    data = zhuzhou.dataset()
    first, second = data.named("enterprise", "长城电脑"), data.named("enterprise", "株冶新材")
    assert first is not None
    assert second is not None
    listing.set_parent(zhuzhou, "enterprise", [second.id], first.id)
    line = history.entries(zhuzhou, 1)[0].lines[0]
    assert (line.where, line.before, line.after) == ("其中项归属", "", "长城电脑")
    zhuzhou.run("答", lambda edit: edit.explain("rule|x", "确实如此", "口径"))
    line = history.entries(zhuzhou, 1)[0].lines[0]
    assert (line.where, line.after) == ("核实说明", "口径 确实如此")


def test_long_operations_are_counted_not_spelled_out(zhuzhou: Workspace) -> None:
    ids = listing.add_rows(zhuzhou, "project", [{"name": f"项目{n}"} for n in range(600)])
    figures = [
        (FigureKey(one, "investment", Period.of_month(2026, month), Kind.ACTUAL), Figure(na=True), None)
        for one in ids
        for month in (1, 2)
    ]
    zhuzhou.run("很多", lambda edit: edit.set_figures(figures))
    entry = history.entries(zhuzhou, 1)[0]
    assert len(entry.lines) == history.LINES_SHOWN
    assert len(entry.lines) + entry.more == 1200


def test_the_list_as_at_today_is_the_list_and_as_at_yesterday_is_empty(zhuzhou: Workspace) -> None:
    edit(zhuzhou, "中车株机", "park", "田心")
    record = zhuzhou.dataset().named("enterprise", "长城电脑")
    assert record is not None
    listing.remove_rows(zhuzhou, "enterprise", [record.id])
    now, today = zhuzhou.dataset(), past.dataset_at(zhuzhou, date.today())
    yesterday = past.dataset_at(zhuzhou, date.today() - timedelta(days=1))
    for ledger in zhuzhou.ledgers:
        assert list(today.rows(ledger)) == list(now.rows(ledger))
        assert not yesterday.rows(ledger)
        for one in now.rows(ledger):
            assert today.figures(one) == now.figures(one)


def test_an_imported_figure_names_the_workbook_the_sheet_and_the_cell(empty: Workspace, tmp_path: Path) -> None:
    book = workbooks.annex_book(tmp_path / "附件.xlsx")
    importing.apply(empty, importing.preview(empty, book))
    record = empty.dataset().named("enterprise", "中车株机")
    assert record is not None
    found = [line for entry in history.entries(empty, None, record.id) for line in entry.lines if line.cell is not None]
    cells = {line.cell: line.source for line in found if line.cell is not None and line.cell.indicator}
    cell = next(one for one in cells if one.kind is Kind.TARGET)
    assert re.fullmatch(r"附件\.xlsx 工作表“.+”[A-Z]+\d+", cells[cell])
    told = history.of_cell(empty, cell)
    assert [one.source for one in told] == [cells[cell]]
    assert cell.period is not None
    edit(empty, "中车株机", f"{cell.indicator}@{cell.period}/target", "415")
    told = history.of_cell(empty, cell)
    assert [(one.line.before, one.line.after, one.source) for one in told] == [
        (told[1].line.after, "415亿元", ""),
        ("", told[1].line.after, cells[cell]),
    ]


def test_a_fields_history_holds_only_that_field(zhuzhou: Workspace) -> None:
    for text in ("田心", "天元"):
        edit(zhuzhou, "中车株机", "park", text)
    edit(zhuzhou, "中车株机", "leader", "某某")
    record = zhuzhou.dataset().named("enterprise", "中车株机")
    assert record is not None
    told = history.of_cell(zhuzhou, Cell(record.id, "park"))
    assert [(one.line.before, one.line.after) for one in told] == [("田心", "天元"), ("", "田心")]


def test_a_row_that_is_added_or_deleted_brings_and_takes_its_fields(empty: Workspace) -> None:
    record = listing.add_rows(empty, "enterprise", [{"name": "甲企业", "park": "田心"}])[0]
    listing.remove_rows(empty, "enterprise", [record])
    empty.undo()

    def told(field: str) -> list[tuple[str, str]]:
        return [(one.line.before, one.line.after) for one in history.of_cell(empty, Cell(record, field))]

    assert told("park") == [("", "田心"), ("田心", ""), ("", "田心")]
    assert told("leader") == []


def test_a_printed_figure_names_its_document(zhuzhou: Workspace) -> None:
    edit(zhuzhou, "中车株机", "unstated@2025/target", "")
    zhuzhou.undo()
    line = history.entries(zhuzhou, 1)[0].lines[0]
    assert "附件" in line.source


@pytest.mark.parametrize("steps", [1, 3])
def test_undone_steps_are_in_the_history_too(zhuzhou: Workspace, steps: int) -> None:
    for number in range(steps):
        edit(zhuzhou, "中车株机", "park", f"园区{number}")
    for _ in range(steps):
        zhuzhou.undo()
    kinds = [entry.operation.kind for entry in history.entries(zhuzhou, 2 * steps)]
    assert kinds == ["undo"] * steps + ["do"] * steps
