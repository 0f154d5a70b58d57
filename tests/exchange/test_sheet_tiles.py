"""The short way through a sheet gives what the full parser gives, or leaves the sheet to it."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sheets import sheet_xml
from qbs_desktop.exchange.sheets.cells import PLAIN, Style
from qbs_desktop.exchange.sheets.sheet_tiles import NotPlain, cut
from qbs_desktop.exchange.sheets.sheet_xml import Body, Surroundings, parsed, read_body
from tests.faults.trials import counted
from tests.fixtures import workbooks

HEAD = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
TEXTS = ["名称", "湖南某某公司", ""]
STYLES = [PLAIN, Style("0%", percent=True), Style("yyyy-mm-dd", date=True)]
AROUND = Surroundings("表.xlsx", TEXTS, STYLES, from_1904=False)
PLAIN_ROWS = (
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>0.125</v></c></row>'
    '<row r="3" spans="1:4" hidden="1" ht="15.6" customHeight="1"><c r="A3" t="s"><v>1</v></c><c r="C3" s="1"/>'
    '<c r="D3"><f>SUM(A1:B1)&amp;"x"</f><v>12345.6</v></c><c r="E3" t="str"><f>A1</f><v>甲&lt;乙</v></c></row>'
    '<row r="4"/>'
    '<row r="5"><c r="A5" t="inlineStr"><is><t xml:space="preserve"> 其中：甲 </t></is></c>'
    '<c r="B5" s="2"><v>44927</v></c><c r="C5" t="b"><v>1</v></c><c r="D5" t="e"><v>#REF!</v></c>'
    '<c r="E5"><v>1.1000000000000001</v></c><c r="F5"><v>1E-7</v></c><c r="G5" t="s"><v>2</v></c></row>'
)


def part(rows: str, tail: str = "") -> bytes:
    return f"<?xml version='1.0' encoding='UTF-8'?>\n{HEAD}<sheetData>{rows}</sheetData>{tail}</worksheet>".encode()


def both(xml: bytes) -> tuple[Body, Body]:
    cut(xml, TEXTS, STYLES, from_1904=False)  # it must be able to
    return read_body(AROUND, "表", xml), parsed(AROUND, "表", xml)


def test_a_plain_sheet_is_read_the_same_both_ways() -> None:
    short, full = both(part(PLAIN_ROWS, '<mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>'))
    assert short == full
    assert len(short.rows) == 3
    assert short.hidden_rows == {3}
    assert short.merged


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c> <c r="B1"><v>2</v></c></row>',  # a blank between cells
        '<row r="1"><c r="A1"><v>1<!-- -->0</v></c></row>',
        '<row r="1"><c r="A1"><v><![CDATA[1]]></v></c></row>',
        '<row r="1"><c r="A1"><v>1&#48;</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>9</v></c></row>',
        '<row r="1"><c r="A1" s="7"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1,5</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>2026-10-01</v></c></row>',
        '<row r="1"><c r="A1" cm="1"><v>1</v></c></row>',
        '<row r="1" xmlns="urn:other"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="b"><v>true</v></c></row>',
        "<row><c><v>1</v></c></row>",
        '<c r="A1"><v>1</v></c>',
        '<row r="1"><c r="A1"><v>1</v></c>',
        '<row r="1"><row r="2"/></row>',
        '<x:row xmlns:x="urn:x" r="1"/>',
        '<row r="1"><c r="A1"><is><t>甲</t></is></c></row>',
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&#0;</t></is></c></row>',
        '<row r="1"/></row>',
    ],
)
def test_whatever_is_not_in_the_plain_form_is_left_to_the_parser(rows: str) -> None:
    with pytest.raises(NotPlain):
        cut(part(rows), TEXTS, STYLES, from_1904=False)


@pytest.mark.parametrize(
    "xml",
    [
        part(PLAIN_ROWS).replace(b"UTF-8", b"GB2312"),
        part(PLAIN_ROWS).replace("甲".encode(), b"\xff"),
        part(PLAIN_ROWS, "\x07"),
        part(PLAIN_ROWS).replace(b"<sheetData>", b'<sheetData xmlns="urn:other">'),
        part(PLAIN_ROWS).replace(HEAD.encode(), HEAD.encode() + b"<!-- <sheetData> -->"),
        part(PLAIN_ROWS).replace(b"</sheetData>", b"</sheetData><sheetData></sheetData>"),
        b"<worksheet/>",
    ],
)
def test_a_part_that_a_parser_would_read_otherwise_is_left_to_it(xml: bytes) -> None:
    with pytest.raises(NotPlain):
        cut(xml, TEXTS, STYLES, from_1904=False)


def test_a_broken_part_around_plain_rows_is_refused_all_the_same() -> None:
    for broken in (
        part(PLAIN_ROWS)[:-3],
        part(PLAIN_ROWS, "<mergeCell/>"),
        part(PLAIN_ROWS).replace(b"main", b"other"),
    ):
        with pytest.raises(Refusal):
            read_body(AROUND, "表", broken)


def test_bounds_hold_on_the_short_way(monkeypatch: pytest.MonkeyPatch) -> None:
    far = part('<row r="1"><c r="XFD1"><v>1</v></c></row>')
    with pytest.raises(Refusal, match="XFD1"):
        read_body(AROUND, "表", far)
    monkeypatch.setattr(sheet_xml, "MAX_CELLS", 3)
    with pytest.raises(Refusal, match="3 个"):
        read_body(AROUND, "表", part(PLAIN_ROWS))


def sheets(folder: Path) -> list[bytes]:
    """Worksheet parts as openpyxl and XlsxWriter write them, and those of the annex fixtures."""
    made = []
    for number, look in enumerate(workbooks.LOOKS):
        made.append(workbooks.annex_book(folder / f"{number}.xlsx", workbooks.LOOKS[look]))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("大")
    for row in range(50):
        sheet.append([row, f"第{row}项", row / 7, None, row % 2 == 0])
    book.save(folder / "o.xlsx")
    with xlsxwriter.Workbook(folder / "x.xlsx") as written:
        other = written.add_worksheet()
        other.write_formula(0, 0, "=1+1", None, 2)
        other.write_string(1, 0, "甲&乙")
    return [
        zipfile.ZipFile(path).read(name)
        for path in (*made, folder / "o.xlsx", folder / "x.xlsx")
        for name in zipfile.ZipFile(path).namelist()
        if "worksheets/sheet" in name and name.endswith(".xml")
    ]


def outcome(read: object, xml: bytes, around: Surroundings) -> object:
    try:
        return read(around, "表", xml)  # type: ignore[operator]
    except Refusal as refusal:
        return str(refusal)


def test_hundreds_of_mutants_are_read_the_same_both_ways(tmp_path: Path) -> None:
    around = Surroundings("表.xlsx", [f"文字{n}" for n in range(400)], [*STYLES * 40], from_1904=False)
    seeds = sheets(tmp_path)
    chance = random.Random(20261126)
    pieces = [b"<", b">", b'"', b"/", b"&", b"<!--", b"<row>", b"</c>", b" ", b"9", b"<v>1</v>", b"e5", b"\xe7", b"A"]
    short = 0
    count = counted(200, 800)
    for number in range(count):
        xml = bytearray(seeds[number % len(seeds)])
        for _ in range(chance.randrange(0, 4)):
            at = chance.randrange(len(xml))
            if chance.random() < 0.5:
                del xml[at : at + chance.randrange(1, 6)]
            else:
                xml[at:at] = chance.choice(pieces)
        mutant = bytes(xml)
        assert outcome(read_body, mutant, around) == outcome(parsed, mutant, around), mutant
        try:
            cut(mutant, around.texts, around.styles, from_1904=False)
        except NotPlain:
            continue
        short += 1
    assert short > count / 7
