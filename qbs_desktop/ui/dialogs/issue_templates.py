"""发采集表: which form, whom, which period, where to; then one workbook for each recipient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop.domain.amount import AMOUNT_UNITS
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.forms.filling import settle
from qbs_desktop.domain.forms.form import Form
from qbs_desktop.domain.period import Period
from qbs_desktop.services import forms
from qbs_desktop.services.gathering import templates
from qbs_desktop.services.gathering.templates import IssueResult
from qbs_desktop.ui import acts, feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, note, primary
from qbs_desktop.ui.window import placing

if TYPE_CHECKING:
    from qbs_desktop.ui.shell import Shell

SHOWN = 4
"""Recipients named before the rest is counted."""


class IssueDialog(Dialog):
    """One choice under another; what will be written is said before anything is."""

    def __init__(self, shell: Shell, parent: QWidget | None) -> None:
        """Build for the period of the window."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("发采集表")
        placing.fit(self, 620, 420)
        self._shell, self._workspace = shell, shell.workspace
        self.form, self.whom, self.unit = (QComboBox(self) for _ in range(3))
        self.form.setAccessibleName("表式")
        self.whom.setAccessibleName("发给谁")
        self.unit.setAccessibleName("计量单位")
        for one in forms.of_file(self._workspace):
            if one.style != "annex":
                self.form.addItem(f"{one.sheet}（{'按月' if one.period == 'month' else '按年'}）", one.id)
        for unit in AMOUNT_UNITS:
            self.unit.addItem(unit, unit)
        self.unit.setCurrentIndex(self.unit.findData(templates.USUAL_UNIT))
        self.folder = QLineEdit(str(feedback.usual_folder() / "采集表"), self)
        self.folder.setAccessibleName("存到文件夹")
        pick = QPushButton("选择…", self)
        pick.setAutoDefault(False)
        self.period = QLabel("", self)
        self.told = note("", self)
        self.go, close = primary("生成", self), QPushButton("关闭", self)
        close.setAutoDefault(False)
        self._build(pick, close)
        wanted = self.form.findData("enterprise_month" if shell.period.is_month else "enterprise_list")
        self.form.setCurrentIndex(max(wanted, 0))
        self.form.currentIndexChanged.connect(self._on_form)
        self.whom.currentIndexChanged.connect(self._tell)
        pick.clicked.connect(self._pick)
        close.clicked.connect(self.reject)
        self.go.clicked.connect(self.issue)
        self._on_form()

    def _build(self, pick: QPushButton, close: QPushButton) -> None:
        words = "每份工作簿带名单里的名称和代码，表头锁定，可填的格是浅黄色；填好后用“收采集表”读回来。"
        where = QHBoxLayout()
        where.addWidget(self.folder, 1)
        where.addWidget(pick)
        form = QFormLayout()
        form.setVerticalSpacing(tokens.MEDIUM)
        form.addRow("表式(&F)：", self.form)
        form.addRow("报告期：", self.period)
        form.addRow("发给谁(&W)：", self.whom)
        form.addRow("计量单位(&U)：", self.unit)
        label = QLabel("存到文件夹(&D)：", self)
        label.setBuddy(self.folder)
        form.addRow(label, where)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.go)
        row.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.LARGE, tokens.LARGE, tokens.LARGE, tokens.MEDIUM)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(muted(words, self))
        box.addLayout(form)
        box.addWidget(self.told)
        box.addStretch(1)
        box.addLayout(row)

    def chosen(self) -> tuple[Form, Period]:
        """The form, and the period it reports.

        Raises:
            Refusal: the form has no such period.
        """
        form = forms.find(self._workspace, str(self.form.currentData()))
        return form, settle(form, self._shell.period)

    def _on_form(self, *_index: object) -> None:
        form = forms.find(self._workspace, str(self.form.currentData()))
        self.whom.blockSignals(True)
        self.whom.clear()
        for key, label in templates.choices(self._workspace, form):
            self.whom.addItem(label, key)
        park = self.whom.findData("park")
        self.whom.setCurrentIndex(max(park, 0))
        self.whom.blockSignals(False)
        self._tell()

    def _tell(self, *_index: object) -> None:
        """Say how many workbooks for whom, and who is left out."""
        self.go.setEnabled(False)
        try:
            form, period = self.chosen()
        except Refusal as refusal:
            self.period.setText(self._shell.period.label())
            self.told.setText(str(refusal))
            return
        self.period.setText(f"{period.label()}（在窗口右上角换）")
        wanted, left = templates.recipients(self._workspace, form, str(self.whom.currentData()), period)
        wanted = [one for one in wanted if one.records]
        names = "、".join(one.name for one in wanted[:SHOWN]) + ("……" if len(wanted) > SHOWN else "")
        lines = [f"将生成 {len(wanted)} 份：{names}" if wanted else "名单里没有可以发的行。"]
        if left:
            lines.append(f"有 {len(left)} 行没有填这一栏，不在任何一份里：{'、'.join(left[:SHOWN])}")
        before = templates.issued_round(self._workspace, form.id, period)
        if before is not None:
            lines.append(f"这一期已经发过 {before.issue} 次；再发之后，先前发的收回来时会注明。")
        self.told.setText("\n".join(lines))
        self.go.setEnabled(bool(wanted))

    def _pick(self) -> None:
        found = feedback.pick_folder(self, "采集表存到哪个文件夹")
        if found is not None:
            self.folder.setText(str(found))

    def issue(self) -> None:
        """Write the workbooks in the background, then show the folder."""
        form, period = self.chosen()
        whom, unit = str(self.whom.currentData()), str(self.unit.currentData())
        folder = Path(self.folder.text().strip() or ".") / f"{form.sheet}_{period.label()}"
        workspace = self._workspace
        self._shell.tasks.run(
            "生成采集表",
            lambda progress, stop: templates.issue(
                workspace, form.id, period, whom, folder, amount_unit=unit, progress=progress, cancelled=stop
            ),
            self._done,
            on_error=self._failed,
            blocking=True,
        )

    def _done(self, result: IssueResult) -> None:
        if feedback.done(
            self, f"已生成 {len(result.files)} 份采集表。", f"在文件夹“{result.folder}”里。", "打开文件夹"
        ):
            acts.show_folder(result.folder)
        self.accept()

    def _failed(self, error: BaseException) -> None:
        feedback.show(self, error)
