"""What hangs on cells besides their value: texts that could not be stored, and findings; kept by record."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Generic, TypeVar

from qbs_desktop.ui.grid.column import Mark, Wrong

N = TypeVar("N")


class Notes(Generic[N]):
    """Record id → column id → note."""

    def __init__(self) -> None:
        self._of: dict[int, dict[str, N]] = {}

    def __bool__(self) -> bool:
        return bool(self._of)

    def __len__(self) -> int:
        return sum(map(len, self._of.values()))

    def __iter__(self) -> Iterator[N]:
        return (note for own in self._of.values() for note in own.values())

    def on(self, record_id: int | None) -> Mapping[str, N]:
        """Every note of a record by column."""
        return self._of.get(record_id, {}) if record_id is not None else {}

    def records(self) -> Iterator[int]:
        """The records that have notes."""
        return iter(self._of)

    def put(self, record_id: int, column_id: str, note: N) -> None:
        """Set a note."""
        self._of.setdefault(record_id, {})[column_id] = note

    def drop(self, record_id: int, column_id: str) -> None:
        """Take a note away, if there is one."""
        own = self._of.get(record_id, {})
        own.pop(column_id, None)
        if not own:
            self._of.pop(record_id, None)

    def replace(self, notes: Mapping[tuple[int, str], N]) -> None:
        """Keep these notes and no others."""
        self._of = {}
        for (record_id, column_id), note in notes.items():
            self.put(record_id, column_id, note)


Wrongs = Notes[Wrong]
Marks = Notes[Mark]
