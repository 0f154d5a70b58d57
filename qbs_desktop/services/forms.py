"""The forms of a data file: those that ship with the program, as the file has changed them, and those made in it.

A changed or made form stands whole in the file's own facts, so that it goes with the file; changing one is one undo
step, and taking a change back gives the shipped form again.
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict
from functools import cache
from pathlib import Path

from qbs_desktop import paths
from qbs_desktop.db import collation
from qbs_desktop.domain.errors import DamagedFile, Refusal, ValueProblem
from qbs_desktop.domain.forms import form as schema
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.forms.own import EXTRA
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile
from qbs_desktop.services.workspace import Workspace

PREFIX = "form/"
"""Keys of these facts: ``form/`` and the form's id."""
EXTRA_PREFIX = "extra"
TAKEN = frozenset({"封面", "核实说明", "变动表", "_qbs", "history"})
"""Sheets that a return has beside its forms, and a name that Excel keeps for itself; no form may be called so."""


def folder() -> Path:
    """Where the shipped forms are."""
    return paths.resources() / "forms"


def available() -> tuple[str, ...]:
    """Ids of the shipped forms."""
    return tuple(sorted(path.stem for path in folder().glob("*.toml")))


@cache
def load(form_id: str) -> Form:
    """Read a form.

    Raises:
        Refusal: no such form.
        ValueProblem: the definition is wrong; the sentence names the key.
    """
    if form_id not in available():
        raise Refusal(f"没有名为“{form_id}”的表式，可选：{'、'.join(available())}。")
    path = folder() / f"{form_id}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueProblem(f"表式文件“{path.name}”格式有误：{error}。") from None
    return schema.read(data)


def of_profile(profile: Profile) -> tuple[Form, ...]:
    """The forms of a profile in its order; ids that this program does not know are left out."""
    known = available()
    return tuple(_fitting(load(form_id), profile) for form_id in profile.forms if form_id in known)


def _fitting(form: Form, profile: Profile) -> Form:
    """A shipped form without what the profile's lists do not have: a county's have no 报送单位."""
    ledger = next((one for one in profile.ledgers() if one.id == form.ledger), None)
    return schema.fitting(form, ledger.has) if ledger is not None else form


def of_file(workspace: Workspace) -> tuple[Form, ...]:
    """The profile's forms as this file has them, then those made in it."""
    kept = _kept(workspace)
    usual = tuple(kept.get(form.id, form) for form in of_profile(workspace.profile))
    return (*usual, *(form for form in kept.values() if form.own == EXTRA))


def find(workspace: Workspace, form_id: str) -> Form:
    """A form as this file has it.

    Raises:
        Refusal: no such form.
    """
    kept = _kept(workspace)
    if form_id in kept:
        return kept[form_id]
    if form_id.startswith(EXTRA_PREFIX):
        raise Refusal("这张临时报表已经删除。")
    return _fitting(load(form_id), workspace.profile)


def due(workspace: Workspace, period: Period) -> tuple[Form, ...]:
    """The forms of a return: month forms for a month, list forms and annexes for a year, none for a quarter.

    Forms over units (汇总表) are among them once units have reported.
    """
    wanted = (form for form in of_file(workspace) if form.own != EXTRA and form.period == _kind(period))
    return tuple(form for form in wanted if not form.sections or _collated(workspace, form))


def _collated(workspace: Workspace, form: Form) -> bool:
    """Whether units have reported rows of the form's list: before that, a form over units has nothing to tell."""
    return workspace.read(lambda connection: collation.has_reported(connection, form.ledger))


def extras(workspace: Workspace, period: Period) -> tuple[Form, ...]:
    """The forms made in this file that can be filled for a period (临时报表)."""
    return tuple(form for form in of_file(workspace) if form.own == EXTRA and form.period == _kind(period))


def _kind(period: Period) -> str:
    return "month" if period.is_month else "year" if period.is_year else ""


def keep(workspace: Workspace, form: Form) -> None:
    """Keep a changed or made form in the file; one undo step.

    Raises:
        Refusal: it has no name, no columns, or the sheet name of another form or of a return's own sheets.
    """
    if not form.title.strip() or not form.sheet.strip():
        raise Refusal("请填表的名称。")
    if not any(not column.hidden for block in form.blocks for column in block.columns if column.source != "serial"):
        raise Refusal("请至少选一栏。")
    others = {one.sheet.casefold() for one in of_file(workspace) if one.id != form.id}
    if form.sheet.casefold() in others | TAKEN:
        raise Refusal(f"已经有一张叫“{form.sheet}”的表，请换一个名称。")
    act = "保存临时报表" if form.own == EXTRA else "改表式"
    workspace.run(f"{act}：{form.sheet}", lambda edit: edit.set_meta(PREFIX + form.id, _to_json(form)))


def take_back(workspace: Workspace, form: Form) -> None:
    """The shipped form again, or a made one deleted; one undo step."""
    act = "删除临时报表" if form.own == EXTRA else "恢复原表式"
    workspace.run(f"{act}：{form.sheet}", lambda edit: edit.set_meta(PREFIX + form.id, None))


def free_id(workspace: Workspace) -> str:
    """An id for a new form."""
    taken = {key.removeprefix(PREFIX) for key in workspace.facts(PREFIX)}
    return next(f"{EXTRA_PREFIX}{n}" for n in range(1, len(taken) + 2) if f"{EXTRA_PREFIX}{n}" not in taken)


def fact_words(key: str, text: str) -> tuple[str, str]:
    """What history says of a kept form: its sheet, and its columns."""
    if not text:
        return key.removeprefix(PREFIX), ""
    form = _from_json(text)
    heads = [
        "".join(column.heads[-1].split()) for block in form.blocks for column in block.columns if not column.hidden
    ]
    return form.sheet, f"{form.title}：{'、'.join(heads)}"


def _kept(workspace: Workspace) -> dict[str, Form]:
    found = (_from_json(text) for _key, text in sorted(workspace.facts(PREFIX).items()))
    return {form.id: form for form in found}


def _to_json(form: Form) -> str:
    return json.dumps(asdict(form), ensure_ascii=False, sort_keys=True)


@cache
def _from_json(text: str) -> Form:
    try:
        return schema.read(json.loads(text))
    except (ValueError, ValueProblem) as problem:
        raise DamagedFile(f"文件里保存的表式读不出来：{problem}") from None
