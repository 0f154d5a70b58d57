"""Tables of cells row by row (按行形读取): rows of a form are alike but for their number and what their cells hold.

What stands between the marks is taken out of a row and its number as well; what is left is its shape, and a sheet has
few of those. A shape is read once, cell by cell, and says which content is what; so a row costs a few steps instead of
some for every cell. Every byte is part of a shape, which is read to its end, or of a content, which is matched whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, compress

from qbs_desktop.exchange.sealed.canonical import Lines

ROW = r'<row r="([1-9][0-9]{0,6})"(?: spans="[0-9]+:[0-9]+")?+(?: ht="[1-9][0-9]*(?:\.[0-9]+)?+" customHeight="1")?+>'
"""The beginning of a row and its number; a hidden one is read as XML."""
_ROW = re.compile(ROW)
_AT_ONCE = 64
"""Rows whose contents are looked at together: few calls, and little that has to be kept meanwhile."""
_CONTENTS = re.compile(r">([^<>&\x00-\x1f]++)<")
"""Whatever stands between two marks."""
_NUMBER, _CONTENT = "\x00", "\x01"
"""Stand for the row's number and for a content in a shape; neither can stand in a sheet."""
_CELL = re.compile(
    r'<c r="([A-Z]{1,3})\x00" s="(0|[1-9][0-9]{0,4})"'
    r'(?:/>|( t="s")?+>(<f>\x01</f>)?+<v>\x01</v></c>)'
)  # fmt: skip
"""A cell in a shape: column, style, whether it is a shared text, whether it has a formula."""
_NUMBERS = re.compile(r"(?:(?!-0\n)-?+(?=[0-9.]{1,15}\n)(?:0|[1-9][0-9]*+)(?:\.[0-9]*[1-9])?+\n)*+")
"""Numbers that are their own canonical form, one a line."""
_CACHED = re.compile(
    r"(?:(?!-0\n)-?+(?:"
    r"0\.0{0,12}+(?=[0-9]{1,17}\n)[0-9]*[1-9]"
    r"|(?=[0-9]{1,17}\n|(?=[0-9.]{1,18}\n)[0-9]+\.)(?:0|[1-9][0-9]*+)(?:\.[0-9]*[1-9])?+"
    r")\n)*+"
)  # fmt: skip
"""The same of the values of formulas, which have 17 digits."""
_FORMULAS = re.compile(r"(?:(?!=)[A-Z0-9+*/(),.:$-]++\n)*+")


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the contents of a row are.

    Attributes:
        lines: its canonical lines, with a place for each content.
        texts: where shared texts stand among the contents.
        kinds: one byte for each content, 1 where it is a number, a formula's value, a formula.
    """

    lines: str
    texts: tuple[int, ...]
    kinds: tuple[bytes, bytes, bytes]


class _Unusual(Exception):
    """Something that has to be looked at by itself."""


def lines_by_row(
    table: str, texts: Mapping[str, str], classes: tuple[str, ...], number_of: Callable[[str], int]
) -> Lines | None:
    """The canonical lines of a table of cells; None if there is anything in it that has to be looked at by itself.

    Args:
        table: what stands between the marks of the table.
        texts: the canonical words of the shared texts, by their printed numbers.
        classes: the format class of each style.
        number_of: the number of a column by its letters.

    Raises:
        LookupError, ValueError: rows or cells are not in order, or a text is not there.
    """
    if _NUMBER in table or _CONTENT in table:
        return None
    reader = _Rows(texts, classes, number_of)
    rows = table.split("</row>")[:-1]
    try:
        return Lines("".join([reader.lines(rows[at : at + _AT_ONCE]) for at in range(0, len(rows), _AT_ONCE)]))
    except _Unusual:
        return None


class _Rows:
    """Reads the rows of one table."""

    def __init__(self, texts: Mapping[str, str], classes: tuple[str, ...], number_of: Callable[[str], int]) -> None:
        self._texts, self._classes, self._number_of = texts, classes, number_of
        self._shapes: dict[str, _Shape] = {}
        self._last = 0

    def lines(self, rows: Sequence[str]) -> str:
        """The lines of the next rows."""
        lines: list[str] = []
        contents: list[str] = []
        met: list[_Shape] = []
        for row in rows:
            begin = _ROW.match(row)
            if begin is None:
                raise _Unusual
            number = begin[1]
            if int(number) <= self._last:
                raise ValueError(number)
            self._last = int(number)
            parts = _CONTENTS.split(row[begin.end() :].replace(f'{number}" s="', f'{_NUMBER}" s="'))
            form = f">{_CONTENT}<".join(parts[::2])
            shape = self._shapes.get(form)
            if shape is None:
                shape = self._shapes[form] = _shape(form, self._classes, self._number_of)
            held = parts[1::2]
            for at in shape.texts:
                held[at] = self._texts[held[at]]
                if not held[at]:
                    raise _Unusual
            lines.append(shape.lines.replace(_NUMBER, number) % tuple(held))
            contents += held
            met.append(shape)
        _require_settled(contents, [shape.kinds for shape in met])
        return "".join(lines)


@lru_cache(maxsize=1024)
def _shape(form: str, classes: tuple[str, ...], number_of: Callable[[str], int]) -> _Shape:
    """Read a shape. The returns of many units have the same ones."""
    lines: list[str] = []
    kinds = ""
    at = column = 0
    while at < len(form):
        cell = _CELL.match(form, at)
        if cell is None or (cell[3] and cell[4]):
            raise _Unusual
        letters, style, text, formula = cell.groups()
        if number_of(letters) <= column:
            raise ValueError(letters)
        at, column = cell.end(), number_of(letters)
        place = f"\n{letters}{_NUMBER}\t"
        cls = classes[int(style)] if int(style) < len(classes) else "general"
        if text:
            lines.append(f"{place}s\t%s")
            kinds += "s"
        elif formula:
            lines.append(f"{place}f\t%s\t%s\t{cls}")
            kinds += "fv"
        elif cell[0].endswith("</c>"):
            lines.append(f"{place}n\t%s\t{cls}")
            kinds += "n"
    numbers, cached, formulas = (bytes(kind == one for kind in kinds) for one in "nvf")
    texts = tuple(at for at, kind in enumerate(kinds) if kind == "s")
    return _Shape("".join(lines), texts, (numbers, cached, formulas))


def _require_settled(contents: Sequence[str], kinds: Sequence[tuple[bytes, bytes, bytes]]) -> None:
    """Every number and formula is its own canonical form, or the table is unusual."""
    for form, which in zip((_NUMBERS, _CACHED, _FORMULAS), zip(*kinds, strict=True), strict=True):
        if form.fullmatch("\n".join((*compress(contents, chain.from_iterable(which)), ""))) is None:
            raise _Unusual
