"""Reading a workbook (读工作簿): a path in, plain sheets out. A pure function, ready to run in a process of its own.

The parts are read directly and once, so that what the gate looked at is what is read; a library in between would
hand over floats, trust a wrong ``<dimension>`` or take an error for a blank. Tests compare every fixture with two
other readers (openpyxl, calamine).
"""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.exchange.cells import Sheet, Workbook
from qbs_desktop.exchange.gate import open_package
from qbs_desktop.exchange.parts import contents, shared_strings, styles
from qbs_desktop.exchange.sheet_xml import Surroundings, read_body

MACHINE_SHEET = "_qbs"
"""The hidden sheet with the machine part of a return."""


def read(path: Path) -> Workbook:
    """Read every sheet of a workbook.

    Raises:
        Refusal: the file is no sound workbook.
        EnvironmentFault: it cannot be opened.
    """
    package = open_package(path)
    listed = contents(package)
    around = Surroundings(package.name, shared_strings(package), styles(package), listed.from_1904)
    sheets = []
    for entry in listed.sheets:
        body = read_body(around, entry.name, package.part(entry.part))
        sheets.append(
            Sheet(
                entry.name,
                body.rows,
                tuple(body.merged),
                frozenset(body.hidden_rows),
                frozenset(body.hidden_columns),
                entry.hidden,
                body.filtered,
            )
        )
    return Workbook(path.name, tuple(sheets))
