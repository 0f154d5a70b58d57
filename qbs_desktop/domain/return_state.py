"""States of a period's return (报表状态) and what leads from one to the next, in one table.

草稿 → 已审核 → 已上报 → 已接收, or 已退回; from each of the last three a correction (更正) begins, whose revision is
the next one. A state belongs to the newest revision: an earlier one keeps the answer it got.
"""

from __future__ import annotations

from enum import StrEnum

from qbs_desktop.domain.errors import Refusal


class Stage(StrEnum):
    """Where the return of a period stands. The value is the store's."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _LABELS[self]

    @property
    def frozen(self) -> bool:
        """Whether a revision was handed in and nothing of it may change."""
        return self in FROZEN


class Act(StrEnum):
    """What may happen to the return of a period."""

    CHANGE = "change"
    REVIEW = "review"
    SUBMIT = "submit"
    OVERRIDE = "override"
    RECEIPT = "receipt"
    REJECTION = "rejection"
    CORRECT = "correct"

    @property
    def label(self) -> str:
        """Chinese name."""
        return _ACTS[self]


FROZEN = frozenset({Stage.SUBMITTED, Stage.ACCEPTED, Stage.REJECTED})
STEPS = (Stage.DRAFT, Stage.REVIEWED, Stage.SUBMITTED, Stage.ACCEPTED)
"""The way of a return that meets no hindrance."""

_LABELS = {
    Stage.DRAFT: "草稿",
    Stage.REVIEWED: "已审核",
    Stage.SUBMITTED: "已上报",
    Stage.ACCEPTED: "已接收",
    Stage.REJECTED: "已退回",
}
_ACTS = {
    Act.CHANGE: "改动数据",
    Act.REVIEW: "审核通过",
    Act.SUBMIT: "上报",
    Act.OVERRIDE: "带理由上报",
    Act.RECEIPT: "接收回执",
    Act.REJECTION: "接收退回单",
    Act.CORRECT: "更正",
}
TRANSITIONS: dict[tuple[Stage, Act], Stage] = {
    (Stage.DRAFT, Act.CHANGE): Stage.DRAFT,
    (Stage.DRAFT, Act.REVIEW): Stage.REVIEWED,
    (Stage.DRAFT, Act.OVERRIDE): Stage.SUBMITTED,
    (Stage.REVIEWED, Act.CHANGE): Stage.DRAFT,
    (Stage.REVIEWED, Act.REVIEW): Stage.REVIEWED,
    (Stage.REVIEWED, Act.SUBMIT): Stage.SUBMITTED,
    (Stage.REVIEWED, Act.OVERRIDE): Stage.SUBMITTED,
    (Stage.SUBMITTED, Act.RECEIPT): Stage.ACCEPTED,
    (Stage.SUBMITTED, Act.REJECTION): Stage.REJECTED,
    (Stage.SUBMITTED, Act.CORRECT): Stage.DRAFT,
    (Stage.ACCEPTED, Act.REJECTION): Stage.REJECTED,
    (Stage.ACCEPTED, Act.CORRECT): Stage.DRAFT,
    (Stage.REJECTED, Act.CHANGE): Stage.REJECTED,
    (Stage.REJECTED, Act.REVIEW): Stage.REVIEWED,
    (Stage.REJECTED, Act.OVERRIDE): Stage.SUBMITTED,
    (Stage.REJECTED, Act.CORRECT): Stage.REJECTED,
    (Stage.REJECTED, Act.REJECTION): Stage.REJECTED,
    (Stage.DRAFT, Act.RECEIPT): Stage.ACCEPTED,
    (Stage.DRAFT, Act.REJECTION): Stage.REJECTED,
}
"""(state, act) → state; what is not here is refused.

The city may find an error after its receipt, and further ones after a rejection, so both can be followed by a
rejection. A rejected return is 已退回 until what was put right has been reviewed. The last two are answers to an
exported draft that was sent up by mistake and taken for the return: refusing them would leave both sides stuck.
"""

_HINTS = {
    Act.SUBMIT: "请先审核通过",
    Act.RECEIPT: "回执只用于已上报的报表",
    Act.REJECTION: "退回单只用于已上报的报表",
    Act.REVIEW: "已上报的报表要更正时，请先点“更正”并写明原因",
    Act.OVERRIDE: "已上报的报表要更正时，请先点“更正”并写明原因",
    Act.CORRECT: "还没有上报，直接修改即可",
    Act.CHANGE: "已上报的数据已锁定，要改请先点“更正”并写明原因",
}


def after(stage: Stage, act: Act) -> Stage:
    """The state that an act leads to.

    Raises:
        Refusal: not from this state; says what to do.
    """
    found = TRANSITIONS.get((stage, act))
    if found is None:
        raise Refusal(f"报表现在是“{stage.label}”，不能{act.label}：{_HINTS[act]}。")
    return found
