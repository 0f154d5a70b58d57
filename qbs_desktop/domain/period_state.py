"""What was declared about a report period (空表、无变动) and whether it is locked (锁定)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period


class Declared(StrEnum):
    """What a unit declares about a list in a period instead of entering figures. The value is the store's."""

    EMPTY = "empty"
    UNCHANGED = "unchanged"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"empty": "空表", "unchanged": "无变动"}[self.value]


@dataclass(frozen=True, slots=True)
class Declaration:
    """A declared 空表 or 无变动: nothing is missing in this list and period."""

    ledger: str
    period: Period
    kind: Declared
    note: str = ""


@dataclass(frozen=True, slots=True)
class PeriodLock:
    """The lock of a period; `reason` says why an unlocked one was opened again."""

    period: Period
    locked: bool
    reason: str = ""


def locked_refusal(period: Period, *, given_back: bool = False) -> Refusal:
    """What is said when a locked period would be changed, by whatever way; `given_back`: some of it may (退回项)."""
    if given_back:
        return Refusal(
            f"{period.label()}被退回，只有退回的项目可以改动，这一步还涉及别的数据，没有执行。"
            "确需一并更正时，请先重新开放这个报告期并写明原因。"
        )
    return Refusal(
        f"{period.label()}已经锁定，它的数据不能改动，也不能撤销或重做对它的改动。"
        "确需更正时，请先重新开放这个报告期并写明原因。"
    )
