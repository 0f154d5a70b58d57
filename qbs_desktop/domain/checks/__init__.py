"""Rules (审核规则), listed once. A rule looks at the whole data set and yields findings; it changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.finding import Finding, Grade


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: stable slug, also the key of its documentation.
        title: what it asks, in Chinese.
        grade: the grade of its findings unless a finding says otherwise.
        source: the document or form it rests on. A rule from an unconfirmed source is never 强制.
        look: yields findings.
    """

    id: str
    title: str
    grade: Grade
    source: str
    look: Callable[[Dataset], Iterator[Finding]]
