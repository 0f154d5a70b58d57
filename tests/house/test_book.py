"""The manual as HTML and PDF: complete in one file, its card on one sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools import book

MANUAL, CARD = book.BOOKS


def test_the_page_needs_no_other_file() -> None:
    text = book.page(MANUAL)
    pictures = re.findall(r"!\[[^\]]*\]\((images/[^)]+)\)", MANUAL.source.read_text(encoding="utf-8"))
    assert len(pictures) > 40
    assert re.findall(r'src="(?!data:)', text) == []
    assert text.count("data:image/png;base64,") == len(pictures)
    heads = re.findall(r"^## (.+)$", MANUAL.source.read_text(encoding="utf-8"), re.MULTILINE)
    assert all(f'href="#{one}"' in text and f'id="{one}"' in text for one in heads)


@pytest.mark.usefixtures("qapp")
def test_the_card_fits_on_one_sheet(tmp_path: Path) -> None:
    assert book.printed(CARD, tmp_path / "card.pdf") == 1
    assert (tmp_path / "card.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("qapp")
def test_a_heading_stands_with_its_text() -> None:
    document = book.laid_out(MANUAL, 650, 1000)
    assert document.pageCount() > 10
    assert next(book._loose(document), None) is None
