"""Works that are killed: a process that has everything loaded forks one child per trial and kills it.

The child's work is the real program's; what it was told is saved it writes to `<file>.acks`, which a kill cannot undo.
"""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from tests.faults.processes import ROOT, environment

CELLS = 12


def upgrade(path: Path, begun: Callable[[], object]) -> None:
    """Open an older file."""
    from qbs_desktop.db.store import Store

    begun()
    Store.open(path)


def write(path: Path, begun: Callable[[], object]) -> None:
    """Add a record with its figures, again and again; acknowledge each once the service returned."""
    from qbs_desktop.db.edit import Edit
    from qbs_desktop.domain.figure import Figure, FigureKey, Kind
    from qbs_desktop.domain.period import months
    from qbs_desktop.services.months.figures import Scheme
    from qbs_desktop.services.workspace import Workspace

    acks = os.open(f"{path}.acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    periods = months(2026, Scheme.DISPATCH)
    with Workspace.open_file(path) as workspace:
        number = os.getpid() * 1000
        begun()
        while True:
            number += 1

            def action(edit: Edit, number: int = number) -> None:
                record = edit.add("project", {"name": f"项目{number}"}, year=2026)
                edit.set_figures(
                    (FigureKey(record, "investment", period, Kind.ACTUAL), Figure(Decimal(number)), None)
                    for period in periods
                )

            workspace.run(f"项目{number}", action)
            os.write(acks, f"{number}\n".encode())


def import_(path: Path, begun: Callable[[], object]) -> None:
    """Import the workbook beside the file."""
    from qbs_desktop.services.incoming import importing
    from qbs_desktop.services.workspace import Workspace

    with Workspace.open_file(path) as workspace:
        shown = importing.preview(workspace, path.with_name(f"{path.name}.xlsx"))
        begun()
        importing.apply(workspace, shown)


def submit(path: Path, begun: Callable[[], object]) -> None:
    """Hand October in."""
    from qbs_desktop.domain.period import Period
    from qbs_desktop.services.reporting import submitting
    from qbs_desktop.services.workspace import Workspace

    with Workspace.open_file(path) as workspace:
        begun()
        submitting.submit(workspace, Period.of_month(2026, 10), path.parent / "出")


def back_up(path: Path, begun: Callable[[], object]) -> None:
    """Change the file and back it up, again and again."""
    from qbs_desktop.services.safety import backups
    from qbs_desktop.services.workspace import Workspace

    with Workspace.open_file(path) as workspace:
        begun()
        while True:
            workspace.run("改", lambda edit: edit.add("project", {"name": "项目"}, year=2026))
            backups.make(workspace)


def type_(path: Path, begun: Callable[[], object]) -> None:
    """Type into cells key by key and commit each; acknowledge what is durably typed and what is saved."""
    from qbs_desktop.services.lists import listing
    from qbs_desktop.services.lists.waiting import Spot, WaitingTexts
    from qbs_desktop.services.workspace import Workspace

    acks = os.open(f"{path}.acks", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def tell(act: str, record: int, text: str) -> None:
        os.write(acks, f"{act}\t{record}\t{text}\n".encode())

    with Workspace.open_file(path) as workspace:
        column = next(one for one in listing.columns(workspace, "project") if one.id == "owner")
        records = [record.id for record in workspace.dataset().rows("project")]
        typing = WaitingTexts(workspace, interval=60.0)  # written where the work says so, to be acknowledged
        number = 0
        begun()
        while True:
            number += 1
            record, text = records[number % len(records)], f"第{os.getpid()}号第{number}家建设单位"
            spot = Spot("project", record, column.id)
            for end in range(1, len(text) + 1, 3):
                typing.typed(spot, text[:end])
                typing.flush()
                tell("typed", record, text[:end])
            listing.set_cells(workspace, "project", [listing.CellEdit(record, column, text)])
            tell("saved", record, text)
            typing.settle([(spot, None)])


def window(path: Path, begun: Callable[[], object]) -> None:
    """Type into the real window with keys."""
    from tests.faults import window_typing

    window_typing.work(path, begun)


WORKS: dict[str, Callable[[Path, Callable[[], object]], None]] = {
    "upgrade": upgrade,
    "back_up": back_up,
    "write": write,
    "type": type_,
    "import": import_,
    "submit": submit,
    "window": window,
}


def _trial(work: Callable[[Path, Callable[[], object]], None], path: Path, delay: float) -> int:
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            work(path, lambda: os.write(tell, b"."))
        except BaseException as error:  # noqa: BLE001
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(3)
        os._exit(0)
    os.close(tell)
    os.read(told, 1)  # the delay counts from where the work begins, however slow the machine is
    os.close(told)
    time.sleep(delay)
    Path(f"{path}.killed").write_text(str(time.monotonic()))
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def killed_at(path: Path) -> float:
    """When the last child was killed, on the clock that all processes share."""
    return float(Path(f"{path}.killed").read_text())


def main(work: str) -> None:
    """Read `delay<TAB>path` lines; for each fork, work, kill after the delay, and answer the child's state."""
    import sqlalchemy
    import sqlalchemy.dialects.sqlite  # noqa: F401

    import qbs_desktop.db.edit
    import qbs_desktop.db.migrations
    import qbs_desktop.db.transaction
    import qbs_desktop.services.incoming.importing
    import qbs_desktop.services.lists.listing
    import qbs_desktop.services.lists.waiting
    import qbs_desktop.services.months.figures
    import qbs_desktop.services.reporting.submitting
    import qbs_desktop.services.safety.backups
    import qbs_desktop.services.workspace  # noqa: F401

    if work == "window":
        import tests.faults.window_typing  # noqa: F401

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        delay, _, path = line.rstrip("\n").partition("\t")
        state = _trial(WORKS[work], Path(path), float(delay))
        sys.stdout.write(f"{os.waitstatus_to_exitcode(state)}\n")
        sys.stdout.flush()


@contextlib.contextmanager
def killer(work: str, longest: float, seed: str) -> Iterator[Callable[[Path], int]]:
    """A function that runs `work` on a file and kills it after 0 to `longest` seconds; returns the exit code."""
    chance = random.Random(seed)
    running = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.killing", work],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert running.stdin is not None
    assert running.stdout is not None
    assert running.stdout.readline() == "ready\n"

    def trial(path: Path) -> int:
        assert running.stdin is not None
        assert running.stdout is not None
        running.stdin.write(f"{chance.uniform(0, longest)}\t{path}\n")
        running.stdin.flush()
        return int(running.stdout.readline())

    try:
        yield trial
    finally:
        running.stdin.close()
        running.wait()
        running.stdout.close()


if __name__ == "__main__":
    main(sys.argv[1])
