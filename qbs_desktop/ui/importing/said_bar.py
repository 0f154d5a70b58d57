"""What holds for a whole table (整张表): its list, unit of amounts and period; which kept layout it was read by."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from qbs_desktop.domain.period import Period
from qbs_desktop.services.incoming import layouts
from qbs_desktop.services.incoming.import_session import ImportSession, TableRead
from qbs_desktop.services.incoming.import_targets import AMOUNTS
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.widgets.parts import Elided, link, named

LEFT_OUT = "-"
_SHORTEST = 6
"""Letters a picker shows at least; it takes more where there is room."""


class SaidBar(QWidget):
    """Pickers over the sheet. Each signal carries what was picked; None goes back to what was recognised."""

    ledger_said = Signal(str)
    unit_said = Signal(object)
    period_said = Signal(object)
    automatic = Signal()
    manage = Signal()

    def __init__(self, workspace: Workspace, report_period: Period, parent: QWidget) -> None:
        """Build with every list, unit and month of the year."""
        super().__init__(parent)
        self._workspace = workspace
        self.ledger, self.unit, self.period = (_picker(name, self) for name in ("导入到", "金额单位", "报告期"))
        self.ledger.setPlaceholderText("请选择名单")
        for ledger in workspace.ledgers.values():
            self.ledger.addItem(ledger.label, ledger.id)
        self.ledger.addItem("不导入这张表", LEFT_OUT)
        self.unit.addItem("按表上", None)
        for unit in AMOUNTS:
            self.unit.addItem(unit, unit)
        self.period.addItem("按表上", None)
        for period in _periods(report_period):
            self.period.addItem(period.label(), period)
        self.title = Elided("", self)
        named(self.title, "muted")
        self.layout_note = Elided("", self)
        named(self.layout_note, "muted")
        self.auto_link = link("恢复自动识别", self)
        self.layouts_link = link("版式管理…", self)
        self._build()
        self.ledger.activated.connect(self._on_ledger)
        self.unit.activated.connect(self._on_unit)
        self.period.activated.connect(self._on_period)
        self.auto_link.clicked.connect(self.automatic.emit)
        self.layouts_link.clicked.connect(self.manage.emit)

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(tokens.TINY)
        row = QHBoxLayout()
        row.setSpacing(tokens.SMALL)
        for name, picker, share in (("导入到", self.ledger, 2), ("金额单位", self.unit, 2), ("报告期", self.period, 3)):
            row.addWidget(QLabel(name, self))
            row.addWidget(picker, share)
        box.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(tokens.MEDIUM)
        below.addWidget(self.title, 2)
        below.addWidget(self.layout_note, 3)
        below.addWidget(self.auto_link)
        below.addWidget(self.layouts_link)
        box.addLayout(below)

    def show_table(self, table: TableRead, session: ImportSession) -> None:
        """Show what holds for a table."""
        said = session.said(table.key)
        self.ledger.setCurrentIndex(self.ledger.findData(LEFT_OUT if said.taken is False else table.ledger))
        if table.ledger is None and said.taken is not False:
            self.ledger.setCurrentIndex(-1)
        self.unit.setItemText(
            0, f"{table.amount_unit}（表上）" if table.amount_unit and not said.amount_unit else "按表上"
        )
        self.unit.setCurrentIndex(max(self.unit.findData(said.amount_unit), 0))
        own = f"{table.period.label()}（表上）" if table.period is not None and said.period is None else "按表上"
        self.period.setItemText(0, own)
        self.period.setCurrentIndex(_index_of(self.period, said.period))
        for picker in (self.unit, self.period):
            picker.setEnabled(table.ledger is not None)
        self.title.setText(_title(table))
        layout = next((one for one in layouts.layouts(self._workspace) if one.print == table.layout), None)
        self.layout_note.setText(f"按上次的对应关系读入，可修改（{layout.name}）" if layout is not None else "")
        self.layout_note.setVisible(layout is not None)
        self.auto_link.setVisible(layout is not None or bool(said))
        self.layouts_link.setVisible(bool(layouts.layouts(self._workspace)))

    def _on_ledger(self, _index: int) -> None:
        self.ledger_said.emit(str(self.ledger.currentData()))

    def _on_unit(self, _index: int) -> None:
        self.unit_said.emit(self.unit.currentData())

    def _on_period(self, _index: int) -> None:
        self.period_said.emit(self.period.currentData())


def _picker(name: str, parent: QWidget) -> QComboBox:
    made = QComboBox(parent)
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(_SHORTEST)
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def _index_of(picker: QComboBox, period: Period | None) -> int:
    """The place of a period; one that the list lacks is added."""
    at = next((n for n in range(picker.count()) if picker.itemData(n) == period), -1)
    if at < 0 and period is not None:
        picker.addItem(period.label(), period)
        at = picker.count() - 1
    return at


def _periods(report: Period) -> list[Period]:
    """The report period first, then its year and the other months, then the year before."""
    months = [Period.of_month(report.year, month) for month in range(1, 13)]
    years = [Period.of_year(report.year), Period.of_year(report.year - 1)]
    return list(dict.fromkeys([report, years[0], *months, years[1]]))


def _title(table: TableRead) -> str:
    parts = [table.title] if table.title else []
    if table.header_rows:
        first, last = table.header_rows
        parts.append(f"表头第 {first} 行" if first == last else f"表头第 {first}—{last} 行")
    if table.ledger is None:
        parts.append("这张表没有认出来，不会导入。请选择它是哪个名单，再指出表头。")
    return "　".join(parts)
