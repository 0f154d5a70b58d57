"""What the wizard shows while there is no sheet (读取中、读不了、要密码): always a sentence and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QProgressBar, QPushButton, QVBoxLayout, QWidget

from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.widgets.parts import muted, named, primary

_WIDTH = 520


def _column(page: QWidget) -> QVBoxLayout:
    """A column in the middle of a page."""
    outer = QHBoxLayout(page)
    inside = QWidget(page)
    inside.setFixedWidth(_WIDTH)
    column = QVBoxLayout(inside)
    column.setSpacing(tokens.MEDIUM)
    column.addStretch(2)
    outer.addStretch(1)
    outer.addWidget(inside)
    outer.addStretch(1)
    return column


class ReadingPage(QWidget):
    """The workbook is being read."""

    def __init__(self, name: str, parent: QWidget) -> None:
        """Build for a workbook."""
        super().__init__(parent)
        column = _column(self)
        self.title = named(QLabel(f"正在读取“{name}”……", self), "panelTitle")
        self.title.setWordWrap(True)
        self.bar = QProgressBar(self, textVisible=False)
        self.bar.setAccessibleName("读取进度")
        column.addWidget(self.title)
        column.addWidget(self.bar)
        column.addWidget(muted("先认出表头、单位和各行，再给您看；确认之前不会写入任何数据。", self))
        column.addStretch(3)

    def begin(self) -> None:
        """Start again without a measure of progress."""
        self.bar.setRange(0, 0)


class RefusedPage(QWidget):
    """The workbook cannot be read: the sentence says why and what to do."""

    again = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build empty."""
        super().__init__(parent)
        column = _column(self)
        row = QHBoxLayout()
        self._icon = QLabel(self)
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text = QLabel("", self)
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        column.addLayout(row)
        column.addWidget(muted("数据没有任何改动。", self))
        self.button = QPushButton("再读一次", self)
        self.button.setToolTip("文件另存或关闭以后，再读一次")
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignLeft)
        column.addStretch(3)
        self.button.clicked.connect(self.again)

    def tell(self, sentence: str) -> None:
        """Say why."""
        self._icon.setPixmap(icons.icon("warning", current().query).pixmap(24, 24))
        self.text.setText(sentence)
        self.button.setFocus()


class PasswordPage(QWidget):
    """The workbook has a password."""

    given = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        """Build for a workbook."""
        super().__init__(parent)
        column = _column(self)
        self.text = named(QLabel(f"“{name}”有打开密码。", self), "panelTitle")
        self.text.setWordWrap(True)
        self.why = muted("", self)
        self.edit = QLineEdit(self)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setAccessibleName("工作簿的打开密码")
        self.edit.setPlaceholderText("打开密码")
        self.button = primary("打开", self)
        row = QHBoxLayout()
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        column.addWidget(self.text)
        column.addWidget(self.why)
        column.addLayout(row)
        column.addWidget(muted("密码只用来打开这一次，不保存。", self))
        column.addStretch(3)
        self.edit.returnPressed.connect(self._give)
        self.button.clicked.connect(self._give)

    def ask(self, why: str) -> None:
        """Ask, or ask again."""
        self.why.setText(why)
        self.edit.clear()
        self.edit.setFocus()

    def _give(self) -> None:
        if self.edit.text():
            self.given.emit(self.edit.text())
