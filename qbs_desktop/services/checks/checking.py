"""Running the rules over a file (审核) and answering their questions (核实说明)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from qbs_desktop.db import queries
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.queries import Explanation
from qbs_desktop.domain import reasons
from qbs_desktop.domain.checks.rule import Rule
from qbs_desktop.domain.checks.run import active, looked_at
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.finding import Finding, Grade, Key
from qbs_desktop.domain.long_work import Progress, StopAsked
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.reasons import Reason
from qbs_desktop.services.workspace import Workspace

_ORDER = {Grade.ERROR: 0, Grade.QUERY: 1, Grade.HINT: 2}


@dataclass(frozen=True, slots=True)
class CheckedFinding:
    """A finding with the answer given to it, if any.

    Attributes:
        finding: the finding.
        explained: whether the answer stands for the figures as they are now.
        reason: the reason's Chinese words; `code` its id.
        sentence: the clerk's own words.
        code: id of the reason.
        stale: answered, but the figures have changed since; the answer is offered again and does not count.
        outdated: found in data that has changed since; the rules have to run again before it can be relied on.
        changed: outdated, and its own record is among what has changed.
    """

    finding: Finding
    explained: bool = False
    reason: str = ""
    sentence: str = ""
    code: str = ""
    stale: bool = False
    outdated: bool = False
    changed: bool = False

    @property
    def said(self) -> str:
        """What is to be told at the cell: the sentence, the answer to it, and whether it is about older figures."""
        answered = f"（已说明：{self.sentence or self.reason}）" if self.explained else ""
        return f"{self.finding.message}{answered}{'（数据已改，待重新审核）' if self.outdated else ''}"

    @property
    def open(self) -> bool:
        """Whether it stands in the way of a return: every 强制, and a 核实 without a valid answer."""
        return self.finding.grade is not Grade.HINT and not self.explained


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An earlier answer to the same question: of these figures before they changed, or of another period."""

    reason: Reason | None
    words: str
    sentence: str
    period: Period | None
    stale: bool


def check(
    workspace: Workspace,
    period: Period | None = None,
    *,
    progress: Progress | None = None,
    cancelled: StopAsked | None = None,
    before: Sequence[CheckedFinding] = (),
    ledgers: Collection[str] | None = None,
) -> list[CheckedFinding]:
    """All findings for a period (and the yearly lines), gravest first; `progress` is told (rules done, rules).

    With `ledgers` only those rules run that look at one of these lists; what the others found `before`, for the same
    period, stands, with the answers of now.
    """
    rules = active(workspace.profile)
    due = [one for one in rules if ledgers is None or concerned(one, ledgers)]
    answers = workspace.read(queries.explanations)
    kept: dict[str, list[Finding]] = {}
    for one in before if ledgers is not None else ():
        kept.setdefault(one.finding.rule, []).append(one.finding)
    if due:
        dataset = workspace.dataset(period, periods=looked_at(period), years=True)
        for number, rule in enumerate(due, 1):
            if cancelled is not None and cancelled():
                break
            kept[rule.id] = list(rule.look(dataset))
            if progress is not None:
                progress(number, len(due))
    found = [_answered(one, answers.get(one.key)) for rule in rules for one in kept.get(rule.id, ())]
    found.sort(key=lambda one: _ORDER[one.finding.grade])
    return found


def concerned(rule: Rule, ledgers: Collection[str]) -> bool:
    """Whether a change in these lists can change what a rule finds."""
    return bool(ledgers) and (not rule.ledgers or not set(ledgers).isdisjoint(rule.ledgers))


def _answered(finding: Finding, answer: Explanation | None) -> CheckedFinding:
    if answer is None:
        return CheckedFinding(finding)
    stale = answer.numbers not in ("", finding.fingerprint)
    words = reasons.label(answer.reason)
    return CheckedFinding(finding, not stale, words, answer.sentence, answer.reason, stale)


# --- answering ---------------------------------------------------------------------------------------------------


def explain(workspace: Workspace, finding: Finding, sentence: str | None, reason: str = "") -> None:
    """Answer one finding; see `explain_all`."""
    explain_all(workspace, [finding], sentence, reason)


def explain_all(workspace: Workspace, findings: Sequence[Finding], sentence: str | None, reason: str = "") -> None:
    """Answer findings with one reason and sentence, or with None take the answers back; one undoable operation.

    An answer is for the figures as they are now: when they change, it no longer counts.

    Args:
        workspace: the data file.
        findings: the 核实 findings, each answered for its own figures.
        sentence: the clerk's words; may be empty when the reason says enough.
        reason: id or Chinese words of a reason of `domain.reasons`; none is 其他, which needs a sentence.

    Raises:
        ValueProblem: no such reason, or 其他 without a sentence.
        Refusal: no finding is given, or a 强制 one, which cannot be explained away; nothing is stored.
    """
    if not findings:
        raise Refusal("请先选中要说明的审核结果。")
    who = findings[0].subject or findings[0].rule
    who = who if len(findings) == 1 else f"{who}等 {len(findings)} 条"

    def take_back(edit: Edit) -> None:
        for one in findings:
            edit.explain(one.key, None)

    if sentence is None:
        workspace.run(f"收回核实说明：{who}", take_back)
        return
    known, words = reasons.known(reason), sentence.strip()
    if any(one.grade is Grade.ERROR for one in findings):
        raise Refusal("强制性审核不能用说明代替，请改正数据。")
    if known.needs_sentence and not words:
        raise ValueProblem("原因选“其他”时，请用一句话写明情况。")

    def answer(edit: Edit) -> None:
        for one in findings:
            edit.explain(one.key, words, known.id, one.fingerprint)

    workspace.run(f"填写核实说明：{who}", answer)


def suggestions(workspace: Workspace, finding: Finding) -> list[Suggestion]:
    """Earlier answers to the same question of the same record: its own outdated one, then other periods', newest first.

    Nothing is filled in by itself: the clerk takes one or writes another.
    """
    answers = workspace.read(queries.explanations)
    own = Key.of(finding.key)
    alike: list[tuple[int, Suggestion]] = []
    for key, answer in answers.items():
        other = Key.of(key)
        if other._replace(period=own.period) != own:
            continue
        same = other == own
        if same and answer.numbers in ("", finding.fingerprint):
            continue
        period = Period.parse(other.period) if other.period else None
        one = Suggestion(
            reasons.BY_ID.get(answer.reason), reasons.label(answer.reason), answer.sentence, period, stale=same
        )
        alike.append((10**9 if same else period.code if period else 0, one))
    alike.sort(key=lambda pair: -pair[0])
    first = {(one.words, one.sentence): one for _newness, one in reversed(alike)}
    return [one for _newness, one in alike if first[one.words, one.sentence] is one]


def counts(found: list[CheckedFinding]) -> dict[Grade, int]:
    """How many findings of each grade are still open: every 强制, unexplained 核实, every 提示."""
    return {
        grade: sum(one.finding.grade is grade and not one.explained for one in found)
        for grade in (Grade.ERROR, Grade.QUERY, Grade.HINT)
    }
