"""Under which name a grid's widths, order and hidden columns are remembered (版面).

Files of one profile share them: a clerk arranges a list once, not every year. Samples have a layout of their own, so
that trying things out never disturbs the real files.
"""

from __future__ import annotations

from qbs_desktop.services.opening import SAMPLE_PREFIX
from qbs_desktop.services.workspace import Workspace


def layout_of(workspace: Workspace, grid: str) -> str:
    """The remembered name of a grid in this file."""
    sample = "sample/" if workspace.path.name.startswith(SAMPLE_PREFIX) else ""
    return f"{sample}{workspace.profile.id}/{grid}"
