"""T1, T2, T3: each kind of tampering is found and named with its cell; a harmless re-save is not."""

from __future__ import annotations

import pickle
import re
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName

from qbs_desktop.exchange.sealed import canonical
from qbs_desktop.exchange.sealed.verifying import verify
from tests.exchange.returns_made import filled, repack, substitute, write
from tests.faults.trials import counted

Book = openpyxl.Workbook
MONTH = "企业月报"
FIRST = 10
"""Row of the first enterprise: title, four lines, two head rows, guide row, 合计, then it."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("报表") / "报表.xlsx"
    write(path, filled("industry_month"), filled("enterprise_month"))
    return path


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("别县") / "报表.xlsx"
    write(path, filled("industry_month"), filled("enterprise_month"), unit="别县", revision=2)
    return path


@pytest.fixture(scope="module")
def anew(sound: Path) -> Callable[[], Book]:
    """The sound return as openpyxl opens it, every time anew; kept in memory, since opening takes six times as long."""
    kept = pickle.dumps(openpyxl.load_workbook(sound))

    def book() -> Book:
        made = pickle.loads(kept)
        for sheet in made:  # what a pickle does not keep: how a row or column nobody mentioned comes to be
            sheet.row_dimensions.default_factory = sheet._add_row
            sheet.column_dimensions.default_factory = sheet._add_column
        return made

    return book


def put(place: str, value: object, code: str | None = None) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        cell = book[MONTH][place]
        cell.value = value
        if code:
            cell.number_format = code

    return change


def form(place: str, code: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        book[MONTH][place].number_format = code

    return change


def times(place: str, factor: float, plus: float = 0.0) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        book[MONTH][place].value = book[MONTH][place].value * factor + plus

    return change


def swap(one: str, two: str) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        sheet = book[MONTH]
        sheet[one].value, sheet[two].value = sheet[two].value, sheet[one].value

    return change


def on(action: Callable[[openpyxl.worksheet.worksheet.Worksheet], object]) -> Callable[[Book], None]:
    return lambda book: action(book[MONTH]) and None


def set_text(book: Book, sheet: str, place: str, text: str) -> None:
    book[sheet][place].value = text


def swap_rows(book: Book) -> None:
    sheet = book[MONTH]
    for column in range(1, 20):
        one, two = sheet.cell(FIRST, column), sheet.cell(FIRST + 1, column)
        one.value, two.value = two.value, one.value


def unmerge(book: Book) -> None:
    book["产业月报"].unmerge_cells("A12:A14")


def comment(book: Book) -> None:
    book[MONTH]["K11"].comment = Comment("请按此数", "某人")


def name(book: Book) -> None:
    book.defined_names["合计数"] = DefinedName("合计数", attr_text=f"{MONTH}!$K$10")


def restate(state: str, sheet: str = MONTH) -> Callable[[Book], None]:
    def change(book: Book) -> None:
        book[sheet].sheet_state = state

    return change


def insert_row(book: Book) -> None:
    sheet = book[MONTH]
    sheet.insert_rows(11)
    sheet["B11"].value, sheet["K11"].value = "示例虚增有限公司", 3.5


KINDS: list[tuple[str, Callable[[Book], object], str, str]] = [
    # what, how, words of the answer, first changed cell
    ("one more", times("K10", 1, 0.01), "数被改动", f"{MONTH}!K10"),
    ("one less", times("K10", 1, -0.01), "数被改动", f"{MONTH}!K10"),
    ("tenfold", times("K11", 10), "数被改动", f"{MONTH}!K11"),
    ("万 for 亿", times("K11", 10000), "数被改动", f"{MONTH}!K11"),
    ("sign", times("K12", -1), "数被改动", f"{MONTH}!K12"),
    ("the 15th digit", times("K10", 1, 1e-13), "数被改动", f"{MONTH}!K10"),
    ("two cells swapped", swap("K10", "K11"), "数被改动", f"{MONTH}!K10"),
    ("two names swapped", swap("B10", "B11"), "文字被改动", f"{MONTH}!B10"),
    ("two rows swapped", swap_rows, "被改动", f"{MONTH}!A10"),
    ("two columns' cells swapped", swap("I10", "K10"), "数被改动", f"{MONTH}!I10"),
    ("value to zero", put("K10", 0), "数被改动", f"{MONTH}!K10"),
    ("value cleared", put("K10", None), "单元格被清空", f"{MONTH}!K10"),
    ("value to mark", put("K10", "——"), "内容的类型被改动", f"{MONTH}!K10"),
    ("value to the same digits as text", put("K10", "0.8324"), "内容的类型被改动", f"{MONTH}!K10"),
    ("value to true", put("K10", True), "内容的类型被改动", f"{MONTH}!K10"),
    ("value to error", put("K10", "#REF!"), "内容的类型被改动", f"{MONTH}!K10"),
    ("value to formula", put("K10", "=0.8324"), "内容被改成公式", f"{MONTH}!K10"),
    ("value to sum", put("K10", "=J10+1"), "内容被改成公式", f"{MONTH}!K10"),
    ("blank to zero", put("C10", 0), "空白单元格被填了内容", f"{MONTH}!C10"),
    ("blank to number", put("C10", 8.5), "空白单元格被填了内容", f"{MONTH}!C10"),
    ("blank to mark", put("C10", "——"), "空白单元格被填了内容", f"{MONTH}!C10"),
    ("blank to formula", put("C10", "=1+1"), "空白单元格被填了内容", f"{MONTH}!C10"),
    ("mark to zero", put("F10", 0), "内容的类型被改动", f"{MONTH}!F10"),
    ("mark to number", put("F10", 0.08), "内容的类型被改动", f"{MONTH}!F10"),
    ("the only text of a row cleared", put("T2", None), "单元格被清空", f"{MONTH}!T2"),
    ("mark cleared", put("F10", None), "单元格被清空", f"{MONTH}!F10"),
    ("mark shortened", put("F10", "—"), "文字被改动", f"{MONTH}!F10"),
    ("percent shown as number", form("L10", "0.0"), "数字格式被改动", f"{MONTH}!L10"),
    ("number shown as percent", form("K10", "0.00%"), "数字格式被改动", f"{MONTH}!K10"),
    ("number shown as date", form("K10", "yyyy-mm-dd"), "数字格式被改动", f"{MONTH}!K10"),
    ("number shown in thousands", form("K10", "#,##0.00,"), "数字格式被改动", f"{MONTH}!K10"),
    ("number not shown", form("K10", ";;;"), "数字格式被改动", f"{MONTH}!K10"),
    ("number with a word before it", form("K10", '"1"0.00'), "数字格式被改动", f"{MONTH}!K10"),
    ("number as text format", form("K10", "@"), "数字格式被改动", f"{MONTH}!K10"),
    ("name changed", put("B10", "示例甲子陶瓷集团"), "文字被改动", f"{MONTH}!B10"),
    ("name with a blank behind it", put("B10", "示例甲子陶瓷有限公司 "), "文字被改动", f"{MONTH}!B10"),
    ("name with a full-width sign", put("B10", "示例甲子陶瓷有限公司．"), "文字被改动", f"{MONTH}!B10"),
    ("serial changed", put("A10", "9"), "文字被改动", f"{MONTH}!A10"),
    ("serial to number", put("A10", 1), "内容的类型被改动", f"{MONTH}!A10"),
    ("title", put("A1", "企业季度情况表"), "文字被改动", f"{MONTH}!A1"),
    ("unit", put("A5", "填报单位：别县"), "文字被改动", f"{MONTH}!A5"),
    ("amount unit", lambda book: set_text(book, MONTH, place_of(book, "计量单位"), "计量单位：万元"), "文字被改动", ""),
    ("period", lambda book: set_text(book, MONTH, place_of(book, "2026年10月"), "2026年11月"), "文字被改动", ""),
    ("form number", lambda book: set_text(book, MONTH, place_of(book, "表    号"), "表    号：A1"), "文字被改动", ""),
    ("head of a group", put("I6", "营业收入（万元）"), "文字被改动", f"{MONTH}!I6"),
    ("head of a column", put("K7", "1—9月累计"), "文字被改动", f"{MONTH}!K7"),
    ("guide row", put("K8", "8"), "文字被改动", f"{MONTH}!K8"),
    ("note", lambda book: set_text(book, MONTH, place_of(book, "说明："), "说明：无"), "文字被改动", ""),
    ("formula to its value", put("L11", 0.04678), "公式被改成固定的内容", f"{MONTH}!L11"),
    ("formula to mark", put("L11", "——"), "公式被改成固定的内容", f"{MONTH}!L11"),
    ("formula to another row", put("L11", "=K12/I12-1"), "公式被改动", f"{MONTH}!L11"),
    ("formula to another sum", put("K9", "=SUM(K10:K32)"), "公式被改动", f"{MONTH}!K9"),
    ("formula with something added", put("K9", "=SUM(K10:K33)+1"), "公式被改动", f"{MONTH}!K9"),
    ("formula cleared", put("K9", None), "单元格被清空", f"{MONTH}!K9"),
    ("formula's format", form("L11", "0.0"), "数字格式被改动", f"{MONTH}!L11"),
    ("text below the table", put("B60", "另有 3 家未统计"), "空白单元格被填了内容", f"{MONTH}!B60"),
    ("text beside the table", put("Z11", 1), "空白单元格被填了内容", f"{MONTH}!Z11"),
    ("row hidden", on(lambda s: setattr(s.row_dimensions[11], "hidden", True)), "第 11 行被隐藏", f"{MONTH}!A11"),
    ("column hidden", on(lambda s: setattr(s.column_dimensions["K"], "hidden", True)), "K 列被隐藏", f"{MONTH}!K1"),
    ("cells parted", unmerge, "合并的单元格被拆开", "产业月报!A12"),
    ("cells joined", on(lambda s: s.merge_cells("B10:B11")), "", f"{MONTH}!B11"),
    ("row deleted", on(lambda s: s.delete_rows(11)), "第 11 行被删除", f"{MONTH}!A11"),
    ("last row deleted", on(lambda s: s.delete_rows(33)), "第 33 行被删除", f"{MONTH}!A33"),
    ("two rows deleted", on(lambda s: s.delete_rows(11, 2)), "第 11 行被删除", f"{MONTH}!A11"),
    ("row inserted", insert_row, "第 11 行是插入的", f"{MONTH}!A11"),
    ("column deleted", on(lambda s: s.delete_cols(3)), "", ""),
    ("sheet renamed", lambda book: setattr(book[MONTH], "title", "企业"), "工作表被改名", ""),
    ("sheet added", lambda book: book.create_sheet("附表"), "多出一张工作表", ""),
    ("sheet deleted", lambda book: book.remove(book[MONTH]), "工作表被删除", ""),
    ("sheet moved", lambda book: book.move_sheet(MONTH, -1), "次序被改动", ""),
    ("sheet hidden", restate("hidden"), "工作表被隐藏", ""),
    ("cover hidden", restate("veryHidden", "封面"), "工作表被隐藏", ""),
    ("cover's revision", lambda book: set_text(book, "封面", "A3", "版次：第 9 版"), "文字被改动", "封面!A3"),
    ("cover's unit", lambda book: set_text(book, "封面", "A2", "填报单位：别县"), "文字被改动", "封面!A2"),
    ("comment", comment, "加了批注", f"{MONTH}!K11"),
    ("defined name", name, "多出定义的名称", ""),
    ("machine part deleted", lambda book: book.remove(book["_qbs"]), "机器部分（隐藏工作表）被删除", ""),
    ("machine part emptied", lambda book: book["_qbs"].delete_rows(1, 99), "机器部分被改动", ""),
    ("machine part cut", lambda book: book["_qbs"].delete_rows(4), "机器部分被改动", ""),
    ("machine part of other length", lambda book: set_text(book, "_qbs", "D2", "9"), "机器部分被改动", ""),
    ("digest", lambda book: set_text(book, "_qbs", "C2", "0" * 64), "校验码不符", "_qbs!C2"),
    ("algorithm", lambda book: set_text(book, "_qbs", "B2", "MD5"), "不认识的校验算法", ""),
    ("newer format", lambda book: set_text(book, "_qbs", "A2", "2"), "第 2 版", ""),
    ("manifest's unit", lambda book: in_machine(book, "示例县", "别别县"), "校验码不符", "_qbs!C2"),
    ("manifest's revision", lambda book: in_machine(book, '"revision":1', '"revision":2'), "校验码不符", "_qbs!C2"),
    ("manifest's period", lambda book: in_machine(book, "2026-10", "2026-11"), "校验码不符", "_qbs!C2"),
    ("manifest no JSON", lambda book: in_machine(book, "{", "<"), "不能还原", ""),
    ("a cell opened for writing", lambda book: in_machine(book, '"A35"', '"K10"'), "校验码不符", "_qbs!C2"),
]


def place_of(book: Book, text: str) -> str:
    return next(c.coordinate for row in book[MONTH].iter_rows() for c in row if str(c.value or "").startswith(text))


def in_machine(book: Book, old: str, new: str) -> None:
    cell = next(c for row in book["_qbs"].iter_rows(min_row=3) for c in row if old in str(c.value))
    cell.value = cell.value.replace(old, new, 1)


@pytest.mark.parametrize(("what", "change", "words", "place"), KINDS, ids=[kind[0] for kind in KINDS])
def test_tampering_is_found_and_named(
    what: str, change: Callable[[Book], object], words: str, place: str, anew: Callable[[], Book], tmp_path: Path
) -> None:
    book = anew()
    change(book)
    target = tmp_path / "改.xlsx"
    book.save(target)
    verdict = verify(target)
    assert verdict.state == "altered", what
    assert verdict.first is not None
    assert words in " ".join([verdict.sentence, *(one.message for one in verdict.changes)])
    if place:
        assert f"{verdict.first.sheet}!{verdict.first.cell}" == place


def test_there_are_at_least_sixty_kinds_of_tampering() -> None:
    assert len({kind[0] for kind in KINDS}) >= 60


def test_a_changed_number_is_told_with_both_values(anew: Callable[[], Book], tmp_path: Path) -> None:
    book = anew()
    book[MONTH]["K11"].value = 9.9
    book.save(tmp_path / "改.xlsx")
    verdict = verify(tmp_path / "改.xlsx")
    assert verdict.sentence.endswith("在导出后被改动，1 处。“企业月报”K11：数被改动，封存时为“3.5407”，现在是“9.9”。")
    assert verdict.to_json()["changes"] == [
        {"sheet": MONTH, "cell": "K11", "what": "数被改动", "expected": "3.5407", "found": "9.9"}
    ]


SHEET = "xl/worksheets/sheet3.xml"
RAW: list[tuple[str, str, str, str, str]] = [
    ("cached value", SHEET, r"(<f>SUM\(K10:K33\)</f><v>)", r"\g<1>9", "公式的结果被改动"),
    ("cached growth", SHEET, r"(<f>K11/I11-1</f><v>)0", r"\g<1>1", "公式的结果被改动"),
    ("cached growth, last shown digit", SHEET, r"(<f>K11/I11-1</f><v>0\.04)6", r"\g<1>7", "公式的结果被改动"),
    ("cached value to text", SHEET, r'(<c r="L11" s="\d+")(><f>[^<]*</f><v>)[^<]*', r'\1 t="str"\2甲', "结果被改动"),
    ("shared text", "xl/sharedStrings.xml", "示例甲子陶瓷有限公司", "示例甲子陶瓷集团公司", "文字被改动"),
    ("other notation", SHEET, r'(<c r="K10" s="\d+"><v>)0\.8324', r"\g<1>8.325E-1", "数被改动"),
    ("style table", "xl/styles.xml", r'formatCode="#,##0\.0000"', 'formatCode="#,##0.0000%"', "数字格式被改动"),
    ("row of no height", SHEET, r'<row r="11" ht="18"', '<row r="11" ht="0.0"', "第 11 行被隐藏"),
    ("column of no width", SHEET, r'(<col min="9" max="11" width=)"[^"]*"', r'\1"0"', "K 列被隐藏"),
    ("macro", "[Content_Types].xml", r"spreadsheetml\.sheet\.main\+xml", "macroEnabled.main+xml", "多出宏"),
    ("outside link", "xl/_rels/workbook.xml.rels", "</Relationships>",
     '<Relationship Id="rId99" Type="http://x/externalLink" Target="e.xml"/></Relationships>', "外部链接"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "part", "pattern", "new", "words"), RAW, ids=[kind[0] for kind in RAW])
def test_tampering_inside_the_package_is_found(
    what: str, part: str, pattern: str, new: str, words: str, sound: Path, tmp_path: Path
) -> None:
    verdict = verify(repack(sound, tmp_path / "改.xlsx", substitute(part, pattern, new)))
    assert verdict.state == "altered", what
    assert any(words in one.message for one in verdict.changes)


UNSOUND: list[tuple[str, str, str, str]] = [
    ("comment in a number", "xl/worksheets/sheet3.xml", r"<v>0\.8324</v>", "<v>0.83<!-- -->24</v>"),
    ("CDATA in a number", "xl/worksheets/sheet3.xml", r"<v>0\.8324</v>", "<v>0.8<![CDATA[324]]></v>"),
    ("two values in a cell", "xl/worksheets/sheet3.xml", r"<v>0\.8324</v>", "<v>9</v><v>0.8324</v>"),
    ("rows twice", "xl/worksheets/sheet3.xml", r'<row r="11"', '<row r="10"'),
    ("cells out of order", "xl/worksheets/sheet3.xml", r'<c r="C11"', '<c r="A11"'),
    ("a cell in another's row", "xl/worksheets/sheet3.xml", r'<c r="C11"', '<c r="C12"'),
    ("no number", "xl/worksheets/sheet3.xml", r"<v>0\.8324</v>", "<v>O.8324</v>"),
    ("unknown cell type", "xl/worksheets/sheet3.xml", r'(<c r="K10" s="\d+")', r'\1 t="zz"'),
    ("text that is not there", "xl/worksheets/sheet3.xml", r't="s"><v>\d+</v>', 't="s"><v>99999</v>'),
    ("document type", "xl/worksheets/sheet3.xml", r"<worksheet", '<!DOCTYPE x [<!ENTITY a "1">]><worksheet'),
    ("broken XML", "xl/worksheets/sheet3.xml", r"</sheetData>", ""),
    ("a part that is not there", "xl/_rels/workbook.xml.rels", r"worksheets/sheet3\.xml", "worksheets/sheet9.xml"),
]


@pytest.mark.parametrize(("what", "part", "pattern", "new"), UNSOUND, ids=[kind[0] for kind in UNSOUND])
def test_what_programs_would_read_differently_is_refused(
    what: str, part: str, pattern: str, new: str, sound: Path, tmp_path: Path
) -> None:
    verdict = verify(repack(sound, tmp_path / "改.xlsx", substitute(part, pattern, new)))
    assert verdict.state == "not_a_return", what
    assert verdict.sentence


def test_a_case_twin_of_a_part_is_refused(sound: Path, tmp_path: Path) -> None:
    target = repack(sound, tmp_path / "改.xlsx", lambda parts: None)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("xl/worksheets/Sheet3.xml", archive.read("xl/worksheets/sheet3.xml"))
    assert verify(target).state == "not_a_return"


def test_the_machine_part_of_another_return_does_not_fit(sound: Path, other: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(other) as archive:
        texts = re.findall(r"<t[^>]*>([^<]*)</t>", archive.read("xl/sharedStrings.xml").decode())
    book = openpyxl.load_workbook(sound)
    theirs = openpyxl.load_workbook(other)["_qbs"]
    for row in theirs.iter_rows():
        for cell in row:
            book["_qbs"][cell.coordinate].value = cell.value
    book.save(tmp_path / "改.xlsx")
    verdict = verify(tmp_path / "改.xlsx")
    assert verdict.state == "altered"
    assert verdict.first is not None
    assert (verdict.first.sheet, verdict.first.cell) == ("封面", "A2")
    assert texts


@settings(max_examples=counted(8, 25), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(row=st.integers(FIRST, 33), column=st.sampled_from("CDEGIJKMOP"), value=st.floats(-1e9, 1e9))
def test_any_number_put_anywhere_is_found(
    row: int, column: str, value: float, anew: Callable[[], Book], tmp_path: Path
) -> None:
    book = anew()
    cell = book[MONTH][f"{column}{row}"]
    same = cell.value == value
    cell.value = value
    book.save(tmp_path / "改.xlsx")
    verdict = verify(tmp_path / "改.xlsx")
    assert (verdict.state == "whole") == same
    if not same:
        assert verdict.first is not None
        assert verdict.first.cell == f"{column}{row}"


def test_a_re_save_by_openpyxl_is_whole(sound: Path, tmp_path: Path) -> None:
    openpyxl.load_workbook(sound).save(tmp_path / "存.xlsx")
    assert verify(tmp_path / "存.xlsx").state == "whole"


def test_a_growth_near_nought_calculated_again_is_whole(sound: Path, tmp_path: Path) -> None:
    """What LibreOffice and Excel store for ``E15/C15-1`` in binary, against the exact quotient that was sealed."""
    again = "0.000997351539487212", "0.0009973515394873205"
    assert canonical.same_cached(*again)
    assert not canonical.same_cached("0.0009973515", "0.0009973525")

    def drift(parts: dict[str, bytes]) -> None:
        text = parts[SHEET].decode()
        old = re.search(r"<f>K11/I11-1</f><v>([^<]*)</v>", text)
        assert old is not None
        near = Decimal(old[1]) + Decimal("2e-16")
        parts[SHEET] = text.replace(old[0], f"<f>K11/I11-1</f><v>{near}</v>").encode()

    assert verify(repack(sound, tmp_path / "存.xlsx", drift)).state == "whole"


def test_harmless_changes_are_whole(sound: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sound)
    sheet = book[MONTH]
    sheet.column_dimensions["B"].width = 60
    sheet.row_dimensions[11].height = 40
    sheet["B10"].font = openpyxl.styles.Font(name="仿宋", size=14, color="FF0000")
    sheet["K10"].number_format = "0.00000"
    sheet.freeze_panes = "A1"
    sheet.page_setup.orientation = "portrait"
    book.active = 2
    book.save(tmp_path / "存.xlsx")
    assert verify(tmp_path / "存.xlsx").state == "whole"


def test_the_foot_may_be_filled_in_by_hand(sound: Path, tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sound)
    book[MONTH][place_of(book, "单位负责人")].value = "单位负责人：张三　填表人：李四　报出日期：2026年11月5日"
    book.save(tmp_path / "填.xlsx")
    assert verify(tmp_path / "填.xlsx").state == "whole"


def test_formulas_shared_by_a_stretch_of_cells_are_the_same_formulas(sound: Path, tmp_path: Path) -> None:
    def share(parts: dict[str, bytes]) -> None:
        text = parts["xl/worksheets/sheet3.xml"].decode()
        text = text.replace("<f>K10/I10-1</f>", '<f t="shared" ref="L10:L11" si="0">K10/I10-1</f>')
        text = text.replace("<f>K11/I11-1</f>", '<f t="shared" si="0"/>')
        parts["xl/worksheets/sheet3.xml"] = text.encode()

    assert verify(repack(sound, tmp_path / "存.xlsx", share)).state == "whole"


def test_other_workbooks_are_no_returns(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "别的.xlsx")
    verdict = verify(tmp_path / "别的.xlsx")
    assert (verdict.state, verdict.changes) == ("not_a_return", ())
    (tmp_path / "文本.xlsx").write_text("不是工作簿", encoding="utf-8")
    assert verify(tmp_path / "文本.xlsx").state == "not_a_return"


def test_a_whole_return_gives_its_values_from_the_seal(sound: Path) -> None:
    verdict = verify(sound)
    assert verdict.state == "whole"
    assert verdict.first is None
    values = verdict.values()[MONTH]
    assert values["K10"] == ("n", "0.8324")
    assert values["B10"] == ("s", "示例甲子陶瓷有限公司")
    assert values["F10"] == ("s", "——")
    assert values["K9"][0] == "n"
    assert verdict.manifest["unit"] == {"code": "1", "name": "示例县"}
