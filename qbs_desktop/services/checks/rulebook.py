"""The rules as a file runs them (审核规则): on or off, their thresholds, what each has found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qbs_desktop.domain import checks, thresholds
from qbs_desktop.domain.checks.rule import Rule
from qbs_desktop.domain.checks.run import active
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.profile import OwnThreshold, Profile
from qbs_desktop.domain.thresholds import Threshold
from qbs_desktop.services import profiles
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.workspace import Workspace

BY_HAND = "本单位设定"
"""The note of a threshold that was changed in a file."""


@dataclass(frozen=True, slots=True)
class ThresholdState:
    """A threshold with its value in this file and where that comes from."""

    threshold: Threshold
    value: Decimal
    source: str
    own: bool

    @property
    def text(self) -> str:
        """The value with its unit."""
        return self.threshold.text(self.value)


@dataclass(frozen=True, slots=True)
class RuleState:
    """A rule, whether the file runs it, and whether that may be changed."""

    rule: Rule
    on: bool
    thresholds: tuple[ThresholdState, ...]

    @property
    def id(self) -> str:
        """The rule's id."""
        return self.rule.id

    @property
    def title(self) -> str:
        """What it asks."""
        return self.rule.title

    @property
    def grade(self) -> Grade:
        """The usual grade of its findings."""
        return self.rule.grade

    @property
    def fixed(self) -> bool:
        """强制 rules cannot be switched off."""
        return self.rule.grade is Grade.ERROR

    @property
    def word(self) -> str:
        """``强制``, ``审核`` or ``已停用``."""
        return "强制" if self.fixed else "审核" if self.on else "已停用"

    def speaks_of(self, wanted: str) -> bool:
        """Whether any of its words holds what is looked for."""
        rule = self.rule
        words = (rule.id, rule.title, rule.source, rule.advice, rule.example, self.word, rule.grade.label, *rule.refs)
        every = (*words, *(one.threshold.label for one in self.thresholds))
        return all(any(part in word.lower() for word in every) for part in wanted.lower().split())


def rules(workspace: Workspace) -> list[RuleState]:
    """Every rule with its state in this file, in the order in which findings of one grade are listed."""
    profile = workspace.profile
    on = {rule.id for rule in active(profile)}
    return [
        RuleState(rule, rule.id in on, tuple(_state(profile, thresholds.BY_ID[one]) for one in rule.thresholds))
        for rule in checks.ALL
    ]


def off(workspace: Workspace) -> int:
    """How many rules are switched off."""
    return len(checks.ALL) - len(active(workspace.profile))


def counted(found: Sequence[CheckedFinding]) -> dict[str, int]:
    """Rule id → how many findings there are now."""
    counts: dict[str, int] = {}
    for one in found:
        counts[one.finding.rule] = counts.get(one.finding.rule, 0) + 1
    return counts


def switch_rule(workspace: Workspace, rule_id: str, *, on: bool) -> None:
    """Switch a rule on or off in the file's own profile; one undoable operation.

    Raises:
        Refusal: no such rule, or a 强制 rule, which every file runs.
    """
    rule = next((one for one in checks.ALL if one.id == rule_id), None)
    if rule is None:
        raise Refusal(f"没有审核规则“{rule_id}”。")
    if rule.grade is Grade.ERROR:
        raise Refusal(f"“{rule.title}”是强制性审核，不能停用。")
    out = tuple(one for one in workspace.profile.rules_off if one != rule_id) + (() if on else (rule_id,))
    _store(workspace, f"{'启用' if on else '停用'}审核规则：{rule.title}", replace(workspace.profile, rules_off=out))


def set_threshold(workspace: Workspace, threshold_id: str, text: str) -> Decimal:
    """Set a threshold in the file's own profile; blank takes the usual value again. One undoable operation.

    Raises:
        ValueProblem: no number, or one that cannot be meant beside the other thresholds; nothing was changed.
    """
    one = thresholds.BY_ID[threshold_id]
    value = one.parse(text) if text.strip() else one.usual
    if value == workspace.profile.threshold(threshold_id) and text.strip():
        return value
    _ordered(workspace.profile, one, value)
    rest = tuple(own for own in workspace.profile.thresholds if own.id != threshold_id)
    own = () if not text.strip() else (OwnThreshold(id=threshold_id, value=value, note=BY_HAND),)
    if rest + own != workspace.profile.thresholds:
        title = f"修改审核阈值：{one.label} {one.text(value)}"
        _store(workspace, title, replace(workspace.profile, thresholds=rest + own))
    return value


def _ordered(profile: Profile, one: Threshold, value: Decimal) -> None:
    """A lower threshold stays below its upper one."""
    upper = thresholds.BY_ID.get(one.below)
    if upper is not None and value > profile.threshold(upper.id):
        most = upper.text(profile.threshold(upper.id))
        raise ValueProblem(f"“{one.label}”不能超过“{upper.label}”的{most}。")
    for lower in thresholds.THRESHOLDS:
        if lower.below == one.id and value < profile.threshold(lower.id):
            least = lower.text(profile.threshold(lower.id))
            raise ValueProblem(f"“{one.label}”不能小于“{lower.label}”的{least}。")


def _state(profile: Profile, one: Threshold) -> ThresholdState:
    own = next((each for each in profile.thresholds if each.id == one.id), None)
    if own is None:
        return ThresholdState(one, one.usual, one.source, own=False)
    document = profile.document(own.doc)
    name = (document.doc_no or document.title) if document else own.doc
    said = "：".join(part for part in (name, own.sentence) if part) or own.note or BY_HAND
    return ThresholdState(one, own.value, f"{said}（默认 {one.text(one.usual)}：{one.source}）", own=True)


def _store(workspace: Workspace, title: str, profile: Profile) -> None:
    workspace.run(title, lambda edit: edit.set_meta("profile", profiles.to_json(profile)))
