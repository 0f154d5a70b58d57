"""Running the rules (审核) over a data set."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qbs_desktop.domain.checks import ALL
from qbs_desktop.domain.checks.rule import Rule
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Finding, Grade
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import Profile


def active(profile: Profile, rules: Sequence[Rule] = ALL) -> list[Rule]:
    """The rules a profile leaves on; 强制 rules cannot be switched off."""
    return [rule for rule in rules if rule.grade is Grade.ERROR or rule.id not in profile.rules_off]


def looked_at(period: Period | None) -> list[Period]:
    """The months whose figures the rules compare, beside every whole year: this, the one before, last year's.

    Last year's December stands for the whole year where only months were reported.
    """
    if period is None:
        return []
    others = (period.previous(), period.a_year_before(), Period.of_month(period.year - 1, 12))
    return list(dict.fromkeys([period, *(one for one in others if one is not None)]))


def run(dataset: Dataset, rules: Sequence[Rule] = ALL) -> Iterator[Finding]:
    """All findings, rule by rule."""
    for rule in active(dataset.profile, rules):
        yield from rule.look(dataset)
