"""Going to a row (转到, Ctrl+G): by its number, or by what its name or code begins with or contains."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.ui.grid.finding import hits

if TYPE_CHECKING:
    from qbs_desktop.ui.dialogs.question import QuestionDialog
    from qbs_desktop.ui.grid.panel import GridPanel


def ask(panel: GridPanel[Any]) -> QuestionDialog:
    """Ask where to go; the dialog stays open while nothing is found."""
    from qbs_desktop.ui.dialogs.question import QuestionDialog

    words = "第几行（左边的行号），或名称、项目代码、信用代码里的几个字；名称可以打拼音首字母。"
    dialog = QuestionDialog("转到", words, "转到", partial(_go, panel), panel)
    dialog.line("转到")
    dialog.finished.connect(partial(_back, panel))
    dialog.open()
    return dialog


def _go(panel: GridPanel[Any], typed: list[str]) -> None:
    wanted = typed[0].strip()
    if wanted:
        panel.view.go(line_of(panel, wanted), max(panel.view.current_place[1], 0))


def _back(panel: GridPanel[Any], _result: int) -> None:
    panel.view.setFocus()


def line_of(panel: GridPanel[Any], wanted: str) -> int:
    """The line that is meant: a number that is on a line, else the next row below the cursor that contains the text.

    Raises:
        Refusal: nothing fits; says what can be typed.
    """
    grid = panel.grid
    if wanted.isdecimal():
        numbered = range(max(int(wanted) - 1, 0), grid.shown())  # subtotals have no number: the line is here or below
        if (line := next((one for one in numbered if grid.line_name(one) == wanted), None)) is not None:
            return line
    found = hits.neighbour(hits.hits(panel.view, wanted), panel.view.current_place, 1)
    if found is None:
        more = f"表里现在有 {grid.shown()} 行" if wanted.isdecimal() else "筛掉、折叠的行找不到"
        raise Refusal(f"没有“{wanted}”；{more}。")
    return found[0]
