from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from qbs_desktop.db import driver
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal


def test_a_connection_has_every_required_setting(path: Path) -> None:
    connection = driver.connect(path, create=True)
    assert {name: driver.settings(connection)[name] for name in driver.REQUIRED} == driver.REQUIRED
    connection.close()


def test_a_new_file_carries_our_mark_and_nothing_readable(path: Path) -> None:
    connection = driver.connect(path, create=True)
    connection.execute("CREATE TABLE t (words TEXT) STRICT")
    connection.execute("INSERT INTO t VALUES ('炎陵县')")
    connection.close()
    content = path.read_bytes()
    assert content[:4] == driver.MAGIC
    assert b"SQLite" not in content
    assert "炎陵县".encode() not in content


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "是空文件"),
        (b"PK\x03\x04 and more", "Excel 工作簿"),
        (b"SQLite format 3\x00", "不是本程序的数据文件"),
        (b"QBS", "不是本程序的数据文件"),
    ],
)
def test_what_is_no_data_file_is_refused_by_its_first_bytes(path: Path, content: bytes, word: str) -> None:
    path.write_bytes(content)
    with pytest.raises(Refusal, match=word):
        driver.connect(path)
    assert path.read_bytes() == content


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="是文件夹"):
        driver.connect(tmp_path)


def test_a_missing_file_is_named(path: Path) -> None:
    with pytest.raises(EnvironmentFault, match=r"找不到数据文件“炎陵县\.qbs”"):
        driver.connect(path)


def test_a_name_that_the_system_refuses_is_named(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="打不开"):
        driver.connect(tmp_path / ("长" * 300))


def test_our_mark_before_rubbish_is_a_damaged_file(path: Path) -> None:
    path.write_bytes(driver.MAGIC + bytes(range(256)) * 64)
    with pytest.raises(DamagedFile, match="有损坏的页"):
        driver.connect(path)


def test_an_engine_that_may_corrupt_files_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver.driver, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(EnvironmentFault, match="太旧"):
        driver.connect(path, create=True)
    assert not path.exists()


def test_a_place_without_write_ahead_log_is_refused(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a network disk: the engine answers with another journal mode."""
    real = driver.driver.connect

    class Unable(driver.driver.Connection):  # type: ignore[misc, name-defined]
        def execute(self, sql: str, *rest: Any) -> Any:
            return super().execute("SELECT 'delete'" if sql == "PRAGMA journal_mode = WAL" else sql, *rest)

    monkeypatch.setattr(driver.driver, "connect", lambda place, **how: real(place, factory=Unable, **how))
    with pytest.raises(EnvironmentFault, match="不支持安全的写入方式"):
        driver.connect(path, create=True)


def test_a_setting_that_did_not_take_is_refused_by_name(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "REQUIRED", driver.REQUIRED | {"synchronous": 3})
    with pytest.raises(EnvironmentFault, match="synchronous"):
        driver.connect(path, create=True)
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("message", "kind", "word"),
    [
        ("file is not a database", DamagedFile, "有损坏的页"),
        ("database disk image is malformed", DamagedFile, "有损坏的页"),
        ("database is locked", EnvironmentFault, "另一个程序"),
        ("database or disk is full", EnvironmentFault, "磁盘空间已满"),
        ("attempt to write a readonly database", EnvironmentFault, "只读"),
        ("unable to open database file", EnvironmentFault, "打不开"),
        ("disk I/O error", EnvironmentFault, "磁盘出错"),
    ],
)
def test_driver_errors_become_sentences(message: str, kind: type[Exception], word: str) -> None:
    told = driver.explain(driver.driver.OperationalError(message), Path("甲.qbs"))
    assert type(told) is kind
    assert word in str(told)


def test_errors_of_ours_and_of_the_schema_are_passed_on_unchanged() -> None:
    for error in (
        ValueError("locked"),
        driver.driver.IntegrityError("UNIQUE constraint failed: database is locked"),
        driver.driver.OperationalError("no such table: t"),
    ):
        assert driver.explain(error) is error


def test_an_error_without_a_path_speaks_of_the_data_file() -> None:
    assert "数据文件正被" in str(driver.explain(driver.driver.OperationalError("database is locked")))
