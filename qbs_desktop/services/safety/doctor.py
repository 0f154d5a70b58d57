"""Examining a data file (体检): pages, structure, audit chain, the heads that left the file, place and space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qbs_desktop.db import history, store
from qbs_desktop.services.safety import anchors
from qbs_desktop.services.workspace import Workspace

ROOM_FACTOR = 3
"""Free space wanted, in file sizes: a backup, a migration and the write-ahead log."""


@dataclass(frozen=True, slots=True)
class Examination:
    """One thing examined: what, whether it is well, and a sentence."""

    what: str
    well: bool
    sentence: str


def examine(workspace: Workspace, against: Sequence[Path] = ()) -> list[Examination]:
    """Examine an open file; nothing is changed.

    Args:
        workspace: the open file.
        against: returns, receipts and copies of the file kept elsewhere, whose heads its history must contain; what
            lies beside the file is taken without being named.
    """
    problems = workspace.store.integrity()
    broken = workspace.read(history.verify_chain)
    size = workspace.path.stat().st_size
    free = store.free_space(workspace.path)
    enough = free >= ROOM_FACTOR * size
    return [
        Examination(
            "数据页", not problems, "每一页的校验都正确。" if not problems else f"发现损坏：{'；'.join(problems[:5])}"
        ),
        Examination(
            "历史链",
            broken is None,
            "操作历史首尾相接，没有被改动。"
            if broken is None
            else f"第 {broken} 号操作的记录与校验值不符，历史被改动过。",
        ),
        Examination(
            "磁盘空间",
            enough,
            f"剩余 {free // 2**20} MB，够用。" if enough else f"只剩 {free // 2**20} MB，请清出空间，以免保存失败。",
        ),
        *_proofs(workspace, against),
    ]


def _proofs(workspace: Workspace, against: Sequence[Path]) -> list[Examination]:
    """What the named files prove; of those found beside the data file only what belongs to it."""
    named = anchors.prove(workspace, against)
    near = [path for path in anchors.nearby(workspace) if path not in against]
    found = [one for one in anchors.prove(workspace, near) if one.held is not None]
    return [Examination("历史凭据", one.held is True, one.sentence) for one in (*named, *found)]
