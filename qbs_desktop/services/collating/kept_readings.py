"""What was read of returns a moment ago (读过的报表), so that adopting or looking at one need not read it again.

A reading is known by the SHA-256 of the bytes that were proved, and holds for the profile with whose words it was read.
It is packed, which is a tenth of what it takes unpacked, and the oldest are let go beyond a bound.
"""

from __future__ import annotations

import pickle
import threading
from collections import OrderedDict
from weakref import WeakKeyDictionary

from qbs_desktop.services.collating.reported import Reported
from qbs_desktop.services.workspace import Workspace

MOST_BYTES = 64 * 2**20
"""Of the readings of one open file; that of a county's 1 315 rows takes a tenth of a megabyte."""


class KeptReadings:
    """The readings of one open file under one profile. The window asks from more than one thread."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        """Nothing is kept yet."""
        self._packed: OrderedDict[str, bytes] = OrderedDict()
        self._most, self._size = most, 0
        self._turn = threading.Lock()

    def put(self, sha256: str, said: Reported) -> None:
        """Keep what was read of the bytes with this hash."""
        packed = pickle.dumps(said, protocol=5)
        with self._turn:
            self._size += len(packed) - len(self._packed.pop(sha256, b""))
            self._packed[sha256] = packed
            while self._size > self._most:
                _sha256, oldest = self._packed.popitem(last=False)
                self._size -= len(oldest)

    def get(self, sha256: str) -> Reported | None:
        """What was read of the bytes with this hash if it is still kept; everybody gets one of their own."""
        with self._turn:
            packed = self._packed.get(sha256)
        return None if packed is None else pickle.loads(packed)  # noqa: S301 - packed above, and never left the memory


_OF: WeakKeyDictionary[Workspace, tuple[str, KeptReadings]] = WeakKeyDictionary()


def of(workspace: Workspace) -> KeptReadings:
    """The readings of an open file; with another profile none of them holds any more."""
    profile = workspace.fact("profile")
    known = _OF.get(workspace)
    if known is None or known[0] != profile:
        known = _OF[workspace] = (profile, KeptReadings())
    return known[1]
