"""Showing a Markdown page as a book shows it: headings, ruled tables, pictures as wide as the column (手册正文)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QImage,
    QImageReader,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextTable,
)
from PySide6.QtWidgets import QTextBrowser, QTextEdit, QWidget

from qbs_desktop import paths
from qbs_desktop.ui.help import chapters
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current

_WIDEST = 940
"""Pixels of the text column: longer lines are hard to follow."""
_LINE = 150
_LINE_IN_TABLE = 125
"""Per cent of the letters' height from line to line."""
_HEADS = {1: 24, 2: 19, 3: 15}
"""Pixels of the headings."""


class Heading(NamedTuple):
    """A heading of the page and where it stands."""

    title: str
    level: int
    position: int


class Reader(QTextBrowser):
    """One page of the manual. A click on a picture asks for it in full size, a link leads to another page."""

    picture_wanted = Signal(str)
    page_wanted = Signal(str, str)
    """File name and heading; the name is empty for the page that is shown."""

    fitted = Signal()
    """The page was laid out anew for another width; places found in it before are gone."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName("手册正文")
        self.setOpenLinks(False)
        self.setObjectName("bare")
        self.name, self._text = "", ""
        self._page: QTextDocument | None = None
        self._drawn = 0
        self._top = 0
        """The position of the first line in sight."""
        self._again = QTimer(self, singleShot=True, interval=80)
        self._again.timeout.connect(self._fit)
        self.anchorClicked.connect(self._clicked)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    # --- the page ----------------------------------------------------------------------------------------------

    def show_page(self, name: str) -> None:
        """Show a file of the documents.

        Raises:
            OSError: it is not there; nothing is shown any more.
        """
        self.name, self._text, self._top = "", "", 0
        self.clear()
        self._text = chapters.text(name)
        self.name = name
        self.draw()

    def draw(self) -> None:
        """Lay the page out in the colours and the width of now; the first line in sight stays the first.

        It is laid out once, when the size of every picture stands in it: a picture is then read when it comes in sight.
        """
        top = self._top
        self._drawn = self._column()
        page, before = QTextDocument(self), self._page
        page.setUndoRedoEnabled(False)
        page.setDefaultFont(self.document().defaultFont())
        page.setBaseUrl(QUrl.fromLocalFile(f"{paths.manual()}/"))
        page.setMarkdown(self._text, QTextDocument.MarkdownFeature.MarkdownDialectGitHub)
        self._format(page)
        self.setDocument(page)
        self._page = page
        if before is not None:
            before.deleteLater()
        self._to(top)

    def headings(self) -> list[Heading]:
        """The headings in order."""
        return [
            Heading(block.text(), level, block.position())
            for block in _blocks(self.document())
            if (level := block.blockFormat().headingLevel())
        ]

    def go(self, title: str) -> bool:
        """Bring a heading to the top; False when the page has none of that name."""
        found = next((one for one in self.headings() if one.title == title), None)
        if found is None:
            return False
        self._to(found.position)
        return True

    def _scrolled(self, _value: int) -> None:
        """Keep what the reader sees first; a window made narrower breaks the lines anew and would lose it."""
        self._top = self.cursorForPosition(QPoint(tokens.HUGE, tokens.MEDIUM)).position()

    def _to(self, position: int) -> None:
        """Bring a position to the top."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(position, self.document().characterCount() - 1))
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(cursor).top() - tokens.SMALL)
        self._top = position

    def chapter(self) -> str:
        """The chapter (a heading of the second level) at the top of what is in sight; above all of them, the first."""
        every = [one for one in self.headings() if one.level == 2]
        before = [one.title for one in every if one.position <= self._top]
        return before[-1] if before else every[0].title if every else ""

    # --- looks -------------------------------------------------------------------------------------------------

    def _column(self) -> int:
        return min(self.viewport().width() - 2 * tokens.HUGE, _WIDEST)

    def _format(self, page: QTextDocument) -> None:
        frame = page.rootFrame().frameFormat()
        frame.setMargin(tokens.HUGE)
        frame.setRightMargin(max(self.viewport().width() - self._column() - tokens.HUGE, tokens.HUGE))
        page.rootFrame().setFrameFormat(frame)
        tables: dict[int, QTextTable] = {}
        cursor = QTextCursor(page)
        cursor.beginEditBlock()
        for block in _blocks(page):
            cursor.setPosition(block.position())
            table = cursor.currentTable()
            if table is not None:
                tables[table.firstPosition()] = table
            _space(cursor, block, inside=table is not None)
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            if picture := _picture(block):
                cursor.mergeCharFormat(self._linked(picture))
            elif level := block.blockFormat().headingLevel():
                cursor.setCharFormat(_heading(level))
        for table in tables.values():
            _rule(table)
        cursor.endEditBlock()

    def _linked(self, name: str) -> QTextImageFormat:
        """A picture as wide as the column and no wider than it is; a link to itself."""
        size = QImageReader(_file(QUrl(name))).size()
        looks = QTextImageFormat()
        if size.isValid():
            width = min(self._drawn, size.width())
            looks.setWidth(width)
            looks.setHeight(round(size.height() * width / size.width()))
        looks.setAnchor(True)
        looks.setAnchorHref(name)
        return looks

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Pictures in the size in which they are shown, sharp on the screen in use."""
        if QTextDocument.ResourceType(kind) is not QTextDocument.ResourceType.ImageResource:
            return super().loadResource(kind, name)
        picture = QImage(_file(QUrl(name)))
        if picture.isNull():
            return picture
        ratio = self.devicePixelRatioF()
        width = round(min(self._drawn, picture.width()) * ratio)
        shown = picture.convertToFormat(QImage.Format.Format_RGB32).scaledToWidth(
            max(width, 1), Qt.TransformationMode.SmoothTransformation
        )
        shown.setDevicePixelRatio(ratio)
        return shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width asks for other pictures, once it rests."""
        super().resizeEvent(event)
        self._again.start()

    def _fit(self) -> None:
        if self.name and self._column() != self._drawn:
            self.draw()
            self.fitted.emit()

    # --- finding -----------------------------------------------------------------------------------------------

    def hits(self, wanted: str) -> list[QTextCursor]:
        """Every place of a text, painted."""
        found: list[QTextCursor] = []
        cursor = self.document().find(wanted) if wanted else QTextCursor()
        while not cursor.isNull():
            found.append(cursor)
            cursor = self.document().find(wanted, cursor)
        self.setExtraSelections([_painted(one) for one in found])
        return found

    def _clicked(self, target: QUrl) -> None:
        if target.path().endswith(".png"):
            self.picture_wanted.emit(target.path())
        elif not target.scheme():
            self.page_wanted.emit(target.path(), target.fragment(QUrl.ComponentFormattingOption.FullyDecoded))


def _file(url: QUrl) -> str:
    return url.toLocalFile() if url.isLocalFile() else str(paths.manual() / url.path())


def _blocks(page: QTextDocument) -> Iterator[QTextBlock]:
    block = page.begin()
    while block.isValid():
        yield block
        block = block.next()


def _picture(block: QTextBlock) -> str:
    """The name of the picture a paragraph consists of; empty for text."""
    at = block.begin()
    letters = at.fragment().charFormat() if not at.atEnd() else QTextCharFormat()
    return letters.toImageFormat().name() if letters.isImageFormat() else ""


def _space(cursor: QTextCursor, block: QTextBlock, *, inside: bool) -> None:
    """Air round a heading, a paragraph, a picture; in a table the cells have their own."""
    level = block.blockFormat().headingLevel()
    looks = QTextBlockFormat()
    height = 100 if _picture(block) else _LINE_IN_TABLE if inside else _LINE
    looks.setLineHeight(height, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    above, below = (tokens.HUGE, tokens.SMALL) if level else (0, 0) if inside else (tokens.TINY, tokens.TINY)
    looks.setTopMargin(above)
    looks.setBottomMargin(below)
    cursor.mergeBlockFormat(looks)


def _heading(level: int) -> QTextCharFormat:
    """Larger by its level."""
    letters = QTextCharFormat()
    letters.setProperty(QTextFormat.Property.FontPixelSize, _HEADS.get(level, tokens.BODY))
    letters.setFontWeight(QFont.Weight.Bold)
    return letters


def _rule(table: QTextTable) -> None:
    """A line under every row, a tinted head, as wide as the column."""
    t = current()
    looks = table.format()
    looks.setBorder(0)
    looks.setBorderCollapse(True)
    looks.setCellPadding(tokens.TINY + 1)
    looks.setTopMargin(tokens.SMALL)
    looks.setBottomMargin(tokens.MEDIUM)
    looks.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    table.setFormat(looks)
    for row in range(table.rows()):
        for column in range(table.columns()):
            cell = table.cellAt(row, column)
            line = cell.format().toTableCellFormat()
            line.setBottomBorder(1)
            line.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
            line.setBottomBorderBrush(QBrush(QColor(t.line)))
            if row == 0:
                line.setBackground(QBrush(QColor(t.raised)))
            cell.setFormat(line)


def _painted(cursor: QTextCursor) -> QTextEdit.ExtraSelection:
    found = QTextEdit.ExtraSelection()
    looks = QTextCharFormat()
    looks.setBackground(QColor(current().query_soft))
    found.cursor = cursor  # type: ignore[attr-defined]
    found.format = looks  # type: ignore[attr-defined]
    return found
