"""Reading a workbook (读工作簿): a path in, plain sheets out. A pure function, made to run in a process of its own.

What a file is, its content decides. The parts of an .xlsx are read directly and once, so that what the gate looked at
is what is read; a library alone would hand over floats, trust a wrong ``<dimension>`` or take an error for a blank.
Whatever was read of an .xlsx or .xls is then held against a second reader.
"""

from __future__ import annotations

from pathlib import Path

from qbs_desktop.exchange.agreeing import agreed
from qbs_desktop.exchange.biff_book import read_biff
from qbs_desktop.exchange.cells import Sheet, Workbook
from qbs_desktop.exchange.gate import Kind, Source, take, unpack
from qbs_desktop.exchange.parts import contents, shared_strings, styles
from qbs_desktop.exchange.sheet_xml import Surroundings, read_body
from qbs_desktop.exchange.text_book import read_text
from qbs_desktop.exchange.unlocking import has_biff_password, unlocked

MACHINE_SHEET = "_qbs"
"""The hidden sheet with the machine part of a return."""


def read(path: Path, password: str | None = None) -> Workbook:
    """Read every sheet of a workbook.

    Raises:
        PasswordWanted: the file has a password, and none or a wrong one was given.
        Refusal: the file is no sound workbook.
        EnvironmentFault: it cannot be opened.
    """
    source = take(path)
    if source.kind is Kind.LOCKED or (source.kind is Kind.BIFF and has_biff_password(source)):
        source = unlocked(source, password)
    match source.kind:
        case Kind.TEXT:
            return Workbook(path.name, (read_text(source),))
        case Kind.BIFF:
            return Workbook(path.name, agreed(source, read_biff(source)))
    return Workbook(path.name, agreed(source, _package_sheets(source)))


def _package_sheets(source: Source) -> list[Sheet]:
    package = unpack(source)
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
    return sheets
