"""A return on the wire (报表的传送): what the reading process found in it, as plain texts, numbers and bytes.

The process reads the workbook and holds every visible cell against the machine part. The seal, the signature and what
the return says are judged by the program itself, from the texts of the machine part.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias, cast

from qbs_desktop.exchange.process.wire import Broken
from qbs_desktop.exchange.sealed import verifying
from qbs_desktop.exchange.sealed.differing import Change
from qbs_desktop.exchange.sealed.sealing import Machine
from qbs_desktop.exchange.sealed.seen import see
from qbs_desktop.exchange.sealed.signing import PublicKey, Signature
from qbs_desktop.exchange.sealed.verifying import Compared, Verdict

Packed: TypeAlias = tuple[Any, ...]
"""The bytes that were read, the texts of the machine part or of the verdict, and the changes."""


def told(path: Path, passwords: Sequence[str]) -> Packed:
    """Read a return; inside the process.

    Raises:
        PasswordWanted, Refusal, EnvironmentFault: as `verifying.opened`.
    """
    package, content = verifying.opened(path, passwords)
    found = verifying.compared(path, see(package))
    changes = [(one.sheet, one.cell, one.what, one.expected, one.found) for one in found.changes]
    if isinstance(found, Verdict):
        return "verdict", content, (found.state, found.sentence), changes, len(changes)
    machine, by = found.machine, found.machine.signature
    signature = (by.key.algorithm, by.key.text, by.text) if by is not None else ()
    return "compared", content, (machine.digest, machine.body, machine.content, *signature), changes, found.count


def taken(path: Path, message: object) -> tuple[Compared | Verdict, bytes]:
    """What was found in a return, and its bytes; on the program's side.

    Raises:
        Broken: it is not what `told` gives.
    """
    try:
        kind, content, texts, listed, count = cast("Packed", message)
        changes = tuple(Change(*one) for one in listed)
        parts = [one for change in listed for one in change]
        if (
            not all(type(one) is str for one in (*texts, *parts))
            or type(content) is not bytes
            or type(count) is not int
        ):
            raise TypeError(kind)
        if count < len(changes):
            raise ValueError(count)
        if kind == "verdict":
            state, sentence = texts
            if state not in {"altered", "not_a_return"}:
                raise ValueError(state)
            return Verdict(path, state, sentence, changes), content
        digest, body, lines, *signature = texts
        signed = Signature(PublicKey(signature[0], signature[1]), signature[2]) if signature else None
        return Compared(Machine(digest, body, lines, signed), changes, count), content
    except (TypeError, ValueError, LookupError, AttributeError) as fault:
        raise Broken(repr(fault)) from fault
