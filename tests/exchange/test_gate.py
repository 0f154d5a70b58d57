"""Whatever is no sound workbook is refused with a sentence that names it and says what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.exchange import gate, workbook
from tests.fixtures import workbooks


@pytest.mark.parametrize(("make", "words"), workbooks.BROKEN.values(), ids=workbooks.BROKEN)
def test_a_file_that_is_no_sound_workbook_is_refused_by_name(
    tmp_path: Path, make: Callable[[Path], Path], words: str
) -> None:
    path = make(tmp_path / "报表.xlsx")
    with pytest.raises(Refusal) as refusal:
        workbook.read(path)
    assert "报表.xlsx" in str(refusal.value)
    assert words in str(refusal.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7 whatever", "PDF"),
        (b"<?xml version='1.0'?><Workbook/>", "XML"),
        (b"\x00\x01\x02\x03" * 50, "已损坏"),
        (b"PK\x03\x04" + b"\x00" * 200, "已损坏"),
    ],
)
def test_the_content_decides_and_not_the_extension(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refusal, match=words):
        workbook.read(path)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (["ppt/presentation.xml"], "演示文稿"),
        (["xl/workbook.bin"], "xlsb"),
        (["content.xml", "mimetype"], "ODS"),
        (["照片.jpg"], "压缩包"),
    ],
)
def test_other_packages_are_told_apart(tmp_path: Path, names: list[str], words: str) -> None:
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(Refusal, match=words):
        workbook.read(path)


def test_a_missing_file_and_a_folder_have_their_own_sentences(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="找不到文件"):
        workbook.read(tmp_path / "没有.xlsx")
    with pytest.raises(Refusal, match="文件夹"):
        workbook.read(tmp_path)


def test_a_packed_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (gate.RATIO_FROM + 1))
    with pytest.raises(Refusal, match="异常地大"):
        workbook.read(path)


def test_a_damaged_byte_inside_is_noticed(tmp_path: Path) -> None:
    path = workbooks.annex_book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 200
    body = bytearray(path.read_bytes())
    body[at] ^= 0x55
    path.write_bytes(bytes(body))
    with pytest.raises(Refusal, match="已损坏"):
        workbook.read(path)


@pytest.mark.parametrize(
    ("find", "replace", "words"),
    [
        ('<row r="5"', '<row r="4"', "次序错乱"),
        ('r="B5"', 'r="A5"', "次序错乱"),
        ("</sheetData>", "</sheetData><sheetData/>", "两份数据"),
        ("<v>1377</v>", "<v>13x7</v>", "已损坏"),
        ("<v>1377</v>", "<v>NaN</v>", "已损坏"),
        ('r="C5"', 'r="C7"', "已损坏"),
        ("</worksheet>", "", "已损坏"),
    ],
)
def test_sheets_that_programs_read_differently_are_refused(tmp_path: Path, find: str, replace: str, words: str) -> None:
    good = workbooks.annex_book(tmp_path / "good.xlsx")

    def change(xml: str) -> str:
        assert find in xml
        return xml.replace(find, replace, 1)

    path = workbooks.rewritten(good, tmp_path / "odd.xlsx", "xl/worksheets/sheet1.xml", change)
    with pytest.raises(Refusal, match=words):
        workbook.read(path)


def test_two_sheets_of_one_name_are_refused(tmp_path: Path) -> None:
    good = workbooks.annex_book(tmp_path / "good.xlsx")
    path = workbooks.rewritten(
        good, tmp_path / "odd.xlsx", "xl/workbook.xml", lambda xml: xml.replace("附件2", "附件1")
    )
    with pytest.raises(Refusal, match="重名的工作表"):
        workbook.read(path)
