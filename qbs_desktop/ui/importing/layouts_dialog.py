"""版式管理: the layouts that were kept, to rename or to forget."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.locating.corrections import IGNORE, Layout
from qbs_desktop.services.incoming import import_targets, layouts
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui import feedback
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.dialog import Dialog
from qbs_desktop.ui.widgets.parts import muted
from qbs_desktop.ui.widgets.table import TextColumn, TextModel, table
from qbs_desktop.ui.window import placing


class LayoutsDialog(Dialog):
    """A list with two acts. `changed` comes after each of them."""

    changed = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None) -> None:
        """Build with what is kept now."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("版式管理")
        self._workspace = workspace
        self.rows: TextModel[Layout] = TextModel(
            (
                TextColumn("名称", 220, lambda one: one.name),
                TextColumn("名单", 90, self._list),
                TextColumn("改过的对应关系", 0, self._words),
            ),
            self,
        )
        self.view = table(self.rows, "记住的版式", self)
        self.name = QLineEdit(self)
        self.name.setAccessibleName("版式名称")
        self.rename_button = QPushButton("改名", self)
        self.forget_button = QPushButton("不再记住", self)
        close = QPushButton("关闭", self)
        box = QVBoxLayout(self)
        box.setSpacing(tokens.MEDIUM)
        box.addWidget(muted("导入时改过的对应关系按表头记住，下次遇到同样表头的表直接照用。", self))
        box.addWidget(self.view, 1)
        row = QHBoxLayout()
        for part in (self.name, self.rename_button, self.forget_button, close):
            row.addWidget(part)
        box.addLayout(row)
        self.view.selectionModel().currentChanged.connect(self._on_row)
        self.rename_button.clicked.connect(self.rename)
        self.name.returnPressed.connect(self.rename)
        self.forget_button.clicked.connect(self.forget)
        close.clicked.connect(self.accept)
        for button in (self.rename_button, self.forget_button, close):
            button.setAutoDefault(False)
        placing.fit(self, 720, 400)
        self._show()

    def _show(self) -> None:
        at = max(self.view.currentIndex().row(), 0)
        self.rows.show_rows(layouts.layouts(self._workspace))
        if self.rows.rows:
            self.view.setCurrentIndex(self.rows.index(min(at, len(self.rows.rows) - 1), 0))
        else:
            self.name.clear()
        for button in (self.rename_button, self.forget_button):
            button.setEnabled(bool(self.rows.rows))

    def current(self) -> Layout | None:
        """The layout in front."""
        at = self.view.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def _on_row(self, *_indexes: object) -> None:
        one = self.current()
        self.name.setText(one.name if one is not None else "")

    def rename(self) -> None:
        """Call it as typed."""
        one = self.current()
        if one is None:
            return
        try:
            layouts.rename(self._workspace, one, self.name.text())
        except Refusal as refusal:
            feedback.show(self, refusal)
            return
        self._show()
        self.changed.emit()

    def forget(self) -> None:
        """Keep it no longer; asked before, because nothing brings it back."""
        one = self.current()
        if one is not None and feedback.ask(
            self, f"不再记住“{one.name}”吗？", "已导入的数据不受影响；下次遇到这样的表要重新对应。", yes="不再记住"
        ):
            layouts.forget(self._workspace, one)
            self._show()
            self.changed.emit()

    def _list(self, one: Layout) -> str:
        ledger = self._workspace.ledgers.get(one.corrections.ledger or "")
        return ledger.label if ledger is not None else ""

    def _words(self, one: Layout) -> str:
        said = one.corrections
        parts = [
            f"{letters}→{'忽略' if target == IGNORE else self._target(said.ledger, target)}"
            for letters, target in sorted(said.columns.items())
        ]
        parts += [f"{letters} 列单位{unit}" for letters, unit in sorted(said.units.items())]
        parts += [f"金额单位{said.amount_unit}"] if said.amount_unit else []
        parts += ["报告期按窗口上选的"] if one.by_report_period else []
        return "、".join(parts) or "表头位置"

    def _target(self, ledger: str | None, target: str) -> str:
        label, when = import_targets.target_words(self._workspace, ledger or "", target)
        return f"{label}（{when}）" if when else label
