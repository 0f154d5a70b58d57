"""Every state that has a picture, in the order of the manual."""

from __future__ import annotations

from screenshots.scenes import calendar, checks, collation, lists, month, pickers, reports, start
from screenshots.scenes.scene import Scene

SCENES: tuple[Scene, ...] = (
    *start.SCENES,
    *lists.SCENES,
    *pickers.SCENES,
    *month.SCENES,
    *checks.SCENES,
    *reports.SCENES,
    *calendar.SCENES,
    *collation.SCENES,
)
