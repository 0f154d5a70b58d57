"""Ways to tamper with a return (T1): each changes a loaded workbook and says which cell has to be named first."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import openpyxl
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

Book = openpyxl.Workbook


class Wanted(NamedTuple):
    """What the verdict has to name: sheet and cell; an empty cell where a thing of the whole book was changed."""

    sheet: str
    cell: str = ""


Forgery = Callable[[Book, random.Random], Wanted]
WRITINGS = ("0.00%", "#,##0.00,", ";;;", '"1"0.00', "yyyy-mm-dd", "@")


def _cells(book: Book, ok: Callable[[Cell], bool]) -> Iterator[Cell]:
    for sheet in book.worksheets:
        if sheet.title != "_qbs":
            yield from (cell for row in sheet.iter_rows() for cell in row if ok(cell))


def _number(cell: Cell) -> bool:
    return cell.data_type == "n" and cell.value is not None


def _text(cell: Cell) -> bool:
    """A text that no hand fills in (the foot of a form is open)."""
    return cell.data_type == "s" and "负责人" not in str(cell.value)


def _formula(cell: Cell) -> bool:
    return cell.data_type == "f"


def _one(book: Book, chance: random.Random, ok: Callable[[Cell], bool]) -> Cell:
    return chance.choice(list(_cells(book, ok)))


def _at(cell: Cell) -> Wanted:
    return Wanted(cell.parent.title, cell.coordinate)


def _value(change: Callable[[Any, random.Random], object], ok: Callable[[Cell], bool] = _number) -> Forgery:
    def forge(book: Book, chance: random.Random) -> Wanted:
        cell = _one(book, chance, ok)
        cell.value = change(cell.value, chance)
        return _at(cell)

    return forge


def _format(book: Book, chance: random.Random) -> Wanted:
    cell = _one(book, chance, _number)
    cell.number_format = chance.choice([code for code in WRITINGS if ("%" in code) != ("%" in cell.number_format)])
    return _at(cell)


def _rows(book: Book, chance: random.Random) -> Wanted:
    """Two neighbouring lines of the table change places; formulas stay where they are."""
    sheet = book["企业月报"]
    top = chance.randrange(10, 30)
    first = ""
    for column in range(1, sheet.max_column + 1):
        one, two = sheet.cell(top, column), sheet.cell(top + 1, column)
        if "f" not in (one.data_type, two.data_type) and one.value != two.value:
            first = first or one.coordinate
            one.value, two.value = two.value, one.value
    return Wanted(sheet.title, first)


def _blank(book: Book, chance: random.Random) -> Wanted:
    """Something where nothing was, in the table, beside it or under it."""
    sheet = chance.choice([sheet for sheet in book.worksheets if sheet.title != "_qbs"])
    joined = {place for area in sheet.merged_cells.ranges for row in area.cells for place in [row]}
    free = [
        (row, column)
        for row in range(1, sheet.max_row + 5)
        for column in range(1, sheet.max_column + 3)
        if (row, column) not in joined and sheet.cell(row, column).value is None
    ]
    cell = sheet.cell(*chance.choice(free))
    cell.value = chance.choice([0, 0.01, 8, "——", "另有 3 家", "=1+1", True])
    return _at(cell)


def _hide_row(book: Book, chance: random.Random) -> Wanted:
    row = chance.randrange(1, 30)
    book["企业月报"].row_dimensions[row].hidden = True
    return Wanted("企业月报", f"A{row}")


def _hide_column(book: Book, chance: random.Random) -> Wanted:
    letter = chance.choice("BCDEFGHIJKL")
    book["企业月报"].column_dimensions[letter].hidden = True
    return Wanted("企业月报", f"{letter}1")


def _join(book: Book, chance: random.Random) -> Wanted:
    """Joined with the blank cell under the table, so that nothing else changes."""
    column = chance.choice("CDEF")
    book["企业月报"].merge_cells(f"{column}60:{column}61")
    return Wanted("企业月报", f"{column}60")


def _part(book: Book, chance: random.Random) -> Wanted:
    sheet = chance.choice([sheet for sheet in book.worksheets if sheet.merged_cells.ranges])
    area = chance.choice(sorted(map(str, sheet.merged_cells.ranges)))
    sheet.unmerge_cells(area)
    return Wanted(sheet.title, area.partition(":")[0])


def _comment(book: Book, chance: random.Random) -> Wanted:
    cell = _one(book, chance, _number)
    cell.comment = Comment("请按此数", "某人")
    return _at(cell)


def _delete_row(book: Book, chance: random.Random) -> Wanted:
    row = chance.randrange(11, 30)
    book["企业月报"].delete_rows(row)
    return Wanted("企业月报", f"A{row}")


def _insert_row(book: Book, chance: random.Random) -> Wanted:
    row = chance.randrange(11, 30)
    book["企业月报"].insert_rows(row)
    book["企业月报"].cell(row, 2).value = f"虚增{chance.randrange(99)}有限公司"
    return Wanted("企业月报", f"A{row}")


def _whole(act: Callable[[Book, random.Random], object], sheet: str = "") -> Forgery:
    def forge(book: Book, chance: random.Random) -> Wanted:
        act(book, chance)
        return Wanted(sheet)

    return forge


def _machine(old: str, new: str) -> Forgery:
    def forge(book: Book, _chance: random.Random) -> Wanted:
        cell = next(c for row in book["_qbs"].iter_rows(min_row=3) for c in row if old in str(c.value))
        cell.value = str(cell.value).replace(old, new, 1)
        return Wanted("_qbs", "C2")

    return forge


def _letter(places: str) -> Forgery:
    """One letter of the machine part is another one."""

    def forge(book: Book, chance: random.Random) -> Wanted:
        sheet = book["_qbs"]
        cell = chance.choice([sheet[place] for place in places.split() if sheet[place].value])
        text = str(cell.value)
        at = chance.randrange(len(text))
        other = chance.choice([sign for sign in "0123456789abcdef" if sign != text[at]])
        cell.value = text[:at] + other + text[at + 1 :]
        return Wanted("_qbs")

    return forge


def _name(book: Book, chance: random.Random) -> None:
    name = f"数{chance.randrange(99)}"
    book.defined_names[name] = DefinedName(name, attr_text="企业月报!$K$10")


def _rename(book: Book, chance: random.Random) -> None:
    sheet = chance.choice([sheet for sheet in book.worksheets if sheet.title != "_qbs"])
    sheet.title = f"{sheet.title}{chance.randrange(99)}"


def _move(book: Book, _chance: random.Random) -> None:
    book.move_sheet("企业月报", -1)


def _add(book: Book, chance: random.Random) -> None:
    sheet = book.create_sheet(f"附表{chance.randrange(99)}")
    sheet.sheet_state = chance.choice(["visible", "hidden", "veryHidden"])


def _state(book: Book, chance: random.Random) -> None:
    sheet = chance.choice([sheet for sheet in book.worksheets if sheet.title != "_qbs"])
    sheet.sheet_state = chance.choice(["hidden", "veryHidden"])


def _drop(book: Book, chance: random.Random) -> None:
    book.remove(chance.choice([sheet for sheet in book.worksheets if sheet.title != "封面"]))


KINDS: dict[str, Forgery] = {
    "a hundredth more": _value(lambda value, _: value + 0.01),
    "a hundredth less": _value(lambda value, _: value - 0.01),
    "one digit": _value(lambda value, chance: value + chance.choice([-1, 1]) * 10 ** chance.randrange(-4, 3)),
    "another unit": _value(lambda value, chance: (value or 1) * chance.choice([10, 100, 10000, 0.0001])),
    "sign": _value(lambda value, _: -value if value else 1),
    "number to text": _value(lambda value, _: f"{value} "),
    "number cleared": _value(lambda _value, _chance: None),
    "number to mark": _value(lambda _value, _chance: "——"),
    "number to formula": _value(lambda value, _: f"={value}"),
    "text": _value(lambda value, chance: f"{value}{chance.choice(['', '·'])}甲", _text),
    "text cleared": _value(lambda _value, _chance: None, _text),
    "formula to its value": _value(lambda _value, chance: chance.random(), _formula),
    "formula to another": _value(lambda value, _: f"{value}+0", _formula),
    "formula cleared": _value(lambda _value, _chance: None, _formula),
    "number format": _format,
    "rows swapped": _rows,
    "blank filled": _blank,
    "row hidden": _hide_row,
    "column hidden": _hide_column,
    "joined": _join,
    "parted": _part,
    "comment": _comment,
    "row deleted": _delete_row,
    "row inserted": _insert_row,
    "defined name": _whole(_name),
    "sheet renamed": _whole(_rename),
    "sheet moved": _whole(_move),
    "sheet added": _whole(_add),
    "sheet hidden": _whole(_state),
    "sheet or machine part removed": _whole(_drop),
    "manifest's unit": _machine("示例县", "别别县"),
    "manifest's period": _machine("2026-10", "2026-11"),
    "manifest's revision": _machine('"revision":1', '"revision":2'),
    "digest": _letter("C2"),
    "machine part": _letter("A3 A4 A5 A6 A7"),
    "something more in the machine part": _whole(lambda book, _: book["_qbs"].__setitem__("B7", "9")),
    "signature, key or algorithm": _letter("F2 G2 H2"),
    "signature stripped": _whole(lambda book, _: [setattr(book["_qbs"][f"{one}2"], "value", None) for one in "FGH"]),
}
"""Those of the last two lines are for a signed return only."""
OF_SIGNATURES = ("signature, key or algorithm", "signature stripped")
