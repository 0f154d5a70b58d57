"""Returns (报表): preview a form, export a period's workbook under a seal, verify workbooks that come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qbs_desktop import __version__
from qbs_desktop.db import history, queries
from qbs_desktop.db.queries import Submission
from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.forms import balanced as rounding
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.forms.filling import Context, fill, settle
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import layout, locking, saving, sealing, verifying, writing
from qbs_desktop.exchange.layout import Layout, Printable
from qbs_desktop.exchange.standing import Ring
from qbs_desktop.exchange.verifying import Change, Verdict
from qbs_desktop.services import checking, office_keys, return_subjects, waiting_words
from qbs_desktop.services import forms as shipped
from qbs_desktop.services.return_answers import EXPLANATIONS, answers, sheet_of
from qbs_desktop.services.workspace import Workspace

__all__ = ["Change", "ExportResult", "Verdict", "due", "export", "history_of", "preview", "verify", "verify_all"]

Progress = Callable[[int, int], None]
COVER = verifying.COVER


@dataclass(frozen=True, slots=True)
class ExportResult:
    """One exported return: where it is, its revision and digest, what the clerk should know about it."""

    path: Path
    period: Period
    revision: int
    digest: str
    forms: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The short code at the foot of the printed pages."""
        return sealing.short(self.digest)


def due(workspace: Workspace, period: Period) -> tuple[Form, ...]:
    """The forms of the period's return: month forms for a month, lists and annexes for a year."""
    return shipped.due(workspace, period)


def preview(
    workspace: Workspace, form_id: str, period: Period, amount_unit: str = "亿元", decimals: int | None = None
) -> FilledForm:
    """One form filled, for the window and for print.

    Raises:
        Refusal: no such form, or the form has no such period.
    """
    return filled_form(workspace, shipped.find(workspace, form_id), period, amount_unit, decimals)


def filled_form(
    workspace: Workspace, form: Form, period: Period, amount_unit: str = "亿元", decimals: int | None = None
) -> FilledForm:
    """A form filled, also one that is not kept yet.

    Raises:
        Refusal: the form has no such period, or no column.
    """
    data = _dataset(workspace, settle(form, period))
    return rounding.balanced(fill(form, data, period, _context(workspace, period, amount_unit)), decimals)


def export(
    workspace: Workspace,
    period: Period,
    out_dir: Path,
    *,
    forms: Sequence[str] | None = None,
    amount_unit: str = "亿元",
    decimals: int | None = None,
    password: str | None = None,
    progress: Progress | None = None,
) -> list[ExportResult]:
    """Export the period's return as one sealed workbook and note it as an operation.

    The same content as in the last export of the period keeps its revision; other content gets the next one. It is
    signed if the office has a key, and with `password` it opens only with that (打开密码).

    Raises:
        Refusal: unknown form or amount unit, a period the forms do not have, a number no spreadsheet can hold, a
            password no program takes.
        SigningLocked: the password of the signing key has to be given first.
        EnvironmentFault: the file cannot be written; an older file is untouched.
    """
    made = _prepared(workspace, period, forms, amount_unit, decimals, progress).write(out_dir, password)
    if progress is not None:
        progress(len(made.forms) + 2, len(made.forms) + 2)
    return [made]


def printable(
    workspace: Workspace,
    period: Period,
    *,
    forms: Sequence[str] | None = None,
    amount_unit: str = "亿元",
    decimals: int | None = None,
) -> Printable:
    """The period's return for paper, as an export would give it; nothing is written or noted.

    Raises:
        Refusal: as for `export`.
    """
    return _prepared(workspace, period, forms, amount_unit, decimals).printable()


def _prepared(
    workspace: Workspace,
    period: Period,
    forms: Sequence[str] | None,
    amount_unit: str,
    decimals: int | None,
    progress: Progress | None = None,
) -> _Return:
    if amount_unit not in AMOUNT_UNITS:
        raise Refusal(f"没有计量单位“{amount_unit}”，可选：{'、'.join(AMOUNT_UNITS)}。")
    chosen = _chosen(workspace, period, forms)
    steps = len(chosen) + 2
    tell = progress or (lambda _done, _steps: None)
    tell(0, steps)
    filled: list[FilledForm] = []
    for number, form in enumerate(chosen, 1):
        data = _dataset(workspace, settle(form, period))
        filled.append(rounding.balanced(fill(form, data, period, _context(workspace, period, amount_unit)), decimals))
        tell(number, steps)
    return _Return(workspace, period, amount_unit, filled, decimals)


def _chosen(workspace: Workspace, period: Period, forms: Sequence[str] | None) -> list[Form]:
    if forms is None:
        chosen = list(due(workspace, period))
        if not chosen:
            raise Refusal(f"方案“{workspace.profile.title}”没有按{period.label()}填报的表式，请选一个月份或年份。")
        if period.is_month:
            chosen = [form for form in chosen if _has_period(form, period)]
        return chosen
    return [shipped.find(workspace, form_id) for form_id in dict.fromkeys(forms)]


def _has_period(form: Form, period: Period) -> bool:
    """Whether the form is due in the period; industrial statistics have no January."""
    try:
        settle(form, period)
    except Refusal:
        return False
    return True


def _dataset(workspace: Workspace, period: Period) -> Dataset:
    """The data with the figures that a form of this period can show."""
    profile = workspace.profile
    if period.is_month:
        before = [Period(period.code - 1)] if period.part > 1 else []
        return workspace.dataset(period, periods=[period, *before, period.a_year_before(), period.as_year()])
    last = max(profile.horizon, period.year)
    years = [Period.of_year(year) for year in range(profile.base_year, last + 1)]
    return workspace.dataset(period, periods=years)


def _context(workspace: Workspace, period: Period, amount_unit: str) -> Context:
    members = workspace.read(lambda connection: queries.members(connection, period.year))
    return Context(
        unit_name=workspace.unit.name,
        unit_code=workspace.unit.code,
        amount_unit=amount_unit,
        number=workspace.fact("form_number"),
        maker=workspace.fact("form_maker"),
        approval=workspace.fact("form_approval"),
        head=workspace.fact("unit_head"),
        filler=workspace.fact("filler"),
        phone=workspace.fact("phone"),
        left_out=frozenset(subject for subject, state in members.items() if state == "out"),
    )


# --- one workbook ------------------------------------------------------------------------------------------------


class _Return:
    """One return on its way into a file."""

    def __init__(
        self, workspace: Workspace, period: Period, amount_unit: str, filled: list[FilledForm], decimals: int | None
    ) -> None:
        self._workspace = workspace
        self._period = period
        self._amount_unit = amount_unit
        self._filled = filled
        self._decimals = decimals
        self._subjects = return_subjects.of(filled, workspace.dataset(period, periods=[]))
        self._found = checking.check(workspace, period)
        self._answers = answers(workspace, period, self._found)
        self._sheets = [layout.of_form(one) for one in filled]
        if self._answers:
            self._sheets.append(sheet_of(self._answers))
        self._lines = sealing.meant(self._sheets)
        self._digest = sealing.content_digest(self._facts(), self._lines)

    def _facts(self) -> dict[str, object]:
        """What the return is of; with the sheets, all that decides its digest."""
        unit = self._workspace.unit
        return {
            "unit": {"code": unit.code, "name": unit.name},
            "profile": self._workspace.profile.id,
            "period": str(self._period),
            "amount_unit": self._amount_unit,
            "forms": [_form_facts(one) for one in self._filled],
            "rows": {one.form.sheet: _row_ids(one) for one in self._filled},
            "subjects": self._subjects,
            "explanations": [
                {name: getattr(one, name) for name in ("ledger", "uid", "period", "rule", "reason", "sentence")}
                for one in self._answers
            ],
        }

    def write(self, out_dir: Path, password: str | None = None) -> ExportResult:
        """Seal, sign if the office has a key, save (under a password if one is given), read back, and note it."""
        revision, previous = self._revision()
        now = datetime.now().astimezone()
        cover = self._cover(revision, now)
        pages = [cover, *self._sheets]
        manifest = self._facts() | {
            "program": __version__,
            "revision": revision,
            "previous": previous,
            "digest": self._digest,
            **self._workspace.read(history.anchor),
            "exported": now.isoformat(timespec="seconds"),
        }
        lines = [*sealing.meant([cover]), *self._lines]
        seal = sealing.seal(manifest, pages, lines, signer=office_keys.signer(self._workspace))
        content = writing.workbook(pages, footer=f"校验码 {sealing.short(self._digest)}", hidden=seal.rows)
        wanted = out_dir / self._file_name()
        if password is not None:
            content = locking.locked(content, password)
        path = saving.save(
            wanted, content, lambda draft: verifying.same_as_meant(draft, seal.lines, seal.opened, password)
        )
        ids = tuple(one.form.id for one in self._filled)
        self._workspace.run(
            f"导出报表：{self._period.label()}第 {revision} 版",
            lambda edit: edit.record_submission(
                self._period.code, revision, now.isoformat(timespec="seconds"), path.name, self._digest, ",".join(ids)
            ),
            undoable=False,
        )
        return ExportResult(path, self._period, revision, self._digest, ids, self._notes(wanted, path))

    def printable(self) -> Printable:
        """Cover and sheets for paper. A return that was not exported yet says so."""
        revision, _previous = self._revision()
        noted = [one for one in history_of(self._workspace, self._period) if one.digest == self._digest]
        moment = datetime.fromisoformat(noted[-1].at) if noted else datetime.now().astimezone()
        unit = self._workspace.unit.name or self._workspace.unit.code or "本单位"
        version = f"第 {revision} 版" + ("" if noted else "（未导出）")
        return Printable(
            title=f"{unit}{self._period.label()}{self._workspace.profile.programme}报表",
            pages=(self._cover(revision, moment), *self._sheets),
            foot=f"{unit}　{self._period.label()}　{version}",
            code=sealing.short(self._digest),
            file_name=Path(self._file_name()).stem,
        )

    def _revision(self) -> tuple[int, str]:
        """This return's revision, and the digest of the one before it."""
        earlier = history_of(self._workspace, self._period)
        if not earlier:
            return 1, ""
        last = earlier[-1]
        if last.digest == self._digest:
            older = [one.digest for one in earlier if one.revision < last.revision]
            return last.revision, older[-1] if older else ""
        return last.revision + 1, last.digest

    def _file_name(self) -> str:
        unit = self._workspace.unit
        return f"{saving.file_name(unit.name or unit.code or '本单位')}_千百十报表_{self._period.label()}.xlsx"

    def _notes(self, wanted: Path, path: Path) -> tuple[str, ...]:
        notes = [
            f"“{one.form.sheet}”没有{one.period.label()}的数据，导出的是空表。"
            for one in self._filled
            if not one.has_data
        ]
        if path != wanted:
            notes.append(f"“{wanted.name}”正被 Excel 或 WPS 打开，已另存为“{path.name}”。")
        return (*notes, *self._waiting_texts(), *self._open_findings())

    def _waiting_texts(self) -> list[str]:
        """Texts that stay in their cells because they could not be stored: the return does not have them."""
        texts = waiting_words.concerning(self._workspace.waiting.texts(), self._period)
        if not texts:
            return []
        told = waiting_words.told_all(self._workspace, texts)
        return [f"有 {len(texts)} 个单元格的内容没有保存，报表里没有：{told}。请改正后重新导出。"]

    def _open_findings(self) -> list[str]:
        """What the receiving office would ask about: findings that are neither put right nor explained."""
        counts = checking.counts(self._found)
        open_ones = [f"{grade.label} {counts[grade]} 条" for grade in (Grade.ERROR, Grade.QUERY) if counts[grade]]
        return [f"审核结果还没有处理完：{'、'.join(open_ones)}，请先改正或说明再上报。"] if open_ones else []

    def _cover(self, revision: int, now: datetime) -> Layout:
        unit, profile = self._workspace.unit, self._workspace.profile
        lines = [
            f"填报单位：{unit.name}" + (f"（{unit.code}）" if unit.code else ""),
            f"报 告 期：{self._period.label()}",
            f"计量单位：{self._amount_unit}" + (f"（{self._rounding()}）" if self._rounding() else ""),
            f"版　　次：第 {revision} 版" + ("（更正）" if revision > 1 else ""),
            f"报送对象：{profile.receiving_office}",
            f"校 验 码：{sealing.short(self._digest)}（印在每页右下角）",
            f"导出时间：{now:%Y-%m-%d %H:%M}",
        ]
        rows = [
            (one.form.sheet, one.title, one.period.label(), str(sum(row.uid != "" for row in one.rows)), _state(one))
            for one in self._filled
        ]
        if self._answers:
            rows.append((EXPLANATIONS, "核实性审核的说明", self._period.label(), str(len(self._answers)), ""))
        heads = [("工作表", 8), ("名称", 20), ("报告期", 9), ("行数", 4), ("备注", 8)]
        return layout.of_table(COVER, f"{profile.programme}报表", lines, heads, rows)

    def _rounding(self) -> str:
        """What the cover says of fewer decimals, if any amount is printed so."""
        return rounding.words(self._decimals) if any(one.exact for one in self._filled) else ""


def _state(one: FilledForm) -> str:
    return "" if one.has_data else "空表"


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
        **({"own": one.form.own, "head": [one.head_at + 1, one.head_at + one.head_rows]} if one.form.own else {}),
    }


def _row_ids(one: FilledForm) -> list[list[str]]:
    """For each body row: its kind, the record's permanent id and the indicator of its yearly line."""
    return [[row.kind.value, row.uid, row.line or ""] for row in one.rows]


# --- earlier returns and verifying -------------------------------------------------------------------------------


def history_of(workspace: Workspace, period: Period | None = None) -> list[Submission]:
    """Exported returns, oldest first; of one period if given."""
    found = workspace.read(queries.submissions)
    return [one for one in found if period is None or one.period == period]


def verify(path: Path, ring: Ring | None = None, password: str | None = None) -> Verdict:
    """Is this workbook a return, unaltered, and signed by whom; `ring` as `office_keys.ring` gives it.

    Raises:
        EnvironmentFault: the file is not there or cannot be opened.
    """
    return verifying.verify(path, ring, password)


def verify_all(paths: Iterable[Path], ring: Ring | None = None) -> list[Verdict]:
    """Verify several workbooks."""
    return [verifying.verify(path, ring) for path in paths]
