"""Where a data file may lie (数据文件的位置): a local disk; not a share, and not where others move or clear files.

SQLite on a network share loses acknowledged changes and ends in a damaged file: the locks and the log rely on what a
file server does not promise (sqlite.org/useovernet.html; docs/adr/0033). There a file is refused. A folder that
OneDrive, 坚果云 or WPS云盘 synchronises, a stick, and the folder of a chat program work for a while: there the clerk is
warned. In every case one step brings a verified copy to this computer's own disk (`bringing_home`).
"""

from __future__ import annotations

import enum
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath, PureWindowsPath

from qbs_desktop import paths
from qbs_desktop.domain.errors import EnvironmentFault


class Kind(enum.Enum):
    """What is wrong with a place."""

    SHARE = "share"
    SYNCED = "synced"
    REMOVABLE = "removable"
    PASSING = "passing"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a place is not good for a data file; `name` says which service, stick or folder it is."""

    kind: Kind
    name: str = ""

    @property
    def refused(self) -> bool:
        """Whether a file is not opened there at all."""
        return self.kind is Kind.SHARE

    @property
    def sentence(self) -> str:
        """What happens to a file there."""
        match self.kind:
            case Kind.SHARE:
                return (
                    "这个位置在网络共享上。多台电脑经网络读写同一个数据文件会丢数、损坏，请把数据文件放在本机硬盘上。"
                )
            case Kind.SYNCED:
                return (
                    f"这个位置由“{self.name}”同步。正在填的文件被它换掉或另存，会丢数，最好放在本机硬盘的普通文件夹里。"
                )
            case Kind.REMOVABLE:
                return "这个位置在 U 盘或移动硬盘上。填报中途拔出会出错，最好放在本机硬盘上，U 盘只用来拷贝和备份。"
            case Kind.PASSING:
                return f"这个位置是“{self.name}”的临时文件夹，清理时文件会被删掉，最好放在本机硬盘的普通文件夹里。"


class UnsafePlace(EnvironmentFault):
    """The data file lies on a share; nothing was opened. `path` is the file."""

    def __init__(self, path: Path) -> None:
        """Say so with the name of the file."""
        self.path = path
        super().__init__(f"“{path.name}”在网络共享上，没有打开。{Trouble(Kind.SHARE).sentence}")


# --- by the names of folders -----------------------------------------------------------------------------------

SYNCED = (
    ("OneDrive", ("onedrive",)),
    ("坚果云", ("坚果云", "我的坚果云", "nutstore", "nutstore files")),
    ("WPS云盘", ("wps云盘", "wps 云盘", "wps网盘", "wpsdrive", "wps cloud files", "wps云文档", "我的云文档")),
    ("百度网盘同步空间", ("baidusyncdisk", "百度网盘同步空间", "百度云同步盘", "百度同步盘")),
    ("阿里云盘", ("aliyundrive", "阿里云盘")),
    ("微云", ("微云同步助手", "weiyun sync", "微云同步盘")),
    ("天翼云盘", ("天翼云盘同步盘", "ecloud sync")),
    ("Dropbox", ("dropbox",)),
    ("Google Drive", ("google drive", "googledrive", "my drive", "我的云端硬盘")),
    ("iCloud", ("iclouddrive", "icloud drive", "icloud 云盘", "com~apple~clouddocs")),
    ("Nextcloud", ("nextcloud", "owncloud", "seafile", "seadrive")),
)
"""Service → names of the folder it keeps in step, in small letters; longer ones may follow: ``OneDrive - 某局``."""

PASSING = (
    ("微信", ("wechat files", "xwechat_files", "weixin files")),
    ("QQ", ("tencent files",)),
    ("企业微信", ("wxwork", "wxworklocal")),
    ("压缩软件", ("rar$", "7zo", "temp1_", "bandizip")),
)
"""Program → beginnings of the folders into which it puts files that it clears later."""

_SYNC_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")


def by_name(path: PurePath, environment: Mapping[str, str]) -> Trouble | None:
    """What the folders above a file say, and the folders that OneDrive itself names in the environment."""
    for variable in _SYNC_VARIABLES:
        root = environment.get(variable)
        if root and path.is_relative_to(type(path)(root)):
            return Trouble(Kind.SYNCED, "OneDrive")
    for folder in path.parts[:-1]:
        low = folder.casefold()
        for service, names in SYNCED:
            if any(low == name or low.startswith((f"{name} -", f"{name}(", f"{name}（")) for name in names):
                return Trouble(Kind.SYNCED, service)
        for program, begins in PASSING:
            if low.startswith(begins):
                return Trouble(Kind.PASSING, program)
    return None


# --- by what the system says: Linux ----------------------------------------------------------------------------

MOUNT_TABLE = Path("/proc/self/mountinfo")
"""What is mounted where, as the kernel tells this process."""

NETWORK = frozenset({
    "cifs", "smb", "smb2", "smb3", "smbfs", "nfs", "nfs4", "ncpfs", "afs", "ceph", "glusterfs", "lustre", "davfs",
    "davfs2", "vboxsf", "prl_fs", "fuse.sshfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.davfs2", "fuse.smbnetfs",
    "fuse.curlftpfs", "fuse.s3fs", "fuse.glusterfs", "fuse.cephfs", "fuse.vmhgfs-fuse", "fuse.kio-fuse",
})  # fmt: skip
"""File system types of other machines. By name: `statfs` gives everything in FUSE the same number."""


@dataclass(frozen=True, slots=True)
class Mount:
    """One mounted file system: where, which type, which device (``8:17``)."""

    point: str
    type: str
    device: str


def mounts(text: str) -> Iterator[Mount]:
    r"""The lines of ``/proc/self/mountinfo`` (proc(5)); a space in a name is written ``\040``."""
    for line in text.splitlines():
        before, found, after = line.partition(" - ")
        fields = before.split()
        if found and len(fields) > 4 and after.split():
            yield Mount(_unescaped(fields[4]), after.split()[0], fields[2])


def _unescaped(name: str) -> str:
    for code, sign in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        name = name.replace(code, sign)
    return name


def mount_of(path: PurePath, mounted: Iterable[Mount]) -> Mount | None:
    """The file system on which a path lies: the deepest mount point above it; of two there, the later one."""
    found: Mount | None = None
    for one in mounted:
        if path.is_relative_to(one.point) and (found is None or len(one.point) >= len(found.point)):
            found = one
    return found


def by_mount(path: PurePath, table: str, is_removable: Callable[[str], bool]) -> Trouble | None:
    """What Linux says of a path, by its table of mounts and the device behind it."""
    mount = mount_of(path, mounts(table))
    if mount is None:
        return None
    if mount.type in NETWORK:
        return Trouble(Kind.SHARE, mount.type)
    return Trouble(Kind.REMOVABLE) if is_removable(mount.device) else None


def removable_device(device: str, system: Path = Path("/sys/dev/block")) -> bool:
    """Whether a block device (``8:17``) hangs on USB or says of itself that it can be taken out."""
    try:
        real = (system / device).resolve(strict=True)
    except OSError:
        return False
    if any(part.startswith("usb") for part in real.parts):
        return True
    for folder in (real, real.parent):
        try:
            return (folder / "removable").read_text(encoding="ascii").strip() == "1"
        except (OSError, UnicodeDecodeError):
            continue
    return False


# --- by what the system says: Windows --------------------------------------------------------------------------


class _Drive(enum.IntEnum):
    """Answers of GetDriveTypeW."""

    REMOVABLE = 2
    REMOTE = 4


def by_drive(path: PureWindowsPath, drive_type: Callable[[str], int]) -> Trouble | None:
    r"""What Windows says of a path: ``\\server\share`` and mapped drives are shares. `drive_type` is asked a root."""
    drive = path.drive.casefold()
    if drive.startswith(("\\\\?\\unc\\", "\\\\.\\unc\\")):
        return Trouble(Kind.SHARE)
    if drive.startswith(("\\\\?\\", "\\\\.\\")):
        drive = drive[4:]
    if drive.startswith("\\\\"):
        return Trouble(Kind.SHARE)
    if not drive:
        return None
    match drive_type(f"{drive}\\"):
        case _Drive.REMOTE:
            return Trouble(Kind.SHARE)
        case _Drive.REMOVABLE:
            return Trouble(Kind.REMOVABLE)
    return None


def _drive_type(root: str) -> int:
    if sys.platform == "win32":
        import ctypes

        return int(ctypes.windll.kernel32.GetDriveTypeW(root))
    return 0


# --- a path ----------------------------------------------------------------------------------------------------


def trouble(path: Path) -> Trouble | None:
    """What is wrong with a place for a data file, there already or yet to be made; None if it is good.

    A name that leads elsewhere (link, mapped drive) is judged by both its ends. Nothing is opened.
    """
    if sys.platform == "win32":
        plain = by_drive(PureWindowsPath(path.absolute()), _drive_type)
        if plain is not None and plain.refused:
            return plain  # and not asked over the network
    real = _real(path)
    for one in dict.fromkeys((path.absolute(), real)):
        if (said := _by_system(one)) is not None:
            return said
    return by_name(path.absolute(), os.environ) or by_name(real, os.environ)


def _real(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError):
        return path.absolute()


def _by_system(path: Path) -> Trouble | None:
    if sys.platform == "win32":
        return by_drive(PureWindowsPath(path), _drive_type)
    try:
        table = MOUNT_TABLE.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return by_mount(path, table, removable_device)


def require_safe(path: Path) -> None:
    """Refuse a data file on a share, before anything there is opened.

    Raises:
        UnsafePlace: it is one.
    """
    found = trouble(path)
    if found is not None and found.refused:
        raise UnsafePlace(path)


def own_folder() -> Path:
    """Where new data files are offered: 文档/千百十填报, unless 文档 lies on a share or is synchronised."""
    import platformdirs

    usual = paths.documents()
    places = (usual, Path.home() / usual.name, Path(platformdirs.user_data_dir(paths.APP_NAME, appauthor=False)))
    return next((one for one in places if trouble(one / "x") is None), usual)
