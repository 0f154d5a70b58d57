"""The command line keeps its contract: keys, exit codes, one JSON document on stdout, sentences on stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from qbs_desktop import cli
from qbs_desktop.cli import program
from qbs_desktop.db import driver
from qbs_desktop.db.store import SCHEMA_VERSION
from qbs_desktop.domain.period import Period
from qbs_desktop.services.months import figures, periods
from qbs_desktop.services.months.figures import MonthEntry, Part
from qbs_desktop.services.workspace import Workspace
from tests.db import old_files
from tests.fixtures import formats


class Qbs:
    """Runs commands in this process and keeps what they print."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        out, err = self._capsys.readouterr()
        return code, out, err

    def json(self, *words: object) -> tuple[int, dict]:
        code, out, _err = self(*words, "--json")
        return code, json.loads(out)


@pytest.fixture
def qbs(capsys: pytest.CaptureFixture[str]) -> Qbs:
    return Qbs(capsys)


@pytest.fixture
def city(tmp_path: Path, qbs: Qbs) -> Path:
    path = tmp_path / "株洲.qbs"
    assert qbs("new", path, "--profile", "zhuzhou", "--unit", "430200", "--name", "株洲市", "--sample")[0] == 0
    return path


def test_new_says_what_it_made(tmp_path: Path, qbs: Qbs) -> None:
    code, document = qbs.json("new", tmp_path / "a.qbs", "--profile", "zhuzhou", "--unit", "430200", "--sample")
    assert code == 0
    assert document["records"]["industry"] == 13
    assert document["records"]["enterprise"] == 17


def test_new_never_overwrites(city: Path, qbs: Qbs) -> None:
    before = city.read_bytes()
    code, _out, err = qbs("new", city, "--profile", "zhuzhou", "--unit", "430200")
    assert code == 1
    assert "已经存在" in err
    assert city.read_bytes() == before


def test_list_gives_amounts_in_yuan_and_marks(city: Path, qbs: Qbs) -> None:
    code, document = qbs.json("list", city, "enterprise")
    assert code == 0
    rows = {row["record"]["name"]: row for row in document["records"]}
    child = rows["时代电气"]
    assert child["parent"] == rows["中车株所"]["id"]
    figures = {(one["indicator"], one["period"]): one for one in rows["中车株机"]["figures"]}
    assert figures["unstated", "2025"]["value"] == "41000000000"
    assert figures["growth", "2025"]["value"] == "10"
    missing = {(one["indicator"], one["period"]): one for one in rows["三一石油装备"]["figures"]}
    assert (missing["unstated", "2021"]["value"], missing["unstated", "2021"]["mark"]) == (None, "na")


def test_list_of_one_period_and_of_an_earlier_day(city: Path, qbs: Qbs) -> None:
    _code, document = qbs.json("list", city, "industry", "--period", "2023")
    assert {one["period"] for row in document["records"] for one in row["figures"]} == {"2023"}
    _code, document = qbs.json("list", city, "industry", "--at", "2020-01-01")
    assert document["records"] == []


def test_check_has_the_promised_keys(city: Path, qbs: Qbs) -> None:
    code, document = qbs.json("check", city)
    assert code == 1
    assert document["period"] is None
    promised = {"grade", "rule", "ledger", "record", "field", "period", "message", "numbers", "explained"}
    assert all(promised <= one.keys() for one in document["findings"])
    assert any(one["record"] == "时代新材" for one in document["findings"])


def test_history_and_undo(city: Path, qbs: Qbs) -> None:
    code, document = qbs.json("history", city)
    assert [one["title"] for one in document["operations"]] == ["载入示例数据", "建立数据文件"]
    assert qbs("undo", city)[0] == 0
    code, _out, err = qbs("undo", city)
    assert code == 1
    assert "没有可以撤销" in err
    assert qbs.json("list", city, "industry")[1]["records"] == []


def test_doctor_finds_a_whole_file_whole_and_a_damaged_one_damaged(city: Path, qbs: Qbs) -> None:
    assert qbs.json("doctor", city)[1]["well"] is True
    content = bytearray(city.read_bytes())
    content[len(content) // 2] ^= 0x10
    city.write_bytes(bytes(content))
    code, _out, err = qbs("doctor", city)
    assert code == 1 or "损坏" in err


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello", "不是本程序的数据文件"),
        (b"", "空文件"),
        (b"PK\x03\x04rest", "Excel"),
        (b"SQLite format 3\0", "不是本程序"),
    ],
)
def test_what_is_no_data_file_is_refused(tmp_path: Path, qbs: Qbs, content: bytes, sentence: str) -> None:
    path = tmp_path / "x.qbs"
    path.write_bytes(content)
    code, out, err = qbs("list", path, "industry", "--json")
    assert code == 1
    assert sentence in json.loads(out)["error"]
    assert sentence in err
    assert path.read_bytes() == content


def test_a_newer_file_is_refused_and_left_alone(city: Path, qbs: Qbs) -> None:
    connection = driver.connect(city)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    before = city.read_bytes()
    code, _out, err = qbs("undo", city)
    assert code == 1
    assert "更新版本" in err
    assert city.read_bytes() == before


def test_a_missing_file_and_a_wrong_word(tmp_path: Path, qbs: Qbs) -> None:
    assert "找不到" in qbs("list", tmp_path / "none.qbs", "industry")[2]
    with pytest.raises(SystemExit) as stopped:
        cli.main(["list", str(tmp_path / "none.qbs"), "nothing"])
    assert stopped.value.code == 2
    with pytest.raises(SystemExit) as stopped:
        cli.main(["check", str(tmp_path / "none.qbs"), "--period", "十月"])
    assert stopped.value.code == 2


def test_a_writer_is_refused_while_another_has_the_file_and_a_reader_is_not(city: Path, qbs: Qbs) -> None:
    holder = (
        "import sys, pathlib; from qbs_desktop.services.workspace import Workspace;"
        f"w = Workspace.open_file(pathlib.Path({str(city)!r})); print('held', flush=True); sys.stdin.read(); w.close()"
    )
    with subprocess.Popen([sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        code, _out, err = qbs("undo", city)
        assert code == 1
        assert "另一个窗口" in err
        assert qbs("list", city, "industry")[0] == 0
        process.communicate(b"")
    assert qbs("undo", city)[0] == 0


def test_a_bug_is_a_sentence_and_a_log_not_a_traceback(
    city: Path, qbs: Qbs, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def broken(*_anything: object) -> None:
        raise RuntimeError("bug")

    monkeypatch.setattr("qbs_desktop.services.history.entries", broken)
    monkeypatch.setattr("qbs_desktop.paths.logs", lambda: tmp_path)
    code, _out, err = qbs("history", city)
    assert code == 1
    assert "程序内部出错" in err
    assert "Traceback" not in err


def test_every_command_is_documented(qbs: Qbs) -> None:
    readme = (Path(__file__).parent.parent.parent / "README.md").read_text(encoding="utf-8")
    for command in program.COMMANDS:
        assert f"qbs {command.name}" in readme
        with pytest.raises(SystemExit) as stopped:
            cli.main([command.name, "--help"])
        assert stopped.value.code == 0


def test_the_command_line_keeps_out_of_a_locked_period(tmp_path: Path, qbs: Qbs) -> None:
    path = tmp_path / "县.qbs"
    assert qbs("new", path, "--profile", "hunan-county", "--unit", "430299", "--sample")[0] == 0
    october = Period.parse("2026-10")
    with Workspace.open_file(path) as workspace:
        row = figures.month_table(workspace, "project", october).rows[0]
        entry = MonthEntry(row.record.id, "investment", Part.TOTAL, "9.99")
        figures.set_month(workspace, "project", october, [entry])
        periods.lock(workspace, october, "已上报")
    code, out, err = qbs("undo", path)
    assert (code, out) == (1, "")
    assert "2026年10月已经锁定" in err
    assert "重新开放这个报告期并写明原因" in err
    with Workspace.open_file(path) as workspace:
        stored = figures.month_table(workspace, "project", october).rows[0].cells["investment"].total
        assert stored is not None
        assert stored.value == 999_000_000
        periods.reopen(workspace, october, "市里退回更正")
    assert "重新开放2026年10月：市里退回更正" in qbs("history", path)[1]
    assert qbs("undo", path)[0] == 0


def test_keys_are_made_enrolled_registered_and_revoked(tmp_path: Path, qbs: Qbs) -> None:
    county, city = tmp_path / "县.qbs", tmp_path / "市.qbs"
    for path, code, name in ((county, "430225", "炎陵县"), (city, "430200", "株洲市")):
        qbs("new", path, "--profile", "hunan-county", "--unit", code, "--name", name, "--year", "2026")
    (tmp_path / "口令.txt").write_text("签名口令2026\n", encoding="utf-8")
    (tmp_path / "打开.txt").write_text("打开密码\n", encoding="utf-8")
    sign, opening = ("--password-file", tmp_path / "口令.txt"), ("--password-file", tmp_path / "打开.txt")
    assert qbs("keys", county)[1] == "还没有钥匙。\n"
    (key,) = qbs.json("keys", county, "--make", *sign)[1]["keys"]
    mark = key["fingerprint"]
    assert "签名口令" in qbs("keys", county, "--enrol", tmp_path)[2]
    _code, out, _err = qbs("keys", county, "--enrol", tmp_path, *sign)
    book = out.removeprefix("已导出 ").strip()
    assert mark in qbs("keys", city, "--register", book)[2], "the telephone comes first"
    assert "不一致" in qbs("keys", city, "--register", book, "--fingerprint", "1234")[2]
    assert qbs("keys", city, "--register", book, "--fingerprint", mark.replace("-", " "))[0] == 0
    export = ("export", county, "--period", "2026-10", "--out", tmp_path, "--form", "industry_month", *opening)
    assert "签名口令" in qbs(*export)[2]
    made = qbs.json(*export, "--sign-password-file", tmp_path / "口令.txt")[1]["returns"][0]["file"]
    assert qbs.json("verify", made)[1]["returns"][0]["locked"] is True
    code, document = qbs.json("verify", made, "--keys", city, *opening)
    signature = document["returns"][0]["signature"]
    assert (code, signature["state"], signature["fingerprint"]) == (0, "valid", mark)
    assert "签名有效" in qbs("verify", made, "--keys", city, *opening)[1]
    assert qbs("keys", city, "--revoke", mark)[0] == 1
    assert qbs("keys", city, "--revoke", mark, "--reason", "电脑遗失")[0] == 0
    code, out, _err = qbs("verify", made, "--keys", city, *opening)
    assert code == 1
    assert "已于" in out
    assert "已撤销" in qbs("keys", city)[1]


def test_an_older_file_is_upgraded_by_command_and_the_command_says_what_it_did(tmp_path: Path, qbs: Qbs) -> None:
    county = old_files.build(2, tmp_path / "旧.qbs")
    code, _out, err = qbs("doctor", county)
    assert (code, "qbs upgrade" in err) == (1, True)
    code, document = qbs.json("upgrade", county)
    assert (code, document["from"], document["to"]) == (0, 2, SCHEMA_VERSION)
    assert Path(document["kept"]).exists()
    code, out, _err = qbs("upgrade", county)
    assert (code, "没有改动" in out) == (0, True)


def test_a_command_that_writes_says_that_it_upgraded(tmp_path: Path, qbs: Qbs) -> None:
    county = old_files.build(3, tmp_path / "旧.qbs")
    _code, _out, err = qbs("undo", county)
    assert f"数据版本 3 → {SCHEMA_VERSION}" in err
    assert "旧.升级前-v3-" in err


def test_doctor_holds_a_file_against_what_left_it(tmp_path: Path, qbs: Qbs) -> None:
    county = tmp_path / "县.qbs"
    qbs("new", county, "--profile", "hunan-county", "--unit", "430225", "--year", "2026")
    export = ("export", county, "--period", "2026-10", "--out", tmp_path / "出", "--form", "industry_month")
    made = qbs.json(*export)[1]["returns"][0]["file"]
    code, document = qbs.json("doctor", county, "--against", made)
    assert code == 0
    assert [one["what"] for one in document["examined"]][-1] == "历史凭据"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"\xff\xfe\x00"])
def test_a_password_file_that_holds_none_is_usage(content: bytes | None, tmp_path: Path, qbs: Qbs) -> None:
    if content is not None:
        (tmp_path / "口令.txt").write_bytes(content)
    with pytest.raises(SystemExit):
        qbs("verify", tmp_path / "a.xlsx", "--password-file", tmp_path / "口令.txt")


def test_backup_lists_what_it_made_and_restore_makes_a_new_file(city: Path, qbs: Qbs, tmp_path: Path) -> None:
    code, document = qbs.json("backup", city)
    assert (code, document["notes"], len(document["backups"])) == (0, [], 1)
    assert qbs.json("backup", city, "--list")[1]["backups"] == document["backups"]
    made = document["backups"][0]["file"]
    code, seen = qbs.json("restore", made)
    assert (code, seen["unit"], seen["records"]["产业名单"], seen["file"]) == (0, "株洲市", 13, None)
    code, restored = qbs.json("restore", made, "--out", tmp_path / "新.qbs")
    assert (code, restored["file"]) == (0, str(tmp_path / "新.qbs"))
    assert qbs("list", tmp_path / "新.qbs", "industry")[0] == 0
    code, _out, err = qbs("restore", made, "--out", city)
    assert (code, "没有覆盖" in err) == (1, True)


def test_a_second_place_that_is_missing_is_told_with_exit_code_1(city: Path, qbs: Qbs, tmp_path: Path) -> None:
    code, document = qbs.json("backup", city, "--second", tmp_path / "无")
    assert code == 1
    assert "本机备份已经做好" in document["notes"][0]
    assert len(document["backups"]) == 1


def test_a_blank_template_is_written_for_a_form(tmp_path: Path, qbs: Qbs) -> None:
    out = tmp_path / "采集表.xlsx"
    wanted = ("template", "--profile", "zhuzhou", "--form", "project_month", "--out", out)
    code, document = qbs.json(*wanted, "--period", "2026-10")
    assert (code, document) == (0, {"file": str(out), "form": "project_month", "period": "2026-10"})
    assert qbs(*wanted)[0] == 0  # the month that closed last
    code, _out, err = qbs("template", "--profile", "zhuzhou", "--form", "无", "--out", out)
    assert code == 1
    assert "没有名为" in err


def test_a_locked_workbook_is_opened_by_a_password_that_stands_in_a_file(tmp_path: Path, qbs: Qbs) -> None:
    """On the command line itself a password would stand in the list of processes."""
    county = tmp_path / "县.qbs"
    qbs("new", county, "--profile", "hunan-county", "--unit", "430225", "--name", "炎陵县", "--year", "2026")
    book = formats.locked(tmp_path / "加密.xlsx")
    (tmp_path / "口令.txt").write_text(f"{formats.PASSWORD}\n", encoding="utf-8")
    assert "密码" in qbs("import", county, book)[2]
    code, document = qbs.json("import", county, book, "--password-file", tmp_path / "口令.txt")
    assert (code, bool(document["sheets"][0]["rows"])) == (0, True)


def test_a_backup_that_cannot_be_made_is_told_and_holds_nothing_up(tmp_path: Path, qbs: Qbs) -> None:
    county, book = tmp_path / "县.qbs", formats.xlsx(tmp_path / "名单.xlsx")
    qbs("new", county, "--profile", "hunan-county", "--unit", "430225", "--name", "炎陵县", "--year", "2026")
    (tmp_path / "县.备份").write_bytes(b"")  # where the folder of backups would be
    code, out, err = qbs("import", county, book, "--apply", "--json")
    assert (code, json.loads(out)["applied"]) == (0, True)
    assert "不能建立备份文件夹" in err


def test_rows_leave_the_list_and_come_back_and_each_step_can_be_listed(city: Path, qbs: Qbs) -> None:
    """Three changes within a second: the operation's number says which of them is meant."""
    before = [row["record"]["name"] for row in qbs.json("list", city, "industry")[1]["records"]]
    name = before[3]
    code, document = qbs.json("take-off", city, "industry", name, before[0])
    assert (code, document["year"], len(document["records"])) == (0, Period.parse(str(document["year"])).year, 2)
    step = qbs.json("history", city, "--newest", 1)[1]["operations"][0]["id"]
    assert qbs("put-back", city, "industry", name)[0] == 0

    def names(*words: object) -> list[str]:
        return [row["record"]["name"] for row in qbs.json("list", city, "industry", *words)[1]["records"]]

    assert names("--step", step) == [one for one in before if one not in {name, before[0]}]
    assert names("--step", step - 1) == before
    assert names("--off") == [before[0]]
    assert names("--at", "2099-12-31") == names() == before[1:]
    code, _out, err = qbs("put-back", city, "industry", name)
    assert (code, f"移出的行里没有“{name}”" in err) == (1, True)
    assert "没有第 99 步" in qbs("list", city, "industry", "--step", 99)[2]
