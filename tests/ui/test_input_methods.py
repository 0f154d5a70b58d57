"""Chinese can be typed where the desktop asks for fcitx, for which Qt brings no plugin."""

from __future__ import annotations

import pytest

from qbs_desktop.ui.window import input_methods


@pytest.mark.parametrize(
    ("platform", "asked", "got"),
    [
        ("linux", "fcitx", "ibus"),
        ("linux", "fcitx5", "ibus"),
        ("linux", "ibus", "ibus"),
        ("linux", "wayland", "wayland"),
        ("win32", "fcitx", "fcitx"),
    ],
)
def test_fcitx_is_asked_as_ibus_and_nothing_else_changes(platform: str, asked: str, got: str) -> None:
    environment = {"QT_IM_MODULE": asked}
    input_methods.prepare(environment, platform)
    assert environment == {"QT_IM_MODULE": got}


def test_a_desktop_that_asks_for_nothing_keeps_qts_own_choice() -> None:
    environment: dict[str, str] = {}
    input_methods.prepare(environment, "linux")
    assert environment == {}
