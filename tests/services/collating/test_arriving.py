"""What has to be asked before a file counts: signatures, drafts, passwords, altered returns, other sealed files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Kind
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.services.collating import adopting, board, findings, receiving, rejecting, totals
from qbs_desktop.services.collating.board import Arrival
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.reporting import answers_in, office_keys, return_states, returns
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.counties import OCTOBER, County
from tests.fixtures.county_returns import SEPTEMBER, Books


@pytest.fixture
def hetang(tmp_path: Path) -> County:
    with counties.county(tmp_path, "430202", "荷塘区") as county:
        county.fill_month(SEPTEMBER)
        county.fill_month(OCTOBER)
        yield county


def rules(bench: Workspace, number: int | None) -> list[str]:
    return [one.rule for one in findings.of(bench, number or 0)]


def test_a_return_without_the_registered_signature_waits_for_the_clerk(
    bench: Workspace, hetang: County, tmp_path: Path
) -> None:
    unsigned = hetang.submit(SEPTEMBER, tmp_path / "r").path
    office_keys.make(hetang.workspace)
    table = office_keys.export_enrolment(hetang.workspace, tmp_path)
    signed = hetang.submit(OCTOBER, tmp_path / "r").path
    (first,) = receiving.take_in(bench, [signed])
    assert rules(bench, first.received) == [], "a key that is not registered is no reason to hold a return"
    office_keys.register(bench, office_keys.read_enrolment(table))
    (second,) = receiving.take_in(bench, [unsigned])
    assert "没有签名，而该单位登记过签名的钥匙" in second.sentence
    assert rules(bench, second.received) == ["return.signature"]
    numbers = [first.received or 0, second.received or 0]
    with pytest.raises(Refusal, match="9月第 1 版没有采用：没有签名"):
        adopting.adopt(bench, numbers)
    assert list(adopting.doubts(bench, numbers)) == [second.received]
    assert len(adopting.adopt(bench, numbers, doubtful_too=True)) == 2


def test_a_key_revoked_after_a_return_came_makes_it_doubtful(bench: Workspace, hetang: County, tmp_path: Path) -> None:
    office_keys.make(hetang.workspace)
    key = office_keys.register(
        bench, office_keys.read_enrolment(office_keys.export_enrolment(hetang.workspace, tmp_path))
    )
    (taken,) = receiving.take_in(bench, [hetang.submit(OCTOBER, tmp_path / "r").path])
    assert adopting.doubts(bench, [taken.received or 0]) == {}
    office_keys.revoke(bench, key.fingerprint, "电脑遗失")
    assert "撤销" in adopting.doubts(bench, [taken.received or 0])[taken.received or 0]


def test_a_signature_that_is_suddenly_gone_is_asked_about(bench: Workspace, hetang: County, tmp_path: Path) -> None:
    office_keys.make(hetang.workspace)
    signed = hetang.submit(SEPTEMBER, tmp_path / "r").path
    key = office_keys.own(hetang.workspace)
    assert key is not None
    office_keys.revoke(hetang.workspace, key.fingerprint, "不再签名")
    receiving.take_in(bench, [signed])
    (taken,) = receiving.take_in(bench, [hetang.submit(OCTOBER, tmp_path / "r").path])
    assert rules(bench, taken.received)[0] == "return.signature_dropped"


def test_a_draft_is_asked_about_until_it_was_handed_in(bench: Workspace, hetang: County, tmp_path: Path) -> None:
    (draft,) = receiving.take_in(bench, [hetang.export(OCTOBER, tmp_path / "d")])
    assert (draft.state, rules(bench, draft.received)) == ("taken", ["return.draft"])
    assert "它是草稿，没有上报" in draft.sentence
    shown = board.of(bench, [OCTOBER])
    assert (shown.places[draft.unit, OCTOBER.code].words, shown.punctuality[OCTOBER.code].reported) == (
        "草稿，未上报",
        0,
    )
    assert findings.drafts(bench, [draft.received or 0]) == {draft.received}, "not adopted with all others"
    made = hetang.submit(OCTOBER, tmp_path / "r")
    (known,) = receiving.take_in(bench, [made.path])
    assert (known.state, known.received, rules(bench, known.received)) == ("known", draft.received, [])
    assert board.of(bench, [OCTOBER]).places[draft.unit, OCTOBER.code].arrival is Arrival.REPORTED
    assert receiving.find(bench, known.received or 0).file == made.path.name
    assert receiving.find(bench, known.received or 0).facts["audit_head"]
    (again,) = receiving.take_in(bench, [made.path])
    assert "完全相同" in again.sentence


def test_a_workbook_with_a_password_is_opened_with_one_of_those_given(
    bench: Workspace, hetang: County, tmp_path: Path
) -> None:
    path = hetang.submit(OCTOBER, tmp_path / "r", password="Zhuzhou-10").path
    (locked,) = receiving.take_in(bench, [path])
    assert (locked.state, locked.taken) == ("locked", False)
    (wrong,) = receiving.take_in(bench, [path], passwords=["别的"])
    assert "密码不对" in wrong.sentence
    (taken,) = receiving.take_in(bench, [path], passwords=["别的", "Zhuzhou-10"])
    assert taken.state == "taken"
    assert adopting.adopt(bench, [taken.received or 0])[0].figures == 6


def test_other_sealed_files_are_told_what_they_are(bench: Workspace, hetang: County, tmp_path: Path) -> None:
    office_keys.make(hetang.workspace)
    table = office_keys.export_enrolment(hetang.workspace, tmp_path)
    (taken,) = receiving.take_in(bench, [hetang.submit(OCTOBER, tmp_path / "r").path])
    answer = rejecting.receipt(bench, taken.received or 0, tmp_path).path
    enrolment, receipt = receiving.take_in(bench, [table, answer])
    assert (enrolment.state, receipt.state) == ("not_a_return", "not_a_return")
    assert "公钥登记表" in enrolment.sentence
    assert "回执" in receipt.sentence


def test_an_altered_return_is_sent_back_with_its_changed_cells_and_the_county_takes_that_in(
    bench: Workspace, hetang: County, tmp_path: Path
) -> None:
    made = hetang.submit(OCTOBER, tmp_path / "r")
    book = openpyxl.load_workbook(made.path)
    book["企业月报"]["K10"] = 12345
    book["企业月报"]["B12"] = "另一家公司"
    book.save(tmp_path / "改.xlsx")
    (altered,) = receiving.take_in(bench, [tmp_path / "改.xlsx"])
    (again,) = receiving.take_in(bench, [tmp_path / "改.xlsx"])
    number = altered.received or 0
    assert (altered.state, again.received, receiving.everything(bench)) == ("altered", number, [])
    place = board.of(bench, [OCTOBER]).places["430202", OCTOBER.code]
    assert (place.arrival, place.revisions) == (Arrival.ALTERED, 0)
    with pytest.raises(Refusal, match="不能给回执"):
        rejecting.receipt(bench, number, tmp_path)
    with pytest.raises(Refusal, match="不在收到的报表里"):
        adopting.adopt(bench, [number])
    wrong = rejecting.origins(bench, number)
    assert [(one.cell, one.value, one.uid != "") for one in wrong if one.sheet == "企业月报"] == [
        ("K10", "12345", True),
        ("B12", "另一家公司", False),
    ]
    items = [Complaint(one, "conflict") for one in wrong if one.uid]
    made_answer = rejecting.reject(bench, number, tmp_path, items=items)
    (item, *_more) = answering.read(made_answer.path).items
    assert "数被改动，封存时为“7130”，现在是“12345”" in item.note
    assert board.of(bench, [OCTOBER]).places["430202", OCTOBER.code].arrival is Arrival.RETURNED
    taken = answers_in.accept(hetang.workspace, made_answer.path)
    assert "退回" in taken.sentence
    assert return_states.look(hetang.workspace, OCTOBER).stage.value == "rejected"
    (whole,) = receiving.take_in(bench, [made.path])
    assert whole.state == "taken"
    assert board.of(bench, [OCTOBER]).places["430202", OCTOBER.code].arrival is Arrival.REPORTED
    (late,) = receiving.take_in(bench, [tmp_path / "改.xlsx"])
    assert "原件已经收到" in late.sentence


def test_a_fork_names_the_file_that_came_before(bench: Workspace, books: Books) -> None:
    receiving.take_in(bench, [books.of("430202")])
    receiving.take_in(bench, [books.second])
    (fork,) = receiving.take_in(bench, [books.fork])
    assert (fork.state, f"收到的“{books.second.name}”" in fork.sentence) == ("fork", True)


def test_totals_say_whose_figures_were_sent_back(bench: Workspace, books: Books, tmp_path: Path) -> None:
    taken = receiving.take_in(bench, books.october)
    adopting.adopt(bench, [one.received or 0 for one in taken])
    assert {one.note for one in totals.of(bench, OCTOBER)} == {""}
    before = [(one.indicator, one.value) for one in totals.of(bench, OCTOBER)]
    rejecting.reject(bench, taken[0].received or 0, tmp_path, reason="number")
    found = totals.of(bench, OCTOBER)
    assert [(one.indicator, one.value) for one in found] == before
    assert {one.note for one in found} == {"荷塘区按第 1 版，已退回"}
    (second,) = receiving.take_in(bench, [books.second])
    adopting.adopt(bench, [second.received or 0])
    assert {one.note for one in totals.of(bench, OCTOBER)} == {""}


def test_totals_and_forms_say_whose_plan_stands_against_no_figure(
    bench: Workspace, books: Books, tmp_path: Path
) -> None:
    """荷塘's plan came with September; its October was sent back before anybody adopted it."""
    taken = receiving.take_in(bench, [books.of("430202", "2026-09"), *books.october])
    adopting.adopt(bench, [one.received or 0 for one in (taken[0], *taken[2:])])
    rejecting.reject(bench, taken[1].received or 0, tmp_path, reason="number")
    told = [one for one in totals.of(bench, OCTOBER) if one.plan_only]
    assert {(one.indicator, one.period, one.kind) for one in told} == {
        ("investment", OCTOBER, Kind.ACTUAL),
        ("investment", OCTOBER.as_year(), Kind.TARGET),
    }
    (absent,) = told[0].plan_only
    assert (absent.name, absent.note, absent.value) == ("荷塘区", "已退回", Decimal(20010000))
    assert totals.plan_only_words(told) == "荷塘区（已退回）只有年度计划、没有本期数：算完成率时分母含、分子不含。"
    form = returns.preview(bench, "project_units", OCTOBER, "万元")
    assert form.notes[-1] == "注：完成率的分母含、分子不含（有年度计划，没有完成数）：荷塘区 1 个（2,001 万元）。"
