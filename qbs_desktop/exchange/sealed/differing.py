"""What differs (差异) between what was sealed and what stands in the file: cell by cell, row by row, sheet by sheet."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbs_desktop.exchange.sealed import canonical
from qbs_desktop.exchange.sealed.canonical import Lines
from qbs_desktop.exchange.sealed.sealing import MACHINE_SHEET, Sealed
from qbs_desktop.exchange.sealed.seen import SeenBook, SeenSheet


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what happened in Chinese, what was sealed and what stands there now."""

    sheet: str
    cell: str
    what: str
    expected: str = ""
    found: str = ""

    @property
    def message(self) -> str:
        """One sentence."""
        place = f"“{self.sheet}”{self.cell}" if self.sheet else "工作簿"
        if not self.expected and not self.found:
            return f"{place}：{self.what}。"
        return f"{place}：{self.what}，封存时为“{self.expected or '空白'}”，现在是“{self.found or '空白'}”。"


def differences(sealed: Sealed, book: SeenBook) -> Iterator[Change]:
    """Every difference, in sheet order."""
    visible = [sheet for sheet in book.sheets if sheet.name != MACHINE_SHEET]
    found = {sheet.name: sheet for sheet in visible}
    wanted = [name for name, _ in sealed.sheets]
    renamed = _renamed(wanted, [sheet.name for sheet in visible])
    opened = sealed.manifest.get("open")
    open_cells: dict[str, list[str]] = opened if isinstance(opened, dict) else {}
    for name, lines in sealed.sheets:
        sheet = found.get(renamed.get(name, name))
        if sheet is None:
            yield Change(name, "", "工作表被删除")
            continue
        if sheet.name != name:
            yield Change(name, "", "工作表被改名", name, sheet.name)
        if sheet.hidden:
            yield Change(name, "", "工作表被隐藏")
        yield from _sheet(name, lines, sheet, frozenset(open_cells.get(name, ())))
    yield from _book(book, visible, wanted, renamed)


def _book(
    book: SeenBook, visible: Sequence[SeenSheet], wanted: Sequence[str], renamed: Mapping[str, str]
) -> Iterator[Change]:
    known = {renamed.get(name, name) for name in wanted}
    for sheet in visible:
        if sheet.name not in known:
            yield Change(sheet.name, "", "多出一张工作表")
    order = [sheet.name for sheet in visible if sheet.name in known]
    there = [renamed.get(name, name) for name in wanted if renamed.get(name, name) in set(order)]
    if order != there:
        yield Change("", "", "工作表的次序被改动", "、".join(there), "、".join(order))
    if book.names:
        yield Change("", "", "多出定义的名称", "", "、".join(book.names))
    if book.outside_links:
        yield Change("", "", "多出外部链接")
    if book.macros:
        yield Change("", "", "多出宏")


def _renamed(wanted: Sequence[str], there: Sequence[str]) -> dict[str, str]:
    """Sealed name → present name, for sheets that stand where a missing one stood."""
    if len(wanted) != len(there):
        missing = [name for name in wanted if name not in there]
        strange = [name for name in there if name not in wanted]
        return dict(zip(missing, strange, strict=True)) if len(missing) == len(strange) else {}
    return {old: new for old, new in zip(wanted, there, strict=True) if old not in there and new not in wanted}


def _sheet(name: str, lines: Sequence[str], sheet: SeenSheet, opened: frozenset[str]) -> Iterator[Change]:
    said = _says(sheet, lines, opened)
    if not said:
        moved = yield from _contents(name, lines, sheet, opened)
        if moved:
            return
    for number in sheet.hidden_rows:
        yield Change(name, f"A{number}", f"第 {number} 行被隐藏")
    for letter in sheet.hidden_columns:
        yield Change(name, f"{letter}1", f"{letter} 列被隐藏")
    if not said:
        yield from _areas(name, lines, sheet)
    for place in sheet.comments:
        yield Change(name, place, "加了批注")


def _areas(name: str, lines: Sequence[str], sheet: SeenSheet) -> Iterator[Change]:
    """Joined areas that are no longer so, or newly."""
    areas = {line.partition("\t")[2] for line in lines if line.startswith("merge\t")}
    for area in sorted(areas ^ set(sheet.merges)):
        what = "合并的单元格被拆开" if area in areas else "单元格被合并"
        yield Change(name, area.partition(":")[0], f"{what}（{area}）")


def _says(sheet: SeenSheet, lines: Sequence[str], opened: frozenset[str]) -> bool:
    """Whether a sheet that was read at one go has exactly these cells and joined areas."""
    there = sheet.lines
    if there is None:
        return False
    return _closed(there, opened).text + Lines.of(canonical.merge_lines(sheet.merges)).text == Lines.of(lines).text


def _closed(lines: Lines, opened: frozenset[str]) -> Lines:
    """The lines without those of open cells; only the columns that have such are looked at."""
    if not opened:
        return lines
    columns = "|".join(re.escape(letters) for letters in {place.rstrip("0123456789") for place in opened})
    return Lines(
        re.sub(rf"\n((?:{columns})[0-9]+)\t[^\n]*", lambda one: "" if one[1] in opened else one[0], lines.text)
    )


def _contents(
    name: str, lines: Sequence[str], sheet: SeenSheet, opened: frozenset[str]
) -> Generator[Change, None, bool]:
    """Every difference of the cells; whether whole rows were deleted or inserted, which is all there is to say then."""
    meant = {place: rest for place, _, rest in (line.partition("\t") for line in lines) if place != "merge"}
    there = {place: cell.line(place).partition("\t")[2] for place, cell in sheet.cells.items() if place not in opened}
    moved = _moved_rows(name, meant, sheet, opened) if there != meant else []
    yield from moved or _cells(name, meant, there)
    return bool(moved)


def _cells(name: str, meant: Mapping[str, str], there: Mapping[str, str]) -> Iterator[Change]:
    differing = {place for place, _ in meant.items() ^ there.items()}
    for place in sorted(differing, key=_order):
        old, new = meant.get(place), there.get(place)
        if not _same_formula(old, new):
            yield _change(name, place, old, new)


def _order(place: str) -> tuple[int, int, str]:
    found = re.fullmatch(r"([A-Z]+)(\d+)", place)
    if not found:
        return 0, 0, place
    return int(found.group(2)), len(found.group(1)), found.group(1)


def _same_formula(old: str | None, new: str | None) -> bool:
    """The same formula with the same result, or with none.

    openpyxl and some viewers drop cached values: a formula without a value is still the same cell.
    """
    if old is None or new is None or not old.startswith("f\t") or not new.startswith("f\t"):
        return False
    _, formula, value, cls = old.split("\t")
    _, new_formula, new_value, new_cls = new.split("\t")
    if formula != new_formula or cls not in (new_cls, "text"):
        return False
    return not new_value or (cls == new_cls and canonical.same_cached(value, new_value))


def _change(name: str, place: str, old: str | None, new: str | None) -> Change:
    was, now = _shown(old), _shown(new)
    if old is None or new is None:
        what = "空白单元格被填了内容" if old is None else "单元格被清空"
        return Change(name, place, what, was, now)
    kinds = old[0] + new[0]
    if kinds == "ff":
        same = old.split("\t")[1] == new.split("\t")[1]
        if same and _class(old) != _class(new) and not new.endswith("\ttext"):
            return Change(name, place, "数字格式被改动", _class(old), _class(new))
        what = "公式的结果被改动" if same else "公式被改动"
        return Change(name, place, what, *(_both(one) for one in (old, new)))
    if kinds[0] == "f":
        return Change(name, place, "公式被改成固定的内容", _both(old), now)
    if kinds[1] == "f":
        return Change(name, place, "内容被改成公式", was, _both(new))
    if kinds == "nn" and was == now:
        return Change(name, place, "数字格式被改动", _class(old), _class(new))
    what = "数被改动" if kinds == "nn" else "文字被改动" if kinds == "ss" else "内容的类型被改动"
    return Change(name, place, what, was, now)


def _shown(rest: str | None) -> str:
    if rest is None:
        return ""
    parts = rest.split("\t")
    return parts[2] if parts[0] == "f" else parts[1]


def _both(rest: str) -> str:
    parts = rest.split("\t")
    return f"={parts[1]}（{parts[2]}）" if parts[0] == "f" else parts[1]


def _class(rest: str) -> str:
    names = {"percent": "百分数", "number": "数值", "date": "日期", "general": "常规", "text": "文本"}
    cls = rest.rsplit("\t", 1)[-1]
    return names.get(cls, "自定义")


# --- deleted and inserted rows -----------------------------------------------------------------------------------


def _moved_rows(name: str, meant: Mapping[str, str], sheet: SeenSheet, opened: frozenset[str]) -> list[Change]:
    """Rows deleted or inserted in one place, when the rows below only moved; else nothing.

    Where the last row kept its number nothing moved: the cells of a row were cleared or filled, and are named.
    """
    there = {place: cell.line(place).partition("\t")[2] for place, cell in sheet.cells.items()}
    old = _rows({**meant, **dict.fromkeys(opened, _OPEN)})
    new = _rows(there)
    gap = len(new) - len(old)
    start = 0
    while start < min(len(old), len(new)) and _alike(old[start], new[start]):
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and _alike(old[-1 - end], new[-1 - end]):
        end += 1
    more, fewer = new[start : len(new) - end], old[start : len(old) - end]
    if not end or old[-1][0] == new[-1][0]:
        return []
    if gap < 0 and not more:
        return [Change(name, f"A{row}", f"第 {row} 行被删除", _joined(texts), "") for row, texts in fewer]
    if gap > 0 and not fewer:
        return [Change(name, f"A{row}", f"第 {row} 行是插入的", "", _joined(texts)) for row, texts in more]
    return []


_OPEN = "s\t\x00"
"""Stands for whatever was written by hand in an open cell."""


def _alike(old: tuple[int, tuple[str, ...]], new: tuple[int, tuple[str, ...]]) -> bool:
    return old[1] == new[1] or (old[1] == ("\x00",) and len(new[1]) == 1)


def _joined(texts: Sequence[str]) -> str:
    return " ".join(text for text in texts if text)


def _rows(cells: Mapping[str, str]) -> list[tuple[int, tuple[str, ...]]]:
    """Row number and its reported contents, formulas left out (they move with their rows)."""
    rows: dict[int, dict[tuple[int, str], str]] = {}
    for place, rest in cells.items():
        row, width, column = _order(place)
        rows.setdefault(row, {})
        if not rest.startswith("f\t"):
            rows[row][width, column] = _shown(rest)
    return [(row, tuple(text for _, text in sorted(rows[row].items()))) for row in sorted(rows)]
