"""What the sheets of one return say of one list together (报表里的一个名单): each record once, column by column."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.fields import Stored
from qbs_desktop.services.collating.said_table import SaidTable


@dataclass(frozen=True, slots=True)
class SaidList:
    """Permanent ids of the records, those of their parents, and what is said of their fields, all in one order."""

    uids: Sequence[str]
    parents: Sequence[str]
    stored: Mapping[str, Sequence[Stored]]

    def fields(self, at: int, names: Iterable[str]) -> dict[str, Stored]:
        """What is said of some fields of one record; None where nothing is said."""
        return {name: self.stored[name][at] if name in self.stored else None for name in names}

    def parents_first(self, places: Sequence[int]) -> list[int]:
        """Places of records so that each stands behind its parent; they come so unless a list was rearranged.

        Raises:
            Refusal: records stand under each other in a circle.
        """
        left = {self.uids[at]: at for at in places}
        ordered: list[int] = []
        while left:
            before = len(ordered)
            for uid, at in list(left.items()):
                if self.parents[at] not in left:
                    ordered.append(at)
                    del left[uid]
            if len(ordered) == before:
                raise Refusal("报表里的“其中”关系成了圈，不能采用。请向填报单位核实。")
        return ordered


def of(tables: Sequence[SaidTable]) -> SaidList:
    """What these sheets say together: a record's parent as it is said first, its fields as they are said last."""
    if len(tables) == 1 and len(set(tables[0].uids)) == len(tables[0].uids):
        return SaidList(tables[0].uids, tables[0].parents, tables[0].stored)
    parents: dict[str, str] = {}
    for table in tables:
        for uid, parent in zip(table.uids, table.parents, strict=True):
            parents.setdefault(uid, parent)
    places = {uid: at for at, uid in enumerate(parents)}
    stored: dict[str, list[Stored]] = {}
    for table in tables:
        for name, column in table.stored.items():
            into = stored.setdefault(name, [None] * len(places))
            for uid, value in zip(table.uids, column, strict=True):
                if value is not None:
                    into[places[uid]] = value
    return SaidList(list(places), list(parents.values()), stored)
