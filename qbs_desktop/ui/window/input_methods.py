"""Chinese input on Linux (输入法): Qt's wheels bring the ibus plugin only, most Chinese desktops run fcitx.

fcitx5 answers as ibus too, which is what its authors advise for programs with a Qt of their own; fcitx4 does not, and
there nothing can be typed in Chinese, only pasted or imported (docs/安装与维护.md says so).
"""

from __future__ import annotations

import os
import sys
from collections.abc import MutableMapping

_VARIABLE = "QT_IM_MODULE"


def prepare(environment: MutableMapping[str, str] | None = None, platform: str = sys.platform) -> None:
    """Ask for ibus where the desktop asks for fcitx; before the application is made."""
    environment = os.environ if environment is None else environment
    if platform == "linux" and environment.get(_VARIABLE, "").lower() in {"fcitx", "fcitx5"}:
        environment[_VARIABLE] = "ibus"
