"""Words that the file already uses, the most used first: units (单位), persons (联系领导), parks and the like.

Counting reads a whole list, which takes a third of a second with 100 000 rows. It is done once per field; afterwards
the words of changed rows are put in front.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from qbs_desktop.db import queries
from qbs_desktop.domain.fields import Field, Units

if TYPE_CHECKING:
    from qbs_desktop.db.driver import Connection
    from qbs_desktop.services.workspace import Notice, Workspace

_UNIT_FIELDS = ("lead_unit", "responsible_units")
_UNITS = "units"
_MOST = 3000
"""Words kept per field; a rarer one is typed sooner than found."""
_FEW = 200
"""Rows of one operation up to which their words are added; after more, everything is counted again when asked for."""


def is_unit(field: Field) -> bool:
    """Whether a field holds units."""
    return isinstance(field, Units) or field.id in _UNIT_FIELDS


class WordUse:
    """The words of one open file."""

    def __init__(self, workspace: Workspace) -> None:
        """Follow the file's operations as long as it is open."""
        self._workspace = workspace
        self._known: dict[str, tuple[str, ...]] = {}
        workspace.listen(self._noticed)

    def units(self) -> tuple[str, ...]:
        """Units of the file by use, then the lead bureaus of the profile's sectors."""
        leads = (unit for sector in self._workspace.profile.sectors for unit in sector.leads)
        return tuple(dict.fromkeys((*self._words(_UNITS), *leads)))

    def of_field(self, field_id: str) -> tuple[str, ...]:
        """Texts of one field by use, over all ledgers that have it."""
        return self._words(field_id)

    def _words(self, name: str) -> tuple[str, ...]:
        if name not in self._known:
            counts = self._workspace.read(lambda connection: self._count(connection, _wanted(name)))
            self._known[name] = tuple(word for word, _count in counts.most_common(_MOST))
        return self._known[name]

    def _count(self, connection: Connection, wanted: Callable[[Field], bool]) -> Counter[str]:
        found: Counter[str] = Counter()
        for ledger in self._workspace.ledgers.values():
            for field in ledger.fields:
                if wanted(field):
                    for text, count in queries.word_counts(connection, ledger, field.id).items():
                        for word in _split(field, text):
                            found[word] += count
        return found

    def _noticed(self, notice: Notice) -> None:
        if not self._known:
            return
        if len(notice.subjects) > _FEW or "meta" in notice.tables:
            self._known.clear()
            return
        fresh = self._workspace.read(lambda connection: self._words_of(connection, notice))
        for name, words in self._known.items():
            own = [word for field, word in fresh if _wanted(name)(field)]
            self._known[name] = tuple(dict.fromkeys((*own, *words)))[:_MOST]

    def _words_of(self, connection: Connection, notice: Notice) -> Sequence[tuple[Field, str]]:
        """Fields and words of the rows of an operation."""
        found: list[tuple[Field, str]] = []
        for ledger in self._workspace.ledgers.values():
            for subject in notice.subjects if ledger.id in notice.tables else ():
                record = queries.record(connection, ledger, subject)
                if record is not None:
                    found += [
                        (field, word)
                        for field in ledger.fields
                        if isinstance(text := field.encode(record.values.get(field.id)), str)
                        for word in _split(field, text)
                    ]
        return found


def _wanted(name: str) -> Callable[[Field], bool]:
    """Which fields a list of words comes from."""
    return is_unit if name == _UNITS else lambda field: field.id == name


def _split(field: Field, text: str) -> list[str]:
    return text.split("、") if is_unit(field) else [text]
