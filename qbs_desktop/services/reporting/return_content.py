"""What a period's return says (报表内容): forms filled, explanations, what a correction changed, and the digests.

Two digests: `content` of forms and explanations, by which it is seen whether anything to be reported changed; `digest`
with the 变动表, which is printed as 校验码 and names the revision.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms import balanced as rounding
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.forms.filling import Context, exempt, fill, settle
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import layout
from qbs_desktop.exchange.layout import Layout
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.services import forms as shipped
from qbs_desktop.services.checks import checking
from qbs_desktop.services.collating import reporters
from qbs_desktop.services.reporting import form_words, return_subjects
from qbs_desktop.services.reporting.return_answers import answers, sheet_of
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Choice:
    """What of the period's return, and how: form ids (None: all that are due), unit and decimals of amounts.

    Decimals round in balance (舍位平衡); None prints every digit.
    """

    forms: tuple[str, ...] | None = None
    amount_unit: str = "亿元"
    decimals: int | None = None


ALL = Choice()


class Content:
    """A period's return before it gets a revision."""

    def __init__(self, workspace: Workspace, period: Period, choice: Choice, filled: list[FilledForm]) -> None:
        """Check the period, take in the explanations and work out the digest."""
        self.workspace = workspace
        self.period = period
        self.amount_unit = choice.amount_unit
        self.decimals = choice.decimals
        self.filled = filled
        self.subjects = return_subjects.of(filled, workspace.dataset(period, periods=[]))
        self.found = checking.check(workspace, period)
        self.answers = answers(workspace, period, self.found)
        self.sheets = [layout.of_form(one) for one in filled]
        if self.answers:
            self.sheets.append(sheet_of(self.answers))
        self.lines = sealing.meant(self.sheets)
        self.altered = 0
        self.content = self.digest = sealing.content_digest(self.facts(), self.lines)

    @property
    def forms(self) -> tuple[str, ...]:
        """Ids of its forms in order."""
        return tuple(one.form.id for one in self.filled)

    def facts(self) -> dict[str, object]:
        """What the return is of; with the sheets, all that decides its digest."""
        unit = self.workspace.unit
        return {
            "unit": {"code": unit.code, "name": unit.name},
            "profile": self.workspace.profile.id,
            "period": str(self.period),
            "amount_unit": self.amount_unit,
            "forms": [_form_facts(one) for one in self.filled],
            "rows": {one.form.sheet: _row_ids(one) for one in self.filled},
            "subjects": self.subjects,
            "explanations": [
                {name: getattr(one, name) for name in ("ledger", "uid", "period", "rule", "reason", "sentence")}
                for one in self.answers
            ],
        }

    def add_alterations(self, sheet: Layout, count: int) -> None:
        """Take in the 变动表 of a correction; `count` is how many lines it has."""
        self.altered = count
        self.sheets.append(sheet)
        self.lines += sealing.meant([sheet])
        self.digest = sealing.content_digest(self.facts(), self.lines)

    def rounding(self) -> str:
        """What the cover says of fewer decimals, if any amount is printed so."""
        return rounding.words(self.decimals) if any(one.exact for one in self.filled) else ""


def gather(
    workspace: Workspace, period: Period, choice: Choice = ALL, tell: Progress = lambda _done, _steps: None
) -> Content:
    """Fill the chosen forms; `tell` is told (done, steps), of which two come after this.

    Raises:
        Refusal: unknown form or amount unit, or a period the forms do not have.
    """
    if choice.amount_unit not in AMOUNT_UNITS:
        raise Refusal(f"没有计量单位“{choice.amount_unit}”，可选：{'、'.join(AMOUNT_UNITS)}。")
    chosen = _chosen(workspace, period, choice.forms)
    tell(0, len(chosen) + 2)
    filled: list[FilledForm] = []
    for number, form in enumerate(chosen, 1):
        filled.append(filled_form(workspace, form, period, choice.amount_unit, choice.decimals))
        tell(number, len(chosen) + 2)
    return Content(workspace, period, choice, filled)


def filled_form(
    workspace: Workspace, form: Form, period: Period, amount_unit: str = "亿元", decimals: int | None = None
) -> FilledForm:
    """A form filled, also one that is not kept yet.

    Raises:
        Refusal: the form has no such period, or no column.
    """
    data = _dataset(workspace, form, settle(form, period))
    return rounding.balanced(fill(form, data, period, _context(workspace, period, amount_unit)), decimals)


def reported_digest(workspace: Workspace, period: Period) -> str:
    """Digest of everything that the period's return would say: what a review (审核通过) is bound to.

    Raises:
        Refusal: no form is due in the period.
    """
    filled = [filled_form(workspace, form, period, "亿元") for form in _chosen(workspace, period, None)]
    facts = {"forms": [_form_facts(one) for one in filled], "rows": [_row_ids(one) for one in filled]}
    said = sealing.content_digest(facts, sealing.meant([layout.of_form(one) for one in filled]))
    explained = sorted((key, one.reason, one.sentence) for key, one in workspace.read(queries.explanations).items())
    return hashlib.sha256(f"{said}{explained!r}".encode()).hexdigest()


# --- filling -----------------------------------------------------------------------------------------------------


def due(workspace: Workspace, period: Period) -> tuple[Form, ...]:
    """The forms of the period's return: month forms for a month, lists and annexes for a year."""
    return shipped.due(workspace, period)


def _chosen(workspace: Workspace, period: Period, forms: Sequence[str] | None) -> list[Form]:
    if forms is None:
        chosen = list(due(workspace, period))
        if not chosen:
            raise Refusal(f"方案“{workspace.profile.title}”没有按{period.label()}填报的表式，请选一个月份或年份。")
        return [form for form in chosen if not exempt(form, period)]
    return [shipped.find(workspace, form_id) for form_id in dict.fromkeys(forms)]


def _dataset(workspace: Workspace, form: Form, period: Period) -> Dataset:
    """The data with the figures that a form of this period can show."""
    profile = workspace.profile
    if period.is_month:
        before = [Period(period.code - 1)] if period.part > 1 else []
        last_year = [period.a_year_before().as_year()] if _asks_last_year(form) else []
        periods = [period, *before, period.a_year_before(), period.as_year(), *last_year]
        return workspace.dataset(period, periods=periods)
    last = max(profile.horizon, period.year)
    years = [Period.of_year(year) for year in range(profile.base_year, last + 1)]
    return workspace.dataset(period, periods=years)


def _asks_last_year(form: Form) -> bool:
    """Whether a column shows last year's whole year, as last year's rate of completion needs it."""
    return any(column.span == "year_before" for block in form.blocks for column in block.columns)


def _context(workspace: Workspace, period: Period, amount_unit: str) -> Context:
    members = workspace.read(lambda connection: queries.members(connection, period.year))
    said = form_words.words(workspace)
    return Context(
        unit_name=workspace.unit.name,
        unit_code=workspace.unit.code,
        amount_unit=amount_unit,
        number=said["number"],
        maker=said["maker"],
        approval=said["approval"],
        head=said["head"],
        filler=said["filler"],
        phone=said["phone"],
        left_out=frozenset(subject for subject, state in members.items() if state == "out"),
        units=tuple(one.name for one in reporters.expected(workspace)) if workspace.profile.collates else (),
    )


def _form_facts(one: FilledForm) -> dict[str, object]:
    """A form and what its columns are, so that the city reads cells by meaning and not by place."""
    return {
        "id": one.form.id,
        "version": one.form.version,
        "sheet": one.form.sheet,
        "ledger": one.form.ledger,
        "period": str(one.period),
        "empty": not one.has_data,
        "first_row": one.body_at + 1,
        "columns": [
            {
                "id": column.id,
                "source": column.source,
                "field": column.field,
                "indicator": column.indicator,
                "period": str(column.period) if column.period else "",
                "kind": column.kind.name.lower() if column.kind is not None else "",
                "unit": column.unit if column.numeric else "",
                **({"compute": column.compute} if one.form.own else {}),
            }
            for column in one.columns
        ],
        **({"exact": rounding.exact_places(one)} if one.exact else {}),
        **({"sections": [section.by for section in one.form.sections]} if one.form.sections else {}),
        **({"own": one.form.own, "head": [one.head_at + 1, one.head_at + one.head_rows]} if one.form.own else {}),
    }


def _row_ids(one: FilledForm) -> list[list[str]]:
    """For each body row: its kind, the record's permanent id and the indicator of its yearly line."""
    return [[row.kind.value, row.uid, row.line or ""] for row in one.rows]
