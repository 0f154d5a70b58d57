"""Fonts and looks of printed sheets: the workbook's style names as painters see them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont

from qbs_desktop.exchange.writing import HEI, STYLES
from qbs_desktop.ui.style import fonts

UNIT = 10
"""Painting units per point; fonts are sized in whole units, so a point has ten sizes between."""
INK, SHADE = QColor("#000000"), QColor("#f2f2f2")
_SIDES = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


@dataclass(frozen=True, slots=True)
class Face:
    """How cells of one style are painted."""

    font: QFont
    side: Qt.AlignmentFlag
    top: bool = False
    ruled: bool = False
    wrap: bool = False
    shade: bool = False
    indent: int = 0


@lru_cache(maxsize=64)
def face(style: str) -> Face | None:
    """The look of a style of the workbook; None for an unstyled cell."""
    if not style:
        return None
    name = style.removesuffix("_bold").removesuffix("_indent")
    look = STYLES[name]
    bold = style.endswith("_bold")
    return Face(
        font=font(float(str(look["font_size"])), hei=bold or look["font_name"] == HEI),
        side=_SIDES[str(look.get("align", "left"))],
        top=look["valign"] == "top",
        ruled="border" in look,
        wrap=bool(look.get("text_wrap")),
        shade=bold,
        indent=2 if style.endswith("_indent") else 0,
    )


def font(points: float, *, hei: bool = False) -> QFont:
    """A paper font: the upright strokes of 宋体, or the even ones of 黑体 for titles, heads and totals."""
    made = QFont(fonts.paper_family() if hei else fonts.paper_serif())
    made.setPixelSize(round(points * UNIT))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setStyleStrategy(fonts.SEARCHABLE)
    return made
