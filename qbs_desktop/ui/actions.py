"""Every command of the window (命令), in one table: menus, header buttons, tooltips and the F1 list come from it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from qbs_desktop.ui import acts
from qbs_desktop.ui.style import icons

if TYPE_CHECKING:
    from qbs_desktop.ui.main_window import MainWindow


class Needs(Enum):
    """When a command can be used."""

    NOTHING = "随时"
    FILE = "打开数据文件后"
    UNDO = "有可撤销的操作时"
    REDO = "有可重做的操作时"
    FIND = "当前页面可以查找时"


class Command(NamedTuple):
    """One command. `header` puts it into the header as a button; `rule` draws a line above it in the menu."""

    id: str
    text: str
    menu: str
    run: Callable[[MainWindow], object]
    shortcut: str = ""
    icon: str = ""
    needs: Needs = Needs.NOTHING
    tip: str = ""
    header: bool = False
    rule: bool = False

    @property
    def label(self) -> str:
        """The text without the dots that announce a dialog."""
        return self.text.removesuffix("…")


MENUS = ("文件", "编辑", "查看", "帮助")

COMMANDS: tuple[Command, ...] = (
    Command("new", "新建…", "文件", acts.new_file, "Ctrl+N", "new", tip="新建一个数据文件"),
    Command("open", "打开…", "文件", acts.open_file, "Ctrl+O", "open", tip="打开数据文件"),
    Command("sample", "打开示例数据…", "文件", acts.open_sample, "", "sample", tip="用方案自带的示例数据练习"),
    Command(
        "import",
        "导入…",
        "文件",
        acts.import_workbook,
        "Ctrl+I",
        "import",
        Needs.FILE,
        "从 Excel、WPS 表格导入名单和数据，也可把文件拖进窗口",
        header=True,
        rule=True,
    ),
    Command(
        "export",
        "导出报表…",
        "文件",
        acts.export_return,
        "Ctrl+E",
        "export",
        Needs.FILE,
        "导出本报告期的报表工作簿",
        header=True,
    ),
    Command("verify", "校验报表…", "文件", acts.verify_return, "", "verify", tip="查看报表是否完整、有没有被改动"),
    Command("folder", "打开所在文件夹", "文件", acts.open_own_folder, "", "folder", Needs.FILE, rule=True),
    Command(
        "compact",
        "整理附件…",
        "文件",
        acts.compact_attachments,
        needs=Needs.FILE,
        tip="清除已删除的附件占用的空间",
    ),
    Command("close", "关闭数据文件", "文件", acts.close_file, "Ctrl+W", "close", Needs.FILE),
    Command("exit", "退出", "文件", acts.leave, "Ctrl+Q", "exit", rule=True),
    Command("undo", "撤销", "编辑", acts.undo, "Ctrl+Z", "undo", Needs.UNDO, header=True),
    Command("redo", "重做", "编辑", acts.redo, "Ctrl+Y", "redo", Needs.REDO, header=True),
    Command("find", "查找…", "编辑", acts.find, "Ctrl+F", "search", Needs.FIND, rule=True),
    Command(
        "measure",
        "选定口径…",
        "编辑",
        acts.choose_measure,
        "",
        "",
        Needs.FILE,
        "原表没有写明产值还是营业收入时选定",
    ),
    Command(
        "carry",
        "结转名单到下一年…",
        "编辑",
        acts.carry,
        "",
        "",
        Needs.FILE,
        "先看谁转、谁不转和原因，再一步转完；不写入、不改动任何数",
    ),
    Command("check", "审核", "查看", acts.run_checks, "F9", "check", Needs.FILE, "审核本报告期的数据", header=True),
    Command("next_finding", "转到下一条审核结果", "查看", acts.next_finding, "F8", "goto", Needs.FILE),
    Command("previous_finding", "转到上一条审核结果", "查看", acts.previous_finding, "Shift+F8", "", Needs.FILE),
    Command(
        "cell_history",
        "本格历史…",
        "查看",
        acts.cell_history,
        "Ctrl+Shift+H",
        "history",
        Needs.FILE,
        "当前单元格什么时候由谁改成什么，来自哪个工作簿的哪一格",
    ),
    Command("earlier", "上一报告期", "查看", acts.earlier_period, "Alt+Left", "", Needs.FILE, rule=True),
    Command("later", "下一报告期", "查看", acts.later_period, "Alt+Right", "", Needs.FILE),
    Command("light", "浅色", "查看", acts.light, "", "", rule=True),
    Command("dark", "深色", "查看", acts.dark, "", ""),
    Command("system", "跟随系统明暗", "查看", acts.follow_system, "", ""),
    Command("keys", "快捷键", "帮助", acts.show_keys, "F1", "keyboard"),
    Command("examine", "检查数据文件", "帮助", acts.examine, "", "verify", Needs.FILE, "检查数据文件是否完好"),
    Command("diagnostics", "复制诊断信息", "帮助", acts.copy_diagnostics, "", "copy"),
    Command("about", "关于千百十填报", "帮助", acts.show_about, "", "info", rule=True),
)

GRID_KEYS: tuple[tuple[str, str], ...] = (
    ("方向键、Tab、Enter", "移动到相邻单元格"),
    ("Ctrl+方向键", "跳到有数据一段的边缘；加 Shift 为选中"),
    ("直接键入", "替换单元格内容"),
    ("F2", "修改单元格内容"),
    ("Esc", "放弃正在键入的内容"),
    ("Delete", "清空选中的单元格"),
    ("Ctrl+C / Ctrl+X / Ctrl+V", "复制、剪切、粘贴，可与 Excel、WPS 表格互贴"),
    ("Ctrl+D / Ctrl+R", "向下填充、向右填充；也可拖动选区右下角"),
    ("Ctrl+F / Ctrl+H", "查找、替换"),
    ("F4", "打开或关闭记录详情"),
    ("F7", "月度填报：打开、进入或关闭工作清单；清单里按回车转到单元格"),
    ("空格", "在小计行上折叠、展开这一组"),
    ("Ctrl+滚轮 / Ctrl+0", "放大缩小、恢复大小"),
    ("Alt+↓", "打开可选的词"),
    ("Shift+空格 / Ctrl+空格", "选中整行 / 整列"),
)
"""Keys of the lists and of 月度填报; the grid itself handles them."""


class Actions:
    """The table as Qt actions of one window."""

    def __init__(self, window: MainWindow) -> None:
        """Make every action; icons are drawn when a menu first opens."""
        self._window = window
        self.by_id: dict[str, QAction] = {}
        for command in COMMANDS:
            action = QAction(command.text, window)
            if command.shortcut:
                action.setShortcut(QKeySequence(command.shortcut))
            action.setToolTip(tooltip(command))
            action.setIconText(command.label)
            action.setStatusTip(command.tip)
            action.triggered.connect(partial(self._run, command))
            window.addAction(action)
            self.by_id[command.id] = action

    def _run(self, command: Command, *_checked: object) -> None:
        command.run(self._window)

    def fill(self, bar: QMenuBar, recent: QMenu, pages: QMenu) -> None:
        """Put the commands into their menus."""
        for name in MENUS:
            menu = bar.addMenu(name)
            menu.aboutToShow.connect(self._draw_icons)
            if name == "查看":
                menu.addMenu(pages)
                menu.addSeparator()
            for command in COMMANDS:
                if command.menu != name:
                    continue
                if command.rule:
                    menu.addSeparator()
                menu.addAction(self.by_id[command.id])
                if command.id == "open":
                    menu.addMenu(recent)

    def _draw_icons(self) -> None:
        for command in COMMANDS:
            if not command.header:
                self.by_id[command.id].setIcon(icons.icon(command.icon, size=16))

    def header(self) -> list[QAction]:
        """The actions shown as buttons, with their icons."""
        shown = [command for command in COMMANDS if command.header]
        for command in shown:
            self.by_id[command.id].setIcon(icons.icon(command.icon))
        return [self.by_id[command.id] for command in shown]

    def enable(self, *, file: bool, undo: str | None, redo: str | None, find: bool) -> None:
        """Set what can be used now; undo and redo carry the title of their step."""
        state = {
            Needs.NOTHING: True,
            Needs.FILE: file,
            Needs.UNDO: undo is not None,
            Needs.REDO: redo is not None,
            Needs.FIND: find,
        }
        for command in COMMANDS:
            self.by_id[command.id].setEnabled(state[command.needs])
        for name, verb, title, key in (("undo", "撤销", undo, "Ctrl+Z"), ("redo", "重做", redo, "Ctrl+Y")):
            action = self.by_id[name]
            action.setText(f"{verb}“{_short(title)}”" if title else verb)
            action.setToolTip(f"{verb}：{title}（{key}）" if title else f"没有可以{verb}的操作")


def tooltip(command: Command) -> str:
    """What the button says when pointed at."""
    key = f"（{command.shortcut}）" if command.shortcut else ""
    return f"{command.tip or command.label}{key}"


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"
