"""Writing a return and a long list, against XlsxWriter with the same styles."""

from __future__ import annotations

import io
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from benchmarks.job import Job, Scale, timed

WIDE = 20


def jobs(scale: Scale, _folder: Path) -> Iterator[Job]:
    """A return of 5 sheets x 50 rows, and a list of ten thousand rows."""
    rows = 200 if scale.short else 10_000
    yield _job("write a return, 5 sheets x 50 rows", 5, 50, 1.0)
    yield _job(f"write a list of {rows} rows x {WIDE}", 1, rows, 0.5)


def _job(name: str, sheets: int, rows: int, goal: float) -> Job:
    from qbs_desktop.domain.forms.cells import Cell
    from qbs_desktop.exchange import writing
    from qbs_desktop.exchange.layout import Layout, Row

    cells = [
        [Cell(f"第{number}行第{place}列") if place < 10 else Cell(Decimal(number * place)) for place in range(WIDE)]
        for number in range(rows)
    ]
    styles = ["text"] * 10 + ["number"] * 10
    layouts = [
        Layout(f"表{sheet}", [Row(row, styles, 20.0) for row in cells], widths=(12.0,) * WIDE)
        for sheet in range(sheets)
    ]

    def ours() -> None:
        writing.workbook(layouts)

    def peer() -> None:
        import xlsxwriter

        book = xlsxwriter.Workbook(io.BytesIO(), {"in_memory": True})
        text = book.add_format({"border": 1, "text_wrap": True, "valign": "vcenter"})
        number = book.add_format({"border": 1, "num_format": "0.00", "align": "right", "valign": "vcenter"})
        for sheet in range(sheets):
            page = book.add_worksheet(f"表{sheet}")
            page.set_column(0, WIDE - 1, 12)
            for line, row in enumerate(cells):
                page.set_row(line, 20)
                for place, cell in enumerate(row):
                    if place < 10:
                        page.write_string(line, place, str(cell.value), text)
                    else:
                        page.write_number(line, place, float(str(cell.value)), number)
        book.close()

    return Job(name, timed(ours), timed(peer), "XlsxWriter, same styles", goal)
