"""Anchors (历史凭据): heads of the audit trail that left the file, held against the history that stands in it now.

A chain of hashes cannot see that all of it was computed anew, nor that its end was cut off. But every return, receipt
and backup carries the head of the trail of its day; kept elsewhere (at the city, on another disk), it shows any change
to what had happened until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from qbs_desktop.db import backup, history, submissions
from qbs_desktop.domain.errors import QbsError
from qbs_desktop.exchange.sealed import verifying
from qbs_desktop.paths import EXTENSION
from qbs_desktop.services.safety import backups
from qbs_desktop.services.workspace import Workspace

COPIES = (EXTENSION, backups.EXTENSION)
NEARBY = 3
"""So many of the latest returns and copies beside the data file are held against it without being asked for."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """One head that left the file: in what, and its operation's number (0 if it was not noted)."""

    where: str
    head: str
    number: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether the file's history still has what an anchor names; `held` is None for a file that is no anchor of it."""

    path: Path
    held: bool | None
    sentence: str


def prove(workspace: Workspace, paths: Iterable[Path]) -> list[Proof]:
    """Hold returns, receipts and backups against the file's history.

    Meaningful once the chain itself was verified: a head that is in a sound chain proves everything before it.
    """
    return [_proof(workspace, path) for path in paths]


def nearby(workspace: Workspace) -> list[Path]:
    """Latest exported returns and copies that lie beside the data file."""
    folder, own = workspace.path.parent, workspace.path
    names = dict.fromkeys(one.file for one in reversed(workspace.read(submissions.revisions)))
    books = [folder / name for name in names if name and (folder / name).is_file()][:NEARBY]
    copies = [one for one in folder.glob(f"{_literal(own.stem)}?*{own.suffix}") if one != own and one.is_file()]
    copies += [one.path for one in backups.listing(own)]
    return [*books, *sorted(copies, key=lambda one: one.stat().st_mtime, reverse=True)[:NEARBY]]


def _literal(text: str) -> str:
    """A file name inside a glob pattern."""
    return "".join(f"[{sign}]" if sign in "[]*?" else sign for sign in text)


def _proof(workspace: Workspace, path: Path) -> Proof:
    try:
        anchor = _of_copy(workspace, path) if path.suffix.lower() in COPIES else _of_book(workspace, path)
    except QbsError as fault:
        return Proof(path, None, str(fault))
    if isinstance(anchor, str):
        return Proof(path, None, anchor)
    here = workspace.read(lambda connection: history.number_of(connection, anchor.head))
    if here is not None:
        return Proof(path, True, f"与{anchor.where}记下的历史相符，第 1—{here} 号操作没有被改过。")
    last = workspace.read(history.anchor)["audit_number"]
    if isinstance(last, int) and anchor.number > last:
        return Proof(
            path,
            False,
            f"{anchor.where}记到第 {anchor.number} 号操作，这个文件只到第 {last} 号："
            "后面的操作被删去，或者文件退回了旧副本。",
        )
    upto = f"第 {anchor.number} 号操作或它以前的" if anchor.number else "它以前的"
    return Proof(path, False, f"{anchor.where}记下的历史不在这个文件里：{upto}操作被改写过，或者文件不是同一个。")


def _of_copy(workspace: Workspace, path: Path) -> Anchor | str:
    first, said = backup.anchor_of(path)
    if first != workspace.read(history.first):
        return f"“{path.name}”不是这个数据文件的副本，没有核对。"
    return _anchor(f"副本“{path.name}”", said) or f"“{path.name}”里没有操作历史，没有核对。"


def _of_book(workspace: Workspace, path: Path) -> Anchor | str:
    """A return of this office carries the head of this file; so does an answer that this office gave."""
    verdict = verifying.verify(path)
    if verdict.state != "whole":
        return f"{verdict.sentence}不能用来核对历史。"
    code = workspace.unit.code
    said = verdict.manifest
    if _code(said.get("unit")) == code and "audit_head" in said:
        return _anchor(f"报表“{path.name}”", said) or f"“{path.name}”没有记下历史，没有核对。"
    if _code(said.get("from")) == code and said.get("head"):
        return Anchor(f"“{path.name}”", str(said["head"]), 0)
    return f"“{path.name}”不是本单位的报表或回执，没有核对。"


def _anchor(where: str, said: Mapping[str, object]) -> Anchor | None:
    head, number = said.get("audit_head"), said.get("audit_number", 0)
    return Anchor(where, head, number if isinstance(number, int) else 0) if isinstance(head, str) and head else None


def _code(unit: object) -> str:
    return str(unit.get("code", "")) if isinstance(unit, Mapping) else ""
