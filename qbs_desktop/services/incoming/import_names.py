"""Similar names (近似名称): who in the list may be meant by a name that is not in it. A question, never a match.

The same firm is written 湖南XX科技股份有限公司, XX科技 and ＸＸ科技（株洲）有限公司 in different bureaus' lists.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from qbs_desktop.domain.record import Record
from qbs_desktop.exchange.reading.steps import Step
from qbs_desktop.exchange.words.units import fold

ALIKE = 0.8
"""From which likeness on a name is worth asking about."""
MOST = 3
"""Candidates told."""
_FORMS = re.compile(
    r"股份有限公司|有限责任公司|有限公司|集团公司|分公司|总公司|公司|集团|股份|有限|厂$|建设项目$|工程项目$|项目$|工程$"
)
_BRACKETS = re.compile(r"\([^()期标号区\d]*\)|[\[\]()《》“”\"'·\-—_,。、.:]")
"""Brackets and what stands in them, unless it is a phase or a number; and punctuation."""
_PLACES = re.compile(r"^(?:中国|湖南省|湖南)?(?:[一-鿿]{2,3}?市)?(?:[一-鿿]{2,3}?[县区])?(?=[一-鿿A-Za-z0-9]{2,})")


@lru_cache(maxsize=20_000)
def bare_name(name: str) -> str:
    """A name without place, legal form, brackets and punctuation; what is left decides whether two are alike."""
    folded = _BRACKETS.sub("", fold(name)).lower()
    short = _PLACES.sub("", _FORMS.sub("", folded)) or folded
    return short if len(short) >= 2 else folded


_FORMER = re.compile(
    r"[(（\[【](?:(?:原名称?|曾用名|更名前)(?:为|是|叫)?[:：,，]?|原[:：])\s*([^()（）\[\]【】]{2,}(?:[(（][^()（）]*[)）][^()（）]*)?)[)）\]】]"
)


def former_names(name: str) -> tuple[str, tuple[str, ...]]:
    """A name without what it says of earlier names (更名), and those: ``新厂（原：老厂）`` → 新厂, (老厂,)."""
    former = tuple(found.strip() for found in _FORMER.findall(name))
    return (_FORMER.sub("", name).strip(), former) if former else (name, ())


class SimilarNames:
    """The names of a list, found again by any two characters they share."""

    def __init__(self, records: Iterable[Record], step: Step) -> None:
        """Index the records by the pairs of characters of their bare names; `step` can stop it."""
        self._bare: list[tuple[str, Record]] = []
        self._pairs: dict[str, set[int]] = {}
        for at, record in enumerate(one for one in records if one.name):
            step.pause()
            bare = bare_name(record.name)
            self._bare.append((bare, record))
            for pair in _pairs(bare):
                self._pairs.setdefault(pair, set()).add(at)

    def like(self, name: str) -> list[Record]:
        """The records whose names are most like a name, the likest first."""
        if not self._bare:
            return []
        bare = bare_name(name)
        shared: dict[int, int] = {}
        for pair in _pairs(bare):
            for at in self._pairs.get(pair, ()):
                shared[at] = shared.get(at, 0) + 1
        near = sorted(shared, key=lambda at: (-shared[at], at))[:20]  # pairs come in another order each run
        scored = [(_likeness(bare, self._bare[at][0]), at) for at in near]
        return [self._bare[at][1] for score, at in sorted(scored, reverse=True)[:MOST] if score >= ALIKE]


def _pairs(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or {text}


def _likeness(one: str, two: str) -> float:
    """1 for the same, high where one contains the other, but low where only a number or a phase tells them apart."""
    if one == two:
        return 1.0
    first, second = _numbers(one), _numbers(two)
    if first and second and first != second:
        return 0.0
    short, long = sorted((one, two), key=len)
    if len(short) >= 3 and short in long:
        return 0.9
    if _told_apart(one, two):
        return 0.0
    return SequenceMatcher(None, one, two, autojunk=False).ratio()


def _without_shared_start(one: str, two: str) -> tuple[str, str]:
    shared = 0
    while shared < min(len(one), len(two)) and one[shared] == two[shared]:
        shared += 1
    return one[shared:], two[shared:]


def _told_apart(one: str, two: str) -> bool:
    """Whether names that only share a long beginning or ending say two different things where they differ.

    新市镇农贸市场提质改造 and 网岭镇农贸市场提质改造 are two projects, however much of them is the same.
    """
    one, two = _without_shared_start(one, two)
    one, two = _without_shared_start(one[::-1], two[::-1])
    return min(len(one), len(two)) >= 2 and SequenceMatcher(None, one, two, autojunk=False).ratio() < 0.5


def _numbers(text: str) -> list[str]:
    """Digits and 一二三 of phases: 一期 and 二期 are two projects."""
    return re.findall(r"\d+|[一二三四五六七八九十]+(?=期|标|号|区|厂)", text)
