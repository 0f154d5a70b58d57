"""The columns of the list of findings on 审核."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.ui.pages.checks import finding_look as look
from qbs_desktop.ui.widgets.table import TextColumn

LIST, SUBJECT, SENTENCE = 1, 2, 3
"""Columns by place: the list's name gives way on a small screen, the two others break into lines."""


def columns(ledgers: Mapping[str, Ledger]) -> tuple[TextColumn[CheckedFinding], ...]:
    """Grade, list, name, sentence, whether answered."""
    return (
        TextColumn("级别", 78, look.grade_text, colour=look.grade_colour, icon=look.grade_icon),
        TextColumn("名单", 84, partial(_list, ledgers)),
        TextColumn("名称", 150, _subject),
        TextColumn("审核结果", 0, _message, colour=look.sentence_colour),
        TextColumn("说明", 64, look.answer_text, colour=look.answer_colour),
    )


def _list(ledgers: Mapping[str, Ledger], one: CheckedFinding) -> str:
    ledger = ledgers.get(one.finding.place.ledger or "")
    return ledger.label if ledger else ""


def _subject(one: CheckedFinding) -> str:
    return one.finding.subject


def _message(one: CheckedFinding) -> str:
    return one.finding.message
