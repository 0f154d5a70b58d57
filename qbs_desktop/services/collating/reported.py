"""What a return says (报表内容), read by meaning from its sealed part.

The machine part names the columns and rows of every sheet, so no heading is ever recognised here and no cell is read
twice: the values are those that `exchange.sealed.verifying` proved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from qbs_desktop.domain import amount
from qbs_desktop.domain.amount import AMOUNT_UNITS, EXACT
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Field, Money, Stored
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.forms.cells import letters
from qbs_desktop.domain.forms.filled import MARK
from qbs_desktop.domain.indicators import Indicator, Quantity, reported_growth
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.exchange.sealed.canonical import Lines, unfolded
from qbs_desktop.exchange.sealed.verifying import Verdict
from qbs_desktop.services.collating.said_table import MAIN, Column, SaidColumn, SaidTable
from qbs_desktop.services.reporting.return_subjects import COUNTED, IDENTITY

Row: TypeAlias = Mapping[str, object]
_COVER = ("program", "amount_unit", "audit_head", "audit_number", "late", "override")
"""What is noted of a return beside its content: who made it, its audit anchor, what its cover had to say."""


class NotReadable(Exception):
    """The machine part lacks what a return has, or has what is no value; the text says what."""


@dataclass(slots=True)
class Reported:
    """One return."""

    unit: str
    unit_name: str
    period: Period
    revision: int
    previous: str
    digest: str
    exported: str
    tables: list[SaidTable]
    explanations: list[Mapping[str, str]]
    cover: Mapping[str, object]
    unknown: list[str]
    draft: bool = False

    @property
    def empty(self) -> bool:
        """Whether every sheet is declared empty (空表)."""
        return all(table.empty for table in self.tables)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The lists and indicators of the file that takes a return in."""

    ledgers: Mapping[str, Ledger]
    indicators: Mapping[str, Indicator]


def read(verdict: Verdict, words: Vocabulary) -> Reported:
    """What a whole return says.

    Raises:
        NotReadable: it is whole, but no return of a period: an answer, or made by another program.
    """
    said = verdict.manifest
    try:
        unit = _mapping(said["unit"])
        forms, rows, subjects = _list(said["forms"]), _mapping(said["rows"]), _mapping(said.get("subjects", {}))
        revision, digest = said["revision"], said["digest"]
        if not isinstance(revision, int) or revision < 1 or not isinstance(digest, str) or not digest:
            raise NotReadable("没有版次或校验码")
        cells = dict(verdict.sealed)
        made = Reported(
            unit=str(unit["code"]),
            unit_name=str(unit["name"]),
            period=Period.parse(str(said["period"])),
            revision=revision,
            previous=str(said.get("previous", "")),
            digest=digest,
            exported=str(said.get("exported", "")),
            tables=[],
            explanations=[{k: str(v) for k, v in _mapping(one).items()} for one in _list(said.get("explanations", []))],
            cover={name: said.get(name, "") for name in _COVER},
            unknown=[],
            draft=said.get("state") == Stage.DRAFT.value,
        )
        for form in map(_mapping, forms):
            if str(form["ledger"]) in words.ledgers and not form.get("sections"):
                sheet = str(form["sheet"])
                made.tables.append(_Reader(form, _list(rows[sheet]), subjects, words, made).table(cells.get(sheet, [])))
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, ValueProblem) as problem:
        raise NotReadable(f"机器部分缺少内容，或有读不成数的内容（{problem}）") from None
    return made


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError("键值")
    return value


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list):
        raise TypeError("列表")
    return value


_Decode: TypeAlias = Callable[[str], Stored]
_TOTAL = "total"
"""The kind of the row that adds up the others (合计)."""


class _Reader:
    """Reads one sheet; where it prints fewer decimals (舍位平衡), the exact number under the seal is what it says."""

    def __init__(
        self, form: Row, rows: Sequence[object], subjects: Mapping[str, object], words: Vocabulary, into: Reported
    ) -> None:
        self._form, self._rows, self._subjects, self._into = form, rows, subjects, into
        self._words = words
        self._ledger = words.ledgers[str(form["ledger"])]
        self._exact = _mapping(form.get("exact", {}))
        self._first = int(str(form["first_row"]))
        self._figures: dict[str, tuple[Column, str]] = {}
        self._fields: dict[str, tuple[str, _Decode]] = {}
        self._shifts: dict[tuple[str, str], int] = {}
        columns = [_mapping(column) for column in _list(form["columns"])]
        for at, column in enumerate(columns):
            self._take(letters(at), column)
        self._growths = {
            letters(at): growth
            for at, column in enumerate(columns)
            if _is_growth(column) and (growth := self._growth(column)) is not None
        }

    def _take(self, letter: str, column: Row) -> None:
        unit = str(column["unit"])
        if column["source"] == "field" and self._ledger.has(str(column["field"])):
            spec = self._ledger.field(str(column["field"]))
            self._fields[letter] = (spec.id, _field_decoder(spec, unit))
        elif column["source"] == "figure":
            slug = str(column["indicator"])
            if slug != MAIN and slug not in self._words.indicators:
                self._into.unknown.append(slug)
                return
            kind = Kind[str(column["kind"]).upper()]
            self._figures[letter] = (Column(slug, Period.parse(str(column["period"])).code, int(kind)), unit)

    def _growth(self, column: Row) -> tuple[Column, str] | None:
        """What a 同比 column may report (同比增速（上报）), and the letter of the 上年同期 that it is computed from."""
        slug, period = str(column["indicator"]), Period.parse(str(column["period"]))
        wanted = reported_growth(slug)
        before = Column(slug, period.a_year_before().code, int(Kind.ACTUAL))
        base = next((letter for letter, (one, _unit) in self._figures.items() if one == before), "")
        known = base and wanted in self._words.indicators
        return (Column(wanted, period.code, int(Kind.ACTUAL)), base) if known else None

    def table(self, lines: Sequence[str]) -> SaidTable:
        """The sheet's content."""
        travelling = (*IDENTITY, *self._counted())
        fields = tuple(dict.fromkeys((*travelling, *(name for name, _decode in self._fields.values()))))
        found = SaidTable(
            str(self._form["sheet"]),
            self._ledger.id,
            bool(self._form["empty"]),
            tuple(name for name in fields if self._ledger.has(name)),
            tuple(column for column, _of in (*self._figures.values(), *self._growths.values())),
        )
        total_row = self._body(found, [name for name in travelling if self._ledger.has(name)])
        places = {str(number): at for at, number in enumerate(found.sheet_rows)}
        cells_of = _by_column(Lines.of(lines).text, (*self._figures, *self._fields, *self._growths))
        for letter, (numbers, texts) in cells_of.items():
            if self._exact:  # the exact number stands for the printed one
                texts = [str(self._exact.get(f"{letter}{at}", text)) for at, text in zip(numbers, texts, strict=True)]  # noqa: PLW2901
            held = [(at, text) for at, text in zip(map(places.get, numbers), texts, strict=True) if at is not None]
            if letter in self._fields:
                name, decode = self._fields[letter]
                said = found.stored.setdefault(name, [None] * len(found.uids))
                for at, text in held:
                    said[at] = decode(text)
            elif letter in self._growths:
                column, base = self._growths[letter]
                based = set(map(places.get, cells_of[base][0]))
                found.filled.append(self._said_growths(letter, column, [one for one in held if one[0] not in based]))
            else:
                found.filled.extend(self._filled(letter, held, found.mains))
                self._total(letter, dict(zip(numbers, texts, strict=True)).get(str(total_row), MARK), total_row, found)
        return found

    def _total(self, letter: str, text: str, row: int, into: SaidTable) -> None:
        """What the 合计 row says of a column; there is no sum of rows that each have their own indicator."""
        column, unit = self._figures[letter]
        if text != MARK and column.indicator != MAIN:
            into.totals[column] = (_scaled(text, self._shift(column.indicator, unit)), f"{letter}{row}")

    def _filled(self, letter: str, held: Sequence[tuple[int, str]], mains: Sequence[str]) -> Iterator[SaidColumn]:
        """The figures of a column; where every row has its own indicator, those of one after another."""
        column, unit = self._figures[letter]
        parts = {column.indicator: held}
        if column.indicator == MAIN:
            parts = {
                slug: [one for one in held if mains[one[0]] == slug]
                for slug in dict.fromkeys(mains)
                if slug in self._words.indicators
            }
        for slug, part in parts.items():
            values = _all_scaled([text for _at, text in part], self._shift(slug, unit))
            yield SaidColumn(column, column._replace(indicator=slug), letter, [at for at, _text in part], values)

    def _said_growths(self, letter: str, column: Column, held: Sequence[tuple[int, str]]) -> SaidColumn:
        """The 同比 of rows without 上年同期: nothing was computed there, so the cell says what was reported."""
        said = [one for one in held if one[1] != MARK]
        values = _all_scaled([text for _at, text in said], self._shift(column.indicator, "%"))
        return SaidColumn(column, column, letter, [at for at, _text in said], values)

    def _body(self, into: SaidTable, travelling: Sequence[str]) -> int:
        """Who the rows are and what travels with them; returns the number of the 合计 row."""
        told = [_list(one) for one in self._rows]
        kinds = [str(one[0]) for one in told]
        own = [at for at, kind in enumerate(kinds) if kind != _TOTAL]
        into.uids, into.mains = ([str(told[at][part]) for at in own] for part in (1, 2))
        into.sheet_rows = [self._first + at for at in own]
        subjects = [_mapping(self._subjects[uid]) for uid in into.uids]
        into.parents = [str(one.get("parent", "")) for one in subjects]
        for name in travelling:
            said = [one.get(name) for one in subjects]
            if said.count(None) < len(said):
                into.stored[name] = [None if one is None else str(one) for one in said]
        return self._first + kinds.index(_TOTAL) if _TOTAL in kinds else 0

    def _counted(self) -> list[str]:
        """The fields to count by that some row of the list has; the others may be the city's own to fill."""
        own = [one for one in self._subjects.values() if isinstance(one, dict) and one.get("ledger") == self._ledger.id]
        there = set().union(*own)
        return [name for name in COUNTED if name in there]

    def _shift(self, slug: str, unit: str) -> int:
        key = (slug, unit)
        shift = self._shifts.get(key)
        if shift is None:
            shift = self._shifts[key] = _shift_of(self._words.indicators[slug], unit)
        return shift


def _is_growth(column: Row) -> bool:
    """Whether a column is 同比: own forms (表式) say what they compute, the shipped ones by the column's id."""
    if column["source"] != "computed":
        return False
    return column["compute"] == "growth" if "compute" in column else str(column["id"]).split(".")[-1] == "growth"


_LINE = r"(?:f\t[^\t\n]*+|[^f\t\n]++)\t"
"""What stands between the place and the value of a cell's line; of a formula the value that was calculated."""
_CELLS = re.compile(rf"(?:\n[A-Z]++[0-9]++\t{_LINE}[^\n]*+)*+")
_AREAS = re.compile(r"(?:\nmerge\t[^\n]*+)*+")


def _by_column(lines: str, wanted: Iterable[str]) -> dict[str, tuple[list[str], list[str]]]:
    """Column letters → the numbers of its rows and what stands there, of the columns wanted.

    Raises:
        ValueError: a line is none of a cell.
    """
    found: dict[str, tuple[list[str], list[str]]] = {letter: ([], []) for letter in wanted}
    end = _CELLS.match(lines)
    if end is None or _AREAS.fullmatch(lines, end.end()) is None:
        raise ValueError("单元格")
    if not found:
        return found
    for letter, number, text in re.findall(rf"\n({'|'.join(found)})([0-9]++)\t{_LINE}([^\t\n]*+)", lines):
        numbers, texts = found[letter]
        numbers.append(number)
        texts.append(text)
    return found


def _field_decoder(spec: Field, unit: str) -> _Decode:
    if isinstance(spec, Money):
        size = AMOUNT_UNITS.get(unit, Decimal(1))
        return lambda text: amount.to_scaled(EXACT.multiply(Decimal(text), size), 2)
    return lambda text: spec.encode(spec.parse(unfolded(text)))


def _shift_of(indicator: Indicator, unit: str) -> int:
    """By how many powers of ten the integer of an indicator is more than the number in the cell."""
    match indicator.quantity:
        case Quantity.MONEY:
            return indicator.scale + AMOUNT_UNITS.get(unit, Decimal(1)).adjusted()
        case Quantity.PERCENT:
            return indicator.scale + 2
        case _:
            return indicator.scale


def _all_scaled(texts: Sequence[str], shift: int) -> list[int | None]:
    """Texts of a column as integers, the mark 不适用 as None.

    Raises:
        ValueProblem: as `_scaled`.
    """
    decimals = rf"(?:\.[0-9]{{1,{shift}}}+)?+" if shift else ""
    if re.fullmatch(rf"(?:-?+[0-9]++{decimals}\n)*+", "\n".join((*texts, ""))) is None:
        return [None if text == MARK else _scaled(text, shift) for text in texts]
    return [int(whole + rest.ljust(shift, "0")) for whole, _, rest in (text.partition(".") for text in texts)]


def _scaled(text: str, shift: int) -> int:
    """A plain decimal text times 10 to the power `shift`, as an integer.

    Raises:
        ValueProblem: it has more decimals than are kept, or is no number.
    """
    whole, _, rest = text.partition(".")
    if len(rest) > shift or not (whole + rest).removeprefix("-").isdecimal():
        return amount.to_scaled(Decimal(text) if rest else amount.parse_number(text), shift)
    return int(whole + rest.ljust(shift, "0"))
