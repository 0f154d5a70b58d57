"""Every command of the window (命令), in one table: menus, header buttons, tooltips and the F1 list come from it."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from qbs_desktop.ui import acts, acts_due, answers, proving
from qbs_desktop.ui.files import backing_up, saving
from qbs_desktop.ui.grid import commands
from qbs_desktop.ui.pages.lists import commands as list_commands
from qbs_desktop.ui.style import icons
from qbs_desktop.ui.window import around

if TYPE_CHECKING:
    from qbs_desktop.services.undoing import Steps
    from qbs_desktop.ui.main_window import MainWindow


class Needs(Enum):
    """When a command can be used."""

    NOTHING = "随时"
    FILE = "打开数据文件后"
    UNDO = "有可撤销的操作时"
    REDO = "有可重做的操作时"
    FIND = "当前页面可以查找时"
    GRID = "当前页面有表格时"


class Command(NamedTuple):
    """One command. `header` puts it into the header as a button; `rule` draws a line above it in the menu.

    `ticked` tells whether the choice the command stands for is the present one; its menu then shows a tick.
    """

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
    ticked: Callable[[], bool] | None = None

    @property
    def label(self) -> str:
        """The text without the dots that announce a dialog."""
        return self.text.removesuffix("…")


def _grid(name: str, *, rule: bool = False) -> Command:
    """A command of the grid in front, which listens to its key itself."""
    one = commands.command(name)
    run = partial(acts.in_grid, name=name)
    return Command(name, one.text, "编辑", run, one.key, "", Needs.GRID, one.told, rule=rule)


MENUS: dict[str, str] = {"文件": "F", "编辑": "E", "查看": "V", "帮助": "H"}
"""Menus and the letter that opens each with Alt; no other key of the window is Alt with one of these letters."""

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
    Command(
        "submit",
        "上报…",
        "文件",
        acts.submit_return,
        "Ctrl+Shift+E",
        "return",
        Needs.FILE,
        "封存本报告期的报表，存成工作簿，锁定报告期",
    ),
    Command(
        "accept_answer",
        "接收回执或退回单…",
        "文件",
        answers.accept_answer,
        "Ctrl+Shift+R",
        needs=Needs.FILE,
        tip="读入上级发回的回执或退回单，也可把文件拖进窗口",
    ),
    Command(
        "issue_templates",
        "发采集表…",
        "文件",
        acts_due.issue_templates,
        needs=Needs.FILE,
        tip="把一张表式发给企业、园区、乡镇填，名称和代码已填好",
    ),
    Command(
        "collect_templates",
        "收采集表…",
        "文件",
        acts_due.collect_templates,
        needs=Needs.FILE,
        tip="一次读回多份填好的采集表，先看再收；谁没交列得出来",
    ),
    Command(
        "layouts",
        "版式管理…",
        "文件",
        acts.manage_layouts,
        needs=Needs.FILE,
        tip="导入时记住的表格对应关系：改名、删除",
    ),
    Command(
        "calendar",
        "报送日历…",
        "文件",
        acts_due.show_calendar,
        icon="clock",
        needs=Needs.FILE,
        tip="每一期哪天前报送，放假调休怎么算",
    ),
    Command(
        "form_words",
        "填表人和表号…",
        "文件",
        acts_due.show_form_words,
        needs=Needs.FILE,
        tip="每张报表都印的单位负责人、填表人、联系电话、表号、制定机关、文号",
    ),
    Command("verify", "校验报表…", "文件", proving.verify_return, "", "verify", tip="查看报表是否完整、有没有被改动"),
    Command(
        "keys_of_offices",
        "签名的钥匙…",
        "文件",
        proving.manage_keys,
        needs=Needs.FILE,
        tip="建立本单位签名的钥匙，登记、撤销下级单位的钥匙",
    ),
    Command(
        "backups",
        "备份与恢复…",
        "文件",
        backing_up.show,
        needs=Needs.FILE,
        tip="看每份备份里有什么，立即备份，或把一份恢复为新文件",
        rule=True,
    ),
    Command("save", "保存", "文件", saving.save, "Ctrl+S", "save", Needs.FILE, "填一格存一格；按一下看是不是都存好了"),
    Command("folder", "打开所在文件夹", "文件", acts.open_own_folder, "", "folder", Needs.FILE),
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
    _grid("cut", rule=True),
    _grid("copy"),
    _grid("copy_headed"),
    _grid("paste"),
    _grid("paste_blank"),
    _grid("clear_cells"),
    _grid("selectAll"),
    _grid("fill_down", rule=True),
    _grid("fill_right"),
    _grid("put_today"),
    Command("find", "查找…", "编辑", acts.find, "Ctrl+F", "search", Needs.FIND, rule=True),
    _grid("replace"),
    _grid("goto"),
    _grid("filter_here"),
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
    Command("rules", "审核规则…", "查看", acts.show_rules, "Ctrl+F8", "", Needs.FILE),
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
    Command(
        "next_pane",
        "下一个区域",
        "查看",
        around.next_pane,
        "F6",
        tip="依次走到导航、页眉、工具栏、表格、详情、提示条",
        rule=True,
    ),
    Command("previous_pane", "上一个区域", "查看", around.previous_pane, "Shift+F6"),
    Command("page_before", "上一页面", "查看", partial(around.step_page, way=-1), "Ctrl+PgUp", "", Needs.FILE),
    Command("page_after", "下一页面", "查看", partial(around.step_page, way=1), "Ctrl+PgDown", "", Needs.FILE),
    Command("earlier", "上一报告期", "查看", around.earlier_period, "Alt+Left", "", Needs.FILE, rule=True),
    Command("later", "下一报告期", "查看", around.later_period, "Alt+Right", "", Needs.FILE),
    Command("light", "浅色", "查看", around.light, rule=True, ticked=partial(around.has_theme, "light")),
    Command("dark", "深色", "查看", around.dark, ticked=partial(around.has_theme, "dark")),
    Command("system", "跟随系统明暗", "查看", around.follow_system, ticked=partial(around.has_theme, "system")),
    Command("guide", "五分钟上手", "帮助", around.begin_guide, "", "play", tip="用练习数据走一遍：名单、填报、审核"),
    Command("manual", "使用手册", "帮助", around.show_manual, "F1", "plan", tip="这一页的说明和按键；可以一边看一边填"),
    Command("keys", "全部按键", "帮助", around.show_keys, "Ctrl+F1", "keyboard"),
    Command(
        "printed",
        "手册和速查卡（PDF）…",
        "帮助",
        around.show_printed,
        "",
        "print",
        tip="打开放着 PDF 的文件夹，可以打印",
    ),
    Command("examine", "检查数据文件", "帮助", proving.examine, "", "verify", Needs.FILE, "检查数据文件是否完好"),
    Command("diagnostics", "复制诊断信息", "帮助", around.copy_diagnostics, "", "copy"),
    Command("about", "关于千百十填报", "帮助", around.show_about, "", "info", rule=True),
)

GRID_KEYS: tuple[tuple[str, str], ...] = tuple(commands.listed())
"""Keys of every grid; the grid itself listens to them."""
LIST_KEYS: tuple[tuple[str, str], ...] = tuple(list_commands.listed())
"""Further keys of the lists."""


_ABOUT_CELLS = ("cell_history",)


class Actions:
    """The table as Qt actions of one window."""

    def __init__(self, window: MainWindow) -> None:
        """Make every action; icons are drawn when a menu first opens."""
        self._window = window
        self.by_id: dict[str, QAction] = {}
        self.steps = self._lazy("撤销几步", self._fill_steps)
        for command in COMMANDS:
            action = QAction(command.text, window)
            if command.needs is Needs.GRID:
                action.setText(f"{command.text}\t{commands.shown(command.shortcut)}")
            elif command.shortcut:
                action.setShortcut(QKeySequence.fromString(command.shortcut))
            action.setToolTip(tooltip(command))
            action.setIconText(command.label)
            action.setStatusTip(command.tip)
            action.setCheckable(command.ticked is not None)
            action.triggered.connect(partial(self._run, command))
            window.addAction(action)
            self.by_id[command.id] = action

    def _run(self, command: Command, *_checked: object) -> None:
        command.run(self._window)

    def fill(self, bar: QMenuBar, recent: QMenu, pages: QMenu) -> None:
        """Put the commands into their menus."""
        for name, letter in MENUS.items():
            menu = bar.addMenu(f"{name}(&{letter})")
            menu.aboutToShow.connect(self._draw_icons)
            menu.aboutToShow.connect(self._enable_grid)
            menu.aboutToShow.connect(self._tick)
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
                elif command.id == "redo":
                    menu.addMenu(self.steps)
            if name == "编辑":
                menu.addSeparator()
                menu.addMenu(self._lazy("回车后移动", self._fill_after_enter))
            elif name == "查看":
                menu.addMenu(self._lazy("显示比例", self._fill_zoom))
                menu.addMenu(self._lazy("界面大小", self._fill_size))

    def _lazy(self, title: str, fill: Callable[[QMenu], None]) -> QMenu:
        """A menu that is filled each time it opens, because its check mark may have moved."""
        menu = QMenu(title, self._window)
        menu.aboutToShow.connect(partial(fill, menu))
        return menu

    def _fill_steps(self, menu: QMenu) -> None:
        acts.fill_steps(self._window, menu)

    def _fill_after_enter(self, menu: QMenu) -> None:
        from qbs_desktop.ui.grid import menus

        menus.fill_after_enter(menu)

    def _fill_zoom(self, menu: QMenu) -> None:
        from qbs_desktop.ui.grid import menus

        menus.fill_zoom(menu, acts.grid_of(self._window))
        if menu.isEmpty():
            menu.addAction("当前页面没有表格").setEnabled(False)

    def _fill_size(self, menu: QMenu) -> None:
        from qbs_desktop.ui.window import scaling

        scaling.fill(self._window, menu)

    def _enable_grid(self) -> None:
        """Commands of the grid follow the page in front, and the field that is being typed in."""
        for command in COMMANDS:
            if command.needs is Needs.GRID:
                self.by_id[command.id].setEnabled(acts.can_in_grid(self._window, command.id))

    def offer_to(self, page: QWidget) -> None:
        """Put the commands about a cell into the menu of a page's cells."""
        panel = acts.panel_of(page)
        if panel is not None:
            panel.window_acts = [self.by_id[name] for name in _ABOUT_CELLS]

    def keep_keys(self, page: QWidget) -> None:
        """A key of the window works the same on every page: two listeners would silence each other."""
        own = {one.toString() for action in self._window.actions() for one in _keys(action)}
        shortcut: QShortcut
        for shortcut in page.findChildren(QShortcut):
            if shortcut.key().toString() in own:
                shortcut.setEnabled(False)
        act: QAction
        for act in page.findChildren(QAction):
            left = [one for one in _keys(act) if one.toString() not in own]
            if len(left) < len(_keys(act)):
                act.setShortcuts(left)

    def _tick(self) -> None:
        for command in COMMANDS:
            if command.ticked is not None:
                self.by_id[command.id].setChecked(command.ticked())

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

    def enable(self, *, file: bool, steps: Steps | None, find: bool) -> None:
        """Set what can be used now; undo and redo carry the title of their step.

        With nothing to take back today, 撤销 stays on as long as there are older steps: it says where they are.
        """
        undo, redo, older = (steps.undo, steps.redo, steps.older) if steps is not None else (None, None, None)
        state = {
            Needs.NOTHING: True,
            Needs.FILE: file,
            Needs.UNDO: undo is not None or older is not None,
            Needs.REDO: redo is not None,
            Needs.FIND: find,
        }
        for command in COMMANDS:
            if command.needs is not Needs.GRID:
                self.by_id[command.id].setEnabled(state[command.needs])
        self._enable_grid()
        for name, verb, step, key in (("undo", "撤销", undo, "Ctrl+Z"), ("redo", "重做", redo, "Ctrl+Y")):
            action = self.by_id[name]
            action.setText(f"{verb}“{_short(step.title)}”" if step else verb)
            action.setToolTip(f"{verb}：{step.title}（{key}）" if step else f"没有可以{verb}的操作")
        if steps is not None and older is not None:
            self.by_id["undo"].setText("撤销（今天没有可撤销的操作）")
            self.by_id["undo"].setToolTip(steps.why_no_undo)


def tooltip(command: Command) -> str:
    """What the button says when pointed at."""
    key = f"（{command.shortcut}）" if command.shortcut else ""
    return f"{command.tip or command.label}{key}"


def _keys(action: QAction) -> list[QKeySequence]:
    return list(action.shortcuts())


def _short(title: str) -> str:
    return title if len(title) <= 24 else title[:23] + "…"
