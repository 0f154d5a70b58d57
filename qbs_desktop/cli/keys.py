"""`qbs keys`: keys that sign returns (签名的钥匙): make, hand on, register, revoke, list."""

from __future__ import annotations

import argparse
from pathlib import Path

from qbs_desktop.cli.command import Command, Outcome, file_argument, opened, secret
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.services.reporting import office_keys
from qbs_desktop.services.reporting.office_keys import OfficeKey
from qbs_desktop.services.workspace import Workspace


def _add(parser: argparse.ArgumentParser) -> None:
    file_argument(parser)
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--make", action="store_true", help="建立本单位签名的钥匙；已有的换成新的")
    act.add_argument("--enrol", type=Path, metavar="DIR", help="把本单位的公钥登记表存到这个文件夹")
    act.add_argument("--register", type=Path, metavar="BOOK", help="登记下级单位的公钥登记表")
    act.add_argument("--revoke", metavar="FINGERPRINT", help="撤销一把钥匙；另用 --reason 写明原因")
    parser.add_argument("--fingerprint", help="登记时：电话里核对过的指纹，与登记表不一致就不登记")
    parser.add_argument("--reason", default="", help="撤销的原因")
    parser.add_argument("--password-file", type=secret, metavar="TXT", help="签名口令，写在这个文件的第一行")


def _run(arguments: argparse.Namespace) -> Outcome:
    with opened(arguments.file) as workspace:
        lines = _act(workspace, arguments)
        known = office_keys.all_keys(workspace)
    document = {"keys": [_document(one) for one in known]}
    return Outcome(0, lines or [_line(one) for one in known] or ["还没有钥匙。"], document)


def _act(workspace: Workspace, arguments: argparse.Namespace) -> list[str]:
    password: str | None = arguments.password_file
    if arguments.make:
        made = office_keys.make(workspace, password)
        return [f"已建立签名的钥匙，指纹 {made.fingerprint}。请用 --enrol 导出公钥登记表，交给接收单位登记。"]
    if arguments.enrol is not None:
        if password is not None:
            office_keys.unlock(workspace, password)
        return [f"已导出 {office_keys.export_enrolment(workspace, arguments.enrol)}"]
    if arguments.register is not None:
        return [_register(workspace, arguments)]
    if arguments.revoke is not None:
        office_keys.revoke(workspace, arguments.revoke, arguments.reason)
        return [f"已撤销 {arguments.revoke}。"]
    return []


def _register(workspace: Workspace, arguments: argparse.Namespace) -> str:
    said = office_keys.read_enrolment(arguments.register)
    mark, heard = said.key.fingerprint, arguments.fingerprint
    if not office_keys.vouched(workspace, said):
        if heard is None:
            raise Refusal(f"登记表的指纹是 {mark}。请打电话与“{said.unit_name}”核对，一致再加 --fingerprint 登记。")
        if not office_keys.same_fingerprint(heard, mark):
            raise Refusal(f"核对的指纹与登记表不一致（登记表是 {mark}），没有登记。请查清登记表是谁给的。")
    office_keys.register(workspace, said)
    return f"已登记“{said.unit_name}”的钥匙，指纹 {mark}。"


def _line(one: OfficeKey) -> str:
    whose = "本单位" if one.own else one.unit_name
    return f"{one.fingerprint}  {office_keys.STATE_WORDS[one.state]}  {whose}  {one.since[:10]}  {one.note}".rstrip()


def _document(one: OfficeKey) -> dict[str, object]:
    return {
        "fingerprint": one.fingerprint,
        "unit": {"code": one.unit_code, "name": one.unit_name},
        "algorithm": one.algorithm,
        "own": one.own,
        "state": one.state,
        "since": one.since,
        "until": one.until,
        "note": one.note,
    }


KEYS = Command("keys", "签名的钥匙：建立、登记、撤销、列出", _add, _run)
