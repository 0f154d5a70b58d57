"""Progress over the rows of a workbook, and the way to stop (进度与取消)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from qbs_desktop.domain.errors import Refusal

Progress = Callable[[int, int], None]
_STEP = 500


@dataclass
class Step:
    """Progress over all rows of a workbook, and the way to stop."""

    total: int
    progress: Progress | None
    cancel: threading.Event | None
    done: int = 0

    def one(self) -> None:
        """One row further."""
        self.done += 1
        if self.done % _STEP == 0 or self.done == self.total:
            if self.cancel is not None and self.cancel.is_set():
                raise Refusal("已取消导入，没有改动任何数据。")
            if self.progress is not None:
                self.progress(self.done, self.total)
