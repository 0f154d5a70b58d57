"""Keys of offices (签名的钥匙): make this office's own, hand its public half on, register and revoke others'."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from qbs_desktop.db import keys
from qbs_desktop.db.edit import Edit
from qbs_desktop.db.keys import STATE_WORDS, OfficeKey
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange import saving
from qbs_desktop.exchange.sealed import enrolment, signing
from qbs_desktop.exchange.sealed.enrolment import Enrolment
from qbs_desktop.exchange.sealed.signing import PublicKey, Signer, WrongPassword
from qbs_desktop.exchange.sealed.standing import Known, Ring
from qbs_desktop.services.workspace import Workspace

__all__ = [
    "STATE_WORDS",
    "Enrolment",
    "OfficeKey",
    "Ring",
    "SigningLocked",
    "WrongPassword",
    "all_keys",
    "export_enrolment",
    "make",
    "own",
    "read_enrolment",
    "register",
    "revoke",
    "ring",
    "same_fingerprint",
    "signer",
    "unlock",
    "vouched",
    "wants_password",
]

MIN_PASSWORD = 6


class SigningLocked(Refusal):
    """The own key has a password that was not given since the file was opened."""


# --- looking -----------------------------------------------------------------------------------------------------


def all_keys(workspace: Workspace) -> list[OfficeKey]:
    """Every key the file knows, oldest first."""
    return workspace.read(keys.office_keys)


def own(workspace: Workspace) -> OfficeKey | None:
    """The key that this office signs with, if it has one."""
    return next((one for one in all_keys(workspace) if one.own and one.state == "active"), None)


def ring(workspace: Workspace) -> Ring:
    """The register, for judging signatures."""
    return {
        one.fingerprint: Known(one.unit_code, one.unit_name, one.state, one.until or "") for one in all_keys(workspace)
    }


# --- signing -----------------------------------------------------------------------------------------------------


def wants_password(workspace: Workspace) -> bool:
    """Whether the own key is under a password that was not given yet."""
    mine = own(workspace)
    return mine is not None and mine.fingerprint not in workspace.signers and _kept_under_password(workspace, mine)


def unlock(workspace: Workspace, password: str) -> None:
    """Take the password of the own key; it stays unlocked until the file is closed.

    Raises:
        Refusal: there is no own key.
        WrongPassword: this is not its password.
    """
    mine = own(workspace)
    if mine is None:
        raise Refusal("本单位还没有签名的钥匙。请先在“文件—签名的钥匙…”里建立。")
    workspace.signers[mine.fingerprint] = _unwrapped(workspace, mine, password)


def signer(workspace: Workspace) -> Signer | None:
    """What signs a return now; None while the office has no key, since signing is optional.

    Raises:
        SigningLocked: the password has to be given first, so that no return leaves unsigned by oversight.
    """
    mine = own(workspace)
    return None if mine is None else _signer_of(workspace, mine)


def _signer_of(workspace: Workspace, key: OfficeKey) -> Signer:
    if key.fingerprint in workspace.signers:
        return workspace.signers[key.fingerprint]
    if _kept_under_password(workspace, key):
        raise SigningLocked("本单位的签名设了口令。请先在“文件—签名的钥匙…”里输入签名口令，再导出。")
    return _unwrapped(workspace, key, None)


def _kept_under_password(workspace: Workspace, key: OfficeKey) -> bool:
    wrapped = workspace.read(lambda connection: keys.secret(connection, key.fingerprint))
    return wrapped is not None and signing.has_password(wrapped)


def _unwrapped(workspace: Workspace, key: OfficeKey, password: str | None) -> Signer:
    wrapped = workspace.read(lambda connection: keys.secret(connection, key.fingerprint))
    if wrapped is None:
        raise Refusal("数据文件里没有签名的私钥，不能签名。请在“文件—签名的钥匙…”里另建一把，并重新登记。")
    return signing.unwrapped(wrapped, PublicKey(key.algorithm, key.public), password)


# --- the own key -------------------------------------------------------------------------------------------------


def make(workspace: Workspace, password: str | None = None) -> OfficeKey:
    """Make the own key, or change it: the earlier one then counts no more.

    Raises:
        Refusal: the password is too short.
    """
    if password is not None and len(password) < MIN_PASSWORD:
        raise Refusal(f"签名口令至少 {MIN_PASSWORD} 个字。")
    made, wrapped = signing.new_key(password)
    unit, now, earlier = workspace.unit, _now(), own(workspace)
    key = OfficeKey(
        made.key.fingerprint,
        unit.code,
        unit.name,
        made.key.algorithm,
        made.key.text,
        own=True,
        state="active",
        since=now,
    )

    def action(edit: Edit) -> None:
        if earlier is not None:
            edit.set_office_key(replace(earlier, state="replaced", until=now))
        edit.set_office_key(key)
        edit.keep_secret(key.fingerprint, wrapped)

    workspace.run("更换签名的钥匙" if earlier else "建立签名的钥匙", action, undoable=False)
    workspace.signers[key.fingerprint] = made
    return key


def export_enrolment(workspace: Workspace, folder: Path) -> Path:
    """Write the enrolment file of the own key for the receiving office.

    Raises:
        Refusal: there is no own key.
        SigningLocked: its password has to be given first.
        EnvironmentFault: it cannot be written.
    """
    mine = own(workspace)
    if mine is None:
        raise Refusal("本单位还没有签名的钥匙。请先建立。")
    name = saving.file_name(f"{mine.unit_name or mine.unit_code or '本单位'}_公钥登记表_{mine.fingerprint[:9]}")
    said = Enrolment(mine.unit_code, mine.unit_name, PublicKey(mine.algorithm, mine.public), mine.since)
    return enrolment.write(folder / f"{name}.xlsx", said, _signer_of(workspace, mine), _earlier(workspace, mine))


def _earlier(workspace: Workspace, mine: OfficeKey) -> Signer | None:
    """The key before this one, if it can still sign: not one that was revoked, nor one whose password is unknown."""
    before = [one for one in all_keys(workspace) if one.own and one.state == "replaced" and one.until == mine.since]
    try:
        return _signer_of(workspace, before[-1]) if before else None
    except Refusal:
        return None


# --- the register ------------------------------------------------------------------------------------------------


def read_enrolment(path: Path) -> Enrolment:
    """What an enrolment file says, before it is registered.

    Raises:
        Refusal: it is none, or was altered.
        EnvironmentFault: it cannot be opened.
    """
    return enrolment.read(path)


def vouched(workspace: Workspace, said: Enrolment) -> bool:
    """Whether the key that the unit has registered now signed for the new one; then no telephone is needed."""
    return any(
        one.fingerprint == said.endorsed_by and one.unit_code == said.unit_code and one.state == "active"
        for one in all_keys(workspace)
    )


def same_fingerprint(heard: str, mark: str) -> bool:
    """Whether a fingerprint as somebody noted it is this one; blanks and dashes do not count."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", heard) if sign.isdigit())
    return digits == mark.replace("-", "")


def register(workspace: Workspace, said: Enrolment, note: str = "") -> OfficeKey:
    """Register a unit's key; a key that the unit had before counts no more from now on.

    Raises:
        Refusal: the key is registered already, was revoked or replaced, or names no unit.
    """
    if not said.unit_code:
        raise Refusal("登记表上没有单位代码，不能登记。请报送单位补上单位代码后重新导出。")
    known, now = all_keys(workspace), _now()
    mark = said.key.fingerprint
    before = next((one for one in known if one.fingerprint == mark), None)
    if before is not None:
        words = {"active": "已经登记过", "replaced": "已被更换", "revoked": "已经撤销"}[before.state]
        raise Refusal(f"这把钥匙{words}（“{before.unit_name}”，指纹 {mark}），没有再登记。")
    key = OfficeKey(
        mark, said.unit_code, said.unit_name, said.key.algorithm, said.key.text,
        own=False, state="active", since=now, note=note,
    )  # fmt: skip

    def action(edit: Edit) -> None:
        for one in known:
            if one.unit_code == said.unit_code and one.state == "active" and not one.own:
                edit.set_office_key(replace(one, state="replaced", until=now))
        edit.set_office_key(key)

    workspace.run(f"登记“{said.unit_name}”的签名钥匙", action)
    return key


def revoke(workspace: Workspace, fingerprint: str, reason: str) -> None:
    """Take a key out of use, own or registered: whatever is signed with it from now on is not accepted.

    Raises:
        Refusal: no such key, revoked already, or no reason given.
    """
    key = next((one for one in all_keys(workspace) if one.fingerprint == fingerprint), None)
    if key is None:
        raise Refusal(f"没有指纹是 {fingerprint} 的钥匙。")
    if key.state == "revoked":
        raise Refusal(f"这把钥匙已于 {(key.until or '')[:10]} 撤销。")
    if not reason.strip():
        raise Refusal("请写明撤销的原因，例如“电脑遗失”“人员调离”。")
    gone = replace(key, state="revoked", until=_now(), note=reason.strip())
    workspace.run(f"撤销“{key.unit_name}”的签名钥匙", lambda edit: edit.set_office_key(gone), undoable=False)
    workspace.signers.pop(fingerprint, None)


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="microseconds")
