"""Files kept with a record: stored once, undone whole, proven by hash, and outside the audit trail's room."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from qbs_desktop.db import driver, queries
from qbs_desktop.db import history as trail
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal
from qbs_desktop.services import attachments, history
from qbs_desktop.services.lists import listing
from qbs_desktop.services.workspace import Workspace
from tests.db.content import digest_of, rebuilt


@pytest.fixture
def record(empty: Workspace) -> int:
    return listing.add_rows(empty, "project", [{"name": "甲项目"}])[0]


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "备案证明.pdf"
    path.write_bytes(b"%PDF " + bytes(range(256)) * 40)
    return path


def names(workspace: Workspace, record: int) -> list[str]:
    return [one.name for one in attachments.list_of(workspace, record)]


def test_an_attachment_comes_out_as_it_went_in(empty: Workspace, record: int, scan: Path, tmp_path: Path) -> None:
    made = attachments.add(empty, record, scan)
    assert attachments.list_of(empty, record) == [made] == attachments.list_of(empty)
    assert (made.record_id, made.name, made.size) == (record, "备案证明.pdf", scan.stat().st_size)
    out = attachments.save_as(empty, record, made.name, tmp_path / "另存.pdf")
    assert out.read_bytes() == scan.read_bytes() == attachments.read(empty, record, made.name)
    entry = history.entries(empty, 1)[0]
    assert entry.operation.title == "添加附件：甲项目 备案证明.pdf"
    assert [(one.record_name, one.where, one.after) for one in entry.lines] == [
        ("甲项目", "附件", "备案证明.pdf（10,245 字节）")
    ]
    assert history.entries(empty, None, record)[0].operation.id == entry.operation.id
    assert attachments.damaged(empty) == []


def test_undo_of_a_removal_brings_the_bytes_back(empty: Workspace, record: int, scan: Path) -> None:
    attachments.add(empty, record, scan)
    attachments.remove(empty, record, scan.name)
    assert names(empty, record) == []
    empty.undo()
    assert attachments.read(empty, record, scan.name) == scan.read_bytes()
    empty.undo()
    assert names(empty, record) == []
    empty.redo()
    assert attachments.read(empty, record, scan.name) == scan.read_bytes()


def test_a_removed_record_comes_back_with_its_attachments(empty: Workspace, record: int, scan: Path) -> None:
    attachments.add(empty, record, scan)
    listing.remove_rows(empty, "project", [record])
    assert attachments.list_of(empty) == []
    empty.undo()
    assert attachments.read(empty, record, scan.name) == scan.read_bytes()


def test_a_name_that_is_taken_gets_a_number(empty: Workspace, record: int, scan: Path, tmp_path: Path) -> None:
    first = attachments.add(empty, record, scan)
    assert attachments.add(empty, record, scan) == first
    folder = tmp_path / "新"
    folder.mkdir()
    for content in (b"second", b"third"):
        (folder / scan.name).write_bytes(content)
        attachments.add(empty, record, folder / scan.name)
    assert names(empty, record) == ["备案证明.pdf", "备案证明（2）.pdf", "备案证明（3）.pdf"]
    assert attachments.read(empty, record, "备案证明（3）.pdf") == b"third"


def test_the_same_content_is_stored_once_and_never_in_the_trail(empty: Workspace, scan: Path) -> None:
    first, second = listing.add_rows(empty, "project", [{"name": "甲"}, {"name": "乙"}])
    attachments.add(empty, first, scan)
    attachments.add(empty, second, scan)
    assert sum(empty.read(queries.attached_sizes).values()) == scan.stat().st_size
    attachments.remove(empty, first, scan.name)
    assert attachments.read(empty, second, scan.name) == scan.read_bytes()
    bodies = empty.read(lambda c: c.execute("SELECT sum(length(body)) FROM changeset").fetchone()[0])
    before = bodies
    big = scan.with_name("大.bin")
    big.write_bytes(bytes(500_000))
    attachments.add(empty, first, big)
    after = empty.read(lambda c: c.execute("SELECT sum(length(body)) FROM changeset").fetchone()[0])
    assert after - before < 400


def test_the_trail_alone_gives_names_sizes_and_hashes(
    empty: Workspace, record: int, scan: Path, tmp_path: Path
) -> None:
    """Reliability test A1; the bytes are proven by the hashes, not replayed."""
    attachments.add(empty, record, scan)
    attachments.remove(empty, record, scan.name)
    empty.undo()
    assert empty.read(lambda connection: rebuilt(connection, tmp_path / "重建.qbs")) == digest_of(empty)
    assert empty.read(trail.verify_chain) is None


def test_what_is_too_large_empty_or_unreadable_is_refused_in_a_sentence(
    empty: Workspace, record: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    big = tmp_path / "大.zip"
    with big.open("wb") as file:
        file.truncate(attachments.ONE_LIMIT + 1)
    with pytest.raises(Refusal, match=r"“大\.zip”有 20\.1 MB，单个附件不能超过 20 MB。请压缩或拆分"):
        attachments.add(empty, record, big)
    (tmp_path / "空.txt").touch()
    with pytest.raises(Refusal, match="空文件"):
        attachments.add(empty, record, tmp_path / "空.txt")
    with pytest.raises(EnvironmentFault, match="打不开“没有"):
        attachments.add(empty, record, tmp_path / "没有.txt")
    (tmp_path / "小.txt").write_bytes(b"x" * 600)
    with pytest.raises(Refusal, match="已经不在名单里"):
        attachments.add(empty, 999, tmp_path / "小.txt")
    monkeypatch.setattr(attachments, "FILE_LIMIT", 1000)
    attachments.add(empty, record, tmp_path / "小.txt")
    (tmp_path / "小二.txt").write_bytes(b"y" * 600)
    with pytest.raises(Refusal, match="请删除不需要的附件，再整理附件"):
        attachments.add(empty, record, tmp_path / "小二.txt")
    attachments.remove(empty, record, "小.txt")
    with pytest.raises(Refusal, match="可以先整理附件，清除其中已删除的"):
        attachments.add(empty, record, tmp_path / "小二.txt")
    attachments.compact(empty)
    attachments.add(empty, record, tmp_path / "小二.txt")
    assert names(empty, record) == ["小二.txt"]


def test_compacting_keeps_what_a_record_has_and_says_what_undo_can_no_longer_do(
    empty: Workspace, record: int, scan: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "合同.txt"
    kept.write_bytes(b"contract")
    attachments.add(empty, record, kept)
    attachments.add(empty, record, scan)
    assert attachments.compact(empty) == 0
    attachments.remove(empty, record, scan.name)
    assert attachments.loose_size(empty) == scan.stat().st_size
    assert attachments.compact(empty) == scan.stat().st_size
    assert history.entries(empty, 1)[0].operation.title == "整理附件：清除 11 KB"
    assert attachments.loose_size(empty) == 0
    before = digest_of(empty)
    with pytest.raises(Refusal, match=r"附件“备案证明\.pdf”的内容已在整理附件时清除，这一步不能撤销或重做"):
        empty.undo()
    assert digest_of(empty) == before
    assert attachments.read(empty, record, kept.name) == b"contract"


def test_attached_bytes_are_changed_and_deleted_by_nobody(empty: Workspace, record: int, scan: Path) -> None:
    attachments.add(empty, record, scan)
    connection = driver.connect(empty.path)
    for sql in ("DELETE FROM attached", "UPDATE attached SET bytes = x'00'"):
        with pytest.raises(driver.driver.Error, match="attached bytes are kept"):
            connection.execute(sql)
    connection.close()


def test_bytes_that_are_not_those_that_were_added_are_not_given_out(
    empty: Workspace, record: int, scan: Path, tmp_path: Path
) -> None:
    made = attachments.add(empty, record, scan)
    connection = driver.connect(empty.path)
    connection.execute("DROP TRIGGER attached_no_update")
    connection.execute("UPDATE attached SET bytes = x'00'")
    connection.close()
    assert attachments.damaged(empty) == [made]
    with pytest.raises(DamagedFile, match="与添加时不一致"):
        attachments.save_as(empty, record, scan.name, tmp_path / "出.pdf")
    assert not (tmp_path / "出.pdf").exists()


def test_what_is_gone_cannot_be_removed_or_read(empty: Workspace, record: int) -> None:
    for act in (attachments.remove, attachments.read):
        with pytest.raises(Refusal, match=r"附件“甲\.pdf”已经不在"):
            act(empty, record, "甲.pdf")


@pytest.mark.skipif(sys.platform == "win32", reason="a folder stands for what cannot be replaced")
def test_a_target_that_cannot_be_written_is_left_as_it_was(
    empty: Workspace, record: int, scan: Path, tmp_path: Path
) -> None:
    attachments.add(empty, record, scan)
    (tmp_path / "占用").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(EnvironmentFault, match="“占用”没有存成"):
        attachments.save_as(empty, record, scan.name, tmp_path / "占用")
    assert sorted(tmp_path.iterdir()) == before


def test_several_files_are_added_one_by_one_and_the_refused_are_told(empty: Workspace, record: int, scan: Path) -> None:
    (scan.parent / "空.txt").touch()
    paths = [scan, scan.parent / "空.txt", scan.parent / "没有.txt"]
    steps: list[tuple[int, int]] = []
    done = attachments.add_all(empty, record, paths, lambda *step: steps.append(step))
    assert [one.name for one in done.made] == [scan.name]
    assert ["空文件" in done.refused[0], "打不开" in done.refused[1]] == [True, True]
    assert steps == [(1, 3), (2, 3), (3, 3)]
    assert attachments.add_all(empty, record, paths, cancelled=lambda: True) == attachments.Added((), ())
    assert attachments.kept_size(empty) == scan.stat().st_size


def test_a_copy_to_look_at_cannot_be_changed_by_mistake_and_leaves_its_folder_by_no_name(
    empty: Workspace, record: int, scan: Path, tmp_path: Path
) -> None:
    attachments.add(empty, record, scan)
    folder = tmp_path / "看"
    copy = attachments.viewing_copy(empty, record, scan.name, folder)
    assert copy.read_bytes() == scan.read_bytes()
    assert not copy.stat().st_mode & 0o222
    assert attachments.viewing_copy(empty, record, scan.name, folder) == copy
    empty.run("恶意", lambda edit: edit.attach(record, "../../逃出.pdf", b"x", "2026-10-01T00:00:00+00:00"))
    out = attachments.viewing_copy(empty, record, "../../逃出.pdf", folder)
    assert folder in out.resolve().parents
    (tmp_path / "占用").write_bytes(b"")
    with pytest.raises(EnvironmentFault, match=r"打不开：.*请检查磁盘空间"):
        attachments.viewing_copy(empty, record, scan.name, tmp_path / "占用")


def test_a_program_is_not_opened_but_can_be_saved(empty: Workspace, record: int, tmp_path: Path) -> None:
    program = tmp_path / "安装.EXE"
    program.write_bytes(b"MZ")
    attachments.add(empty, record, program)
    with pytest.raises(Refusal, match="可以运行的程序，不直接打开"):
        attachments.viewing_copy(empty, record, program.name, tmp_path)
    assert attachments.save_as(empty, record, program.name, tmp_path / "存.exe").read_bytes() == b"MZ"


@pytest.mark.parametrize(("size", "words"), [(1, "1 KB"), (102_400, "100 KB"), (104_858, "0.2 MB"), (1048576, "1 MB")])
def test_sizes_are_told_rounded_up(size: int, words: str) -> None:
    assert attachments.size_text(size) == words
