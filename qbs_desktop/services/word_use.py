"""Words that the file already uses, the most used first: units (单位), persons (联系领导), parks and the like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from qbs_desktop.db import queries
from qbs_desktop.db.driver import Connection
from qbs_desktop.domain.fields import Field, Units
from qbs_desktop.services.workspace import Workspace

_UNIT_FIELDS = ("lead_unit", "responsible_units")


def is_unit(field: Field) -> bool:
    """Whether a field holds units."""
    return isinstance(field, Units) or field.id in _UNIT_FIELDS


def units(workspace: Workspace) -> tuple[str, ...]:
    """Units of the file by use, then the lead bureaus of the profile's sectors."""
    used: Counter[str] = Counter()
    for text, count in _counts(workspace, is_unit).items():
        for unit in text.split("、"):
            used[unit] += count
    leads = (unit for sector in workspace.profile.sectors for unit in sector.leads)
    return tuple(dict.fromkeys((*(unit for unit, _count in used.most_common()), *leads)))


def used(workspace: Workspace, field_id: str) -> tuple[str, ...]:
    """Texts of one field by use, over all ledgers that have it."""
    counts = _counts(workspace, lambda field: field.id == field_id)
    return tuple(text for text, _count in counts.most_common())


def _counts(workspace: Workspace, wanted: Callable[[Field], bool]) -> Counter[str]:
    """How often each text stands in the fields of a kind, over all ledgers."""

    def ask(connection: Connection) -> Counter[str]:
        found: Counter[str] = Counter()
        for ledger in workspace.ledgers.values():
            for field in ledger.fields:
                if wanted(field):
                    found.update(queries.word_counts(connection, ledger, field.id))
        return found

    return workspace.read(ask)
