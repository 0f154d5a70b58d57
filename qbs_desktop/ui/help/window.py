"""使用手册 (F1): the chapters and the keys on the left, the text beside them, a search over it. Work goes on behind it.

The clerk may leave it open and read while typing; F1 on another page turns to that page's chapter.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QModelIndex, QSignalBlocker, QStringListModel, Qt
from PySide6.QtGui import QImage, QKeySequence, QPixmap, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop import paths
from qbs_desktop.ui.help import chapters
from qbs_desktop.ui.help.key_list import keys_html
from qbs_desktop.ui.help.reader import Reader
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, named
from qbs_desktop.ui.window import panes, placing

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow

_SIDE = 290
_LINE = 26


def open_manual(window: MainWindow) -> ManualWindow:
    """Show the manual at the chapter of the page in front; there is one of it."""
    opened = cast("list[ManualWindow]", window.findChildren(ManualWindow))
    manual = opened[0] if opened else ManualWindow(window)
    manual.show()
    manual.raise_()
    manual.activateWindow()
    manual.turn_to(window.rail.current_page if window.has_file else "")
    return manual


class ManualWindow(Dialog):
    """See the module text."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("使用手册")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        placing.fit(self, 1180, 720)
        self.reader = Reader(self)
        self.contents = QListView(self)
        self._titles = QStringListModel(self)
        self.keys = QTextBrowser(self)
        self.search = QLineEdit(self)
        self.counted = muted("", self)
        self._hits: list[QTextCursor] = []
        self._at = -1
        self._page = ""
        self._arrange()
        self._connect()
        window.themed.connect(self._retint)
        self._show_page(chapters.MANUAL)

    # --- layout ------------------------------------------------------------------------------------------------

    def _arrange(self) -> None:
        for part in (self.contents, self.keys, self.search, self.reader):  # Tab goes through the links of a text first
            panes.pane(part)
        side = QWidget(self)
        under = QVBoxLayout(side)
        under.setContentsMargins(tokens.MEDIUM, tokens.MEDIUM, 0, tokens.MEDIUM)
        under.setSpacing(tokens.SMALL)
        under.addWidget(named(QLabel("目录", side), "panelTitle"))
        self.contents.setModel(self._titles)
        self.contents.setAccessibleName("目录")
        self.contents.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        under.addWidget(self.contents, 3)
        under.addWidget(named(QLabel("按键", side), "panelTitle"))
        self.keys.setAccessibleName("按键")
        under.addWidget(self.keys, 4)
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, tokens.MEDIUM, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addLayout(self._search_line(right))
        column.addWidget(self.reader, 1)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.setChildrenCollapsible(False)
        split.addWidget(side)
        split.addWidget(right)
        split.setStretchFactor(1, 1)
        split.setSizes([_SIDE, 1180 - _SIDE])
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(split)

    def _search_line(self, parent: QWidget) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setContentsMargins(tokens.SMALL, 0, tokens.MEDIUM, 0)
        self.search.setPlaceholderText("在手册里查找（Ctrl+F），回车找下一处")
        self.search.setAccessibleName("在手册里查找")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(300)
        self.counted.setWordWrap(False)
        self.back = QPushButton("回到手册", parent)
        self.back.setAutoDefault(False)
        self.back.hide()
        close = QPushButton("关闭", parent)
        close.setAutoDefault(False)
        close.setToolTip("Esc")
        close.clicked.connect(self.close)
        line.addWidget(self.search)
        line.addWidget(self.counted)
        line.addStretch(1)
        line.addWidget(self.back)
        line.addWidget(close)
        return line

    def _connect(self) -> None:
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self.on)
        for keys, act in (("Ctrl+F", self._to_search), ("F3", self.on), ("Shift+F3", self.back_one)):
            QShortcut(QKeySequence(keys), self, act)
        for keys, way in (("F6", 1), ("Shift+F6", -1)):
            QShortcut(QKeySequence(keys), self, partial(panes.go, self, self, way))
        self.contents.selectionModel().currentChanged.connect(self._chosen)
        self.reader.verticalScrollBar().valueChanged.connect(self._mark_chapter)
        self.reader.fitted.connect(self._search)
        self.reader.picture_wanted.connect(self._show_picture)
        self.reader.page_wanted.connect(self._follow)
        self.back.clicked.connect(self._go_back)

    # --- turning pages -----------------------------------------------------------------------------------------

    def turn_to(self, page_id: str) -> None:
        """The chapter and the keys of a page of the window."""
        self._page = page_id
        self.keys.setHtml(keys_html(page_id))
        if self.reader.name != chapters.MANUAL:
            self._show_page(chapters.MANUAL)
        self.reader.go(chapters.CHAPTERS.get(page_id, chapters.START))
        self._mark_chapter()
        self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_page(self, name: str) -> None:
        try:
            self.reader.show_page(name)
        except OSError:
            self.reader.setPlainText(f"程序文件夹里没有“{name}”。请重新安装程序；数据不受影响。")
        with QSignalBlocker(self.contents.selectionModel()):
            self._titles.setStringList([one.title for one in self.reader.headings() if one.level == 2])
        self.contents.setMaximumHeight(self._titles.rowCount() * _LINE + 8)
        self.back.setVisible(name != chapters.MANUAL)
        self._search()

    def _follow(self, name: str, heading: str) -> None:
        """A link of the text."""
        if name and name != self.reader.name:
            self._show_page(name)
        if heading:
            self.reader.go(heading)

    def _go_back(self) -> None:
        self._show_page(chapters.MANUAL)
        self.turn_to(self._page)

    def _chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        self.reader.go(str(now.data() or ""))

    def _mark_chapter(self, *_value: int) -> None:
        """Mark the chapter that is in sight."""
        titles = self._titles.stringList()
        chapter = self.reader.chapter()
        if chapter in titles:
            with QSignalBlocker(self.contents.selectionModel()):
                self.contents.setCurrentIndex(self._titles.index(titles.index(chapter)))
            self.contents.viewport().update()

    def _retint(self) -> None:
        if self.reader.name:
            self.reader.draw()
        self.keys.setHtml(keys_html(self._page))
        self._search()

    def _show_picture(self, name: str) -> None:
        PictureDialog(name, self).open()

    # --- finding -----------------------------------------------------------------------------------------------

    def _to_search(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def _search(self, *_text: str) -> None:
        wanted = self.search.text().strip()
        self._hits = self.reader.hits(wanted)
        here = self.reader.textCursor().selectionStart()
        after = [number for number, one in enumerate(self._hits) if one.selectionStart() >= here]
        self._at = (after or [0])[0] if self._hits else -1
        self._show_hit(none="没有找到" if wanted else "")

    def on(self) -> None:
        """The next place, round to the first."""
        self._step(1)

    def back_one(self) -> None:
        """The place before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        if self._hits:
            self._at = (self._at + step) % len(self._hits)
            self._show_hit(none="")

    def _show_hit(self, *, none: str) -> None:
        if not self._hits:
            self.counted.setText(none)
            return
        self.counted.setText(f"{self._at + 1}/{len(self._hits)}")
        self.reader.setTextCursor(self._hits[self._at])
        self.reader.ensureCursorVisible()


class PictureDialog(Dialog):
    """One picture of the manual in full size."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("图")
        picture = QLabel(self)
        picture.setPixmap(QPixmap.fromImage(QImage(str(paths.manual() / name))))
        picture.setAccessibleName("图")
        area = QScrollArea(self)
        area.setAccessibleName("图")
        area.setWidget(picture)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(area)
        placing.fit(self, picture.sizeHint().width() + 4, picture.sizeHint().height() + 4)
