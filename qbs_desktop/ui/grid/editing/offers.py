"""What a picker offers (备选项) for what is typed; nothing here knows Qt."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from qbs_desktop.domain import pinyin

_MOST = 300
"""Lines of a list; nobody reads on."""
_INITIALS = re.compile(r"[A-Za-z][A-Za-z0-9]*")


@dataclass(frozen=True, slots=True)
class Offer:
    """One line of a picker.

    Attributes:
        text: what is put in the cell.
        label: what the line says; empty for the text itself.
        note: what stands behind it in grey.
        sure: whether Enter may take it though the user did not go to it: the typed text cannot be meant as it stands.
    """

    text: str
    label: str = ""
    note: str = ""
    sure: bool = True

    @property
    def title(self) -> str:
        """What the line says."""
        return self.label or self.text


Offers: TypeAlias = Callable[[str], Sequence[Offer]]
"""What is typed → what is offered; ``""`` gives everything that can be offered without a hint."""


@dataclass(frozen=True, slots=True)
class Aid:
    """What helps while a text is typed; see the same fields of `GridColumn`."""

    offers: Callable[[], Offers] | None = None
    closed: bool = False
    reading: Callable[[str], str] | None = None
    spelled_out: Callable[[str], str] | None = None


def of_words(words: Sequence[str]) -> Offers:
    """Offers of a list of words."""
    return partial(ranked, words)


def ranked(words: Sequence[str], typed: str) -> list[Offer]:
    """The words that fit: the word itself, words that begin so, that contain it, then 拼音首字母 in the same order.

    What begins or contains the typed text is not sure: the text may be another word, complete as it stands.
    """
    wanted = typed.strip()
    if not wanted:
        return [Offer(word) for word in words[:_MOST]]
    small = wanted.lower()
    finder = pinyin.finder(wanted) if _INITIALS.fullmatch(wanted) else None
    found: list[tuple[int, str]] = []
    for word in words:
        at = word.lower().find(small)
        if at >= 0:
            found.append((0 if len(word) == len(wanted) else 1 if at == 0 else 2, word))
        elif finder is not None and (hit := finder.search(pinyin.sounds(word))):
            found.append((3 if hit.start() == 0 else 4, word))
    return [Offer(word, sure=rank not in (1, 2)) for rank, word in sorted(found, key=_rank)[:_MOST]]


def _rank(found: tuple[int, str]) -> int:
    return found[0]
