"""Every workbook of the corpus is read, and travels, exactly as expected; nothing is said or left unsaid beyond it."""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from qbs_desktop.domain import amount
from qbs_desktop.domain.fields import Money, Value
from qbs_desktop.exchange.process.row_wire import Unpacker, packed
from qbs_desktop.exchange.reading.plain_figures import FigureRead
from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.services import profiles
from tests.fixtures import dirty, dirty_blind

COUNTY = profiles.load("hunan-county")
INDICATORS = COUNTY.all_indicators()


def shown(one: FigureRead) -> str:
    """A figure as the corpus writes it, in 元 or plain, with its operator."""
    if one.figure.value is None:
        return "na"
    return amount.plain(one.figure.value) + (f" {one.figure.op.value}" if one.figure.op else "")


def wanted(text: str) -> str:
    number, _, op = text.partition(" ")
    if number == "na":
        return "na"
    value = amount.parse_amount(number, "元") if number[-1] in "亿万" else amount.parse_number(number)
    return amount.plain(value) + (f" {op}" if op else "")


def field_wanted(ledger: str, name: str, value: object) -> object:
    field = next(one for one in COUNTY.ledgers() if one.id == ledger).field(name)
    return amount.parse_amount(str(value), "元") if isinstance(field, Money) else value


def figures(read: tuple[FigureRead, ...]) -> dict[str, str]:
    return {f"{one.indicator}@{one.period}/{one.kind.name.lower()}": shown(one) for one in read}


def records(table: TableRead) -> list[tuple[object, ...]]:
    names = {row.number: row.name for row in table.rows}
    return [
        (
            row.name,
            names[row.parent] if row.parent is not None else None,
            without_serial(row.values),
            figures(row.figures),
            figures(row.months),
        )
        for row in table.rows
        if row.kind is RowKind.RECORD
    ]


def without_serial(values: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in values.items() if name not in ("name", "serial")}


def expected(read: dirty.Read) -> list[tuple[object, ...]]:
    return [
        (
            one.name,
            one.parent,
            {name: field_wanted(str(read.ledger), name, value) for name, value in one.fields.items()},
            {at: wanted(text) for at, text in one.figures.items()},
            {at: wanted(text) for at, text in one.months.items()},
        )
        for one in read.records
    ]


CASES = (*dirty.CASES, *dirty_blind.CASES)


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_dirty_workbook_is_read_as_it_is_meant_or_named_in_a_finding(tmp_path: Path, case: dirty.Dirty) -> None:
    tables = recognise(workbook.read(case.write(tmp_path)), COUNTY, Wish(year=2026))
    assert [table.ledger for table in tables] == [read.ledger for read in case.tables]
    assert all(Unpacker().rows(pickle.loads(pickle.dumps(packed(one.rows)))) == list(one.rows) for one in tables)
    for table, read in zip(tables, case.tables, strict=True):
        assert records(table) == expected(read)
        findings = (*table.findings, *(one for row in table.rows for one in row.findings))
        assert {one.rule for one in findings} == set(read.rules)
        rejected = {row.name for row in table.rows if row.rejected}
        assert rejected == set(read.rejected)
