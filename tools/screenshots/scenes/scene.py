"""What a scene is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from qbs_desktop.ui.style.apply import Theme

if TYPE_CHECKING:
    from screenshots.clerk import Clerk
    from screenshots.county import Files


class Scene(NamedTuple):
    """One picture: its file name, how the window gets there, which file is open, in which colours."""

    name: str
    play: Callable[[Clerk], object]
    file: Callable[[Files], Path | None]
    theme: Theme | None = None
