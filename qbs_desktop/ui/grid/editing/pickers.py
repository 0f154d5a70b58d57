"""Editors of one line that help to fill it in: a list of offers, ordered units, a calendar, a reading of what is typed.

The same editors serve the grid and the record panel. Their windows never take the focus; every key comes here first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from qbs_desktop.domain import dates
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.ui.grid.editing.offers import Aid, Offer, Offers

K = Qt.Key
_ENTER = (K.Key_Return, K.Key_Enter)
_TABS = (K.Key_Tab, K.Key_Backtab)
_ALT = Qt.KeyboardModifier.AltModifier
_STEPS = {K.Key_Up: -1, K.Key_Down: 1, K.Key_PageUp: -2, K.Key_PageDown: 2}


class LineEditor(QLineEdit):
    """One line."""

    def __init__(self, parent: QWidget, *, framed: bool = False) -> None:
        """`framed` for a field of a form, which looks like any other one."""
        super().__init__(parent)
        if not framed:
            self.setFrame(False)
            self.setStyleSheet(
                "QLineEdit { border: 2px solid palette(highlight); border-radius: 0; padding: 0; min-height: 0; }"
            )
            self.setTextMargins(2, 0, 2, 0)


class PickEditor(LineEditor):
    """One line with offers below it.

    What is typed narrows the list. Enter and Tab take the marked line: the first one is marked by itself when the
    words are a closed list, or when the typed text cannot be meant as it stands (initials, the name of a code);
    otherwise arrows mark. Alt+↓ opens the list, Esc closes it.
    """

    taken = Signal(str)
    """An offer was put in the line."""

    def __init__(self, aid: Aid, parent: QWidget, *, framed: bool = False) -> None:
        super().__init__(parent, framed=framed)
        self._make_offers = aid.offers
        self._closed = aid.closed
        self._reading = aid.reading
        self._offers: Offers | None = None
        from qbs_desktop.ui.grid.editing.popups import OfferPopup  # with what Qt knows of styles: not before typing

        self.popup = OfferPopup(self)
        self.popup.taken.connect(self._clicked)
        self._putting = False
        self.textEdited.connect(self._edited)

    # --- what is offered ---------------------------------------------------------------------------------------

    def offered(self, typed: str) -> Sequence[Offer]:
        """The offers for what is typed; the words are read when first asked for."""
        if self._make_offers is None:
            return ()
        if self._offers is None:
            self._offers = self._make_offers()
        return self._offers(typed)

    def head(self) -> str:
        """The line above the list: how the text is read."""
        return self._reading(self.text()) if self._reading is not None else ""

    def _edited(self, text: str) -> None:
        if not self._putting:
            self._typed(text)

    def _typed(self, text: str) -> None:
        offers = self.offered(text) if text.strip() else ()
        if len(offers) == 1 and offers[0].text == text and not offers[0].note:
            offers = ()  # the word stands there already
        self.popup.show_offers(self.head(), offers, mark=self._first(offers))

    def _first(self, offers: Sequence[Offer]) -> int:
        """The line that is marked by itself."""
        return 0 if offers and (self._closed or offers[0].sure) else -1

    def open_popup(self) -> None:
        """Alt+↓: everything that can be offered, with the present text marked."""
        offers = self.offered("") or self.offered(self.text())
        now = next((row for row, one in enumerate(offers) if one.text == self.text()), -1)
        self.popup.show_offers(self.head(), offers, mark=now)

    # --- taking ------------------------------------------------------------------------------------------------

    @property
    def popup_open(self) -> bool:
        """Whether a list is on screen to choose from."""
        return self.popup.isVisible() and bool(self.popup.offers)

    def take(self) -> None:
        """Take the marked line, if any, and close the list."""
        offer = self.popup.marked if self.popup_open else None
        self.popup.hide()
        if offer is not None:
            self.put(offer)
            self.taken.emit(offer.text)

    def put(self, offer: Offer) -> None:
        """Put an offer in the line, as if it had been typed."""
        self.put_text(offer.text)

    def put_text(self, text: str) -> None:
        """Set the text and tell whoever follows the typing."""
        if text != self.text():
            self.setText(text)
            self._putting = True
            self.textEdited.emit(text)
            self._putting = False

    def _clicked(self, row: int) -> None:
        self.popup.mark(row)
        self.take()

    # --- keys --------------------------------------------------------------------------------------------------

    def popup_key(self, event: QKeyEvent) -> bool:
        """A key for the list; False when it is the editor's."""
        key = Qt.Key(event.key())
        if key == K.Key_Down and event.modifiers() & _ALT and not self.popup_open:
            self.open_popup()
            return True
        if key == K.Key_Escape and self.popup_open:
            self.popup.show_offers(self.head(), ())
            return True
        if key in _STEPS and self.popup_open and not event.modifiers() & _ALT:
            self.popup.step(_STEPS[key])
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """In a form the editor hears its keys itself; in the grid the delegate asks it first."""
        if self.popup_key(event):
            event.accept()
            return
        if event.key() in _ENTER and self.popup_open:
            self.take()
            self.editingFinished.emit()
            event.accept()  # a dialog's own button is not pressed with it
            return
        super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Tab takes the marked line too, before it goes on."""
        if event.type() == QEvent.Type.KeyPress and cast("QKeyEvent", event).key() in _TABS:
            self.take()
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Say what there is to say of the text at once: who leads, what a code lacks."""
        super().focusInEvent(event)
        if self.text():
            self.popup.show_offers(self.head(), ())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The list goes with the focus."""
        self.popup.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The list goes with the editor."""
        self.popup.hide()
        super().hideEvent(event)


_SEPARATORS = str.maketrans(",，;；\n", "、、、、、")


class UnitsEditor(PickEditor):
    """Units in order, the first of which leads (牵头). Typing completes the unit at the cursor.

    In the open list Space adds or removes the marked unit, Alt+↑ and Alt+↓ move it, Delete removes it.
    """

    FOOT = "空格 增减 · Alt+↑↓ 调整顺序 · Del 移除 · 回车 完成"

    def __init__(self, aid: Aid, parent: QWidget, *, framed: bool = False) -> None:
        super().__init__(aid, parent, framed=framed)
        self._narrowed = False
        """Whether the list follows the unit being typed, which a taken one replaces; else it is added at the end."""

    def units(self) -> list[str]:
        """The units in the line, without repeats."""
        parts = [part.strip() for part in self.text().translate(_SEPARATORS).split("、")]
        return list(dict.fromkeys(part for part in parts if part))

    def _segment(self) -> tuple[int, int]:
        """Where the unit at the cursor begins and ends."""
        text, at = self.text().translate(_SEPARATORS), self.cursorPosition()
        start = text.rfind("、", 0, at) + 1
        end = text.find("、", at)
        return start, len(text) if end < 0 else end

    def head(self) -> str:
        """Who leads, as far as units are finished."""
        units = self.units()
        if self._narrowed:
            start, end = self._segment()
            typed = self.text()[start:end].strip()
            units = [unit for unit in units if unit != typed]
        if not units:
            return "排第一的为牵头单位"
        return f"牵头：{units[0]}" + (f"　配合：{'、'.join(units[1:])}" if units[1:] else "")

    def _typed(self, text: str) -> None:
        start, end = self._segment()
        typed = text[start:end].strip()
        chosen = set(self.units()) - {typed}
        offers = [one for one in self.offered(typed) if one.text not in chosen] if typed else ()
        finished = len(offers) == 1 and offers[0].text == typed
        if finished:
            offers = ()
        self._narrowed = bool(typed) and not finished
        self.popup.show_offers(self.head(), offers, self.FOOT, self._first(offers))

    def open_popup(self) -> None:
        """Alt+↓: the units of the line in their order, then the others."""
        self._list(self.units()[0] if self.units() else "")

    def _list(self, mark: str, row: int = 0) -> None:
        units = self.units()
        self._narrowed = False
        chosen = [
            Offer(unit, f"{number}. {unit}", "牵头" if number == 1 else "", sure=False)
            for number, unit in enumerate(units, 1)
        ]
        others = [one for one in self.offered("") if one.text not in units]
        offers = [*chosen, *others]
        place = next((at for at, one in enumerate(offers) if one.text == mark), min(row, len(offers) - 1))
        self.popup.show_offers(self.head(), offers, self.FOOT, place)

    def put(self, offer: Offer) -> None:
        """The unit in place of what was typed at the cursor, or behind the others."""
        if self._narrowed:
            start, end = self._segment()
            text = self.text().translate(_SEPARATORS)
            self._set([*_units(text[:start]), offer.text, *_units(text[end:])])
        else:
            self._set([*self.units(), offer.text])

    def take(self) -> None:
        """Take the marked unit; a separator left at the end goes."""
        super().take()
        self._narrowed = False
        if self.text().rstrip().endswith("、"):
            self._set(self.units())

    def _set(self, units: Sequence[str]) -> None:
        self.put_text("、".join(dict.fromkeys(units)))

    def popup_key(self, event: QKeyEvent) -> bool:
        """Add, remove, move."""
        offer = self.popup.marked if self.popup_open else None
        if offer is None:
            return super().popup_key(event)
        key, units = Qt.Key(event.key()), self.units()
        if key == K.Key_Space:
            self._toggle(offer)
        elif key == K.Key_Delete and offer.text in units:
            self._remove(offer.text)
        elif key in (K.Key_Up, K.Key_Down) and event.modifiers() & _ALT and offer.text in units:
            at = units.index(offer.text)
            to = max(0, min(at + (1 if key == K.Key_Down else -1), len(units) - 1))
            units.insert(to, units.pop(at))
            self._set(units)
            self._list(offer.text)
        else:
            return super().popup_key(event)
        return True

    def _toggle(self, offer: Offer) -> None:
        if offer.text in self.units():
            self._remove(offer.text)
            return
        going_on = self._narrowed
        self.put(offer)
        if going_on:
            self.put_text(f"{self.text()}、")  # the next unit can be typed at once
        self._list(offer.text)

    def _remove(self, unit: str) -> None:
        units = self.units()
        row = units.index(unit)
        units.remove(unit)
        self._set(units)
        self._list("", row)


def _units(text: str) -> list[str]:
    return [part.strip() for part in text.split("、") if part.strip()]


class DateEditor(PickEditor):
    """A date with a calendar on Alt+↓. `with_year` writes out the year of ``3月``."""

    def __init__(self, aid: Aid, parent: QWidget, *, framed: bool = False) -> None:
        super().__init__(aid, parent, framed=framed)
        from qbs_desktop.ui.grid.editing.calendar import CalendarPopup

        self.calendar = CalendarPopup(self)
        self.calendar.sheet.picked.connect(self.take)
        self._with_year = aid.spelled_out

    def open_popup(self) -> None:
        """Alt+↓: the calendar at the date in the line."""
        self.popup.hide()
        text = self.text() if self._with_year is None else self._with_year(self.text())
        try:
            self.calendar.open(dates.parse(text))
        except ValueProblem:
            self.calendar.open("")

    @property
    def popup_open(self) -> bool:
        """Whether the calendar is on screen."""
        return self.calendar.isVisible()

    def take(self) -> None:
        """Put the chosen month or day in the line."""
        shown = self.calendar.isVisible()
        self.calendar.hide()
        self.popup.hide()
        if shown:
            self.put_text(self.calendar.sheet.text)

    def _typed(self, text: str) -> None:
        self.calendar.hide()
        super()._typed(text)

    def popup_key(self, event: QKeyEvent) -> bool:
        """The calendar's keys while it is open."""
        if not self.calendar.isVisible():
            return super().popup_key(event)
        if event.key() == K.Key_Escape:
            self.calendar.hide()
            return True
        return self.calendar.sheet.key(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The calendar goes with the focus."""
        self.calendar.hide()
        super().focusOutEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """The calendar goes with the editor."""
        self.calendar.hide()
        super().hideEvent(event)
