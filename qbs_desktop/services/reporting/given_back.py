"""Items given back (退回项) as the window shows them: which cell each opens, what its column is called."""

from __future__ import annotations

from collections.abc import Iterable

from qbs_desktop.db import submissions
from qbs_desktop.db.submissions import SentBack
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace

WHOLE_ROW = "整行"
WHOLE_LIST = "整张表"


def open_items(workspace: Workspace, period: Period | None = None) -> list[SentBack]:
    """What rejections gave back and was not handed in again, of one period or of all."""
    return workspace.read(lambda connection: submissions.sent_back(connection, period, only_open=True))


def opening(
    items: Iterable[SentBack], ledger: str, record_id: int, indicator: str, period: Period | None, kind: Kind
) -> SentBack | None:
    """The item through which a figure may be changed although its period is locked, as `db.period_guard` judges."""
    for one in items:
        if one.figure_period != period or one.kind not in (None, kind) or one.column not in ("", indicator):
            continue
        if one.subject == record_id if one.uid else one.ledger == ledger:
            return one
    return None


def words(item: SentBack) -> str:
    """Why it came back: ``退回第 1 项：环比变动过大，请核对``, and what was answered."""
    asked = "，".join(word for word in (item.reason, item.note) if word)
    told = f"退回第 {item.no} 项" + (f"：{asked}" if asked else "")
    return f"{told}。答复：{item.reply}" if item.reply else told


def column_label(workspace: Workspace, item: SentBack) -> str:
    """The field or indicator of an item in Chinese; 整行 or 整张表 where it names none."""
    if not item.column:
        return WHOLE_ROW if item.uid else WHOLE_LIST
    if item.column in workspace.indicators:
        return workspace.indicators[item.column].label
    ledger = workspace.ledgers.get(item.ledger)
    known = next((one for one in ledger.fields if one.id == item.column), None) if ledger is not None else None
    return known.label if known is not None else item.cell or WHOLE_ROW
