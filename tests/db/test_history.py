from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.db import driver, history
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.figure import Figure, FigureKey, Kind
from qbs_desktop.domain.period import Period
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db.content import digest_of
from tests.db.forging import sealed_again

JANUARY = Period.of_month(2026, 1)


def fill(workspace: Workspace, count: int = 1) -> None:
    for number in range(count):
        workspace.run(f"第 {number} 步", lambda edit, n=number: edit.set_meta(f"k{n}", str(n)))


def next_steps(workspace: Workspace) -> tuple[str | None, str | None]:
    """What would be taken back and what done again."""
    undo, redo = workspace.read(history.stacks)
    return undo[-1].title if undo else None, redo[-1].title if redo else None


def test_undo_and_redo_survive_closing(path: Path) -> None:
    with Workspace.create(path, profiles.load("hunan-county"), Unit("1", "甲"), year=2026) as workspace:
        fill(workspace, 3)
        workspace.undo()
        digest = digest_of(workspace)
    with Workspace.open_file(path) as workspace:
        assert next_steps(workspace) == ("第 1 步", "第 2 步")
        workspace.redo()
        assert next_steps(workspace)[1] is None
        workspace.undo()
        assert digest_of(workspace) == digest


def test_nothing_to_undo_or_redo_is_said(workspace: Workspace) -> None:
    for what, word in ((workspace.undo, "撤销"), (workspace.redo, "重做")):
        with pytest.raises(Refusal, match=f"没有可以{word}的操作"):
            what()


def test_what_cannot_be_undone_leaves_the_steps_around_it_alone(workspace: Workspace) -> None:
    fill(workspace, 2)
    workspace.undo()
    workspace.run("不可撤销", lambda edit: edit.set_meta("x", "1"), undoable=False)
    assert next_steps(workspace) == ("第 0 步", "第 1 步")
    assert workspace.undo() == "第 0 步"


def test_a_row_changed_behind_the_stack_is_not_overwritten_by_undo(workspace: Workspace) -> None:
    fill(workspace)
    workspace.store.reader.execute("UPDATE meta SET value = '别的' WHERE key = 'k0'")
    with pytest.raises(Refusal, match="刚被别处改动过"):
        workspace.undo()


def test_the_stacks_are_right_when_their_beginning_is_out_of_sight(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(workspace, 4)
    for _ in range(3):
        workspace.undo()
    workspace.redo()
    full = workspace.read(history.stacks)
    for seen in range(1, 9):
        monkeypatch.setattr(history, "UNDO_DEPTH", seen)
        undo, redo = workspace.read(history.stacks)
        assert undo == full[0][len(full[0]) - len(undo) :]
        assert redo == full[1][len(full[1]) - len(redo) :]
    monkeypatch.setattr(history, "UNDO_DEPTH", 2)
    assert workspace.next_undo() == "第 1 步"


def test_operations_of_one_record_are_found(workspace: Workspace) -> None:
    one, two = workspace.run("加", lambda edit: [edit.add("project", {"name": n}) for n in "甲乙"])
    workspace.run("改甲", lambda edit: edit.set_fields("project", one, {"name": "丙"}))
    ask = lambda subject: [o.title for o in workspace.read(lambda c: history.operations(c, subject=subject))]  # noqa: E731
    assert ask(one) == ["改甲", "加"]
    assert ask(two) == ["加"]
    assert len(workspace.read(lambda c: history.operations(c, newest=1))) == 1


def test_periods_changed_since_an_operation_are_found(workspace: Workspace) -> None:
    one = workspace.run("加", lambda edit: edit.add("project", {}))
    before = workspace.read(lambda c: history.operations(c, newest=1))[0].id
    workspace.run("填", lambda e: e.set_figure(FigureKey(one, "tax", JANUARY, Kind.ACTUAL), Figure(Decimal(1))))
    since = lambda number: workspace.read(lambda c: history.figure_periods_since(c, number))  # noqa: E731
    assert since(before) == {JANUARY.code}
    assert since(before + 1) == set()


def test_the_head_is_zeros_before_anything_happened(path: Path) -> None:
    from qbs_desktop.db.store import Store

    made = Store.create(path)
    assert made.read(history.head) == "0" * 64
    assert made.read(history.verify_chain) is None
    made.close()


def test_audit_rows_cannot_be_changed_by_statement(workspace: Workspace) -> None:
    fill(workspace)
    for table in ("operation", "changeset", "trace"):
        workspace.run("加", lambda edit: edit.add("project", {}))
        for sql in (f"UPDATE {table} SET operation_id = 1", f"DELETE FROM {table}"):
            with pytest.raises(driver.driver.Error, match="audit rows are kept"):
                workspace.store.reader.execute(sql.replace("operation_id", "title") if table == "operation" else sql)


TAMPERING = {
    "title": "UPDATE operation SET title = title || '.' WHERE id = ?",
    "user": "UPDATE operation SET user = 'x' WHERE id = ?",
    "time": "UPDATE operation SET at = '2020-01-01T00:00:00+00:00' WHERE id = ?",
    "kind": "UPDATE operation SET kind = 'undo' WHERE id = ?",
    "body": "UPDATE changeset SET body = CAST(replace(body, '\"k', '\"K') AS BLOB) WHERE operation_id = ?",
    "table": "UPDATE changeset SET tbl = 'figure' WHERE operation_id = ?",
    "delete": "DELETE FROM operation WHERE id = ?",
    "delete changes": "DELETE FROM changeset WHERE operation_id = ?",
    "insert changes": "INSERT INTO changeset SELECT operation_id, seq + 1, tbl, columns, body FROM changeset"
    " WHERE operation_id = ?",
    "renumber": "UPDATE operation SET id = id + 100 WHERE id = ?",
    "hash": "UPDATE operation SET hash = 'x' || substr(hash, 2) WHERE id = ?",
}


@pytest.mark.parametrize("kind", TAMPERING)
def test_every_tampering_with_the_trail_is_found(workspace: Workspace, kind: str) -> None:
    """Reliability test A2: the owner of the key edits the trail with the triggers removed."""
    fill(workspace, 6)
    connection = workspace.store.reader
    connection.execute("PRAGMA foreign_keys = OFF")
    for table in ("operation", "changeset", "trace"):
        for verb in ("update", "delete"):
            connection.execute(f"DROP TRIGGER {table}_no_{verb}")
    assert history.verify_chain(connection) is None
    chosen = random.Random(kind).randint(2, 7)
    connection.execute(TAMPERING[kind], (chosen,))
    assert history.verify_chain(connection) is not None


def test_a_cut_tail_and_a_swap_are_found_and_a_rewritten_end_changes_the_head(workspace: Workspace) -> None:
    fill(workspace, 6)
    connection = workspace.store.reader
    anchor = history.head(connection)
    connection.execute("PRAGMA foreign_keys = OFF")
    for verb in ("update", "delete"):
        connection.execute(f"DROP TRIGGER operation_no_{verb}")
        connection.execute(f"DROP TRIGGER changeset_no_{verb}")
    connection.execute("SAVEPOINT s")
    connection.execute("DELETE FROM operation WHERE id = 7")
    assert history.verify_chain(connection) == 7
    connection.execute("ROLLBACK TO s")
    for table, name in (("operation", "id"), ("changeset", "operation_id")):
        for old, new in ((3, 99), (4, 3), (99, 4)):
            connection.execute(f"UPDATE {table} SET {name} = {new} WHERE {name} = {old}")
    assert history.verify_chain(connection) == 3
    connection.execute("ROLLBACK TO s")
    connection.execute("UPDATE operation SET title = '假' WHERE id = 4")
    sealed_again(connection, 4)
    assert history.verify_chain(connection) is None
    assert history.head(connection) != anchor  # only a head kept outside the file tells (returns and backups carry it)


def test_odd_characters_in_what_an_operation_says_of_itself_fit_their_hash_and_are_found_when_changed(
    workspace: Workspace,
) -> None:
    """SQLite and Python write some of them differently as JSON; the chain was sealed by Python."""
    odd = '引号"\\斜线/ 换行\n制表\t响铃\x07退格\x08换页\x0c空\x00删除\x7f段\u2028表情😀'
    workspace.run(odd, lambda edit: edit.set_meta("k", odd))
    connection = workspace.store.reader
    (newest,) = connection.execute("SELECT max(id) FROM operation").fetchone()
    assert history.verify_chain(connection) is None
    connection.execute("DROP TRIGGER operation_no_update")
    connection.execute("UPDATE operation SET title = replace(title, '😀', '😁') WHERE id = ?", (newest,))
    assert history.verify_chain(connection) == newest
