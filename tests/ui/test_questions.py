"""What Enter means in a question box."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from qbs_desktop.ui import feedback

K = Qt.Key


@pytest.mark.parametrize(
    ("key", "harmless", "goes_on"),
    [(K.Key_Return, True, True), (K.Key_Return, False, False), (K.Key_Escape, True, False)],
)
def test_enter_goes_on_only_where_it_can_be_undone(
    qapp: QApplication, key: Qt.Key, harmless: bool, goes_on: bool
) -> None:
    QTimer.singleShot(0, lambda: QTest.keyClick(qapp.activeModalWidget(), key))
    assert feedback.ask(None, "要接收吗？", yes="接收", harmless=harmless) is goes_on
