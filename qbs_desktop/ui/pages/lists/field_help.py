"""What helps to fill in a field of a list: offers of its picker, readings of what is typed, advice, names of codes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from qbs_desktop.domain import amount, dates
from qbs_desktop.domain.codes import industries, shapes
from qbs_desktop.domain.codes.table import Entry, Suggestion
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.fields import Choice, Field, Money, Month, Text
from qbs_desktop.services import code_tables
from qbs_desktop.services.lists import listing, word_use
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.editing.offers import Offer, Offers, of_words, ranked

_WITHOUT_WORDS = frozenset({"serial", "name", "duration"})
"""Text fields in which what other rows hold is no help."""
_CREDIT_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Help:
    """What a column gets; see `GridColumn` for the meaning of each."""

    offers: Callable[[], Offers] | None = None
    closed: bool = False
    reading: Callable[[str], str] | None = None
    advice: Callable[[str], str | None] | None = None
    gloss: Callable[[str], str] | None = None


def of_field(workspace: Workspace, field: Field) -> Help:
    """The help of a ledger's field."""
    if (made := _BY_ID.get(field.id)) is not None:
        return made(workspace)
    if isinstance(field, Month):
        return Help(reading=partial(_date_reading, workspace.year))
    if isinstance(field, Money):
        return Help(reading=partial(amount.reading, field.unit))
    if isinstance(field, Choice):
        return Help(partial(_choice_offers, workspace, field), closed=True)
    if word_use.is_unit(field):
        return Help(partial(_unit_offers, workspace))
    if isinstance(field, Text) and field.id not in _WITHOUT_WORDS:
        return Help(partial(_used_offers, workspace, field.id))
    return Help()


def _credit(_workspace: Workspace) -> Help:
    return Help(_credit_offers, reading=_credit_reading, advice=shapes.credit_code_problem)


def _project(workspace: Workspace) -> Help:
    advice = partial(_project_advice, workspace.unit.code)
    return Help(_project_offers, reading=partial(_project_reading, advice), advice=advice)


def _industry(_workspace: Workspace) -> Help:
    return Help(_industry_offers, advice=_industry_advice, gloss=_industry_name)


def _location(workspace: Workspace) -> Help:
    return Help(partial(_location_offers, workspace))


def _duration(_workspace: Workspace) -> Help:
    return Help(advice=dates.span_problem)


_BY_ID: dict[str, Callable[[Workspace], Help]] = {
    "credit_code": _credit,
    "project_code": _project,
    "industry_code": _industry,
    "location": _location,
    "duration": _duration,
}
"""Fields whose help goes by what they hold; the others by their type."""


# --- words -------------------------------------------------------------------------------------------------------


def _choice_offers(workspace: Workspace, field: Choice) -> Offers:
    return of_words(listing.options(workspace, field))


def _unit_offers(workspace: Workspace) -> Offers:
    return of_words(workspace.words.units())


def _used_offers(workspace: Workspace, field_id: str) -> Offers:
    return of_words(workspace.words.of_field(field_id))


def _location_offers(workspace: Workspace) -> Offers:
    return partial(_locations, workspace.words.of_field("location"))


def _locations(used: Sequence[str], typed: str) -> list[Offer]:
    """Places of the file, then counties; a name in Chinese may be the beginning of an address and is left as typed."""
    offers = ranked(used, typed)
    known = {one.text for one in offers}
    found = [one for one in code_tables.divisions().search(typed) if one.name not in known]
    return [*offers, *(Offer(one.name, note=f"{one.code} {one.place}", sure=typed.isascii()) for one in found)]


# --- codes -------------------------------------------------------------------------------------------------------


def _suggested(found: Sequence[Suggestion]) -> list[Offer]:
    return [Offer(one.text, note=one.reason, sure=False) for one in found]


def _credit_offers() -> Offers:
    return _credit_suggestions


def _credit_suggestions(typed: str) -> list[Offer]:
    return _suggested(shapes.credit_code_suggestions(typed.strip().upper()))


def _credit_reading(typed: str) -> str:
    code = "".join(typed.split()).upper()
    if not code:
        return ""
    if len(code) < _CREDIT_LENGTH:
        return f"已填 {len(code)} 位，共 {_CREDIT_LENGTH} 位"
    return shapes.credit_code_problem(code) or "校验码相符"


def _project_offers() -> Offers:
    return _project_suggestions


def _project_suggestions(typed: str) -> list[Offer]:
    return _suggested(shapes.project_code_suggestions(typed.strip()))


def _project_advice(unit: str, code: str) -> str | None:
    return shapes.project_code_problem(code) or shapes.project_region_problem(code, unit)


def _project_reading(advice: Callable[[str], str | None], typed: str) -> str:
    generation = shapes.project_code_generation(typed.strip())
    if generation is None:
        return ""
    told = {"old": "2020年11月以前的格式", "new": "2020年11月以后的格式"}[generation]
    problem = advice(typed.strip())
    return f"{told}；{problem}" if problem else told


def _industry_offers() -> Offers:
    return _industries


def _industries(typed: str) -> list[Offer]:
    known = code_tables.industries()
    bare = industries.bare(typed)
    found = [_industry_offer(one, sure=one.code == bare or not bare.isdecimal()) for one in known.search(bare)]
    at = 1 if found and found[0].text == bare else 0
    return [*found[:at], *_suggested(industries.suggestions(known, typed)), *found[at:]]


def _industry_offer(entry: Entry, *, sure: bool) -> Offer:
    return Offer(entry.code, entry.text, entry.place or entry.level, sure)


def _industry_name(code: str) -> str:
    entry = industries.entry(code_tables.industries(), code)
    return f"{entry.text} · {entry.place}" if entry is not None and entry.place else entry.text if entry else ""


def _industry_advice(code: str) -> str | None:
    return industries.problem(code_tables.industries(), code)


# --- dates -------------------------------------------------------------------------------------------------------


def _date_reading(year: int, typed: str) -> str:
    try:
        shown = dates.shown(dates.parse(dates.with_year(typed, year)))
    except ValueProblem:
        return ""
    return "" if shown == typed.strip() else f"{typed.strip()} = {shown}"
