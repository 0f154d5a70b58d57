"""Records (名单中的一行) of a ledger and read-only views over a file's data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from qbs_desktop.domain.fields import Value


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a ledger. `parent_id` makes it a 其中 row of another row of the same ledger.

    `serial` is the number as printed (``1``, ``1)``, ``（一）``); `position` is the order in the list.
    """

    id: int
    uid: str
    ledger: str
    parent_id: int | None
    position: int
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The record's name, or an empty text."""
        return self.text("name")

    def text(self, field_id: str) -> str:
        """A text field, empty when unset."""
        value = self.values.get(field_id)
        return value if isinstance(value, str) else ""

    def money(self, field_id: str) -> Decimal | None:
        """An amount or number field."""
        value = self.values.get(field_id)
        return value if isinstance(value, Decimal) else None

    def units(self, field_id: str = "responsible_units") -> tuple[str, ...]:
        """An ordered list of units; the first leads."""
        value = self.values.get(field_id)
        return value if isinstance(value, tuple) else ()

    def year(self, field_id: str) -> int | None:
        """A year field."""
        value = self.values.get(field_id)
        return value if isinstance(value, int) else None
