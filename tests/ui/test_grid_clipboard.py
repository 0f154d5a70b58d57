"""Blocks from Excel, WPS and LibreOffice arrive cell by cell as they stood in the sheet."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbs_desktop.ui.grid.clipboard import block_text

FOLDER = Path(__file__).parent.parent / "fixtures" / "clipboard"


def fixture(name: str) -> list[list[str]]:
    return block_text.read_block((FOLDER / name).read_bytes().decode())


def test_a_block_from_excel_keeps_line_breaks_and_outer_quotes_of_a_name() -> None:
    assert fixture("excel_enterprises.txt") == [
        ["1", "示例丙寅竹业有限公司", "工业和信息化"],
        ["2", "示例丁卯\n机械有限公司", "建筑业"],
        ["3", '"千百十"服务中心', "服务业"],
    ]


def test_a_block_from_wps_keeps_every_character_for_the_parser() -> None:
    assert fixture("wps_figures.txt") == [
        ["1,377", "１２３．５", "——"],
        ["1,542", "0", ""],
        [" 689 ", "（12.5）", "3000万元"],
    ]


def test_a_block_from_libreoffice_may_hold_tabs_and_doubled_quotes_in_a_cell() -> None:
    assert fixture("libreoffice_quotes.txt") == [["名称", "备注"], ['a "甲" b\tc', "第一行\n第二行"]]


def test_several_quoted_lines_and_a_single_quote_are_told_apart() -> None:
    assert fixture("excel_multiline.txt") == [
        ["征地未完成，\n需协调", '引号 "甲"\n换行'],
        ["普通", '单"引号'],
    ]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("一", [["一"]]),
        ("一\t\n", [["一", ""]]),
        ("\t\t", [["", "", ""]]),
        ('"没有收尾\t二', [['"没有收尾', "二"]]),
        ('"甲"乙\t二', [['"甲"乙', "二"]]),
        ("一\r二\r", [["一"], ["二"]]),
        ("一\n\n二\n", [["一"], [""], ["二"]]),
    ],
)
def test_odd_texts_are_read_without_losing_a_character(text: str, rows: list[list[str]]) -> None:
    assert block_text.read_block(text) == rows


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\x00"), max_size=8)


@given(st.integers(1, 4).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=5)))
def test_what_is_copied_is_pasted_as_it_was(rows: list[list[str]]) -> None:
    assert block_text.read_block(block_text.write_block(rows)) == rows


def test_one_value_fills_a_selection_and_a_block_repeats_only_in_whole_multiples() -> None:
    assert block_text.spread([["一"]], 2, 2) == [["一", "一"], ["一", "一"]]
    assert block_text.spread([["一"], ["二"]], 4, 1) == [["一"], ["二"], ["一"], ["二"]]
    assert block_text.spread([["一"], ["二"]], 3, 1) == [["一"], ["二"]]
    assert block_text.spread([["一", "二"], ["三"]], 1, 1) == [["一", "二"], ["三", ""]]
    assert block_text.spread([], 2, 2) == []
