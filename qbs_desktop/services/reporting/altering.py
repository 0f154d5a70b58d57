"""变动表 of a correction: what differs from the revision before, old → new, and why; answers to items given back.

It is worked out from the sealed workbook of the earlier revision as it is kept in the file, and printed in the new one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from qbs_desktop.db import submissions
from qbs_desktop.db.submissions import SentBack, Submission
from qbs_desktop.domain.forms import changes
from qbs_desktop.domain.forms.changes import Alteration
from qbs_desktop.exchange import layout
from qbs_desktop.exchange.layout import Layout
from qbs_desktop.exchange.sealed import verifying
from qbs_desktop.exchange.sealed.verifying import Verdict
from qbs_desktop.services.reporting import given_back
from qbs_desktop.services.reporting.return_content import Content
from qbs_desktop.services.workspace import Workspace

SHEET = "变动表"
UNTOUCHED = "未改动"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the 变动表."""

    sheet: str
    name: str
    column: str
    before: str
    after: str
    why: str


def add(content: Content, earlier: Submission | None, reason: str) -> list[Line]:
    """Give a correction its 变动表 against the revision handed in before; returns its lines.

    Args:
        content: what is to be handed in now.
        earlier: the newest revision handed in; None if there is none, and then there is no 变动表.
        reason: why it is corrected, for what no item of a rejection asked for.
    """
    found = None if earlier is None else compared(content, earlier)
    if earlier is None or found is None:
        return []
    items = content.workspace.read(lambda c: submissions.sent_back(c, content.period, only_open=True))
    lines = _lines(content, found[1], items, reason)
    if lines:
        content.add_alterations(_sheet(lines, earlier.revision), len(lines))
    return lines


def compared(content: Content, earlier: Submission) -> tuple[Verdict, list[Alteration]] | None:
    """A revision as its filed workbook says it, and what differs from it now; None if no workbook was kept."""
    made = filed_book(content.workspace, earlier)
    if made is None:
        return None
    before = verifying.judged_bytes(earlier.file, made)
    now = Verdict(Path(), "whole", "", manifest=content.facts(), sealed=tuple(content.lines))
    old, new = (changes.snapshot(one.manifest, one.values()) for one in (before, now))
    return before, changes.between(old, new)


def filed_book(workspace: Workspace, one: Submission) -> bytes | None:
    """The sealed workbook of a revision; None for those exported before workbooks were kept."""
    return workspace.read(lambda connection: submissions.filed_bytes(connection, one.book)) if one.book else None


def _lines(content: Content, altered: Sequence[Alteration], items: Sequence[SentBack], reason: str) -> list[Line]:
    labels = _labels(content)
    answered: set[int] = set()
    found: list[Line] = []
    for one in altered:
        item = next((each for each in items if _about(each, one)), None)
        if item is not None:
            answered.add(item.id)
        label = given_back.WHOLE_ROW if one.column is None else labels.get((one.form, one.column.id), one.column.id)
        found.append(Line(one.sheet, one.name, label, one.before, one.after, _why(item, reason)))
    left = [item for item in items if item.id not in answered and item.reply]
    return found + [
        Line(item.sheet, item.name, _head(content, labels, item), item.value, UNTOUCHED, _why(item, reason))
        for item in left
    ]


def _head(content: Content, labels: Mapping[tuple[str, str], str], item: SentBack) -> str:
    """The head of an item's column as its sheet prints it; else what the column is called."""
    for one in content.filled:
        for column in one.columns if one.form.sheet == item.sheet and item.column else ():
            mine = item.column in (column.indicator, column.field) and not column.compute
            if mine and column.period in (None, item.figure_period):
                return labels[one.form.id, column.id]
    return given_back.column_label(content.workspace, item)


def _about(item: SentBack, one: Alteration) -> bool:
    if not item.uid:
        return bool(item.ledger) and item.ledger == one.ledger
    period = one.column.period if one.column is not None else ""
    same_period = not period or not item.column or period == str(item.figure_period)
    return same_period and changes.touches(one, item.uid, [item.column] if item.column else [])


def _why(item: SentBack | None, reason: str) -> str:
    return reason if item is None else given_back.words(item)


def _labels(content: Content) -> dict[tuple[str, str], str]:
    """Form and column → the column's head as printed."""
    return {
        (one.form.id, column.id): " ".join(dict.fromkeys(head.replace("\n", "") for head in column.heads if head))
        for one in content.filled
        for column in one.columns
    }


def _sheet(lines: Sequence[Line], revision: int) -> Layout:
    heads = [("序号", 3), ("工作表", 6), ("对象", 12), ("项目", 9), ("更正前", 7), ("更正后", 7), ("原因", 16)]
    rows = [
        (str(at), one.sheet, one.name, one.column, one.before, one.after, one.why) for at, one in enumerate(lines, 1)
    ]
    sheet = layout.of_table(SHEET, SHEET, [f"与第 {revision} 版相比"], heads, rows)
    sheet.landscape = True
    return sheet
