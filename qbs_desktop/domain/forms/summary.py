"""Forms over groups (汇总表): sums by 报送单位, 项目类别, 年度状态 … with the same 合计 above every cut.

Only top rows are summed, so 其中 rows, and rows that another unit reports too, count once. Blanks are left out of sums
and are never 0: a group without any value is blank, one that has only —— is ——. A unit that has not reported stands in
its place without numbers, is told below and has no place (名次).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from qbs_desktop.domain.amount import in_unit
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.fields import Choice
from qbs_desktop.domain.forms.cells import number_cell
from qbs_desktop.domain.forms.filled import BLANK, MARKED, Cell, FilledColumn, FilledRow, RowKind
from qbs_desktop.domain.forms.form import Form, Section
from qbs_desktop.domain.forms.lines import RecordLine, linked, parts_of, rates_last, said_growth
from qbs_desktop.domain.forms.summing import growth_with_said, ratio_of_sums, sum_cell
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.record import Record

UNSAID = "（未注明）"
"""Name of the group of records that do not say."""
SAID = "同比见注"
"""Beside a group whose growth rests on reported ones."""
NUMERALS = "一二三四五六七八九十"


@dataclass(slots=True)
class Group:
    """Records that say the same, on their way to a row."""

    name: str
    lines: list[RecordLine]
    cells: list[Cell] = field(default_factory=list)


class Summary:
    """The rows of a form over groups."""

    def __init__(
        self,
        form: Form,
        data: Dataset,
        columns: Sequence[FilledColumn],
        lines: Sequence[RecordLine],
        at: Mapping[int, str],
        first: int,
    ) -> None:
        """Take the top rows with their cells; `first` is the sheet row, from 1, of the first body row."""
        self._form, self._data, self._columns = form, data, columns
        self._lines, self._at, self._first = lines, at, first
        self._counter = data.ledgers[form.ledger].counter
        self._units: list[Group] = []

    def rows(self, units: Sequence[str]) -> tuple[FilledRow, ...]:
        """合计, then every section under its heading; a section of which no record says anything is left out."""
        cut = [(section, self._groups(section, units)) for section in self._form.sections]
        cut = [(section, groups) for section, groups in cut if any(one.name != UNSAID for one in groups)]
        self._units = next((groups for section, groups in cut if section.by == "unit"), [])
        if not self._lines and not self._units:
            return ()
        total = 1 if self._form.total else 0
        rows: list[FilledRow] = []
        first_groups: list[tuple[int, Sequence[Cell]]] = []
        for number, (section, groups) in enumerate(cut):
            heading = [BLANK] * len(self._columns)
            heading[self._name_at] = Cell(f"{NUMERALS[number]}、{section.title}")
            rows.append(self._row(RowKind.SECTION, heading))
            top = self._first + total + len(rows)
            self._work_out(section, groups, top)
            rows.extend(self._row(RowKind.GROUP, group.cells) for group in groups)
            if number == 0:
                first_groups = [(top + place, group.cells) for place, group in enumerate(groups)]
        return (self._total(first_groups), *rows) if total else tuple(rows)

    def notes(self, period: Period) -> Iterator[str]:
        """What a reader has to know of the units: who has not reported, and whose rows are incomplete."""
        named = [group for group in self._units if group.name != UNSAID]
        missing = [group.name for group in named if not self._reported(group, period)]
        if missing:
            what = f"没有{period.label()}数据的单位" if period.is_month else "名单里没有行的单位"
            ranked = "，不排名" if any(section.rank for section in self._form.sections) else ""
            yield f"注：{what} {len(missing)} 个{ranked}：{'、'.join(missing)}。"
        short = [
            f"{group.name} {gaps} {self._counter}"
            for group in self._units
            if self._reported(group, period) and (gaps := self._gaps(group, period))
        ]
        if short:
            yield f"注：有的行没有本期数，按已填的数合计：{'、'.join(short)}。"
        yield from self._said_notes()

    def _said_notes(self) -> Iterator[str]:
        """Whose 同比 rests on reported growths, measure by measure, so that nobody takes them for computed ones."""
        for column in self._columns:
            if column.compute != "growth":
                continue
            counts = {
                group.name: sum(said_growth(column, line) is not None for line in group.lines)
                for group in self._units
                if growth_with_said(column, group.lines) is not None
            }
            if counts:
                told = "、".join(f"{name} {count} {self._counter}" for name, count in counts.items())
                label = self._data.indicators[column.indicator].label
                yield f"注：{label}同比含上报的增速（没有填上年同期数，按上报的增速折算）：{told}。"

    def _pointing(self, name: str, lines: Sequence[RecordLine]) -> str:
        """The name with a word that leads to the note on reported growths, where one of its 同比 rests on them."""
        said = any(growth_with_said(column, lines) is not None for column in self._columns)
        return f"{name}（{SAID}）" if said else name

    # --- groups --------------------------------------------------------------------------------------------------

    def _groups(self, section: Section, units: Sequence[str]) -> list[Group]:
        """The groups in their order: as expected, as listed in the profile, or as met; who does not say comes last."""
        said = self._saying(section.by)
        found: dict[str, Group] = {name: Group(name, []) for name in self._known(section.by, units)}
        unsaid = Group(UNSAID, [])
        for line in self._lines:
            name = said(line.record)
            group = found.setdefault(name, Group(name, [])) if name else unsaid
            group.lines.append(line)
        expected = units if section.by == "unit" else ()
        named = [group for group in found.values() if group.lines or group.name in expected]
        return [*named, unsaid] if unsaid.lines else named

    def _saying(self, by: str) -> Callable[[Record], str]:
        match by:
            case "unit":
                return lambda record: record.text(REPORTING_UNIT)
            case "lead":
                return lambda record: record.text("lead_unit") or next(iter(record.units()), "")
            case "band":
                return self._band
            case _:
                spec = self._data.ledgers[self._form.ledger].field(by)
                return lambda record: spec.text(record.values[by]) if record.values.get(by) is not None else ""

    def _known(self, by: str, units: Sequence[str]) -> Sequence[str]:
        profile, ledger = self._data.profile, self._data.ledgers[self._form.ledger]
        if by == "unit":
            return units
        if by == "band":
            lowest = profile.project_bands[0] if profile.project_bands else None
            below = (f"不足{lowest.lower}亿元",) if lowest is not None else ()
            return (*(band.label for band in reversed(profile.project_bands)), *below)
        spec = ledger.field(by) if ledger.has(by) else None
        return (profile.words(spec.profile_list) or spec.options) if isinstance(spec, Choice) else ()

    def _band(self, record: Record) -> str:
        amount = record.money("total_investment")
        bands = self._data.profile.project_bands
        if amount is None or not bands:
            return ""
        size = in_unit(amount, "亿元")
        for band in bands:
            if band.lower <= size and (band.upper is None or size < band.upper):
                return band.label
        return f"不足{bands[0].lower}亿元"

    # --- cells ---------------------------------------------------------------------------------------------------

    @property
    def _name_at(self) -> int:
        return next((place for place, one in enumerate(self._columns) if one.source == "name"), 0)

    def _work_out(self, section: Section, groups: Sequence[Group], top: int) -> None:
        """Fill the cells of a section's groups, the first of which stands in sheet row `top`."""
        for place, group in enumerate(groups):
            self._sum_up(group, str(place + 1), top + place)
        if not section.rank:
            return
        ranked = [(top + place, group) for place, group in enumerate(groups) if group.name != UNSAID]
        for place, column in enumerate(self._columns):
            if column.compute == "rank" and column.of is not None and ranked:
                self._rank(place, column.of, ranked)

    def _sum_up(self, group: Group, serial: str, row: int) -> None:
        cells = group.cells = [BLANK] * len(self._columns)
        for place in rates_last(self._columns):
            column = self._columns[place]
            if column.source == "serial":
                cells[place] = Cell(serial)
            elif column.source == "name":
                cells[place] = Cell(self._pointing(group.name, group.lines))
            elif group.lines:
                cells[place] = self._cell(place, column, cells, group.lines, row)

    def _cell(
        self, place: int, column: FilledColumn, cells: Sequence[Cell], lines: Sequence[RecordLine], row: int
    ) -> Cell:
        match column.compute:
            case "progress":
                return lines[0].cells[place]
            case "points":
                of, base = parts_of(column)
                return linked(cells[of], cells[base], (of, base), self._at, row, column.compute)
            case "growth" | "rate":
                said = growth_with_said(column, lines)
                return said if said is not None else ratio_of_sums(column, cells, lines, row, self._at)
            case "rank":
                return BLANK
            case _:
                return _sum([line.cells[place] for line in lines]) if column.numeric else BLANK

    def _rank(self, place: int, of: int, ranked: Sequence[tuple[int, Group]]) -> None:
        """Places by a column, the greatest first; equals share a place, and who has no value has none."""
        values = [group.cells[of].value for _row, group in ranked]
        numbers = [value for value in values if isinstance(value, Decimal)]
        first, last = ranked[0][0], ranked[-1][0]
        for (row, group), value in zip(ranked, values, strict=True):
            if isinstance(value, Decimal):
                letter = self._at.get(of, "")
                formula = f"RANK({letter}{row},{letter}${first}:{letter}${last})" if letter else ""
                rank = 1 + sum(other > value for other in numbers)
                group.cells[place] = Cell(Decimal(rank), "0", formula)

    def _total(self, groups: Sequence[tuple[int, Sequence[Cell]]]) -> FilledRow:
        """合计 over the first section's rows; rates are of all records."""
        cells = [BLANK] * len(self._columns)
        rows = (groups[0][0], groups[-1][0]) if groups else (self._first, self._first)
        for place in rates_last(self._columns):
            column = self._columns[place]
            if column.source == "name":
                cells[place] = Cell(self._pointing("合计", self._lines))
            elif not self._lines or not column.numeric:
                continue
            elif column.compute in {"", "month"}:
                cells[place] = sum_cell(place, groups, rows, self._at, "") if column.total else BLANK
            else:
                cells[place] = self._cell(place, column, cells, self._lines, self._first)
        return self._row(RowKind.TOTAL, cells)

    def _row(self, kind: RowKind, cells: Sequence[Cell]) -> FilledRow:
        return FilledRow(kind, tuple(cells[place] for place in self._at))

    # --- who has reported ----------------------------------------------------------------------------------------

    def _own(self, period: Period) -> list[int]:
        return [n for n, one in enumerate(self._columns) if one.source == "figure" and one.period == period]

    def _reported(self, group: Group, period: Period) -> bool:
        own = self._own(period) if period.is_month else []
        return any(not own or any(line.cells[place].value is not None for place in own) for line in group.lines)

    def _gaps(self, group: Group, period: Period) -> int:
        own = self._own(period) if period.is_month else []
        return sum(bool(own) and all(line.cells[place].value is None for place in own) for line in group.lines)


def _sum(cells: Sequence[Cell]) -> Cell:
    values = [cell.value for cell in cells if isinstance(cell.value, Decimal)]
    if any(cell.format.endswith("%") for cell in cells):
        return BLANK
    if not values:
        return MARKED if cells and all(cell.is_mark for cell in cells) else BLANK
    return number_cell(sum(values, Decimal(0)), comma=True)
