"""Whatever is no sound workbook is refused with a sentence that names it and says what to do."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.exchange.sheets import gate, workbook
from tests.fixtures import formats, workbooks


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


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (formats.locked, "取消密码"),
        (formats.xls, "旧版 Excel"),
        (lambda path: formats.text(path, "utf-8"), "文本文件"),
    ],
)
def test_a_return_has_to_be_a_package(tmp_path: Path, make: Callable[[Path], Path], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        gate.package_of(gate.take(make(tmp_path / "报表.xlsx")))


def _changed_heads(path: Path, change: Callable[[bytearray, int], None]) -> Path:
    """A workbook with every entry of its directory and every local head changed."""
    body = bytearray(workbooks.table_book(path, [["名称"], ["甲"]]).read_bytes())
    for mark, at_flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = body.find(mark)
        while at >= 0:
            change(body, at + at_flags)
            at = body.find(mark, at + 4)
    path.write_bytes(body)
    return path


def test_a_package_with_enciphered_parts_is_refused(tmp_path: Path) -> None:
    def encipher(body: bytearray, at: int) -> None:
        body[at] |= 1

    with pytest.raises(Refusal, match="加密的压缩包"):
        workbook.read(_changed_heads(tmp_path / "报表.xlsx", encipher))


def test_a_package_of_thousands_of_parts_is_refused(tmp_path: Path) -> None:
    path = workbooks.table_book(tmp_path / "报表.xlsx", [["名称"], ["甲"]])
    with zipfile.ZipFile(path, "a") as archive:
        for number in range(gate.MAX_PARTS):
            archive.writestr(f"xl/media/{number}.png", b"")
    with pytest.raises(Refusal, match="异常地大"):
        workbook.read(path)


def test_a_part_with_a_second_name_is_refused(tmp_path: Path) -> None:
    path = workbooks.table_book(tmp_path / "报表.xlsx", [["名称"], ["甲"]])
    with zipfile.ZipFile(path, "a") as archive:
        other = zipfile.ZipInfo("xl/media/a.png")
        other.extra = b"\x01\x00\x02\x00ab" + b"\x75\x70\x09\x00\x01\x00\x00\x00\x00name"
        archive.writestr(other, b"")
    with pytest.raises(Refusal, match="另有名称"):
        workbook.read(path)


def test_a_file_that_may_not_be_read_is_told_as_open_elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_how: object, **_more: object) -> object:
        raise PermissionError(13, "denied")

    path = workbooks.table_book(tmp_path / "报表.xlsx", [["名称"]])
    monkeypatch.setattr(Path, "open", denied)
    with pytest.raises(EnvironmentFault, match="占用"):
        gate.take(path)


def test_a_folder_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "夹.xlsx").mkdir()
    with pytest.raises(Refusal, match="文件夹"):
        gate.take(tmp_path / "夹.xlsx")
