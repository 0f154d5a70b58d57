"""Before a data file is opened: is its place good (位置)? After it: was it brought up to this version (升级)?"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qbs_desktop.ui import feedback, settings
from qbs_desktop.ui.files import backing_up, one_window

if TYPE_CHECKING:
    from qbs_desktop.domain.errors import QbsError
    from qbs_desktop.services.safety.bringing_home import Brought
    from qbs_desktop.ui.main_window import MainWindow

COPY, HERE, CANCEL = "复制到本机并打开", "仍在这里打开", "取消"
_ACCEPTED = "places_accepted"
KEPT = 30


def opens_here(window: MainWindow, path: Path) -> bool:
    """Whether a file is to be opened where it is; else it is not opened, or its copy on this computer soon is.

    A share is refused. Of other places that are not good the clerk is warned once for each file.
    """
    from qbs_desktop.services.safety import safe_places

    found = safe_places.trouble(path)
    if found is None or (not found.refused and _accepted(path)):
        return True
    choices = (COPY, CANCEL) if found.refused else (COPY, HERE, CANCEL)
    title = "不能在这里打开" if found.refused else "最好不要在这里打开"
    detail = f"{found.sentence}\n复制后请只用本机的那一份；原来的文件不动。"
    match feedback.choose(window, f"{title}“{path.name}”。", detail, choices):
        case "复制到本机并打开":
            _bring(window, path)
        case "仍在这里打开":
            _accept(path)
            return True
    return False


def _accepted(path: Path) -> bool:
    return str(path.absolute()) in _kept()


def _accept(path: Path) -> None:
    settings.keep_now(_ACCEPTED, [str(path.absolute()), *_kept()][:KEPT])


def _kept() -> list[str]:
    found = settings.settings().value(_ACCEPTED, [])
    return [found] if isinstance(found, str) else cast("list[str]", found or [])


def _bring(window: MainWindow, path: Path) -> None:
    from qbs_desktop.services.safety import bringing_home

    window.tasks.run(
        f"复制“{path.name}”到本机",
        lambda _progress, _stop: bringing_home.bring_home(path),
        partial(_brought, window, path),
        blocking=True,
        can_cancel=False,
    )


def _brought(window: MainWindow, original: Path, brought: Brought) -> None:
    settings.forget_file(original)
    window.open_later(brought.path)
    if brought.made:
        text = f"已复制到本机：“{brought.path.name}”。"
    else:
        text = f"本机已有这个文件的副本“{brought.path.name}”，内容不比原来的少，打开的是它。"
    feedback.inform(window, text, f"位置：{brought.path.parent}\n今后请打开本机的这一份；原来的文件留着不动。")


def refused(window: MainWindow, path: Path, error: QbsError) -> None:
    """A file could not be opened: another window has it, it is damaged and has backups, or the sentence says why."""
    if one_window.raise_other(path):
        window.say(f"“{path.name}”已在另一个窗口打开，已切换到那个窗口。")
    elif not backing_up.offer(window, path, error):
        feedback.show(window, error)


def tell_upgrade(window: MainWindow) -> None:
    """Once, right after an older file was opened: what was done to it and where it stands as it was."""
    upgraded = window.workspace.store.upgraded
    if upgraded is None:
        return
    text = f"“{window.workspace.path.name}”是较早版本的程序建立的，已升级到现在的格式。"
    if feedback.done(window, text, upgraded.sentence, "打开所在文件夹"):
        feedback.open_with_system(upgraded.kept.parent)
