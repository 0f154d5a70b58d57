"""Write THIRD_PARTY_NOTICES.md from requirements.lock and the metadata of the installed packages.

With --check nothing is written; the exit code is 1 if the file misses a locked package or version.
"""

from __future__ import annotations

import argparse
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageMetadata, PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements.lock"
NOTICES = ROOT / "THIRD_PARTY_NOTICES.md"

# Needed to build and install, not part of what is handed out.
BUILD_ONLY = {"setuptools"}
# The metadata carries the whole licence text, or none.
LICENCES = {
    "pylopdf-fonts-zh-cn": "OFL-1.1",
    "pyside6-essentials": "LGPL-3.0-only",
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only",
    "sqlcipher3": "Zlib",
}
# Licence classifiers as short identifiers.
CLASSIFIERS = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "PSFL": "PSF-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "zlib/libpng License": "Zlib",
}
HOMEPAGES = {
    "pyside6-essentials": "https://doc.qt.io/qtforpython-6/",
    "shiboken6": "https://doc.qt.io/qtforpython-6/shiboken6/",
}
HOMEPAGE_LABELS = ("homepage", "home", "source", "source code", "repository", "documentation")

HEAD = """\
# 第三方组件说明

千百十填报使用下列第三方组件。本文件由 `make notices` 依据 `requirements.lock` 和已安装组件的元数据生成；
安装包的 `licenses` 目录另附各组件的许可证全文。

| 组件 | 版本 | 许可证 | 主页 |
|---|---|---|---|
"""
TAIL = """
## 说明

- **Qt 与 PySide6** 按 GNU 宽通用公共许可证第 3 版（LGPL-3.0）使用，以独立的动态库随程序分发，未作修改；
  使用者可以用接口兼容的版本替换安装目录中的这些库。Qt 的源代码见 <https://download.qt.io/archive/qt/>，
  PySide6 的源代码见 <https://download.qt.io/official_releases/QtForPython/>。
- **sqlcipher3** 内含 SQLite（公有领域）、SQLCipher 社区版（BSD-3-Clause，© Zetetic LLC）
  和 OpenSSL（Apache-2.0）。
- **numpy** 内含 OpenBLAS（BSD-3-Clause）和 GCC 运行库（GPL-3.0 附运行库例外）。
- **拼音表** `qbs_desktop/domain/pinyin.txt` 由 `tools/pinyin.py` 取自 pypinyin 与 pypinyin-dict 的数据
  （MIT，© mozillazg；底本为 Unihan 与《通用规范汉字字典》读音）。
- **pylopdf-fonts-zh-cn** 内含 Noto Sans SC 与 Noto Serif SC 字体（SIL 开放字体许可证 1.1，© Adobe）。
- 安装包内含 **CPython** 解释器及标准库（PSF-2.0），由 **PyInstaller** 打包；其启动程序为 GPL-2.0 附例外条款，
  打包所得程序不受其约束。
"""


@dataclass(frozen=True)
class Locked:
    """One package of the lock; several versions where platforms differ."""

    name: str
    versions: tuple[str, ...]

    @property
    def shown(self) -> str:
        """The versions as the table shows them."""
        return " / ".join(self.versions)


def locked_packages(lock: str) -> list[Locked]:
    """The packages of a lock file, in its order."""
    found: dict[str, list[str]] = {}
    for name, version in re.findall(r"^([\w.-]+)==([^\s;\\]+)", lock, re.MULTILINE):
        if name not in BUILD_ONLY:
            found.setdefault(name, []).append(version)
    return [Locked(name, tuple(reversed(versions))) for name, versions in found.items()]


def field(about: PackageMetadata, key: str) -> str:
    """One field of the metadata, empty where it is missing."""
    return (about[key] or "").strip() if key in about else ""


def licence_of(name: str, about: PackageMetadata) -> str:
    """A short licence identifier, from the most to the least exact source."""
    if name in LICENCES:
        return LICENCES[name]
    if expression := field(about, "License-Expression"):
        return expression
    text = field(about, "License")
    if text and "\n" not in text and len(text) <= 40 and "(c)" not in text.lower():
        return CLASSIFIERS.get(text, text)
    classifiers = [each for each in about.get_all("Classifier") or [] if each.startswith("License :: ")]
    if not classifiers:
        raise SystemExit(f"{name}: no licence in its metadata; look it up and add it to LICENCES")
    names = [each.rsplit(" :: ", 1)[-1] for each in classifiers]
    return " OR ".join(CLASSIFIERS.get(each, each) for each in names)


def homepage_of(name: str, about: PackageMetadata) -> str:
    """Where the package lives."""
    if name in HOMEPAGES:
        return HOMEPAGES[name]
    labelled: dict[str, str] = {}
    for entry in about.get_all("Project-URL") or []:
        label, _, url = entry.partition(",")
        labelled.setdefault(label.strip().lower(), url.strip())
    preferred = [labelled.get(label, "") for label in HOMEPAGE_LABELS]
    return next((url for url in [field(about, "Home-page"), *preferred] if url.startswith("http")), "")


def row(package: Locked) -> str:
    """One line of the table."""
    try:
        about = metadata(package.name)
    except PackageNotFoundError as missing:
        raise SystemExit(f"{package.name} is not installed: call tools/bootstrap.sh first") from missing
    url = homepage_of(package.name, about)
    link = f"<{url}>" if url else "—"
    return f"| {about['Name']} | {package.shown} | {licence_of(package.name, about)} | {link} |\n"


def is_current(packages: list[Locked], text: str) -> bool:
    """Whether every locked package stands in the table with its versions, whatever platform this runs on."""
    rows = {tuple(line.lower().replace("_", "-").split(" | ")[:2]) for line in text.splitlines()}
    return all((f"| {package.name}", package.shown) in rows for package in packages)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")
    packages = locked_packages(LOCK.read_text(encoding="utf-8"))
    if not parser.parse_args().check:
        NOTICES.write_text(HEAD + "".join(row(each) for each in packages) + TAIL, encoding="utf-8")
        return 0
    if NOTICES.exists() and is_current(packages, NOTICES.read_text(encoding="utf-8")):
        return 0
    print("THIRD_PARTY_NOTICES.md does not match requirements.lock: run make notices", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
