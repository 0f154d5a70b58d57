"""Every key by where it works (按键): the F1 window, Ctrl+F1 and the manual's table are made of this list."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from qbs_desktop.ui.actions import COMMANDS, GRID_KEYS, LIST_KEYS, MENUS, Needs
from qbs_desktop.ui.pages import LEDGER_PAGES
from qbs_desktop.ui.style.apply import current
from qbs_desktop.ui.window.page_keys import (
    CARD_KEYS,
    CHART_KEYS,
    CHECK_KEYS,
    IMPORT_KEYS,
    MONTH_KEYS,
    OFFER_KEYS,
    RETURN_KEYS,
    WINDOW_KEYS,
)


class KeyGroup(NamedTuple):
    """Keys that work in one place: its name, the ids of the pages meant (none means everywhere), keys and deeds."""

    name: str
    pages: frozenset[str]
    keys: tuple[tuple[str, str], ...]


_LISTS = frozenset(LEDGER_PAGES.values())
_GRIDS = _LISTS | {"month"}


def key_groups() -> tuple[KeyGroup, ...]:
    """All keys, those of the window first."""
    menus = tuple(KeyGroup(name, frozenset(), tuple(_of_menu(name))) for name in MENUS)
    return (
        *(group for group in menus if group.keys),
        KeyGroup("窗口", frozenset(), WINDOW_KEYS),
        KeyGroup("表格（名单与月度填报）", _GRIDS, GRID_KEYS),
        KeyGroup("备选与月历", _GRIDS, OFFER_KEYS),
        KeyGroup("名单", _LISTS, LIST_KEYS),
        KeyGroup("月度填报", frozenset({"month"}), MONTH_KEYS),
        KeyGroup("记录详情的附件", _GRIDS, CARD_KEYS),
        KeyGroup("审核", frozenset({"checks"}), CHECK_KEYS),
        KeyGroup("报表", frozenset({"returns"}), RETURN_KEYS),
        KeyGroup("导入", frozenset(), IMPORT_KEYS),
        KeyGroup("图表", frozenset({"charts"}), CHART_KEYS),
    )


def _of_menu(name: str) -> Iterator[tuple[str, str]]:
    """The keys of a menu's commands; those of the grid stand with the grid."""
    for one in COMMANDS:
        if one.menu == name and one.shortcut and one.needs is not Needs.GRID:
            yield arrows(one.shortcut), one.label


def arrows(keys: str) -> str:
    """Keys as they are written on the keyboard."""
    return keys.replace("Left", "←").replace("Right", "→")


def keys_html(page_id: str = "") -> str:
    """The list as rich text; the keys of a page stand first."""
    t = current()
    groups = sorted(key_groups(), key=lambda group: page_id not in group.pages)
    parts = []
    for group in groups:
        lines = "".join(
            f"<tr><td width='38%' style='color:{t.muted}'>{keys}</td><td>{told}</td></tr>" for keys, told in group.keys
        )
        parts.append(f"<h4>{group.name}</h4><table width='100%' cellpadding='3'>{lines}</table>")
    return "".join(parts)


def keys_markdown() -> str:
    """The list as the manual's tables."""
    parts = []
    for group in key_groups():
        rows = "\n".join(f"| {keys} | {told} |" for keys, told in group.keys)
        parts.append(f"### {group.name}\n\n| 按键 | 作用 |\n|---|---|\n{rows}\n")
    return "\n".join(parts)
