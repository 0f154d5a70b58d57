"""A table of codes with names (代码表) that is searched by code, name or 拼音首字母."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from qbs_desktop.domain import pinyin

_INITIALS = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Entry:
    """One code.

    Attributes:
        code, name: as published.
        within: codes and names of the levels above, the uppermost first.
        level: what the code is: 门类, 大类, 中类, 小类; 省, 市州, 县市区, 功能区.
    """

    code: str
    name: str
    within: tuple[str, ...] = ()
    level: str = ""

    @property
    def text(self) -> str:
        """``3511 矿山机械制造``."""
        return f"{self.code} {self.name}"

    @property
    def place(self) -> str:
        """``C 制造业 > 35 专用设备制造业``."""
        return " > ".join(self.within)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another spelling that the clerk may choose; nothing is ever put in place of a code by itself."""

    text: str
    reason: str


class CodeTable:
    """Entries in the order of their codes. `finest` is the level of the codes that a field usually holds."""

    def __init__(self, entries: Iterable[Entry], finest: str) -> None:
        self.entries = tuple(entries)
        self.finest = finest
        self._sounds: list[str] = []
        self._by_code = {entry.code: entry for entry in self.entries}

    def entry(self, code: str) -> Entry | None:
        """The entry with this code, or None."""
        return self._by_code.get(code)

    def search(self, typed: str, most: int = 60) -> list[Entry]:
        """Entries that fit what is typed, the best first; nothing typed gives none.

        The code itself comes before codes that begin so, names that begin so before names that contain it, names before
        initials, and what stands under such a name last; among equals the finest level comes first.
        """
        wanted = typed.strip()
        if not wanted:
            return []
        upper = wanted.upper()
        finder = pinyin.finder(wanted) if _INITIALS.fullmatch(wanted) else None
        if finder is not None and not self._sounds:
            self._sounds = [pinyin.sounds(entry.name) for entry in self.entries]
        found: list[tuple[int, bool, str, Entry]] = []
        for number, entry in enumerate(self.entries):
            rank = _rank(entry, wanted, upper)
            if rank is None and finder is not None and (hit := finder.search(self._sounds[number])):
                rank = 4 if hit.start() == 0 else 5
            if rank is not None:
                found.append((rank, rank > 1 and entry.level != self.finest, entry.code, entry))
        found.sort(key=lambda one: one[:3])
        return [one[3] for one in found[:most]]


def _rank(entry: Entry, wanted: str, upper: str) -> int | None:
    if entry.code.startswith(upper):
        return 0 if entry.code == upper else 1
    at = entry.name.find(wanted)
    if at >= 0:
        return 2 if at == 0 else 3
    return 6 if len(wanted) > 1 and any(wanted in one for one in entry.within) else None
