"""What a loaded list weighs, in a process of its own, on Linux: `python -m benchmarks.grid_memory ours|peer FILE`."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def _resident() -> int:
    """Memory of this process now, in bytes. (The largest so far would be that of the process that started this one.)"""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main(which: str, path: str) -> None:
    """Print by how many bytes loading every row made the process grow."""
    from PySide6.QtWidgets import QApplication

    from benchmarks import grid_peer

    application = QApplication([])
    empty = Path(path).with_suffix(".empty")
    empty.unlink(missing_ok=True)
    grid_peer.make(empty, 1)
    made = {"ours": grid_peer.Ours, "peer": grid_peer.Peer}[which]
    first = made(empty)
    before = _resident()
    second = made(Path(path))
    print(_resident() - before)
    del first, second, application


if __name__ == "__main__":
    main(*sys.argv[1:])
