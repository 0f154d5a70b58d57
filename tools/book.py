"""The manual and the quick card as HTML and PDF, for whoever has not opened the program yet: tools/book.py [--out DIR]

One HTML file each with its pictures inside, and a PDF whose text can be searched. Both come from docs/*.md, whose
pictures come from the program (tools/screenshots).
"""
# ruff: noqa: E402 - the platform is set before Qt is imported

from __future__ import annotations

import argparse
import base64
import html
import os
import re
import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from markdown_it import MarkdownIt
from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QImageReader,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from qbs_desktop import __version__
from qbs_desktop.ui.style import fonts

DOCS = ROOT / "docs"
DPI = 96
STYLE = """
body { font-family: "Noto Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; line-height: 1.7;
       color: #1b2430; max-width: 940px; margin: 0 auto; padding: 24px; }
h1 { font-size: 26px; } h2 { font-size: 20px; margin-top: 36px; border-bottom: 1px solid #d6dde6; }
h3 { font-size: 16px; } img { max-width: 100%; border: 1px solid #d6dde6; }
table { border-collapse: collapse; }
th, td { border: 1px solid #d6dde6; padding: 3px 10px; text-align: left; vertical-align: top; }
th { background: #eef2f7; } code { background: #eef2f7; padding: 0 3px; } nav { column-width: 240px; font-size: 14px; }
"""
PRINT = """
h1 { font-size: 19pt; } h2 { font-size: 13pt; } h3 { font-size: 11pt; } th { background-color: #eeeeee; }
table { border-collapse: collapse; border-color: #999999; } td, th { padding: 2px 6px; } p, li { line-height: 130%; }
"""
GUTTER = 24
"""Pixels between two columns."""
SCALE = 0.5
"""Size of a picture in print for one pixel of the screen."""


@dataclass(frozen=True, slots=True)
class Book:
    """One document: its source, the width of its page in millimetres by its height, and its columns in print."""

    source: Path
    page: tuple[float, float] = (210, 297)
    columns: int = 1
    points: float = 10
    breaks: tuple[str, ...] = ()
    """Headings that begin a column in print."""

    @property
    def name(self) -> str:
        """File name without ending."""
        return self.source.stem


BOOKS = (
    Book(DOCS / "使用手册.md"),
    Book(DOCS / "速查卡.md", page=(297, 210), columns=3, points=10, breaks=("和 Excel 一样的键", "这里特有的键")),
)


def body(book: Book) -> str:
    """The document's Markdown as HTML, headings with an id each."""
    text = re.sub(r"<!--.*?-->\n?", "", book.source.read_text(encoding="utf-8"))
    made = str(MarkdownIt("commonmark").enable("table").render(text))
    return re.sub(r"<h([23])>(.*?)</h\1>", _heading, made)


def _heading(found: re.Match[str]) -> str:
    level, title = found[1], found[2]
    return f'<h{level} id="{html.escape(_plain(title), quote=True)}">{title}</h{level}>'


def _plain(title: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", title))


def page(book: Book) -> str:
    """A page that needs no other file: contents, text, pictures."""
    inside = re.sub(r'src="([^"]+)"', _picture, body(book))
    heads = [_plain(one) for one in re.findall(r"<h2 [^>]*>(.*?)</h2>", inside)]
    links = "".join(f'<div><a href="#{html.escape(one, quote=True)}">{html.escape(one)}</a></div>' for one in heads)
    contents = f"<nav>{links}</nav>" if book.columns == 1 else ""
    first, end, rest = inside.partition("</h1>")
    return (
        f'<!DOCTYPE html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{book.name} {__version__}</title>'
        f"<style>{STYLE}</style></head><body>{first}{end}{contents}{rest}</body></html>\n"
    )


def _picture(found: re.Match[str]) -> str:
    data = (DOCS / found[1]).read_bytes()
    return f'src="data:image/png;base64,{base64.b64encode(data).decode()}"'


# --- print -------------------------------------------------------------------------------------------------------


def printed(book: Book, target: Path) -> int:
    """Write the PDF; returns its pages."""
    writer = QPdfWriter(str(target))
    writer.setTitle(f"千百十填报 {book.name} {__version__}")
    writer.setResolution(DPI)
    size = QPageSize(QSizeF(*book.page), QPageSize.Unit.Millimeter)
    margins = QMarginsF(14, 12, 14, 14)
    writer.setPageLayout(QPageLayout(size, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    room = writer.pageLayout().paintRectPixels(DPI)
    pitch = room.width() / book.columns
    column = int(pitch - (GUTTER if book.columns > 1 else 0))
    document = laid_out(book, column, room.height())
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    for number in range(document.pageCount()):
        place = number % book.columns
        if number and not place:
            writer.newPage()
        painter.save()
        painter.translate(place * pitch, -number * room.height())
        document.drawContents(painter, QRectF(0, number * room.height(), column, room.height()))
        painter.restore()
        if book.columns == 1:
            foot = QRectF(0, room.height() + 6, room.width(), 20)
            painter.setFont(document.defaultFont())
            painter.drawText(foot, Qt.AlignmentFlag.AlignCenter, f"{book.name}　{number + 1}")
    painter.end()
    return -(-document.pageCount() // book.columns)


def document_of(book: Book, column: int, broken: Collection[int]) -> QTextDocument:
    """The document as Qt lays it out: pictures no wider than the column, text that can be searched."""
    document = QTextDocument()
    font = QFont(fonts.paper_family())
    font.setPointSizeF(book.points)
    font.setStyleStrategy(fonts.SEARCHABLE)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    document.setIndentWidth(20)
    document.setDefaultStyleSheet(PRINT)
    document.setBaseUrl(QUrl.fromLocalFile(f"{DOCS}/"))

    def picture(found: re.Match[str]) -> str:
        size = QImageReader(str(DOCS / found[1])).size() * SCALE
        shown = size.scaled(min(column, size.width()), size.height(), Qt.AspectRatioMode.KeepAspectRatio)
        return f'src="{found[1]}" width="{shown.width()}" height="{shown.height()}"'

    text = re.sub(r'src="([^"]+)"', picture, body(book)).replace(
        "<table>", '<table width="100%" border="1" cellspacing="0">'
    )
    text = text.replace("<p><img", '<p style="line-height: 100%"><img')
    number = count()

    def heading(found: re.Match[str]) -> str:
        return f'<h{found[1]} style="page-break-before: always" ' if next(number) in broken else found[0]

    text = re.sub(r"<h([23]) ", heading, text)
    document.setHtml(text)
    return document


def laid_out(book: Book, column: int, height: int) -> QTextDocument:
    """The document in pages. A heading whose text would stand on the next page begins that page."""
    broken = {number for number, title in enumerate(_headings(book)) if title in book.breaks}
    while True:
        document = document_of(book, column, broken)
        document.setPageSize(QSizeF(column, height))
        loose = set() if book.breaks else next(_loose(document), set()) - broken
        if not loose:
            return document
        broken |= loose


def _headings(book: Book) -> list[str]:
    return [_plain(title) for _level, title in re.findall(r"<h([23]) [^>]*>(.*?)</h\1>", body(book))]


def _loose(document: QTextDocument) -> Iterator[set[int]]:
    """The first heading that stands at the foot of a page without its text, by its number."""
    high, layout, number = document.pageSize().height(), document.documentLayout(), -1
    block = document.begin()
    while block.isValid():
        follower = block.next()
        if block.blockFormat().headingLevel() > 1:
            number += 1
            top = layout.blockBoundingRect(block).top()
            below = layout.blockBoundingRect(follower) if follower.isValid() else None
            if below is not None and top // high != (below.bottom() - 1) // high and top % high > high / 2:
                yield {number}
        block = follower


def main() -> int:
    """Write every book."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "manual")
    out = parser.parse_args().out
    out.mkdir(parents=True, exist_ok=True)
    application = QGuiApplication.instance() or QGuiApplication([])
    for book in BOOKS:
        (out / f"{book.name}.html").write_text(page(book), encoding="utf-8")
        pages = printed(book, out / f"{book.name}.pdf")
        print(f"{out / book.name}: {pages} pages")
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())
