"""Long work (耗时的工作): how it tells where it stands, and how it finds out that it was asked to stop (进度、取消)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

Progress: TypeAlias = Callable[[int, int], None]
"""Told steps done and steps in all; what a step is, the work itself says. It may raise to stop the work."""
StopAsked: TypeAlias = Callable[[], bool]
"""Whether the work should stop (取消); asked between two steps, from the thread of the work."""
