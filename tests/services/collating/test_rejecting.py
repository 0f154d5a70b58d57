"""Receipts and rejections leave the house as sealed files, and the board knows."""

from __future__ import annotations

from pathlib import Path

import pytest

from qbs_desktop.domain.errors import EnvironmentFault, Refusal, ValueProblem
from qbs_desktop.exchange.sealed import answering
from qbs_desktop.services.collating import adopting, board, receiving, rejecting, tracing
from qbs_desktop.services.collating.board import Arrival
from qbs_desktop.services.collating.rejecting import Complaint
from qbs_desktop.services.collating.tracing import Origin
from qbs_desktop.services.workspace import Workspace
from tests.fixtures import counties
from tests.fixtures.county_returns import Books


@pytest.fixture
def number(bench: Workspace, books: Books) -> int:
    """荷塘's October, taken in."""
    (taken,) = receiving.take_in(bench, [books.of("430202")])
    return taken.received or 0


def origin(workspace: Workspace, number: int, cell: str) -> Origin:
    one = receiving.find(workspace, number)
    return next(
        origin for origin in tracing.origins(workspace, one) if (origin.sheet, origin.cell) == ("企业月报", cell)
    )


def test_a_rejection_names_its_items_and_the_board_shows_it(bench: Workspace, number: int, tmp_path: Path) -> None:
    items = [
        Complaint(origin(bench, number, "K10"), "数据有误", "少一个零"),
        Complaint(origin(bench, number, "K12"), "measure"),
    ]
    made = rejecting.reject(bench, number, tmp_path, items=items)
    answer = answering.read(made.path)
    assert (answer.kind, answer.unit_code, answer.revision, answer.period) == (
        "rejection",
        "430202",
        1,
        counties.OCTOBER,
    )
    assert [(one.cell, one.name, one.column, one.code, one.note) for one in answer.items] == [
        ("K10", "金鹏陶瓷有限公司", "revenue", "number", "少一个零"),
        ("K12", "凯盛装备有限公司", "revenue", "measure", ""),
    ]
    shown = board.of(bench)
    assert shown.places["430202", counties.OCTOBER.code].arrival is Arrival.RETURNED
    assert shown.reasons == (("荷塘区", "数据有误", 1), ("荷塘区", "口径不符", 1))
    with pytest.raises(Refusal, match="已退回"):
        adopting.adopt(bench, [number])
    with pytest.raises(Refusal, match="已退回"):
        rejecting.receipt(bench, number, tmp_path)


def test_the_correction_of_a_rejected_return_is_adopted(
    bench: Workspace, books: Books, number: int, tmp_path: Path
) -> None:
    rejecting.reject(bench, number, tmp_path, items=[Complaint(origin(bench, number, "K12"), "number")])
    (second,) = receiving.take_in(bench, [books.second])
    adopting.adopt(bench, [second.received or 0])
    assert [one.state for one in receiving.everything(bench)] == ["replaced", "adopted"]
    assert board.of(bench).places["430202", counties.OCTOBER.code].words == "已采用 · 第 2 版"


def test_a_whole_return_is_sent_back_without_items(bench: Workspace, number: int, tmp_path: Path) -> None:
    made = rejecting.reject(bench, number, tmp_path, reason="other", note="报错了报告期")
    answer = answering.read(made.path)
    assert answer.items == ()
    assert answer.note == "报错了报告期"
    assert "退回单" in made.sentence


def test_asking_goes_with_the_receipt_and_sends_nothing_back(bench: Workspace, number: int, tmp_path: Path) -> None:
    asked = [Complaint(origin(bench, number, "K10"), note="比上月增加较多，是什么原因？")]
    made = rejecting.receipt(bench, number, tmp_path, questions=asked)
    answer = answering.read(made.path)
    assert answer.kind == "receipt"
    assert [(one.code, one.note) for one in answer.items] == [("ask", "比上月增加较多，是什么原因？")]
    assert receiving.find(bench, number).state == "pending"
    assert board.of(bench).reasons == ()


def test_an_answer_that_says_too_little_is_refused_and_nothing_is_noted(
    bench: Workspace, number: int, tmp_path: Path
) -> None:
    here = origin(bench, number, "K10")
    for items, said in (([Complaint(here)], "要选退回原因"), ([Complaint(here, "其他")], "写一句说明")):
        with pytest.raises(Refusal, match=said):
            rejecting.reject(bench, number, tmp_path, items=items)
    with pytest.raises(ValueProblem, match="没有“随便”这个退回原因"):
        rejecting.reject(bench, number, tmp_path, items=[Complaint(here, "随便")])
    with pytest.raises(Refusal, match="要问什么"):
        rejecting.receipt(bench, number, tmp_path, questions=[Complaint(here)])
    assert receiving.find(bench, number).state == "pending"
    assert list(tmp_path.glob("*.xlsx")) == []


def test_an_answer_whose_noting_fails_leaves_no_file(
    bench: Workspace, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_how: object) -> None:
        raise EnvironmentFault("磁盘空间已满")

    monkeypatch.setattr(bench, "run", full)
    out = tmp_path / "回执"
    out.mkdir()
    with pytest.raises(EnvironmentFault, match="磁盘空间已满"):
        rejecting.receipt(bench, number, out)
    assert list(out.iterdir()) == []
