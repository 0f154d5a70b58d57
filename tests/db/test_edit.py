from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.db import figure_edits, history, queries, submissions, totals
from qbs_desktop.db.changes import Change
from qbs_desktop.db.edit import POSITION_STEP, Edit, NewRows
from qbs_desktop.db.figure_edits import StoredLine
from qbs_desktop.db.figure_rows import FIGURE_COLUMNS
from qbs_desktop.domain.errors import Refusal, ValueProblem
from qbs_desktop.domain.figure import NOT_APPLICABLE, Figure, FigureKey, Kind, Op
from qbs_desktop.domain.period import Period
from qbs_desktop.domain.profile import ExtraField
from qbs_desktop.services import profiles
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db.content import digest_of

JANUARY = Period.of_month(2026, 1)


def key(subject: int, period: Period = JANUARY, indicator: str = "investment") -> FigureKey:
    return FigureKey(subject, indicator, period, Kind.ACTUAL)


def figures(workspace: Workspace) -> dict[FigureKey, Figure]:
    def ask(connection: object) -> dict[FigureKey, Figure]:
        found = queries.figures(connection, queries.indicator_keys(connection))
        return {FigureKey(s, *rest): figure for s, own in found.items() for rest, figure in own.items()}

    return workspace.read(ask)


def names(workspace: Workspace, ledger: str = "project") -> list[str]:
    return [one.name for one in workspace.read(lambda c: queries.records(c, workspace.ledgers[ledger]))]


def add(workspace: Workspace, *given: str) -> list[int]:
    return workspace.run("加", lambda edit: [edit.add("project", {"name": name}, year=2026) for name in given])


def test_records_stand_in_the_order_they_were_added(workspace: Workspace) -> None:
    add(workspace, "甲", "乙", "丙")
    assert names(workspace) == ["甲", "乙", "丙"]
    assert workspace.read(lambda c: len(queries.members(c, 2026))) == 3


def test_a_record_can_be_put_behind_another_any_number_of_times(workspace: Workspace) -> None:
    first, last = add(workspace, "首", "尾")

    def squeeze(edit: Edit) -> None:
        for number in range(30):
            edit.add("project", {"name": str(number)}, after=first)

    workspace.run("插", squeeze)
    assert names(workspace) == ["首", *(str(n) for n in reversed(range(30))), "尾"]
    workspace.run("插尾", lambda edit: edit.add("project", {"name": "后"}, after=last))
    assert names(workspace)[-2:] == ["尾", "后"]


def test_standing_behind_a_row_that_went_away_is_refused(workspace: Workspace) -> None:
    with pytest.raises(Refusal, match="插入的位置已经不在名单里"):
        workspace.run("插", lambda edit: edit.add("project", {}, after=99))
    with pytest.raises(Refusal, match="已经不在名单里"):
        workspace.run("插", lambda edit: edit.add("project", {}, parent_id=99))
    assert names(workspace) == []


def test_a_value_for_a_field_that_is_not_there_is_not_dropped_silently(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        workspace.run("加", lambda edit: edit.add("project", {"nmae": "甲"}))


def test_setting_fields_changes_only_what_differs(workspace: Workspace) -> None:
    (one,) = add(workspace, "甲")
    values = {"name": "甲", "lead_unit": "发改局"}
    assert workspace.run("改", lambda edit: edit.set_fields("project", one, values))
    assert not workspace.run("改", lambda edit: edit.set_fields("project", one, values))
    with pytest.raises(Refusal, match="不在名单里"):
        workspace.run("改", lambda edit: edit.set_fields("project", 99, values))


def test_an_operation_that_changes_nothing_leaves_no_trace(workspace: Workspace) -> None:
    before = workspace.next_undo(), digest_of(workspace)
    workspace.run("空", lambda edit: edit.set_meta("year", "2026"))
    assert (workspace.next_undo(), digest_of(workspace)) == before


def test_extra_fields_of_a_profile_are_kept_and_cleared(path: Path) -> None:
    extra = (ExtraField("project", "own", "自设"), ExtraField("project", "money", "自设金额", "Money"))
    profile = replace(profiles.load("hunan-county"), extra_fields=extra)
    with Workspace.create(path, profile, Unit("1", "甲"), year=2026) as workspace:
        one = workspace.run("加", lambda edit: edit.add("project", {"name": "甲", "own": "一"}))
        workspace.run("改", lambda e: e.set_fields("project", one, {"own": None, "money": Decimal(5), "name": "乙"}))
        ledger = workspace.ledgers["project"]
        record = workspace.read(lambda c: queries.record(c, ledger, one))
        assert record is not None
        assert (record.name, record.values.get("own"), record.values["money"]) == ("乙", None, Decimal(5))
        stored = workspace.read(lambda c: c.execute("SELECT extra FROM project").fetchone()[0])
        assert json.loads(stored) == {"money": 500}
        workspace.undo()
        assert json.loads(workspace.read(lambda c: c.execute("SELECT extra FROM project").fetchone()[0])) == {
            "own": "一"
        }


def test_extra_values_of_a_field_that_the_profile_dropped_stay_in_the_file(workspace: Workspace) -> None:
    (one,) = add(workspace, "甲")

    def leave(edit: Edit) -> None:
        edit._tx.apply(Change("project", (one,), ("extra",), ("{}",), ('{"gone": 1}',)))

    workspace.run("旧", leave)
    assert names(workspace) == ["甲"]


def test_a_row_cannot_stand_under_itself_or_its_own_parts(workspace: Workspace) -> None:
    one, two, three = add(workspace, "甲", "乙", "丙")
    workspace.run("设", lambda edit: edit.set_parent("project", two, one))
    workspace.run("设", lambda edit: edit.set_parent("project", three, two))
    for under in (one, two, three):
        with pytest.raises(Refusal, match="不能把一行放到它自己"):
            workspace.run("设", lambda edit, under=under: edit.set_parent("project", one, under))
    before = workspace.next_undo()
    workspace.run("不变", lambda edit: edit.set_parent("project", three, two))
    assert workspace.next_undo() == before
    workspace.run("取消", lambda edit: edit.set_parent("project", two, None))
    workspace.run("反过来", lambda edit: edit.set_parent("project", one, two))


def test_moving_puts_a_record_behind_another_or_first(workspace: Workspace) -> None:
    one, two, three = add(workspace, "甲", "乙", "丙")
    workspace.run("移", lambda edit: edit.move("project", one, three))
    assert names(workspace) == ["乙", "丙", "甲"]
    workspace.run("移", lambda edit: edit.move("project", three, None))
    assert names(workspace) == ["丙", "乙", "甲"]
    for _ in range(12):
        workspace.run("移", lambda edit: edit.move("project", one, three))
        workspace.run("移", lambda edit: edit.move("project", two, three))
    assert names(workspace) == ["丙", "乙", "甲"]


def test_a_removed_record_takes_everything_with_it_and_undo_brings_all_back(workspace: Workspace) -> None:
    one, two, three = add(workspace, "甲", "乙", "丙")
    workspace.run("设", lambda edit: edit.set_parent("project", two, one))
    workspace.run("设", lambda edit: edit.set_parent("project", three, two))
    workspace.run("填", lambda edit: edit.set_figure(key(three), Figure(Decimal("1.23"), op=Op.ABOUT), cell="B2"))
    before = digest_of(workspace)
    assert workspace.run("删", lambda edit: edit.remove("project", [one, two, 99])) == 3
    assert names(workspace) == []
    assert figures(workspace) == {}
    workspace.undo()
    assert digest_of(workspace) == before


def test_membership_is_entered_changed_and_forgotten(workspace: Workspace) -> None:
    (one,) = add(workspace, "甲")
    workspace.run("出", lambda edit: edit.set_membership(one, 2026, "out", basis="会议纪要"))
    assert workspace.read(lambda c: queries.members(c, 2026)) == {one: "out"}
    assert workspace.read(lambda c: queries.records(c, workspace.ledgers["project"], 2026)) == []
    workspace.run("忘", lambda edit: edit.set_membership(one, 2026, None))
    workspace.run("再忘", lambda edit: edit.set_membership(one, 2026, None))
    assert workspace.read(lambda c: queries.members(c, 2026)) == {}
    assert workspace.next_undo() == "忘"


def test_blank_mark_and_zero_are_three_different_things(workspace: Workspace) -> None:
    one, two, three = add(workspace, "甲", "乙", "丙")

    def fill(edit: Edit) -> int:
        return edit.set_figures([(key(one), NOT_APPLICABLE, None), (key(two), Figure(Decimal(0)), None)])

    assert workspace.run("填", fill) == 2
    assert workspace.run("同样", fill) == 0
    assert figures(workspace) == {key(one): NOT_APPLICABLE, key(two): Figure(Decimal(0))}
    assert workspace.run("空", lambda edit: edit.set_figure(key(three), None)) is False
    assert workspace.run("清", lambda edit: edit.set_figure(key(two), None)) is True
    assert figures(workspace) == {key(one): NOT_APPLICABLE}


@pytest.mark.parametrize("bulk", [0, 10**6])
def test_the_same_place_twice_in_one_go_keeps_the_last(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, bulk: int
) -> None:
    monkeypatch.setattr(figure_edits, "BULK_FIGURES", bulk)
    (one,) = add(workspace, "甲")
    before = digest_of(workspace)
    given = [Figure(Decimal(1)), Figure(Decimal(2)), None, Figure(Decimal(3)), NOT_APPLICABLE, Figure(Decimal(4))]
    assert workspace.run("填", lambda edit: edit.set_figures([(key(one), figure, None) for figure in given])) == 6
    assert figures(workspace) == {key(one): Figure(Decimal(4))}
    workspace.undo()
    workspace.undo()
    workspace.redo()
    assert digest_of(workspace) == before


def test_many_figures_are_written_and_compared_at_once(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figure_edits, "BULK_FIGURES", 10)
    made = add(workspace, *(str(n) for n in range(20)))
    wanted = [
        (key(one, Period.of_month(2026, month)), Figure(Decimal(one + month)), None) for one in made for month in (1, 2)
    ]
    assert workspace.run("填", lambda edit: edit.set_figures(wanted)) == 40
    assert workspace.run("同", lambda edit: edit.set_figures(wanted)) == 0
    changed = [(k, Figure(Decimal(7)) if k.period == JANUARY else f, c) for k, f, c in wanted]
    assert workspace.run("改", lambda edit: edit.set_figures(changed)) == 19
    assert figures(workspace) == {k: f for k, f, _c in changed}


def test_new_figures_written_by_the_column_are_those_written_one_by_one(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = add(workspace, "甲", "乙")
    given = (Figure(Decimal(0)), NOT_APPLICABLE, Figure(Decimal("1.25"), op=Op.ABOUT), Figure(Decimal(-3), source_id=1))
    wanted = [
        (key(row, Period.of_month(2026, month), slug), figure, f"C{month}")
        for row, slug in ((two, "investment"), (one, "tax"))
        for month, figure in enumerate(given, 1)
    ]
    workspace.run("据", lambda edit: edit.source("文件"))

    def written(limit: int) -> list[tuple[object, ...]]:
        monkeypatch.setattr(figure_edits, "BULK_FIGURES", limit)
        assert workspace.run("填", lambda edit: edit.set_figures(wanted)) == 8
        names = ", ".join(f"f.{name}" for name in ("subject_id", "period", "kind", *FIGURE_COLUMNS))
        sql = f"SELECT i.slug, {names} FROM figure f JOIN indicator i ON i.id = f.indicator_id ORDER BY 1, 2, 3, 4"
        return workspace.read(lambda c: c.execute(sql).fetchall())

    by_column = written(0)
    workspace.undo()
    assert figures(workspace) == {}
    assert by_column == written(10**6)
    assert workspace.read(history.verify_chain) is None


def test_a_figure_finer_than_the_store_keeps_is_refused_whole(workspace: Workspace) -> None:
    one, two = add(workspace, "甲", "乙")
    for bad in (Decimal("0.001"), Decimal(10) ** 30):
        with pytest.raises(ValueProblem):
            workspace.run(
                "填",
                lambda e, b=bad: e.set_figures([(key(one), Figure(Decimal(1)), None), (key(two), Figure(b), None)]),
            )
    assert figures(workspace) == {}


def test_a_figure_of_a_record_that_went_away_changes_nothing(workspace: Workspace) -> None:
    before = digest_of(workspace)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        workspace.run("填", lambda edit: edit.set_figure(key(99), Figure(Decimal(1))))
    assert digest_of(workspace) == before
    add(workspace, "仍可用")


def test_a_row_that_is_not_as_seen_is_refused_and_not_overwritten(workspace: Workspace) -> None:
    (one,) = add(workspace, "甲")
    before = digest_of(workspace)
    for change in (
        Change("project", (one,), ("name",), ("别的",), ("丙",)),
        Change("project", (one,), ("name",), ("别的",), None),
        Change("membership", (one, 2027), ("state",), ("in",), ("out",)),
    ):
        with pytest.raises(Refusal, match="刚被别处改动过"):
            workspace.run("改", lambda edit, change=change: edit._tx.apply(change))
    assert digest_of(workspace) == before


def test_sources_are_entered_once(workspace: Workspace) -> None:
    def twice(edit: Edit) -> tuple[int, int, int]:
        return edit.source("文件", "附件1", "句"), edit.source("文件", "附件1", "句"), edit.source("文件", "附件2")

    first, again, other = workspace.run("来源", twice)
    assert first == again != other
    assert workspace.run("来源", lambda edit: edit.source("文件", "附件1", "句")) == first
    assert workspace.read(queries.sources)[first] == ("文件", "附件1", "句")


def test_numbers_that_history_names_are_never_given_to_something_else(workspace: Workspace) -> None:
    """Otherwise the history of an undone figure would tell of another indicator and another source."""
    (one,) = add(workspace, "甲")
    workspace.run("填", lambda edit: edit.set_figure(key(one), Figure(Decimal(1))))
    first_key = workspace.read(queries.indicator_keys)["investment"].id
    first_source = workspace.run("来源", lambda edit: edit.source("甲文件"))
    workspace.undo()
    workspace.undo()
    workspace.run("填", lambda edit: edit.set_figure(key(one, indicator="tax"), Figure(Decimal(1))))
    assert workspace.read(queries.indicator_keys)["tax"].id > first_key
    assert workspace.run("来源", lambda edit: edit.source("乙文件")) > first_source


def test_facts_and_answers_are_set_and_taken_back(workspace: Workspace) -> None:
    workspace.run("事实", lambda edit: edit.set_meta("k", "v"))
    workspace.run("回答", lambda edit: edit.explain("finding", "因为", "reason"))
    assert workspace.fact("k") == "v"
    assert workspace.read(queries.explanations) == {"finding": queries.Explanation("reason", "因为")}
    workspace.run("事实", lambda edit: edit.set_meta("k", None))
    workspace.run("回答", lambda edit: edit.explain("finding", None))
    assert workspace.fact("k", "无") == "无"
    assert workspace.read(queries.explanations) == {}


def test_exported_returns_are_noted_in_order(workspace: Workspace) -> None:
    for revision in (1, 2):
        workspace.run(
            "报",
            lambda e, r=revision: e.record_submission(202601, r, "2026-02-01T00:00:00+00:00", "甲.xlsx", "d", "a,b"),
        )
    found = workspace.read(submissions.revisions)
    assert [(one.period, one.revision, one.forms) for one in found] == [
        (JANUARY, 1, ("a", "b")),
        (JANUARY, 2, ("a", "b")),
    ]


def test_a_list_of_many_thousand_rows_is_added_in_time_that_grows_with_it(workspace: Workspace) -> None:
    workspace.run("很多", lambda edit: [edit.add("action", {"name": str(n)}) for n in range(2000)])
    positions = workspace.read(lambda c: c.execute("SELECT position FROM action ORDER BY id").fetchall())
    assert positions == [((n + 1) * POSITION_STEP,) for n in range(2000)]
    plan = workspace.read(lambda c: c.execute("EXPLAIN QUERY PLAN SELECT max(position) FROM action").fetchall())
    assert "USING COVERING INDEX ix_action_position" in plan[0][3]


def test_reads_name_what_is_there(workspace: Workspace) -> None:
    one, _two = add(workspace, "甲", "乙")
    workspace.run("年", lambda e: e.set_figure(key(one, Period.of_year(2026)), Figure(Decimal(1))))
    workspace.run("月", lambda e: e.set_figure(key(one), Figure(na=True, source_id=e.source("文件"))))
    assert workspace.read(lambda c: queries.names(c, "project")) == {one: "甲", one + 1: "乙"}
    assert workspace.read(lambda c: queries.used_figures(c, "project")) == [
        ("investment", Period.of_year(2026), Kind.ACTUAL)
    ]
    assert workspace.filled_periods() == [Period.of_year(2026), JANUARY]
    keys = workspace.read(queries.indicator_keys)
    assert workspace.read(lambda c: queries.figures(c, keys, periods=[], subjects=[one])) == {}
    assert set(workspace.read(lambda c: queries.figures(c, keys, periods=[JANUARY], subjects=[one]))[one].values()) == {
        Figure(na=True, source_id=1)
    }
    assert workspace.read(lambda c: queries.used_figures(c, "project", [one + 1])) == []
    assert workspace.read(lambda c: queries.record(c, workspace.ledgers["project"], 99)) is None


def test_a_number_column_that_holds_something_else_is_a_bug(workspace: Workspace) -> None:
    with pytest.raises(TypeError, match="integer column holds"):
        queries.record_from(workspace.ledgers["project"], [], ("x", "uid", None, 1, "{}"))


def test_totals_are_those_of_the_rows_that_count(workspace: Workspace) -> None:
    one, two, part = add(workspace, "甲", "乙", "甲之一")
    workspace.run("设", lambda edit: edit.set_parent("project", part, one))
    given = [(one, Figure(Decimal("1.25"))), (two, Figure(Decimal(2))), (part, Figure(Decimal(1)))]
    workspace.run("填", lambda edit: edit.set_figures((key(row), figure, None) for row, figure in given))
    march = Period.of_month(2026, 3)
    workspace.run("标", lambda edit: edit.set_figure(key(one, march), NOT_APPLICABLE))
    expected = {("investment", JANUARY, Kind.ACTUAL): (Decimal("3.25"), 2)}
    assert workspace.read(lambda c: totals.totals(c, "project")) == expected
    assert workspace.read(lambda c: totals.totals(c, "project", [JANUARY])) == expected
    assert workspace.read(lambda c: totals.totals(c, "project", [march])) == {}
    assert workspace.read(lambda c: totals.totals(c, "industry")) == {}


def test_whole_returns_are_written_like_single_figures_and_stop_at_a_lock(workspace: Workspace) -> None:
    """Of new records, again of the same ones, with blanks; one step back and forth; a locked month refuses them."""
    february = Period.of_month(2026, 2)

    def line(period: Period) -> StoredLine:
        return "investment", period.code, int(Kind.ACTUAL)

    def act(edit: Edit) -> list[int]:
        rows = NewRows(["u1", "u2"], {"name": ["甲", "乙"]}, [None, 0], [None, None])
        made = edit.add_many("project", rows, year=2026)
        assert edit.set_stored_figures({line(JANUARY): {one: (one, None, "A1") for one in made}}) == 2
        assert edit.set_stored_figures({line(february): dict.fromkeys(made, (None, None, None))}) == 2
        changed = {line(JANUARY): {made[0]: (7, None, "B1")}, line(february): {made[1]: (None, None, "B2")}}
        assert edit.set_stored_figures(changed, [(one, *line(JANUARY)) for one in (made[1], 99)]) == 2
        return made

    first, second = workspace.run("整份", act)
    found = figures(workspace)
    assert found[key(first)].value is not None
    assert key(second) not in found
    assert [found[key(one, february)].na for one in (first, second)] == [True, True]
    assert names(workspace) == ["甲", "乙"]
    before = digest_of(workspace)
    workspace.undo()
    assert names(workspace) == []
    workspace.redo()
    assert digest_of(workspace) == before
    workspace.run("锁", lambda edit: edit.set_lock(JANUARY.code, "locked"))
    for row in (first, second):
        wanted = {line(JANUARY): {row: (8, None, None)}}
        with pytest.raises(Refusal, match="锁定"):
            workspace.run("改", lambda edit, wanted=wanted: edit.set_stored_figures(wanted))  # type: ignore[misc]
