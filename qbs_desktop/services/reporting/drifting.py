"""What changed after a period was handed in (上报后的改动): told, never refused, and never in what was handed in.

A locked period locks its figures. Names, fields and explanations belong to the year's list and go on changing; the
revision handed in is a snapshot. So that the two do not drift apart unnoticed, the page 报表 says how they differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.db.submissions import Submission
from qbs_desktop.domain.forms.changes import Alteration
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services.reporting import altering, return_content, returns
from qbs_desktop.services.reporting.return_content import Choice
from qbs_desktop.services.workspace import Workspace

_STANDS = frozenset({Stage.SUBMITTED, Stage.ACCEPTED})
"""States in which nobody is at work on a correction yet; what one changes is told by its 变动表."""
_NAMED = 8
"""Changes that the details name; the others are counted."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How the file differs from the revision handed in: printed cells and rows, and explanations (核实说明)."""

    frozen: Submission
    altered: tuple[Alteration, ...]
    explanations: int

    @property
    def sentence(self) -> str:
        """For the clerk."""
        cells = sum(one.column is not None for one in self.altered)
        came = sum(one.column is None and not one.before for one in self.altered)
        gone = len(self.altered) - cells - came
        parts = [(cells, "改动 {} 处"), (came, "新增 {} 行"), (gone, "少了 {} 行")]
        parts.append((self.explanations, "核实说明 {} 条"))
        counted = "、".join(words.format(count) for count, words in parts if count)
        return (
            f"名单在上报后有改动：{counted}。已上报的第 {self.frozen.revision} 版不变；如需上报，请在“报表”页点“更正”。"
        )

    @property
    def details(self) -> str:
        """The first changes, one a line: sheet, record, old → new."""
        lines = [_line(one) for one in self.altered[:_NAMED]]
        more = len(self.altered) - _NAMED
        return "\n".join([*lines, *([f"另有 {more} 处"] if more > 0 else [])])

    def to_json(self) -> dict[str, object]:
        """For the command line: every change, and what it says of them."""
        changes = [
            {"sheet": one.sheet, "ledger": one.ledger, "record_id": one.uid, "record": one.name,
             "column": one.column.id if one.column is not None else None,
             "row": "changed" if one.column is not None else "gone" if one.before else "new",
             "before": one.before, "after": one.after}
            for one in self.altered
        ]  # fmt: skip
        return {
            "revision": self.frozen.revision,
            "changes": changes,
            "explanations": self.explanations,
            "message": self.sentence,
        }


def _line(one: Alteration) -> str:
    if one.column is None:
        return f"{one.sheet}　{one.name}：{one.before or one.after}"
    return f"{one.sheet}　{one.name}：{one.before or '空白'} → {one.after or '空白'}"


def since_handed_in(workspace: Workspace, period: Period) -> Drift | None:
    """What the return would say otherwise than the revision that stands; None where nothing differs.

    It fills the forms again and, if they differ, reads the filed workbook: for the background.
    """
    frozen = _as_handed_in(workspace, period)
    if frozen is None or returns.is_current(workspace, frozen):
        return None
    content = return_content.gather(workspace, period, Choice(frozen.forms, frozen.amount_unit))
    found = altering.compared(content, frozen)
    if found is None:
        return None
    before, altered = found
    said, now = (_explained(facts) for facts in (before.manifest, content.facts()))
    made = Drift(frozen, tuple(altered), len({key[:-2] for key in said ^ now}))
    return made if made.altered or made.explanations else None


def _explained(facts: Mapping[str, object]) -> set[tuple[str, ...]]:
    """What a return explains: ledger, record, period and rule, then reason and sentence."""
    told = facts.get("explanations")
    names = ("ledger", "uid", "period", "rule", "reason", "sentence")
    return {tuple(str(one.get(name, "")) for name in names) for one in told} if isinstance(told, list) else set()


def not_in_what_was_handed_in(workspace: Workspace, period: Period) -> str:
    """What to tell who explains a finding of a period that was handed in; empty where the next return will have it."""
    frozen = _as_handed_in(workspace, period)
    if frozen is None:
        return ""
    return (
        f"{period.label()}第 {frozen.revision} 版{frozen.state.label}，里面没有这次改动的核实说明；"
        "如需上报，请在“报表”页点“更正”。"
    )


def _as_handed_in(workspace: Workspace, period: Period) -> Submission | None:
    """The revision handed in, while its period is locked and nobody corrects it."""
    frozen = returns.newest_frozen(workspace, period)
    if frozen is None or frozen.state not in _STANDS:
        return None
    lock = workspace.read(queries.period_locks).get(period)
    return frozen if lock is not None and lock.locked else None
