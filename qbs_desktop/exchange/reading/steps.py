"""Progress over the rows of a workbook, and the way to stop (进度与取消)."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.long_work import Progress

_STEP = 500


@dataclass
class Step:
    """Progress over all rows of a workbook, and the way to stop."""

    total: int
    progress: Progress | None = None
    cancel: threading.Event | None = None
    done: int = 0

    def one(self) -> None:
        """One row further.

        Raises:
            Refusal: it was cancelled.
        """
        self.done += 1
        self.pause()
        if self.progress is not None and (self.done % _STEP == 0 or self.done == self.total):
            self.progress(self.done, self.total)

    def pause(self) -> None:
        """A moment at which the work may be stopped.

        Raises:
            Refusal: it was cancelled.
        """
        if self.cancel is not None and self.cancel.is_set():
            raise Refusal("已取消导入，没有改动任何数据。")
