"""Sample rows (示例数据) → values and figures: the one way in which a printed table becomes records.

`rows_of` serves the loading of samples into a data file; `dataset_of` builds a data set in memory for tests.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Field, Money, Value
from qbs_desktop.domain.figure import Figure, Kind, Op
from qbs_desktop.domain.indicators import Indicator
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.domain.record import Record
from qbs_desktop.domain.sample import Sample, SampleRow, SampleTable

_KINDS: dict[str, Kind] = {"actual": Kind.ACTUAL, "target": Kind.TARGET}


@dataclass(frozen=True, slots=True)
class PrintedFigure:
    """One figure of a printed row with its place."""

    indicator: str
    period: Period
    kind: Kind
    figure: Figure


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One printed row, read: field values, figures, 其中 rows, and where it stands."""

    ledger: str
    values: Mapping[str, Value]
    figures: tuple[PrintedFigure, ...]
    rows: tuple[PrintedRow, ...]
    doc: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the rows of one table have in common."""

    profile: Profile
    table: SampleTable
    ledger: Ledger
    indicators: Mapping[str, Indicator]

    def row(self, row: SampleRow, where: str) -> PrintedRow:
        """Read a row and its 其中 rows."""
        place = f"{where}“{row.fields.get('name', '')}”"
        try:
            values = self._values(row)
            figures = tuple(self._figure(key, text, row.ops.get(key)) for key, text in row.figures.items())
        except (ValueProblem, KeyError) as problem:
            raise ValueProblem(f"{place}：{problem}") from None
        if unknown := row.ops.keys() - row.figures.keys():
            raise ValueProblem(f"{place}：限定词 {'、'.join(sorted(unknown))} 没有对应的数。")
        children = tuple(self.row(child, place) for child in row.rows)
        return PrintedRow(self.ledger.id, values, figures, children, self.table.doc, row.sentence)

    def _values(self, row: SampleRow) -> dict[str, Value]:
        document = self.profile.document(self.table.doc)
        given = {"document": document.doc_no or document.title} if document else {}
        texts = {**given, "sentence": row.sentence}
        known = {key: text for key, text in texts.items() if text and self.ledger.has(key)} | dict(row.fields)
        values = {key: self._field(key).parse(text) for key, text in known.items()}
        return {key: value for key, value in values.items() if value is not None}

    def _field(self, field_id: str) -> Field:
        if not self.ledger.has(field_id):
            raise ValueProblem(f"{self.ledger.label}没有字段 {field_id}")
        field = self.ledger.field(field_id)
        if isinstance(field, Money) and self.table.unit:
            return dataclasses.replace(field, unit=self.table.unit)
        return field

    def _figure(self, key: str, text: str, op: str | None) -> PrintedFigure:
        rest, _, kind_text = key.partition(":")
        indicator_id, _, period_text = rest.rpartition("@")
        indicator = self.indicators.get(indicator_id or self.table.indicator)
        if indicator is None:
            raise ValueProblem(f"没有指标 {indicator_id or self.table.indicator}")
        period = Period.parse(period_text)
        figure = indicator.parse(text, self.table.unit or None)
        if figure is None:
            raise ValueProblem(f"{key} 是空白，空白请不要写")
        if op is not None:
            figure = dataclasses.replace(figure, op=Op(op))
        return PrintedFigure(indicator.id, period, self._kind(kind_text, period), figure)

    def _kind(self, text: str, period: Period) -> Kind:
        chosen = text or self.table.kind
        if chosen in _KINDS:
            return _KINDS[chosen]
        if chosen != "auto":
            raise ValueProblem(f"不认识 {chosen}（实际 actual、目标 target）")
        planned = period.is_year and period.year > self.profile.base_year
        return Kind.TARGET if planned else Kind.ACTUAL


def rows_of(profile: Profile, table: SampleTable) -> tuple[PrintedRow, ...]:
    """Read the rows of one printed table.

    Raises:
        ValueProblem: a text that is no value, an unknown ledger, field or indicator, named with its row.
    """
    ledger = next((one for one in profile.ledgers() if one.id == table.ledger), None)
    if ledger is None:
        raise ValueProblem(f"表“{table.title}”：没有台账 {table.ledger}。")
    reader = _Reader(profile, table, ledger, profile.all_indicators())
    return tuple(reader.row(row, f"表“{table.title}”") for row in table.rows)


def dataset_of(profile: Profile, sample: Sample, period: Period | None = None) -> Dataset:
    """A data set in memory that holds every table of a sample."""
    records: dict[str, list[Record]] = {}
    figures: dict[int, dict[tuple[str, Period, Kind], Figure]] = {}
    for table in sample.tables:
        for record, printed in _numbered(rows_of(profile, table), records, None):
            figures[record.id] = {(f.indicator, f.period, f.kind): f.figure for f in printed.figures}
    return Dataset(profile, records, figures, period)


def _numbered(
    rows: Sequence[PrintedRow], records: dict[str, list[Record]], parent: int | None
) -> Iterator[tuple[Record, PrintedRow]]:
    for position, printed in enumerate(rows):
        number = 1 + sum(len(own) for own in records.values())
        record = Record(number, str(number), printed.ledger, parent, position, printed.values)
        records.setdefault(printed.ledger, []).append(record)
        yield record, printed
        yield from _numbered(printed.rows, records, number)
