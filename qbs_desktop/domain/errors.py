"""The kinds of error that may reach a user, each with a Chinese sentence that says what to do.

Findings about data are values (`finding.Finding`) and are never raised; bugs are any other exception.
"""

from __future__ import annotations

import re

_LONG_QUOTE = re.compile("“([^“”]{60})[^“”]{20,}”")


def quoting_briefly(sentence: str) -> str:
    """A sentence whose quotations are cut behind sixty characters: what to do must not stand behind pages of a cell."""
    return _LONG_QUOTE.sub(r"“\1…”", sentence)


class QbsError(Exception):
    """Base of everything the program raises on purpose; `str(error)` is a sentence for the user."""


class ValueProblem(QbsError):
    """A text that cannot become a value (文字无法识别). Shown at the cell; the text stays there."""

    def __init__(self, sentence: str) -> None:
        """Quote the text briefly, however long it is."""
        super().__init__(quoting_briefly(sentence))


class Refusal(QbsError):
    """The request is understood and refused (拒绝): locked period, duplicate list entry, nothing to undo."""


class EnvironmentFault(QbsError):
    """Something outside the program (环境问题): disk full, file open in WPS, newer data version, second window."""


class DamagedFile(EnvironmentFault):
    """The data file's pages fail their checksum (数据文件损坏)."""
