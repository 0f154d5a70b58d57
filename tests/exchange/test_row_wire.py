"""Rows travel as digits and come back exactly; what is not in the form of `packed` is not taken."""

from __future__ import annotations

import pickle
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure, Kind, Op
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.process.row_wire import Unpacker, packed
from qbs_desktop.exchange.process.wire import Broken
from qbs_desktop.exchange.reading import recognising
from qbs_desktop.exchange.reading.plain_figures import FigureRead
from qbs_desktop.exchange.reading.readings import RowRead, Wish
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.sheets import workbook
from qbs_desktop.services import profiles
from tests.fixtures import workbooks

PROFILE = profiles.load("zhuzhou")
WORDS = ((("revenue", Period.of_year(2025), Kind.ACTUAL, "C", False),),)


def test_rows_of_every_kind_of_table_come_back_as_they_were(tmp_path: Path) -> None:
    """The rows of the whole corpus of dirty workbooks travel in `test_dirty`."""
    figures = 0
    for look in workbooks.LOOKS.values():
        path = workbooks.annex_book(tmp_path / "附件.xlsx", look)
        for table in recognising.recognise(workbook.read(path), PROFILE, Wish(year=2026)):
            assert Unpacker().rows(pickle.loads(pickle.dumps(packed(table.rows)))) == list(table.rows)
            figures += sum(len(row.figures) for row in table.rows)
    assert figures > 100


def test_a_figure_that_is_no_plain_number_travels_as_it_is() -> None:
    there = FigureRead("revenue", Period.of_year(2025), Kind.TARGET, Figure(Decimal("1.50"), op=Op.ABOUT), "C7")
    elsewhere = FigureRead("revenue", Period.of_year(2025), Kind.ACTUAL, Figure(Decimal("-0.10")), "C8")
    nothing = FigureRead("revenue", Period.of_year(2024), Kind.ACTUAL, NOT_APPLICABLE, "D7")
    rows = [RowRead(7, RowKind.RECORD, "甲", figures=(there, elsewhere, nothing), cells={"name": "B7", "area": "C8"})]
    assert repr(Unpacker().rows(packed(rows))) == repr(rows)


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        (),
        ((), ()),
        ((), (), [1]),
        ((), (), [(1,) * 11]),
        ((), (), [(1, 2, "", "", None, {}, (0, "1"), (), {}, (), False)]),
        (WORDS, (), [(1, 2, "", "", None, {}, (0, "1 2"), (), {}, (), False)]),
        (WORDS, (), [(1, 2, "", "", None, {}, (0, "NaN"), (), {}, (), False)]),
        (WORDS, (), [(1, 2, "", "", None, {}, ("1",), (), {}, (), False)]),
        (((("revenue", "2026", 0, "C", False),),), (), []),
    ],
)
def test_what_is_not_in_the_form_is_not_taken(message: object) -> None:
    with pytest.raises(Broken):
        Unpacker().rows(message)
