"""Tables as text (CSV and its kin): any delimiter, UTF-8, UTF-16, GBK or GB18030; every cell stays the text it is.

An encoding that could be two is not chosen in silence: the sheet carries the doubt, and the recogniser says it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Mapping

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets.cells import Cell, Sheet
from qbs_desktop.exchange.sheets.encodings import decoded
from qbs_desktop.exchange.sheets.gate import Source
from qbs_desktop.exchange.sheets.parts import LONGEST_TEXT

MAX_CELLS = 6_000_000
MAX_COLUMN = 1024
_DELIMITERS = (",", "\t", ";", "|", "，", "；")
_SEPARATOR = re.compile("sep=(.)\r?\n", re.IGNORECASE)
"""The first line by which Excel is told the delimiter."""
_SAMPLE = 64 * 1024
_LAST = "\x1e"
"""A line of its own put behind the text: if it is no line of its own any more, a quoted cell never ended."""


def _unclosed(name: str) -> Refusal:
    return Refusal(
        f"“{name}”里有引号没有配对（或一格超过 {LONGEST_TEXT} 个字），分不清各格的界线，没有读取。"
        "请用 Excel 或 WPS 打开核对，另存为 .xlsx 再导入。"
    )


def _unreadable(name: str) -> Refusal:
    return Refusal(
        f"“{name}”的文字编码不能识别（不是 UTF-8、UTF-16、GBK），没有读取。"
        "请用 Excel 或 WPS 打开，确认没有乱码后另存为 .xlsx 再导入。"
    )


def delimiter_of(text: str) -> str:
    """The sign that parts the cells: the one that cuts most lines into the same number of cells, at least two."""
    sample = text[:_SAMPLE]
    best, most = ",", 0.0
    for sign in _DELIMITERS:
        widths = Counter(len(row) for row in _rows(sample, sign) if any(cell.strip() for cell in row))
        lines = sum(widths.values())
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda one: (one[1], one[0]))
        fit = count / lines + min(width, 20) / 1000
        if fit > most:
            best, most = sign, fit
    return best


_AS_TEXT = re.compile(r'\s*="([^"]*)"\s*')
"""``="0731"``: how exports keep Excel from taking a code for a number."""


def _bare(text: str) -> str:
    """The text of a cell that is written as a formula of one text."""
    found = _AS_TEXT.fullmatch(text)
    return found[1] if found else text


def _rows(text: str, delimiter: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def read_text(source: Source) -> Sheet:
    """The one sheet of a text file.

    Raises:
        Refusal: an encoding that is none of ours, too many cells, or a quoted cell that never ends.
    """
    found = decoded(source.content)
    if found is None or "\x00" in found.text:
        raise _unreadable(source.name)
    said = _SEPARATOR.match(found.text)
    text = found.text[said.end() :] if said else found.text
    csv.field_size_limit(LONGEST_TEXT)
    try:
        sign = said[1] if said else delimiter_of(text)
        table = _rows(f"{text}\r\n{_LAST}", sign)
    except csv.Error:
        raise _unclosed(source.name) from None
    if table.pop() != [_LAST]:
        raise _unclosed(source.name)
    if sum(map(len, table)) > MAX_CELLS or max(map(len, table), default=0) > MAX_COLUMN:
        raise Refusal(f"“{source.name}”的行或列太多，没有读取，请拆分后再导入。")
    rows = {
        number: cells
        for number, line in enumerate(table, 2 if said else 1)
        if (cells := {column: Cell(_bare(text)) for column, text in enumerate(line, 1) if text.strip()})
    }
    doubts = []
    if found.other:
        doubts.append(
            f"文字编码有两种读法，按 GBK 读入，也可能是{found.other}；如有乱码，请用 Excel 或 WPS 另存为 .xlsx 再导入。"
        )
    if (row := _swallowing(rows, sign)) is not None:
        doubts.append(f"第{row}行有一格跨了几行、带着分隔符，可能是引号没有配对、吞掉了下面的行，请核对行数。")
    return Sheet(source.name.rpartition(".")[0] or source.name, rows, doubt="".join(doubts))


def _swallowing(rows: Mapping[int, Mapping[int, Cell]], sign: str) -> int | None:
    """The first row with a cell of several lines that look like rows of the table."""
    for number, cells in rows.items():
        for cell in cells.values():
            if "\n" in cell.text and any(line.count(sign) > 1 for line in cell.text.splitlines()):
                return number
    return None
