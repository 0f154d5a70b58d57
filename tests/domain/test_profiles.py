"""The six profiles hold what the five texts ask, compared with the figures taken from the texts."""

from __future__ import annotations

import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from qbs_desktop.domain import profile as profiles
from qbs_desktop.domain.errors import ValueProblem
from qbs_desktop.domain.figure import Kind
from qbs_desktop.domain.ledgers import LEDGERS
from qbs_desktop.domain.period import Period

ROOT = Path(__file__).parent.parent.parent
SEED = json.loads((ROOT / "tests" / "fixtures" / "seed_tables.json").read_text(encoding="utf-8"))
TABLES = {table["id"]: table for table in SEED["tables"]}
ALL = ("hunan-county", "zhuzhou", "wangcheng", "yiyang", "hunan-province", "zhuzhou-2020")
YI = Decimal(10) ** 8


def cited(profile):
    groups = (
        profile.industry_steps, profile.enterprise_steps, profile.project_bands, profile.promotions, profile.sectors,
        profile.rhythm, profile.standards, profile.lists, profile.relations,
    )  # fmt: skip
    return [value for group in groups for value in group]


@pytest.mark.parametrize("name", ALL)
def test_every_profile_loads_and_every_value_names_document_and_sentence(profile_named, name):
    profile = profile_named(name)
    assert profile.id == name
    known = {document.id for document in profile.documents}
    assert profile.main_document in known
    free = {"measures"}  # 产值 and 营业收入 are names of statistics, not policy
    for value in cited(profile):
        if getattr(value, "id", "") not in free or value.doc:
            assert value.doc in known, value
            assert value.sentence, value
    assert {one for document in profile.documents for one in document.implements} <= known | {"hn22"}


@pytest.mark.parametrize("name", ALL)
def test_ids_are_unique_and_every_choice_has_its_list(profile_named, name):
    profile = profile_named(name)
    for group in (profile.lists, profile.relations, profile.documents):
        assert len({one.id for one in group}) == len(group)
    wanted = {f.profile_list for ledger in LEDGERS for f in ledger.fields if getattr(f, "profile_list", "")}
    assert wanted >= {"sectors", "measures", "project_categories", "project_levels"}
    assert all(profile.words(one) for one in ("sectors", "project_categories", "project_levels"))


def test_an_unknown_key_is_refused_with_its_place():
    with pytest.raises(ValueProblem, match="方案里有不认识的键“industry_step”"):
        profiles.read({"id": "x", "industry_step": []})
    with pytest.raises(ValueProblem, match="不认识的键“lable”"):
        profiles.read({"id": "x", "sectors": [{"lable": "工业"}]})


BASE = {
    "id": "x", "title": "甲", "level": "县", "region_code": "", "region": "", "programme": "", "meaning": "",
    "horizon": 2025, "base_year": 2021,
}  # fmt: skip


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        ({"horizon": "2025"}, "方案.horizon的值 '2025' 类型不对"),
        ({"horizon": True}, "类型不对"),
        ({"thresholds": [{"id": "unit_jump", "value": "很多"}]}, "类型不对"),
        ({"industry_steps": "千亿级"}, "方案.industry_steps应是列表"),
        ({"industry_steps": ["千亿级"]}, "方案.industry_steps\\[1\\]应是一组键值"),
        ({"industry_steps": [{"bound": 1.5}]}, "小数请写成带引号的文字"),
        ({"aliases": ["甲"]}, "方案.aliases应是一组键值"),
        ({"relations": [{"note": "是"}]}, "类型不对"),
    ],
)
def test_a_value_of_the_wrong_type_is_refused_with_its_place(extra, words):
    with pytest.raises(ValueProblem, match=words):
        profiles.read(BASE | extra)


def test_a_missing_key_is_named():
    with pytest.raises(ValueProblem, match=r"方案缺少必填的键.*title"):
        profiles.read({"id": "x"})


def test_a_city_may_add_fields_and_indicators_of_its_own():
    own = [
        {"ledger": "project", "id": f"own_{kind}", "label": kind, "type": kind} for kind in ("Month", "Money", "Choice")
    ]
    profile = profiles.read(
        BASE
        | {"extra_fields": own, "check_year": 2024, "aliases": {"轨道交通": "先进轨道交通装备"}}
        | {"indicators": [{"id": "power", "label": "用电量", "quantity": "count", "unit": "千瓦时"}]}
    )
    project = next(ledger for ledger in profile.ledgers() if ledger.id == "project")
    assert [project.field(one["id"]).label for one in own] == ["Month", "Money", "Choice"]
    assert project.fields[-1].id == "remark"
    assert profile.all_indicators()["power"].label == "用电量"
    assert profile.document("none") is None
    assert profile.words("none") == ()


def test_an_unknown_type_of_field_is_refused():
    profile = profiles.read(BASE | {"extra_fields": [{"ledger": "project", "id": "a", "label": "甲", "type": "Magic"}]})
    with pytest.raises(ValueProblem, match="类型 Magic 不认识"):
        profile.ledgers()


@pytest.mark.parametrize(
    ("name", "industries", "enterprises", "bands"),
    [
        ("zhuzhou", [2000, 1000, 800, 500, 100], [500, 400, 300, 200, 100, 80, 50, 10, 1], [10, 50, 100]),
        ("wangcheng", [1000, 500, 200], [100, 50, 10], [100, 50, 10, 1]),
        ("yiyang", [1000, 500, 300, 100], [100, 80, 50, 30, 10], [100, 50, 10, 1]),
        ("hunan-province", [10000, 8000, 5000, 1000, 100], [1000, 800, 500, 100, 10], [100, 10, 1]),
        ("hunan-county", [1000, 100], [100, 10, 1], [100, 10, 1]),
    ],
)
def test_ladders_and_bands_differ_as_the_texts_do(profile_named, name, industries, enterprises, bands):
    profile = profile_named(name)
    assert [step.bound for step in profile.industry_steps] == industries
    assert [step.bound for step in profile.enterprise_steps] == enterprises
    assert [band.lower for band in profile.project_bands] == bands


@pytest.mark.parametrize("name", ALL)
def test_bands_are_half_open_and_join(profile_named, name):
    bands = sorted(profile_named(name).project_bands, key=lambda band: band.lower)
    assert [band.upper for band in bands] == [*[band.lower for band in bands[1:]], None]


@pytest.mark.parametrize(
    ("name", "words", "months"),
    [
        ("zhuzhou", TABLES["zz22.targets2025"]["rhythm"], [1, 1, 3, 12]),
        ("wangcheng", TABLES["wc22.targets"]["rhythm"], [1, 3, 6, 12]),
        ("yiyang", TABLES["yy22.projects"]["rhythm"], [1, 3, 12]),
        ("hunan-county", "定期调度、定期通报", [0, 0]),
        ("zhuzhou-2020", "", []),
    ],
)
def test_the_rhythm_keeps_each_places_own_words(profile_named, name, words, months):
    beats = profile_named(name).rhythm
    assert "、".join(beat.word for beat in beats) == words
    assert [beat.every for beat in beats] == months


def test_promotion_ranges_by_level(profile_named):
    spans = {(p.level, p.goal): (p.lower, p.upper) for p in profile_named("hunan-county").promotions}
    assert spans == {("县", "十亿级"): (1, 10), ("县", "亿元级"): (Decimal("0.5"), 1)}
    assert [(p.level, p.lower, p.upper) for p in profile_named("hunan-province").promotions] == [
        ("省", 100, 1000), ("市", 10, 100), ("县", 1, 10),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["zhuzhou", "hunan-county", "hunan-province"])
def test_four_four_five_groups(profile_named, name):
    profile = profile_named(name)
    assert [len(profile.words(one)) for one in ("industry_groups", "enterprise_groups", "project_sources")] == [4, 4, 5]


def test_wangchengs_libraries_lists_standards_and_listing_stages(profile_named):
    profile, table = profile_named("wangcheng"), TABLES["wc22.targets"]
    assert list(profile.words("libraries")) == table["libraries"]
    assert list(profile.words("list_kinds")) == table["lists"]
    assert "、".join(profile.words("closing")) == table["closure"]
    assert [(one.label, one.value) for one in profile.standards] == [
        (row["item"], row["value"]) for row in TABLES["wc22.mu"]["rows"]
    ]
    assert profile.words("listing_stages") == ("储备", "培育", "股改", "辅导", "申报", "上市")
    assert (profile.horizon, profile.check_year) == (2026, None)


def test_closing_steps_differ_and_one_is_only_named(profile_named):
    assert profile_named("yiyang").words("closing") == ("问题清单", "交办制", "督查制", "销号制")
    named = next(one for one in profile_named("zhuzhou-2020").lists if one.id == "closing")
    assert (named.label, named.words) == ("一单四制", ())


def test_who_leads_building_differs(profile_named):
    leads = {
        name: next(s.leads for s in profile_named(name).sectors if s.name == "建筑业")
        for name in ("zhuzhou", "yiyang", "hunan-province")
    }
    assert leads == {"zhuzhou": (), "yiyang": ("市住房城乡建设局",), "hunan-province": ()}


def figures(dataset, record, indicator):
    return {year: figure.value for year, figure in dataset.years(record, indicator).items()}


@pytest.mark.parametrize(("table", "ledger"), [("zz22.annex1", "industry"), ("zz22.annex2", "enterprise")])
def test_annexes_1_and_2_load_exactly_as_printed(printed, table, ledger):
    dataset, rows = printed("zhuzhou"), TABLES[table]["rows"]
    records = dataset.rows(ledger)
    assert [record.name for record in records] == [row["name"] for row in rows]
    for record, row in zip(records, rows, strict=True):
        values = {int(year): None if value is None else value * YI for year, value in row["values"].items()}
        assert figures(dataset, record, "unstated") == values
        growth = figures(dataset, record, "growth")
        assert growth == ({2025: Decimal(row["stated_growth"].rstrip("%"))} if row["stated_growth"] else {})
        assert record.text("sector") == row.get("field", "")
        parent = dataset.record(record.parent_id) if record.parent_id else None
        assert (parent.text("serial") if parent else None) == row.get("parent_no")


def test_annex_3_loads_exactly_as_printed(printed):
    dataset, table = printed("zhuzhou"), TABLES["zz22.annex3"]
    for record, row in zip(dataset.rows("project_group"), table["rows"], strict=True):
        assert record.name == row["bracket"]
        assert (record.parent_id is None) == (row["kind"] == "合计")
        assert figures(dataset, record, "project_count") == {year: row[str(year)] for year in range(2022, 2026)}
        assert figures(dataset, record, "period_count") == {2025: row["合计"]}
        growth = dataset.figure(record, "growth", Period.of_year(2025))
        assert (growth.na, growth.value) == ((True, None) if row["stated_growth"] == "——" else (False, 11))
        bounds = table["bracket_bounds_yi"].get(row["bracket"], [10, None])
        upper = record.money("upper")
        assert [record.money("lower") / YI, upper and upper / YI] == bounds


def targets(dataset, prefix=""):
    rows = [row for row in dataset.rows("target") if row.text("serial").startswith(prefix)]
    return [
        (r.year("horizon"), r.text("scope"), r.name, r.text("op"), r.money("value"), r.money("value_to")) for r in rows
    ]


@pytest.mark.parametrize(
    ("name", "table", "scope"),
    [
        ("zhuzhou", "zz22.targets2025", ""),
        ("hunan-province", "hn22.targets", ""),
        ("wangcheng", "wc22.targets", "全区"),
    ],
)
def test_the_targets_of_the_texts_are_all_there(printed, name, table, scope):
    expected = []
    for row in TABLES[table]["rows"]:
        low, high = row["value"] if isinstance(row["value"], list) else (row["value"], None)
        year = row["horizon"] if isinstance(row["horizon"], int) else 2024
        expected.append((year, row.get("scope", scope), row["item"], row["op"], low, high))
    assert targets(printed(name), "T") == expected


@pytest.mark.parametrize("name", ["zhuzhou", "wangcheng", "yiyang", "hunan-province", "zhuzhou-2020"])
def test_every_target_names_its_document_and_sentence(printed, name):
    rows = printed(name).rows("target")
    assert rows
    assert all(row.text("document") and row.text("sentence") and row.money("value") is not None for row in rows)


def test_wangchengs_ten_actions_with_ordered_units_and_their_numbers(printed):
    dataset = printed("wangcheng")
    actions = dataset.rows("action")
    for record, row in zip(actions, TABLES["wc22.actions"]["rows"], strict=True):
        assert (record.name, list(record.units()), record.text("lead_unit")) == (
            row["action"],
            row["units"],
            row["lead"],
        )
        own = [goal for goal in dataset.rows("target") if goal.text("action") == record.name]
        assert sorted(goal.money("value") for goal in own) == sorted(row["targets"].values())
        assert all(goal.units() == record.units() for goal in own)


def test_yiyangs_industries_with_sub_industries_operators_and_measures(printed):
    dataset = printed("yiyang")
    for record, row in zip(dataset.top("industry"), TABLES["yy22.industries"]["rows"], strict=True):
        goal = dataset.figure(record, "output", Period.of_year(2025), Kind.TARGET)
        assert (record.name, record.text("measure")) == (row["industry"], row["measure"])
        assert (goal.value, goal.op) == (row["target_2025_yi"] * YI, row["op"])
        children = dataset.children(record)
        assert len(children) == len(row["sub"])
        for child, sub in zip(children, row["sub"], strict=True):
            own = dataset.years(child, dataset.main_indicator(child))[2025]
            assert (own.value, own.op) == (sub["target_2025_yi"] * YI, sub["op"])
            assert child.name in sub["name"]
    tour = dataset.named("industry", "文化旅游")
    assert dataset.main_indicator(tour) == "total_income"


def test_yiyangs_enterprise_and_project_targets(printed):
    dataset = printed("yiyang")
    have = {(year, scope, item): (op, value) for year, scope, item, op, value, _to in targets(dataset)}
    for row in TABLES["yy22.enterprises"]["rows"]:
        assert have[row["horizon"], "全市", row["tier"] + "企业"] == (row["op"], row["value"])
        for scope, value in row.get("sub", {}).items():
            assert have[row["horizon"], scope, row["tier"] + "企业"][1] == value
    for row in TABLES["yy22.projects"]["targets"]:
        assert have[row["horizon"], "全市", row["item"]] == (row["op"], row["value"])
    assert have[2025, "农林牧渔业", "农林牧渔业总产值"] == ("达到", 800)


def test_yiyangs_matrix_of_2022_by_size_and_kind(printed):
    dataset = printed("yiyang")
    whole = dataset.named("project_group", "十亿级项目合计")
    assert dataset.value(whole, "project_count", Period.of_year(2022)) == 52
    kinds = {}
    for band, row in zip(dataset.children(whole), TABLES["yy22.projects"]["rows"], strict=False):
        own = {
            c.text("category"): dataset.value(c, "project_count", Period.of_year(2022)) for c in dataset.children(band)
        }
        assert own == row["sub"]
        kinds = {key: kinds.get(key, 0) + own.get(key, 0) for key in kinds | own}
    assert kinds == TABLES["yy22.projects"]["by_kind"]
    assert len(dataset.rows("action")) == 8
    assert all(task.text("lead_unit") == task.units()[0] for task in dataset.rows("action"))


def test_the_counts_and_amounts_of_zhuzhou_2020(printed):
    dataset, year = printed("zhuzhou-2020"), Period.of_year(2020)

    def of(name):
        record = dataset.named("project_group", name)
        return [dataset.value(record, one, year) for one in ("project_count", "total_investment", "investment")]

    renamed = {
        "其中：新建": "新建项目", "其中：续建": "续建项目", "100亿元及以上": "100亿元及以上项目",
        "50-100亿元": "50-100亿元项目", "其中产业项目": "集中开工：产业项目", "招商引资项目": "重点招商引资项目",
    }  # fmt: skip
    for row in (*TABLES["zz20.plan"]["rows"], *TABLES["zz20.dynamics"]["rows"]):
        if row["item"] == "竣工项目":
            assert dataset.value(dataset.named("project_group", "重点建设项目"), "completions", year) == row["count"]
            continue
        count, total, plan = of(renamed.get(row["item"], row["item"]))
        assert count == row["count"]
        if row["total_investment_yi"] is not None:
            assert total == Decimal(str(row["total_investment_yi"])) * YI
        if row.get("annual_plan_yi") is not None:
            assert plan == Decimal(str(row["annual_plan_yi"])) * YI
    for row in TABLES["zz20.five"]["rows"]:
        if row["item"] != "科技创新人才（团队）":
            record = dataset.named("project_group", renamed.get(row["item"], row["item"]))
            assert dataset.value(record, "project_count", year) == row["count"]
            for label, indicator in (
                ("按计划开工", "starts"),
                ("顺利推进", "advances"),
                ("顺利实施", "advances"),
                ("竣工", "completions"),
                ("力争竣工", "completions"),
            ):
                if label in row:
                    assert dataset.value(record, indicator, year) == row[label]


def test_the_demonstration_county_is_what_its_script_writes():
    script = ROOT / "tools" / "sample_county.py"
    assert subprocess.run([sys.executable, str(script), "--check"], check=False).returncode == 0


def test_the_demonstration_county_is_made_up_and_of_the_promised_size(printed):
    dataset = printed("hunan-county")
    assert [len(list(dataset.top(one))) for one in ("industry", "enterprise", "project")] == [8, 24, 30]
    assert all(
        record.name.startswith("示例") for one in ("industry", "enterprise", "project") for record in dataset.rows(one)
    )
    codes = [record.text("credit_code") for record in dataset.rows("enterprise")]
    assert len(set(codes)) == 24
    assert all(code[2:8] == "439999" for code in codes)
