"""What a command is, and how commands print."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from qbs_desktop.domain import amount
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Figure
from qbs_desktop.domain.long_work import Progress
from qbs_desktop.domain.period import Period

if TYPE_CHECKING:
    from qbs_desktop.services.safety.backups import Keeper
    from qbs_desktop.services.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command found: exit code, lines for people, one document for programs."""

    code: int = 0
    lines: Sequence[str] = ()
    document: Mapping[str, object] | Sequence[object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Command:
    """One command of `qbs`."""

    name: str
    help: str
    add: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Outcome]


def say(text: str) -> None:
    """A line for the person at the terminal; never on stdout."""
    print(text, file=sys.stderr)


def period(text: str) -> Period:
    """Argument type: a report period."""
    try:
        return Period.parse(text)
    except ValueProblem as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def year(text: str) -> int:
    """Argument type: a year that a period can have."""
    wanted = period(text)
    if not wanted.is_year:
        raise argparse.ArgumentTypeError(f"“{text}”不是年份，请写成 2026。")
    return wanted.year


def day(text: str) -> date:
    """Argument type: a day of such a year."""
    try:
        found = date.fromisoformat(text)
        Period.parse(str(found.year))
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2026-06-30。") from None
    except ValueProblem as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None
    return found


def at_least_one(text: str) -> int:
    """Argument type: how many; a bound keeps it within what the store can count."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:12]) <= 10**9):
        raise argparse.ArgumentTypeError(f"“{text}”不是 1 以上的整数。")
    return int(text)


def secret(text: str) -> str:
    """Argument type: a file whose first line is a password; as an argument it would stand in the shell's history."""
    try:
        with Path(text).open(encoding="utf-8-sig") as stream:
            word = stream.readline().rstrip("\r\n")
    except (OSError, UnicodeDecodeError):
        raise argparse.ArgumentTypeError(_UNREADABLE.format(text)) from None
    if not word:
        raise argparse.ArgumentTypeError(f"“{text}”的第一行是空的，应当写着密码。")
    return word


_UNREADABLE = "“{}”读不出来，请检查路径；文件须是 UTF-8 文本。"


def secrets(text: str) -> list[str]:
    """Argument type: a file with a password on each line, for workbooks that came from several units."""
    secret(text)
    try:
        return [line for line in Path(text).read_text(encoding="utf-8-sig").splitlines() if line]
    except (OSError, UnicodeDecodeError):
        raise argparse.ArgumentTypeError(_UNREADABLE.format(text)) from None


def required(text: str) -> str:
    """Argument type: a text that says something."""
    if not text.strip():
        raise argparse.ArgumentTypeError("不能空着。")
    return text.strip()


def file_argument(parser: argparse.ArgumentParser) -> None:
    """The data file, first argument of most commands."""
    parser.add_argument("file", type=Path, metavar="FILE.qbs", help="数据文件")


def unit_argument(parser: argparse.ArgumentParser) -> None:
    """In which unit a return prints amounts; left out, the file's own."""
    words = "金额单位；不写则用这个文件选定的，没有选过的跟着上次的报表和月度填报的单位"
    parser.add_argument("--amount-unit", choices=["亿元", "万元", "元"], help=words)


def opened(path: Path, *, readonly: bool = False) -> Workspace:
    """Open a data file; what an upgrade of an older file did is said, and where that stands as it was.

    A file that is written to is backed up before much is done at once; what goes wrong with that is said.

    Raises:
        QbsError: see `Workspace.open_file`.
    """
    from qbs_desktop.services.safety.backups import Keeper
    from qbs_desktop.services.workspace import Workspace

    workspace = Workspace.open_file(path, readonly=readonly)
    if not readonly:
        workspace.safeguard = partial(_back_up, Keeper(workspace))
    if workspace.store.upgraded is not None:
        say(f"“{path.name}”是较早版本的程序建立的，已升级。{workspace.store.upgraded.sentence}")
    return workspace


def _back_up(keeper: Keeper) -> None:
    for note in keeper.keep().notes:
        say(note)


def figure_text(figure: Figure) -> str | None:
    """A figure's value as exchanged: decimal text, amounts in 元; None for 不适用."""
    if figure.value is None:
        return None
    return amount.plain(figure.value)


def progress(title: str) -> Progress:
    """A progress bar on a terminal, silence elsewhere."""
    if not sys.stderr.isatty():
        return lambda _done, _total: None
    from tqdm import tqdm

    bar = tqdm(desc=title, leave=False, file=sys.stderr)

    def show(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)
        if done >= total:
            bar.close()

    return show
