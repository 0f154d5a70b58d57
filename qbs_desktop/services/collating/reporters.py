"""The units whose returns are expected (应报单位): the divisions below the own unit, until a clerk says otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from qbs_desktop.db import collation
from qbs_desktop.db.collation import Reporter
from qbs_desktop.db.edit import Edit
from qbs_desktop.domain.codes import divisions
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.ledger import REPORTING_UNIT
from qbs_desktop.services import code_tables
from qbs_desktop.services.workspace import Workspace


def require_collating(workspace: Workspace) -> None:
    """Refuse in a file whose unit nobody reports to.

    Raises:
        Refusal: the profile is a county's.
    """
    if not workspace.profile.collates:
        raise Refusal(f"“{workspace.profile.title}”是县级方案，不接收下级报表。请打开市级或省级的数据文件。")


def expected(workspace: Workspace) -> tuple[Reporter, ...]:
    """The expected units in order: those the clerk has set, else the usual ones."""
    stored = workspace.read(collation.reporters)
    return tuple(stored) if stored else usual(workspace.unit.code)


def usual(code: str) -> tuple[Reporter, ...]:
    """The divisions one level below a unit (counties, or cities); functional areas are added by hand."""
    level = divisions.CITY if code.endswith("0000") else divisions.COUNTY
    below = [
        one
        for one in code_tables.divisions().entries
        if one.level == level and one.code != code and divisions.covers(code, one.code)
    ]
    return tuple(Reporter(one.code, one.name, at) for at, one in enumerate(below, 1))


def offered(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Further units that may be added: functional areas (功能区) within the unit, as code and name."""
    known = {one.code for one in expected(workspace)}
    return tuple(
        (one.code, one.name)
        for one in code_tables.divisions().entries
        if one.level == divisions.AREA and divisions.covers(workspace.unit.code, one.code) and one.code not in known
    )


def set_expected(workspace: Workspace, wanted: Sequence[tuple[str, str]]) -> None:
    """Make these (code, name) the expected units, in this order; one undoable operation.

    The records of a unit that gets another name go with it.

    Raises:
        Refusal: a code or name is missing or wrong, or stands twice; the sentence names it.
    """
    require_collating(workspace)
    rows = [(code.strip(), name.strip()) for code, name in wanted if code.strip() or name.strip()]
    for code, name in rows:
        if problem := divisions.unit_code_problem(code):
            raise Refusal(f"“{name or code}”：{problem}")
        if not name:
            raise Refusal(f"单位代码 {code} 没有填单位名称。")
        if code == workspace.unit.code:
            raise Refusal(f"“{name}”是本单位，不向自己报送。")
    for what, column in (("单位代码", 0), ("单位名称", 1)):
        texts = [row[column] for row in rows]
        twice = next((text for text in texts if texts.count(text) > 1), None)
        if twice is not None:
            raise Refusal(f"{what}“{twice}”写了两次，请删去一行或改正。")
    if not rows:
        raise Refusal("应报单位不能全部删去，请至少留一个。")
    now = dict(rows)
    renamed = {one.name: now[one.code] for one in expected(workspace) if now.get(one.code, one.name) != one.name}
    lists = [ledger.id for ledger in workspace.ledgers.values() if ledger.has(REPORTING_UNIT)]

    def act(edit: Edit) -> None:
        edit.set_reporters(rows)
        if renamed:
            edit.rename_units(lists, renamed)

    workspace.run("修改应报单位", act)
