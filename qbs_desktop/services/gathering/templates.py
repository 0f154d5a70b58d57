"""Collection templates (采集表): one form issued to enterprises, parks and townships, blank or with their rows known.

What was issued to whom stands in the data file (`collect/issued/…`), so that it is known who has not handed in.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from pathlib import Path

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import DamagedFile, Refusal
from qbs_desktop.domain.fields import Choice, Code, LongText, Text, Units
from qbs_desktop.domain.forms.filling import Context, fill, settle
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.long_work import Progress, StopAsked
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.exchange import saving
from qbs_desktop.exchange.sealed import collecting, collecting_book
from qbs_desktop.services import forms as shipped
from qbs_desktop.services.gathering.collect_facts import ISSUED
from qbs_desktop.services.gathering.template_sheets import Maker, Recipient, now
from qbs_desktop.services.workspace import Workspace

BLANK_ROWS = 30
"""Empty rows of a template that names no records."""
MORE_ROWS = 10
"""Empty rows below the known records of a park or township, which may have others."""
USUAL_UNIT = "万元"
"""Enterprises keep their books in 元 and report in 万元."""
_GROUPING = (Text, Choice, Units)
"""Types of fields by which rows can be sent to different offices."""


class Whom(StrEnum):
    """How a form is shared out. A field's id is the third way: one workbook for each of its words."""

    ALL = "all"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class IssueResult:
    """What was written. `left` are names of records that nobody was found for."""

    folder: Path
    files: tuple[Path, ...]
    left: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Round:
    """One form and period as issued last: by which way, how often, to whom (key → name)."""

    form: str
    period: Period
    whom: str
    issue: int
    at: str
    recipients: dict[str, str]


# --- who ---------------------------------------------------------------------------------------------------------


def choices(workspace: Workspace, form: Form) -> list[tuple[str, str]]:
    """The ways to share out a form, with their labels: everyone's own, by a field, all in one."""
    ledger = workspace.ledgers[form.ledger]
    data = workspace.dataset(periods=[])
    used = [
        (one.id, f"按{one.label}，每个一份")
        for one in ledger.fields
        if isinstance(one, _GROUPING) and not isinstance(one, LongText | Code) and one.id not in {"name", "serial"}
        if any(record.values.get(one.id) for record in data.top(ledger.id))
    ]
    return [(Whom.EACH.value, f"每{ledger.counter}{ledger.noun}一份"), *used, (Whom.ALL.value, "全部在一份里")]


def recipients(workspace: Workspace, form: Form, whom: str, period: Period) -> tuple[list[Recipient], list[str]]:
    """Who gets a workbook, in list order, and the names of top rows that have nobody: their field is blank."""
    data = workspace.dataset(period, periods=[])
    top = list(data.top(form.ledger))
    if whom == Whom.ALL:
        return [Recipient(Whom.ALL.value, workspace.unit.name, tuple(one.id for one in top))], []
    if whom == Whom.EACH:
        return [Recipient(one.uid, one.name, (one.id,)) for one in top], []
    field = workspace.ledgers[form.ledger].field(whom)
    found: dict[str, list[int]] = {}
    left = []
    for record in top:
        value = record.values.get(whom)
        first = value[0] if isinstance(value, tuple) and value else value
        if first:
            found.setdefault(str(first), []).append(record.id)
        else:
            left.append(record.name)
    return [Recipient(f"{field.id}:{word}", word, tuple(ids)) for word, ids in found.items()], left


# --- issuing -----------------------------------------------------------------------------------------------------


def issue(
    workspace: Workspace,
    form_id: str,
    period: Period,
    whom: str,
    out_dir: Path,
    *,
    amount_unit: str = USUAL_UNIT,
    progress: Progress | None = None,
    cancelled: StopAsked | None = None,
) -> IssueResult:
    """Write one workbook for each recipient and note what was issued.

    Raises:
        Refusal: no such form, unit or period; nobody to issue to; cancelled (files already written stay).
        EnvironmentFault: a file cannot be written.
    """
    form = shipped.find(workspace, form_id)
    period = settle(form, period)
    _known_unit(amount_unit)
    wanted, left = recipients(workspace, form, whom, period)
    if not any(one.records for one in wanted):
        raise Refusal("名单里没有可以发的行，没有生成采集表。请先录入名单，或用“qbs template”生成空白表。")
    earlier = issued_round(workspace, form_id, period)
    number = earlier.issue + 1 if earlier is not None else 1
    maker = Maker.of(workspace, form, period, amount_unit, number)
    files: list[Path] = []
    for at, one in enumerate(wanted, 1):
        if cancelled is not None and cancelled():
            raise Refusal(f"已取消，写好的 {len(files)} 份采集表留在“{out_dir.name}”里，没有登记。")
        sheet, part = maker.sheet(one, MORE_ROWS if whom != Whom.EACH else 0)
        name = f"{saving.file_name(one.name)}_{form.sheet}采集表_{period.label()}.xlsx"
        content = collecting_book.workbook(sheet, part)
        check = partial(collecting.same_as_meant, issued=part)
        files.append(saving.save(_free(out_dir / name, files), content, check))
        if progress is not None:
            progress(at, len(wanted))
    noted = {
        "whom": whom,
        "issue": number,
        "at": now(),
        "recipients": {one.key: one.name for one in wanted},
    }
    text = json.dumps(noted, ensure_ascii=False)
    title = f"发采集表：{form.sheet} {period.label()}，{len(files)} 份"
    workspace.run(title, lambda edit: edit.set_meta(_key(form_id, period), text), undoable=False)
    return IssueResult(out_dir, tuple(files), tuple(left))


def blank(profile: Profile, form_id: str, period: Period, out: Path, *, amount_unit: str = USUAL_UNIT) -> Path:
    """Write a template without records, for `qbs template`.

    Raises:
        Refusal: no such form, unit or period.
        EnvironmentFault: the file cannot be written.
    """
    form = shipped.load(form_id)
    _known_unit(amount_unit)
    period = settle(form, period)
    data = Dataset(profile, {one.id: [] for one in profile.ledgers()}, {}, period)
    maker = Maker(form, data, fill(form, data, period, Context(amount_unit=amount_unit)), profile.id, ("", ""), 0)
    sheet, part = maker.sheet(Recipient("", "", ()), BLANK_ROWS)
    return saving.save(out, collecting_book.workbook(sheet, part), partial(collecting.same_as_meant, issued=part))


def issued_round(workspace: Workspace, form_id: str, period: Period) -> Round | None:
    """What was issued of a form and period; None if nothing was.

    Raises:
        DamagedFile: it cannot be read.
    """
    text = workspace.fact(_key(form_id, period))
    if not text:
        return None
    try:
        read = json.loads(text)
        names = {str(key): str(name) for key, name in read["recipients"].items()}
        return Round(form_id, period, str(read["whom"]), int(read["issue"]), str(read["at"]), names)
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise DamagedFile("数据文件里采集表的下发记录读不出来，请从备份恢复，或重新发一次采集表。") from problem


def rounds(workspace: Workspace) -> list[Round]:
    """Everything that was issued, newest period first."""
    keys = (key.removeprefix(ISSUED).partition("/") for key in workspace.facts(ISSUED))
    found = (issued_round(workspace, form, Period.parse(period)) for form, _slash, period in keys)
    return sorted((one for one in found if one is not None), key=lambda one: (-one.period.code, one.form))


def _key(form_id: str, period: Period) -> str:
    return f"{ISSUED}{form_id}/{period}"


def _known_unit(amount_unit: str) -> None:
    if amount_unit not in AMOUNT_UNITS:
        raise Refusal(f"没有计量单位“{amount_unit}”，可选：{'、'.join(AMOUNT_UNITS)}。")


def _free(path: Path, taken: Sequence[Path]) -> Path:
    """The name, or with a number behind it where another recipient of this round has the same name."""
    names = {one.name.casefold() for one in taken}  # as Windows tells files apart
    number = 2
    free = path
    while free.name.casefold() in names:
        free = path.with_name(f"{path.stem}({number}){path.suffix}")
        number += 1
    return free
