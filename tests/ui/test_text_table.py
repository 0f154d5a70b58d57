"""The read-only table: no column is squeezed until its text cannot be read, and long texts break into lines."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table


def test_a_narrow_table_scrolls_sideways_and_gives_back_what_a_wide_one_has(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    model: TextModel[str] = TextModel((TextColumn("单位", 200, str), TextColumn("原因", 0, str, least=180)), parent)
    view = table(model, "退回项", parent, breaking=(1,))
    parent.show()
    view.show()
    model.show_rows(["请核实这一个数是不是计量单位填错了，改好以后再报一次", "短"])
    for width, wanted in ((260, 180), (900, 900 - 200), (260, 180)):
        view.resize(width, 200)
        qtbot.waitUntil(lambda wanted=wanted: abs(view.columnWidth(1) - wanted) <= 4)
    qtbot.waitUntil(lambda: view.rowHeight(0) > view.rowHeight(1))
    assert view.horizontalScrollBar().maximum() > 0
