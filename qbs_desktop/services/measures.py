"""Naming the measure (口径) of lines whose table names none: annexes 1 and 2 print 亿元 and nothing more.

The figures stay as printed; only the indicator under which they are kept changes, by the user's word, once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qbs_desktop.db import queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey
from qbs_desktop.domain.indicators import MEASURES, UNSTATED
from qbs_desktop.domain.record import Record
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Question:
    """A list some of whose rows have figures without a measure."""

    ledger: str
    label: str
    rows: int


def questions(workspace: Workspace) -> list[Question]:
    """The lists that still have to be asked about."""
    counted = workspace.read(lambda connection: queries.counted_with(connection, UNSTATED))
    return [Question(one.id, one.label, counted[one.id]) for one in workspace.ledgers.values() if one.id in counted]


def choices(workspace: Workspace) -> list[tuple[str, str]]:
    """The measures to choose from: id and label."""
    return [(slug, workspace.indicators[slug].label) for slug in MEASURES if slug != UNSTATED]


def _unstated(data: Dataset, record: Record) -> bool:
    return any(slug == UNSTATED for slug, _period, _kind in data.figures(record))


def choose(workspace: Workspace, ledger_id: str, indicator: str) -> int:
    """Keep a list's figures without a measure under the chosen one; returns how many figures were renamed.

    Raises:
        Refusal: not a measure, or a record already has other figures under it for the same period.
    """
    if indicator not in MEASURES or indicator == UNSTATED:
        raise Refusal("请选择产值、营业收入、主营业务收入、总收入或增加值作为口径。")
    data = workspace.dataset(everyone=True)
    label = workspace.indicators[indicator].label
    moves: list[tuple[FigureKey, Figure | None, str | None]] = []
    for record in data.rows(ledger_id):
        own = data.figures(record)
        for (slug, period, kind), figure in own.items():
            if slug != UNSTATED:
                continue
            taken = own.get((indicator, period, kind))
            if taken is not None and taken.value != figure.value:
                raise Refusal(
                    f"“{record.name}”{period.label()}已有{label} {_text(taken.value)}，与未注明口径的数不同，请先核对。"
                )
            moves.append((FigureKey(record.id, slug, period, kind), None, None))
            moves.append((FigureKey(record.id, indicator, period, kind), figure, None))
    names = [record.id for record in data.rows(ledger_id) if _unstated(data, record)]

    def action(edit: Edit) -> int:
        edit.set_figures(moves)
        for record_id in names:
            edit.set_fields(ledger_id, record_id, {"measure": label})
        return len(moves) // 2

    return workspace.run(f"选定口径：{label}", action)


def _text(value: Decimal | None) -> str:
    return "——" if value is None else str(value)
