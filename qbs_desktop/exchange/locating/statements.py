"""Statements (一户一表): one enterprise or project, an indicator on each line, times side by side, as in NBS forms.

``指标名称 | 计量单位 | 代码 | 本年: 本月, 1—本月 | 上年同期: …`` becomes a list of one row, read like any other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.locating.months import told_apart
from qbs_desktop.exchange.locating.settling import settled
from qbs_desktop.exchange.locating.tables import MAX_HEAD, Table
from qbs_desktop.exchange.sheets.cells import Cell, Sheet, coordinate
from qbs_desktop.exchange.words.around import Beyond, look_around
from qbs_desktop.exchange.words.heads import Vocabulary
from qbs_desktop.exchange.words.units import fold, split_head

LABEL_HEADS = frozenset({"指标名称", "指标", "主要指标", "指标项目", "经济指标", "主要经济指标"})
"""What the column of labels is called."""
_BESIDE = {"计量单位": "unit", "单位": "unit", "代码": "", "指标代码": "", "序号": "", "行次": "", "行号": ""}
_OF_WHOM = re.compile(
    r"^(?:填报单位|(?:法人|调查)?单位(?:详细)?名称|企业(?:详细)?名称|项目名称)(?:[(（](?:盖章|公章)[)）])?[:：]\s*(\S.*)$"
)
_NO_OFFICE = re.compile(r"(?:公司|厂|企业|集团|合作社|矿|站|项目|工程|园)$")
_CREDIT = re.compile(r"^统一社会信用代码[:：]\s*(\S+)$")
_NUMERAL = re.compile(r"^(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d+[、.])|^其中:?")
_GUIDE = re.compile(r"[甲乙丙丁]")
_END = re.compile(r"^(?:注|说明|备注|单位负责人|填表人|填报人|审核)[:：]")


def statements(sheet: Sheet, words: Sequence[Vocabulary], wished: Period | None, beyond: Beyond) -> list[Table]:
    """The one table that the statement on a sheet makes, if it is one and says whose it is."""
    head = next(_heads(sheet), None)
    owner = next(_owners(sheet), None)
    if head is None or owner is None:
        return []
    ledger = "project" if fold(owner[2]).startswith("项目") else "enterprise"
    vocabulary = next((one for one in words if one.ledger.id == ledger), None)
    table = _table(sheet, vocabulary, head, owner, wished, beyond) if vocabulary is not None else None
    return [table] if table is not None and sum(one.read for one in table.columns.values()) >= 4 else []


def _heads(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """Where the column of labels is headed."""
    for row, cells in sheet.filled():
        for at, cell in cells.items():
            if isinstance(cell.value, str) and fold(cell.value) in LABEL_HEADS:
                yield row, at


def _owners(sheet: Sheet) -> Iterator[tuple[int, int, str, str]]:
    """Where it is said whose statement it is: row, column, the words, and the name."""
    for row, cells in sheet.filled():
        for at, cell in sorted(cells.items()):
            if not isinstance(cell.value, str):
                continue
            text = cell.value.strip()
            beside = next((cells[to] for to in sorted(cells) if to > at and not cells[to].blank), None)
            if text.endswith((":", "：")) and beside is not None and isinstance(beside.value, str):
                text += beside.value.strip()
            found = _OF_WHOM.match(text)
            if found and ("填报单位" not in text or _NO_OFFICE.search(found[1].strip())):
                yield row, at, text, found[1].strip()


def _table(
    sheet: Sheet,
    words: Vocabulary,
    head: tuple[int, int],
    owner: tuple[int, int, str, str],
    wished: Period | None,
    beyond: Beyond,
) -> Table | None:
    top, label_at = head
    around = look_around(sheet, 1, top, wished, beyond)
    period = around.period
    bottom = _last_head(sheet, head)
    beside = {at: fold(sheet.shown(top, at).text) for at in range(label_at + 1, sheet.last_column + 1)}
    unit_at = next((at for at, text in beside.items() if _BESIDE.get(text) == "unit"), None)
    times = [at for at, text in beside.items() if text and text not in _BESIDE]
    parts: dict[int, tuple[str, ...]] = {1: (words.ledger.field("name").label,)}
    cells = {1: Cell(owner[3])}
    row = top
    places = {(top, 1): coordinate(owner[0], owner[1]), (row + 1, 1): coordinate(owner[0], owner[1])}
    credit = next(_credits(sheet), None)
    if credit is not None and words.ledger.has("credit_code"):
        parts[2], cells[2] = (words.ledger.field("credit_code").label,), Cell(credit[2])
        places |= {(top, 2): coordinate(*credit[:2]), (row + 1, 2): coordinate(*credit[:2])}
    for line, text in _labels(sheet, label_at, bottom):
        unit = sheet.cell(line, unit_at).text.strip() if unit_at is not None else ""
        label = f"{text}（{unit}）" if unit and split_head(f"（{unit}）")[1].any else text
        for at in times:
            to = len(parts) + 1
            parts[to] = (label, *_over(sheet, at, top, bottom))
            places |= {(top, to): coordinate(line, label_at), (row + 1, to): coordinate(line, at)}
            if not sheet.cell(line, at).blank:
                cells[to] = sheet.cell(line, at)
    whole = Sheet(sheet.name, {row + 1: cells}, hidden=sheet.hidden, doubt=sheet.doubt, places=places)
    heads = {to: "".join(fold(part) for part in texts) for to, texts in parts.items()}
    columns = {to: words.meaning(texts, period) for to, texts in parts.items()}
    columns = settled(columns, heads, words, around)
    columns = told_apart(columns, heads, whole, (row + 1, row + 1))
    score = sum(one.score if one.read else 0.1 for one in columns.values()) / len(columns) * 0.9
    return Table(whole, words, top, top, row + 1, columns, heads, score, around)


def _last_head(sheet: Sheet, head: tuple[int, int]) -> int:
    """The last line of the head: the labels begin below it."""
    top, at = head
    return next((row - 1 for row in range(top + 1, top + MAX_HEAD) if not sheet.cell(row, at).blank), top)


def _labels(sheet: Sheet, at: int, bottom: int) -> Iterator[tuple[int, str]]:
    for row, cells in sheet.filled():
        cell = cells.get(at)
        if row <= bottom or cell is None or not isinstance(cell.value, str) or cell.blank:
            continue
        if _END.match(fold(cell.text)):
            return
        if not _GUIDE.fullmatch(fold(cell.text)):
            yield row, _bare(cell.text)


def _bare(text: str) -> str:
    """A label without its number and 其中: ``一、工业总产值（当年价格）`` is 工业总产值（当年价格）."""
    before, folded = None, fold(text)
    while before != folded:
        before, folded = folded, _NUMERAL.sub("", folded)
    return folded


def _over(sheet: Sheet, at: int, top: int, bottom: int) -> tuple[str, ...]:
    """The head texts over a column of values, each once."""
    texts = (sheet.shown(row, at).text for row in range(top, bottom + 1))
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _credits(sheet: Sheet) -> Iterator[tuple[int, int, str]]:
    for row, cells in sheet.filled():
        for at, cell in cells.items():
            found = _CREDIT.match(fold(cell.value)) if isinstance(cell.value, str) else None
            if found:
                yield row, at, found[1]
