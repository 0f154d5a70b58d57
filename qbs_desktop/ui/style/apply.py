"""Putting the tokens on: one palette, one style sheet, the Chinese font. Picks light or dark (浅色/深色)."""

from __future__ import annotations

from enum import StrEnum
from string import Template

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from qbs_desktop import paths
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.tokens import DARK, LIGHT, Tokens


class Theme(StrEnum):
    """What the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


IN_FUSION = ("-style", "Fusion")
"""Arguments of the Qt application. Asking a made one for its style would load all that Python knows of styles."""
_current: Tokens = LIGHT


def current() -> Tokens:
    """The colours in use."""
    return _current


def choose(theme: Theme) -> Tokens:
    """The colours that a theme means now; a system that says nothing is light."""
    if theme is Theme.SYSTEM:
        return DARK if QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT
    return DARK if theme is Theme.DARK else LIGHT


def apply(application: QApplication, theme: Theme) -> Tokens:
    """Dress the application; call again when the theme changes."""
    global _current  # noqa: PLW0603 - one application, one look
    _current = choose(theme)
    application.setPalette(palette(_current))
    application.setStyleSheet(sheet(_current))
    return _current


def install_font(application: QApplication) -> str:
    """Use a Chinese interface font; the packed one (OFL) where the system has none. Returns its family."""
    font = QFont()
    font.setFamilies(list(tokens.FAMILIES))
    font.setPixelSize(tokens.BODY)
    font.setHintingPreference(QFont.HintingPreference.PreferDefaultHinting)
    if QFontInfo(font).family() not in tokens.FAMILIES:
        family = _packed_font()
        if family:
            font.setFamilies([family])
    application.setFont(font)
    return QFontInfo(font).family()


def _packed_font() -> str | None:
    try:
        import pylopdf_fonts_zh_cn
    except ImportError:
        return None
    from pathlib import Path

    path = Path(pylopdf_fonts_zh_cn.__file__ or "").with_name("NotoSansSC-Regular.otf")
    number = QFontDatabase.addApplicationFont(str(path))
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    return families[0] if families else None


def palette(t: Tokens) -> QPalette:
    """The palette of a set of colours."""
    made = QPalette()
    role = QPalette.ColorRole
    for where, colour in (
        (role.Window, t.window),
        (role.WindowText, t.text),
        (role.Base, t.surface),
        (role.AlternateBase, t.raised),
        (role.Text, t.text),
        (role.Button, t.raised),
        (role.ButtonText, t.text),
        (role.BrightText, t.error),
        (role.Highlight, t.accent),
        (role.HighlightedText, t.on_accent),
        (role.Link, t.accent),
        (role.LinkVisited, t.accent),
        (role.ToolTipBase, t.surface),
        (role.ToolTipText, t.text),
        (role.PlaceholderText, t.faint),
        (role.Light, t.surface),
        (role.Midlight, t.line),
        (role.Mid, t.strong_line),
        (role.Dark, t.strong_line),
        (role.Shadow, t.strong_line),
        (role.Accent, t.accent),
    ):
        made.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, where, QColor(t.faint))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(t.line))
    return made


def sheet(t: Tokens) -> str:
    """The one style sheet."""
    kind = "dark" if t.dark else "light"
    arrow = (paths.resources() / "icons" / f"combo-{kind}.svg").as_posix()
    up = (paths.resources() / "icons" / f"combo-up-{kind}.svg").as_posix()
    tick = (paths.resources() / "icons" / f"tick-{kind}.svg").as_posix()
    template = (paths.resources() / "style" / "window.qss").read_text(encoding="utf-8")
    return Template(template).substitute(
        t._asdict(),
        arrow=arrow,
        up=up,
        tick=tick,
        emphasis=t.text if t.dark else t.accent,
        radius=tokens.RADIUS,
        text_size=tokens.TEXT,
        title=tokens.TITLE,
        display=tokens.DISPLAY,
    )
