"""Python's garbage collector, left out while much is made that stays."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def paused() -> Iterator[None]:
    """Leave the garbage collector out for a while.

    An import, and a long list that is read, make hundreds of thousands of tuples, all kept, which it would walk again
    and again in vain (measured: a third of the time of a bulk entry).
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
