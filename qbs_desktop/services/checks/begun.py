"""Answers begun and not saved (没有写完的核实说明): kept beside the file like any typing, through a crash too.

They are no explanations: nothing counts, prints or travels until the clerk saves it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from qbs_desktop.domain.finding import Finding
from qbs_desktop.services.lists.waiting import EXPLANATION, NEW_ROW, Spot
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Begun:
    """Reason and sentence as far as they were typed; `left_over`: when the program ended the last time."""

    reason: str
    sentence: str
    left_over: bool = False


def several(findings: Iterable[Finding]) -> str:
    """The key of one answer to several findings: their rules and periods, so that selecting more of them keeps it."""
    ones = list(findings)
    rules = sorted({one.rule for one in ones})
    periods = sorted({str(one.place.period) for one in ones})
    return f"several {'+'.join(rules)} {'+'.join(periods)}"


def of(workspace: Workspace, key: str) -> Begun | None:
    """The answer begun for the finding with this key, or for several (`several`)."""
    found = workspace.waiting.begun(_spot(key))
    if found is None:
        return None
    reason, _line, sentence = found.text.partition("\n")
    return Begun(reason, sentence, found.unfinished)


def keep(workspace: Workspace, key: str, reason: str, sentence: str) -> None:
    """Note what the pane shows now; it is on the disk a moment later."""
    workspace.waiting.typed(_spot(key), f"{reason}\n{sentence}")


def drop(workspace: Workspace, keys: Iterable[str]) -> None:
    """Forget answers that were saved or wiped out."""
    workspace.waiting.settle([(_spot(key), None) for key in keys])


def _spot(key: str) -> Spot:
    return Spot(EXPLANATION, NEW_ROW, key)
