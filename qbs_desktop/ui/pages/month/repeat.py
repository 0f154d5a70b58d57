"""沿用上期累计到空白格: says how many cells would be filled with what, and does nothing before it is told to."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtWidgets import QCheckBox, QDialogButtonBox, QHBoxLayout, QVBoxLayout, QWidget

from qbs_desktop.services.months.repeating import Repeated, RepeatPlan
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted, note
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing


class RepeatDialog(Dialog):
    """Which indicators, only the selected rows or all, and every cell that would be filled."""

    def __init__(self, plan: RepeatPlan, unit: str, selected: Collection[int], parent: QWidget) -> None:
        """Build with every cell of the plan. `selected` are the records selected in the grid, when several are."""
        super().__init__(parent)
        self.plan = plan
        self._unit, self._selected = unit, frozenset(selected)
        when, before = plan.period.label(plan.scheme), plan.previous.label(plan.scheme)
        self.setWindowTitle("沿用上期累计到空白格")
        placing.fit(self, 640, 460)
        self.rows: TextModel[Repeated] = TextModel(
            (
                TextColumn("名称", 0, _name),
                TextColumn("指标", 110, _indicator),
                TextColumn(f"填入{when}（{unit}）", 170, self._figure, right=True),
            ),
            self,
        )
        self.view = table(self.rows, "要填的空白格", self)
        self.boxes = {
            one.id: QCheckBox(one.label, self) for one in dict.fromkeys(cell.indicator for cell in plan.cells)
        }
        self.only_selected = QCheckBox(f"只填选中的 {len(self._selected)} 行", self)
        self.only_selected.setVisible(len(self._selected) > 1)
        self.only_selected.setChecked(len(self._selected) > 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, parent=self)
        self.ok = buttons.addButton("", QDialogButtonBox.ButtonRole.AcceptRole)
        self.ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box = QVBoxLayout(self)
        box.setContentsMargins(tokens.HUGE, tokens.LARGE, tokens.HUGE, tokens.LARGE)
        box.setSpacing(tokens.SMALL)
        box.addWidget(
            muted(
                f"把{plan.ledger.label}{before}的累计原样填进{when}还空着的应填格，本月就是 0。"
                "已经填的格不动；只有确实没有变化的行才应该沿用。",
                self,
            )
        )
        line = QHBoxLayout()
        for choice in (*self.boxes.values(), self.only_selected):
            line.addWidget(choice)
            choice.toggled.connect(self._show)
        line.addStretch(1)
        for choice in self.boxes.values():
            choice.setChecked(True)
        box.addLayout(line)
        box.addWidget(self.view, 1)
        declared = f"{plan.ledger.label}{when}的申报会自动撤回。" if plan.declared else ""
        box.addWidget(note(f"{declared}这是一步操作，历史里写明沿用了多少格，可以撤销。", self))
        box.addWidget(buttons)
        self._show()

    def chosen(self) -> tuple[Repeated, ...]:
        """The cells that would be filled."""
        slugs = {slug for slug, box in self.boxes.items() if box.isChecked()}
        subjects = self._selected if self.only_selected.isChecked() else None
        return self.plan.of(slugs, subjects)

    def _show(self, *_checked: object) -> None:
        cells = self.chosen()
        self.rows.show_rows(cells)
        self.ok.setText(f"沿用到 {len(cells)} 格")
        self.ok.setEnabled(bool(cells))

    def _figure(self, one: Repeated) -> str:
        return one.indicator.text(one.figure, self._unit)


def _name(one: Repeated) -> str:
    return one.name


def _indicator(one: Repeated) -> str:
    return one.indicator.label
