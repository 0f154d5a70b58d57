"""全部按键 (Ctrl+F1) and 关于: keys from the command table; version, licences and the LGPL notice."""

from __future__ import annotations

import platform

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from qbs_desktop import __version__, paths
from qbs_desktop.ui.help.key_list import keys_html
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, named
from qbs_desktop.ui.window import placing

COMPONENTS: tuple[tuple[str, str, str], ...] = (
    ("Qt、PySide6、shiboken6", "PySide6-Essentials", "LGPL-3.0"),
    ("SQLAlchemy", "SQLAlchemy", "MIT"),
    ("sqlcipher3（含 SQLite、SQLCipher、OpenSSL）", "sqlcipher3", "Zlib、公有领域、BSD-3-Clause、Apache-2.0"),
    ("openpyxl", "openpyxl", "MIT"),
    ("XlsxWriter", "XlsxWriter", "BSD-2-Clause"),
    ("pyqtgraph", "pyqtgraph", "MIT"),
    ("numpy", "numpy", "BSD-3-Clause"),
    ("filelock", "filelock", "MIT"),
    ("platformdirs", "platformdirs", "MIT"),
    ("Noto Sans SC、Noto Serif SC 字体", "pylopdf-fonts-zh-cn", "OFL-1.1"),
    ("Fluent UI System Icons 图标", "", "MIT"),
)


class KeysDialog(Dialog):
    """Every key on one page."""

    def __init__(self, parent: QWidget) -> None:
        """Build from the command table."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("全部按键")
        placing.fit(self, 680, 620)
        text = QTextBrowser(self)
        text.setAccessibleName("全部按键")
        text.setHtml(keys_html())
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.LARGE)
        column.addWidget(text, 1)
        column.addWidget(_close(self))


class AboutDialog(Dialog):
    """Version, what the program is made of, and under which licences."""

    def __init__(self, parent: QWidget) -> None:
        """Build."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("关于千百十填报")
        placing.fit(self, 640, 500)
        head = QHBoxLayout()
        mark = QLabel(self)
        mark.setPixmap(icons.app_icon().pixmap(QSize(48, 48)))
        words = QVBoxLayout()
        words.addWidget(named(QLabel("千百十填报", self), "pageTitle"))
        words.addWidget(muted(f"版本 {__version__}　MIT 许可证　全部功能离线可用，不收集任何信息", self))
        head.addWidget(mark)
        head.addSpacing(tokens.MEDIUM)
        head.addLayout(words, 1)
        text = QTextBrowser(self)
        text.setAccessibleName("组件与许可证")
        text.setHtml(about_html())
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(head)
        column.addWidget(text, 1)
        column.addWidget(_close(self))


def about_html() -> str:
    """Components with versions and licences, and the notice that the LGPL asks for."""
    rows = "".join(
        f"<tr><td>{name}</td><td>{_version(package)}</td><td>{licence}</td></tr>"
        for name, package, licence in COMPONENTS
    )
    return (
        f"<p>运行环境：Python {platform.python_version()}，{platform.platform()}</p>"
        f"<table cellpadding='4'><tr><th align='left'>组件</th><th align='left'>版本</th>"
        f"<th align='left'>许可证</th></tr>{rows}</table>"
        "<h4>关于 Qt 与 PySide6（LGPL-3.0）</h4>"
        "<p>本程序使用 Qt 与 PySide6，按 GNU 宽通用公共许可证第 3 版（LGPL-3.0）使用，"
        "以独立的动态库随程序分发，未作修改。"
        "您可以用接口兼容的版本替换安装目录中的这些库，也可以为调试这种替换而对本程序作逆向工程。"
        "Qt 源代码：download.qt.io/archive/qt；PySide6 源代码：download.qt.io/official_releases/QtForPython。</p>"
        f"<p>各组件的许可证全文在安装目录的 licenses 文件夹里，清单见 THIRD_PARTY_NOTICES.md。"
        f"日志文件夹：{paths.logs()}</p>"
    )


def _version(package: str) -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(package) if package else ""
    except PackageNotFoundError:
        return ""


def _close(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, parent=dialog)
    buttons.rejected.connect(dialog.reject)
    return buttons
