"""The command line `qbs`: the same services without a window; `program` has the commands.

Loading the services takes a moment, in which Ctrl-C must not print a traceback either; hence the late import.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    try:
        from qbs_desktop.cli.program import run
    except KeyboardInterrupt:
        print("已取消。", file=sys.stderr)
        return 1
    return run(argv)
