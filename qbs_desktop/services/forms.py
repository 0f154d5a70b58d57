"""Finding and reading the form definitions that ship with the program."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from qbs_desktop import paths
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.forms import form as schema
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile


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
    return tuple(load(form_id) for form_id in profile.forms if form_id in known)


def due(profile: Profile, period: Period) -> tuple[Form, ...]:
    """The forms of a return: month forms for a month, list forms and annexes for a year, none for a quarter."""
    wanted = "month" if period.is_month else "year" if period.is_year else ""
    return tuple(form for form in of_profile(profile) if form.period == wanted)
