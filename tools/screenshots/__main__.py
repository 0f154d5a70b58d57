"""Make the manual's pictures.

python tools/screenshots [--out DIR] [--size 1366x768] [--theme light] [--only NAME …]
"""
# ruff: noqa: E402 - the platform is set before Qt is imported

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
SCREENS = Path(tempfile.gettempdir()) / f"screens-{os.getpid()}.json"
if os.environ.get("QT_QPA_PLATFORM", "offscreen") == "offscreen":
    wide, high = (1920, 1080) if "QT_SCALE_FACTOR" in os.environ else (1366, 768)  # what opens must not stick out
    SCREENS.write_text(json.dumps({"screens": [{"name": "1", "x": 0, "y": 0, "width": wide, "height": high}]}))
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={SCREENS}"
os.environ["LOGNAME"] = "填报员"
platform.node = lambda: "示例电脑"

from PySide6.QtCore import QSettings

from qbs_desktop import app
from qbs_desktop.ui.style import tokens
from qbs_desktop.ui.style.apply import Theme
from screenshots import camera, scenes
from screenshots.clerk import Clerk
from screenshots.county import Files

ENLARGED = "enlarged"
"""The picture of a window drawn at 200 %, for which Qt has to start anew."""


def main() -> int:
    """Make every picture, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--size", default="1366x768")
    parser.add_argument("--theme", choices=[theme.value for theme in Theme], default=Theme.LIGHT.value)
    parser.add_argument("--only", nargs="+", default=[], metavar="NAME", help="some pictures; otherwise all of them")
    options = parser.parse_args()
    known = [scene.name for scene in scenes.SCENES]
    if unknown := [name for name in options.only if name not in known]:
        parser.error(f"no such picture: {', '.join(unknown)}; there are {', '.join(known)}")
    tokens.FAMILIES = ("Noto Sans SC",)  # type: ignore[assignment]  # the packed font: a picture looks the same wherever it is made
    options.out.mkdir(parents=True, exist_ok=True)
    enlarged = os.environ.get("QT_SCALE_FACTOR") is not None
    wanted = [one for one in scenes.SCENES if (one.name in options.only or not options.only)]
    with tempfile.TemporaryDirectory() as folder:
        QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, folder)
        _application, window = app.build([])
        clerk = Clerk(window)
        clerk.resize(*(int(part) for part in options.size.split("x")))
        files = Files(Path(folder))
        for scene in wanted:
            if (scene.name == ENLARGED) == enlarged:
                clerk.play(scene, files, Theme(options.theme))
                camera.save(clerk.shot(), options.out / f"{scene.name}.png")
                print(scene.name)
        clerk.leave()
    if not enlarged and any(scene.name == ENLARGED for scene in wanted):
        larger = os.environ | {"QT_SCALE_FACTOR": "2", "QT_QPA_PLATFORM": "offscreen"}
        again = [sys.executable, __file__, "--out", str(options.out), "--size", "960x540", "--only", ENLARGED]
        return subprocess.run(again, env=larger, check=False).returncode
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    finally:
        SCREENS.unlink(missing_ok=True)
