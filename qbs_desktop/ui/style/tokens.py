"""Colours, spacing, type scale and radii of the window (外观), for light and dark."""

from __future__ import annotations

from typing import NamedTuple

SPACE = (4, 8, 12, 16, 24)
"""Spacing steps in logical pixels: within a control, between controls, in a group, around a panel, between panels."""
TINY, SMALL, MEDIUM, LARGE, HUGE = SPACE

TEXT, BODY, TITLE, DISPLAY = 12, 13, 15, 20
"""Type scale in logical pixels: notes, body, panel titles, page titles."""

RADIUS = 4
RAIL_WIDTH = 148
RAIL_NARROW = 50
HEADER_HEIGHT = 52

FAMILIES = (
    "Microsoft YaHei UI",
    "PingFang SC",
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Noto Sans SC",
    "WenQuanYi Micro Hei",
)
"""Interface typefaces in order of preference."""
PAPER_FAMILIES = ("SimSun", "Songti SC", "Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", *FAMILIES)
"""Typefaces of a printed form."""


class Tokens(NamedTuple):
    """One set of colours, as ``#rrggbb``."""

    dark: bool
    window: str
    surface: str
    raised: str
    rail: str
    line: str
    strong_line: str
    text: str
    muted: str
    faint: str
    accent: str
    on_accent: str
    accent_soft: str
    hover: str
    error: str
    error_soft: str
    query: str
    query_soft: str
    hint: str
    hint_soft: str
    good: str
    good_soft: str


LIGHT = Tokens(
    dark=False,
    window="#f1f4f7",
    surface="#ffffff",
    raised="#f8fafb",
    rail="#e8edf2",
    line="#dfe4ea",
    strong_line="#c6ced8",
    text="#1f2933",
    muted="#52606d",
    faint="#7b8794",
    accent="#1f6fd0",
    on_accent="#ffffff",
    accent_soft="#dbe9fb",
    hover="#dde4eb",
    error="#b3261e",
    error_soft="#fdeceb",
    query="#8f5a00",
    query_soft="#fff3d9",
    hint="#1d5fae",
    hint_soft="#e8f1fc",
    good="#1d7a43",
    good_soft="#e5f5ea",
)
DARK = Tokens(
    dark=True,
    window="#181b1f",
    surface="#1e2227",
    raised="#23282e",
    rail="#14171a",
    line="#32383f",
    strong_line="#4a535e",
    text="#dfe4ea",
    muted="#a7b1bc",
    faint="#7d8893",
    accent="#5b9df0",
    on_accent="#0d1b2a",
    accent_soft="#2b4567",
    hover="#2a3038",
    error="#ff9d94",
    error_soft="#442a2b",
    query="#f0bd5c",
    query_soft="#44391f",
    hint="#8cbcf5",
    hint_soft="#243548",
    good="#7fd39c",
    good_soft="#203a2a",
)
