"""From a form's blocks to the columns of one return: years and indicators spelled out, periods and units settled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.fields import Choice, Money, Number
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.forms.filled import FilledColumn, HeadCell
from qbs_desktop.domain.forms.form import Block, ColumnSpec, Form, spelled
from qbs_desktop.domain.indicators import Quantity
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.domain.period import Period, Scheme

STEMS = "甲乙丙丁戊己庚辛壬癸"
"""Names of text columns in the guide row of a statistical form."""


@dataclass(frozen=True, slots=True)
class _Turn:
    """One repetition of a block."""

    indicator: str = ""
    year: int | None = None


class Spelling:
    """Spells the columns of a form out for a data set and a period."""

    def __init__(self, form: Form, data: Dataset, period: Period, amount_unit: str) -> None:
        """Keep what every column needs."""
        self._form = form
        self._data = data
        self._period = period
        self._amount_unit = amount_unit
        self._ledger: Ledger = data.ledgers[form.ledger]
        self._scheme = Scheme(form.scheme)

    def columns(self) -> tuple[FilledColumn, ...]:
        """Every column in order."""
        turns = [(block, turn) for block in self._form.blocks for turn in self._turns(block)]
        first, anywhere = 0, dict[str, int]()
        for block, _turn in turns:
            anywhere |= {spec.id: first + place for place, spec in enumerate(block.columns) if spec.id}
            first += len(block.columns)
        made: list[FilledColumn] = []
        for block, turn in turns:
            own = {spec.id: len(made) + place for place, spec in enumerate(block.columns) if spec.id}
            made.extend(self._column(spec, turn, anywhere | own) for spec in block.columns)
        return tuple(self._added(made))

    def _added(self, made: Sequence[FilledColumn]) -> Iterator[FilledColumn]:
        """Sums across: the total names its parts by id, and a repeated block has many columns of one id."""
        adds = {spec.id: spec.adds for block in self._form.blocks for spec in block.columns if spec.adds}
        for column in made:
            wanted = adds.get(column.id, ())
            yield replace(column, adds=tuple(n for n, one in enumerate(made) if one.id in wanted)) if wanted else column

    def _turns(self, block: Block) -> Iterator[_Turn]:
        if block.years:
            profile = self._data.profile
            first = profile.base_year + (1 if block.years == "later" else 0)
            last = max(profile.horizon, self._period.year) if block.years == "open" else profile.horizon
            yield from (_Turn(year=year) for year in range(first, last + 1))
        elif block.each:
            yield from (_Turn(indicator=slug) for slug in block.each)
        else:
            yield _Turn()

    def _column(self, spec: ColumnSpec, turn: _Turn, ids: dict[str, int]) -> FilledColumn:
        slug = turn.indicator if spec.indicator == "each" else spec.indicator
        period = self._span(spec, turn)
        field = self._ledger.field(spec.field) if spec.source == "field" else None
        numeric = spec.source in {"figure", "computed", "count"} or isinstance(field, Money | Number)
        unit = self._amount_unit if isinstance(field, Money) else self._unit(slug, spec)
        choice = field if isinstance(field, Choice) else None
        return FilledColumn(
            id=f"{slug}.{spec.id}" if turn.indicator and spec.id else spec.id or spec.field or spec.source,
            heads=tuple(self._head(text, slug, unit, period) for text in spec.heads),
            source=spec.source,
            width=spec.width or (field.width if field else 7),
            field=spec.field or ("name" if spec.source == "name" else ""),
            indicator=slug,
            period=period if spec.source in {"figure", "computed", "count"} else None,
            kind=self._kind(spec, period) if spec.source in {"figure", "computed"} else None,
            compute=spec.compute,
            of=ids.get(spec.of),
            base=ids.get(spec.base),
            numeric=numeric,
            total=spec.total and numeric,
            wrap=spec.wrap or spec.source == "name",
            unit=unit,
            options=(self._data.profile.words(choice.profile_list) or choice.options) if choice else (),
            previous=period.previous(self._scheme) if spec.compute == "month" else None,
            decimals=spec.decimals,
            hidden=spec.hidden,
            count=spec.count,
        )

    def _span(self, spec: ColumnSpec, turn: _Turn) -> Period:
        if spec.source == "count":
            return self._period
        match spec.span:
            case "each" if turn.year is not None:
                return Period.of_year(turn.year)
            case "horizon":
                return Period.of_year(self._data.profile.horizon)
            case "last_year":
                return self._period.a_year_before()
            case "year_before":
                return self._period.a_year_before().as_year()
            case "period":
                return self._period
            case _:
                return self._period.as_year()

    def _kind(self, spec: ColumnSpec, period: Period) -> Kind:
        if spec.kind == "plan":
            return Kind.ACTUAL if period.year <= self._data.profile.base_year else Kind.TARGET
        return Kind.TARGET if spec.kind == "target" else Kind.ACTUAL

    def _unit(self, slug: str, spec: ColumnSpec) -> str:
        if spec.source == "count" or spec.compute in {"points", "rank"}:
            return ""
        indicator = self._data.indicators.get(slug)
        if indicator is None or indicator.quantity is Quantity.MONEY:
            return self._amount_unit
        return indicator.unit

    def _head(self, text: str, slug: str, unit: str, period: Period) -> str:
        indicator = self._data.indicators.get(slug)
        month = self._period.last_month
        joined = month == 2 and self._scheme is Scheme.STATISTICS
        words = {
            "year": str(period.year),
            "indicator": indicator.label if indicator else "",
            "unit": unit,
            "month": "1—2月" if joined else f"{month}月",
            "span": "1月" if month == 1 else f"1—{month}月",
        }
        return spelled(text, words)


def head_cells(columns: tuple[FilledColumn, ...]) -> tuple[tuple[HeadCell, ...], int]:
    """The joined cells of a head of several levels, and how many rows it has."""
    depth = max(len(column.heads) for column in columns)
    cells: list[HeadCell] = []
    for level in range(depth):
        start = 0
        while start < len(columns):
            heads = columns[start].heads
            if level >= len(heads):
                start += 1
                continue
            last = level == len(heads) - 1
            end = start + 1
            while not last and end < len(columns) and columns[end].heads[: level + 1] == heads[: level + 1]:
                end += 1
            cells.append(HeadCell(level, start, depth - level if last else 1, end - start, heads[level]))
            start = end
    return tuple(cells), depth


def guide_row(columns: tuple[FilledColumn, ...]) -> tuple[str, ...]:
    """甲 乙 丙 for text columns, 1 2 3 for numbers; the serial column has none."""
    stems, number = iter(STEMS), 0
    texts: list[str] = []
    for column in columns:
        if column.numeric:
            number += 1
            texts.append(str(number))
        else:
            texts.append("" if column.source == "serial" else next(stems, ""))
    return tuple(texts)
