"""What a chart (图表) is before anything is painted: titles, axes, exact series, gaps, sources, as values.

A chart never computes with floats and never shows a blank or —— as 0: a point without a value is a gap and says
which of the two it is. Derived numbers (完成率, 序时进度) stand beside the reported ones and are marked as derived.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from qbs_desktop.domain.dataset import Dataset
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.finding import Place
from qbs_desktop.domain.period import Period


class State(StrEnum):
    """The state of the data (数据状态), printed on every chart."""

    UNCHECKED = "unchecked"
    CHECKED = "checked"
    SUBMITTED = "submitted"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        """Chinese name."""
        return {"unchecked": "未审", "checked": "已审", "submitted": "已上报", "changed": "上报后有修改"}[self.value]


class Style(StrEnum):
    """How a chart is drawn: years from left to right, or one row per subject."""

    YEARS = "years"
    LADDER = "ladder"
    BARS = "bars"


class Role(StrEnum):
    """What a series stands for; decides its mark, never its place in a sum."""

    PLAN = "plan"
    ACTUAL = "actual"
    PACE = "pace"
    FIRST = "first"
    SECOND = "second"


class Gap(StrEnum):
    """Why a point has no value: blank (未填) or not applicable (——)."""

    BLANK = "blank"
    NA = "na"

    @property
    def label(self) -> str:
        """How the gap is written."""
        return "——" if self is Gap.NA else "未填"


class Tone(StrEnum):
    """How a point stands out; each tone has its own pattern besides its colour."""

    PLAIN = "plain"
    PARTIAL = "partial"
    SAID = "said"
    MUTED = "muted"
    REACHED = "reached"
    ON_PACE = "on_pace"
    SLIGHT = "slight"
    YELLOW = "yellow"
    RED = "red"


TONE_LABELS: dict[Tone, str] = {
    Tone.ON_PACE: "达到序时进度",
    Tone.SLIGHT: "略低于序时进度",
    Tone.YELLOW: "黄灯",
    Tone.RED: "红灯",
}


@dataclass(frozen=True, slots=True)
class Point:
    """One point. `value` is exact, in the chart's unit; without it `gap` says why.

    Attributes:
        label: text written beside the point.
        detail: exact value, period and source, shown on hover and read by screen readers.
        place: the cell the point comes from; without a record it points to the list.
    """

    value: Decimal | None
    gap: Gap | None = None
    label: str = ""
    detail: str = ""
    tone: Tone = Tone.PLAIN
    place: Place | None = None

    def __post_init__(self) -> None:
        """Keep value and gap apart."""
        if (self.value is None) == (self.gap is None):
            raise ValueError("a point is either a value or a gap")


BLANK = Point(None, Gap.BLANK)


@dataclass(frozen=True, slots=True)
class Series:
    """One series: a point per category of the chart."""

    label: str
    role: Role
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A reference value on the value axis: a 台阶 of the ladder, the 序时进度 line."""

    value: Decimal
    label: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChartData:
    """One chart, complete: what is painted, exported, read aloud and compared in tests.

    Attributes:
        categories: years, or subjects in drawing order.
        marks: reference lines on the value axis, ascending.
        annotations: sentences that state the result.
        warnings: sentences about what is missing or not comparable; printed with the chart.
        source: where the figures come from.
        empty: what to do when there is nothing to draw.
    """

    kind: str
    style: Style
    title: str
    unit: str
    unit_name: str
    period_text: str
    state: State
    category_axis: str
    value_axis: str
    categories: tuple[str, ...] = ()
    series: tuple[Series, ...] = ()
    marks: tuple[Mark, ...] = ()
    annotations: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    source: str = ""
    empty: str = ""

    @property
    def subtitle(self) -> str:
        """Reporting unit, unit of measure, data date and state in one line."""
        parts = (
            self.unit_name,
            f"单位：{self.unit}" if self.unit else "",
            f"数据截至：{self.period_text}" if self.period_text else "",
            f"数据状态：{self.state.label}" if not self.empty else "",
        )
        return "　".join(part for part in parts if part)

    def named(self, role: Role) -> Series | None:
        """The first series with this role."""
        return next((one for one in self.series if one.role is role), None)


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of a chart; None leaves the choice to the chart. `units` are those expected to report, in order."""

    ledger: str | None = None
    record_id: int | None = None
    indicator: str | None = None
    period: Period | None = None
    kind: Kind | None = None
    unit: str | None = None
    unit_name: str = ""
    state: State = State.UNCHECKED
    sources: Mapping[int, str] = field(default_factory=dict)
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartKind:
    """One kind of chart, listed in `KINDS`.

    Attributes:
        tells: what the chart shows, one sentence for the picker.
        ledgers: the lists it can draw, the usual one first.
        asks: which parts of `Ask` it heeds besides the ledger.
        collates: only for files that take in the returns of other units.
    """

    id: str
    label: str
    tells: str
    ledgers: tuple[str, ...]
    asks: frozenset[str]
    draw: Callable[[Dataset, Ask], ChartData]
    collates: bool = False
