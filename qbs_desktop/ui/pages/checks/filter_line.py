"""The line over the findings: which grade, which list, which words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.ledger import Ledger
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.ui.pages.checks.finding_look import GRADE_ICONS, colour
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.widgets.parts import link

ALL = "all"


class FindingFilter(QWidget):
    """Says which findings are shown; `changed` after another choice, `rules_wanted` for the rule book."""

    changed = Signal()
    rules_wanted = Signal()

    def __init__(self, ledgers: Iterable[Ledger], parent: QWidget) -> None:
        """Show everything."""
        super().__init__(parent)
        self._grade = ALL
        self.grades: dict[str, QToolButton] = {}
        self.ledger, self.search = QComboBox(self), QLineEdit(self)
        self.rules = link("审核规则…", self)
        self.rules.setToolTip("每条规则的依据、阈值和本期结果数；可停用（强制规则除外）")
        self.rules.clicked.connect(self.rules_wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.TINY)
        for key, label in ((ALL, "全部"), *((grade.value, grade.label) for grade in Grade)):
            row.addWidget(self._grade_button(key, label))
        row.addSpacing(tokens.MEDIUM)
        row.addWidget(self.rules)
        row.addStretch(1)
        self.ledger.setAccessibleName("只看哪个名单")
        self.ledger.addItem("全部名单", "")
        for ledger in ledgers:
            self.ledger.addItem(ledger.label, ledger.id)
        row.addWidget(self.ledger)
        self.search.setPlaceholderText("按名称或内容查找")
        self.search.setAccessibleName("查找审核结果")
        self.search.setClearButtonEnabled(True)
        self.search.setFixedWidth(220)
        row.addWidget(self.search)
        self.ledger.currentIndexChanged.connect(self.changed)
        self.search.textChanged.connect(self.changed)

    def _grade_button(self, key: str, label: str) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(True)
        button.setAutoExclusive(True)
        button.setText(label)
        button.setAccessibleName(f"只看{label}")
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setChecked(key == ALL)
        button.clicked.connect(partial(self._pick, key))
        self.grades[key] = button
        if key != ALL:
            self._tint(Grade(key))
        return button

    def _tint(self, grade: Grade) -> None:
        self.grades[grade.value].setIcon(icons.icon(GRADE_ICONS[grade], colour(grade)))

    def retint(self) -> None:
        """The colours have changed."""
        for grade in Grade:
            self._tint(grade)

    def _pick(self, key: str, *_checked: object) -> None:
        self._grade = key
        self.changed.emit()

    def focus_search(self) -> None:
        """Search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def show_counts(self, found: Sequence[CheckedFinding], rules_off: int) -> None:
        """How many findings of each grade there are, and how many rules are switched off."""
        self.grades[ALL].setText(f"全部 {len(found)}")
        for grade in Grade:
            count = sum(one.finding.grade is grade for one in found)
            self.grades[grade.value].setText(f"{grade.label} {count}")
        self.rules.setText(f"审核规则（停用 {rules_off} 条）…" if rules_off else "审核规则…")

    def chosen(self, found: Iterable[CheckedFinding]) -> list[CheckedFinding]:
        """The findings that are shown."""
        wanted, ledger = self.search.text().strip(), self.ledger.currentData()
        return [
            one
            for one in found
            if self._grade in (ALL, one.finding.grade.value)
            and (not ledger or one.finding.place.ledger == ledger)
            and (not wanted or wanted in one.finding.message or wanted in one.finding.subject)
        ]
