"""What a signature is worth (签名结论): held against the keys that an office registered (登记的钥匙)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from qbs_desktop.exchange.sealed.signing import Signature

StandingState: TypeAlias = Literal[
    "unsigned", "missing", "valid", "unchecked", "unregistered", "other_key", "replaced", "revoked", "none"
]
"""unsigned: no signature, none expected. missing: no signature, although the unit registered a key. valid: by the
unit's registered key. unchecked: it holds, no register was at hand. unregistered: it holds, the unit has no key here.
other_key: by another key than the unit's. replaced, revoked: by a key that counts no more. none: no whole return."""


@dataclass(frozen=True, slots=True)
class Known:
    """A registered key: whose, and whether it counts; `until` says since when it does not."""

    unit_code: str
    unit_name: str
    state: str = "active"
    until: str = ""


Ring: TypeAlias = Mapping[str, Known]
"""Fingerprint → registered key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer about a signature."""

    state: StandingState
    word: str
    sentence: str
    fingerprint: str = ""
    algorithm: str = ""

    @property
    def doubtful(self) -> bool:
        """Whether somebody has to look into it before the return is taken in."""
        return self.state in {"missing", "other_key", "replaced", "revoked"}


NONE = Standing("none", "", "")


def standing(signature: Signature | None, unit_code: str, ring: Ring | None) -> Standing:
    """Judge a signature that holds (or none) of a return of this unit."""
    theirs = {} if ring is None else {mark: one for mark, one in ring.items() if one.unit_code == unit_code}
    if signature is None:
        if theirs:
            return Standing("missing", "应签未签", "没有签名，而该单位登记过签名的钥匙：请向报送单位核实是不是它报的。")
        return Standing("unsigned", "未签名", "未签名。")
    mark = signature.key.fingerprint
    known = None if ring is None else ring.get(mark)
    if ring is None:
        state, word, sentence = _UNCHECKED
    elif known is None:
        state, word, sentence = _OTHER if theirs else _UNREGISTERED
    elif known.unit_code != unit_code:
        state, word, sentence = _ANOTHERS
    else:
        state, word, sentence = _OWN[known.state]
    name, day = (known.unit_name, known.until[:10]) if known is not None else ("", "")
    return Standing(state, word, sentence.format(mark=mark, name=name, day=day), mark, signature.key.algorithm)


_Answer: TypeAlias = tuple[StandingState, str, str]
_UNCHECKED: _Answer = ("unchecked", "有签名", "签名与内容相符，钥匙指纹 {mark}（没有与登记的钥匙核对）。")
_UNREGISTERED: _Answer = (
    "unregistered",
    "钥匙未登记",
    "签名与内容相符，但该单位的钥匙没有登记（指纹 {mark}）：请打电话核对指纹后登记。",
)
_OTHER: _Answer = ("other_key", "不是登记的钥匙", "签名不是登记的钥匙（指纹 {mark}）：请向报送单位核实。")
_ANOTHERS: _Answer = ("other_key", "不是登记的钥匙", "签名用的是“{name}”的钥匙，不是该单位的：请向报送单位核实。")
_OWN: Mapping[str, _Answer] = {
    "active": ("valid", "签名有效", "签名有效，是“{name}”登记的钥匙。"),
    "replaced": ("replaced", "钥匙已更换", "签名用的是旧钥匙，已于 {day} 更换：请报送单位用新钥匙重新导出。"),
    "revoked": ("revoked", "钥匙已撤销", "签名用的钥匙已于 {day} 撤销，不能作数：请向报送单位核实。"),
}
