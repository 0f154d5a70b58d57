"""What of a return is sent back (退回项) and why (退回原因): coded, so that reasons can be counted per unit.

The words are those offices use on the phone; none is taken from a policy text.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.reasons import OTHER, Reason


@dataclass(frozen=True, slots=True)
class ReturnPlace:
    """One place of a return: a cell, a row (no column), a sheet (no record) or all of it.

    Attributes:
        sheet: sheet of the return; `cell` the cell on it, such as ``C7``. Both may be empty.
        ledger: list id; empty where it is about the return as a whole.
        uid: permanent id of the record; empty where it is about the whole list.
        name: the record's name, for reading.
        column: field id or indicator id; empty where it is about the whole row.
        period: period of the figure, as exchanged (``2026-10``).
        kind: ``actual`` or ``target`` for a figure, else empty.
        value: what stands there, as text for reading.
    """

    sheet: str = ""
    cell: str = ""
    ledger: str = ""
    uid: str = ""
    name: str = ""
    column: str = ""
    period: str = ""
    kind: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Item(ReturnPlace):
    """What is said of a place of a return: id and Chinese words of the reason, and a note beyond them."""

    code: str = ""
    reason: str = ""
    note: str = ""


PLACE = tuple(one.name for one in fields(ReturnPlace))
SAID = tuple(one.name for one in fields(Item))
"""The names of their parts, as stored and exchanged."""

REASONS: tuple[Reason, ...] = (
    Reason("number", "数据有误"),
    Reason("missing", "应填未填"),
    Reason("unit", "计量单位有误"),
    Reason("measure", "口径不符"),
    Reason("unexplained", "变动较大未说明"),
    Reason("conflict", "与其他表不一致"),
    Reason("duplicate", "与其他单位重复"),
    Reason("not_ours", "不属于本单位或名单"),
    Reason(OTHER, "其他", needs_sentence=True),
)
BY_ID: dict[str, Reason] = {one.id: one for one in REASONS}
_BY_LABEL: dict[str, Reason] = {one.label: one for one in REASONS}


def known(word: str) -> Reason:
    """The reason with this id or these Chinese words.

    Raises:
        ValueProblem: there is no such reason.
    """
    found = BY_ID.get(word) or _BY_LABEL.get(word)
    if found is None:
        raise ValueProblem(f"没有“{word}”这个退回原因，可选：{'、'.join(_BY_LABEL)}。")
    return found


def label(code: str) -> str:
    """The words of a stored code."""
    return BY_ID[code].label if code in BY_ID else code
