"""Tables in other shapes (其他表样): turned over, with records in columns, and cards of labels with values beside them.

Both are turned into a plain sheet of one row per record that knows where each cell really stands (`Sheet.places`), so
that everything after this reads them like any list, and every finding points at the clerk's own cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qbs_desktop.domain.period import YEAR_RANGE, Period
from qbs_desktop.exchange.locating.lines import on_one_line
from qbs_desktop.exchange.locating.months import told_apart
from qbs_desktop.exchange.locating.settling import settled
from qbs_desktop.exchange.locating.statements import LABEL_HEADS, statements
from qbs_desktop.exchange.locating.tables import Table, find_tables
from qbs_desktop.exchange.sheets.cells import Cell, Sheet, coordinate
from qbs_desktop.exchange.words.around import Around, Beyond, look_around
from qbs_desktop.exchange.words.heads import Vocabulary
from qbs_desktop.exchange.words.spans import take_when
from qbs_desktop.exchange.words.units import fold, split_head
from qbs_desktop.exchange.words.years import with_year_of_others

_LEFTMOST = 5
"""Columns in which the labels of a table that is turned over may stand."""
_YEAR = re.compile(r"(\d{4})年?(?:度|末|底)?(?:目标|实际|计划|预计)?")
_FOOTER = re.compile(
    r"^(注|备注|说明|填表说明)[:：]|(负责人|填表人|填报人|审核人|签字|签名|盖章|报出日期|填报日期)[:：(（]"
)


def tables_on(sheet: Sheet, words: Sequence[Vocabulary], wished: Period | None, beyond: Beyond) -> list[Table]:
    """The tables of a sheet: lists from top to bottom, else one turned over, a statement, or cards."""
    if found := find_tables(sheet, words, wished, beyond):
        return [on_one_line(one) for one in found]
    for other in (turned_over, statements, cards):
        if found := other(sheet, words, wished, beyond):
            return found
    return []


# --- turned over ----------------------------------------------------------------------------------------------------


def turned_over(sheet: Sheet, words: Sequence[Vocabulary], wished: Period | None, beyond: Beyond) -> list[Table]:
    """The tables of a sheet whose labels stand below each other and whose records stand side by side."""
    for column in range(1, min(_LEFTMOST, sheet.last_column) + 1):
        for top, corner in _tops(sheet, column, words):
            turned = _turned(sheet, top, column, corner)
            found = find_tables(turned, words, wished, beyond) if turned is not None else []
            if found:
                return found
    return []


def _tops(sheet: Sheet, column: int, words: Sequence[Vocabulary]) -> Iterator[tuple[int, str]]:
    """Rows where labels below each other may begin, with the text their first label is to have."""
    names = {name for one in words for name in one.names}
    labels = {row: split_head(cells[column].text)[0] for row, cells in sheet.filled() if column in cells}
    for row, label in labels.items():
        below = [labels[at] for at in range(row + 1, row + 12) if at in labels]
        beside = [cell for at, cell in sheet.rows[row].items() if at > column and not cell.blank]
        heads = [split_head(one.text)[0] for one in beside]
        heads = [one for one in heads if one not in ("单位", "计量单位")]
        times = any(take_when(head)[0] is not None for head in heads)
        if len(heads) < 2 or any(_known(one, head) for one in words for head in heads):
            continue
        if label in names and sum(one.field_named(text) is not None for one in words for text in below) >= 1:
            yield row, label
        elif label in LABEL_HEADS and not times:
            known = [one for one in words if sum(one.indicator_named(text) is not None for text in below) >= 2]
            said = list(_named_by_title(sheet, row, "".join(heads), known))
            yield from ((row, name) for name in said or _named_by_firms(heads, known))
        elif len(below) >= 3 and all(_is_year(text) for text in below[:3]) and not _is_year(label):
            yield from ((row, name) for name in _named_by_title(sheet, row, label, words))


def _named_by_firms(heads: Sequence[str], words: Sequence[Vocabulary]) -> Iterator[str]:
    """The name label of the enterprises' ledger, if what stands side by side are firms."""
    if all(re.search(r"(?:公司|厂|集团|合作社)$", head) for head in heads):
        yield from (one.ledger.field("name").label for one in words if one.ledger.id == "enterprise")


def _is_year(text: str) -> bool:
    found = _YEAR.fullmatch(text)
    return bool(found) and YEAR_RANGE[0] <= int(found[1]) <= YEAR_RANGE[1] if found else False


def _named_by_title(sheet: Sheet, row: int, corner: str, words: Sequence[Vocabulary]) -> Iterator[str]:
    """The name label of the ledger that the title or the corner speaks of."""
    said = corner + "".join(cell.text for at in range(1, row) for cell in sheet.rows.get(at, {}).values()) + sheet.name
    for one in words:
        if one.ledger.noun in said:
            yield one.ledger.field("name").label
            return


def _turned(sheet: Sheet, top: int, column: int, corner: str) -> Sheet | None:
    """The sheet turned over: what stands above keeps its rows, then the labels as a head, then a row per column."""
    if sheet.last_column - column > 500:
        return None
    labels = [row for row in range(top, sheet.last_row + 1) if not sheet.cell(row, column).blank]
    rows: dict[int, dict[int, Cell]] = {row: dict(cells) for row, cells in sheet.rows.items() if row < top}
    places: dict[tuple[int, int], str] = {}
    first = column + 1
    units = _unit_texts(sheet, labels, first)
    if units:
        first += 1
    head: dict[int, Cell] = {}
    for at, row in enumerate(labels, 1):
        text = corner if row == top else _label(sheet, row, column)
        head[at] = Cell(f"{text}（{units[row]}）" if units.get(row) else text)
        places[top, at] = coordinate(row, column)
    rows[top] = head
    for number, old in enumerate(range(first, sheet.last_column + 1), top + 1):
        cells = {
            at: cell
            for at, row in enumerate(labels, 1)
            if not (cell := sheet.shown(row, old) if row == top else sheet.cell(row, old)).blank
        }
        if cells:
            rows[number] = cells
        places |= {(number, at): coordinate(row, old) for at, row in enumerate(labels, 1)}
    return Sheet(sheet.name, rows, hidden=sheet.hidden, doubt=sheet.doubt, places=places)


def _label(sheet: Sheet, row: int, column: int) -> str:
    """A label with the group that is merged over it on its left."""
    text = sheet.cell(row, column).text
    return f"{text}年" if re.fullmatch(r"\d{4}", text) else text


def _unit_texts(sheet: Sheet, labels: Sequence[int], column: int) -> dict[int, str]:
    """The units in a column between labels and values; empty when it holds anything else."""
    found: dict[int, str] = {}
    for row in labels[1:]:
        text = sheet.cell(row, column).text.strip()
        if not text or text in ("—", "——", "-", "/"):
            continue
        word, units = split_head(f"（{text}）")
        if word or not units.any:
            return {}
        found[row] = text
    return found


# --- cards ----------------------------------------------------------------------------------------------------------


@dataclass
class _Card:
    """One record of labels and values: label → where the label and the value stand, and the value."""

    row: int
    pairs: dict[str, tuple[str, str, Cell]] = field(default_factory=dict)


def cards(sheet: Sheet, words: Sequence[Vocabulary], wished: Period | None, beyond: Beyond) -> list[Table]:
    """The one table that the cards of a sheet make together."""
    best: Table | None = None
    for one in words:
        found = list(_cards(sheet, one))
        if found:
            around = look_around(sheet, 1, found[0].row, wished, beyond)
            table = _table(sheet, one, found, around)
            known = sum(meaning.read for meaning in table.columns.values())
            if known >= 3 and table.score >= 0.3 and (best is None or table.score > best.score):
                best = table
    return [] if best is None else [best]


def _cards(sheet: Sheet, words: Vocabulary) -> Iterator[_Card]:
    """The cards of one ledger: each begins where its name label, or a label above it, stands."""
    lines = {row: list(_pairs(sheet, row, words)) for row, _cells in sheet.filled()}
    names = [
        row
        for row, pairs in lines.items()
        if any(
            (found := words.field_named(label)) and found[0].id == "name" and found[1] >= 0.9 and not cell.blank
            for label, _at, _to, cell in pairs
        )
    ]
    if not names:
        return
    labelled = [row for row, pairs in lines.items() if any(_known(words, label) for label, *_rest in pairs)]
    lead = names[0] - min(labelled)
    for place, row in enumerate(names):
        end = names[place + 1] - lead if place + 1 < len(names) else sheet.last_row + 1
        card = _Card(row)
        for at in range(row - lead, end):
            for label, from_, to, cell in lines.get(at, ()):
                key = label if label not in card.pairs else f"{label}|{from_}"
                card.pairs[key] = (from_, to, cell)
        yield card


def _known(words: Vocabulary, label: str) -> bool:
    return words.field_named(label) is not None or words.indicator_named(label) is not None


def _pairs(sheet: Sheet, row: int, words: Vocabulary) -> Iterator[tuple[str, str, str, Cell]]:
    """Label, its place, the value's place and the value, for each label of a row with the cell on its right."""
    cells = [(at, cell) for at, cell in sorted(sheet.rows.get(row, {}).items()) if not cell.blank]
    if any(_FOOTER.search(fold(cell.text)) for _at, cell in cells):
        return
    place = 0
    while place < len(cells):
        at, cell = cells[place]
        place += 1
        if not isinstance(cell.value, str) or len(cell.value) > 40:
            continue
        label, colon, behind = _folded_label(cell.text)
        if colon and behind:
            if _known(words, split_head(label)[0]):
                yield label, coordinate(row, at), coordinate(row, at), cell._replace(value=behind)
            continue
        following = cells[place] if place < len(cells) else None
        if following is None or (
            isinstance(following[1].value, str) and _known(words, split_head(_folded_label(following[1].text)[0])[0])
        ):
            continue
        yield label, coordinate(row, at), coordinate(row, following[0]), following[1]
        place += 1


def _folded_label(text: str) -> tuple[str, bool, str]:
    """A label, whether a colon ends it, and what follows in the same cell."""
    found = re.match(r"\s*([^:：]{2,20})[:：]\s*(.*)", text, re.DOTALL)
    if found and fold(found[1]) != "其中":
        return fold(found[1]), True, found[2].strip()
    return fold(text), False, ""


def _table(sheet: Sheet, words: Vocabulary, found: Sequence[_Card], around: Around) -> Table:
    labels = list(dict.fromkeys(label for card in found for label in card.pairs))
    head = found[0].row - 1
    rows: dict[int, dict[int, Cell]] = {}
    places: dict[tuple[int, int], str] = {}
    for card in found:
        rows[card.row] = {}
        for at, label in enumerate(labels, 1):
            if label in card.pairs:
                from_, to, cell = card.pairs[label]
                rows[card.row][at] = cell
                places[card.row, at] = to
                places.setdefault((head, at), from_)
    heads = dict(enumerate((label.partition("|")[0] for label in labels), 1))
    columns = {at: words.meaning((label,), around.period) for at, label in heads.items()}
    if around.period is None:
        columns = with_year_of_others(columns, {at: (label,) for at, label in heads.items()}, words)
    score = sum(one.score if one.read else 0.1 for one in columns.values()) / max(len(columns), 1) * 0.9
    whole = Sheet(sheet.name, rows, hidden=sheet.hidden, doubt=sheet.doubt, places=places)
    columns = settled(columns, heads, words, around)
    columns = told_apart(columns, heads, whole, (found[0].row, found[-1].row))
    return Table(whole, words, head, head, found[-1].row, columns, heads, score, around)
