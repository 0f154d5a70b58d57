"""Rules (审核规则), listed once. A rule looks at the whole data set and yields findings; it changes nothing.

To add one: write a generator of drafts in the module of its ledger, add a `Rule` to that module's `RULES`, and a test
that it is found and that it stays silent.
"""

from __future__ import annotations

from qbs_desktop.domain.checks import (
    components,
    enterprise,
    industry,
    lines,
    months,
    natures,
    parts,
    project,
    project_group,
    records,
    relations,
    scale,
    stated,
    target,
    tiers,
)
from qbs_desktop.domain.checks.rule import Draft, Rule

__all__ = ["ALL", "Draft", "Rule"]

ALL: tuple[Rule, ...] = (
    *records.RULES,
    *months.RULES,
    *industry.RULES,
    *enterprise.RULES,
    *scale.RULES,
    *project.RULES,
    *natures.RULES,
    *components.RULES,
    *stated.RULES,
    *project_group.RULES,
    *lines.RULES,
    *parts.RULES,
    *tiers.RULES,
    *target.RULES,
    *relations.RULES,
)
"""Every rule, in the order in which findings of one grade are listed."""
