"""Ties a page's grid to the texts that wait in its file (没有保存的内容): each is shown in its own cell alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Generic

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.period import Period
from qbs_desktop.services.lists import waiting_words
from qbs_desktop.services.lists.waiting import NEW_ROW, Spot, WaitingText, WaitingTexts
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.grid.column import GridColumn, R, Wrong
from qbs_desktop.ui.grid.panel import GridPanel
from qbs_desktop.ui.widgets.parts import Banner

if TYPE_CHECKING:
    from qbs_desktop.ui.shell import Shell

_LOOKED_AT = 200
"""Texts that are tried for whether they would be stored now; more only cost time."""


class WrongBar(Banner):
    """Tells how many typed cells were not stored, here and on other pages, with a jump to the next."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(("再试一次", "转到 (Shift+F7)"), parent)
        self.again, self.jump = self.links

    def tell(self, here: Sequence[Wrong], elsewhere: Sequence[str], *, may_fit: bool) -> None:
        """Show the count, the first reason, and the other places; `may_fit` offers to store them once more."""
        self.setVisible(bool(here or elsewhere))
        self.again.setVisible(may_fit)
        words = f"{len(here)} 个单元格没有保存：{here[0].reason}" if here else ""
        if elsewhere:
            rooms = "、".join(dict.fromkeys(elsewhere))
            other = f"另有 {len(elsewhere)} 处" if here else f"{len(elsewhere)} 个单元格没有保存，"
            words += f"　{other}在{rooms}。" if here else f"{other}在{rooms}。"
        self.label.setText(words)


@dataclass(frozen=True)
class Room(Generic[R]):
    """What a page shows: the ledger's id, and the period a column holds (None on the lists)."""

    panel: GridPanel[R]
    ledger: Callable[[], str]
    period_of: Callable[[str], Period | None]


class TypingKeeper(QObject, Generic[R]):
    """Has what is being typed kept against a crash: connect `tell` to what editors report."""

    def __init__(self, waiting: WaitingTexts, spot: Callable[[int, str], Spot], parent: QObject) -> None:
        super().__init__(parent)
        self._waiting, self._spot = waiting, spot
        self._closing: set[Spot] = set()

    def tell(self, record_id: int, column: GridColumn[R], text: str | None) -> None:
        """An editor shows a text, or with None is closed."""
        spot = self._spot(record_id, column.id)
        if text is not None:
            self._closing.discard(spot)
            self._waiting.typed(spot, text, column.unit)
            return
        self._closing.add(spot)  # the text may be stored in this turn of the loop; after it, Esc was pressed
        QTimer.singleShot(0, self, partial(self._closed, spot))

    def _closed(self, spot: Spot) -> None:
        if spot in self._closing:
            self._closing.discard(spot)
            self._waiting.ended(spot)


class WaitingCells(QObject, Generic[R]):
    """See the module text."""

    def __init__(self, workspace: Workspace, shell: Shell, room: Room[R], page: QWidget) -> None:
        super().__init__(page)
        self._workspace, self._shell, self._room = workspace, shell, room
        self._grid, self._view = room.panel.grid, room.panel.view
        self._elsewhere: list[WaitingText] = []
        self.bar = WrongBar(page)
        room.panel.strip.take(self.bar)
        self.bar.jump.clicked.connect(self.next)
        # Not the button's own shortcut: a button waits a moment before it clicks, and keys typed meanwhile go astray.
        shortcut = QShortcut(QKeySequence("Shift+F7"), page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.next)
        self.bar.again.clicked.connect(self._retry)
        keeper: TypingKeeper[R] = TypingKeeper(workspace.waiting, self._spot, self)
        self._grid.typing.connect(keeper.tell)
        self._grid.judged.connect(self._judged)
        page.destroyed.connect(workspace.waiting.listen(self.show))

    def _spot(self, record_id: int, column_id: str) -> Spot:
        return Spot(self._room.ledger(), record_id, column_id, self._room.period_of(column_id))

    # --- from the grid -----------------------------------------------------------------------------------------

    def _judged(self, judged: list[tuple[int, GridColumn[R], Wrong | None]]) -> None:
        self._workspace.waiting.settle(
            (spot, None if wrong is None else WaitingText(spot, wrong.text, wrong.reason, column.unit))
            for record_id, column, wrong in judged
            for spot in (self._spot(record_id, column.id),)
        )

    # --- to the grid -------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Put what waits into the cells that are on this page now, and tell of the others."""
        here: list[Wrong] = []
        self._elsewhere = []
        for one in self._workspace.waiting.texts():
            column = self._column(one.spot)
            if column is None:
                self._elsewhere.append(one)
            else:
                other = bool(one.unit and column.unit and one.unit != column.unit and one.text)
                text = one.text + one.unit if other else one.text
                here.append(Wrong(one.spot.record_id, column.id, text, one.reason))
        self._grid.set_wrongs(here)
        self.tell()

    def tell(self) -> None:
        """Fill the bar."""
        shown = self._grid.wrongs()
        rooms = [waiting_words.room(self._workspace, one.spot) for one in self._elsewhere]
        self.bar.tell(shown, rooms, may_fit=any(map(self._fits, shown[:_LOOKED_AT])))

    def _column(self, spot: Spot) -> GridColumn[R] | None:
        at = self._grid.column_of(spot.column)
        if at is None or (spot.ledger, spot.period) != (self._room.ledger(), self._room.period_of(spot.column)):
            return None
        there = spot.record_id in self._grid.places or (spot.record_id == NEW_ROW and self._grid.offer_new)
        return self._grid.columns[at] if there else None

    def _fits(self, wrong: Wrong) -> bool:
        at = self._grid.column_of(wrong.column_id)
        check = self._grid.columns[at].check if at is not None else None
        try:
            if check is not None:
                check(wrong.text)
        except ValueProblem:
            return False
        return True

    # --- acts --------------------------------------------------------------------------------------------------

    def next(self) -> None:
        """Shift+F7: go to the next cell whose text was not stored; behind the last one, to the other pages."""
        places = sorted(
            (line, at)
            for one in self._grid.wrongs()
            if (at := self._grid.column_of(one.column_id)) is not None
            and (line := self._grid.line_noted(one.record_id)) >= 0
        )
        later = [place for place in places if place > self._view.current_place]
        if not later and self._elsewhere:
            self._shell.jump(self._elsewhere[0].spot)
        elif places:
            self._go(*(later or places)[0])

    def goto(self, spot: Spot) -> bool:
        """Put the cursor on a cell of this page; filters that hide it are lifted. False if it is not here."""
        at = self._grid.column_of(spot.column)
        if at is None or self._column(spot) is None:
            return False
        if self._grid.line_noted(spot.record_id) < 0:
            self._grid.clear_filters()
        line = self._grid.line_noted(spot.record_id)
        if line >= 0:
            self._go(line, at)
        return line >= 0

    def _go(self, line: int, at: int) -> None:
        self._view.setColumnHidden(at, False)
        self._view.go(line, at)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _retry(self) -> None:
        outcome = self._grid.retry()
        if outcome.stored or outcome.made:
            self._shell.say("已保存。" if not outcome.wrong else f"已保存，还有 {len(outcome.wrong)} 格没有保存。")
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)
