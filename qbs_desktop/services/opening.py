"""What the window needs as a file opens (打开): its report periods, a profile's sample. Imports little, to be quick."""

from __future__ import annotations

from dataclasses import dataclass

from qbs_desktop import paths
from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.domain.period import Period, Scheme, months
from qbs_desktop.services.workspace import Workspace

SAMPLE_PREFIX = "示例-"


# --- periods ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """The report periods to pick from, newest first, those with data, and the one to begin with."""

    periods: tuple[Period, ...]
    filled: tuple[Period, ...]
    usual: Period


def periods(workspace: Workspace) -> Offer:
    """The months of the reported year, every period with figures, and the years they lie in."""
    filled = workspace.filled_periods()
    offered = {*months(workspace.year, Scheme.DISPATCH), *filled}
    offered |= {one.as_year() for one in offered}
    filled_months = [one for one in filled if one.is_month]
    usual = filled_months[-1] if filled_months else Period.of_year(workspace.year)
    newest_first = sorted(offered, key=lambda one: (one.year, one.last_month if not one.is_year else 13), reverse=True)
    return Offer(tuple(newest_first), tuple(filled), usual)


# --- samples ---------------------------------------------------------------------------------------------------


def open_sample(profile_id: str) -> Workspace:
    """Open the sample of a profile in the documents folder (示例-<方案>.qbs); made there if it is not.

    Raises:
        Refusal: the profile has no sample, or its file is open in another window.
        EnvironmentFault: the documents folder cannot be written.
    """
    from qbs_desktop.services import samples

    path = paths.documents() / f"{SAMPLE_PREFIX}{profile_id}{paths.EXTENSION}"
    if path.exists():
        return Workspace.open_file(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EnvironmentFault(f"不能在“{path.parent}”建立文件夹：{error.strerror}。请检查权限和磁盘空间。") from None
    return samples.create_sample(path, profile_id)
