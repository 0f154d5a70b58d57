"""What the window needs as a file opens (打开): its report periods, a profile's sample. Imports little, to be quick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from qbs_desktop import paths
from qbs_desktop.db import queries
from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.domain.period import Period, Scheme, months
from qbs_desktop.services.months.schemes import monthly_ledgers, scheme_of
from qbs_desktop.services.safety import safe_places
from qbs_desktop.services.workspace import Workspace

SAMPLE_PREFIX = "示例-"


# --- periods ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """The report periods to pick from, newest first, those with data, and the one to begin with."""

    periods: tuple[Period, ...]
    filled: frozenset[Period]
    usual: Period

    def label(self, period: Period) -> str:
        """A period as it is offered: lists of industry have 1—2月 in one and no January; says where data are."""
        said = period.label()
        if period.is_month and period.part == 1:
            said += "（只有项目）"
        elif period.is_month and period.part == 2:
            said += "（1—2月）"
        return f"{said}　有数据" if period in self.filled else said


def periods(workspace: Workspace, today: date | None = None) -> Offer:
    """The months of the reported year, every period with figures, and the years they lie in.

    Of the year before all months too, where it has a list of its own (名单已结转): its December is reported in January.
    """
    filled = workspace.filled_periods()
    carried = bool(workspace.read(lambda connection: queries.members(connection, workspace.year - 1)))
    offered = {*months(workspace.year, _scheme(workspace)), *filled}
    if carried:
        offered |= set(months(workspace.year - 1, _scheme(workspace)))
    offered |= {one.as_year() for one in offered}
    newest_first = sorted(offered, key=lambda one: (one.year, one.last_month if not one.is_year else 13), reverse=True)
    usual = _usual(workspace.year, [one for one in filled if one.is_month], today or date.today(), carried=carried)
    first = months(workspace.year, _scheme(workspace))[0]
    return Offer(tuple(newest_first), frozenset(filled), max(usual, first) if usual.year == workspace.year else usual)


def _scheme(workspace: Workspace) -> Scheme:
    """January is offered where a list has it."""
    has_january = any(scheme_of(ledger.id) is Scheme.DISPATCH for ledger in monthly_ledgers(workspace))
    return Scheme.DISPATCH if has_january else Scheme.STATISTICS


def _usual(year: int, filled: Sequence[Period], today: date, *, carried: bool) -> Period:
    """The month that closed last, which is reported now; in the file of an earlier year its newest month."""
    closed = today.replace(day=1) - timedelta(days=1)
    if closed.year == year - 1 and carried:
        return Period.of_month(closed.year, closed.month)
    if closed.year < year:
        return Period.of_month(year, 1)
    if closed.year == year:
        return Period.of_month(year, closed.month)
    return max((one for one in filled if one.year == year), default=Period.of_month(year, 12))


def is_empty(workspace: Workspace) -> bool:
    """Whether nothing has been entered yet: such a file begins on the home page, which says what comes first."""
    return not workspace.read(queries.has_records)


# --- samples ---------------------------------------------------------------------------------------------------


def open_sample(profile_id: str) -> Workspace:
    """Open the sample of a profile in the documents folder (示例-<方案>.qbs); made there if it is not.

    Raises:
        Refusal: the profile has no sample, or its file is open in another window.
        EnvironmentFault: the documents folder cannot be written.
    """
    from qbs_desktop.services import samples

    path = safe_places.own_folder() / f"{SAMPLE_PREFIX}{profile_id}{paths.EXTENSION}"
    if path.exists():
        return Workspace.open_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"不能在“{path.parent}”建立文件夹：{error.strerror}。请检查权限和磁盘空间。") from None
    return samples.create_sample(path, profile_id)
