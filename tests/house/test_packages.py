"""What the packages are made of is true: names, versions, icons, file types, and what they ask of a system."""

from __future__ import annotations

import configparser
import importlib.util
import re
import struct
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtGui import QImage

from qbs_desktop import __version__, paths
from qbs_desktop.cli import program

ROOT = Path(__file__).parent.parent.parent
PACKAGING = ROOT / "packaging"


def script(name: str) -> ModuleType:
    """A script of packaging/, which is no package."""
    spec = importlib.util.spec_from_file_location(name, PACKAGING / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def floor() -> ModuleType:
    return script("floor")


@pytest.fixture(scope="module")
def deb(floor: ModuleType) -> ModuleType:
    return script("deb")


def test_the_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__
    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_package_lock_has_what_the_program_needs_in_the_same_versions() -> None:
    def pinned(name: str) -> set[str]:
        return set(re.findall(r"^[\w.-]+==[^\s;\\]+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert pinned("requirements.lock") < pinned("requirements-package.lock")


def test_an_elf_file_says_what_it_needs(floor: ModuleType) -> None:
    found = floor.needs_of(Path(sys.executable).resolve())
    if found is None:
        pytest.skip("this system's programs are not ELF files of 64 bits")
    told = subprocess.run(["ldd", "--version"], capture_output=True, text=True, check=False).stdout
    here = tuple(map(int, re.findall(r"(\d+)\.(\d+)\s*$", told.splitlines()[0])[0]))
    assert "libc.so.6" in found.libraries
    assert (2, 17) <= found.highest("GLIBC") <= here
    assert floor.needs_of(PACKAGING / "floor.py") is None


def test_a_floor_that_is_too_high_fails(floor: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "program").write_bytes(Path(sys.executable).resolve().read_bytes())
    command = [sys.executable, "-X", "utf8", PACKAGING / "floor.py", tmp_path, "--most"]
    assert subprocess.run([*command, "9.99"], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*command, "2.2"], capture_output=True, check=False).returncode == 1


def test_libraries_become_packages_and_an_unknown_one_stops_the_build(deb: ModuleType) -> None:
    assert deb.packages(["libc.so.6", "libX11.so.6", "libX11-xcb.so.1", "libcups.so.2"]) == ["libx11-6", "libx11-xcb1"]
    with pytest.raises(SystemExit, match=r"libnew\.so\.1"):
        deb.packages(["libnew.so.1"])


def test_the_desktop_opens_data_files_with_the_program() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(PACKAGING / "deb" / "qbs-desktop.desktop", encoding="utf-8")
    own = entry["Desktop Entry"]
    kind = ET.parse(PACKAGING / "deb" / "qbs-desktop.xml").getroot()[0]
    assert own["MimeType"] == f"{kind.get('type')};"
    globs = [each.get("pattern") for each in kind if each.tag.endswith("glob")]
    assert globs == [f"*{paths.EXTENSION}"]
    assert own["Name[zh_CN]"] == "千百十填报"
    assert own["StartupWMClass"] == own["Icon"] == paths.APP_NAME


def test_no_script_of_the_package_runs_on_a_computer() -> None:
    assert not {path.name for path in (PACKAGING / "deb").iterdir()} & {"preinst", "postinst", "prerm", "postrm"}


def test_the_manual_pages_have_every_command(tmp_path: Path) -> None:
    subprocess.run([sys.executable, PACKAGING / "manpages.py", tmp_path], check=True)
    page = (tmp_path / "qbs.1").read_text(encoding="utf-8")
    for command in program.COMMANDS:
        assert f".SS {command.name.replace('-', chr(92) + '-')} " in page
    assert "show this help" not in page
    assert "self\\-test" in (tmp_path / "qbs-desktop.1").read_text(encoding="utf-8")


def test_icons_are_drawn_in_every_size_for_both_systems(tmp_path: Path) -> None:
    subprocess.run([sys.executable, ROOT / "tools" / "icons.py", tmp_path], check=True)
    for name in ("app", "document"):
        for size in (16, 48, 256):
            picture = QImage(str(tmp_path / f"{name}-{size}.png"))
            assert (picture.width(), picture.height()) == (size, size)
            assert picture.pixelColor(0, 0).alpha() < 255
        data = (tmp_path / f"{name}.ico").read_bytes()
        _reserved, kind, count = struct.unpack_from("<HHH", data)
        assert (kind, count) == (1, 6)
        ends = [sum(struct.unpack_from("<II", data, 6 + 16 * number + 8)) for number in range(count)]
        assert ends[-1] == len(data)


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/Qt6PrintSupport.dll", True),
        ("PySide6/QtOpenGLWidgets.pyd", True),
        ("PySide6/msvcp140.dll", True),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/plugins/platforms/qoffscreen.dll", True),
        ("PySide6/plugins/imageformats/qsvg.dll", True),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/Qt6Quick3D.dll", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/designer.exe", False),
        ("numpy/_core/_multiarray_umath.cp311-win_amd64.pyd", True),
        ("numpy/_core/tests/test_array.py", False),
        ("holidays/locale/zh_CN/LC_MESSAGES/CN.mo", True),
        ("holidays/locale/de/LC_MESSAGES/DE.mo", False),
        ("openpyxl-3.1.5.dist-info/METADATA", True),
    ],
)
def test_windows_gets_what_it_needs_of_the_wheels(name: str, *, kept: bool) -> None:
    assert (script("windows").UNUSED.search(name) is None) is kept


def test_the_windows_installer_removes_only_what_it_has_laid() -> None:
    text = (PACKAGING / "windows" / "setup.nsi").read_text(encoding="utf-8")
    removed = set(re.findall(r'RMDir /r "\$INSTDIR\\(\w+)"', text))
    assert removed == {"runtime", "lib", "app", "licenses"}
    assert len(re.findall(r"RMDir /r", text)) == len(removed)
    assert "RequestExecutionLevel user" in text
    assert "HKLM" not in text
    assert "DOCUMENTS" not in text.upper()
