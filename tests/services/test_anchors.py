"""A3: what left the file proves its history, whoever holds the file's key."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qbs_desktop.db import backup, history
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.reporting import returns
from qbs_desktop.services.safety import anchors, doctor
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db.forging import sealed_again, unguarded

OCTOBER = Period.parse("2026-10")


def steps(workspace: Workspace, count: int, name: str = "k") -> None:
    for number in range(count):
        workspace.run(f"第 {number} 步", lambda edit, n=number: edit.set_meta(f"{name}{n}", str(n)))


def exported(workspace: Workspace, folder: Path) -> Path:
    (made,) = returns.export(workspace, OCTOBER, folder, forms=["industry_month"])
    return made.path


def test_returns_and_copies_prove_an_honest_history(empty: Workspace, tmp_path: Path) -> None:
    steps(empty, 3)
    book = exported(empty, tmp_path / "市里")
    copy = tmp_path / "U盘" / "空.备份.qbs"
    copy.parent.mkdir()
    backup.copy_verified(empty.store.reader, empty.path, copy)
    steps(empty, 3, "x")
    one, two = anchors.prove(empty, [book, copy])
    assert (one.held, two.held) == (True, True)
    assert "第 1—4 号操作没有被改过" in one.sentence
    assert "第 1—5 号操作没有被改过" in two.sentence


def test_a_history_computed_anew_is_found_by_what_left_before(empty: Workspace, tmp_path: Path) -> None:
    steps(empty, 3)
    early = exported(empty, tmp_path / "一")
    steps(empty, 3, "x")
    late = exported(empty, tmp_path / "二")
    connection = empty.store.reader
    with unguarded(connection):
        connection.execute("UPDATE operation SET title = '没有的事' WHERE id = 7")
        sealed_again(connection, 7)
    assert empty.read(history.verify_chain) is None, "the chain alone cannot see it"
    first, second = anchors.prove(empty, [early, late])
    assert first.held is True
    assert second.held is False
    assert "第 8 号操作或它以前的操作被改写过" in second.sentence
    found = [one for one in doctor.examine(empty, [early, late]) if one.what == "历史凭据"]
    assert [one.well for one in found] == [True, False]


def test_a_tail_cut_off_or_an_old_copy_put_back_is_found(empty: Workspace, tmp_path: Path) -> None:
    steps(empty, 2)
    shutil.copy(empty.path, tmp_path / "旧.qbs")
    backup.copy_verified(empty.store.reader, empty.path, tmp_path / "旧.qbs")
    steps(empty, 3, "x")
    book = exported(empty, tmp_path / "出")
    with Workspace.open_file(tmp_path / "旧.qbs") as old:
        (proof,) = anchors.prove(old, [book])
    assert proof.held is False
    assert "记到第 6 号操作，这个文件只到第 3 号" in proof.sentence


def test_what_is_no_anchor_of_the_file_is_said_and_not_counted(empty: Workspace, tmp_path: Path) -> None:
    unit = Unit("430224", "茶陵县")
    with Workspace.create(tmp_path / "别.qbs", profiles.load("hunan-county"), unit, year=2026) as other:
        theirs = exported(other, tmp_path)
    (tmp_path / "坏.qbs").write_bytes(b"x" * 5000)
    (tmp_path / "文.xlsx").write_text("不是工作簿", encoding="utf-8")
    paths = [theirs, tmp_path / "别.qbs", tmp_path / "坏.qbs", tmp_path / "文.xlsx", tmp_path / "没有.xlsx"]
    proofs = anchors.prove(empty, paths)
    assert [one.held for one in proofs] == [None] * 5
    for proof, words in zip(proofs, ("不是本单位的", "不是这个数据文件的副本", "", "不是", "找不到"), strict=True):
        assert words in proof.sentence
    assert all(one.well for one in doctor.examine(empty)), "strangers beside the file are passed over"
    assert not all(one.well for one in doctor.examine(empty, paths)), "strangers that were named are not"


def test_what_lies_beside_the_file_is_taken_by_itself(empty: Workspace, tmp_path: Path) -> None:
    steps(empty, 2)
    book = exported(empty, tmp_path)
    copy = tmp_path / "空.升级前.qbs"
    backup.copy_verified(empty.store.reader, empty.path, copy)
    assert anchors.nearby(empty) == [book, copy]
    found = [one for one in doctor.examine(empty) if one.what == "历史凭据"]
    assert [one.well for one in found] == [True, True]


@pytest.mark.parametrize("after", [0, 1, 4])
def test_a_part_of_the_chain_can_be_verified_alone(after: int, empty: Workspace) -> None:
    steps(empty, 5)
    assert empty.read(lambda c: history.verify_chain(c, after=after)) is None
    connection = empty.store.reader
    with unguarded(connection):
        connection.execute("UPDATE operation SET title = 'x' WHERE id = 3")
    expected = None if after == 4 else 3
    assert empty.read(lambda c: history.verify_chain(c, after=after)) == expected
    assert empty.read(lambda c: history.verify_chain(c, after=99)) == 99
