"""Bad input never becomes a wrong number: what a reader could misread is refused or named, with its cell."""

from __future__ import annotations

import random
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import EnvironmentFault, QbsError, Refusal
from qbs_desktop.domain.finding import Grade, SheetFinding
from qbs_desktop.exchange.copies import annotating
from qbs_desktop.exchange.reading.readings import TableRead, Wish
from qbs_desktop.exchange.reading.recognising import recognise
from qbs_desktop.exchange.sheets import gate, workbook
from qbs_desktop.services import profiles
from tests.exchange.returns_made import repack
from tests.fixtures import workbooks

ZHUZHOU = profiles.load("zhuzhou")
HEAD = ["序号", "产业名称", "2021年", "2025年", "年均增速"]
SHEET = "xl/worksheets/sheet1.xml"
TEN = '<c r="C4" t="n"><v>10</v></c>'


def book(path: Path, *rows: list[object], unit: str = "单位：亿元") -> Path:
    return workbooks.table_book(path, [["千亿产业培育计划"], [unit], HEAD, *rows])


def tables(path: Path, wish: Wish | None = None) -> list[TableRead]:
    return recognise(workbook.read(path), ZHUZHOU, wish)


def rules(table: TableRead) -> dict[str, str]:
    """Rule → message of every finding of a table."""
    return {one.rule: one.message for one in (*table.findings, *(f for row in table.rows for f in row.findings))}


def first_value(table: TableRead) -> Decimal | None:
    return next((one.figure.value for row in table.rows for one in row.figures if one.period.year == 2021), None)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    return book(tmp_path / "好.xlsx", [1, "甲产业", 10, 100, "12%"], [2, "乙产业", 5, 6, None])


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="C4"><v>10</v><v>5</v></c>',
        '<c r="C4"><v>10</v><is><t>7</t></is></c>',
        '<c r="C4"><v>1<v>0</v></v></c>',
        '<c r="C4"><v>1<!-- -->0</v></c>',
        '<c r="C4"><v>1<?x y?>0</v></c>',
        '<c r="C4" s="-1"><v>10</v></c>',
        '<c r="C4"><v>10</v><m:a xmlns:m="http://x"><v>99</v></m:a></c>',
    ],
)
def test_a_cell_that_programs_read_differently_is_refused(cell: str, sound: Path, tmp_path: Path) -> None:
    path = workbooks.rewritten(sound, tmp_path / "坏.xlsx", SHEET, lambda xml: xml.replace(TEN, cell, 1))
    with pytest.raises(Refusal, match=r"坏\.xlsx"):
        workbook.read(path)


def with_number(text: str, sound: Path, tmp_path: Path) -> Path:
    return workbooks.rewritten(
        sound, tmp_path / "大.xlsx", SHEET, lambda xml: xml.replace("<v>10</v>", f"<v>{text}</v>", 1)
    )


@pytest.mark.parametrize("text", ["1E20", "1E300"])
def test_a_number_beyond_all_bounds_is_a_finding(text: str, sound: Path, tmp_path: Path) -> None:
    (table,) = tables(with_number(text, sound, tmp_path))
    assert "import.too_large" in rules(table)
    assert table.rows[0].rejected


@pytest.mark.parametrize("text", ["1E999", "-1E999"])
def test_a_number_that_no_spreadsheet_can_hold_is_a_damaged_file(text: str, sound: Path, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="已损坏或不完整，没有读取"):
        tables(with_number(text, sound, tmp_path))


@pytest.mark.parametrize("text", ["1377①", "1377²", "1½", "⑴", "12\n5", "1 2", "12 5"])
def test_a_footnote_mark_or_a_second_number_is_never_more_digits(text: str, tmp_path: Path) -> None:
    (table,) = tables(book(tmp_path / "a.xlsx", [1, "甲产业", text, 100, None], [2, "乙产业", 5, 6, None]))
    assert table.rows[0].rejected
    assert "import.not_a_number" in rules(table)


@pytest.mark.parametrize(("text", "value"), [("1 377", 1377), ("1\u00a0377", 1377), (" 12 ", 12), ("１２ 亿元", 12)])
def test_blanks_that_part_thousands_or_stand_outside_are_read_over(text: str, value: int, tmp_path: Path) -> None:
    (table,) = tables(book(tmp_path / "a.xlsx", [1, "甲产业", text, 100, None], [2, "乙产业", 5, 6, None]))
    assert first_value(table) == value * 10**8


def test_a_time_is_no_amount(sound: Path, tmp_path: Path) -> None:
    changed = openpyxl.load_workbook(sound)
    changed.active["C4"].value = 0.25
    changed.active["C4"].number_format = "hh:mm"
    changed.save(tmp_path / "a.xlsx")
    (table,) = tables(tmp_path / "a.xlsx")
    assert "日期或时间格式" in rules(table)["import.not_a_number"]


@pytest.mark.parametrize(("code", "taken"), [('0"万元"', False), ('0.00"亿"', True), ('General"万元"', False)])
def test_a_number_format_that_names_another_unit_is_told(code: str, taken: bool, sound: Path, tmp_path: Path) -> None:
    changed = openpyxl.load_workbook(sound)
    changed.active["C4"].number_format = code
    changed.save(tmp_path / "a.xlsx")
    (table,) = tables(tmp_path / "a.xlsx")
    assert ("import.unit_contradicted" not in rules(table)) == taken


def test_two_units_above_a_table_are_no_unit_until_the_clerk_says(tmp_path: Path) -> None:
    path = workbooks.table_book(
        tmp_path / "a.xlsx",
        [["千亿产业培育计划（单位：万元）"], ["单位：亿元"], HEAD, [1, "甲产业", 10, 100, None], [2, "乙", 1, 2, None]],
    )
    (table,) = tables(path)
    assert "“万元”又写了“亿元”" in rules(table)["import.no_unit"]
    assert first_value(table) is None
    (table,) = tables(path, Wish(amount_unit="万元"))
    assert first_value(table) == 100_000


def test_an_of_which_row_without_a_row_above_is_told(tmp_path: Path) -> None:
    (table,) = tables(book(tmp_path / "a.xlsx", [None, "其中：丙", 1, 2, None], [1, "甲产业", 10, 100, None]))
    assert "上面没有它所属的行" in rules(table)["import.of_which_unclear"]


def test_a_number_merged_over_two_columns_is_told(sound: Path, tmp_path: Path) -> None:
    changed = openpyxl.load_workbook(sound)
    changed.active.merge_cells("C4:D4")
    changed.save(tmp_path / "a.xlsx")
    (table,) = tables(tmp_path / "a.xlsx")
    assert "与 C 列合并" in rules(table)["import.merged"]


def test_a_row_or_column_of_no_size_counts_as_hidden(sound: Path, tmp_path: Path) -> None:
    def change(xml: str) -> str:
        return xml.replace('<row r="4"', '<row ht="0" r="4"', 1).replace(
            "<sheetData>", '<cols><col min="3" max="3" width="0"/></cols><sheetData>', 1
        )

    (table,) = tables(workbooks.rewritten(sound, tmp_path / "a.xlsx", SHEET, change))
    assert {"import.hidden_rows", "import.hidden_columns"} <= rules(table).keys()


def test_a_hidden_sheet_is_named_and_not_read(sound: Path, tmp_path: Path) -> None:
    changed = openpyxl.load_workbook(sound)
    changed.create_sheet("底稿").append(HEAD)
    changed["底稿"].sheet_state = "hidden"
    changed.save(tmp_path / "a.xlsx")
    _shown, hidden = tables(tmp_path / "a.xlsx")
    assert (hidden.sheet, hidden.ledger, set(rules(hidden))) == ("底稿", None, {"import.hidden_sheet"})


def test_an_empty_workbook_and_one_of_charts_say_so(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    with pytest.raises(Refusal, match="空白工作簿"):
        tables(tmp_path / "空.xlsx")
    charts = openpyxl.Workbook()
    charts.create_chartsheet("图")
    charts.remove(charts.worksheets[0])
    charts.save(tmp_path / "图.xlsx")
    with pytest.raises(Refusal, match="没有工作表"):
        workbook.read(tmp_path / "图.xlsx")


@pytest.mark.parametrize("other", ["xl/styles.xml", "docProps/core.xml", "xl/theme/theme1.xml"])
def test_a_listed_sheet_that_is_none_is_not_passed_over(other: str, tmp_path: Path) -> None:
    good = workbooks.annex_book(tmp_path / "good.xlsx")

    def swap(parts: dict[str, bytes]) -> None:
        second = "xl/worksheets/sheet2.xml"
        parts[second], parts[other] = parts[other], parts[second]

    with pytest.raises(Refusal):
        workbook.read(repack(good, tmp_path / "换.xlsx", swap))


def test_a_sheet_without_its_part_is_not_passed_over(tmp_path: Path) -> None:
    good = workbooks.annex_book(tmp_path / "good.xlsx")
    links = "xl/_rels/workbook.xml.rels"
    path = workbooks.rewritten(
        good, tmp_path / "a.xlsx", links, lambda xml: xml.replace('/worksheet"', '/worksheeu"', 1)
    )
    with pytest.raises(Refusal, match="已损坏"):
        workbook.read(path)


def test_merged_areas_lying_over_each_other_are_refused_at_once(sound: Path, tmp_path: Path) -> None:
    merges = "<mergeCells>" + '<mergeCell ref="A1:CV1000"/>' * 300 + "</mergeCells>"
    path = workbooks.rewritten(
        sound, tmp_path / "a.xlsx", SHEET, lambda xml: xml.replace("</sheetData>", "</sheetData>" + merges, 1)
    )
    with pytest.raises(Refusal, match="互相重叠"):
        workbook.read(path)


def test_damaged_files_are_refused_and_never_read_differently(tmp_path: Path) -> None:
    """Bytes turned over and ends cut off: what is still read is what stood there."""
    body = workbooks.annex_book(tmp_path / "seed.xlsx").read_bytes()
    seed = tables(tmp_path / "seed.xlsx")
    draw = random.Random(20260101)
    path = tmp_path / "m.xlsx"
    read = 0
    for number in range(150):
        mutant = bytearray(body)
        for _ in range(draw.choice([1, 1, 2, 8])):
            mutant[draw.randrange(len(mutant))] ^= 1 << draw.randrange(8)
        path.write_bytes(bytes(mutant) if number % 3 else body[: draw.randrange(len(body))])
        try:
            found = tables(path)
        except QbsError:
            continue
        assert found == seed
        read += 1
    assert read < 30


def test_a_directory_that_points_before_the_file_is_damage(tmp_path: Path) -> None:
    path = workbooks.annex_book(tmp_path / "a.xlsx")
    body = bytearray(path.read_bytes())
    end = body.rindex(b"PK\x05\x06")
    body[end + 12 : end + 16] = (2**31).to_bytes(4, "little")
    path.write_bytes(bytes(body))
    with pytest.raises(Refusal, match="已损坏"):
        workbook.read(path)


def test_a_drive_that_fails_while_reading_has_its_own_sentence(tmp_path: Path) -> None:
    loop = tmp_path / "a.xlsx"
    loop.symlink_to(loop)
    with pytest.raises(EnvironmentFault, match="读不出来"):
        gate.open_package(loop)


def test_a_zip_that_holds_a_part_twice_is_refused(tmp_path: Path) -> None:
    path = workbooks.annex_book(tmp_path / "a.xlsx")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, archive.read(SHEET))
    with pytest.raises(Refusal, match="重名"):
        workbook.read(path)


FOUND = [SheetFinding(Grade.ERROR, "import.not_a_number", "Sheet1", "C4", "10", "不是数字。")]


def test_the_marked_copy_of_a_workbook_that_is_gone_is_refused(sound: Path, tmp_path: Path) -> None:
    sound.unlink()
    with pytest.raises(EnvironmentFault, match="没有生成"):
        annotating.annotate(sound, tmp_path / "退", FOUND, {})


def test_the_marked_copy_of_a_workbook_that_was_damaged_meanwhile_is_refused(sound: Path, tmp_path: Path) -> None:
    sound.write_bytes(sound.read_bytes()[:2000])
    with pytest.raises(Refusal, match="已损坏"):
        annotating.annotate(sound, tmp_path / "退", FOUND, {})
    assert not list(tmp_path.glob("退/*"))


@pytest.mark.parametrize("name", ["表.xls", "表.et", f"{'长' * 80}.xlsx"])
def test_a_workbook_of_any_name_gets_its_marked_copy(name: str, sound: Path, tmp_path: Path) -> None:
    made = annotating.annotate(sound.rename(tmp_path / name), tmp_path / "退", FOUND, {})
    assert made.path.exists()
    assert made.lost == ()
