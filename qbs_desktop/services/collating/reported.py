"""What a return says (报表内容), read by meaning from its sealed part.

The machine part names the columns and rows of every sheet, so no heading is ever recognised here and no cell is read
twice: the values are those that `exchange.sealed.verifying` proved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from qbs_desktop.domain import amount
from qbs_desktop.domain.amount import AMOUNT_UNITS, EXACT
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Field, Money, Stored
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.forms.cells import letters
from qbs_desktop.domain.forms.filled import MARK
from qbs_desktop.domain.indicators import Indicator, Quantity
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.exchange.sealed.canonical import unfolded
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


@dataclass(slots=True)
class SaidTable:
    """One sheet: the list it is of, its records and figures, what its 合计 row says by (indicator, period, kind)."""

    sheet: str
    ledger: str
    empty: bool
    fields: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: list[SaidRow] = field(default_factory=list)
    figures: list[SaidFigure] = field(default_factory=list)
    totals: dict[Column, tuple[int, str]] = field(default_factory=dict)


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
        self._scales: dict[tuple[str, str], _Decode] = {}
        for at, column in enumerate(map(_mapping, _list(form["columns"]))):
            self._take(letters(at), column)

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

    def table(self, lines: Sequence[str]) -> SaidTable:
        """The sheet's content."""
        travelling = (*IDENTITY, *self._counted())
        fields = tuple(dict.fromkeys((*travelling, *(name for name, _decode in self._fields.values()))))
        columns = tuple(column for column, _unit in self._figures.values())
        found = SaidTable(
            str(self._form["sheet"]),
            self._ledger.id,
            bool(self._form["empty"]),
            tuple(name for name in fields if self._ledger.has(name)),
            columns,
        )
        body: dict[int, SaidRow] = {}
        total_row = 0
        for at, one in enumerate(self._rows):
            kind, uid, line = (str(part) for part in _list(one))
            number = self._first + at
            if kind == "total":
                total_row = number
                continue
            subject = _mapping(self._subjects[uid])
            stored: dict[str, Stored] = {
                name: str(subject[name]) for name in found.fields if name in travelling and name in subject
            }
            body[number] = SaidRow(uid, str(subject.get("parent", "")), line, stored, number)
        found.rows.extend(body.values())
        for letter, number, printed in _cells(lines):
            row = body.get(number)
            text = str(self._exact.get(f"{letter}{number}", printed)) if self._exact else printed
            if row is not None:
                self._cell(found, row, letter, text)
            elif number == total_row and letter in self._figures and text != MARK:
                column, unit = self._figures[letter]
                if column.indicator != "main":
                    value = self._decoder(column.indicator, unit)(text)
                    found.totals[column] = (int(value or 0), f"{letter}{number}")
        return found

    def _counted(self) -> list[str]:
        """The fields to count by that some row of the list has; the others may be the city's own to fill."""
        rows = [
            one for one in self._subjects.values() if isinstance(one, dict) and one.get("ledger") == self._ledger.id
        ]
        return [name for name in COUNTED if any(name in row for row in rows)]

    def _cell(self, found: SaidTable, row: SaidRow, letter: str, text: str) -> None:
        if letter in self._figures:
            column, unit = self._figures[letter]
            slug = row.main if column.indicator == "main" else column.indicator
            if slug in self._words.indicators:
                value = None if text == MARK else self._decoder(slug, unit)(text)
                found.figures.append(
                    SaidFigure(row.uid, slug, column.period, column.kind, value, f"{letter}{row.sheet_row}")  # type: ignore[arg-type]
                )
        elif letter in self._fields:
            name, decode = self._fields[letter]
            row.stored[name] = decode(text)

    def _decoder(self, slug: str, unit: str) -> _Decode:
        key = (slug, unit)
        if key not in self._scales:
            self._scales[key] = _figure_decoder(self._words.indicators[slug], unit)
        return self._scales[key]


def _cells(lines: Sequence[str]) -> Iterator[tuple[str, int, str]]:
    """Column letters, row number and value of the cells of a sheet."""
    for line in lines:
        if line.startswith("merge\t"):
            break
        place, kind, text, *rest = line.split("\t")
        letter = place.rstrip("0123456789")
        yield letter, int(place[len(letter) :]), rest[0] if kind == "f" else text


def _field_decoder(spec: Field, unit: str) -> _Decode:
    if isinstance(spec, Money):
        size = AMOUNT_UNITS.get(unit, Decimal(1))
        return lambda text: amount.to_scaled(EXACT.multiply(Decimal(text), size), 2)
    return lambda text: spec.encode(spec.parse(unfolded(text)))


def _figure_decoder(indicator: Indicator, unit: str) -> _Decode:
    """Text of a cell → the indicator's integer; exact, nothing is rounded."""
    match indicator.quantity:
        case Quantity.MONEY:
            shift = indicator.scale + AMOUNT_UNITS.get(unit, Decimal(1)).adjusted()
        case Quantity.PERCENT:
            shift = indicator.scale + 2
        case _:
            shift = indicator.scale
    return lambda text: _scaled(text, shift)


def _scaled(text: str, shift: int) -> int:
    """A plain decimal text times 10 to the power `shift`, as an integer.

    Raises:
        ValueProblem: it has more decimals than are kept, or is no number.
    """
    whole, _, rest = text.partition(".")
    if len(rest) > shift or not (whole + rest).removeprefix("-").isdecimal():
        return amount.to_scaled(Decimal(text) if rest else amount.parse_number(text), shift)
    return int(whole + rest.ljust(shift, "0"))
