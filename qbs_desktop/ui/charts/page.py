"""The charts page (图表页): what to draw, of which list, and what to do with the picture."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from qbs_desktop import paths
from qbs_desktop.domain.charts.chart import ChartData, State
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period
from qbs_desktop.services import charting
from qbs_desktop.ui import feedback
from qbs_desktop.ui.charts.view import ChartView
from qbs_desktop.ui.style import tokens

if TYPE_CHECKING:
    from qbs_desktop.services.workspace import Notice, Workspace
    from qbs_desktop.ui.shell import Shell
    from qbs_desktop.ui.tasks import Stop, Task

PICTURES = "PNG 图片 (*.png);;SVG 矢量图 (*.svg);;PDF 文件 (*.pdf)"
_UNSAFE = re.compile(r'[\\/:*?"<>|\s：]+')


class ChartPage(QWidget):
    """Pickers above, the chart below. `drawn` is emitted when a chart stands."""

    drawn = Signal()
    _changed = Signal()

    def __init__(self, workspace: Workspace, shell: Shell, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.workspace, self.shell = workspace, shell
        self._states: dict[Period | None, State] = {}
        self._task: Task | None = None
        self._stale = True
        self._kinds = QButtonGroup(self, exclusive=True)
        self.ledger, self.record = self._combo("名单", 9), self._combo("对象", 20)
        self.indicator, self.period = self._combo("指标", 11), self._combo("报告期", 10)
        self.view = ChartView()
        self.view.chosen.connect(shell.jump)
        self.view.list_wanted.connect(self._open_list)
        self.view.import_wanted.connect(self._import)
        self._build()
        self._changed.connect(self._on_changed)
        self.destroyed.connect(workspace.listen(self._on_notice))

    # --- building ----------------------------------------------------------------------------------------------

    def _combo(self, name: str, wide: int) -> QComboBox:
        made = QComboBox()
        made.setAccessibleName(name)
        made.setMaxVisibleItems(20)
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setMinimumContentsLength(wide)
        made.currentIndexChanged.connect(partial(self._picked, made))
        return made

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(tokens.LARGE, tokens.MEDIUM, tokens.LARGE, tokens.LARGE)
        column.setSpacing(tokens.MEDIUM)
        column.addLayout(self._kind_row())
        column.addLayout(self._picker_row())
        sheet = QFrame()
        sheet.setObjectName("panel")
        inner = QVBoxLayout(sheet)
        inner.setContentsMargins(1, 1, 1, 1)
        self._scroll = QScrollArea(sheet)
        self._scroll.setAccessibleName("图表")
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.view)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.verticalScrollBar().rangeChanged.connect(self._on_room)
        inner.addWidget(self._scroll)
        column.addWidget(sheet, 1)

    def _on_room(self, _least: int, most: int) -> None:
        """On a low screen the chart is scrolled by keys as well."""
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus if most else Qt.FocusPolicy.NoFocus)

    def _kind_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.TINY)
        for number, kind in enumerate(charting.kinds(self.workspace)):
            button = QToolButton()
            button.setText(kind.label)
            button.setToolTip(kind.tells)
            button.setCheckable(True)
            button.setAccessibleDescription(kind.tells)
            button.setMinimumHeight(30)
            self._kinds.addButton(button, number)
            row.addWidget(button)
        self._kinds.button(0).setChecked(True)
        self._kinds.idClicked.connect(self._kind_picked)
        row.addStretch(1)
        self.copy_button = self._button("复制图片", "复制到剪贴板，可粘贴到 WPS、Word", "Ctrl+Shift+C")
        self.copy_button.clicked.connect(self.copy_picture)
        self.save_button = self._button("保存图片…", "存为 PNG、SVG 或 PDF", "Ctrl+Shift+S")
        self.save_button.clicked.connect(self.save_picture)
        row.addWidget(self.copy_button)
        row.addWidget(self.save_button)
        return row

    def _button(self, text: str, tip: str, keys: str) -> QPushButton:
        made = QPushButton(text)
        made.setToolTip(f"{tip}（{keys}）")
        made.setShortcut(QKeySequence(keys))
        made.setEnabled(False)
        return made

    def _picker_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        self._labels: dict[QComboBox, QLabel] = {}
        for combo in (self.ledger, self.record, self.indicator, self.period):
            label = QLabel(combo.accessibleName())
            label.setBuddy(combo)
            self._labels[combo] = label
            row.addWidget(label)
            row.addWidget(combo)
            row.addSpacing(tokens.SMALL)
        row.addStretch(1)
        return row

    # --- picking -----------------------------------------------------------------------------------------------

    @property
    def kind_id(self) -> str:
        """The picked kind."""
        return charting.kinds(self.workspace)[self._kinds.checkedId()].id

    def pick(self, kind_id: str, ledger: str | None = None, record_id: int | None = None) -> None:
        """Pick from elsewhere in the window, then draw."""
        number = [kind.id for kind in charting.kinds(self.workspace)].index(kind_id)
        self._kinds.button(number).setChecked(True)
        self._kinds.button(number).setFocus()
        self._fill(ledger, record_id)
        self.draw()

    def _kind_picked(self, _number: int) -> None:
        self._fill(self.ledger.currentData(), self.record.currentData())
        self.draw()

    def _picked(self, combo: QComboBox, _index: int) -> None:
        if combo is self.ledger:
            self._fill(self.ledger.currentData(), None)
        self.draw()

    def _fill(self, ledger: str | None, record_id: int | None) -> None:
        """Fill the pickers for the kind, keeping what still fits."""
        choices = charting.ledgers(self.workspace, self.kind_id)
        usual = self._usual_ledger() if ledger is None else ledger
        self._set(self.ledger, choices, usual)
        own = str(self.ledger.currentData())
        asks = charting.kind(self.kind_id).asks
        self._set(self.record, charting.records(self.workspace, own) if "record" in asks else [], record_id)
        self._set(self.indicator, charting.indicators(self.workspace, own), self.indicator.currentData())
        self._set(self.period, charting.periods(self.workspace), self.period.currentData())
        for combo, word in ((self.record, "record"), (self.indicator, "indicator"), (self.period, "period")):
            combo.setVisible(word in asks)
            self._labels[combo].setVisible(word in asks)

    def _usual_ledger(self) -> str | None:
        """The first list of the kind that has rows."""
        for choice in charting.ledgers(self.workspace, self.kind_id):
            if len(charting.records(self.workspace, str(choice.value))) > 1:
                return str(choice.value)
        return None

    def _set(self, combo: QComboBox, choices: Sequence[charting.Choice], wanted: object) -> None:
        with QSignalBlocker(combo):
            combo.clear()
            for choice in choices:
                combo.addItem("　" * choice.depth + choice.label, choice.value)
            combo.setCurrentIndex(max(0, combo.findData(wanted)))

    # --- drawing -----------------------------------------------------------------------------------------------

    def activate(self) -> None:
        """The page comes to the front: draw what is new."""
        if self._stale:
            self._stale = False
            self._fill(self.ledger.currentData(), self.record.currentData())
            self.draw()

    def refresh(self) -> None:
        """Draw again from the file."""
        self._stale = True
        self.activate()

    def showEvent(self, event: QShowEvent) -> None:
        """Draw when first shown."""
        super().showEvent(event)
        self.activate()

    def draw(self) -> None:
        """Read on the data thread, then show; a later wish replaces an earlier one."""
        if self._task is not None:
            self._task.cancel()
        period = Period.parse(self.period.currentData()) if self.period.currentData() else None
        options = charting.Options(
            ledger=self.ledger.currentData(),
            record_id=self.record.currentData() if self.record.count() else None,
            indicator=self.indicator.currentData(),
            period=period,
        )
        kind_id, states, workspace = self.kind_id, self._states, self.workspace

        def work(_progress: Progress, _stop: Stop) -> ChartData:
            if period not in states:
                states[period] = charting.state_of(workspace, period)
            options["state"] = states[period]
            return charting.chart(workspace, kind_id, **options)

        self._task = self.shell.tasks.run("画图", work, self._show, workspace=workspace)

    def _show(self, chart: ChartData) -> None:
        self.view.show_chart(chart)
        for button in (self.copy_button, self.save_button):
            button.setEnabled(not chart.empty)
        self.drawn.emit()

    def _on_notice(self, _notice: Notice) -> None:
        """Called on whatever thread made the change; the signal brings it to the window's."""
        self._changed.emit()

    def _on_changed(self) -> None:
        self._states = {}
        self._stale = True
        if self.isVisible():
            self.activate()

    def _import(self) -> None:
        self.shell.show_page("import")

    def _open_list(self) -> None:
        self.shell.jump(Place(ledger=self.ledger.currentData()))

    # --- pictures ----------------------------------------------------------------------------------------------

    def copy_picture(self) -> None:
        """Copy the picture, with title, unit, state and source on it."""
        from qbs_desktop.ui.charts.picture import image

        if self.view.chart is not None:
            self.setCursor(Qt.CursorShape.WaitCursor)
            QGuiApplication.clipboard().setImage(image(self.view.chart))
            self.unsetCursor()
            self.shell.say("图片已复制，可以粘贴到文档里。")

    def save_picture(self) -> None:
        """Save the picture as PNG, SVG or PDF."""
        chart = self.view.chart
        if chart is None:
            return
        from qbs_desktop.ui.charts.picture import SUFFIXES, render

        name = _UNSAFE.sub(" ", chart.title).strip() + ".png"
        path = feedback.pick_new_file(self, "保存图片", PICTURES, self._folder() / name)
        if path is None:
            return
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(path.name + ".png")
        try:
            render(chart, path)
        except QbsError as error:
            feedback.show(self, error)
        else:
            self.shell.say(f"图片已存为 {path}")

    def _folder(self) -> Path:
        own = paths.documents()
        return own if own.is_dir() else self.workspace.path.parent
