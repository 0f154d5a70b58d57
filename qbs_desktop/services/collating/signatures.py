"""What the signature of a kept return is worth (签名结论): as judged when it came, and against the keys known today.

A key that was registered since settles a doubt; one that was revoked since makes one. A key that the unit changed
after the return came, or its first key, says nothing about returns that were here before.
"""

from __future__ import annotations

from collections.abc import Iterable

from qbs_desktop.db.collation import Received
from qbs_desktop.exchange.sealed import standing as keys
from qbs_desktop.exchange.sealed.signing import PublicKey, Signature
from qbs_desktop.exchange.sealed.standing import Ring, Standing
from qbs_desktop.exchange.sealed.verifying import Verdict

_OF_NO_MATTER = frozenset({("valid", "replaced"), ("unsigned", "missing")})
"""(Then, now): changes at the unit after its return was here."""


def noted(verdict: Verdict) -> dict[str, str]:
    """What is kept of the signature of a return."""
    key = verdict.signature.key if verdict.signature is not None else PublicKey("", "")
    return {"state": verdict.standing.state, "algorithm": key.algorithm, "key": key.text}


def now(one: Received, ring: Ring) -> Standing:
    """What its signature is worth today; `keys.NONE` for one that came before signatures were noted."""
    said = one.facts.get("signature")
    if not isinstance(said, dict):
        return keys.NONE
    key = PublicKey(str(said.get("algorithm", "")), str(said.get("key", "")))
    found = keys.standing(Signature(key, "") if key.text else None, one.unit, ring)
    return keys.NONE if (said.get("state"), found.state) in _OF_NO_MATTER else found


def doubt(one: Received, ring: Ring) -> str:
    """Why the return should not be adopted unasked; empty if its signature gives no reason."""
    found = now(one, ring)
    return found.sentence if found.doubtful else ""


def dropped(one: Received, earlier: Iterable[Received]) -> Received | None:
    """The newest return of the unit that was signed, where this one is not; a signature may be left out to hide one."""
    if _signed(one) or not isinstance(one.facts.get("signature"), dict):
        return None
    before = [other for other in earlier if other.unit == one.unit and other.id < one.id and _signed(other)]
    return max(before, key=lambda other: other.id, default=None)


def _signed(one: Received) -> bool:
    said = one.facts.get("signature")
    return isinstance(said, dict) and bool(said.get("key"))
