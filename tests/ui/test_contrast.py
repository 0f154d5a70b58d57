"""Every text can be read: WCAG contrast of the colours in use, light and dark (4.5 for text, 3 for marks)."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor

from qbs_desktop.ui.style.tokens import DARK, LIGHT, Tokens

TEXTS = (
    *(("text", back) for back in ("window", "surface", "raised", "rail", "hover", "accent_soft")),
    *(("muted", back) for back in ("window", "surface", "raised", "rail", "hover")),
    ("on_accent", "accent"),
    ("accent", "surface"),
    ("error", "surface"),
    ("error", "error_soft"),
    ("query", "surface"),
    ("query", "query_soft"),
    ("hint", "surface"),
    ("hint", "hint_soft"),
    ("good", "surface"),
    ("good", "good_soft"),
    *(("text", back) for back in ("error_soft", "query_soft", "hint_soft", "good_soft")),
)
MARKS = (("faint", "surface"), ("accent", "window"), ("accent", "rail"))
"""Switched-off words and the frame of what has the focus."""


def brightness(colour: str) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in QColor(colour).getRgbF()]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((brightness(one), brightness(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXTS), (3.0, MARKS)], ids=["texts", "marks"])
def test_it_can_be_read(tokens: Tokens, least: float, pairs: tuple[tuple[str, str], ...]) -> None:
    found = {pair: round(contrast(getattr(tokens, pair[0]), getattr(tokens, pair[1])), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in found.items() if ratio < least} == {}


def test_black_on_white_is_as_far_as_it_goes() -> None:
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
