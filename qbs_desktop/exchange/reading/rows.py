"""Rows (表体各行): which are records, which are 其中 rows and whose, and which only carry words.

A row is an 其中 row by the word 其中, by numbering such as 1）, by a 序号 cell merged over it and its parent, by
indentation, by a project band that lies inside the band above, or because it follows an 其中 row without a number of
its own in a table that numbers its rows. Where none of this decides, the row stands for itself and a finding says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

from qbs_desktop.exchange.locating.groups import TOTAL, headings, style_of, subtotals
from qbs_desktop.exchange.sheets.cells import Cell, Sheet
from qbs_desktop.exchange.words.bands import Band, parse_band
from qbs_desktop.exchange.words.units import fold, unit_line


class RowKind(StrEnum):
    """What a row of the body is. The values are part of the import's JSON."""

    RECORD = "record"
    GROUP = "group"
    TOTAL = "total"
    NOTE = "note"
    SKIPPED = "skipped"


_CARRIED = re.compile(r"承[前上]页|过[次下]页|转[次下]页|接[上下]页|上页结转|结转下页")
_COUNTED = re.compile(r"\((?:共|计)?(\d{1,7})[个项家户]?\)$|(?<=计)(\d{1,7})[个项家户]$")
_GROUP = re.compile(r"^([一二三四五六七八九十]+[、.]|\([一二三四五六七八九十]+\)|第[一二三四五六七八九十]+[类批组部])")
_NOTE = re.compile(r"^(\(?(注|备注|说明|附注|注释|填表说明|填报说明|审核关系)\)?\d*[:.、]|注\d)")
_FOOTER = re.compile(
    r"(单位负责人|统计负责人|分管负责人|填表人|填报人|制表人?|审核人|联系电话|报出日期|填报日期|填报单位|制定机关|表号|文号)[:：]"
)
_EXAMPLE = re.compile(
    r"^[(\[]?(示?例|举例|填写示例|填报示例|样例)\d?[:)\]、.]|^(示例|样例|例|填写示例)\d?行?$|\((示例|样例|例)\)$"
)
_SUSPECT = "合总小共累示例（(【[〔"
"""Characters with which the name of a total or an example may begin."""
_MARKS = "★☆●○▲△■□◆◇※*＊#"
_OF_WHICH = re.compile(r"^[\s　]*其\s*中\s*[:：,，]?[\s　]*")
_NUMBERED = re.compile(r"^\s*(\d{1,2}\s*[)）]|[(（]\s*\d{1,2}\s*[)）]|[①-⑳])[、.．]?\s*")
_PLAIN_NUMBERED = re.compile(r"^\s*(\d{1,3})\s*[、.．](?!\d)\s*")
_END_OF_SERIAL = re.compile(r"(?<=[\d一二三四五六七八九十])\s*[.．、]$")
"""``3.`` and ``三、`` number a row as 3 and 三 do."""
_GUIDE = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|\d{1,2}|[A-Z]")


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row of the body. `parent` is the row number of the record it is an 其中 row of.

    `printed` is the name cell without 其中 and blanks, before numbering was cut off; `why` says in Chinese what is
    uncertain about the row. `goes_on` is the record that a row of more text continues; `count` is how many rows a
    合计 or group row says it has; `depth` how far down a group stands.
    """

    number: int
    kind: RowKind
    name: str = ""
    serial: str = ""
    printed: str = ""
    parent: int | None = None
    why: str = ""
    goes_on: int | None = None
    count: int | None = None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class RowSaid:
    """What the clerk says a row is; for a record also whose 其中 row, as the parent's row number."""

    kind: RowKind
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Shape:
    """What the walk over a body needs to know of its table."""

    sheet: Sheet
    first: int
    last: int
    serial_column: int | None
    name_column: int
    used: frozenset[int]
    names: frozenset[str]
    title: str = ""
    head_height: int = 1
    bands: bool = False
    said: Mapping[int, RowSaid] = field(default_factory=dict)
    texts: frozenset[int] = frozenset()
    """Columns of running text, which a record may continue on the lines below it."""
    parents_by_numeral: bool = False
    """Whether a row numbered 一 is a record above its rows numbered 1 (industries), and not a group's subtotal."""


@dataclass(slots=True)
class _Open:
    """A record that may still get 其中 rows."""

    number: int
    indent: float
    style: str
    band: Band | None
    word_indent: float | None = None


@dataclass(slots=True)
class _Walk:
    """The state of one walk from the head down."""

    shape: Shape
    numbered: bool
    stack: list[_Open] = field(default_factory=list)
    in_notes: bool = False
    skip_to: int = 0
    after_total: bool = False
    of_which: bool = False
    last: int | None = None
    last_name: str = ""
    numerals: frozenset[int] = frozenset()
    headings: frozenset[int] = frozenset()


def body_rows(shape: Shape) -> Iterator[BodyRow]:
    """Every row of the body that has content, in order."""
    sheet, serial = shape.sheet, shape.serial_column
    body = [(number, cells) for number, cells in sheet.filled() if shape.first <= number <= shape.last]
    numbered = serial is not None and any(serial in cells and not cells[serial].blank for _number, cells in body)
    walk = _Walk(shape, numbered)
    if not shape.parents_by_numeral:
        walk.numerals = subtotals(body, serial, shape.name_column)
    if not numbered:
        walk.headings = headings(body, shape.name_column, shape.used)
    for number, cells in body:
        said = shape.said.get(number)
        if said is not None:
            row = _as_said(walk, number, cells, said)
        else:
            row = _goes_on(walk, number, cells) or _words(walk, number, cells) or _record(walk, number, cells)
        if row.goes_on is None:
            walk.last = number if row.kind is RowKind.RECORD else None
            walk.last_name = row.name if row.kind is RowKind.RECORD else ""
        yield row


def _as_said(walk: _Walk, number: int, cells: Mapping[int, Cell], said: RowSaid) -> BodyRow:
    """The row as the clerk says it is; the rows below are read as if the sheet itself had said so."""
    walk.in_notes = False
    if said.kind is not RowKind.RECORD:
        if said.kind in (RowKind.GROUP, RowKind.TOTAL):
            walk.stack.clear()
        cell = cells.get(walk.shape.name_column)
        return BodyRow(number, said.kind, fold(cell.text) if cell else "")
    above = [at for at, one in enumerate(walk.stack) if one.number == said.parent]
    del walk.stack[above[0] + 1 if above else 0 :]
    kept = list(walk.stack)
    row = _record(walk, number, cells)
    walk.stack[:] = [*kept, walk.stack[-1]]
    return replace(row, parent=said.parent, why="")


def _goes_on(walk: _Walk, number: int, cells: Mapping[int, Cell]) -> BodyRow | None:
    """The row if it only continues the texts of the record above it: no serial, no name, nothing but running text."""
    shape = walk.shape
    serial = cells.get(shape.serial_column or 0)
    if walk.last is None or (serial is not None and not serial.blank):
        return None
    filled = {at: cell for at, cell in cells.items() if not cell.blank}
    name = filled.get(shape.name_column)
    if name is not None:
        alone = set(filled) <= {shape.name_column, *shape.texts}
        unclosed = sum(map(fold(walk.last_name).count, "([{")) > sum(map(fold(walk.last_name).count, ")]}"))
        if not (alone and unclosed):
            return None
        return BodyRow(number, RowKind.SKIPPED, name.text.strip(), why="接上一行", goes_on=walk.last)
    covered = shape.sheet.area(number, shape.name_column)
    merged = covered is not None and covered.top <= walk.last < number
    wanted = {at for at in filled if at in shape.used}
    texts_only = bool(wanted) and wanted <= shape.texts and all(isinstance(filled[at].value, str) for at in wanted)
    first = fold(next(iter(filled.values())).text)
    if _NOTE.match(first) or TOTAL.match(first) or _FOOTER.search(first):
        return None
    if not merged and not (texts_only and set(filled) <= set(shape.used)):
        return None
    return BodyRow(number, RowKind.SKIPPED, why="接上一行", goes_on=walk.last)


def _words(walk: _Walk, number: int, cells: Mapping[int, Cell]) -> BodyRow | None:
    """The row if it only carries words: repeated head, guide row, total, note, group, example."""
    shape = walk.shape
    if _plainly_a_record(walk, number, cells):
        walk.in_notes = walk.after_total = False
        return None
    texts = {column: fold(cell.text) for column, cell in cells.items() if not cell.blank}
    name, serial = texts.get(shape.name_column, ""), texts.get(shape.serial_column or 0, "")
    first = texts[min(texts)]
    if name in shape.names or number <= walk.skip_to:
        walk.skip_to = max(walk.skip_to, number + shape.head_height - 1) if name in shape.names else walk.skip_to
        return BodyRow(number, RowKind.SKIPPED, why="重复的表头")
    if _CARRIED.fullmatch(name or serial):
        return BodyRow(number, RowKind.SKIPPED, name or serial, why="上一页结转的数")
    if number == shape.first and _is_guide(texts):
        return BodyRow(number, RowKind.SKIPPED, why="栏次")
    if _NOTE.match(first) or any(_FOOTER.search(text) for text in texts.values()) or unit_line(first):
        walk.in_notes = walk.in_notes or not unit_line(first)
        return BodyRow(number, RowKind.NOTE, first)
    if any(_EXAMPLE.search(one) for one in (name, serial) if one):
        return BodyRow(number, RowKind.NOTE, name or first, why="示例行，没有导入")
    if (total := _total(walk, number, name, serial, texts)) is not None:
        return total
    walk.after_total = False
    return _subtotal(walk, number, name, serial) or _lone_text(walk, number, cells, texts)


def _subtotal(walk: _Walk, number: int, name: str, serial: str) -> BodyRow | None:
    """A group's line that carries numbers."""
    if not _is_subtotal(walk, number, name, serial):
        return None
    walk.stack.clear()
    label = serial + name
    return BodyRow(number, RowKind.GROUP, label, count=_count(label), depth=_group_depth(label))


def _total(walk: _Walk, number: int, name: str, serial: str, texts: Mapping[int, str]) -> BodyRow | None:
    """A 合计 row, or one of the rows right below it that only split it up."""
    first = texts[min(texts)]
    if label := next((one for one in (name, serial + name, "" if name else first) if one and TOTAL.match(one)), ""):
        walk.stack.clear()
        walk.after_total = True
        return BodyRow(number, RowKind.TOTAL, label, count=_count(label))
    if not walk.after_total or walk.stack:
        return None
    why = ""
    if name.startswith("其中") or serial.startswith("其中"):
        why = "是上面合计的其中项，没有导入"
    elif walk.numbered and not serial and name and len(texts) > 1 and not _GROUP.match(name):
        why = "紧跟在合计行后面又没有序号，按合计的细分处理，没有导入"
    return BodyRow(number, RowKind.TOTAL, name or serial, why=why, depth=-1) if why else None


def _count(label: str) -> int | None:
    found = _COUNTED.search(label)
    return int(found[1] or found[2]) if found else None


def _is_subtotal(walk: _Walk, number: int, name: str, serial: str) -> bool:
    """Whether a row with numbers heads a group: 一、市本级（48项）, or numbered 一 above rows numbered 1."""
    if number in walk.numerals:
        return True
    if not name and serial:
        headed = _GROUP.match(serial)
        return _count(serial) is not None or (headed is not None and len(serial) > headed.end() + 1)
    if _count(name) is not None and (not serial or style_of(serial) == "c" or bool(_GROUP.match(name))):
        return True
    return walk.numbered and not serial and bool(_GROUP.match(name))


def _group_depth(label: str) -> int:
    """一、 stands above （一）."""
    return 1 if label.startswith("(") else 0


def _plainly_a_record(walk: _Walk, number: int, cells: Mapping[int, Cell]) -> bool:
    """Whether a row is numbered with a number and named with words: nearly every row of a long list."""
    shape = walk.shape
    serial, name = cells.get(shape.serial_column or 0), cells.get(shape.name_column)
    return (
        number > max(shape.first, walk.skip_to)
        and serial is not None
        and isinstance(serial.value, Decimal)
        and name is not None
        and isinstance(name.value, str)
        and len(cells) > 2
        and name.value[:1] not in _SUSPECT
    )


def _is_guide(texts: Mapping[int, str]) -> bool:
    """Whether a row is 甲 乙 丙 1 2 3 below the head: its numbers count up by one from 1."""
    shown = [texts[column].strip("()") for column in sorted(texts)]
    if len(shown) < 2 or not all(_GUIDE.fullmatch(text) for text in shown):
        return False
    numbers = [int(text) for text in shown if text.isdecimal()]
    counted = bool(numbers) and numbers == list(range(1, len(numbers) + 1))
    return counted and not (len(numbers) < 2 and len(shown) < 3)


def _lone_text(walk: _Walk, number: int, cells: Mapping[int, Cell], texts: Mapping[int, str]) -> BodyRow | None:
    """A row with nothing but a serial and a name: a group heading, a note, an empty line of a template."""
    shape = walk.shape
    name, serial = texts.get(shape.name_column, ""), texts.get(shape.serial_column or 0, "")
    if name.rstrip(":") == "其中" and len(texts) == 1:
        walk.of_which = bool(walk.stack)
        return BodyRow(number, RowKind.SKIPPED, name)
    others = [column for column in texts if column not in (shape.name_column, shape.serial_column)]
    if others and any(column in shape.used or not isinstance(cells[column].value, str) for column in others):
        return None
    if walk.in_notes or (others and not name) or fold(shape.title) == name + serial:
        return BodyRow(number, RowKind.NOTE, "".join(texts.values()))
    if not name:
        grouped = bool(_GROUP.match(serial)) or len(serial) > 4
        kind = RowKind.GROUP if grouped else RowKind.SKIPPED
        depth = _group_depth(serial)
        return BodyRow(number, kind, serial, why="" if grouped else "空行", count=_count(serial), depth=depth)
    wide = shape.sheet.area(number, min(texts))
    if _GROUP.match(name) or _GROUP.match(serial + name) or (wide is not None and wide.right - wide.left >= 2):
        walk.stack.clear()
        label = serial + name
        return BodyRow(number, RowKind.GROUP, label, count=_count(label), depth=_group_depth(label))
    if number in walk.headings:
        walk.stack.clear()
        why = "下面有它的小计，这一行没有数，按分组标题处理，没有导入；也可能是没有填数的一行，请核对"
        return BodyRow(number, RowKind.GROUP, name, why=why)
    covered = _covered_by(walk, number) is not None
    if walk.numbered and not serial and not covered and not _is_of_which(cells[shape.name_column].text, walk):
        walk.stack.clear()
        why = "没有序号也没有数，按分组标题处理，没有导入；也可能是上一行名称的后半截，请核对"
        return BodyRow(number, RowKind.GROUP, name, why=why, count=_count(name))
    return None


def _is_of_which(text: str, walk: _Walk) -> bool:
    return bool(walk.stack) and bool(_OF_WHICH.match(text) or _NUMBERED.match(text) or len(walk.stack) > 1)


def _record(walk: _Walk, number: int, cells: Mapping[int, Cell]) -> BodyRow:
    shape = walk.shape
    cell = cells.get(shape.name_column)
    text = cell.text if cell else ""
    serial_cell = cells.get(shape.serial_column) if shape.serial_column is not None else None
    serial = serial_cell.text.strip() if serial_cell and not serial_cell.blank else ""
    indent = _indent(text) + (cell.style.indent if cell else 0)
    word = bool(_OF_WHICH.match(text)) or fold(serial) in ("其中", "其中:")
    if walk.of_which:
        walk.of_which, word = False, word or not serial
    serial = "" if fold(serial) in ("其中", "其中:") else _END_OF_SERIAL.sub("", serial)
    bare = "".join(map(str.strip, _OF_WHICH.sub("", text).split("\n"))).strip(_MARKS).strip()
    printed, own = bare, _NUMBERED.match(bare)
    band = parse_band(bare) if shape.bands else None
    depth, why = _depth(walk, number, serial, indent, word=word, own=own is not None, band=band)
    style = style_of(serial) or ("n" if own else "")
    del walk.stack[depth:]
    parent = walk.stack[-1].number if walk.stack else None
    if walk.stack and word and walk.stack[-1].word_indent is None:
        walk.stack[-1].word_indent = indent
    walk.stack.append(_Open(number, indent, style, band))
    numbered = own if parent is not None and not serial else None
    if numbered is None and not walk.numbered and not serial:
        numbered = _PLAIN_NUMBERED.match(bare)
    if numbered is not None and bare[numbered.end() :]:
        serial, bare = re.sub(r"\s", "", numbered.group(1)), bare[numbered.end() :].strip()
    return BodyRow(number, RowKind.RECORD, bare, serial, printed, parent, why)


def _depth(
    walk: _Walk, number: int, serial: str, indent: float, *, word: bool, own: bool, band: Band | None
) -> tuple[int, str]:
    """How deep a row stands (0 for itself), and what is uncertain about it."""
    if not walk.stack:
        return 0, "写着“其中”，但上面没有它所属的行，按单独一行读入；请核对行的次序" if word else ""
    top = walk.stack[0]
    style = style_of(serial)
    if style == "d" and not word:
        return 0, ""
    if word or len(walk.stack) > 1:
        deep = _deep(walk, indent, word=word)
        if word or style in ("p", "o", "t") or (not serial and (walk.numbered or own or indent > top.indent)):
            return deep, ""
    by_serial = style in ("p", "o", "t") and style != top.style
    by_name = not serial and own and top.style != "n"
    by_band = not serial and band is not None and top.band is not None and band.within(top.band)
    if (
        by_serial
        or by_name
        or by_band
        or (not serial and indent > top.indent)
        or _covered_by(walk, number) == top.number
    ):
        return 1, ""
    if len(walk.stack) > 1 and not serial:
        if indent < walk.stack[1].indent:
            return 0, ""
        return 0, "紧跟在“其中”项后面，但没有序号或缩进，按单独一行读入；如果也是其中项，请在名称前加“其中：”"
    if walk.numbered and not serial:
        return 0, "没有序号，也没有写“其中”，按单独一行读入；如果是其中项，请在名称前加“其中：”"
    return 0, ""


def _deep(walk: _Walk, indent: float, *, word: bool) -> int:
    """The level among open 其中 rows: a further-in 其中 opens a deeper level, an outer indentation closes levels."""
    if word and len(walk.stack) > 1 and indent > walk.stack[-1].indent:
        return len(walk.stack)
    depth = len(walk.stack) - 1
    while depth > 1:
        opened = walk.stack[depth - 1].word_indent
        if opened is None or indent >= opened:
            break
        depth -= 1
    return max(depth, 1)


def _covered_by(walk: _Walk, number: int) -> int | None:
    """The first row of a 序号 cell that is merged over this row and begins above it."""
    column = walk.shape.serial_column
    area = walk.shape.sheet.area(number, column) if column is not None else None
    return area.top if area is not None and area.top < number else None


def _indent(text: str) -> float:
    """Leading blanks in Chinese characters; a half-width blank counts a half."""
    width = 0.0
    for char in text:
        if char in "　\t":
            width += 1
        elif char in " \u00a0":
            width += 0.5
        else:
            break
    return width
