"""The pane beside the findings: the numbers behind one finding, what to do, the rule it comes from, its answer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QTextBrowser, QVBoxLayout, QWidget

from qbs_desktop.domain.finding import Grade
from qbs_desktop.services.checks import checking
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.months import overview
from qbs_desktop.services.workspace import Workspace
from qbs_desktop.ui.pages.checks.answer_pane import AnswerPane
from qbs_desktop.ui.pages.checks.finding_look import RULE_LINK, detail_html, several_html
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.widgets.parts import Panel, link, named

_LEAST = 64
"""Pixels that the text keeps on a low screen, where the rest is scrolled to."""


class DetailPane(Panel):
    """One finding. `goto_wanted`, `rule_wanted` (its id) and `leave_out_wanted` tell what the user asks for."""

    goto_wanted = Signal()
    leave_out_wanted = Signal()
    rule_wanted = Signal(str)

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        """Build without a finding."""
        super().__init__("详情", parent)
        self._workspace = workspace
        self.setMinimumWidth(280)
        self.text = named(QTextBrowser(self), "bare")
        self.text.setAccessibleName("审核结果详情")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._on_link)
        self.text.setMinimumHeight(_LEAST)
        self._seeing = QTimer(self, singleShot=True, interval=0)
        self._seeing.timeout.connect(self._see_answer)
        self.goto = QPushButton("转到单元格", self)
        icons.put(self.goto, "goto")
        self.goto.setToolTip("回车；F8 下一条，Shift+F8 上一条")
        self.goto.clicked.connect(self.goto_wanted)
        self.leave_out = link("不再审这条规则…", self)
        self.leave_out.setToolTip("这条规则不适用于本文件时停用它；强制性审核不能停用")
        self.leave_out.clicked.connect(self.leave_out_wanted)
        row = QHBoxLayout()
        row.addWidget(self.goto)
        row.addStretch(1)
        row.addWidget(self.leave_out)
        self.answer = AnswerPane(workspace, self)
        inside = QWidget(self)
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.SMALL)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        column.addWidget(self.answer)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # what is in it has the keys
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(inside)
        inside.setAutoFillBackground(False)
        self.body.addWidget(self._scroll, 1)
        self.answer.brought.connect(self._seeing.start)
        self.show_finding(None)

    def show_several(self, chosen: Sequence[CheckedFinding], one: CheckedFinding | None, alike: int) -> None:
        """Show several findings, of which the 核实 ones can be answered alike; `one` is in front."""
        asked = [each for each in chosen if each.finding.grade is Grade.QUERY]
        if len(asked) < 2:
            self.show_finding(one, alike)
            return
        self.text.setHtml(several_html(chosen))
        self.answer.setVisible(True)
        self.answer.show_group(asked, len(chosen) - len(asked))
        self.answer.offer_alike(alike)

    def show_finding(self, one: CheckedFinding | None, alike: int = 0) -> None:
        """Show a finding, or nothing; `alike`: how many 核实 findings its rule has."""
        place = one.finding.place if one is not None else None
        self.goto.setEnabled(place is not None and (place.record_id is not None or bool(place.ledger)))
        asked = one is not None and one.finding.grade is Grade.QUERY
        self.answer.setVisible(asked)
        self.leave_out.setVisible(one is not None and one.finding.grade is not Grade.ERROR)
        past = overview.recent(self._workspace, place) if place is not None else []
        self.text.setHtml(detail_html(one, past) if one is not None else "")
        earlier = checking.suggestions(self._workspace, one.finding) if one is not None and asked else []
        self.answer.show_finding(one, earlier)
        self.answer.offer_alike(alike)

    def _see_answer(self) -> None:
        """On a low screen the answer lies below what is in sight."""
        for part in (self.answer, self.answer.reason, self.answer.save):
            self._scroll.ensureWidgetVisible(part, 0, 0)

    def _on_link(self, url: object) -> None:
        target = url.toString() if hasattr(url, "toString") else ""
        if target.startswith(RULE_LINK):
            self.rule_wanted.emit(target.removeprefix(RULE_LINK))
