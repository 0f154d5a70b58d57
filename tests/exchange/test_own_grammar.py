"""Our own exports are read at one go, and never otherwise than as XML; touched ones are judged as before."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.sealed import own_grammar
from qbs_desktop.exchange.sealed.canonical import Lines
from qbs_desktop.exchange.sealed.row_shapes import lines_by_row
from qbs_desktop.exchange.sealed.seen import SeenBook, see
from qbs_desktop.exchange.sealed.verifying import Verdict, verify
from qbs_desktop.exchange.sheets.gate import open_package
from tests.exchange.returns_made import filled, repack, substitute, write
from tests.faults.trials import SEED, counted

SHEET = "xl/worksheets/sheet2.xml"
TEXTS = "xl/sharedStrings.xml"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("报表") / "原.xlsx"
    write(path, filled("industry_month"), filled("enterprise_month"))
    return path


def _as_xml(parts: dict[str, bytes]) -> None:
    """A blank in the closing marks: the same XML, which our writer does not write."""
    for name, body in parts.items():
        parts[name] = body.replace(b"</sheetData>", b"</sheetData >").replace(b"</sst>", b"</sst >")


def _cells(book: SeenBook) -> list[object]:
    return [(one.name, list(one.cells.items()), one.merges, one.hidden_rows) for one in book.sheets]


def test_an_untouched_export_is_read_at_one_go_and_says_what_its_xml_says(made: Path, tmp_path: Path) -> None:
    book = see(open_package(made))
    slow = see(open_package(repack(made, tmp_path / "慢.xlsx", _as_xml)))
    assert all(one.lines is not None for one in book.sheets)
    assert all(one.lines is None for one in slow.sheets), "control: other forms are read as XML"
    assert _cells(book) == _cells(slow)
    for sheet in book.sheets:
        assert sheet.lines is not None
        assert list(sheet.lines) == [cell.line(place) for place, cell in sheet.cells.items()]


def _judged_both_ways(path: Path, tmp_path: Path) -> tuple[Verdict, Verdict]:
    slow = verify(repack(path, tmp_path / "慢.xlsx", _as_xml))
    return verify(path), slow


def _same(one: Verdict, other: Verdict) -> bool:
    words = one.sentence.replace(one.path.name, ""), other.sentence.replace(other.path.name, "")
    return words[0] == words[1] and replace(one, path=Path(), sentence="") == replace(other, path=Path(), sentence="")


ALTERED = {
    "a number": (SHEET, r"<v>(\d)(\d*\.\d+)</v></c>", r"<v>9\1\2</v></c>"),
    "another text": (SHEET, r't="s"><v>(\d)</v></c>', r't="s"><v>1\1</v></c>'),
    "another style": (SHEET, r's="\d+"(><v>\d+\.\d+)', r's="1"\1'),
    "a number for a formula": (SHEET, r"<f>[^<]*</f>", ""),
    "a formula's text": (SHEET, r"<f>([A-Z]+)", r"<f>1+\1"),
    "a formula's value": (SHEET, r"</f><v>(\d)", r"</f><v>8\1"),
    "a blank cell filled": (SHEET, r'<c r="(\w+)" s="(\d+)"/>', r'<c r="\1" s="\2"><v>5</v></c>'),
    "a cell emptied": (SHEET, r'(<c r="\w+" s="\d+")><v>\d+\.\d+</v></c>', r"\1/>"),
    "a row hidden by its height": (SHEET, r' ht="[\d.]+"', ' ht="0"'),
    "a row hidden": (SHEET, r'(<row r="9")', r'\1 hidden="1"'),
    "a column hidden": (SHEET, r'(<col min="2")', r'\1 hidden="1"'),
    "areas not joined": (SHEET, r"<mergeCells .*</mergeCells>", ""),
    "a word": (TEXTS, r"示例县", "例示县"),
    "a code in a word": (TEXTS, r"示例县", "示例_x53BF_"),
    "a nought behind a number": (SHEET, r"(<v>\d+\.\d+)</v></c>", r"\g<1>0</v></c>"),
    "a formula in small letters": (SHEET, r"<f>SUM", "<f>sum"),
    "a hidden format": ("xl/styles.xml", r'formatCode="[^"]*"', 'formatCode=";;;"'),
}
HARMLESS = {"a code in a word", "a nought behind a number", "a formula in small letters"}
"""县 written as _x53BF_ is the same word, 1.50 is 1.5, SUM is sum."""


@pytest.mark.parametrize("kind", ALTERED)
def test_what_was_altered_is_found_and_named_on_both_ways(kind: str, made: Path, tmp_path: Path) -> None:
    path = repack(made, tmp_path / "改.xlsx", substitute(*ALTERED[kind]))
    quick, slow = _judged_both_ways(path, tmp_path)
    assert quick.state == ("whole" if kind in HARMLESS else "altered"), quick.sentence
    assert _same(quick, slow)


REFUSED = {
    "a row twice": (SHEET, r'<row r="9"', '<row r="8"'),
    "a cell in another row": (SHEET, r'<c r="B9"', '<c r="B8"'),
    "a cell in a row that ends alike": (SHEET, r'<c r="B9"', '<c r="B19"'),
    "a cell without its row": (SHEET, r'<c r="B9"', '<c r="B"'),
    "a cell before the one before": (SHEET, r'<c r="C9"', '<c r="A9"'),
    "a blank cell twice": (SHEET, r'(<c r="\w+"[^>]*/>)', r"\1\1"),
    "a second value": (SHEET, r"(<v>\d+\.\d+</v>)</c>", r"\1\1</c>"),
    "a comment in a number": (SHEET, r"(<v>\d)", r"\1<!---->"),
    "a text that is not there": (SHEET, r't="s"><v>\d+', 't="s"><v>99999'),
    "a second table": (SHEET, r"</sheetData>", "</sheetData><sheetData></sheetData>"),
    "a table in a comment": (SHEET, r"<sheetData>(.*)</sheetData>", r"<!--<sheetData>\1</sheetData>--><sheetData/>"),
    "another namespace": (SHEET, r'xmlns="[^"]*"', 'xmlns="http://example.org"'),
    "a column beyond the last": (SHEET, r'<c r="[A-Z]+9"([^>]*/></row>)', r'<c r="XFE9"\1'),
    "a cut": (SHEET, r"</row></sheetData>.*", ""),
    "an unknown entity": (TEXTS, r"示例县", "示例县&nbsp;"),
    "a sign that XML forbids": (TEXTS, r"示例县", "示例县\x01"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_what_no_program_of_ours_writes_is_refused_on_both_ways(kind: str, made: Path, tmp_path: Path) -> None:
    path = repack(made, tmp_path / "改.xlsx", substitute(*REFUSED[kind]))
    quick, slow = _judged_both_ways(path, tmp_path)
    assert quick.state == "not_a_return", quick.sentence
    assert _same(quick, slow)


def _one_byte(chance: random.Random) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        name = chance.choice((SHEET, SHEET, TEXTS, "xl/worksheets/sheet4.xml"))
        body = bytearray(parts[name])
        place = chance.randrange(len(body))
        if chance.random() < 0.3:
            del body[place : place + chance.randrange(1, 4)]
        else:
            body[place] = chance.choice(b"0123456789ABC<>/=\"' .-&e\n\xe5")
        parts[name] = bytes(body)

    return change


def test_any_byte_changed_is_judged_alike_on_both_ways(made: Path, tmp_path: Path) -> None:
    """The marks that force reading as XML stay as they are, so that the second way is really the slow one."""
    chance, whole = random.Random(SEED), 0
    for number in range(counted(40, 3000)):
        path = repack(made, tmp_path / "改.xlsx", _one_byte(chance))
        quick, slow = _judged_both_ways(path, tmp_path)
        assert _same(quick, slow), (number, quick.sentence, slow.sentence)
        whole += quick.state == "whole"
    assert whole < counted(40, 3000), "control: most changes are found"


def test_words_with_marks_lines_and_codes_are_read_as_in_xml(tmp_path: Path) -> None:
    path = tmp_path / "字.xlsx"
    write(path, filled("industry_month"), unit="甲&乙<丙>\n丁\\戊\t己 e\u0301")
    book = see(open_package(path))
    slow = see(open_package(repack(path, tmp_path / "慢.xlsx", _as_xml)))
    assert all(one.lines is not None for one in book.sheets)
    assert _cells(book) == _cells(slow)
    assert verify(path).state == "whole"


def test_a_hundred_thousand_open_marks_take_no_time(made: Path, tmp_path: Path) -> None:
    """The expression does not go back over what it read."""
    long = "<f>" + "A&amp;" * 100_000
    path = repack(made, tmp_path / "长.xlsx", substitute(SHEET, r"<f>[^<]*", lambda _found: long))
    assert verify(path).state in {"altered", "not_a_return"}
    with pytest.raises(Refusal):
        see(open_package(repack(made, tmp_path / "断.xlsx", substitute(SHEET, r"<c r=", "<c <c r="))))


def test_rows_are_read_by_their_shapes_as_cell_by_cell(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[Lines | None] = []

    def by_row(*table: Any) -> Lines | None:
        taken.append(lines_by_row(*table))
        return taken[-1]

    monkeypatch.setattr(own_grammar, "lines_by_row", by_row)
    quick = see(open_package(made))
    assert [one.lines for one in quick.sheets[:-1]] == taken[:-1], "control: every sheet but the machine part's"
    monkeypatch.setattr(own_grammar, "lines_by_row", lambda *_table: None)
    assert see(open_package(made)) == quick


def test_no_form_of_ours_is_outside_the_grammar(tmp_path: Path) -> None:
    for form in ("industry_month", "enterprise_month", "project_month"):
        path = tmp_path / f"{form}.xlsx"
        write(path, filled(form))
        assert all(one.lines is not None for one in see(open_package(path)).sheets), form
