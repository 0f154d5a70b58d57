"""Receipts and rejections as files: what is written is read back; what was changed is refused in words."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import EnvironmentFault, Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.exchange import layout, writing
from qbs_desktop.exchange.sealed import answering, sealing
from qbs_desktop.exchange.sealed.answering import Answer, AnswerItem
from tests.exchange import returns_made
from tests.exchange.returns_made import repack, substitute

OCTOBER = Period.of_month(2026, 10)
ITEMS = (
    AnswerItem(
        "企业月报", "D8", "enterprise", "a" * 32, "甲公司", "revenue", "2026-10", "actual", "1.2", "jump",
        "环比变动过大", "请核对 9 月", 1,
    ),
    AnswerItem(ledger="project", uid="b" * 32, name="某项目", period="2026-10", code="row", reason="整行重报", no=2),
)  # fmt: skip
REJECTION = Answer(
    "rejection", "430225", "炎陵县", "430200", "株洲市", OCTOBER, 2, "3f2a91c0" * 8, "2026-11-06T09:30:00+08:00",
    ITEMS, "c" * 64, "请于 11 月 10 日前更正",
)  # fmt: skip
RECEIPT = replace(REJECTION, kind="receipt", items=(), note="")


@pytest.mark.parametrize("answer", [REJECTION, RECEIPT, replace(REJECTION, items=(), unit_name="", from_code="")])
def test_an_answer_is_read_as_it_was_written(answer: Answer, tmp_path: Path) -> None:
    path = answering.write(answer, tmp_path)
    assert path.name == answer.file_name
    assert answering.read(path) == answer
    elsewhere = tmp_path / "另存.xlsx"
    assert answering.write(answer, elsewhere) == elsewhere


def test_a_person_can_read_it_too(tmp_path: Path) -> None:
    path = answering.write(REJECTION, tmp_path)
    assert path.name == "退回单_炎陵县_2026年10月_第2版.xlsx"
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["退回单", "_qbs"]
    words = [str(cell.value) for row in book["退回单"].iter_rows() for cell in row if cell.value]
    for said in (
        "填报单位：炎陵县（430225）",
        "退回时间：2026-11-06 09:30",
        "环比变动过大",
        "请核对 9 月",
        "D8",
        "营业收入 2026年10月",
    ):
        assert said in words
    assert "版　　次：第 2 版（校验码 3F2A-91C0）" in words
    receipt = openpyxl.load_workbook(answering.write(replace(RECEIPT, received_at="不详"), tmp_path))["回执"]
    said = [str(cell.value) for row in receipt.iter_rows() for cell in row if cell.value]
    assert "结　　果：已接收" in said
    assert "接收时间：不详" in said


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (AnswerItem(ledger="enterprise", column="revenue", period="2026", kind="target", no=1), "营业收入 2026年目标"),
        (AnswerItem(ledger="enterprise", column="credit_code", no=1), "统一社会信用代码"),
        (AnswerItem(ledger="enterprise", uid="a" * 32, code="row", no=1), None),
    ],
)
def test_the_sheet_says_what_of_the_record_is_given_back(item: AnswerItem, words: str | None, tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(answering.write(replace(REJECTION, items=(item,)), tmp_path))["退回单"]
    head = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "指标")
    assert sheet.cell(head.row + 1, head.column).value == words


def test_a_changed_answer_is_refused_with_the_first_changed_cell(tmp_path: Path) -> None:
    path = answering.write(REJECTION, tmp_path)
    book = openpyxl.load_workbook(path)
    cell = next(cell for row in book["退回单"].iter_rows() for cell in row if cell.value == "D8")
    cell.value = "D9"
    book.save(path)
    with pytest.raises(Refusal, match=f"被改动过，不能接收。第一处：“退回单”{cell.coordinate}"):
        answering.read(path)


def test_a_changed_machine_part_is_refused(tmp_path: Path) -> None:
    path = answering.write(REJECTION, tmp_path)
    changed = repack(path, tmp_path / "改.xlsx", substitute("xl/sharedStrings.xml", '430225&quot;|430225"', '430281"'))
    with pytest.raises(Refusal, match="被改动过，不能接收"):
        answering.read(changed)


def test_what_is_no_answer_is_refused_and_said(tmp_path: Path) -> None:
    returned = tmp_path / "报表.xlsx"
    returns_made.write(returned, returns_made.filled("enterprise_month"))
    with pytest.raises(Refusal, match="不是回执或退回单，而是一份报表"):
        answering.read(returned)
    plain = tmp_path / "别的.xlsx"
    openpyxl.Workbook().save(plain)
    with pytest.raises(Refusal, match="不是回执或退回单。请选择"):
        answering.read(plain)
    with pytest.raises(EnvironmentFault):
        answering.read(tmp_path / "没有.xlsx")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("unit", None), ("unit", "430225"), ("items", None), ("items", [3]), ("items", [{"no": "一"}]),
        ("items", [{"no": 1, "period": "十月"}]), ("revision", "2"), ("period", "十月"), ("digest", ...),
    ],
)  # fmt: skip
def test_a_sealed_answer_that_says_too_little_is_refused(key: str, value: object, tmp_path: Path) -> None:
    manifest = RECEIPT.manifest() | {key: value}
    if value is ...:
        del manifest[key]
    page = layout.of_table("回执", "回执", ["一行"], [("甲", 9), ("乙", 9)], [])
    seal = sealing.seal(manifest, [page])
    path = tmp_path / "缺.xlsx"
    path.write_bytes(writing.workbook([page], hidden=seal.rows))
    with pytest.raises(Refusal, match="机器部分缺少内容"):
        answering.read(path)
