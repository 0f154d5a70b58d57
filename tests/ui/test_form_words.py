"""填表人和表号 is entered once by keys, stands on every form and in the workbook, and can be taken back."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services import history
from qbs_desktop.services.reporting import form_words
from qbs_desktop.ui.dialogs.form_words import FormWordsDialog
from tests.fixtures import counties


def test_who_fills_the_form_is_entered_once_and_printed(qtbot: QtBot, tmp_path: Path) -> None:
    with counties.county(tmp_path, *counties.ZHUZHOU[0]) as one:
        county = one.workspace
        one.fill_month(counties.OCTOBER)
        dialog = FormWordsDialog(county, None)
        with qtbot.waitActive(dialog):
            dialog.show()
        head, filler = dialog.lines["head"], dialog.lines["filler"]
        assert head.hasFocus()
        head.insert("王一")
        qtbot.keyClick(head, Qt.Key.Key_Tab)
        assert filler.hasFocus()
        filler.insert(" 李二 ")
        with qtbot.waitSignal(dialog.destroyed):
            qtbot.keyClick(filler, Qt.Key.Key_Return)
        assert county.next_undo() == "改单位负责人、填表人"
        made = one.export(counties.OCTOBER, tmp_path)
        book = openpyxl.load_workbook(made)
        printed = [
            str(cell.value)
            for sheet in book
            for row in sheet.iter_rows()
            for cell in row
            if str(cell.value).startswith("单位负责人")
        ]
        assert printed
        assert all(text.startswith("单位负责人：王一        填表人：李二        联系电话：　　") for text in printed)
        (said,) = (one for one in history.entries(county) if one.operation.title == "改单位负责人、填表人")
        assert [(one.record_name, one.after) for one in said.lines] == [("单位负责人", "王一"), ("填表人", "李二")]
        county.undo()
        assert set(form_words.words(county).values()) == {""}


def test_a_text_that_does_not_fit_on_the_form_is_refused_whole(tmp_path: Path) -> None:
    with counties.county(tmp_path, *counties.ZHUZHOU[0]) as one:
        county = one.workspace
        for text in ("长" * 41, "湘统\n〔2026〕1号"):
            with pytest.raises(Refusal, match="文号最多 40 个字"):
                form_words.set_words(county, {"head": "王一", "approval": text})
        assert set(form_words.words(county).values()) == {""}
        assert not form_words.set_words(county, {"head": "  "})
