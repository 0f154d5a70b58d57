"""What the commands of the window do, one function each; the table is in `actions`."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qbs_desktop import paths
from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.files import left_over
from qbs_desktop.ui.window import around

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QMenu, QWidget

    from qbs_desktop.db.queries import RejectedRow
    from qbs_desktop.services.undoing import Step, Steps
    from qbs_desktop.services.workspace import Notice, Workspace
    from qbs_desktop.ui.grid.panel import GridPanel
    from qbs_desktop.ui.main_window import MainWindow
    from qbs_desktop.ui.shell import Shell

WORKBOOK_ENDINGS = frozenset({".xlsx", ".xlsm", ".xls", ".et", ".csv", ".htm", ".html"})
_WIDEST = 40
"""Letters of a step's title in a menu."""


def new_file(window: MainWindow, then: Callable[[Workspace], None] | None = None) -> None:
    """新建: ask for profile, unit, year and place, then open the new file; `then` is what follows on that."""
    from qbs_desktop.ui.dialogs.new_file import NewFileDialog

    dialog = NewFileDialog(window)
    dialog.made.connect(window.adopt)
    if then is not None:
        dialog.made.connect(then)
    dialog.open()


def open_file(window: MainWindow) -> None:
    """打开."""
    path = feedback.pick_file(window, "打开数据文件", feedback.DATA_FILES)
    if path is not None:
        window.open_path(path)


def start_page(window: MainWindow) -> QWidget:
    """开始页, tied to the commands it offers."""
    from qbs_desktop.ui.pages.welcome import WelcomePage

    page = WelcomePage(window)
    page.new.connect(partial(new_file, window))
    page.open.connect(partial(open_file, window))
    page.picked.connect(window.open_path)
    page.sample.connect(window.open_sample)
    page.guide.connect(partial(around.begin_guide, window))
    return page


def open_sample(window: MainWindow) -> None:
    """示例数据: make or open the sample of a profile."""
    from qbs_desktop.ui.dialogs.new_file import SampleDialog

    dialog = SampleDialog(window)
    dialog.chosen.connect(window.open_sample)
    dialog.open()


def import_workbook(window: MainWindow) -> None:
    """导入: pick workbooks and show what they would change."""
    from qbs_desktop.services.incoming import import_session

    import_session.keep_ready()
    paths = feedback.pick_files(window, "选择要导入的表格（可以多选）", feedback.WORKBOOKS, _books_folder())
    if paths:
        import_paths(window, paths)
    else:
        import_session.let_go()


def _books_folder() -> Path | None:
    """Where a clerk's tables are: beside the one imported last, else on the desk (桌面)."""
    import platformdirs

    places = [*(book.parent for book in settings.books()[:1]), Path(platformdirs.user_desktop_dir())]
    return next((folder for folder in places if folder.is_dir()), None)


def import_paths(window: MainWindow, paths: Sequence[Path]) -> None:
    """Show what workbooks would change, one after the other."""
    from qbs_desktop.ui.importing.several import Several

    for path in paths:
        settings.remember_book(path)
    Several(window, window, paths)


def import_again(shell: Shell, widget: QWidget, row: RejectedRow) -> None:
    """Open the workbook of a row that was left out, at that row; ask where it is when it has moved."""
    from qbs_desktop.ui.importing.several import Several

    known = (one for one in settings.books() if one.name == row.book and paths.there(one))
    path = next(known, None) or feedback.pick_file(widget, f"“{row.book}”在哪里？", feedback.WORKBOOKS)
    if path is not None:
        settings.remember_book(path)
        digits = "".join(one for one in row.cell if one.isdecimal())
        Several(shell, widget.window(), [path], (row.sheet, int(digits or 1)))


def manage_layouts(window: MainWindow) -> None:
    """版式管理: what was kept of earlier imports."""
    from qbs_desktop.ui.importing.layouts_dialog import LayoutsDialog

    LayoutsDialog(window.workspace, window).open()


def choose_measure(window: MainWindow) -> None:
    """选定口径: ask about every list whose table named no measure."""
    if not ask_measure(window.workspace, window):
        window.say("各名单的口径都已写明。")


def ask_measure(workspace: Workspace, parent: QWidget | None) -> bool:
    """Ask for the measure of lists that have figures without one; whether there was anything to ask."""
    from qbs_desktop.services import measures
    from qbs_desktop.ui.dialogs.measure import MeasureDialog

    questions = measures.questions(workspace)
    if questions:
        MeasureDialog(workspace, questions, parent).open()
    return bool(questions)


def carry(window: MainWindow) -> None:
    """结转名单到下一年: show who goes and who stays, then carry over as one step."""
    from qbs_desktop.ui.dialogs.worklist import CarryDialog

    CarryDialog(window.workspace, window).open()


def export_return(window: MainWindow) -> None:
    """导出报表: go to the page and export from there."""
    page: Any = window.show_page("returns")
    if page is not None:
        page.export()


def submit_return(window: MainWindow) -> None:
    """上报: go to the page and hand the period in from there."""
    page: Any = window.show_page("returns")
    if page is not None:
        page.submit()


def open_own_folder(window: MainWindow) -> None:
    """Show the data file in its folder."""
    show_folder(window.workspace.path.parent)


def show_folder(folder: Path) -> None:
    """Open a folder in the system's file manager."""
    feedback.open_with_system(folder)


def compact_attachments(window: MainWindow) -> None:
    """整理附件: say what it frees and what it costs, then clear."""
    from qbs_desktop.services import attachments

    workspace = window.workspace
    loose = attachments.loose_size(workspace)
    kept = attachments.size_text(attachments.kept_size(workspace))
    limit = attachments.size_text(attachments.FILE_LIMIT)
    if not loose:
        feedback.inform(window, "没有可以清除的内容。", f"附件占 {kept}，上限 {limit}，都还在用。")
        return
    freed = attachments.size_text(loose)
    if feedback.ask(
        window,
        f"附件占 {kept}，其中 {freed} 属于已删除的附件。要清除吗？",
        f"清除后，删除这些附件的操作不能再撤销。腾出的 {freed} 留给以后添加的附件。",
        yes=f"清除 {freed}",
    ):
        window.tasks.run(
            "整理附件",
            lambda _progress, _stop: attachments.compact(workspace),
            lambda done: window.say(f"已清除 {attachments.size_text(done)}。"),
            blocking=True,
            can_cancel=False,
        )


def close_file(window: MainWindow) -> None:
    """关闭: back to the start page."""
    if left_over.may_leave(window):
        window.close_workspace()


def leave(window: MainWindow) -> None:
    """退出."""
    window.close()


def show_rules(window: MainWindow) -> None:
    """审核规则: every rule with its source and thresholds."""
    from qbs_desktop.ui.pages.checks.rule_book import RulesDialog

    RulesDialog(window.workspace, window.checker, window).open()


def steps(window: MainWindow) -> Steps | None:
    """What 撤销 and 重做 would do; None without a file, whose services load after the first paint."""
    if not window.has_file:
        return None
    from qbs_desktop.services import undoing

    return undoing.steps(window.workspace)


def undo(window: MainWindow) -> None:
    """撤销 the newest step of today."""
    from qbs_desktop.services import undoing

    found = undoing.steps(window.workspace)
    if found.undo is None:
        window.say(found.why_no_undo)
        return
    title, where = _elsewhere(window, undoing.undo)
    window.say(f"已撤销：{title}{where}")


def fill_steps(window: MainWindow, menu: QMenu) -> None:
    """撤销几步: the steps of today, newest first; one picked is taken back with those above it."""
    from qbs_desktop.services import history, undoing

    menu.clear()
    steps = undoing.recent(window.workspace) if window.has_file else ()
    whose = history.named(window.workspace, [one.operation_id for one in steps]) if steps else {}
    for count, step in enumerate(steps, 1):
        name = whose[step.operation_id]
        told = f"{step.title}（{name}）" if name and name not in step.title else step.title
        told = told if len(told) <= _WIDEST else f"{told[: _WIDEST - 1]}…"
        act = menu.addAction(f"{count} 步：{told}\t{step.clock}")
        act.triggered.connect(partial(_undo_through, window, step))
    if menu.isEmpty():
        menu.addAction("今天没有可以撤销的操作").setEnabled(False)


def _undo_through(window: MainWindow, step: Step, *_checked: object) -> None:
    from qbs_desktop.services import undoing

    told, where = _elsewhere(window, partial(undoing.undo_through, step=step))
    window.say(f"已撤销：{told}{where}")


def redo(window: MainWindow) -> None:
    """重做 what was undone last, today."""
    from qbs_desktop.services import undoing

    title, where = _elsewhere(window, undoing.redo)
    window.say(f"已重做：{title}{where}")


def _elsewhere(window: MainWindow, act: Callable[[Workspace], str]) -> tuple[str, str]:
    """Do it; the step's title, and in which lists it changed something that the page in front does not show."""
    from qbs_desktop.ui.window import places

    workspace, changed = window.workspace, set[str]()

    def look(notice: Notice) -> None:
        changed.update(notice.tables & workspace.ledgers.keys())
        if not changed:  # figures, 说明: their records are still there and know their list
            changed.update(filter(None, (places.ledger_of(workspace, one) for one in sorted(notice.subjects)[:1])))

    stop = workspace.listen(look)
    try:
        title = act(workspace)
    finally:
        stop()
    changed.discard(places.list_shown(window.current_page()))
    names = [ledger.label for ledger in workspace.ledgers.values() if ledger.id in changed]
    return title, f"（在{'、'.join(names)}）" if names else ""


def can_find(page: QWidget | None) -> bool:
    """Whether a page has a search of its own; every Qt widget has a `find` that is something else."""
    from PySide6.QtWidgets import QWidget

    return page is not None and getattr(type(page), "find", None) is not QWidget.find


def find(window: MainWindow) -> None:
    """查找 on the page in front."""
    page: Any = window.current_page()
    page.find()


def cell_history(window: MainWindow) -> None:
    """本格历史 of the current cell, on a page that has cells."""
    from qbs_desktop.ui.pages.record.history import CellHistory

    page: Any = window.current_page()
    found = page.current_cell() if hasattr(page, "current_cell") else None
    if found is None:
        window.say("请先在名单或月度填报里选中一个单元格，再看它的历史。")
        return
    title, cell = found
    CellHistory(window.workspace, title, cell, window).open()


def grid_of(window: MainWindow) -> GridPanel[Any] | None:
    """The grid of the page in front."""
    return panel_of(window.current_page())


def panel_of(page: QWidget) -> GridPanel[Any] | None:
    """The grid of a page."""
    panel = getattr(page, "panel", None)
    return panel if hasattr(panel, "cell_menu") else None  # asked at start, when grids are not imported yet


_FIELD_ACTS = {"cut": "cut", "copy": "copy", "paste": "paste", "selectAll": "selectAll", "clear_cells": "clear"}


def _field(window: MainWindow) -> QWidget | None:
    """The text field that is being typed in, if any: 编辑 means it then, not the grid."""
    from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

    focus = window.focusWidget()
    return focus if isinstance(focus, QLineEdit | QPlainTextEdit) and focus.isVisible() else None


def can_in_grid(window: MainWindow, name: str) -> bool:
    """Whether a command of the grid has something to work on."""
    return window.has_file and (grid_of(window) is not None or (name in _FIELD_ACTS and _field(window) is not None))


def in_grid(window: MainWindow, name: str) -> None:
    """剪切, 复制, 填充 …: in the text field that is being typed in, else in the grid of the page in front."""
    field, panel = _field(window), grid_of(window)
    if field is not None and name in _FIELD_ACTS:
        getattr(field, _FIELD_ACTS[name])()
    elif panel is not None:
        panel.view.setFocus()
        panel.run(name)


def run_checks(window: MainWindow) -> None:
    """审核 the period."""
    page: Any = window.show_page("checks")
    if page is not None:
        page.run()


def next_finding(window: MainWindow) -> None:
    """Go to the cell of the next finding; on 月度填报, unless one came there from a finding, to the next blank."""
    _go_on(window, 1)


def previous_finding(window: MainWindow) -> None:
    """The way back: the previous finding, or the previous blank."""
    _go_on(window, -1)


def _go_on(window: MainWindow, step: int) -> None:
    front: Any = window.current_page()
    if hasattr(front, "next_missing") and not window.following:
        front.next_missing(step)
        return
    page: Any = window.page("checks")
    if page is not None:
        page.go_on(step)
