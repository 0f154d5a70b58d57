"""What the buttons over the forms do: 审核通过, 上报, 更正; each refusal is its sentence with the ways out of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.return_state import Act
from qbs_desktop.services.lists.waiting import Spot
from qbs_desktop.services.months import texts
from qbs_desktop.services.reporting import office_keys, readiness, returns, submitting
from qbs_desktop.services.reporting.readiness import Readiness
from qbs_desktop.services.reporting.return_content import Choice
from qbs_desktop.services.reporting.returns import ExportResult
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.dialogs.question import QuestionDialog
from qbs_desktop.ui.pages.returns.submit_dialog import Handing, SubmitDialog
from qbs_desktop.ui.shell import Shell

if TYPE_CHECKING:
    from qbs_desktop.domain.period import Period
    from qbs_desktop.ui.pages.returns.page import ReturnsPage

_TO_CHECKS, _TO_CELL, _TO_MONTH = "去审核", "转到第一处", "去月度填报"
_FOLDER, _PDF = "打开文件夹", "导出 PDF…"


@dataclass(frozen=True, slots=True)
class _NotReviewed:
    """A review that was refused, and where to begin."""

    why: str
    first: Place | Spot | None


class HandingIn(QObject):
    """The acts of one page."""

    def __init__(self, page: ReturnsPage, workspace: Workspace, shell: Shell) -> None:
        """Belong to the page."""
        super().__init__(page)
        self._page, self._workspace, self._shell = page, workspace, shell

    def act(self, value: str) -> None:
        """What the strip asks for."""
        {Act.REVIEW: self.review, Act.SUBMIT: self.submit, Act.CORRECT: self.correct}[Act(value)]()

    # --- 审核通过 ---------------------------------------------------------------------------------------------------

    def review(self) -> None:
        """Check the period and note that it was found right."""
        workspace, period = self._workspace, self._shell.period

        def work(_progress: object, _stop: object) -> _NotReviewed | tuple[str, ...]:
            try:
                submitting.review(workspace, period)
            except Refusal as refusal:
                return _NotReviewed(str(refusal), readiness.look(workspace, period).first)
            return texts.notes(workspace, period)

        self._shell.tasks.run("审核", work, partial(self._reviewed, period), blocking=True, can_cancel=False)

    def _reviewed(self, period: Period, found: _NotReviewed | tuple[str, ...]) -> None:
        if not isinstance(found, _NotReviewed):
            words = f"{period.label()}审核通过，可以上报。"
            self._shell.say(words)
            if found and feedback.offer(self._page, words, "\n".join(found), _TO_MONTH):
                self._shell.show_page("month")
            return
        head, _, rest = found.why.partition("\n")
        ways = [_TO_CHECKS] if rest else []
        ways += [_TO_CELL] if found.first is not None and rest else []
        self._follow(feedback.offer(self._page, head, rest, *ways, well=False), found.first)

    def _follow(self, way: str, first: Place | Spot | None) -> None:
        if way == _TO_CHECKS:
            self._shell.show_page("checks")
        elif way == _TO_CELL and first is not None:
            self._shell.jump(first)

    # --- 上报 ------------------------------------------------------------------------------------------------------

    def submit(self) -> None:
        """Look how far the period is, then ask what has to be said."""
        workspace, period, choice = self._workspace, self._shell.period, self._choice()
        self._shell.tasks.run(
            "审核",
            lambda _progress, _stop: readiness.look(workspace, period, choice),
            self._ask,
            blocking=True,
            can_cancel=False,
        )

    def _choice(self) -> Choice:
        """What the page has ticked and set; everything that is due where nothing is ticked."""
        shown = self._page.preview
        return Choice(tuple(self._page.forms.chosen()) or None, shown.amount_unit, shown.places)

    def _ask(self, ready: Readiness) -> None:
        if ready.now.stage.frozen and not ready.now.items and ready.now.lock.locked:
            self._refused_twice(ready)
            return
        chosen = self._page.forms.chosen()
        if not chosen:
            feedback.warn(self._page, "请先勾选要上报的表式。")
            return
        folder = Path(settings.text("export_folder") or feedback.usual_folder())
        dialog = SubmitDialog(ready, self._content(chosen), self._left_out(), folder, self._page)
        dialog.wanted.connect(partial(self._hand_in, dialog, ready.now.period, tuple(chosen)))
        dialog.checks_wanted.connect(partial(self._shell.show_page, "checks"))
        dialog.place_wanted.connect(self._shell.jump)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _refused_twice(self, ready: Readiness) -> None:
        words = f"{ready.now.period.label()}第 {ready.now.revision} 版{ready.now.stage.label}。"
        if feedback.offer(self._page, words, "要改，请先“更正…”并写明原因。", "更正…", well=False):
            self.correct()

    def _content(self, chosen: list[str]) -> str:
        shown = self._page.preview
        decimals = "全部小数" if shown.places is None else f"{shown.places} 位小数"
        forms = [one for one in self._page.forms.forms if one.id in chosen]
        empty = returns.without_figures(self._workspace, forms, self._shell.period)
        told = f"\n其中“{'”“'.join(empty)}”没有本期数，报出的是空表；不报的请先在报表页去掉勾" if empty else ""
        return f"{len(chosen)} 张表，{shown.amount_unit}，{decimals}（在报表页上选）{told}"

    def _left_out(self) -> str:
        due = {one.id for one in returns.due(self._workspace, self._shell.period)}
        ticked = self._page.forms.ticked
        return "、".join(one.sheet for one in self._page.forms.forms if one.id in due and one.id not in ticked)

    def _hand_in(self, dialog: SubmitDialog, period: Period, forms: tuple[str, ...], said: Handing) -> None:
        workspace, shown = self._workspace, self._page.preview
        choice = Choice(forms, shown.amount_unit, shown.places)

        def work(progress: Progress, _stop: object) -> ExportResult:
            if said.sign_password:
                office_keys.unlock(workspace, said.sign_password)
            return submitting.submit(
                workspace,
                period,
                said.folder,
                choice,
                reason=said.reason,
                late=said.late,
                password=said.open_password or None,
                progress=progress,
            )

        settings.keep("export_folder", str(said.folder))
        self._shell.tasks.run(
            "上报",
            work,
            partial(self._handed_in, dialog),
            partial(feedback.show, dialog),
            blocking=True,
            can_cancel=False,
        )

    def _handed_in(self, dialog: SubmitDialog, made: ExportResult) -> None:
        dialog.accept()
        lines = [str(made.path), f"第 {made.revision} 版，校验码 {made.code}；报告期已锁定。"]
        lines += [f"注意：{note}" for note in made.notes]
        head = f"{made.period.label()}已上报，请把工作簿发给上级。"
        way = feedback.offer(self._page, head, "\n".join(lines), _FOLDER, _PDF)
        if way == _FOLDER:
            feedback.open_with_system(made.path.parent)
        elif way == _PDF:
            self._page.export_pdf()

    # --- 更正 ------------------------------------------------------------------------------------------------------

    def correct(self) -> None:
        """Open the period again; the reason is printed in the 变动表."""
        period = self._shell.period
        words = f"重新开放{period.label()}，改好后再上报，作为下一版。原因印在变动表里，也记入历史。"
        dialog = QuestionDialog("更正", words, "开始更正", partial(self._correct, period), self._page)
        dialog.line("更正原因", "必填，例如：企业来函更正 10 月营业收入")
        dialog.open()

    def _correct(self, period: Period, typed: list[str]) -> None:
        now = submitting.correct(self._workspace, period, typed[0])
        self._shell.say(f"{period.label()}{now.label}。")
