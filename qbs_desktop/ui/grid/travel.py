"""How keys move the cursor (移动光标), as in Excel: over hidden columns, through a selected block, from line to line.

Tab goes to the next cell that takes text, because most cells of a month are computed; arrows go to every cell. After a
run of Tabs, Enter goes back under the column where the run began.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from itertools import pairwise
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt

from qbs_desktop.ui import settings
from qbs_desktop.ui.grid import keys
from qbs_desktop.ui.grid.column import R
from qbs_desktop.ui.grid.model import GridModel
from qbs_desktop.ui.grid.rows import edges

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent
    from PySide6.QtWidgets import QTableView

    from qbs_desktop.ui.grid.view import GridView

Flag = QItemSelectionModel.SelectionFlag
_LINES_SEARCHED = 5_000


class AfterEnter(Enum):
    """Where Enter goes (回车后移动); Shift+Enter goes the other way."""

    DOWN = "down"
    RIGHT = "right"
    UP = "up"
    LEFT = "left"
    STAY = "stay"

    @property
    def label(self) -> str:
        """As the menu says it."""
        return _LABELS[self]

    @property
    def way(self) -> tuple[int, int]:
        """Lines and columns."""
        return _WAYS[self]


_LABELS = {
    AfterEnter.DOWN: "向下",
    AfterEnter.RIGHT: "向右",
    AfterEnter.UP: "向上",
    AfterEnter.LEFT: "向左",
    AfterEnter.STAY: "不移动",
}
_WAYS = {
    AfterEnter.DOWN: (1, 0),
    AfterEnter.RIGHT: (0, 1),
    AfterEnter.UP: (-1, 0),
    AfterEnter.LEFT: (0, -1),
    AfterEnter.STAY: (0, 0),
}


def after_enter() -> AfterEnter:
    """The remembered direction; down when none was chosen."""
    found = settings.text("grid/enter", AfterEnter.DOWN.value)
    return next((one for one in AfterEnter if one.value == found), AfterEnter.DOWN)


def keep_after_enter(way: AfterEnter) -> None:
    """Remember the direction for every grid."""
    settings.keep("grid/enter", way.value)


class Travel(Generic[R]):
    """Moves the current cell of a view and grows its selection."""

    def __init__(self, view: GridView, model: GridModel[R]) -> None:
        self._view = view
        self._grid = model
        self._anchor = (0, 0)
        self._lead: tuple[int, int] | None = None
        """The corner of the selection that Shift moves; the cell typed in stays where the selection began."""
        self._run: tuple[int, tuple[int, int]] | None = None
        """Column where a run of Tabs began, and the cell it has come to."""
        self.stop: Callable[[int, int], bool] = model.editable
        """Which cells Tab stops at; a page may name fewer than those that take text."""

    # --- places ------------------------------------------------------------------------------------------------

    def shown(self) -> list[int]:
        """The columns in sight, from left to right."""
        return [at for at in range(len(self._grid.columns)) if not self._view.isColumnHidden(at)]

    def begin_block(self) -> None:
        """Selections with Shift start from the current cell."""
        line, at = self._view.current_place
        self._anchor, self._lead = (max(line, 0), max(at, 0)), None

    def reach(self, part: QTableView, event: QMouseEvent) -> bool:
        """Shift and a click: select from the current cell to this one; whether it was such a click."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        index = part.indexAt(event.position().toPoint())
        if not shift or event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return False
        self.go(index.row(), index.column(), extend=True)
        self._view.setFocus(Qt.FocusReason.MouseFocusReason)
        return True

    def end_block(self) -> None:
        """A block was drawn with the mouse: typing begins where the drawing began, as in Excel."""
        here, start = self._view.current_place, self._grid.index(*self._anchor)
        if here != self._anchor and self._view.selectionModel().isSelected(start):
            self._lead = here
            self._view.selectionModel().setCurrentIndex(start, Flag.NoUpdate)

    def corner(self) -> tuple[int, int]:
        """From where Shift goes on: the moved corner, or the current cell when no block is being selected."""
        here = self._view.current_place
        return here if self._lead is None or self._anchor != here else self._lead

    def select_one(self, line: int, at: int) -> None:
        """Make a cell current and select it alone."""
        self._anchor, self._lead = (line, at), None
        self._view.selectionModel().setCurrentIndex(self._grid.index(line, at), Flag.ClearAndSelect)

    def go(self, line: int, at: int, *, extend: bool = False) -> None:
        """Make a cell current; with `extend`, select the block between the current cell and this one."""
        if self._grid.rowCount() == 0 or not self._grid.columns:
            return
        line = max(0, min(line, self._grid.rowCount() - 1))
        at = max(0, min(at, len(self._grid.columns) - 1))
        index = self._grid.index(line, at)
        if extend and self._view.current_place[0] >= 0:
            self._anchor, self._lead = self._view.current_place, (line, at)
            block = QItemSelection(self._grid.index(*self._anchor), index)
            self._view.selectionModel().select(block, Flag.ClearAndSelect)
        else:
            self.select_one(line, at)
        self._view.scrollTo(index)

    def step(self, down: int, right: int, *, extend: bool = False) -> None:
        """Move by cells, over hidden columns; at the edge stay."""
        line, at = self.corner() if extend else self._view.current_place
        if line < 0:
            self.go(0, 0)
            return
        self.go(line + down, self._beside(at, right), extend=extend)

    def _beside(self, at: int, right: int) -> int:
        """The shown column so many to the right or left; the column itself at the edge."""
        shown = [one for one in self.shown() if (one > at if right > 0 else one < at)]
        if not right or not shown:
            return at
        return shown[min(right, len(shown)) - 1] if right > 0 else shown[max(right, -len(shown))]

    # --- Enter and Tab -----------------------------------------------------------------------------------------

    def enter(self, *, back: bool = False) -> None:
        """Enter and Shift+Enter: through a selected block, else the way the user chose."""
        down, right = (-one if back else one for one in after_enter().way)
        if self._cycle(down, right) or not (down or right):
            return
        line, at = self._view.current_place
        if right:
            self._on(right)
            return
        if self._run is not None and self._run[1] == (line, at):
            at = self._run[0]
        self.go(line + down, at)

    def tab(self, step: int) -> None:
        """Tab and Shift+Tab: through a selected block, else to the next cell that takes text."""
        if self._cycle(0, step):
            return
        here = self._view.current_place
        going_on = self._run is not None and self._run[1] == here
        fresh = here[1] if self.stop(*here) else None  # a run that begins at a name begins where typing can
        began = self._run[0] if self._run is not None and going_on else fresh
        self._on(step)
        place = self._view.current_place
        self._run = (place[1] if began is None else began, place)

    def _on(self, step: int) -> None:
        """To the next or previous cell that takes text, over the end of the line; stay where there is none."""
        line, at = self._view.current_place
        if line < 0:
            self.go(0, 0)
            return
        shown = self.shown()[::step]
        typed = self._grid.sink is not None and any(not self._grid.columns[one].readonly for one in shown)
        across = [one for one in shown if (one > at if step > 0 else one < at)]
        last = self._grid.rowCount() - 1
        for _ in range(_LINES_SEARCHED):
            found = next((one for one in across if not typed or self.stop(line, one)), None)
            if found is not None:
                self.go(line, found)
                return
            line, across = line + step, shown
            if not 0 <= line <= last:
                return

    def _cycle(self, down: int, right: int) -> bool:
        """Enter and Tab stay inside a selected block and run through its shown cells."""
        ranges = self._view.ranges()
        if len(ranges) != 1 or not (down or right):
            return False
        block = ranges[0]
        across = [at for at in self.shown() if block.left() <= at <= block.right()]
        height, width = block.height(), len(across)
        here = self._view.current_place
        if height * width <= 1 or here[1] not in across:
            return False
        line, at = here[0] - block.top(), across.index(here[1])
        if right:
            line, at = divmod((line * width + at + right) % (height * width), width)
        else:
            at, line = divmod((at * height + line + down) % (height * width), height)
        index = self._grid.index(block.top() + line, across[at])
        self._view.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
        self._view.scrollTo(index)
        return True

    # --- keys --------------------------------------------------------------------------------------------------

    def key(self, pressed: Qt.Key, modifiers: int) -> bool:
        """Do what a key that moves the cursor says; whether it is one."""
        extend = bool(modifiers & keys.SHIFT)
        if modifiers & keys.ALT:
            return False
        if pressed in keys.ENTER and not modifiers & keys.CTRL:
            self.enter(back=extend)
        elif pressed in keys.TABS and not modifiers & keys.CTRL:
            self.tab(keys.TABS[pressed])
        elif pressed in keys.ARROWS and not modifiers & keys.CTRL:
            self.step(*keys.ARROWS[pressed], extend=extend)
        elif self._view.current_place[0] >= 0 and (
            place := self._far(
                pressed, self.corner() if extend else self._view.current_place, control=bool(modifiers & keys.CTRL)
            )
        ):
            self.go(*place, extend=extend)
            if pressed == Qt.Key.Key_Home:  # a frozen column is in sight anyway; the others come back too
                bar = self._view.horizontalScrollBar()
                bar.setValue(bar.minimum())
        else:
            return False
        return True

    def _far(self, pressed: Qt.Key, here: tuple[int, int], *, control: bool) -> tuple[int, int] | None:
        """Where Home, End, a page or Ctrl+arrow leads; None for other keys."""
        line, at = here
        shown = self.shown() or [0]
        if control and pressed in keys.ARROWS:
            return self.edge(line, at, *keys.ARROWS[pressed])
        if pressed == Qt.Key.Key_Home:
            return (0, shown[0]) if control else (line, shown[0])
        if pressed == Qt.Key.Key_End:
            return (max(self._grid.shown() - 1, 0), self._last_used()) if control else (line, shown[-1])
        if pressed in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and not control:
            page = max(self._view.viewport().height() // self._view.verticalHeader().defaultSectionSize() - 1, 1)
            return line + (page if pressed == Qt.Key.Key_PageDown else -page), at
        return None

    def _last_used(self) -> int:
        """The last shown column in which anything stands."""
        shown = self.shown() or [0]
        return next((at for at in reversed(shown) if any(self._grid.column_texts(at))), shown[0])

    def edge(self, line: int, at: int, down: int, right: int) -> tuple[int, int]:
        """Where Ctrl+arrow lands: the end of the filled block, else the next filled cell, else the last one."""
        last = max(self._grid.shown() - 1, 0)
        line = min(line, last) if down >= 0 else line
        if down:
            return edges.reach(self._grid, line, at, down), at
        across = self.shown()[::right]
        places = [(line, one) for one in across if (one > at if right > 0 else one < at)]
        if not places:
            return line, at
        running = bool(self._grid.text(line, at)) and bool(self._grid.text(*places[0]))
        for place, following in pairwise(places):
            if running and not self._grid.text(*following):
                return place
            if not running and self._grid.text(*place):
                return place
        return places[-1]
