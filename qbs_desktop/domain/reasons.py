"""Reasons (核实原因): the coded part of an answer to a 核实 finding, so that reasons can be counted and offered again.

The words are the ones clerks use for any table; none is taken from a policy text and none decides anything. A reason
never changes a figure: it says why a true figure may stand beside the rule.
"""

from __future__ import annotations

from dataclasses import dataclass

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.finding import Finding


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        id: stable slug, as kept in the data file.
        label: Chinese words, as shown and printed.
        ledgers: the lists for which it is offered; empty means all.
        rules: beginnings of the rule ids for which it is offered; empty means all.
        needs_sentence: whether the label alone says too little.
    """

    id: str
    label: str
    ledgers: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    needs_sentence: bool = False

    def fits(self, finding: Finding) -> bool:
        """Whether it is offered for a finding."""
        ledger = not self.ledgers or finding.place.ledger in self.ledgers
        return ledger and (not self.rules or finding.rule.startswith(self.rules))


_SUMS = ("parts", "relation", "period_count", "starts_advances", "bands", "growth", "month_falls")
_COUNTS = ("period_count", "starts_advances", "completions", "relation", "parts", "sector_word", "same_")
_CHANGES = ("month", "year_jump", "growth", "same_order", "per_land")

OTHER = "other"
REASONS: tuple[Reason, ...] = (
    Reason("true", "数据属实"),
    Reason("measure", "口径调整"),
    Reason("base", "基数原因", rules=_CHANGES),
    Reason("idle", "企业停产或搬迁", ledgers=("enterprise", "industry")),
    Reason("halted", "项目停工", ledgers=("project", "project_group")),
    Reason("rescheduled", "项目进度变化", ledgers=("project", "project_group")),
    Reason("written_back", "冲减上期", rules=("month", "invested")),
    Reason("earlier_wrong", "上期数据有误", rules=("month", "year_jump", "growth", "invested", "new_with_past")),
    Reason("rounding", "舍入差", rules=_SUMS),
    Reason("roster", "名单口径不同", rules=_COUNTS),
    Reason(OTHER, "其他", needs_sentence=True),
)
BY_ID: dict[str, Reason] = {one.id: one for one in REASONS}
_BY_LABEL: dict[str, Reason] = {one.label: one for one in REASONS}


def offered(finding: Finding) -> tuple[Reason, ...]:
    """The reasons to pick from for a finding, 其他 last."""
    return tuple(one for one in REASONS if one.fits(finding))


def known(word: str) -> Reason:
    """The reason with this id or these Chinese words; no word at all is 其他.

    Raises:
        ValueProblem: there is no such reason.
    """
    found = BY_ID.get(word or OTHER) or _BY_LABEL.get(word)
    if found is None:
        raise ValueProblem(f"没有“{word}”这个原因，可选：{'、'.join(_BY_LABEL)}。")
    return found


def label(code: str) -> str:
    """The words of a stored code; what older files hold in other words stays as it is."""
    return BY_ID[code].label if code in BY_ID else code
