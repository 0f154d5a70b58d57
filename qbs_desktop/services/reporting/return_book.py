"""A return as a sealed workbook (报表工作簿): its cover, its machine part, its bytes, saved and read back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qbs_desktop import __version__
from qbs_desktop.db import history
from qbs_desktop.domain.finding import Grade
from qbs_desktop.domain.forms.filled import FilledForm
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.return_state import Stage
from qbs_desktop.exchange import layout, locking, saving, writing
from qbs_desktop.exchange.layout import Layout
from qbs_desktop.exchange.sealed import sealing, verifying
from qbs_desktop.services.checks import checking
from qbs_desktop.services.checks.checking import CheckedFinding
from qbs_desktop.services.reporting import altering, office_keys
from qbs_desktop.services.reporting.return_answers import EXPLANATIONS
from qbs_desktop.services.reporting.return_content import Content
from qbs_desktop.services.workspace import Unit

COVER = verifying.COVER
MOST_TOLD = 200
"""Open findings that a machine part names; more are only counted."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """What makes content a revision.

    Attributes:
        revision: 版次, from 1.
        previous: digest of the revision that it corrects or follows.
        submitted: handed in; else the cover says 草稿.
        correction: an earlier revision was handed in.
        reason: why it is handed in although findings are open; empty where none are.
        late: what is said of its being late (迟报).
        at: when.
    """

    revision: int
    previous: str
    at: datetime
    submitted: bool = False
    correction: bool = False
    reason: str = ""
    late: str = ""


@dataclass(frozen=True, slots=True)
class Book:
    """The bytes of a sealed workbook with the name it should have, and how to see that they arrived."""

    name: str
    content: bytes
    check: Callable[[Path, str | None], None]

    @property
    def sha256(self) -> str:
        """The hash under which it is filed."""
        return hashlib.sha256(self.content).hexdigest()

    def prepared(self, folder: Path, password: str | None = None) -> AbstractContextManager[saving.Placing]:
        """Written beside its place and read back; put there when the result is called.

        With `password` the copy in the folder opens only with that (打开密码); what is filed has none.

        Raises:
            Refusal: a password no program takes.
        """
        content = self.content if password is None else locking.locked(self.content, password)
        return saving.prepared(folder / self.name, content, lambda draft: self.check(draft, password))


def sealed(content: Content, stamp: Stamp) -> Book:
    """Seal content as a revision, signed if the office has a key.

    Raises:
        Refusal: a text is longer than a cell takes.
        SigningLocked: the password of the signing key has to be given first.
    """
    cover = cover_of(content, stamp)
    pages = [cover, *content.sheets]
    signer = office_keys.signer(content.workspace)
    seal = sealing.seal(_manifest(content, stamp), pages, [*sealing.meant([cover]), *content.lines], signer=signer)
    footer = f"校验码 {sealing.short(content.digest)}"
    made = writing.workbook(pages, footer=footer if stamp.submitted else f"草稿　{footer}", hidden=seal.rows)
    name = file_name(content.workspace.unit, content.period, stamp.revision if stamp.submitted else None)
    return Book(name, made, lambda draft, password: verifying.same_as_meant(draft, seal.lines, seal.opened, password))


def filed(name: str, made: bytes) -> Book:
    """A workbook that was sealed before: the same bytes again."""

    def check(draft: Path, password: str | None) -> None:
        if password is None and draft.read_bytes() != made:
            raise AssertionError("written file differs from the filed one")

    return Book(name, made, check)


def file_name(unit: Unit, period: Period, revision: int | None) -> str:
    """Unit, period and revision (None: 草稿) of a return."""
    which = "草稿" if revision is None else f"第{revision}版"
    return f"{saving.file_name(unit.name or unit.code or '本单位')}_千百十报表_{period.label()}_{which}.xlsx"


def _manifest(content: Content, stamp: Stamp) -> dict[str, object]:
    """What the machine part says of the revision, beyond what the content is of."""
    return content.facts() | {
        "kind": "return",
        "program": __version__,
        "revision": stamp.revision,
        "previous": stamp.previous,
        "digest": content.digest,
        "content": content.content,
        "state": (Stage.SUBMITTED if stamp.submitted else Stage.DRAFT).value,
        "correction": stamp.correction,
        "late": stamp.late,
        "override": {"reason": stamp.reason, "findings": told(content.found)} if stamp.reason else None,
        **content.workspace.read(history.anchor),
        "exported": stamp.at.isoformat(timespec="seconds"),
    }


def told(found: Sequence[CheckedFinding]) -> list[dict[str, str]]:
    """Findings that stand in the way, as they travel with an override."""
    return [
        {
            "rule": one.finding.rule,
            "grade": one.finding.grade.value,
            "subject": one.finding.subject,
            "message": one.said,
        }
        for one in found
        if one.open
    ][:MOST_TOLD]


# --- cover -------------------------------------------------------------------------------------------------------


def cover_of(content: Content, stamp: Stamp) -> Layout:
    """The first sheet: whose return of what it is, its revision and code, and what has to be said of it."""
    unit, profile = content.workspace.unit, content.workspace.profile
    fewer = content.rounding()
    lines = [
        f"填报单位：{unit.name}" + (f"（{unit.code}）" if unit.code else ""),
        f"报 告 期：{content.period.label()}",
        f"计量单位：{content.amount_unit}" + (f"（{fewer}）" if fewer else ""),
        f"版　　次：{_revision_words(stamp)}",
        f"报送对象：{profile.receiving_office}",
        f"校 验 码：{sealing.short(content.digest)}（印在每页右下角）",
        f"{'上报' if stamp.submitted else '导出'}时间：{stamp.at:%Y-%m-%d %H:%M}",
        *([f"迟　　报：{stamp.late}"] if stamp.late else []),
        *([f"未处理的审核结果：{open_words(content.found)}", f"上报理由：{stamp.reason}"] if stamp.reason else []),
    ]
    rows = [
        (one.form.sheet, one.title, one.period.label(), str(sum(row.uid != "" for row in one.rows)), _state(one))
        for one in content.filled
    ]
    if content.answers:
        rows.append((EXPLANATIONS, "核实性审核的说明", content.period.label(), str(len(content.answers)), ""))
    if content.altered:
        rows.append((altering.SHEET, "与上一版的不同", content.period.label(), str(content.altered), ""))
    heads = [("工作表", 8), ("名称", 20), ("报告期", 9), ("行数", 4), ("备注", 8)]
    return layout.of_table(COVER, f"{profile.programme}报表", lines, heads, rows)


def _revision_words(stamp: Stamp) -> str:
    words = f"第 {stamp.revision} 版" + ("（更正）" if stamp.correction else "")
    return words if stamp.submitted else f"{words}　草稿，尚未上报"


def _state(one: FilledForm) -> str:
    return "" if one.has_data else "空表"


def open_words(found: Sequence[CheckedFinding]) -> str:
    """How many findings of which grade are neither put right nor explained: ``强制 1 条、核实 2 条``."""
    counts = checking.counts(list(found))
    return "、".join(f"{grade.label} {counts[grade]} 条" for grade in (Grade.ERROR, Grade.QUERY) if counts[grade])
