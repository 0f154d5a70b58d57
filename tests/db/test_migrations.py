from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from qbs_desktop.db import backup, driver, file_lock, history, migrations
from qbs_desktop.db.migrations import to_2
from qbs_desktop.db.store import SCHEMA_VERSION, Store
from qbs_desktop.db.tables import LEDGER_TABLES
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services.workspace import Workspace
from tests.db import old_files
from tests.db.content import digest_of, digest_of_figures, rebuilt
from tests.faults.killing import killer
from tests.faults.processes import obeying
from tests.faults.trials import SEED, trials


def sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def backups(path: Path) -> list[Path]:
    return sorted(path.parent.glob("*升级前*"))


def schema(connection: driver.Connection) -> dict[str, object]:
    """What tables, columns, keys, indexes and triggers there are, without spelling.

    Nor with the order of columns: every statement names them.
    """
    found: dict[str, object] = {}
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_schema").fetchall():
        if kind == "table":
            columns = sorted(row[1:] for row in connection.execute(f'PRAGMA table_xinfo("{name}")').fetchall())
            keys = connection.execute(f'PRAGMA foreign_key_list("{name}")').fetchall()
            options = [w for w in ("STRICT", "WITHOUT ROWID", "AUTOINCREMENT", "CHECK") if w in str(sql)]
            found[name] = (columns, sorted(key[2:] for key in keys), options)
        elif kind == "index":
            partial = str(sql).partition(" WHERE ")[2].replace('"', "")
            indexed = connection.execute(f'PRAGMA index_xinfo("{name}")').fetchall()
            found[name] = ([row[2:] for row in indexed], partial)
        else:
            found[name] = " ".join(str(sql).split())
    return found


@pytest.fixture(params=old_files.VERSIONS)
def old(request: pytest.FixtureRequest, path: Path) -> Path:
    return old_files.build(request.param, path)


def test_there_is_a_file_of_every_older_schema() -> None:
    assert tuple(range(1, SCHEMA_VERSION)) == old_files.VERSIONS
    assert set(migrations.STEPS) == set(range(2, SCHEMA_VERSION + 1))


def test_the_step_to_2_knows_every_list() -> None:
    assert set(to_2._LISTS) == set(LEDGER_TABLES)


def test_an_upgrade_keeps_every_figure_and_leaves_a_verified_backup(old: Path) -> None:
    """Reliability test M1."""
    connection = driver.connect(old)
    figures, head = digest_of_figures(connection), history.head(connection)
    connection.close()
    with Workspace.open_file(old) as workspace:
        assert workspace.read(digest_of_figures) == figures
        assert workspace.store.integrity() == []
        assert workspace.read(history.head) == head
        assert workspace.read(lambda c: c.execute("PRAGMA user_version").fetchone()[0]) == SCHEMA_VERSION
        assert workspace.unit.name == "炎陵县"
    (kept,) = backups(old)
    connection = driver.connect(kept)
    assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert digest_of_figures(connection) == figures
    assert history.head(connection) == head
    assert connection.execute("PRAGMA user_version").fetchone()[0] < SCHEMA_VERSION
    connection.close()


def test_the_audit_trail_goes_on_after_an_upgrade(old: Path, tmp_path: Path) -> None:
    with Workspace.open_file(old) as workspace:
        before = digest_of(workspace)
        key = FigureKey(1, "investment", Period.of_month(2026, 1), Kind.ACTUAL)
        workspace.run("填", lambda edit: edit.set_figure(key, Figure(na=True), cell="B2"))
        assert workspace.read(history.verify_chain) is None
        assert workspace.read(lambda c: rebuilt(c, tmp_path / "重建.qbs")) == digest_of(workspace)
        workspace.undo()
        assert digest_of(workspace) == before
        workspace.undo()  # an operation that the older program wrote
        assert workspace.read(lambda c: c.execute("SELECT count(*) FROM figure").fetchone()[0]) == 0
        workspace.redo()
        assert digest_of(workspace) == before


def test_an_upgraded_file_has_the_schema_of_a_new_one(old: Path, tmp_path: Path) -> None:
    upgraded, fresh = Store.open(old), Store.create(tmp_path / "新.qbs")
    assert schema(upgraded.reader) == schema(fresh.reader)
    upgraded.close()
    fresh.close()


def test_an_older_file_is_not_upgraded_by_looking_at_it(old: Path) -> None:
    before = sha(old)
    with pytest.raises(Refusal, match="请先用“打开”"):
        Store.open_readonly(old)
    assert sha(old) == before
    assert backups(old) == []


@pytest.mark.skipif(sys.platform == "win32", reason="kill -9")
def test_a_killed_upgrade_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    """Reliability test M2: killed at any instant; the next opening finishes the work."""
    template = old_files.build(1, tmp_path / "旧.qbs", records=150)
    connection = driver.connect(template)
    figures = digest_of_figures(connection)
    connection.close()
    outcomes = set()
    with killer("upgrade", 0.06, SEED) as trial:
        for number in range(trials(20)):
            folder = tmp_path / str(number)
            folder.mkdir()
            path = folder / "旧.qbs"
            path.write_bytes(template.read_bytes())
            trial(path)
            outcomes.add(_checked_after_kill(path, figures))
    assert outcomes <= {1, SCHEMA_VERSION}


def _checked_after_kill(path: Path, figures: str) -> int:
    connection = driver.connect(path)
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    assert digest_of_figures(connection) == figures
    assert ("cell" in {row[1] for row in connection.execute("PRAGMA table_info(figure)")}) == (
        version == SCHEMA_VERSION
    )
    connection.close()
    opened = Store.open(path)
    assert opened.read(digest_of_figures) == figures
    assert opened.integrity() == []
    opened.close()
    assert [one.name for one in path.parent.iterdir() if ".part" in one.name] == []
    return version


def test_an_upgrade_that_would_change_a_figure_is_taken_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old = old_files.build(SCHEMA_VERSION - 1, path)
    step = migrations.STEPS[SCHEMA_VERSION]

    def careless(connection: driver.Connection) -> None:
        step(connection)
        connection.execute("UPDATE figure SET value = 1 WHERE subject_id = 7 AND period = 202503")

    monkeypatch.setitem(migrations.STEPS, SCHEMA_VERSION, careless)
    connection = driver.connect(old)
    figures = digest_of_figures(connection)
    with pytest.raises(DamagedFile, match="升级后的数与升级前不一致，已退回原样"):
        Store.open(old)
    assert digest_of_figures(connection) == figures
    assert connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION - 1
    connection.close()


def test_a_damaged_file_is_not_upgraded(old: Path) -> None:
    """Reliability test M3."""
    content = bytearray(old.read_bytes())
    content[len(content) // 2] ^= 4
    old.write_bytes(content)
    before = sha(old)
    with pytest.raises(DamagedFile, match="有损坏的页，没有升级"):
        Store.open(old)
    assert sha(old) == before
    assert backups(old) == []


def test_a_file_that_is_open_elsewhere_is_not_upgraded(old: Path) -> None:
    lock = file_lock.take(old)
    before = sha(old)
    with pytest.raises(Refusal, match="已在另一个窗口打开"):
        Store.open(old)
    lock.release()
    assert (sha(old), backups(old)) == (before, [])


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_in_a_read_only_folder_is_not_upgraded(old: Path) -> None:
    before = sha(old)
    old.parent.chmod(0o555)
    done = obeying("from qbs_desktop.db.store import Store; Store.open(path)", old)
    old.parent.chmod(0o755)
    assert "EnvironmentFault: “炎陵县.qbs”所在文件夹不能写入" in done.stderr
    assert (sha(old), backups(old)) == (before, [])


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Copies cannot be written: the engine reports a full disk while it copies."""
    real = driver.driver.connect

    class Full(driver.driver.Connection):  # type: ignore[misc, name-defined]
        def backup(self, target: driver.Connection) -> None:
            target.execute("CREATE TABLE half (a)")
            raise driver.driver.OperationalError("database or disk is full")

    monkeypatch.setattr(driver.driver, "connect", lambda place, **how: real(place, factory=Full, **how))
    return


@pytest.mark.usefixtures("full_disk")
def test_without_room_for_a_backup_nothing_is_upgraded(old: Path) -> None:
    before = sha(old)
    with pytest.raises(EnvironmentFault, match=r"备份没有写成.*磁盘空间已满.*没有继续"):
        Store.open(old)
    assert (sha(old), backups(old)) == (before, [])
    assert [one for one in old.parent.iterdir() if "part" in one.name] == []


def test_a_backup_that_does_not_read_back_stops_the_upgrade(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sha(old)
    read = backup.content
    monkeypatch.setattr(backup, "content", lambda copy: replace(read(copy), digest="another"))
    with pytest.raises(EnvironmentFault, match="读回检查没有通过"):
        Store.open(old)
    assert (sha(old), backups(old)) == (before, [])


def test_a_damaged_copy_is_noticed(store: Store, tmp_path: Path) -> None:
    with store.transaction("甲") as transaction:
        for _ in range(200):
            transaction.new_subject("project")
    copy = tmp_path / "份.qbs"
    assert backup.copy_verified(store.reader, store.path, copy) == backup.content(copy)
    content = bytearray(copy.read_bytes())
    content[-3000] ^= 1
    copy.write_bytes(content)
    with pytest.raises(DamagedFile, match="有损坏的页"):
        backup.content(copy)


def test_a_copy_that_cannot_get_its_name_leaves_what_has_it(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "份.qbs"
    kept.write_bytes(b"earlier")

    def busy(_self: Path, _target: Path) -> Path:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", busy)
    with pytest.raises(EnvironmentFault, match="备份没有写成"):
        backup.copy_verified(store.reader, store.path, kept)
    assert kept.read_bytes() == b"earlier"


@pytest.mark.parametrize("kind", ["driver", "check", "other"])
def test_an_upgrade_that_fails_half_way_is_taken_back(old: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    first = min(version for version in migrations.STEPS if version > int(_version(old)))
    step = migrations.STEPS[first]

    def fail(connection: driver.Connection) -> None:
        step(connection)
        if kind == "driver":
            raise driver.driver.OperationalError("database or disk is full")
        if kind == "other":
            raise KeyError(kind)
        connection.execute("PRAGMA defer_foreign_keys = ON")
        connection.execute("INSERT INTO membership VALUES (999, 2026, 'in', NULL, NULL)")

    expected = {"driver": EnvironmentFault, "check": DamagedFile, "other": KeyError}[kind]
    with monkeypatch.context() as patched:
        patched.setitem(migrations.STEPS, first, fail)
        with pytest.raises(expected):
            Store.open(old)
    assert _version(old) == first - 1
    Store.open(old).close()


def _version(path: Path) -> int:
    connection = driver.connect(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.close()
    return int(version)


def test_a_failed_build_is_taken_back(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = driver.connect(path, create=True)
    monkeypatch.setattr("qbs_desktop.db.tables.triggers", lambda: ("no statement",))
    with pytest.raises(driver.driver.OperationalError):
        migrations.build(connection, SCHEMA_VERSION)
    assert connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    connection.execute("BEGIN")
    with pytest.raises(driver.driver.OperationalError, match="within a transaction"):
        migrations.build(connection, SCHEMA_VERSION)
    connection.execute("ROLLBACK")
    connection.close()
