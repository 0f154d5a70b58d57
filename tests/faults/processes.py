"""Child processes for tests: another window, a user for whom permissions count, a process that is killed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
_START = "import sys; from pathlib import Path; path = Path(sys.argv[1])\n"
_OBEY = """
import ctypes, os
if os.geteuid() == 0:  # root is stopped by no permission: give up CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    rights = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    assert libc.capget(header, rights) == 0
    for column in range(3):
        rights[column] &= ~0b110
    assert libc.capset(header, rights) == 0
"""


def environment() -> dict[str, str]:
    """Of a child: what it imports is this checkout."""
    return {**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}


def child(code: str, path: Path, *, before: str = "") -> subprocess.CompletedProcess[str]:
    """Run code in another process; it finds the file's path in `path`."""
    return subprocess.run(
        [sys.executable, "-c", before + _START + code, str(path)],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


def obeying(code: str, path: Path) -> subprocess.CompletedProcess[str]:
    """The same as somebody who is stopped by permissions."""
    return child(code, path, before=_OBEY)
