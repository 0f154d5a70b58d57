"""Reading a workbook (读工作簿): a path in, plain sheets out. A pure function, made to run in a process of its own.

What a file is, its content decides. The parts of an .xlsx are read directly and once, so that what the gate looked at
is what is read; a library alone would hand over floats, trust a wrong ``<dimension>`` or take an error for a blank.
Whatever was read of an .xlsx or .xls is then held against a second reader.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.agreeing import agreed
from qbs_desktop.exchange.sheets.biff_book import read_biff
from qbs_desktop.exchange.sheets.cells import Sheet, Workbook
from qbs_desktop.exchange.sheets.gate import Kind, Package, Source, take, unpack
from qbs_desktop.exchange.sheets.parts import SheetEntry, contents, shared_strings, styles
from qbs_desktop.exchange.sheets.sheet_xml import Surroundings, read_body
from qbs_desktop.exchange.sheets.text_book import read_text
from qbs_desktop.exchange.sheets.unlocking import has_biff_password, unlocked
from qbs_desktop.exchange.sheets.web_page import read_page

MACHINE_SHEET = "_qbs"
"""The hidden sheet with the machine part of a return."""


@dataclass(frozen=True)
class Opened:
    """A workbook that passed the gate and has no password any more; the rows of its sheets are still to be read."""

    source: Source
    package: Package | None = None
    entries: tuple[SheetEntry, ...] = ()
    around: Surroundings | None = None


def read(path: Path, password: str | None = None) -> Workbook:
    """Read every sheet of a workbook.

    Raises:
        PasswordWanted: the file has a password, and none or a wrong one was given.
        Refusal: the file is no sound workbook.
        EnvironmentFault: it cannot be opened.
    """
    return whole(opened(path, password))


def opened(path: Path, password: str | None = None) -> Opened:
    """Open a workbook; of an .xlsx everything but its rows is read.

    Raises:
        PasswordWanted: the file has a password, and none or a wrong one was given.
        Refusal: the file is no sound workbook.
        EnvironmentFault: it cannot be opened.
    """
    source = take(path)
    if source.kind is Kind.LOCKED or (source.kind is Kind.BIFF and has_biff_password(source)):
        source = unlocked(source, password)
    if source.kind is not Kind.PACKAGE:
        return Opened(source)
    package = unpack(source)
    listed = contents(package)
    around = Surroundings(package.name, shared_strings(package), styles(package), listed.from_1904)
    return Opened(source, package, listed.sheets, around)


def whole(book: Opened) -> Workbook:
    """Every sheet, two readers in agreement; a return printed with fewer decimals gives its exact numbers.

    Raises:
        Refusal: the file is no sound workbook.
    """
    source = book.source
    match source.kind:
        case Kind.TEXT:
            return Workbook(source.name, (read_text(source),))
        case Kind.PAGE:
            return Workbook(source.name, (read_page(source),))
        case Kind.BIFF:
            return Workbook(source.name, _exact(agreed(source, read_biff(source))))
    return Workbook(source.name, _exact(agreed(source, package_sheets(book))))


def _exact(sheets: Sequence[Sheet]) -> tuple[Sheet, ...]:
    """What knows sealed returns is a quarter of all that reading imports: only where a sheet may be a machine part."""
    if not any(one.hidden for one in sheets):
        return tuple(sheets)
    from qbs_desktop.exchange.sealed.unrounded import unrounded

    return unrounded(sheets)


def beginning(book: Opened, rows: int) -> Workbook | None:
    """The first rows of each sheet, to look at while the rest is read; None where everything is read at once.

    One reader alone reads them. They are shown and never imported.
    """
    if book.package is None:
        return None
    cut = {one.part: _cut(book.package.part(one.part), rows) for one in book.entries}
    if not any(cut.values()):
        return None
    parts = {**book.package.parts, **{part: start for part, start in cut.items() if start is not None}}
    start = replace(book, package=replace(book.package, parts=parts))
    try:
        return Workbook(book.source.name, tuple(package_sheets(start)))
    except Refusal:
        return None  # what is wrong is said when all of it is read


def _cut(xml: bytes, rows: int) -> bytes | None:
    """A worksheet part without the rows behind the first ones; None if it has no more than these."""
    at, end = xml.find(b"<sheetData>"), xml.rfind(b"</sheetData>")
    for _ in range(rows):
        at = xml.find(b"</row>", at + 1)
        if at < 0:
            return None
    return xml[: at + 6] + xml[end:] if xml.find(b"</row>", at + 1) > 0 and end > at else None


def package_sheets(book: Opened) -> list[Sheet]:
    """The sheets of an .xlsx as the strict reader alone reads them.

    Raises:
        Refusal: one of them is broken.
    """
    assert book.package is not None  # noqa: S101
    assert book.around is not None  # noqa: S101
    sheets = []
    for entry in book.entries:
        body = read_body(book.around, entry.name, book.package.part(entry.part))
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
