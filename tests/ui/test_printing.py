"""The return on paper: same sheets as the workbook, heads repeated, foot on each page, text that can be searched."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from qbs_desktop.cli import main
from qbs_desktop.domain.forms.filled import Cell
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange.layout import Layout, Merge, Printable, Row
from qbs_desktop.services.reporting import returns
from qbs_desktop.ui import feedback
from qbs_desktop.ui.printing.acts import chosen
from qbs_desktop.ui.printing.pages import PrintedReturn, write_pdf
from qbs_desktop.ui.printing.sheet import PrintedSheet
from tests.ui.test_pages import show

OCTOBER = Period.parse("2026-10")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils are not installed")


def text_of(path: Path) -> list[str]:
    """The text of each page, blanks taken out."""
    found = subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, check=True).stdout.decode()
    return ["".join(page.split()) for page in found.split("\f")[:-1]]


def long_sheet(rows: int, merges: tuple[Merge, ...] = ()) -> Layout:
    sheet = Layout("长表", widths=(8.0, 30.0, 12.0), landscape=False)
    sheet.put([(0, 2, "标题", "title")], 30)
    sheet.rows.append(Row([Cell("序号"), Cell("名称"), Cell("数")], ["head"] * 3, 24))
    sheet.repeat = (1, 1)
    for number in range(rows):
        cells = [Cell(str(number)), Cell(f"第{number}行"), Cell(Decimal(number), "#,##0")]
        sheet.rows.append(Row(cells, ["centre", "text", "number"], 20))
    sheet.merges.extend(merges)
    return sheet


@needs_poppler
def test_the_pages_say_what_the_workbook_says(opened, tmp_path: Path, qapp) -> None:
    printable = returns.printable(opened.workspace, OCTOBER)
    pages = text_of(tmp_path / "a.pdf") if write_pdf(printable, tmp_path / "a.pdf") else []
    assert "“千百十”工程报表" in pages[0]
    assert f"校验码：{printable.code}" in pages[0].replace("校验码：", "校验码：")
    for number, page in enumerate(pages, 1):
        assert page.endswith(f"第{number}页共{len(pages)}页校验码{printable.code}")
        assert "示例县2026年10月第1版（未导出）" in page
    whole = "".join(pages)
    for wanted in ("示例甲子陶瓷有限公司", "营业收入（亿元）", "其中：1）示例毛竹初加工", "单位负责人"):
        assert wanted in whole
    assert not any(0x2E80 <= ord(sign) <= 0x2FDF or 0xF900 <= ord(sign) <= 0xFAFF for sign in whole)


def test_heads_are_repeated_and_every_row_stands_on_one_page(qapp) -> None:
    sheet = PrintedSheet(long_sheet(120))
    assert len(sheet.pages) > 2
    assert [row for page in sheet.pages for row in page.rows] == list(range(122))
    assert [len(page.repeated) for page in sheet.pages] == [0] + [1] * (len(sheet.pages) - 1)


def test_a_record_with_its_parts_is_not_cut_by_a_page(qapp) -> None:
    cut = PrintedSheet(long_sheet(60)).pages[0].rows.stop
    sheet = PrintedSheet(long_sheet(60, (Merge(cut - 2, 0, cut + 1, 0),)))
    assert sheet.pages[0].rows.stop == cut - 2


def test_a_wide_sheet_is_fitted_to_the_width_and_a_narrow_one_is_not_blown_up(qapp) -> None:
    wide = long_sheet(1)
    wide.widths = (60.0, 90.0, 60.0)
    assert 0.3 < PrintedSheet(wide).scale < 0.6
    assert PrintedSheet(long_sheet(1)).scale == 1
    wide.landscape, wide.paper = True, "A3"
    assert PrintedSheet(wide).size == (1190.55, 841.89)
    assert PrintedSheet(wide).scale > 0.8


def test_a_long_text_gets_the_room_it_needs(qapp) -> None:
    sheet = long_sheet(1)
    short = PrintedSheet(sheet)._rows
    sheet.rows[-1] = sheet.rows[-1]._replace(cells=[Cell("1"), Cell("很长的说明" * 40), Cell(None)])
    assert PrintedSheet(sheet)._rows[-1] > short[-1] + 200


def test_every_page_has_ink_inside_its_margins_only(opened, qapp) -> None:
    printed = PrintedReturn(returns.printable(opened.workspace, OCTOBER, decimals=1))
    for number in range(len(printed.pages)):
        image = printed.image(number, 48)
        edge = [image.pixelColor(x, y) for x in (2, image.width() - 3) for y in range(image.height())]
        assert all(colour == Qt.GlobalColor.white for colour in edge)
        assert any(image.pixelColor(image.width() // 2, y).lightness() < 200 for y in range(image.height()))


@needs_poppler
def test_a_long_name_of_the_unit_leaves_page_number_and_code_apart(opened, tmp_path: Path, qapp) -> None:
    made = returns.printable(opened.workspace, OCTOBER)
    path = tmp_path / "长名.pdf"
    write_pdf(
        replace(made, foot="湖南省湘西土家族苗族自治州现代农业与文旅融合发展示范园区管理委员会" + made.foot), path
    )
    found = subprocess.run(["pdftotext", "-bbox", "-l", "1", str(path), "-"], capture_output=True, check=True).stdout
    words = [
        [float(n) for n in re.findall(r'"([\d.]+)"', line)] for line in found.decode().splitlines() if "<word" in line
    ]
    foot = max(word[3] for word in words)
    line = sorted(word for word in words if word[3] > foot - 2)
    assert len(line) > 3
    assert all(before[2] <= after[0] for before, after in pairwise(line))


def test_the_page_writes_a_pdf_of_the_ticked_forms(opened, qtbot, tmp_path: Path, monkeypatch) -> None:
    page = show(qtbot, opened, "returns")
    said: list[str] = []
    monkeypatch.setattr(feedback, "pick_new_file", lambda *_: tmp_path / "报表")
    monkeypatch.setattr(feedback, "done", lambda _parent, _text, detail, _act: bool(said.append(detail)))
    page.forms.ticked = {"project_month"}
    page.pdf_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert said[0].startswith("报表.pdf（共 3 页，校验码 ")
    assert (tmp_path / "报表.pdf").read_bytes().startswith(b"%PDF")


def test_a_computer_without_a_printer_says_what_to_do(opened, qtbot, monkeypatch) -> None:
    page = show(qtbot, opened, "returns")
    said: list[str] = []
    monkeypatch.setattr(feedback, "warn", lambda _parent, text, detail="": said.append(text + detail))
    page.print_button.click()
    qtbot.waitUntil(lambda: bool(said), timeout=20_000)
    assert "没有打印机" in said[0]
    assert "导出 PDF…" in said[0]


@pytest.mark.parametrize(("first", "last", "pages"), [(0, 0, range(5)), (2, 3, range(1, 3)), (4, 9, range(3, 5))])
def test_a_print_dialog_counts_pages_from_one(first: int, last: int, pages: range) -> None:
    assert chosen(first, last, 5) == pages


@needs_poppler
def test_the_command_line_writes_a_pdf_with_the_workbooks_code(opened, tmp_path: Path, capsys, qapp) -> None:
    path = opened.workspace.path
    opened.close()
    assert main(["export", str(path), "--period", "2026-10", "--out", str(tmp_path), "--pdf", "--decimals", "1"]) == 0
    (book,), (paper,) = tmp_path.glob("*千百十报表*.xlsx"), tmp_path.glob("*千百十报表*.pdf")
    code = str(returns.verify(book).manifest["digest"])[:8].upper()
    assert text_of(paper)[0].endswith(f"校验码{code[:4]}-{code[4:]}")
    assert "未导出" not in text_of(paper)[0]


def test_a_printable_is_only_looked_at(opened) -> None:
    before = returns.history_of(opened.workspace)
    assert isinstance(returns.printable(opened.workspace, OCTOBER), Printable)
    assert returns.history_of(opened.workspace) == before
