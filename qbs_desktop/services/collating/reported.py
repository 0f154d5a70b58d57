"""What a return says (报表内容), read by meaning from its sealed part.

The machine part names the columns and rows of every sheet, so no heading is ever recognised here and no cell is read
twice: the values are those that `exchange.sealed.verifying` proved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple, TypeAlias

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
from qbs_desktop.services.reporting.return_subjects import COUNTED, IDENTITY

Row: TypeAlias = Mapping[str, object]
_COVER = ("program", "amount_unit", "audit_head", "audit_number", "late", "override")
"""What is noted of a return beside its content: who made it, its audit anchor, what its cover had to say."""


class NotReadable(Exception):
    """The machine part lacks what a return has, or has what is no value; the text says what."""


class SaidFigure(NamedTuple):
    """One figure: whose, of what, its integer in the indicator's scale (None: 不适用), and its cell."""

    uid: str
    indicator: str
    period: int
    kind: int
    value: int | None
    cell: str


class Column(NamedTuple):
    """A figure column of a sheet: indicator (``main``: the row's own), period code, kind."""

    indicator: str
    period: int
    kind: int


@dataclass(slots=True)
class SaidRow:
    """One record: its permanent id, its parent's, the indicator of its yearly line, the stored fields it says."""

    uid: str
    parent: str
    main: str
    stored: dict[str, Stored]
    sheet_row: int


@dataclass(frozen=True, slots=True)
class SaidColumn:
    """The figures of one column from top to bottom: rows, indicators, integers (None: 不适用) and cells."""

    column: Column
    rows: list[SaidRow]
    slugs: list[str]
    values: list[int | None]
    cells: list[str]


@dataclass(slots=True)
class SaidTable:
    """One sheet: the list it is of, its records and figures, what its 合计 row says by (indicator, period, kind)."""

    sheet: str
    ledger: str
    empty: bool
    fields: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: list[SaidRow] = field(default_factory=list)
    filled: list[SaidColumn] = field(default_factory=list)
    totals: dict[Column, tuple[int, str]] = field(default_factory=dict)

    @property
    def figures(self) -> list[SaidFigure]:
        """The figures row by row, as they stand in the sheet."""
        found = [
            (row.sheet_row, at, SaidFigure(row.uid, slug, one.column.period, one.column.kind, value, cell))
            for at, one in enumerate(self.filled)
            for row, slug, value, cell in zip(one.rows, one.slugs, one.values, one.cells, strict=True)
        ]
        found.sort(key=itemgetter(0, 1))
        return [figure for _row, _at, figure in found]


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
            if slug != "main" and slug not in self._words.indicators:
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
        columns = tuple(column for column, _of in (*self._figures.values(), *self._growths.values()))
        found = SaidTable(
            str(self._form["sheet"]),
            self._ledger.id,
            bool(self._form["empty"]),
            tuple(name for name in fields if self._ledger.has(name)),
            columns,
        )
        body, total_row = self._body([name for name in travelling if self._ledger.has(name)])
        found.rows.extend(body.values())
        by_number = {str(number): row for number, row in body.items()}
        cells_of = _by_column(Lines.of(lines).text, (*self._figures, *self._fields, *self._growths))
        for letter, (numbers, texts) in cells_of.items():
            if self._exact:  # the exact number stands for the printed one
                texts = [str(self._exact.get(f"{letter}{at}", text)) for at, text in zip(numbers, texts, strict=True)]  # noqa: PLW2901
            cells = zip(numbers, texts, strict=True)
            held = [(row, text, at) for at, text in cells if (row := by_number.get(at)) is not None]
            if letter in self._fields:
                name, decode = self._fields[letter]
                for row, text, _at in held:
                    row.stored[name] = decode(text)
            elif letter in self._growths:
                column, base = self._growths[letter]
                based = set(cells_of[base][0])
                said = [one for one in held if one[2] not in based and one[1] != MARK]
                found.filled.append(self._said_growths(letter, column, said))
            else:
                found.filled.append(self._filled(letter, held))
                self._total(letter, dict(zip(numbers, texts, strict=True)).get(str(total_row), MARK), total_row, found)
        return found

    def _total(self, letter: str, text: str, row: int, into: SaidTable) -> None:
        """What the 合计 row says of a column; there is no sum of rows that each have their own indicator."""
        column, unit = self._figures[letter]
        if text != MARK and column.indicator != "main":
            into.totals[column] = (_scaled(text, self._shift(column.indicator, unit)), f"{letter}{row}")

    def _filled(self, letter: str, held: Sequence[tuple[SaidRow, str, str]]) -> SaidColumn:
        """The figures of a column. Its cells, one below the other, are nearly always plain numbers."""
        column, unit = self._figures[letter]
        if column.indicator == "main":
            held = [one for one in held if one[0].main in self._words.indicators]
        rows = [row for row, _text, _at in held]
        texts = [text for _row, text, _at in held]
        slugs = [row.main for row in rows] if column.indicator == "main" else [column.indicator] * len(rows)
        shifts = {slug: self._shift(slug, unit) for slug in dict.fromkeys(slugs)}
        values: list[int | None] = []
        if len(set(shifts.values())) == 1:
            values += _all_scaled(texts, next(iter(shifts.values())))
        else:
            values += [
                None if text == MARK else _scaled(text, shifts[slug]) for text, slug in zip(texts, slugs, strict=True)
            ]
        return SaidColumn(column, rows, slugs, values, [f"{letter}{at}" for _row, _text, at in held])

    def _said_growths(self, letter: str, column: Column, held: Sequence[tuple[SaidRow, str, str]]) -> SaidColumn:
        """The 同比 of rows without 上年同期: nothing was computed there, so the cell says what was reported."""
        values = list(_all_scaled([text for _row, text, _at in held], self._shift(column.indicator, "%")))
        rows = [row for row, _text, _at in held]
        return SaidColumn(column, rows, [column.indicator] * len(rows), values, [f"{letter}{at}" for *_, at in held])

    def _body(self, travelling: Sequence[str]) -> tuple[dict[int, SaidRow], int]:
        """Row number → record, and the number of the 合计 row."""
        body: dict[int, SaidRow] = {}
        total_row = 0
        for number, one in enumerate(self._rows, self._first):
            kind, uid, line = map(str, _list(one))
            if kind == "total":
                total_row = number
                continue
            subject = _mapping(self._subjects[uid])
            stored: dict[str, Stored] = {name: str(subject[name]) for name in travelling if name in subject}
            body[number] = SaidRow(uid, str(subject.get("parent", "")), line, stored, number)
        return body, total_row

    def _counted(self) -> list[str]:
        """The fields to count by that some row of the list has; the others may be the city's own to fill."""
        there: set[str] = set()
        for one in self._subjects.values():
            if isinstance(one, dict) and one.get("ledger") == self._ledger.id:
                there.update(one)
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
