"""What 导出 PDF and 打印 do from a page: ask where to, paint in the background, say what came of it."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.style import fonts

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from qbs_desktop.exchange.layout import Printable
    from qbs_desktop.services.workspace import Workspace
    from qbs_desktop.ui.shell import Shell

PDF_FILES = "PDF 文件 (*.pdf)"


def export_pdf(parent: QWidget, shell: Shell, workspace: Workspace, make: Callable[[], Printable]) -> None:
    """导出 PDF: the sheets of the return as pages, cover first."""
    _load_fonts()
    shell.tasks.run("排版", lambda _progress, _stop: make(), partial(_ask_where, parent, shell), workspace=workspace)


def _ask_where(parent: QWidget, shell: Shell, printable: Printable) -> None:
    from qbs_desktop.ui.printing.pages import write_pdf

    before = settings.text("export_folder")
    folder = Path(before) if before else feedback.usual_folder()
    path = feedback.pick_new_file(parent, "导出 PDF", PDF_FILES, folder / f"{printable.file_name}.pdf")
    if path is None:
        return
    path = path if path.suffix.lower() == ".pdf" else path.with_name(f"{path.name}.pdf")
    settings.keep("export_folder", str(path.parent))
    shell.tasks.run(
        "导出 PDF",
        lambda progress, _stop: write_pdf(printable, path, progress),
        partial(_written, parent, path, printable.code),
        blocking=True,
        can_cancel=False,
    )


def _written(parent: QWidget, path: Path, code: str, pages: int) -> None:
    if feedback.done(parent, "PDF 已导出。", f"{path.name}（共 {pages} 页，校验码 {code}）", "打开"):
        feedback.open_with_system(path)


def print_return(parent: QWidget, shell: Shell, workspace: Workspace, make: Callable[[], Printable]) -> None:
    """打印: the same pages to a printer; the dialog chooses printer, copies and pages."""
    _load_fonts()
    shell.tasks.run("排版", lambda _progress, _stop: make(), partial(_print, parent), workspace=workspace)


def _print(parent: QWidget, printable: Printable) -> None:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo

    from qbs_desktop.ui.printing.pages import PrintedReturn

    if not QPrinterInfo.availablePrinterNames():
        feedback.warn(parent, "这台电脑上没有打印机。", "可以先“导出 PDF…”，拿到有打印机的电脑上打印。")
        return
    printed = PrintedReturn(printable)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(printable.title)
    printer.setPageLayout(printed.page_layout(0))
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(printed.pages))
    if dialog.exec():
        printed.paint_on(printer, chosen(printer.fromPage(), printer.toPage(), len(printed.pages)))


def chosen(first: int, last: int, count: int) -> range:
    """The pages a print dialog names, counted from 1; 0 is all."""
    start = min(max(first, 1), count)
    return range(start - 1, min(max(last, start), count) if last else count)


def _load_fonts() -> None:
    """Fonts are loaded in the window's thread before pages are measured behind it."""
    fonts.paper_family()
    fonts.paper_serif()
