"""Putting the tokens on: Fusion, one palette, one style sheet, the Chinese font. Picks light or dark (浅色/深色)."""

from __future__ import annotations

from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from qbs_desktop import paths
from qbs_desktop.ui.style import icons, tokens
from qbs_desktop.ui.style.tokens import DARK, LIGHT, Tokens


class Theme(StrEnum):
    """What the user asked for."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


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
    if application.style().name() != "fusion":
        application.setStyle("Fusion")
    application.setPalette(palette(_current))
    application.setStyleSheet(sheet(_current))
    icons.forget()
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
    return f"""
QToolTip {{ color: {t.text}; background: {t.surface}; border: 1px solid {t.strong_line}; padding: 4px; }}
QMenuBar {{ background: {t.surface}; border-bottom: 1px solid {t.line}; padding: 1px 6px; }}
QMenuBar::item {{ padding: 4px 10px; border-radius: {tokens.RADIUS}px; background: transparent; }}
QMenuBar::item:selected {{ background: {t.hover}; }}
QMenu {{ background: {t.surface}; border: 1px solid {t.strong_line}; padding: 4px; }}
QMenu::item {{ padding: 5px 28px 5px 26px; border-radius: {tokens.RADIUS}px; }}
QMenu::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QMenu::item:disabled {{ color: {t.faint}; }}
QMenu::icon {{ left: 6px; }}
QMenu::separator {{ height: 1px; background: {t.line}; margin: 4px 6px; }}
QStatusBar {{ background: {t.surface}; border-top: 1px solid {t.line}; color: {t.muted}; }}
QStatusBar::item {{ border: none; }}
QStatusBar QLabel {{ color: {t.muted}; padding: 0 6px; }}

#header {{ background: {t.surface}; border-bottom: 1px solid {t.line}; }}
#header #unit {{ font-size: {tokens.TITLE}px; font-weight: 600; }}
#header #profile {{ color: {t.muted}; font-size: {tokens.TEXT}px; }}

#rail {{ background: {t.rail}; border: none; border-right: 1px solid {t.line}; outline: none; padding: 8px 6px; }}
#rail::item {{ height: 32px; padding-left: 8px; border-radius: {tokens.RADIUS}px; color: {t.text}; }}
#rail::item:hover {{ background: {t.hover}; }}
#rail::item:selected {{ background: {t.accent_soft}; color: {t.accent if not t.dark else t.text}; font-weight: 600; }}
#rail::item:disabled {{ background: transparent; color: {t.faint}; height: 22px; font-size: {tokens.TEXT}px; }}

#page {{ background: {t.window}; }}
#pageTitle {{ font-size: {tokens.DISPLAY}px; font-weight: 600; }}
#muted, #note {{ color: {t.muted}; }}
#note {{ font-size: {tokens.TEXT}px; }}
#panel {{ background: {t.surface}; border: 1px solid {t.line}; border-radius: {tokens.RADIUS}px; }}
#panelTitle {{ font-size: {tokens.TITLE}px; font-weight: 600; }}

QPushButton {{ background: {t.surface}; border: 1px solid {t.strong_line}; border-radius: {tokens.RADIUS}px;
  padding: 5px 14px; min-height: 18px; }}
QPushButton:hover {{ background: {t.hover}; }}
QPushButton:pressed {{ background: {t.line}; }}
QPushButton:focus {{ border-color: {t.accent}; }}
QPushButton:disabled {{ color: {t.faint}; border-color: {t.line}; background: {t.raised}; }}
QPushButton:default, QPushButton#primary {{ background: {t.accent}; border-color: {t.accent}; color: {t.on_accent}; }}
QPushButton:default:hover, QPushButton#primary:hover {{ border-color: {t.text}; background: {t.accent}; }}
QPushButton:default:disabled, QPushButton#primary:disabled {{ background: {t.line}; border-color: {t.line};
  color: {t.faint}; }}
QPushButton#link {{ background: transparent; border: none; color: {t.accent}; text-align: left; padding: 2px 0; }}
QPushButton#link:hover, QPushButton#link:focus {{ text-decoration: underline; }}
QToolButton {{ background: transparent; border: 1px solid transparent; border-radius: {tokens.RADIUS}px;
  padding: 4px 6px; }}
QToolButton:hover {{ background: {t.hover}; }}
QToolButton:checked {{ background: {t.accent_soft}; border-color: {t.accent}; }}
QToolButton:focus {{ border-color: {t.accent}; }}
QToolButton::menu-indicator {{ image: none; }}

QLineEdit, QPlainTextEdit, QSpinBox, QComboBox {{ background: {t.surface}; border: 1px solid {t.strong_line};
  border-radius: {tokens.RADIUS}px; padding: 4px 7px; min-height: 18px; selection-background-color: {t.accent}; }}
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QComboBox:focus {{ border-color: {t.accent}; }}
QLineEdit:disabled, QComboBox:disabled {{ color: {t.faint}; background: {t.raised}; }}
QComboBox QAbstractItemView {{ background: {t.surface}; border: 1px solid {t.strong_line};
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: none; }}

QComboBox::drop-down {{ border: none; width: 20px; }}
QComboBox::down-arrow {{ image: url({arrow}); width: 12px; height: 12px; }}
QSpinBox::up-button, QSpinBox::down-button {{ border: none; width: 18px; background: transparent; }}
QSpinBox::up-arrow {{ image: url({up}); width: 10px; height: 10px; }}
QSpinBox::down-arrow {{ image: url({arrow}); width: 10px; height: 10px; }}

QTableView, QTreeView, QListView {{ background: {t.surface}; border: 1px solid {t.line};
  alternate-background-color: {t.raised}; gridline-color: {t.line};
  selection-background-color: {t.accent_soft}; selection-color: {t.text}; outline: none; }}
QTreeView::item, QListView::item {{ padding: 3px 2px; }}
QTableView#plain::item {{ padding: 0 5px; border: none; }}
QTableView#plain::item:selected {{ background: {t.accent_soft}; color: {t.text}; }}
QHeaderView {{ background: {t.raised}; }}
QHeaderView::section {{ background: {t.raised}; color: {t.muted}; border: none; padding: 5px 7px;
  border-right: 1px solid {t.line}; border-bottom: 1px solid {t.line}; }}
QDialogButtonBox, QMessageBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
QTabWidget::pane {{ border: none; }}
QTabBar::tab {{ padding: 7px 14px; color: {t.muted}; border-bottom: 2px solid transparent; }}
QTabBar::tab:selected {{ color: {t.text}; border-bottom-color: {t.accent}; }}
QSplitter::handle {{ background: {t.window}; }}
QProgressBar {{ background: {t.line}; border: none; border-radius: 3px; max-height: 6px; text-align: center; }}
QProgressBar::chunk {{ background: {t.accent}; border-radius: 3px; }}
QScrollArea {{ border: none; background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {t.strong_line}; border-radius: 4px; margin: 2px;
  min-height: 28px; min-width: 28px; }}
QScrollBar::handle:hover {{ background: {t.faint}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QGroupBox {{ border: 1px solid {t.line}; border-radius: {tokens.RADIUS}px; margin-top: 10px; padding-top: 8px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: 10px; color: {t.muted}; }}
"""
