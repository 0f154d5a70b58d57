"""Matching a table of a file with the list (对照): which rows are new, changed or unchanged, and against what.

A row is matched by its code, else by its name under the same parent; a city's rows of one name by 报送单位 too.
Nothing in the list is ever taken away by an import: blanks do not overwrite, and records that the file does not name
are listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.fields import Value
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.domain.indicators import MEASURES, UNSTATED
from qbs_desktop.domain.ledger import REPORTING_UNIT, Ledger
from qbs_desktop.domain.record import Record
from qbs_desktop.exchange.reading.plain_figures import FigureRead
from qbs_desktop.exchange.reading.readings import RowRead, TableRead
from qbs_desktop.exchange.reading.rows import RowKind
from qbs_desktop.exchange.reading.steps import Step
from qbs_desktop.exchange.words.units import fold
from qbs_desktop.services.incoming.import_jumps import jumping
from qbs_desktop.services.incoming.import_months import months_of
from qbs_desktop.services.incoming.import_names import SimilarNames, former_names
from qbs_desktop.services.incoming.import_preview import (
    Action,
    Candidate,
    FieldChange,
    Missing,
    PlannedFigure,
    PreviewRow,
    SheetPreview,
    as_new,
)
from qbs_desktop.services.incoming.import_state import ImportState

CODES = {"enterprise": ("credit_code",), "project": ("project_code",)}
"""Codes that name a record. A project's credit code is its owner's, who may own several."""


@dataclass(frozen=True, slots=True)
class _Match:
    """The outcome of looking for a row in the list."""

    record: Record | None = None
    problem: str = ""
    query: str = ""
    candidates: tuple[Record, ...] = ()
    rule: str = "import.same_name"


_UNKNOWN = _Match()
"""The list has no such row."""
_FORMER_NAME = "import.former_name"
Answers = Mapping[tuple[str, int], int | None]
"""Sheet and row → the record the clerk says it is about, or None for a new one."""
Known = Mapping[tuple[str, int], int]
"""Sheet and row → the record whose permanent id the row itself carries (采集表); goes before codes and names."""


class _Index:
    """The records of a ledger by code, and by name under their parent."""

    def __init__(self, data: Dataset, ledger: Ledger, step: Step) -> None:
        self.ledger, self._step = ledger, step
        self.by_code: dict[tuple[str, str], list[Record]] = {}
        self.by_name: dict[tuple[int | None, str], list[Record]] = {}
        self.anywhere: dict[str, list[Record]] = {}
        self.by_id: dict[int, Record] = {}
        self._records = list(data.rows(ledger.id))
        self._similar: SimilarNames | None = None
        for record in self._records:
            step.pause()
            for code in CODES.get(ledger.id, ()):
                if text := record.text(code):
                    self.by_code.setdefault((code, text), []).append(record)
            for name in {fold(record.name), fold(record.text("serial") + record.name)}:
                self.by_name.setdefault((record.parent_id, name), []).append(record)
            self.anywhere.setdefault(fold(record.name), []).append(record)
            self.by_id[record.id] = record

    def find(self, row: RowRead, parent_id: int | None, *, parent_is_new: bool) -> _Match:
        """The record that a row of the file is about."""
        named = [] if parent_is_new else self._named(row, parent_id)
        for code in CODES.get(self.ledger.id, ()):
            text = row.values.get(code)
            coded = self.by_code.get((code, text), []) if isinstance(text, str) else []
            if len(coded) == 1:
                return self._by_code(coded[0], row, named, self.ledger.field(code).label)
            if coded and (both := [one for one in coded if one in named]):
                named = both
        if len(named) > 1:
            reported = [one for one in named if row.reporter and one.text(REPORTING_UNIT) == row.reporter]
            named = reported or named
        if len(named) > 1:
            return _Match(
                problem=f"名单里有 {len(named)} 行都叫“{row.name}”，看不出是哪一行，请填写代码，或指明是哪一行。",
                candidates=tuple(named),
            )
        if named:
            return _Match(named[0])
        others = self.anywhere.get(fold(row.name), [])
        if others:
            return _Match(
                query=f"名单里已有同名的“{row.name}”，但不在同一行之下，按新增处理；如是同一行请指明，或调整“其中”关系。",
                candidates=tuple(others),
            )
        return _UNKNOWN

    def similar(self, name: str) -> list[Record]:
        """Records of the list that may be meant by a name it does not have."""
        if self._similar is None:
            self._similar = SimilarNames(self._records, self._step)
        return self._similar.like(name)

    def _named(self, row: RowRead, parent_id: int | None) -> list[Record]:
        exact = self.by_name.get((parent_id, fold(row.name)), [])
        return exact or self.by_name.get((parent_id, fold(row.printed)), [])

    def _by_code(self, coded: Record, row: RowRead, named: list[Record], label: str) -> _Match:
        if coded in named or (not named and fold(coded.name) == fold(row.name)):
            return _Match(coded)
        if named:
            return _Match(
                problem=f"{label}属于名单里的“{coded.name}”，名称却是另一行“{row.name}”，请核对后改正其中一个。"
            )
        return _Match(coded, query=f"{label}与名单里的“{coded.name}”相同而名称不同，将改名为“{row.name}”。")


class Planner:
    """Plans the tables of one workbook against one state of the list."""

    def __init__(
        self,
        data: Dataset,
        answers: Answers | None = None,
        step: Step | None = None,
        known: Known | None = None,
    ) -> None:
        """Look at this state, with what the clerk has said about single rows and the rows that name their record.

        `step` is told each row.
        """
        self._state = ImportState(data)
        self._answers = answers or {}
        self._step = step or Step(0)
        self._known = known or {}

    def plan(self, table: TableRead) -> SheetPreview:
        """What a table would change.

        Raises:
            Refusal: it was cancelled.
        """
        if table.ledger is None:
            return SheetPreview(table.sheet, None, table.score, findings=table.findings, ordinal=table.ordinal)
        self._state.settle()
        planned = _Table(self._state, table, table.ledger, self._answers, self._step, self._known)
        return self._state.bring(planned.preview())


class _Table:
    """The plan of one table, row by row in the file's order, so that parents come before their 其中 rows."""

    def __init__(
        self,
        state: ImportState,
        table: TableRead,
        ledger_id: str,
        answers: Answers,
        step: Step,
        known: Known,
    ) -> None:
        self.state, self.data, self.table = state, state.data, table
        self.ledger = self.data.ledgers[ledger_id]
        self.index = _Index(self.data, self.ledger, step)
        self.answers, self.step = answers, step
        self.known = {row: record for (sheet, row), record in known.items() if sheet == table.sheet}
        self.planned: dict[int, PreviewRow] = {}
        self.taken: dict[int, int] = {}
        self.named_in_file = self._named_in_file()
        self.measures: set[str] = set()

    def preview(self) -> SheetPreview:
        for row in self.table.rows:
            self.step.one()
            self.planned[row.number] = self._row(row)
        table = self.table
        findings = table.findings
        if self.measures:
            labels = "、".join(self.data.indicators[one].label for one in sorted(self.measures))
            findings = (
                *findings,
                self._said(Grade.HINT, "import.measure_of_list", table.rows[0].number, labels, _OPEN),
            )
        named = self.state.named | {row.record_id for row in self.planned.values() if row.record_id is not None}
        missing = tuple(
            Missing(record.id, record.name) for record in self.data.rows(self.ledger.id) if record.id not in named
        )
        return SheetPreview(
            table.sheet,
            table.ledger,
            table.score,
            self.ledger.label,
            table.title,
            table.amount_unit,
            table.header_rows,
            table.columns,
            tuple(self.planned.values()),
            findings,
            missing,
            table.ordinal,
            table.entry_unit,
        )

    def _named_in_file(self) -> set[int]:
        """Records that some row of the table names exactly; they cannot be what another row means."""
        names = {fold(row.name) for row in self.table.rows if row.kind is RowKind.RECORD}
        return {one.id for name in names for one in self.index.anywhere.get(name, ())}

    def _said(self, grade: Grade, rule: str, row: int, value: str, message: str, cell: str = "") -> SheetFinding:
        column = next((at for at, one in self.table.columns.items() if one == "name"), "A")
        return SheetFinding(grade, rule, self.table.sheet, cell or f"{column}{row}", value, message)

    def _row(self, row: RowRead) -> PreviewRow:
        if row.kind is not RowKind.RECORD:
            return PreviewRow(row.number, Action(row.kind.value), row.name, findings=row.findings)
        parent = self.planned.get(row.parent) if row.parent is not None else None
        parent_id = parent.record_id if parent else None
        base = PreviewRow(
            row.number,
            Action.REJECTED,
            row.name,
            parent_row=row.parent,
            parent_id=parent_id,
            parent_name=parent.name if parent else "",
            values=row.values,
            figures=as_new(row.figures),
            findings=row.findings,
        )
        if row.rejected:
            return replace(base, record_id=self._quiet_match(row, parent_id, parent))
        if parent is not None and parent.action is Action.REJECTED and parent_id is None:
            message = f"所属的“{parent.name}”有误没有导入，这一其中项也不能导入；请先改正它。"
            return self._refused(base, "import.parent_rejected", message)
        known = self.index.by_id.get(self.known.get(row.number, 0))
        match = (
            _Match(known)
            if known is not None
            else self.index.find(row, parent_id, parent_is_new=parent is not None and parent_id is None)
        )
        if match is _UNKNOWN:
            match = self._renamed(row)
        if match is _UNKNOWN:
            match = self._like(row)
        if match.candidates:
            base = replace(base, candidates=tuple(Candidate(one.id, one.name) for one in match.candidates))
        place = (self.table.sheet, row.number)
        if place in self.answers and match.candidates:
            base, match = replace(base, answered=True), self._answered(self.answers[place])
        if match.problem:
            return self._refused(base, "import.ambiguous", match.problem)
        if match.query:
            said = self._said(Grade.QUERY, match.rule, row.number, row.name, match.query)
            base = replace(base, findings=(*base.findings, said))
        if match.record is None:
            return self._new(base, row)
        first = self.taken.setdefault(match.record.id, row.number)
        if first != row.number:
            message = f"与第{first}行是名单里的同一行“{match.record.name}”，请删去一行。"
            return self._refused(base, "import.twice", message)
        return self._compared(base, row, match.record)

    def _answered(self, record_id: int | None) -> _Match:
        """What the clerk said goes before names; a record that is gone since then is no answer."""
        if record_id is None:
            return _Match()
        record = self.index.by_id.get(record_id)
        return _Match(record) if record else _Match(problem="您指明的那一行已不在名单里，请重新选择。")

    def _new(self, base: PreviewRow, row: RowRead) -> PreviewRow:
        """A row that is not in the list."""
        base = replace(base, action=Action.NEW, provisional=self.state.next_id())
        if not row.months:
            return base
        months = months_of(row, self.table, {}, self.data.indicators)
        return replace(
            base,
            figures=(*base.figures, *as_new(months.figures)),
            findings=(*base.findings, *months.findings),
        )

    def _renamed(self, row: RowRead) -> _Match:
        """A row whose name says an earlier one (更名); whether it is that record is asked, never decided."""
        now, former = former_names(row.name)
        if not former:
            return _UNKNOWN
        known = [one for name in (*former, now) for one in self.index.anywhere.get(fold(name), ())]
        known = known or [one for name in (*former, now) for one in self.index.similar(name)]
        known = list({one.id: one for one in known if one.id not in self.named_in_file}.values())
        said = "、".join(f"“{name}”" for name in former)
        if not known:
            return _Match(query=f"名称里写着原名{said}，名单里没有这个名称，按新增处理，请核对。", rule=_FORMER_NAME)
        names = "、".join(f"“{one.name}”" for one in known)
        message = f"名称里写着原名{said}，名单里有{names}。按新增处理；如是更名后的同一{self.ledger.noun}，请指明。"
        return _Match(query=message, candidates=tuple(known), rule=_FORMER_NAME)

    def _like(self, row: RowRead) -> _Match:
        """A row that is not in the list; who else may be meant is asked, never decided."""
        alike = tuple(one for one in self.index.similar(row.name) if one.id not in self.named_in_file)
        if not alike:
            return _UNKNOWN
        names = "、".join(f"“{one.name}”" for one in alike)
        message = (
            f"名单里没有“{row.name}”，但有相近的{names}。按新增处理；如是同一{self.ledger.noun}，"
            "请指明，或把名称改成与名单一致（或填写代码）后再导入。"
        )
        return _Match(query=message, candidates=alike, rule="import.similar_name")

    def _quiet_match(self, row: RowRead, parent_id: int | None, parent: PreviewRow | None) -> int | None:
        """The record of a rejected row, so that it is not listed as missing from the file."""
        match = self.index.find(row, parent_id, parent_is_new=parent is not None and parent_id is None)
        return match.record.id if match.record else None

    def _refused(self, row: PreviewRow, rule: str, message: str) -> PreviewRow:
        said = self._said(Grade.ERROR, rule, row.row, row.name, message)
        return replace(row, action=Action.REJECTED, findings=(*row.findings, said))

    def _compared(self, base: PreviewRow, row: RowRead, record: Record) -> PreviewRow:
        own = self.data.main_indicator(record) if row.has_open_measure else None
        kept = self.data.figures(record)
        months = months_of(row, self.table, kept, self.data.indicators)
        figures = tuple(self._figure(one, record, own) for one in (*row.figures, *months.figures))
        jumps = jumping(figures, kept, self.table.sheet, self.data.indicators, self.table.amount_unit)
        base = replace(base, findings=(*base.findings, *months.findings, *jumps))
        changes = tuple(self._field_changes(row, record))
        if said := self._contradicted(figures, record):
            return self._refused(replace(base, record_id=record.id, figures=figures), "import.contradiction", said)
        changed = bool(changes) or any(one.changed for one in figures)
        return replace(
            base,
            action=Action.CHANGED if changed else Action.UNCHANGED,
            record_id=record.id,
            figures=figures,
            changes=changes,
        )

    def _figure(self, read: FigureRead, record: Record, own: str | None) -> PlannedFigure:
        """The figure beside the list's. Where the table names no measure, the record's own line is meant."""
        slug = read.indicator
        if read.open_measure and own in MEASURES and own != UNSTATED:
            slug = own
            self.measures.add(own)
        old = self.data.figures(record).get((slug, read.period, read.kind))
        figure = read.figure
        if old is not None and old.op is not None and figure.op is None:
            figure = replace(figure, op=old.op)
        return PlannedFigure(slug, read.period, read.kind, figure, read.cell, old)

    def _contradicted(self, figures: Iterable[PlannedFigure], record: Record) -> str:
        """Where an earlier sheet of this file says another number for the same figure."""
        for one in figures:
            place = self.state.said.get((record.id, one.indicator, one.period, one.kind))
            if place is not None and one.changed:
                indicator = self.data.indicators[one.indicator]
                return (
                    f"{one.cell} 的{indicator.label}是 {indicator.text(one.figure)}，工作表“{place[0]}”{place[1]} 却是"
                    f" {indicator.text(one.old)}，同一文件里两处不同，请核对后改成一致。"
                )
        return ""

    def _field_changes(self, row: RowRead, record: Record) -> Iterable[FieldChange]:
        for name, new in row.values.items():
            old = record.values.get(name)
            if not _same(self.ledger, name, old, new) and not self._as_printed(name, row, record):
                yield FieldChange(name, old, new)

    def _as_printed(self, name: str, row: RowRead, record: Record) -> bool:
        """Whether a difference only comes from printing.

        A form prints a running number for a record that has none, and an 其中 row's number together with its name.
        """
        if name == "serial" and not record.text("serial"):
            return True
        return name in ("name", "serial") and fold(record.text("serial") + record.name) == fold(row.printed)


_OPEN = "表上没有写明口径，这些行按名单里原有的口径对照；如口径不同，请在表头写明。"


def _same(ledger: Ledger, name: str, old: Value, new: Value) -> bool:
    """Whether two values say the same; texts may differ in width, blanks and line breaks, numbers in a stop."""
    field = ledger.field(name)
    before, after = field.encode(old), field.encode(new)
    if before == after:
        return True
    if not isinstance(before, str) or not isinstance(after, str):
        return False
    if name == "serial":
        return fold(before).rstrip(".、") == fold(after).rstrip(".、")
    return fold(before) == fold(after)


def wanted_values(row: PreviewRow) -> Mapping[str, Value]:
    """The field values an import writes for a row: all for a new record, only the differing ones else."""
    if row.action is Action.NEW:
        return row.values
    return {change.field: change.new for change in row.changes}


def wanted_figures(row: PreviewRow) -> Iterable[PlannedFigure]:
    """The figures an import writes for a row."""
    return (one for one in row.figures if row.action is Action.NEW or one.changed)
