"""Where a data file may lie, with the system's answers fed in (reliability test N1)."""

from __future__ import annotations

import sys
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from qbs_desktop import paths
from qbs_desktop.db import backup
from qbs_desktop.domain.errors import EnvironmentFault
from qbs_desktop.services import opening, profiles
from qbs_desktop.services.safety import safe_places
from qbs_desktop.services.safety.bringing_home import bring_home
from qbs_desktop.services.safety.safe_places import Kind, UnsafePlace, by_drive, by_mount, by_name
from qbs_desktop.services.workspace import Unit, Workspace

TABLE = """\
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 0:40 / /mnt/share rw,relatime shared:1 - cifs //fgj/统计 rw,vers=3.0
31 27 0:41 / /mnt/my\\040nas rw - nfs4 10.0.0.2:/export rw
32 27 0:42 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
33 27 0:43 / /home/li/server rw - fuse.sshfs li@server: rw
34 27 8:1 / /data rw - fuseblk /dev/sda1 rw
35 27 8:17 / /media/li/U盘 rw - vfat /dev/sdb1 rw
36 27 254:1 / /mnt/share/local rw - ext4 /dev/vdb rw
37 27 0:44 / /mnt/over rw - ext4 /dev/vdc rw
38 37 0:45 / /mnt/over rw - smb3 //fgj/a rw
a line that says nothing
"""
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the table of mounts is Linux's")


def _mounted(path: str) -> Kind | None:
    found = by_mount(PurePosixPath(path), TABLE, lambda device: device == "8:17")
    return found.kind if found else None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/li/文档/县.qbs", None),
        ("/data/县.qbs", None),
        ("/mnt/share/县.qbs", Kind.SHARE),
        ("/mnt/share/2026/县.qbs", Kind.SHARE),
        ("/mnt/sharepoint/县.qbs", None),
        ("/mnt/share/local/县.qbs", None),
        ("/mnt/my nas/县.qbs", Kind.SHARE),
        ("/run/user/1000/gvfs/smb-share:server=fgj/县.qbs", Kind.SHARE),
        ("/home/li/server/县.qbs", Kind.SHARE),
        ("/mnt/over/县.qbs", Kind.SHARE),
        ("/media/li/U盘/县.qbs", Kind.REMOVABLE),
    ],
)
def test_linux_tells_shares_and_sticks_by_the_deepest_mount(path: str, kind: Kind | None) -> None:
    assert _mounted(path) is kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        (r"C:\Users\li\Documents\县.qbs", None),
        (r"\\fgj\统计\县.qbs", Kind.SHARE),
        (r"\\?\UNC\fgj\统计\县.qbs", Kind.SHARE),
        (r"//fgj/统计/县.qbs", Kind.SHARE),
        (r"\\?\C:\资料\县.qbs", None),
        (r"\\?\Z:\县.qbs", Kind.SHARE),
        (r"z:\县.qbs", Kind.SHARE),
        (r"E:\县.qbs", Kind.REMOVABLE),
        (r"县.qbs", None),
    ],
)
def test_windows_tells_shares_by_name_and_mapped_drives_by_type(path: str, kind: Kind | None) -> None:
    types = {"z:\\": 4, "e:\\": 2, "c:\\": 3}
    found = by_drive(PureWindowsPath(path), lambda root: types[root])
    assert (found.kind if found else None) is kind


@pytest.mark.parametrize(
    ("path", "kind", "name"),
    [
        (r"C:\Users\li\OneDrive\县.qbs", Kind.SYNCED, "OneDrive"),
        (r"C:\Users\li\OneDrive - 发改局\统计\县.qbs", Kind.SYNCED, "OneDrive"),
        (r"D:\我的坚果云\县.qbs", Kind.SYNCED, "坚果云"),
        (r"C:\Users\li\WPSDrive\123\WPS云盘\县.qbs", Kind.SYNCED, "WPS云盘"),
        (r"D:\BaiduSyncdisk\县.qbs", Kind.SYNCED, "百度网盘同步空间"),
        (r"F:\同步\县.qbs", Kind.SYNCED, "OneDrive"),
        (r"C:\Users\li\Documents\WeChat Files\wxid\FileStorage\File\2026-11\县.qbs", Kind.PASSING, "微信"),
        (r"C:\Users\li\AppData\Local\Temp\7zO8C2\县.qbs", Kind.PASSING, "压缩软件"),
        (r"D:\BaiduNetdiskDownload\县.qbs", None, ""),
        (r"D:\资料\OneDrive.qbs", None, ""),
        (r"D:\坚果云的资料\县.qbs", None, ""),
    ],
)
def test_folders_that_others_move_or_clear_are_known_by_name(path: str, kind: Kind | None, name: str) -> None:
    found = by_name(PureWindowsPath(path), {"OneDrive": r"F:\同步", "OneDriveCommercial": ""})
    assert (found.kind, found.name) == (kind, name) if found else kind is None


def test_a_device_is_removable_if_it_hangs_on_usb_or_says_so(tmp_path: Path) -> None:
    system = tmp_path / "block"
    system.mkdir()
    for device, where, says in (
        ("8:17", "pci0/usb2/block/sdb/sdb1", "0"),
        ("8:1", "pci0/ata1/block/sda/sda1", "0"),
        ("179:1", "mmc/block/card/card1", "1"),
    ):
        (tmp_path / where).mkdir(parents=True)
        (tmp_path / where).with_name("removable").write_text("")
        (tmp_path / where).parent.joinpath("removable").write_text(f"{says}\n")
        (system / device).symlink_to(tmp_path / where)
    found = [safe_places.removable_device(one, system) for one in ("8:17", "8:1", "179:1", "0:44")]
    assert found == [True, False, True, False]


@pytest.fixture
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of which the kernel says that it is mounted from a file server."""
    folder = tmp_path / "share"
    folder.mkdir()
    table = tmp_path / "mountinfo"
    table.write_text(f"1 0 254:0 / / rw - ext4 /dev/vda rw\n2 1 0:40 / {folder} rw - cifs //fgj/a rw\n")
    monkeypatch.setattr(safe_places, "MOUNT_TABLE", table)
    monkeypatch.setattr(paths, "documents", lambda: tmp_path / "文档")
    return folder


def _county(path: Path) -> Workspace:
    return Workspace.create(path, profiles.load("hunan-county"), Unit("430225", "炎陵县"), year=2026)


@pytest.fixture
def shared(share: Path, tmp_path: Path) -> Path:
    """A data file that somebody copied onto the share."""
    _county(tmp_path / "县.qbs").close()
    return (tmp_path / "县.qbs").rename(share / "县.qbs")


@linux
def test_a_file_on_a_share_is_neither_made_nor_opened_nor_touched(share: Path, shared: Path) -> None:
    before = {one: one.stat().st_mtime_ns for one in share.iterdir()}
    with pytest.raises(UnsafePlace, match="网络共享"):
        Workspace.open_file(shared)
    with pytest.raises(UnsafePlace):
        Workspace.open_file(shared, readonly=True)
    with pytest.raises(UnsafePlace):
        _county(share / "新.qbs")
    assert {one: one.stat().st_mtime_ns for one in share.iterdir()} == before


@linux
def test_a_link_to_a_share_is_a_share(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "快捷.qbs").symlink_to(shared)
    with pytest.raises(UnsafePlace):
        Workspace.open_file(tmp_path / "快捷.qbs")


@linux
def test_a_shared_file_is_brought_home_whole_and_found_again_when_it_has_gone_on(shared: Path, tmp_path: Path) -> None:
    first = bring_home(shared)
    assert first.path == tmp_path / "文档" / "县.qbs"
    assert first.made
    assert backup.content(first.path) == backup.content(shared)
    with Workspace.open_file(first.path) as workspace:
        workspace.run("记", lambda edit: edit.set_meta("memo", "1"))
    again = bring_home(shared)
    assert (again.path, again.made) == (first.path, False)
    with Workspace.open_file(first.path) as workspace:
        assert workspace.fact("memo") == "1"
        assert bring_home(shared) == again  # also while it is open


@linux
def test_another_file_of_that_name_is_never_overwritten(shared: Path, tmp_path: Path) -> None:
    (tmp_path / "文档").mkdir()
    _county(tmp_path / "文档" / "县.qbs").close()
    other = backup.content(tmp_path / "文档" / "县.qbs")
    brought = bring_home(shared)
    assert brought.path.name == "县（2）.qbs"
    assert backup.content(tmp_path / "文档" / "县.qbs") == other
    assert [one.name for one in (tmp_path / "文档").iterdir() if one.name.startswith(".qbs-")] == []


@linux
def test_what_a_crash_left_in_the_log_is_brought_along(share: Path, tmp_path: Path) -> None:
    workspace = _county(tmp_path / "县.qbs")
    workspace.run("记", lambda edit: edit.set_meta("memo", "1"))
    for name in ("县.qbs", "县.qbs-wal"):  # as a crash leaves them
        (share / name).write_bytes((tmp_path / name).read_bytes())
    workspace.close()
    with Workspace.open_file(bring_home(share / "县.qbs").path) as brought:
        assert brought.fact("memo") == "1"


@linux
def test_a_damaged_file_is_not_brought_home(shared: Path, tmp_path: Path) -> None:
    data = bytearray(shared.read_bytes())
    data[9000] ^= 1
    shared.write_bytes(data)
    with pytest.raises(EnvironmentFault, match="损坏"):
        bring_home(shared)
    assert list((tmp_path / "文档").iterdir()) == []


@linux
def test_samples_and_new_files_avoid_documents_that_are_on_a_share(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "documents", lambda: share / "千百十填报")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert safe_places.own_folder() == tmp_path / "home" / "千百十填报"
    with opening.open_sample("hunan-county") as workspace:
        assert workspace.path.parent == tmp_path / "home" / "千百十填报"
