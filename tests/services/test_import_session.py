"""The wizard's service: one reading, many corrections, and what is kept of them for next month."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.corrections import IGNORE
from qbs_desktop.services import history
from qbs_desktop.services.incoming import import_targets, importing, layouts
from qbs_desktop.services.incoming.import_painting import Painter, Role
from qbs_desktop.services.incoming.import_preview import Action
from qbs_desktop.services.incoming.import_session import ImportSession, RowKind, RowSaid
from qbs_desktop.services.workspace import Workspace

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")


def book(path: Path, month: int = 10, amounts: tuple[int, int] = (100, 200)) -> Path:
    """A monthly table with a column nobody could guess."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "月报"
    for row in (
        [f"2026年1—{month}月重点企业情况"],
        ["单位：万元"],
        ["序号", "企业名称", "完成额", "内部代号"],
        ["一、园区内"],
        [1, "甲公司", amounts[0], "x7"],
        [2, "乙公司", amounts[1], "x8"],
        ["合计", None, sum(amounts), None],
    ):
        sheet.append(row)
    made.save(path)
    return path


KEY = ("月报", 0)


def test_a_corrected_column_is_imported_and_the_layout_serves_next_month(tmp_path: Path, empty: Workspace) -> None:
    with ImportSession(empty, book(tmp_path / "十月.xlsx"), OCTOBER) as session:
        session.open()
        assert session.recognise().preview.sheets[0].columns["C"] is None
        session.set_column(KEY, "C", "revenue@own/actual")
        session.set_column(KEY, "D", IGNORE)
        assert session.recognise().preview.count(Action.NEW) == 2
        assert session.apply().figures == 2
    assert [one.name for one in layouts.layouts(empty)] == ["重点企业情况"]
    with ImportSession(empty, book(tmp_path / "十一月.xlsx", 11, (110, 220)), NOVEMBER) as session:
        session.open()
        state = session.recognise()
        assert state.tables[0].layout
        assert state.preview.sheets[0].columns["C"] == "revenue@2026-11/actual"
        assert session.said(KEY).columns == {"C": "revenue@own/actual", "D": IGNORE}
        session.apply()
    data = empty.dataset()
    record = data.named("enterprise", "甲公司")
    assert record is not None
    found = {period: data.figure(record, "revenue", period) for period in (OCTOBER, NOVEMBER)}
    assert {period: one.value for period, one in found.items() if one} == {
        OCTOBER: Decimal(1_000_000),
        NOVEMBER: Decimal(1_100_000),
    }


def test_the_command_line_knows_kept_layouts_too(tmp_path: Path, empty: Workspace) -> None:
    path = book(tmp_path / "a.xlsx")
    with ImportSession(empty, path) as session:
        session.open()
        session.recognise()
        session.set_column(KEY, "C", "output@own/actual")
        session.recognise()
        session.apply()
    assert importing.preview(empty, path).sheets[0].columns["C"] == "output@2026-10/actual"


def test_keeping_a_layout_is_no_undo_step_and_can_be_renamed_and_forgotten(tmp_path: Path, empty: Workspace) -> None:
    with ImportSession(empty, book(tmp_path / "a.xlsx")) as session:
        session.open()
        session.recognise()
        session.set_column(KEY, "C", "output@own/actual")
        session.recognise()
        session.apply()
    assert empty.next_undo() == "导入 a.xlsx：企业名单"
    (layout,) = layouts.layouts(empty)
    layouts.rename(empty, layout, " 统计局 月报 ")
    assert layouts.layouts(empty)[0].name == "统计局 月报"
    with pytest.raises(Refusal, match="不能为空"):
        layouts.rename(empty, layouts.layouts(empty)[0], "  ")
    layouts.forget(empty, layouts.layouts(empty)[0])
    assert layouts.layouts(empty) == ()
    titles = [one.title for one in empty.read(lambda connection: history.history.operations(connection, newest=5))]
    assert any("不再记住版式" in title for title in titles)
    (line,) = history.entries(empty, 1)[0].lines
    assert (line.record_name, line.where, line.after) == ("统计局 月报", "记住的版式", "")
    assert line.before.startswith("记住 ")


def test_forgetting_a_layout_in_the_wizard_reads_the_table_as_it_was_recognised(
    tmp_path: Path, empty: Workspace
) -> None:
    path = book(tmp_path / "a.xlsx")
    with ImportSession(empty, path) as session:
        session.open()
        session.recognise()
        session.set_column(KEY, "C", "output@own/actual")
        session.recognise()
        session.apply()
    with ImportSession(empty, path) as session:
        session.open()
        assert session.recognise().tables[0].columns["C"] is not None
        session.forget(KEY)
        assert session.recognise().tables[0].columns["C"] is None


def test_what_nobody_recognised_is_given_a_list_a_head_and_a_name_column(tmp_path: Path, empty: Workspace) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in (["乱七八糟"], ["代号", "哪家", "多少"], [1, "甲公司", 5], [2, "乙公司", 6]):
        sheet.append(row)
    made.save(tmp_path / "乱.xlsx")
    key = (sheet.title, 0)
    with ImportSession(empty, tmp_path / "乱.xlsx", OCTOBER) as session:
        session.open()
        assert session.recognise().preview.rejected
        session.set_ledger(key, "enterprise")
        state = session.recognise()
        assert state.tables[0].header_rows == (2, 2)
        assert state.preview.rejected
        session.set_column(key, "B", "name")
        assert [row.name for row in session.recognise().preview.sheets[0].rows] == ["甲公司", "乙公司"]
        assert not session.state.preview.rejected  # type: ignore[union-attr]


def test_rows_are_what_the_clerk_says(tmp_path: Path, empty: Workspace) -> None:
    with ImportSession(empty, book(tmp_path / "a.xlsx")) as session:
        session.open()
        session.recognise()
        session.set_row(KEY, 6, RowSaid(RowKind.RECORD, 5))
        session.recognise()
        session.apply()
    data = empty.dataset()
    part, whole = data.named("enterprise", "乙公司"), data.named("enterprise", "甲公司")
    assert part is not None
    assert whole is not None
    assert part.parent_id == whole.id
    assert layouts.layouts(empty) == ()


def test_the_clerk_says_which_record_a_row_is_about(tmp_path: Path, empty: Workspace) -> None:
    first = empty.run("x", lambda edit: edit.add("enterprise", {"name": "甲公司", "park": "东"}, year=2026))
    empty.run("y", lambda edit: edit.add("enterprise", {"name": "甲公司", "park": "西"}, year=2026))
    with ImportSession(empty, book(tmp_path / "a.xlsx")) as session:
        session.open()
        session.set_column(KEY, "C", "revenue@own/actual")
        row = next(one for one in session.recognise().preview.sheets[0].rows if one.row == 5)
        assert row.action is Action.REJECTED
        assert [one.name for one in row.candidates] == ["甲公司", "甲公司"]
        assert row.asks
        session.answer("月报", 5, first)
        row = next(one for one in session.replan().preview.sheets[0].rows if one.row == 5)
        assert (row.action, row.record_id, row.asks) == (Action.CHANGED, first, False)
        session.answer("月报", 5, None)
        assert session.replan().preview.count(Action.NEW) == 2
        session.answer("月报", 5, 999)
        assert session.replan().preview.count(Action.REJECTED) == 1
        session.answer("月报", 5, first)
        session.replan()
        session.apply()
    record = next(one for one in empty.dataset().rows("enterprise") if one.id == first)
    figure = empty.dataset().figures(record)["revenue", OCTOBER, Kind.ACTUAL]
    assert figure.value == Decimal(1_000_000)


def test_every_cell_is_painted_as_it_was_read(tmp_path: Path, empty: Workspace) -> None:
    with ImportSession(empty, book(tmp_path / "a.xlsx")) as session:
        session.open()
        session.set_column(KEY, "C", "revenue@own/actual")
        state = session.recognise()
        looks = session.look("月报", 1, 7)
    painter = Painter("月报", state.tables, state.preview)
    signs = {
        Role.OUTSIDE: ".",
        Role.TITLE: "t",
        Role.HEAD: "H",
        Role.GROUP: "g",
        Role.UNIT: "u",
        Role.FIELD: "f",
        Role.VALUE: "v",
        Role.IGNORED: "-",
        Role.ERROR: "E",
        Role.QUERY: "?",
    }
    picture = [
        "".join(
            signs[painter.seen(row, at, looks.get(row, {}).get(at).text if at in looks.get(row, {}) else "").role]
            for at in range(1, 5)
        )
        for row in range(1, 8)
    ]
    assert picture == ["t...", "u...", "HHH?", "gggg", "ffv-", "ffv-", "gggg"]


def test_targets_are_offered_in_words_with_the_tables_own_period(empty: Workspace) -> None:
    offered = import_targets.choices(empty, "enterprise", OCTOBER)
    assert offered[0].target == IGNORE
    by_target = {one.target: one for one in offered}
    assert by_target["name"].label == "企业名称"
    assert by_target["revenue@own/actual"].note == "累计（2026年10月）"
    assert by_target["revenue@own-year/target"].note == "全年目标（2026年）"
    assert by_target["revenue@before/actual"].note == "上年同期（2025年10月）"
    assert len(by_target) == len(offered)
    assert import_targets.target_words(empty, "enterprise", "revenue@2026/target") == ("营业收入", "2026年目标")
    assert import_targets.target_words(empty, "enterprise", "name") == ("企业名称", "")
    assert import_targets.same_target("revenue@own/actual", "revenue@2026-10/actual", OCTOBER)
    assert not import_targets.same_target("revenue@own/actual", "revenue@2026-09/actual", OCTOBER)
    assert import_targets.has_unit(empty, "enterprise", "revenue@own/actual")
    assert not import_targets.has_unit(empty, "enterprise", "name")


def test_comparing_with_the_list_tells_how_far_it_is_and_can_be_stopped(tmp_path: Path, empty: Workspace) -> None:
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("名单")
    for row in (["单位：万元"], ["序号", "企业名称", "2025年营业收入"]):
        sheet.append(row)
    for number in range(1, 601):
        sheet.append([number, f"第{number}公司", number])
    made.save(tmp_path / "长.xlsx")
    told: list[int] = []
    with ImportSession(empty, tmp_path / "长.xlsx") as session:

        def progress(done: int, _total: int) -> None:
            told.append(done)
            if told.count(500) == 2:  # first of reading, now of comparing
                session.close()

        session.open()
        with pytest.raises(Refusal, match="已取消"):
            session.recognise(progress)
    assert told[-1] == 500
    assert told.count(500) == 2
