"""The way of a return (报表状态) in one line: what is done, where it stands now, what comes; told by word and shape."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from qbs_desktop.domain.return_state import STEPS, Stage
from qbs_desktop.services.reporting.return_states import PeriodReturn
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import current

_HEIGHT, _MARK, _ARROW = 30, 14, 22
"""Height of the line, width of a mark, and room of an arrow, in pixels."""


class When(Enum):
    """Where a step is on the way."""

    DONE = "已过"
    NOW = "现在"
    AHEAD = "未到"


class Step(NamedTuple):
    """One step."""

    text: str
    when: When


def steps(one: PeriodReturn) -> list[Step]:
    """The steps of a period's return."""
    sent = one.frozen
    if sent is None:
        at = STEPS.index(one.stage)
        return [Step(stage.label, _when(number, at)) for number, stage in enumerate(STEPS)]
    made = [Step(stage.label, When.DONE) for stage in (Stage.DRAFT, Stage.REVIEWED)]
    number, stands = f"第 {sent.revision} 版", one.stage.frozen
    made.append(Step(f"已上报 {number}", When.NOW if one.stage is Stage.SUBMITTED else When.DONE))
    if sent.state is not Stage.SUBMITTED:
        made.append(Step(sent.state.label, When.NOW if stands else When.DONE))
    elif stands:
        made.append(Step(Stage.ACCEPTED.label, When.AHEAD))
    if one.correction:
        made.append(Step(f"更正 第 {one.revision} 版 {one.stage.label}", When.NOW))
    elif one.stage is Stage.REJECTED:
        made.append(Step(f"更正 第 {sent.revision + 1} 版", When.AHEAD))
    return made


def _when(number: int, at: int) -> When:
    return When.NOW if number == at else When.DONE if number < at else When.AHEAD


class StepLine(QWidget):
    """Paints the steps: ✓ for what is done, a framed ▶ for now, ○ for what comes."""

    def __init__(self, parent: QWidget) -> None:
        """Build without steps."""
        super().__init__(parent)
        self.steps: list[Step] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_steps(self, shown: list[Step], period: str) -> None:
        """Show other steps; the accessible name says all of them."""
        self.steps = shown
        self.setAccessibleName(f"{period}报表：" + "，".join(f"{one.text}（{one.when.value}）" for one in shown))
        self.setToolTip(self.accessibleName())
        self.updateGeometry()
        self.update()

    def _font(self, step: Step) -> QFont:
        font = QFont(self.font())
        font.setBold(step.when is When.NOW)
        return font

    def _width(self, step: Step) -> int:
        """Of mark and words; the present step has a frame round them."""
        words = QFontMetrics(self._font(step)).horizontalAdvance(step.text)
        return _MARK + tokens.TINY + words + (2 * tokens.SMALL if step.when is When.NOW else 0)

    def sizeHint(self) -> QSize:
        """Room for every step."""
        between = max(len(self.steps) - 1, 0) * _ARROW
        return QSize(sum(map(self._width, self.steps)) + between + 2, _HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps with arrows between them."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            x = 1.0
            for number, step in enumerate(self.steps):
                if number:
                    self._arrow(painter, x)
                    x += _ARROW
                self._step(painter, x, step)
                x += self._width(step)

    def _arrow(self, painter: QPainter, x: float) -> None:
        painter.setPen(QPen(QColor(current().faint), 1.4))
        middle, end = self.height() / 2, x + _ARROW - 6
        painter.drawLine(QPointF(x + 6, middle), QPointF(end, middle))
        painter.drawLine(QPointF(end - 3.5, middle - 3.5), QPointF(end, middle))
        painter.drawLine(QPointF(end - 3.5, middle + 3.5), QPointF(end, middle))

    def _step(self, painter: QPainter, x: float, step: Step) -> None:
        t, now = current(), step.when is When.NOW
        if now:
            frame = QRectF(x, 1, self._width(step), self.height() - 2)
            painter.setPen(QPen(QColor(t.accent), 1.5))
            painter.setBrush(QColor(t.accent_soft))
            painter.drawRoundedRect(frame, tokens.RADIUS, tokens.RADIUS)
            x += tokens.SMALL
        self._mark(painter, x, step)
        painter.setFont(self._font(step))
        painter.setPen(QColor(t.text if now else t.muted))
        left = x + _MARK + tokens.TINY
        painter.drawText(QRectF(left, 0, self.width() - left, self.height()), Qt.AlignmentFlag.AlignVCenter, step.text)

    def _mark(self, painter: QPainter, x: float, step: Step) -> None:
        t, middle = current(), self.height() / 2
        match step.when:
            case When.DONE:
                painter.setPen(QPen(QColor(t.good), 2))
                painter.drawPolyline(
                    [QPointF(x + 2, middle), QPointF(x + 5.5, middle + 4), QPointF(x + 12, middle - 4)]
                )
            case When.NOW:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(t.accent))
                painter.drawPolygon([QPointF(x + 3, middle - 5), QPointF(x + 12, middle), QPointF(x + 3, middle + 5)])
            case When.AHEAD:
                painter.setPen(QPen(QColor(t.faint), 1.4))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(x + 7, middle), 4.5, 4.5)
