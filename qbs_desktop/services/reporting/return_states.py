"""Where the return of a period stands (报表状态), worked out from what is kept: revisions, review, lock, items."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from qbs_desktop.db import history, queries, submissions
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.submissions import Review, SentBack, Submission
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import PeriodLock
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.services.reporting import return_content, returns
from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PeriodReturn:
    """The return of a period.

    Attributes:
        frozen: the newest revision handed in, with the answer it got.
        revision: the revision that is being worked on, or that was handed in and stands.
        lock: of the period; with its reason if it was opened again.
        items: what a rejection gave back and is still open.
        stale_review: it was reviewed, and changed since.
    """

    period: Period
    stage: Stage
    frozen: Submission | None
    revision: int
    lock: PeriodLock
    items: tuple[SentBack, ...] = ()
    stale_review: bool = False

    @property
    def correction(self) -> bool:
        """Whether a correction (更正) is being made."""
        return self.frozen is not None and not self.stage.frozen

    @property
    def label(self) -> str:
        """In words: ``已上报（第 1 版）``, ``更正中：第 2 版草稿``."""
        if self.correction:
            return f"更正中：第 {self.revision} 版{'草稿' if self.stage is Stage.DRAFT else self.stage.label}"
        if self.stage.frozen:
            return f"{self.stage.label}（第 {self.revision} 版）"
        return self.stage.label

    @property
    def why_locked(self) -> str:
        """Why the period cannot be changed, in a sentence; empty if it can."""
        if not self.lock.locked:
            return ""
        if self.frozen is None:
            return f"{self.period.label()}已锁定。"
        if self.items:
            return f"{self.period.label()}第 {self.frozen.revision} 版被退回，只能改退回的 {len(self.items)} 项。"
        return f"{self.period.label()}第 {self.frozen.revision} 版{self.frozen.state.label}，数据已锁定。"


def look(workspace: Workspace, period: Period) -> PeriodReturn:
    """The return of a period as it stands now."""

    def ask(connection: Connection) -> tuple[PeriodLock, Review | None, tuple[SentBack, ...]]:
        lock = queries.period_locks(connection).get(period) or PeriodLock(period, locked=False)
        items = submissions.sent_back(connection, period, only_open=True)
        return lock, submissions.review(connection, period), tuple(items)

    lock, review, items = workspace.read(ask)
    revisions = returns.history_of(workspace, period)
    frozen = next((one for one in reversed(revisions) if one.state.frozen), None)
    holds = review is not None and still_holds(workspace, review)
    stage = _stage(frozen, lock, items, holds=holds)
    last = revisions[-1].revision if revisions else 0
    going_on = bool(revisions) and not revisions[-1].state.frozen
    if frozen is not None and stage.frozen:
        revision = frozen.revision
    else:
        revision = max(last, 1) if going_on or not revisions else last + 1
    return PeriodReturn(period, stage, frozen, revision, lock, items, review is not None and not holds)


def _stage(frozen: Submission | None, lock: PeriodLock, items: tuple[SentBack, ...], *, holds: bool) -> Stage:
    """A review counts for the correction that follows what was handed in: handing in takes the review away."""
    if holds:
        return Stage.REVIEWED
    if frozen is None:
        return Stage.DRAFT
    if frozen.state is Stage.REJECTED or lock.locked or items:
        return frozen.state
    return Stage.DRAFT


def still_holds(workspace: Workspace, review: Review) -> bool:
    """Whether what was reviewed is what would be handed in now."""
    if not workspace.read(lambda connection: submissions.changed_since(connection, review.seen)):
        return True
    return digest_now(workspace, review.period) == review.content


_DIGESTS: WeakKeyDictionary[Workspace, tuple[int, dict[Period, str]]] = WeakKeyDictionary()


def digest_now(workspace: Workspace, period: Period) -> str:
    """Digest of what the period's return would say, worked out once per change; empty where no form is due."""
    newest = workspace.read(history.newest)
    known = _DIGESTS.get(workspace)
    if known is None or known[0] != newest:
        known = _DIGESTS[workspace] = (newest, {})
    if period not in known[1]:
        try:
            known[1][period] = return_content.reported_digest(workspace, period)
        except Refusal:
            known[1][period] = ""
    return known[1][period]


def rejections(workspace: Workspace) -> tuple[PeriodReturn, ...]:
    """Periods whose newest revision was given back and not yet handed in again, oldest first (未答复的退回)."""
    periods = {one.period for one in returns.history_of(workspace) if one.state is Stage.REJECTED}
    found = [look(workspace, period) for period in sorted(periods)]
    return tuple(one for one in found if one.frozen is not None and one.frozen.state is Stage.REJECTED)
