"""Proving returns apart (隔离核对): one reading process for many of them, one after another."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path

from qbs_desktop.exchange.process import proof_wire, wire
from qbs_desktop.exchange.process.apart import Ended, Reading, patience, started
from qbs_desktop.exchange.process.reading_room import PROVING
from qbs_desktop.exchange.sealed.verifying import Compared, Verdict


class Prover(Reading):
    """A process that proves returns. Use as a context manager; the process ends with it."""

    def __init__(self, largest: Path, cancel: threading.Event) -> None:
        """Start the process, with room for the largest file that it will be given."""
        super().__init__(largest, cancel)

    def _begun(self) -> subprocess.Popen[bytes]:
        return started(PROVING)

    def wait(self) -> None:
        """Wait until it has loaded what it needs.

        Raises:
            Ended: it died meanwhile.
        """
        list(self._ask("ready"))

    def prove(self, path: Path, passwords: Sequence[str]) -> tuple[Compared | Verdict, bytes]:
        """What is in a return and where it differs from what was sealed, and the bytes that were read.

        Raises:
            PasswordWanted: it has a password, and none of these fits.
            Refusal: it is no workbook, or not one that can be read safely; or it was cancelled.
            Ended: the process died, said nothing for too long, or spoke what it should not.
            EnvironmentFault: the file cannot be opened.
        """
        self.path, self._patience = path, patience(path)
        answers = list(self._ask("prove", path.absolute(), tuple(passwords)))
        try:
            return proof_wire.taken(path, answers[-1][-1])
        except wire.Broken as fault:
            raise Ended(self._ended()) from fault
