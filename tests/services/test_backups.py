"""Backups: verified, named after what they hold, kept by a policy, restored into a new file."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from qbs_desktop.db import backup, driver
from qbs_desktop.domain.errors import DamagedFile, EnvironmentFault, Refusal
from qbs_desktop.services.safety import anchors, backups
from qbs_desktop.services.safety.backups import DAYS, MONTHS, RECENT, Backup
from qbs_desktop.services.workspace import Workspace
from tests.faults.trials import counted


def rename(workspace: Workspace, number: int) -> None:
    """One small change."""
    record = workspace.dataset().rows("enterprise")[0]
    workspace.run("改备注", lambda edit: edit.set_fields("enterprise", record.id, {"remark": f"第 {number} 次"}))


def files(folder: Path) -> set[str]:
    return {one.name for one in folder.rglob("*") if one.is_file()}


def test_a_backup_holds_what_the_file_holds_and_is_named_after_it(county: Workspace) -> None:
    made = backups.make(county).backup
    assert made is not None
    assert made.path.parent.name == "县.备份"
    content = backup.content(made.path)
    assert made.path.name.startswith(f"{content.operation:08d}-{content.head[:8].upper()}-")
    assert backups.last(county.path) == backups.listing(county.path)[0]
    assert files(made.path.parent) == {made.path.name}


def test_nothing_new_makes_no_further_backup(county: Workspace) -> None:
    first = backups.make(county)
    assert backups.make(county) == backups.Made(None)
    rename(county, 1)
    second = backups.make(county)
    assert first.backup is not None
    assert second.backup is not None
    assert second.backup.operation == first.backup.operation + 1
    assert [one.operation for one in backups.listing(county.path)] == [second.backup.operation, first.backup.operation]


def test_the_second_place_gets_the_same_bytes_even_later(county: Workspace, tmp_path: Path) -> None:
    made = backups.make(county).backup
    assert made is not None
    stick = tmp_path / "U盘"
    told = backups.make(county, second=stick)
    assert told.notes == (
        f"第二备份位置“{stick}”不能写入（No such file or directory），本机备份已经做好。请插好移动硬盘或另选位置。",
    )
    stick.mkdir()
    assert backups.make(county, second=stick).notes == ()
    assert (stick / "县.备份" / made.path.name).read_bytes() == made.path.read_bytes()
    assert len(backups.listing(county.path, stick)) == 1
    made.path.unlink()
    assert [one.path.parent.parent for one in backups.listing(county.path, stick)] == [stick]


def test_a_second_place_that_cannot_even_be_asked_is_told_and_holds_nothing_up(county: Workspace) -> None:
    beyond = Path("/" + "x" * 300)
    (note,) = backups.Keeper(county, lambda: beyond).keep().notes
    assert "本机备份已经做好" in note
    assert backups.last(county.path) is not None


def test_a_folder_that_cannot_be_made_is_told(county: Workspace) -> None:
    backups.folder_of(county.path).write_bytes(b"")
    with pytest.raises(EnvironmentFault, match="不能建立备份文件夹"):
        backups.make(county)


def test_a_full_disk_leaves_the_earlier_backup_and_no_half_one(
    county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = backups.make(county).backup
    assert first is not None
    rename(county, 1)
    real = driver.driver.connect

    class Full(driver.driver.Connection):  # type: ignore[misc, name-defined]
        def backup(self, target: driver.Connection) -> None:
            target.execute("CREATE TABLE half (a)")
            raise driver.driver.OperationalError("database or disk is full")

    monkeypatch.setattr(driver.driver, "connect", lambda place, **how: real(place, factory=Full, **how))
    with pytest.raises(EnvironmentFault, match=r"备份没有写成.*磁盘空间已满"):
        backups.make(county)
    assert files(backups.folder_of(county.path)) == {first.path.name}


def test_a_copy_is_of_the_state_it_was_begun_in(county: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    real = backup.content

    def late(path: Path) -> backup.Content:
        rename(county, 1)
        return real(path)

    monkeypatch.setattr(backup, "content", late)
    made = backups.make(county).backup
    assert made is not None
    assert backups.preview(made.path, county).later == 1


def test_a_preview_says_what_is_in_it_and_how_far_the_file_has_gone_on(county: Workspace, empty: Workspace) -> None:
    made = backups.make(county).backup
    assert made is not None
    rename(county, 1)
    seen = backups.preview(made.path, county)
    assert seen.unit == "示例县"
    assert dict(seen.lists)["企业名单"] == len(county.dataset().rows("enterprise"))
    assert (seen.period, seen.figures > 100, seen.last[0], seen.later) == ("2026年10月", True, "载入示例数据", 1)
    assert backups.preview(made.path, empty).later is None
    assert backups.preview(made.path).later is None


def test_restoring_makes_a_new_file_and_touches_no_other(county: Workspace, tmp_path: Path) -> None:
    made = backups.make(county).backup
    assert made is not None
    rename(county, 1)
    bytes_before = made.path.read_bytes()
    with pytest.raises(Refusal, match="已经存在，没有覆盖"):
        backups.restore(made.path, county.path)
    target = backups.restore(made.path, tmp_path / backups.offered_name(county.path, made).removesuffix(".qbs"))
    assert target.suffix == ".qbs"
    with Workspace.open_file(target) as restored:
        assert restored.dataset().rows("enterprise")[0].values.get("remark") is None
        rename(restored, 7)
        assert restored.next_undo() is not None
    assert made.path.read_bytes() == bytes_before


def test_a_damaged_backup_is_not_restored(county: Workspace, tmp_path: Path) -> None:
    made = backups.make(county).backup
    assert made is not None
    content = bytearray(made.path.read_bytes())
    content[len(content) // 2] ^= 4
    made.path.write_bytes(content)
    with pytest.raises(DamagedFile, match="有损坏的页"):
        backups.restore(made.path, tmp_path / "新.qbs")
    with pytest.raises(DamagedFile):
        backups.preview(made.path)
    assert not (tmp_path / "新.qbs").exists()


# --- the policy --------------------------------------------------------------------------------------------------


def life(seed: int) -> Iterator[Backup]:
    """Three simulated years of backups, with a clock that somebody sets back and forth."""
    random_ = random.Random(seed)
    at = datetime(2026, 1, 1, 8).astimezone()
    operation = 0
    for _day in range(3 * 365):
        at += timedelta(days=1)
        if random_.random() < 0.02:
            at += timedelta(days=random_.choice((-400, -31, -1, 1, 31, 400)))
        for hour in range(random_.randrange(0, 5)):
            operation += random_.randrange(1, 40)
            when = at + timedelta(hours=hour)
            yield Backup(Path(f"{operation:08d}-{when:%Y%m%d%H%M}"), operation, "", when, 1)


@pytest.mark.no_cover  # thousands of rounds
@pytest.mark.parametrize("seed", range(counted(1, 4)))
def test_the_policy_keeps_the_newest_and_the_last_of_days_and_months(seed: int) -> None:
    """B4: after every backup the newest is there, and what is kept is what the policy says, whatever the clock did."""
    kept: list[Backup] = []
    for number, one in enumerate(life(seed)):
        kept.append(one)
        gone = {other.path for other in backups.surplus(kept)}
        kept = [other for other in kept if other.path not in gone]
        assert one in kept
        assert len(kept) <= RECENT + DAYS + MONTHS
        if number >= RECENT:
            assert sorted(kept, key=lambda other: other.operation)[-RECENT:] == kept[-RECENT:]
    months = {other.at.strftime("%Y-%m") for other in kept}
    assert len(months) >= MONTHS - 1


def test_a_file_that_is_no_backup_is_never_deleted(county: Workspace) -> None:
    folder = backups.folder_of(county.path)
    folder.mkdir()
    (folder / "我的.xlsx").write_bytes(b"1")
    (folder / "00000001-ABCDEF01-99999999-999999.qbsbak").write_bytes(b"1")
    for number in range(3):
        rename(county, number)
        backups.make(county)
    assert backups.thin(folder) == 0
    assert {"我的.xlsx", "00000001-ABCDEF01-99999999-999999.qbsbak"} <= files(folder)


def test_a_backup_proves_the_history_of_its_file(county: Workspace) -> None:
    made = backups.make(county).backup
    assert made is not None
    rename(county, 1)
    assert made.path in anchors.nearby(county)
    (proof,) = anchors.prove(county, [made.path])
    assert (proof.held, made.path.name in proof.sentence) == (True, True)


def test_an_edit_that_comes_while_a_backup_is_made_is_in_the_next_one(
    county: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = backups.Keeper(county)
    rename(county, 1)
    keeper.edited(0.0)
    copied = backup.copy_verified

    def slow(*what: object) -> backup.Content:
        made = copied(*what)  # type: ignore[arg-type]
        rename(county, 2)
        keeper.edited(60.0)
        return made

    monkeypatch.setattr(backup, "copy_verified", slow)
    first = keeper.keep().backup
    monkeypatch.undo()
    assert keeper.wanted
    assert not keeper.due(60.0)
    second = keeper.keep().backup
    assert first is not None
    assert second is not None
    assert second.operation == first.operation + 1
    assert not keeper.wanted
