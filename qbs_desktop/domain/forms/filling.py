"""Filling a form from a data set: pure, exact, nothing rounded, no reported number replaced by a computed one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms import one_sided
from qbs_desktop.domain.forms.cells import letters
from qbs_desktop.domain.forms.columns import Spelling, guide_row, head_cells
from qbs_desktop.domain.forms.filled import BLANK, FilledColumn, FilledForm, FilledRow, Line, RowKind
from qbs_desktop.domain.forms.form import Form, fitting, spelled
from qbs_desktop.domain.forms.lines import RecordLine, getter, rates_last, record_lines
from qbs_desktop.domain.forms.summary import Summary
from qbs_desktop.domain.forms.summing import total_row
from qbs_desktop.domain.forms.title_block import unit_lines
from qbs_desktop.domain.forms.wording import title_words
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.domain.period import Period, Scheme


@dataclass(frozen=True, slots=True)
class Context:
    """What a form says besides the data. Empty texts print as blanks to fill in by hand; nothing is invented."""

    unit_name: str = ""
    unit_code: str = ""
    amount_unit: str = "亿元"
    number: str = ""
    maker: str = ""
    approval: str = ""
    head: str = ""
    filler: str = ""
    phone: str = ""
    left_out: frozenset[int] = field(default_factory=frozenset)
    """Subjects that are no longer members of the year's list (已出库)."""
    units: tuple[str, ...] = ()
    """Names of the units whose returns are expected (应报单位), in order, for forms over units."""


def fill(form: Form, data: Dataset, period: Period, context: Context) -> FilledForm:
    """Fill a form.

    Args:
        form: the definition.
        data: the records and figures; the form takes what it needs.
        period: the period reported; a year form given a month reports that month's year.
        context: unit, amount unit and what stands in the head and foot.

    Raises:
        Refusal: a month form without a month, or a month that the form's scheme does not have.
    """
    period = settle(form, period)
    form = fitting(form, _fields(form, data))
    context = replace(context, amount_unit=form.amount_unit or context.amount_unit)
    every = Spelling(form, data, period, context.amount_unit).columns()
    shown = [place for place, column in enumerate(every) if not column.hidden]
    if not shown:
        raise Refusal(f"“{form.sheet}”一栏也没有，请至少勾选一栏。")
    columns = _shown(every, shown)
    heads, head_rows = head_cells(columns)
    words = title_words(form, period, context.amount_unit, data.profile)
    empty = FilledForm(
        form=form,
        period=period,
        title=spelled(form.title, words),
        amount_unit=context.amount_unit,
        unit_name=context.unit_name,
        above=_above(form),
        below=_below(form, period, context, [column.width for column in columns]),
        columns=columns,
        heads=heads,
        head_rows=head_rows,
        guide=guide_row(columns) if form.guide else (),
        rows=(),
        notes=tuple(spelled(note, words) for note in form.notes),
        footer="" if form.style == "annex" else _footer(context),
    )
    lines = list(record_lines(form, data, context.left_out, context.units))
    body = empty.body_at + 1 + (1 if form.total and lines else 0)
    at = {place: letters(number) for number, place in enumerate(shown)}
    getters = [getter(form, data, column, at) for column in every]
    places = [place for place in rates_last(every) if not (form.sections and every[place].of is not None)]
    for offset, line in enumerate(lines):
        line.cells = [BLANK] * len(every)
        for place in places:
            line.cells[place] = getters[place](line, body + offset)
    has_data = _has_data(period, every, lines)
    top = [line for line in lines if line.depth == 0]
    told = tuple(one_sided.notes(data, every, top, period)) if form.total else ()
    if form.sections:
        summary = Summary(form, data, every, top, at, empty.body_at + 1)
        rows = _pointing(summary.rows(context.units), told)
        return replace(empty, rows=rows, notes=(*empty.notes, *summary.notes(period), *told), has_data=has_data)
    rows = tuple(_row(line, shown) for line in lines)
    if form.total and rows:
        rows = (total_row(data, every, lines, body, at), *rows)
    return replace(empty, rows=_pointing(rows, told), notes=(*empty.notes, *told), has_data=has_data)


def _fields(form: Form, data: Dataset) -> Callable[[str], bool]:
    """Which fields the form can show; 报送单位 once some row has one, unless the form was made so here."""
    ledger = data.ledgers[form.ledger]
    reported = form.own or any(record.text(REPORTING_UNIT) for record in data.rows(form.ledger))
    return lambda field: ledger.has(field) and bool(reported or field != REPORTING_UNIT)


def _pointing(rows: tuple[FilledRow, ...], told: Sequence[str]) -> tuple[FilledRow, ...]:
    """The rows with 完成率见注 behind 合计, where a note tells whose plan its rate divides by as well."""
    if not told or not rows or rows[0].kind is not RowKind.TOTAL:
        return rows
    return (replace(rows[0], cells=tuple(one_sided.pointing(cell) for cell in rows[0].cells)), *rows[1:])


def _shown(every: Sequence[FilledColumn], shown: Sequence[int]) -> tuple[FilledColumn, ...]:
    """The columns on the sheet, naming each other by their places there."""
    now = {place: number for number, place in enumerate(shown)}
    return tuple(
        replace(
            one,
            of=now.get(one.of) if one.of is not None else None,
            base=now.get(one.base) if one.base is not None else None,
            adds=tuple(now[part] for part in one.adds if part in now),
        )
        for one in (every[place] for place in shown)
    )


def settle(form: Form, period: Period) -> Period:
    """The period the form reports when asked for `period`.

    Raises:
        Refusal: the form has no such period; the sentence says which it has.
    """
    if form.period == "year":
        return period.as_year()
    if not period.is_month:
        raise Refusal(f"“{form.sheet}”按月填报，请选一个月份（如 2026-10），不是 {period}。")
    if exempted := exempt(form, period):
        raise Refusal(exempted)
    return period


def exempt(form: Form, period: Period) -> str:
    """Why nothing is to be reported on a month form in a month (免报); empty where it is due."""
    if form.period == "month" and form.scheme == Scheme.STATISTICS and period.is_month and period.part == 1:
        return f"“{form.sheet}”按工业统计制度 1 月免报，第一期是 1—2 月（{period.year}-02）。"
    return ""


# --- title block and foot ----------------------------------------------------------------------------------------


def _above(form: Form) -> tuple[Line, ...]:
    return (Line(left=form.label),) if form.label else ()


def _below(form: Form, period: Period, context: Context, widths: Sequence[int]) -> tuple[Line, ...]:
    unit = context.amount_unit if form.unit == "amount" else spelled(form.unit, {"unit": context.amount_unit})
    if form.style == "annex":
        return (Line(right=f"单位：{unit}"),)
    when = period.label(Scheme(form.scheme))
    return (
        Line(right=f"表    号：{context.number}"),
        Line(right=f"制定机关：{context.maker}"),
        Line(right=f"文    号：{context.approval}"),
        *unit_lines(widths, f"填报单位：{context.unit_name}", when, f"计量单位：{unit}"),
    )


def _footer(context: Context) -> str:
    return "        ".join(
        (
            f"单位负责人：{context.head or '　　　　'}",
            f"填表人：{context.filler or '　　　　'}",
            f"联系电话：{context.phone or '　　　　　　'}",
            "报出日期：　　　　年　　月　　日",
        )
    )


def _row(line: RecordLine, shown: Sequence[int]) -> FilledRow:
    kind = RowKind.RECORD if line.depth == 0 else RowKind.CHILD
    return FilledRow(
        kind, tuple(line.cells[place] for place in shown), line.record.id, line.record.uid, line.main, line.depth
    )


def _has_data(period: Period, columns: Sequence[FilledColumn], lines: Sequence[RecordLine]) -> bool:
    """Whether anything was entered: for a month, a figure of that month; for a year's list or plan, any row."""
    if not period.is_month:
        return bool(lines)
    own = [place for place, one in enumerate(columns) if one.source == "figure" and one.period == period]
    return any(line.cells[place].value is not None for line in lines for place in own)
