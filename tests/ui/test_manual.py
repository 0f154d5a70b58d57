"""使用手册 (F1): every page has its chapter and its keys; pictures, search and links work without a network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QApplication, QDialog

from qbs_desktop import paths
from qbs_desktop.ui.help import chapters
from qbs_desktop.ui.help.key_list import key_groups, keys_html
from qbs_desktop.ui.help.reader import Reader
from qbs_desktop.ui.help.window import ManualWindow, PictureDialog
from qbs_desktop.ui.main_window import MainWindow
from qbs_desktop.ui.pages import PAGES
from qbs_desktop.ui.style.apply import Theme

K = Qt.Key
IMAGE = QTextDocument.ResourceType.ImageResource


def press_f1(qtbot, window: MainWindow) -> ManualWindow:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, K.Key_F1)
    qtbot.waitUntil(lambda: bool(window.findChildren(ManualWindow)))
    return window.findChildren(ManualWindow)[0]


@pytest.fixture
def manual(qtbot, opened: MainWindow) -> ManualWindow:
    opened.show_page("month")
    made = press_f1(qtbot, opened)
    qtbot.waitUntil(lambda: not made.reader._again.isActive(), timeout=20_000)
    return made


def test_every_page_has_a_chapter_that_the_manual_has() -> None:
    assert set(chapters.CHAPTERS) == {"", *(entry.id for entry in PAGES)}
    headings = re.findall(r"^## (.+)$", chapters.text(), re.MULTILINE)
    assert set(chapters.CHAPTERS.values()) <= set(headings)
    assert len(headings) == len(set(headings))


def test_f1_turns_to_the_chapter_of_the_page_in_front(qtbot, opened: MainWindow) -> None:
    for page_id in (entry.id for entry in PAGES):
        opened.show_page(page_id)
        shown = press_f1(qtbot, opened)
        qtbot.waitUntil(lambda shown=shown: not shown.reader._again.isActive(), timeout=20_000)
        assert shown.reader.chapter() == chapters.CHAPTERS[page_id]
        assert shown.contents.currentIndex().data() == chapters.CHAPTERS[page_id]
        own = [group.name for group in key_groups() if page_id in group.pages]
        assert shown.keys.toPlainText().startswith(own[0] if own else "文件"), page_id


def test_f1_without_a_file_begins_with_the_first_chapter(qtbot, window: MainWindow) -> None:
    window.show_welcome()
    assert press_f1(qtbot, window).reader.chapter() == chapters.START


def test_there_is_one_manual_and_the_work_goes_on_behind_it(qtbot, opened: MainWindow, manual: ManualWindow) -> None:
    assert not manual.isModal()
    opened.show_page("checks")
    assert press_f1(qtbot, opened) is manual
    assert manual.reader.chapter() == "审核"
    assert opened.show_page("charts") is opened.current_page()
    qtbot.keyClick(manual, K.Key_Escape)
    qtbot.waitUntil(lambda: not opened.findChildren(ManualWindow))


def test_the_chapter_in_sight_is_marked_while_one_reads(qtbot, manual: ManualWindow) -> None:
    manual.contents.setFocus()
    qtbot.keyClick(manual.contents, K.Key_End)
    last = manual.contents.currentIndex().data()
    assert manual.reader.textCursor().block().text() == last
    qtbot.wait(1)
    manual.reader.verticalScrollBar().setValue(0)
    assert manual.contents.currentIndex().row() == 0


def test_every_picture_is_there_and_no_wider_than_the_text(manual: ManualWindow) -> None:
    names = re.findall(r"\]\((images/[\w-]+\.png)\)", chapters.text())
    assert len(names) > 40
    for name in names:
        picture = manual.reader.loadResource(IMAGE.value, QUrl(name))
        assert isinstance(picture, QImage)
        assert not picture.isNull(), name
        assert picture.deviceIndependentSize().width() <= manual.reader._column()


def test_only_the_pictures_in_sight_are_read(qtbot, opened: MainWindow, monkeypatch) -> None:
    """Reading and scaling all of them kept F1 waiting for two seconds."""
    read: list[str] = []
    load = Reader.loadResource

    def counted(reader: Reader, kind: int, name: QUrl) -> object:
        read.append(name.toString())
        return load(reader, kind, name)

    monkeypatch.setattr(Reader, "loadResource", counted)
    shown = press_f1(qtbot, opened)
    qtbot.waitUntil(lambda: bool(shown.reader.viewport().grab()) and not shown.reader._again.isActive())
    assert len(set(read)) < 8
    before = set(read)
    shown.reader.go("月度填报")
    shown.reader.viewport().grab()
    assert set(read) > before


def test_another_width_gets_other_pictures_and_the_place_stays(qtbot, manual: ManualWindow) -> None:
    before = manual.reader._drawn
    manual.resize(manual.size() - QSize(160, 0))
    qtbot.waitUntil(lambda: manual.reader._drawn < before)
    assert manual.reader.chapter() == "月度填报"


def test_what_was_found_is_found_in_the_other_width_too(qtbot, manual: ManualWindow) -> None:
    manual.search.setText("漏斗")
    before, counted = manual.reader._drawn, manual.counted.text().rpartition("/")[2]
    manual.resize(manual.size() - QSize(160, 0))
    qtbot.waitUntil(lambda: manual.reader._drawn < before)
    qtbot.keyClick(manual.search, K.Key_Return)
    assert manual.counted.text().endswith(f"/{counted}")
    assert manual.reader.textCursor().selectedText() == "漏斗"


def test_a_picture_is_shown_in_full_size_and_left_by_esc(qtbot, manual: ManualWindow) -> None:
    manual.reader.anchorClicked.emit(QUrl("images/month.png"))
    shown = manual.findChild(PictureDialog)
    assert isinstance(shown, QDialog)
    assert shown.isVisible()
    with qtbot.waitSignal(shown.finished):
        qtbot.keyClick(shown, K.Key_Escape)


def test_the_search_counts_its_hits_and_goes_round(qtbot, manual: ManualWindow) -> None:
    qtbot.keyClick(manual, K.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is manual.search
    manual.search.setText("漏斗")
    count = chapters.text().count("漏斗")
    assert count > 1
    assert manual.counted.text().endswith(f"/{count}")
    for _ in range(count):
        before = manual.counted.text()
        qtbot.keyClick(manual.search, K.Key_Return)
        assert manual.counted.text() != before
        assert manual.reader.textCursor().selectedText() == "漏斗"
    assert len(manual.reader.extraSelections()) == count
    qtbot.keyClick(manual, K.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    manual.search.setText("没有这个词")
    assert manual.counted.text() == "没有找到"
    assert manual.reader.extraSelections() == []
    manual.search.clear()
    assert manual.counted.text() == ""


def test_a_link_leads_to_the_rules_and_back(qtbot, manual: ManualWindow) -> None:
    manual.reader.anchorClicked.emit(QUrl("审核规则.md"))
    assert manual.reader.headings()[0].title == "审核规则"
    assert manual.back.isVisible()
    qtbot.mouseClick(manual.back, Qt.MouseButton.LeftButton)
    assert manual.reader.name == chapters.MANUAL
    assert manual.reader.chapter() == "月度填报"
    assert not manual.back.isVisible()


def test_colours_change_with_the_window(opened: MainWindow, manual: ManualWindow) -> None:
    light = manual.keys.toHtml()
    opened.set_theme(Theme.DARK)
    assert manual.keys.toHtml() != light
    assert manual.reader.chapter() == "月度填报"


def test_a_manual_that_is_gone_is_said_to_be(qtbot, opened: MainWindow, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(paths, "manual", lambda: tmp_path)
    shown = press_f1(qtbot, opened)
    assert "请重新安装程序" in shown.reader.toPlainText()
    assert "Ctrl+F1" in shown.keys.toPlainText()


def test_the_keys_of_a_page_stand_first_and_none_is_left_out() -> None:
    html = keys_html("checks")
    assert html.startswith("<h4>审核</h4>")
    assert all(keys in html and told in html for group in key_groups() for keys, told in group.keys)
