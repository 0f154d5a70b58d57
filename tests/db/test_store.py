from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.db import driver, file_lock, store
from qbs_desktop.db.store import Store
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal
from tests.faults.processes import child, obeying


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def beside(path: Path) -> set[str]:
    return {one.name for one in path.parent.iterdir()}


def test_a_created_file_can_be_opened_again(path: Path) -> None:
    Store.create(path).close()
    opened = Store.open(path)
    assert opened.integrity() == []
    assert not opened.readonly
    opened.close()


def test_closing_leaves_the_file_alone_in_its_folder(path: Path) -> None:
    made = Store.create(path)
    assert f".{path.name}.holder" in beside(path)
    made.close()
    assert beside(path) <= {path.name, f".{path.name}.lock"}
    assert Store.open(path).close() is None


def test_what_exists_is_never_overwritten(path: Path) -> None:
    path.write_bytes(b"something")
    with pytest.raises(Refusal, match="已经存在"):
        Store.create(path)
    assert path.read_bytes() == b"something"


def test_a_file_made_by_another_window_in_between_survives(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other window creates, fills and closes between our first look and our lock."""
    take = file_lock.take

    def late(where: Path) -> object:
        monkeypatch.setattr(file_lock, "take", take)
        Store.create(path).close()
        return take(where)

    monkeypatch.setattr(file_lock, "take", late)
    with pytest.raises(Refusal, match="已经存在"):
        Store.create(path)
    Store.open(path).close()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"文件夹“.*没有”不存在"):
        Store.create(tmp_path / "没有" / "甲.qbs")


def test_a_creation_that_fails_leaves_nothing_behind(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk gone")

    monkeypatch.setattr("qbs_desktop.db.migrations.build", fail)
    with pytest.raises(OSError, match="disk gone"):
        Store.create(path)
    assert beside(path) <= {f".{path.name}.lock"}
    monkeypatch.undo()
    Store.create(path).close()


def test_a_creation_killed_before_its_schema_is_explained(path: Path) -> None:
    connection = driver.connect(path, create=True)
    connection.execute("CREATE TABLE t (a)")
    connection.execute("DROP TABLE t")
    connection.execute(f"PRAGMA application_id = {driver.APPLICATION_ID}")
    connection.close()
    with pytest.raises(DamagedFile, match="没有建好"):
        Store.open(path)
    with pytest.raises(DamagedFile, match="没有建好"):
        Store.open_readonly(path)


def test_a_keyed_file_of_another_kind_is_refused(path: Path) -> None:
    connection = driver.connect(path, create=True)
    connection.execute("CREATE TABLE t (a)")
    connection.close()
    with pytest.raises(Refusal, match="不是本程序的数据文件"):
        Store.open(path)


def test_a_newer_version_is_refused_and_not_a_byte_changes(path: Path) -> None:
    made = Store.create(path)
    made.reader.execute(f"PRAGMA user_version = {store.SCHEMA_VERSION + 1}")
    made.close()
    before = sha(path)
    for opening in (Store.open, Store.open_readonly):
        with pytest.raises(EnvironmentFault, match=r"更新版本的程序.*升级程序"):
            opening(path)
    assert sha(path) == before


def test_a_second_window_is_refused_and_told_who_holds_the_file(store: Store) -> None:
    with pytest.raises(Refusal, match=r"已在另一个窗口打开（.+@.+）"):
        Store.open(store.path)


def test_a_second_process_is_refused(store: Store) -> None:
    code = "from qbs_desktop.db.store import Store; Store.open(path)"
    done = child(code, store.path)
    assert done.returncode == 1
    assert "Refusal: “炎陵县.qbs”已在另一个窗口打开" in done.stderr


def test_a_holder_whose_note_cannot_be_read_is_refused_without_a_name(store: Store) -> None:
    store_note = store.path.with_name(f".{store.path.name}.holder")
    for content in ("", "[1]", "{}", "no json"):
        store_note.write_text(content, encoding="utf-8")
        with pytest.raises(Refusal, match="已在另一个窗口打开。"):
            Store.open(store.path)


def test_the_same_file_through_a_link_is_the_same_file(store: Store, tmp_path: Path) -> None:
    link = tmp_path / "另一个名字.qbs"
    link.symlink_to(store.path)
    with pytest.raises(Refusal, match="已在另一个窗口打开"):
        Store.open(link)


def test_a_lock_is_given_up_from_another_thread(path: Path) -> None:
    made = Store.create(path)
    closing = threading.Thread(target=made.close)
    closing.start()
    closing.join()
    Store.open(path).close()


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_the_lock_of_a_killed_process_is_taken_without_a_question(path: Path) -> None:
    Store.create(path).close()
    code = "from qbs_desktop.db.store import Store; s = Store.open(path); print('open', flush=True); input()"
    holder = subprocess.Popen(
        [sys.executable, "-c", f"import sys; from pathlib import Path; path = Path(sys.argv[1]); {code}", str(path)],
        stdout=subprocess.PIPE,
        stdin=subprocess.PIPE,
    )
    assert holder.stdout is not None
    assert holder.stdin is not None
    assert holder.stdout.readline().strip() == b"open"
    with pytest.raises(Refusal):
        Store.open(path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    holder.stdout.close()
    holder.stdin.close()
    Store.open(path).close()


def test_readonly_reads_beside_an_open_window_and_cannot_write(store: Store) -> None:
    beside_it = Store.open_readonly(store.path)
    assert beside_it.readonly
    with store.transaction("甲") as transaction:
        transaction.new_subject("project")
    assert beside_it.read(lambda c: c.execute("SELECT count(*) FROM subject").fetchone()[0]) == 1
    with pytest.raises(Refusal, match="只读方式"), beside_it.transaction("乙"):
        pass
    with pytest.raises(EnvironmentFault, match="只读"):
        beside_it.read(lambda c: c.execute("DELETE FROM subject"))
    beside_it.close()


@pytest.fixture
def closed_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with a data file that this user may read and not write."""
    folder = tmp_path / "只读"
    folder.mkdir()
    Store.create(folder / "甲.qbs").close()
    for leftover in folder.glob(".*"):
        leftover.unlink()
    (folder / "甲.qbs").chmod(0o444)
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_read_only_folder_is_explained_and_can_still_be_looked_at(closed_folder: Path) -> None:
    path = closed_folder / "甲.qbs"
    before = sha(path)
    done = obeying("from qbs_desktop.db.store import Store; Store.open(path)", path)
    assert "EnvironmentFault: “甲.qbs”所在文件夹不能写入" in done.stderr
    done = obeying("from qbs_desktop.db.store import Store; Store.create(path.with_name('乙.qbs'))", path)
    assert "EnvironmentFault: “乙.qbs”所在文件夹不能写入" in done.stderr
    code = "from qbs_desktop.db.store import Store; s = Store.open_readonly(path); print(s.integrity()); s.close()"
    done = obeying(code, path)
    assert (done.stderr, done.stdout.strip()) == ("", "[]")
    assert sha(path) == before


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_read_only_file_in_a_writable_folder_is_explained(closed_folder: Path) -> None:
    closed_folder.chmod(0o777)
    path = closed_folder / "甲.qbs"
    done = obeying("from qbs_desktop.db.store import Store; Store.open(path)", path)
    assert "EnvironmentFault: " in done.stderr
    assert "只读" in done.stderr


def test_a_question_sees_one_state_of_the_file(store: Store) -> None:
    count = "SELECT count(*) FROM subject"

    def ask(connection: driver.Connection) -> tuple[int, int]:
        first = connection.execute(count).fetchone()[0]
        with store.transaction("其间") as transaction:
            transaction.new_subject("project")
        return first, connection.execute(count).fetchone()[0]

    assert store.read(ask) == (0, 0)
    assert store.read(lambda c: c.execute(count).fetchone()[0]) == 1


def test_questions_may_ask_questions(store: Store) -> None:
    assert store.read(lambda _c: store.read(lambda c: c.execute("SELECT 7").fetchone()[0])) == 7


def test_a_question_that_fails_says_so_and_leaves_the_reader_usable(store: Store) -> None:
    with pytest.raises(driver.driver.OperationalError, match="no such table"):
        store.read(lambda c: c.execute("SELECT * FROM absent"))
    with pytest.raises(ZeroDivisionError):
        store.read(lambda _c: 1 // 0)
    assert store.read(lambda c: c.execute("SELECT 1").fetchone()[0]) == 1


def test_an_operation_within_an_operation_is_a_bug_and_changes_nothing(store: Store) -> None:
    with (
        pytest.raises(RuntimeError, match="already running"),
        store.transaction("外") as outer,
        store.transaction("内"),
    ):
        outer.new_subject("project")
    with store.transaction("后") as after:
        after.new_subject("project")
    assert store.read(lambda c: c.execute("SELECT count(*) FROM subject").fetchone()[0]) == 1


def test_a_broken_rule_of_the_schema_is_a_bug_and_changes_nothing(store: Store) -> None:
    from qbs_desktop.db.changes import Change

    with pytest.raises(driver.driver.IntegrityError), store.transaction("甲") as transaction:  # noqa: PT012
        transaction.new_subject("project")
        transaction.apply(Change("meta", ("k",), ("value",), None, (None,)))
    with pytest.raises(driver.driver.IntegrityError), store.transaction("乙") as transaction:
        transaction.apply_all([Change("meta", ("k",), ("value",), None, (word,)) for word in ("a", "b")])
    assert store.read(lambda c: c.execute("SELECT count(*) FROM subject").fetchone()[0]) == 0


def test_damage_is_found_by_an_examination(path: Path) -> None:
    made = Store.create(path)
    with made.transaction("甲") as transaction:
        for _ in range(50):
            transaction.new_subject("project")
    made.close()
    content = bytearray(path.read_bytes())
    content[-2000] ^= 1
    path.write_bytes(content)
    opened = Store.open(path)
    assert opened.integrity() != []
    opened.close()


def test_missing_rows_behind_a_reference_are_found_by_an_examination(store: Store) -> None:
    store.reader.execute("PRAGMA foreign_keys = OFF")
    store.reader.execute("INSERT INTO membership VALUES (99, 2026, 'in', NULL, NULL)")
    assert store.integrity() == ["外键不完整：membership"]


def test_a_file_that_went_away_is_said_by_an_examination(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> driver.Connection:
        class Broken:
            def execute(self, _sql: str) -> None:
                raise driver.driver.DatabaseError("database disk image is malformed")

            def close(self) -> None:
                pass

        return Broken()

    monkeypatch.setattr(driver, "connect", broken)
    assert "有损坏的页" in store.integrity()[0]


def test_a_user_without_a_name_can_work(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr("getpass.getuser", nameless)
    made = Store.create(path)
    with made.transaction("甲") as transaction:
        transaction.new_subject("project")
    assert made.read(lambda c: c.execute("SELECT user FROM operation").fetchone()[0]) == "未知用户"
    made.close()


def test_a_disk_without_locks_is_explained(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(_lock: object) -> None:
        raise NotImplementedError("no flock")

    monkeypatch.setattr(file_lock.FileLock, "acquire", unable)
    with pytest.raises(EnvironmentFault, match="不支持文件锁"):
        Store.create(path)


def test_free_space_is_that_of_the_folder(store: Store) -> None:
    from qbs_desktop.db.store import free_space

    assert free_space(store.path) > 0


def test_a_discarded_file_is_gone_and_its_name_is_free(path: Path) -> None:
    made = Store.create(path)
    with made.transaction("甲") as transaction:
        transaction.new_subject("project")
    made.discard()
    assert beside(path) <= {f".{path.name}.lock"}
    again = Store.create(path)
    again.discard()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are a POSIX thing")
def test_a_named_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.qbs")
    with pytest.raises(Refusal, match="不是普通文件"):
        Store.open(tmp_path / "管道.qbs")
