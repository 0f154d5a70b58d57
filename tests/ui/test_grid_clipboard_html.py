"""What Excel, WPS and LibreOffice put on the clipboard becomes the same stored truth, and comes back whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.figure import Kind
from qbs_desktop.exchange.sheets import html_cells
from qbs_desktop.services import profiles
from qbs_desktop.services.lists import block, listing
from qbs_desktop.services.lists.block import BlockCell
from qbs_desktop.services.workspace import Unit, Workspace
from qbs_desktop.ui.grid.clipboard import block_text, html_table
from qbs_desktop.ui.pages.lists.page import ListPage
from tests.ui.conftest import RecordingShell
from tests.ui.sheet import Line, small
from tests.ui.test_grid_view import Desk

K, M = Qt.Key, Qt.KeyboardModifier
FOLDER = Path(__file__).parent.parent / "fixtures" / "clipboard"
PROGRAMS = ("excel_2016", "wps_2019", "libreoffice_7")
YI = Decimal(10) ** 8
TRUTH = [
    (0, "1", "先进装备", Decimal("1377.256") * YI, 1542 * YI, "征地未完成，\n需协调"),
    (1, None, "整机", Decimal("150.5") * YI, None, None),
    (1, None, "零部件", Decimal("123.5") * YI, 1204 * YI, None),
    (0, "2", "文化旅游", Decimal(0), Decimal("411.005") * YI, '引号 "甲"'),
]


def put(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def fixture(name: str) -> tuple[str, str]:
    return (FOLDER / f"{name}.txt").read_bytes().decode(), (FOLDER / f"{name}.html").read_text(encoding="utf-8")


def page_of(workspace: Workspace, shell: RecordingShell, qtbot: QtBot) -> ListPage:
    page = ListPage(workspace, shell, "industry")
    qtbot.addWidget(page)
    page.resize(1100, 500)
    page.show()
    page.activate()
    page.add_column("output", 2025, Kind.ACTUAL)
    page.add_column("output", 2026, Kind.TARGET)
    page.view.go(0, 0)
    return page


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Workspace]:
    unit = Unit("430225", "炎陵县")
    with Workspace.create(tmp_path / "另.qbs", profiles.load("hunan-county"), unit, year=2026) as workspace:
        yield workspace


def stored(page: ListPage) -> list[tuple[int, Value, str, Decimal | None, Decimal | None, Value]]:
    rows = listing.rows(page.workspace, "industry")
    by_id = {one.id: one for one in page.columns}
    actual, target = by_id["output@2025/actual"], by_id["output@2026/target"]
    return [
        (
            row.depth,
            row.record.values.get("serial"),
            row.record.name,
            row.number(actual),
            row.number(target),
            row.record.values.get("remark"),
        )
        for row in rows
    ]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_table_with_heads_is_pasted_stored_copied_and_pasted_again(
    qtbot: QtBot, bare: Workspace, other: Workspace, shell: RecordingShell, program: str
) -> None:
    page = page_of(bare, shell, qtbot)
    put(*fixture(program))
    qtbot.keyClick(page.view, K.Key_V, M.ControlModifier)
    assert "3 格按原值粘贴（显示时已四舍五入）" in shell.said[-1]
    assert "处合并单元格只填左上一格" in shell.said[-1]
    assert page.choice.isVisible()
    assert "2 行" in page.choice.label.text()
    page.choice.yes.click()
    assert stored(page) == TRUTH
    rows = listing.rows(bare, "industry")
    column = next(one for one in page.columns if one.id == "output@2026/target")
    assert rows[1].text(column) == "——"
    qtbot.keyClick(page.view, K.Key_A, M.ControlModifier)
    qtbot.keyClick(page.view, K.Key_C, M.ControlModifier | M.ShiftModifier)
    second = page_of(other, shell, qtbot)
    qtbot.keyClick(second.view, K.Key_V, M.ControlModifier)
    second.choice.yes.click()
    assert stored(second) == TRUTH


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_html_alone_gives_the_same_block(program: str) -> None:
    text, html = fixture(program)
    both, alone = block_text.joined(text, html), block_text.joined("", html)
    assert [[cell.strip() for cell in row] for row in alone.rows] == [
        [cell.strip() for cell in row] for row in both.rows
    ]
    assert alone.exact == both.exact == {(2, 3): "1377.256", (5, 3): "0", (5, 4): "411.005"}
    assert alone.merged == 5
    assert [block_text.indent(row[1]) > 0 for row in alone.rows] == [False, False, False, True, True, False]


def test_rows_of_one_list_are_pasted_over_themselves_without_change(
    qtbot: QtBot, bare: Workspace, shell: RecordingShell
) -> None:
    page = page_of(bare, shell, qtbot)
    put(*fixture("excel_2016"))
    qtbot.keyClick(page.view, K.Key_V, M.ControlModifier)
    page.choice.yes.click()
    page.view.go(0, 0)
    page.view.go(3, len(page.grid.columns) - 1, extend=True)
    qtbot.keyClick(page.view, K.Key_C, M.ControlModifier)
    qtbot.keyClick(page.view, K.Key_V, M.ControlModifier)
    assert stored(page) == TRUTH
    assert not page.choice.isVisible()


def test_parts_alone_are_offered_as_parts_of_the_row_they_are_pasted_below(
    qtbot: QtBot, bare: Workspace, other: Workspace, shell: RecordingShell
) -> None:
    page = page_of(bare, shell, qtbot)
    put(*fixture("excel_2016"))
    qtbot.keyClick(page.view, K.Key_V, M.ControlModifier)
    page.choice.yes.click()
    name = page.grid.column_of("name") or 0
    page.view.go(1, name)
    page.view.go(2, name, extend=True)
    qtbot.keyClick(page.view, K.Key_C, M.ControlModifier)
    assert QGuiApplication.clipboard().text().replace("\r", "") == "　整机\n　零部件\n"
    made = block.put(other, "industry", [BlockCell(None, next(one for one in page.columns if one.id == "name"), "A")])
    assert made.stored == 1
    second = page_of(other, shell, qtbot)
    second.view.go(1, name)
    qtbot.keyClick(second.view, K.Key_V, M.ControlModifier)
    second.choice.yes.click()
    assert [(row.depth, row.record.name) for row in listing.rows(other, "industry")] == [
        (0, "A"),
        (1, "整机"),
        (1, "零部件"),
    ]


def test_a_list_that_is_indented_throughout_is_not_taken_for_parts(
    qtbot: QtBot, bare: Workspace, shell: RecordingShell
) -> None:
    page = page_of(bare, shell, qtbot)
    put("　　甲\n　　乙\n　　丙\n")
    page.view.go(0, page.grid.column_of("name") or 0)
    qtbot.keyClick(page.view, K.Key_V, M.ControlModifier)
    assert [row.record.name for row in listing.rows(bare, "industry")] == ["甲", "乙", "丙"]
    assert not page.choice.isVisible()


# --- exact numbers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "number", "found"),
    [
        ("12.35", "12.3456", "12.3456"),
        ("12.3", "12.34", "12.34"),
        ("1,377.26", "1377.256", "1377.256"),
        ("(12.35)", "-12.3456", "-12.3456"),
        ("￥12.35", "12.3456", "12.3456"),
        ("12.3%", "0.12345", "12.345%"),
        ("#####", "1377.256", "1377.256"),
        ("9.143E+14", "914302001837654", "914302001837654"),
        ("9.143E+17", "914302001837654000", None),
        ("-", "0", "0"),
        ("", "0", "0"),
        ("-", "5", None),
        ("", "5", None),
        ("12.35", "12.35", None),
        ("1,542.00", "1542", None),
        ("1.2", "12345", None),
        ("2024-10-02", "45567", None),
        ("2024", "45567", None),
        ("3000万元", "3000", None),
        ("甲", "1", None),
    ],
)
def test_the_stored_number_is_taken_only_where_the_shown_one_is_its_rounding(
    shown: str, number: str, found: str | None
) -> None:
    assert html_cells.exact(shown, Decimal(number)) == found


def test_noise_of_binary_numbers_is_no_stored_value() -> None:
    html = "<table><tr><td x:num='0.30000000000000004'>0.3</td><td sdval='2.6749999999999998'>2.67</td></tr></table>"
    assert block_text.joined("", html).exact == {(0, 1): "2.675"}


def test_a_value_finer_than_the_store_keeps_is_pasted_as_shown_and_told(
    qtbot: QtBot, bare: Workspace, shell: RecordingShell
) -> None:
    page = page_of(bare, shell, qtbot)
    page.view.go(0, page.grid.column_of("output@2025/actual") or 0)
    html = "<table><tr><td x:num='4.33333333333333'>4.33</td></tr><tr><td x:num='1.25'>1.3</td></tr></table>"
    put("4.33\r\n1.3\r\n", html)
    qtbot.keyClick(page.view, K.Key_V, M.ControlModifier)
    assert [row[3] for row in stored(page)] == [Decimal("4.33") * YI, Decimal("1.25") * YI]
    assert "1 格按原值粘贴" in shell.said[-1]
    assert "1 格的原值小数位太多，按显示的值粘贴" in shell.said[-1]


# --- odd tables ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>文字</p>",
        "<p>说明</p><table><tr><td>甲</td></tr></table>",
        "<table><tr><td>甲</td></tr></table><table><tr><td>乙</td></tr></table>",
        "<table></table>",
    ],
)
def test_anything_but_one_table_is_left_to_the_plain_text(html: str) -> None:
    assert html_table.read(html) is None
    assert block_text.joined("甲\t乙", html).rows == [["甲", "乙"]]


def test_a_table_too_large_to_wait_for_is_pasted_as_shown_and_told(qtbot) -> None:
    large = "<table><tr>" + "<td>1" * 60_001
    for one in (large, "<table><tr>" + "<td colspan=1000>1" * 61):
        with pytest.raises(html_table.TooLarge):
            html_table.read(one)
    desk = Desk(qtbot, small())
    desk.at(0, 3)
    put("12.3", large)
    desk.key(K.Key_V, M.ControlModifier)
    assert desk.sheet.shown("a")[0] == "12.3"
    assert "表格太大" in desk.said[-1]


def test_merged_cells_reach_over_rows_and_columns() -> None:
    html = (
        "<table><tr><td rowspan=2 colspan=2>甲<td>乙<tr><td>丙<tr><th>一<td>二<td rowspan=99>三<tr><td>四<td>五</table>"
    )
    table = html_table.read(html)
    assert table is not None
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["甲", "", "乙"],
        ["", "", "丙"],
        ["一", "二", "三"],
        ["四", "五", ""],
    ]
    assert table.merged == 2


def test_line_breaks_blanks_and_entities_of_a_cell_are_read_as_shown() -> None:
    html = (
        "<table><tr><td>\n  一&amp;二\n  三<br>\n  四</td><td><p>第一段</p><p>第二段</p></td>"
        "<td>&nbsp;&nbsp;缩&#36827;</td><td style='mso-text-indent:18pt'>深</td>"
        "<td style='display:none'>不见</td></tr></table>"
    )
    assert block_text.joined("", html).rows == [["一&二 三\n四", "第一段\n第二段", "  缩进", "　　深"]]


def test_a_line_break_that_tears_the_plain_text_apart_is_whole_in_the_html() -> None:
    html = "<table><tr><td>一<br>二</td><td>三</td></tr></table>"
    assert block_text.joined("一\n二\t三", html).rows == [["一\n二", "三"]]
    assert block_text.joined('"一\n二"\t三', html).rows == [["一\n二", "三"]]


# --- writing ---------------------------------------------------------------------------------------------------------


def test_codes_stay_text_numbers_stay_numbers_and_parts_are_indented_in_what_is_copied(qtbot) -> None:
    lines = small()
    lines[1] = Line(2, lines[1].cells | {"sector": "00123"})
    desk = Desk(qtbot, lines)
    desk.at(1, 0)
    desk.to(2, 3)
    desk.key(K.Key_C, M.ControlModifier)
    html = QGuiApplication.clipboard().mimeData().html()
    assert "<td style=\"mso-number-format:'\\@';\">00123</td>" in html
    assert "<td>204</td>" in html
    assert 'padding-left:12px;mso-char-indent-count:1;">整机</td>' in html
    assert "<td>2</td>" in html
    back = block_text.joined(QGuiApplication.clipboard().text(), html)
    assert back.rows == [["2", "航空动力", "00123", "204"], ["", "　整机", "工业", "150"]]
    assert back.exact == {}


def test_heads_of_two_levels_are_copied_as_merged_cells(qtbot) -> None:
    desk = Desk(qtbot, small())
    desk.at(0, 1)
    desk.to(0, 4)
    desk.key(K.Key_C, M.ControlModifier | M.ShiftModifier)
    assert desk.copied().replace("\r", "") == ("名称\t领域\t产值\t\n\t\t2025年\t2026年\n轨道交通\t工业\t1377\t1542\n")
    table = html_table.read(QGuiApplication.clipboard().mimeData().html())
    assert table is not None
    assert [cell.text for cell in table.rows[0]] == ["名称", "领域", "产值", ""]
    assert table.merged == 3
    assert "带表头" in desk.said[-1]
