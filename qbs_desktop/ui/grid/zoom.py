"""Size of the grid (显示比例): text, lines and columns grow together; remembered per user for every grid.

Lines of a list all have one height: the painter counts on it for speed. The height is remembered per list.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QFontInfo, QGuiApplication

from qbs_desktop.ui import settings

if TYPE_CHECKING:
    from qbs_desktop.ui.grid.view import GridView

LEVELS = (75, 90, 100, 110, 125, 150, 175, 200)
LINE_HEIGHT = 27
TALLEST = 240
_KEY = "grid/zoom"


def remembered() -> int:
    """The zoom this user last chose, in percent."""
    found = settings.text(_KEY, "100")
    return int(found) if found.isdigit() and LEVELS[0] <= int(found) <= LEVELS[-1] else 100


class Zoom:
    """Size of one view. Widths and heights are kept as at 100 %."""

    def __init__(self, view: GridView) -> None:
        self._view = view
        self.percent = 100
        self.line_height = LINE_HEIGHT

    def by(self, steps: int) -> None:
        """Some levels larger or smaller, and remember it."""
        places = [n for n, one in enumerate(LEVELS) if (one > self.percent if steps > 0 else one < self.percent)]
        if places:
            at = places[0] + steps - 1 if steps > 0 else places[-1] + steps + 1
            self.choose(LEVELS[max(0, min(at, len(LEVELS) - 1))])

    def zoom_in(self) -> None:
        """Ctrl+Alt+=: one level larger."""
        self.by(1)

    def zoom_out(self) -> None:
        """Ctrl+Alt+-: one level smaller."""
        self.by(-1)

    def usual_size(self) -> None:
        """Ctrl+0: text, lines and columns as large as elsewhere in the window."""
        self.choose(100)

    def choose(self, percent: int) -> None:
        """Show at a size, remember it, and say which."""
        settings.keep(_KEY, str(percent))
        self.show_at(percent)
        self._view.said.emit(f"显示比例 {percent}%")

    def follow(self) -> None:
        """Take over what was chosen in another grid."""
        self.show_at(remembered())

    def show_at(self, percent: int) -> None:
        """Text, lines and columns in this size."""
        view, old = self._view, self.percent
        if percent == old:
            return
        self.percent = percent
        bar = view.horizontalScrollBar()
        scrolled = bar.value() - bar.minimum()
        font = view.font()
        font.setPixelSize(round(QFontInfo(QGuiApplication.font()).pixelSize() * percent / 100))
        view.setFont(font)
        view.painting.refresh()
        for at in range(len(view.grid.columns)):
            if not view.isColumnHidden(at):
                view.setColumnWidth(at, round(view.columnWidth(at) * percent / old))
        self._set_lines()
        bar.setValue(bar.minimum() + round(scrolled * percent / old))  # the same columns stay in sight

    def set_line_height(self, height: int) -> None:
        """Every line this high, as at 100 %; texts break into several lines where there is room."""
        self.line_height = max(LINE_HEIGHT - 7, min(height, TALLEST))
        self._set_lines()

    def drag_lines(self, height: int) -> None:
        """Every line as high as the dragged one on screen."""
        self.set_line_height(round(height * 100 / self.percent))

    def _set_lines(self) -> None:
        self._view.numbers.setDefaultSectionSize(round(self.line_height * self.percent / 100))
        self._view.frozen.match()
