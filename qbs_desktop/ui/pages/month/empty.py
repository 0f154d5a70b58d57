"""What to do with a month that has nothing to fill in: a list without rows, or rows of which no figure is expected."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from qbs_desktop.services.months.figures import MonthTable
from qbs_desktop.ui.widgets.empty import EmptyCard
from qbs_desktop.ui.widgets.parts import link


class NoRows(EmptyCard):
    """Lies over the grid while the list has no row; leads to where rows come from."""

    import_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, over: QWidget) -> None:
        """Build hidden."""
        super().__init__(over)
        self.bring = self.offer("导入工作簿…", self.import_wanted.emit)
        self.enter = self.offer("", self.list_wanted.emit)

    def show_table(self, table: MonthTable) -> None:
        """Show when the list has no row in this year."""
        ledger, year = table.ledger, table.period.year
        self.setVisible(not table.rows)
        if table.rows:
            return
        self.enter.setText(f"录入{ledger.noun}")
        self.say(
            f"{year}年的{ledger.label}还是空的，没有可以填报的行",
            "已有 Excel、WPS 表格时，导入名单和数据，先预览再写入",
            f"也可以到{ledger.label}里逐行录入或粘贴",
            "名单还在上一年度时，打开上一年度的数据文件，用“本期处理 → 结转名单到下一年”转过来",
        )


class NothingExpected(QFrame):
    """Says why no cell counts as missing although there are rows, and what makes cells count."""

    measure_wanted = Signal()
    list_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        """Build hidden."""
        super().__init__(parent)
        self.setObjectName("banner")
        line = QHBoxLayout(self)
        line.setContentsMargins(10, 4, 10, 4)
        self.text = QLabel("", self)
        self.text.setWordWrap(True)
        line.addWidget(self.text, 1)
        self.measure = link("选定口径…", self)
        self.measure.clicked.connect(self.measure_wanted)
        self.plan = link("到名单填年度计划", self)
        self.plan.clicked.connect(self.list_wanted)
        line.addWidget(self.measure)
        line.addWidget(self.plan)
        self.hide()

    def show_table(self, table: MonthTable) -> None:
        """Show when there are rows and nothing is expected of any."""
        nothing = bool(table.rows) and not any(cell.expected for row in table.rows for cell in row.cells.values())
        self.setVisible(nothing)
        if nothing:
            self.text.setText(
                f"{table.ledger.label}的 {len(table.rows)} 行还没有口径、上期累计、上年同期或年度计划，"
                "程序不知道哪些格该填，所以不计缺数。可以直接填，填过一期后，下一期就会计缺数。"
            )
