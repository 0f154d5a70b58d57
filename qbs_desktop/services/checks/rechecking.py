"""What an operation means for the findings of before (审核结果): which rules must run again, which marks go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qbs_desktop.db import queries
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.workspace import Notice, Workspace

Ledgers = frozenset[str]
MANY = 1000
"""So many changed records at once are an import: every rule runs."""
_OF_SUBJECTS = frozenset({"figure", "membership", "subject"})
"""Tables whose rows belong to a record of some list."""


def touched(workspace: Workspace, notice: Notice) -> Ledgers | None:
    """The lists that an operation changed, as far as rules look at them.

    None when no rule can find anything else and no answer changed; empty when only answers (核实说明) changed.
    """
    every = frozenset(workspace.ledgers)
    if "meta" in notice.tables:  # the profile: rules, thresholds, words; or the reported year
        return every
    found = every & notice.tables
    if "declaration" in notice.tables:
        found |= {ledger.id for ledger in workspace.ledgers.values() if ledger.monthly}
    if notice.tables & _OF_SUBJECTS and len(notice.subjects) > MANY:
        return every
    if notice.tables & _OF_SUBJECTS:
        found |= workspace.read(lambda connection: queries.ledgers_of(connection, notice.subjects)) & every
    if not found and "explanation" not in notice.tables:
        return None
    return found


def outdated(found: Sequence[CheckedFinding], notice: Notice) -> list[CheckedFinding]:
    """The findings after an operation, until the rules have run: all of older data, some about changed records."""
    return [
        replace(one, outdated=True, changed=one.changed or one.finding.place.record_id in notice.subjects)
        for one in found
    ]
