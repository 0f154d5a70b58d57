"""开始页: no file is open. New, open, recent files, samples; one click each."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qbs_desktop import paths
from qbs_desktop.services import profiles
from qbs_desktop.services.safety import backups, safe_places
from qbs_desktop.ui import settings
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.widgets.parts import Elided, Panel, clear, link, muted, named, note, primary

WIDTH = 860


class WelcomePage(QWidget):
    """The start page."""

    title = "开始"
    new = Signal()
    open = Signal()
    picked = Signal(Path)
    sample = Signal(str)
    guide = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build; recent files are read by `activate`."""
        super().__init__(parent)
        self.setObjectName("page")
        inside = QWidget(self)
        inside.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inside)
        column.setContentsMargins(tokens.HUGE, tokens.HUGE * 2, tokens.HUGE, tokens.HUGE)
        column.setSpacing(tokens.LARGE)
        column.addLayout(self._heading(inside))
        columns = QHBoxLayout()
        columns.setSpacing(tokens.LARGE)
        left = QVBoxLayout()
        left.setSpacing(tokens.LARGE)
        left.addWidget(self._start(inside))
        left.addWidget(self._samples(inside))
        left.addStretch(1)
        columns.addLayout(left, 2)
        self._recent = Panel("最近打开", inside)
        self._list = QVBoxLayout()
        self._list.setSpacing(tokens.MEDIUM)
        self._recent.body.addLayout(self._list)
        self._recent.body.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(tokens.LARGE)
        right.addWidget(self._recent, 1)
        right.addWidget(self._places(inside))
        columns.addLayout(right, 3)
        column.addLayout(columns)
        column.addStretch(1)
        outer = QHBoxLayout()
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addStretch(1)
        outer.addWidget(inside, 10)
        outer.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keys
        holder = named(QWidget(), "page")
        holder.setLayout(outer)
        scroll.setWidget(holder)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)

    def _heading(self, parent: QWidget) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.MEDIUM)
        mark = QLabel(parent)
        mark.setPixmap(icons.app_icon().pixmap(QSize(48, 48)))
        row.addWidget(mark)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(named(QLabel("千百十填报", parent), "pageTitle"))
        words.addWidget(muted("县市区产业、企业、项目名单，月度填报、审核与上报", parent))
        row.addLayout(words, 1)
        return row

    def _start(self, parent: QWidget) -> Panel:
        panel = Panel("开始", parent)
        self.new_button = primary("新建数据文件(&N)…", panel, "new")
        self.new_button.setIconSize(QSize(20, 20))
        self.open_button = _button("打开数据文件(&O)…", "open", panel)
        self.new_button.clicked.connect(self.new)
        self.open_button.clicked.connect(self.open)
        panel.body.addWidget(self.new_button)
        panel.body.addWidget(self.open_button)
        self.guide_button = _button("五分钟上手（练习数据）(&G)", "play", panel)
        self.guide_button.setToolTip("一步一步走一遍：名单、填报、审核、导出；随时可以退出")
        self.guide_button.clicked.connect(self.guide)
        panel.body.addWidget(self.guide_button)
        return panel

    def _samples(self, parent: QWidget) -> Panel:
        panel = Panel("示例数据", parent)
        panel.body.addWidget(note("可以随意练习；建过的示例会直接打开。", panel))
        self.sample_links: dict[str, QPushButton] = {}
        for profile_id in profiles.with_sample():
            button = link(profiles.load(profile_id).title, panel)
            button.clicked.connect(partial(self._on_sample, profile_id))
            self.sample_links[profile_id] = button
            panel.body.addWidget(button)
        return panel

    def _places(self, parent: QWidget) -> Panel:
        panel = Panel("数据放在哪里", parent)
        self.where = note("", panel)
        panel.body.addWidget(self.where)
        return panel

    def activate(self) -> None:
        """Show the recent files; those that are not there (moved, stick not plugged in) say so and can be taken off."""
        self.new_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.where.setText(_where())
        clear(self._list)
        files = settings.recent()
        for path in files:
            self._list.addLayout(self._file(path, there=paths.there(path)))
        if not files:
            self._list.addWidget(muted("还没有打开过数据文件。可以新建一个，或先打开示例数据看看。", self._recent))

    def _file(self, path: Path, *, there: bool) -> QGridLayout:
        row = QGridLayout()
        row.setSpacing(0)
        row.setColumnStretch(0, 1)
        if there:
            name: QWidget = link(path.stem, self._recent)
            cast("QPushButton", name).clicked.connect(partial(self._on_file, path))
        else:
            name = muted(f"{path.stem}（找不到）", self._recent)
            off = link("移除", self._recent)
            off.setAccessibleName(f"从最近打开里移除：{path.stem}")
            off.setToolTip("只从这里移除，不删除文件。")
            off.clicked.connect(partial(self._on_remove, path))
            row.addWidget(off, 0, 1)
        name.setToolTip(str(path))
        row.addWidget(name, 0, 0)
        where = named(Elided("", self._recent), "note")
        where.setText(str(path.parent) if there else f"已移走、改名，或 U 盘没有插上：{path.parent}")
        row.addWidget(where, 1, 0, 1, 2)
        return row

    def _on_remove(self, path: Path, *_checked: object) -> None:
        settings.forget_file(path)
        self.activate()

    def _on_file(self, path: Path, *_checked: object) -> None:
        self.picked.emit(path)

    def _on_sample(self, profile_id: str, *_checked: object) -> None:
        self.sample.emit(profile_id)


def _where() -> str:
    """Where data and backups are, for the clerk and for whoever looks after the computer."""
    return (
        f"新文件放在 {safe_places.own_folder()}\n"
        f"备份放在数据文件旁边的“文件名{backups.FOLDER}”文件夹，“备份与恢复”里可以另设第二个位置。\n"
        "数据只在本机，不联网，不需要账号；每改一格都立即保存，可以撤销。\n"
        "数据文件、Excel 和 WPS 表格可以直接拖进窗口，一次可以拖几个。"
    )


def _button(text: str, icon: str, parent: QWidget) -> QPushButton:
    button = QPushButton(text, parent)
    icons.put(button, icon)
    button.setIconSize(QSize(20, 20))
    return button
