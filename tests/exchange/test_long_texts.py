"""Cells of many thousand characters: read or named like any other, and never in more time than a workbook may take."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest

from qbs_desktop.domain.amount import normalise
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.sheets.cells import Cell, Sheet, Workbook
from qbs_desktop.services import profiles

LONGEST = 32_000
COUNTY = profiles.load("hunan-county")
HEAD = ["产业名称", "2021年营业收入（亿元）", "2021年工业总产值（亿元）"]


@pytest.mark.parametrize("name", ["-" * LONGEST, "、" * LONGEST, f"轨道{' ' * LONGEST}交通", "１" * LONGEST])
def test_a_name_of_a_whole_cell_is_read_in_no_time(name: str) -> None:
    rows = {1: dict(enumerate(map(Cell, HEAD), 1)), 2: {1: Cell(name), 2: Cell(Decimal(7)), 3: Cell(Decimal(8))}}
    started = time.process_time()
    (table,) = recognise(Workbook("表.xlsx", (Sheet("表", rows),)), COUNTY)
    assert time.process_time() - started < 2
    assert [(row.kind, row.name) for row in table.rows] == [(RowKind.RECORD, name)]
    assert [str(one.figure.value) for one in table.rows[0].figures][:1] == ["700000000"]


def test_a_row_of_endless_digits_is_no_line_of_column_numbers() -> None:
    rows = {1: dict(enumerate(map(Cell, HEAD), 1)), 2: {at: Cell("1" * LONGEST) for at in (1, 2, 3)}}
    (table,) = recognise(Workbook("表.xlsx", (Sheet("表", rows),)), COUNTY)
    (row,) = table.rows
    assert row.rejected
    assert {one.rule for one in row.findings} == {"import.not_a_number"}


def test_a_sentence_about_an_endless_cell_says_what_to_do() -> None:
    rows = {1: dict(enumerate(map(Cell, HEAD), 1)), 2: {1: Cell("甲"), 2: Cell("长" * LONGEST)}}
    (table,) = recognise(Workbook("表.xlsx", (Sheet("表", rows),)), COUNTY)
    (found,) = table.rows[0].findings
    assert found.message == f"“{'长' * 60}…”不是数字，请只填数字（可带千分位逗号和小数点）。"
    assert found.value == "长" * LONGEST


def test_many_line_breaks_behind_a_digit_are_two_numbers_or_none_at_once() -> None:
    started = time.process_time()
    assert normalise("1" + "\n" * LONGEST + "2") == "1" + "\n" * LONGEST + "2"
    assert normalise("1" + "\n" * LONGEST + "个") == "1个"
    assert time.process_time() - started < 1
