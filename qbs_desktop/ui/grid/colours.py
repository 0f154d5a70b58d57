"""The colours of the grid, mixed from the window's tokens. No other module of the grid names a colour."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor

from qbs_desktop.domain.finding import Grade
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.style.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Colours:
    """Every colour of the grid."""

    surface: QColor
    text: QColor
    faint: QColor
    computed: QColor
    line: QColor
    head: QColor
    head_text: QColor
    head_line: QColor
    child: QColor
    readonly: QColor
    selected: QColor
    found: QColor
    accent: QColor
    wrong: QColor
    wrong_text: QColor
    total: QColor
    marks: dict[Grade, QColor]
    tints: dict[Grade, QColor]
    lights: dict[str, QColor]


def colours() -> Colours:
    """The set that suits the tokens in use."""
    return _mixed(current())


@cache
def _mixed(t: Tokens) -> Colours:
    bright = (QColor("#d64541"), QColor("#e0950b"), QColor("#2f7dd1"))
    return Colours(
        surface=QColor(t.surface),
        text=QColor(t.text),
        faint=QColor(t.faint),
        computed=QColor(t.muted),
        line=QColor(t.line),
        head=QColor(t.raised),
        head_text=QColor(t.muted),
        head_line=QColor(t.strong_line),
        child=QColor("#20282a" if t.dark else "#f5f9f4"),
        readonly=QColor("#23282d" if t.dark else "#f5f6f8"),
        selected=QColor(t.accent_soft),
        found=QColor("#5c4f16" if t.dark else "#ffef9e"),
        accent=QColor(t.accent),
        wrong=QColor("#5a2a2c" if t.dark else "#fbdcd9"),
        wrong_text=QColor(t.error),
        total=QColor("#272d34" if t.dark else "#eaf0f6"),
        marks=dict(zip((Grade.ERROR, Grade.QUERY, Grade.HINT), bright, strict=True)),
        tints={
            Grade.ERROR: QColor(t.error_soft),
            Grade.QUERY: QColor(t.query_soft),
            Grade.HINT: QColor(t.hint_soft),
        },
        lights={"green": QColor("#2e9e5b"), "yellow": QColor("#e0a100"), "red": QColor("#d64541")},
    )
