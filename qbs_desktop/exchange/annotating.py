"""Giving a workbook back (退回修改): a copy of the clerk's own file with its problems marked in place.

Bad cells are coloured and carry a comment; a column 错误说明 behind the table says the same in words and can be
filtered, so that nobody scrolls through thousands of rows to find the wrong ones.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange import saving, workbook
from qbs_desktop.exchange.cells import column_letters, parse_coordinate

HEAD = "错误说明"
COLOURS = {Grade.ERROR: "FFC7CE", Grade.QUERY: "FFEB9C", Grade.HINT: "DDEBF7"}
"""Fill by grade: red, yellow, blue, as everywhere in the program."""
_ORDER = (Grade.ERROR, Grade.QUERY, Grade.HINT)
_AUTHOR = "千百十填报"


def annotate(
    path: Path,
    target_dir: Path,
    findings: Sequence[SheetFinding],
    heads: Mapping[str, tuple[int, int]],
) -> Path:
    """Write the marked copy and return its place.

    Args:
        path: the clerk's workbook, only read.
        target_dir: where the copy goes; an older copy of the same name is kept.
        findings: what to mark.
        heads: sheet → its head rows, beside which the heading of the new column stands.

    Raises:
        Refusal: the workbook cannot be copied.
        EnvironmentFault: the workbook is no longer there, or the copy cannot be written.
    """
    import openpyxl

    try:  # as a stream: by its name openpyxl would turn away a sound workbook called .xls or .et
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    except OSError as fault:
        raise EnvironmentFault(
            f"“{path.name}”读不出来（{saving.reason(fault)}），没有生成带错误说明的副本。请检查它是否被移动或删除。"
        ) from fault
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, SyntaxError, zipfile.BadZipFile) as problem:
        raise Refusal(f"“{path.name}”的格式太特殊，不能生成带错误说明的副本，请对照屏幕上的清单修改。") from problem
    for name in dict.fromkeys(one.sheet for one in findings):
        if name in book.sheetnames:
            own = [one for one in findings if one.sheet == name]
            _mark(book[name], own, heads.get(name, (1, 1))[1])
    return _saved(book, path, target_dir)


def _mark(sheet: object, findings: Sequence[SheetFinding], last: int) -> None:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.worksheet.worksheet import Worksheet

    if not isinstance(sheet, Worksheet):
        return
    column = sheet.max_column + 1
    by_cell: dict[str, list[SheetFinding]] = {}
    by_row: dict[int, list[SheetFinding]] = {}
    for one in findings:
        by_cell.setdefault(one.cell, []).append(one)
        by_row.setdefault(parse_coordinate(one.cell)[0], []).append(one)
    for place, own in by_cell.items():
        cell = sheet[place]
        worst = min((one.grade for one in own), key=_ORDER.index)
        if isinstance(cell, Cell | MergedCell):
            cell.fill = PatternFill("solid", fgColor=COLOURS[worst])
        if isinstance(cell, Cell):
            text = "\n".join(f"【{one.grade.label}】{one.message}" for one in own)
            cell.comment = Comment(text, _AUTHOR, width=320, height=40 + 30 * len(own))
    for row, own in by_row.items():
        at = max(last, row)
        told = sheet.cell(at, column)
        lines = [f"【{one.grade.label}】{one.cell}：{one.message}" for one in own]
        told.value = "\n".join([*([str(told.value)] if told.value else []), *lines]) if row > last else None
        told.alignment = Alignment(wrap_text=True, vertical="top")
    title = sheet.cell(last, column, HEAD)
    title.font = Font(bold=True, color="9C0006")
    title.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    title.fill = PatternFill("solid", fgColor=COLOURS[Grade.ERROR])
    _head_notes(sheet, [one for row in sorted(by_row) if row <= last for one in by_row[row]], last, column)
    sheet.column_dimensions[column_letters(column)].width = 60
    if not sheet.tables:
        sheet.auto_filter.ref = f"A{last}:{column_letters(column)}{max(sheet.max_row, last + 1)}"


def _head_notes(sheet: object, findings: Sequence[SheetFinding], last: int, column: int) -> None:
    """Findings about the head or the whole table go into the comment of the new column's heading."""
    from openpyxl.comments import Comment
    from openpyxl.worksheet.worksheet import Worksheet

    if not findings or not isinstance(sheet, Worksheet):
        return
    text = "\n".join(f"【{one.grade.label}】{one.cell}：{one.message}" for one in findings)
    sheet.cell(last, column).comment = Comment(text, _AUTHOR, width=420, height=200)


def _saved(book: object, path: Path, target_dir: Path) -> Path:
    from openpyxl import Workbook

    assert isinstance(book, Workbook)  # noqa: S101
    stream = io.BytesIO()
    book.save(stream)
    return saving.save(_free(target_dir / f"{saving.file_name(path.stem)}_错误说明.xlsx"), stream.getvalue(), _check)


def _check(draft: Path) -> None:
    workbook.read(draft)


def _free(target: Path) -> Path:
    number = 2
    while target.exists():
        target = target.with_name(f"{target.stem.removesuffix(f'({number - 1})')}({number}).xlsx")
        number += 1
    return target
