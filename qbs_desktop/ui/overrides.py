"""What Qt calls back (重写的虚函数): an error in it reaches whoever called Qt instead of ending the program.

Until 3.12, Python keeps an error that its own machinery raises (``[][3]``, ``1 / 0``, ``int("x")``, a Qt object that is
gone) as a bare text until somebody catches it. PySide 6.8 takes that text for the error itself when it comes out of an
overridden method that was called from inside a call into Qt, and the process dies of it: in the middle of the work, or
at the very end, when an open window is destroyed. Caught once and raised again it is an error like any other.
"""

from __future__ import annotations

import functools
import sys
from types import FunctionType

from PySide6.QtCore import QObject

NEEDED = sys.version_info < (3, 12)


def guard() -> None:
    """See to every class derived from Qt's from now on; the package does it before it defines the first."""
    if NEEDED:
        QObject.__init_subclass__ = classmethod(_guard_class)  # type: ignore[assignment, arg-type]


def _guard_class(cls: type[QObject], **how: object) -> None:
    super(QObject, cls).__init_subclass__(**how)
    of_qt = [base for base in cls.__mro__ if base.__module__.startswith("PySide6.")]
    for name, own in list(vars(cls).items()):
        if isinstance(own, FunctionType) and not name.startswith("__") and any(name in vars(base) for base in of_qt):
            setattr(cls, name, _guarded(own))


def _guarded(method: FunctionType) -> object:
    @functools.wraps(method)
    def override(*arguments: object, **named: object) -> object:
        try:
            return method(*arguments, **named)
        except BaseException:  # what matters is that it was caught: see above
            raise

    return override
