"""An error in what Qt calls back ends nothing, whichever part of Python raised it."""

from __future__ import annotations

import json

from tests.faults.processes import ROOT, child

CALLED_BACK = """
import json
from qbs_desktop import ui
from PySide6.QtCore import QCoreApplication, QEvent, QObject
import shiboken6

gone = QObject()
shiboken6.delete(gone)
ways = {
    "IndexError": lambda: [][3],
    "ZeroDivisionError": lambda: 1 / 0,
    "ValueError": lambda: int("x"),
    "TypeError": lambda: "a" + 1,
    "RuntimeError": gone.objectName,
    "KeyError": lambda: {}["a"],
    "FileNotFoundError": lambda: open("/no/such"),
}


class Called(QObject):
    def event(self, event):
        return way()


class Derived(Called):
    pass


told = []
application = QCoreApplication([])
receivers = Called(), Derived()
for way in ways.values():
    for receiver in receivers:
        try:
            QCoreApplication.sendEvent(receiver, QEvent(QEvent.Type.User))
        except Exception as error:
            told.append(type(error).__name__)
print(json.dumps([list(ways), told]))
"""


def test_an_error_in_an_overridden_method_reaches_whoever_called_qt() -> None:
    done = child(CALLED_BACK, ROOT)
    assert done.returncode == 0, done.stderr
    ways, told = json.loads(done.stdout)
    assert told == [kind for kind in ways for _receiver in range(2)]
