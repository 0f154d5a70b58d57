"""Adopting from the page 汇总 (采用、全部采用): what is asked before, on the data thread, and what is told after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject

from qbs_desktop.db.collation import Received
from qbs_desktop.services.collating import adopting, findings, revising
from qbs_desktop.services.collating.board import Board
from qbs_desktop.services.collating.revising import Correction
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.pages.collation.board_view import BoardView
from qbs_desktop.ui.pages.collation.return_pane import ReturnPane
from qbs_desktop.ui.shell import Shell

MOST = 8
"""Changes of a correction that the question names; the others are counted and stand in 本份报表."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be asked before a return is adopted: doubt about its signature, and what a correction changed."""

    doubt: str
    correction: Correction | None


class Adopting(QObject):
    """Adopts the return that is shown, or all that wait."""

    def __init__(self, workspace: Workspace, shell: Shell, board: BoardView, one: ReturnPane) -> None:
        """Work for the board and the pane of one return."""
        super().__init__(board)
        self._workspace, self._shell = workspace, shell
        self._board, self._one = board, one

    def pending(self, shown: Board) -> list[int]:
        """The returns on the board that wait to be looked at."""
        newest = [place.newest for place in shown.places.values()]
        return [one.id for one in newest if one is not None and one.state == "pending"]

    def adopt_one(self) -> None:
        """Adopt the return that is shown; ask first where its signature is in doubt, or where it is a correction."""
        one, workspace = self._one.received, self._workspace
        if one is None:
            return
        self._shell.tasks.run(
            "核对这份报表", lambda _progress, _stop: _asked(workspace, one), partial(self._ask_one, one),
            workspace=workspace,
        )  # fmt: skip

    def _ask_one(self, one: Received, asked: _Asked) -> None:
        if asked.doubt and not feedback.ask(
            self._board, f"{one.title}的签名有疑问，仍要采用吗？", asked.doubt, yes="已核实，采用"
        ):
            return
        if asked.correction is not None and not feedback.ask(
            self._board,
            f"采用{one.title}吗？它{asked.correction.sentence}。",
            "\n".join(asked.correction.told(MOST)),
            yes="采用",
            harmless=True,
        ):
            return
        self.adopt_these([one.id], doubtful_too=bool(asked.doubt))

    def adopt_all(self) -> None:
        """Adopt every return that waits and leaves no doubt."""
        shown, workspace = self._board.cells.board, self._workspace
        numbers = self.pending(shown) if shown is not None else []
        self._shell.tasks.run(
            "核对待处理的报表",
            lambda _progress, _stop: _unasked(workspace, numbers),
            partial(self._ask_all, numbers),
            workspace=workspace,
        )

    def _ask_all(self, pending: list[int], doubtful: set[int]) -> None:
        numbers = [number for number in pending if number not in doubtful]
        text = f"采用 {len(numbers)} 份待处理的报表吗？{self._of_other_periods(numbers)}{self._corrections(numbers)}"
        left = f"另有 {len(doubtful)} 份是草稿、签名有疑问，或合计与各行不符，请逐份核实后采用。" if doubtful else ""
        if not numbers and doubtful:
            feedback.inform(self._board, "待处理的报表都要先核实", left)
        elif numbers:
            detail = f"写入本级名单和数据，是一步操作，可以撤销。{left}"
            if feedback.ask(self._board, text, detail, yes="采用", harmless=True):
                self.adopt_these(numbers)

    def _waiting(self, numbers: Sequence[int]) -> list[Received]:
        shown = self._board.cells.board
        places = shown.places.values() if shown is not None else ()
        newest = (place.newest for place in places)
        return [one for one in newest if one is not None and one.id in numbers]

    def _of_other_periods(self, numbers: Sequence[int]) -> str:
        """Which of the returns are not of the period the window speaks of."""
        period = self._shell.period
        others = [one.title for one in self._waiting(numbers) if one.period != period]
        return f"其中不是{period.label()}的 {len(others)} 份：{'、'.join(others[:3])}。" if others else ""

    def _corrections(self, numbers: Sequence[int]) -> str:
        """Which of them are corrections: what they changed is seen in 本份报表."""
        again = [one.title for one in self._waiting(numbers) if one.revision > 1]
        return f"其中更正 {len(again)} 份：{'、'.join(again[:3])}，改了什么见“本份报表”。" if again else ""

    def adopt_these(self, numbers: list[int], *, doubtful_too: bool = False) -> None:
        """Adopt returns on the data thread."""
        workspace = self._workspace
        self._shell.tasks.run(
            "采用报表",
            lambda progress, _stop: adopting.adopt(workspace, numbers, doubtful_too=doubtful_too, progress=progress),
            self._adopted,
            blocking=True,
            can_cancel=False,
        )

    def _adopted(self, made: list[adopting.Adopted]) -> None:
        gone = [one.sentence for one in made if one.taken_off]
        if gone:
            feedback.inform(self._board, f"已采用 {len(made)} 份报表，有的行已不在报表里", "\n".join(gone[:10]))
        self._shell.say(made[0].sentence if len(made) == 1 else f"已采用 {len(made)} 份报表。")


def _asked(workspace: Workspace, one: Received) -> _Asked:
    return _Asked(adopting.doubts(workspace, [one.id]).get(one.id, ""), revising.correction(workspace, one))


def _unasked(workspace: Workspace, numbers: list[int]) -> set[int]:
    """Those that 全部采用 leaves to be looked at one by one."""
    own = (adopting.doubts(workspace, numbers), findings.held(workspace, numbers), findings.drafts(workspace, numbers))
    return {number for found in own for number in found}
