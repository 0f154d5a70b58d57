"""Locked is locked (锁定期): the one place through which every change of a row passes asks here first.

Typing, pasting, importing, deleting a record, undo and redo all end in `Transaction.apply_all`, so none can go round.
What a rejection (退回单) gave back may change although its period is locked, and nothing else of the period.
"""

from __future__ import annotations

from collections.abc import Iterable

from qbs_desktop.db.changes import Change
from qbs_desktop.db.driver import Connection
from qbs_desktop.db.submissions import all_given_back, has_given_back
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.period_state import locked_refusal

_PLACE = {"figure": 2, "declaration": 0}
"""Guarded table → where in its key the period code stands."""


def refuse_locked(connection: Connection, changes: Iterable[Change]) -> None:
    """Let changes pass unless one of them touches a locked period.

    Raises:
        Refusal: names the period and what to do.
    """
    locked = {code for (code,) in connection.execute("SELECT period FROM period_lock WHERE state = 'locked'")}
    if not locked:  # as nearly always, and then an import does not wait
        return
    touching = [one for one in changes if one.table in _PLACE and one.key[_PLACE[one.table]] in locked]
    if touching and not all_given_back(connection, touching):
        code = min(int(one.key[_PLACE[one.table]] or 0) for one in touching)
        raise locked_refusal(Period(code), given_back=has_given_back(connection, code))
