"""Whatever goes wrong on the command line: one Chinese sentence, the right exit code, nothing lost, nothing unsaid."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pytest

from qbs_desktop import cli
from qbs_desktop.cli import usage
from qbs_desktop.exchange import saving
from qbs_desktop.services import profiles
from qbs_desktop.services.incoming import importing
from qbs_desktop.services.reporting import returns
from tests.fixtures import workbooks

NEW = ("--profile", "zhuzhou", "--unit", "430200")


class Run:
    """Runs a command in this process: exit code, stdout, stderr."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> tuple[int, str, str]:
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as left:
            code = int(left.code or 0)
        out, err = self._capsys.readouterr()
        return code, out, err

    def refused(self, code: int, *words: object) -> str:
        """The sentence of a command that must not succeed; the last line on stderr."""
        found, _out, err = self(*words)
        assert found == code
        assert "Traceback" not in err
        assert "程序内部出错" not in err
        sentence = err.strip().splitlines()[-1]
        assert re.search("[一-鿿]", sentence)
        return sentence


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    return Run(capsys)


@pytest.fixture
def city(tmp_path: Path, run: Run) -> Path:
    path = tmp_path / "株 洲.qbs"
    assert run("new", path, *NEW, "--sample")[0] == 0
    return path


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return workbooks.annex_book(tmp_path / "附 件.xlsx")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "缺少参数：命令。"),
        (["nix"], "参数 命令 不能写“nix”，可选：new、import"),
        (["list", "a.qbs"], "缺少参数：LEDGER。"),
        (["list", "a.qbs", "nix"], "参数 LEDGER 不能写“nix”，可选：action"),
        (["list", "a.qbs", "industry", "--at", "2026-13-01"], "不是日期"),
        (["list", "a.qbs", "industry", "--at", "9999-12-31"], "超出范围"),
        (["check", "a.qbs", "--period", "2026-13"], "超出范围"),
        (["check", "a.qbs", "--period"], "参数 --period 后面没有写内容。"),
        (["check", "a.qbs", "--nix"], "不认识的参数：--nix。"),
        (["history", "a.qbs", "--newest", "0"], "不是 1 以上的整数"),
        (["history", "a.qbs", "--newest", "9" * 30], "不是 1 以上的整数"),
        (["new", "a.qbs", "--profile", "zhuzhou", "--unit", " "], "不能空着"),
        (["new", "a.qbs", *NEW, "--year", "0"], "不是报告期"),
        (["new", "a.qbs", *NEW, "--year", "99999"], "不是报告期"),
        (["new", "a.qbs", *NEW, "--year", "2026-10"], "不是年份"),
        (["new", "a.qbs", *NEW, "--year", "今年"], "不是报告期"),
    ],
)
def test_a_mistake_in_the_words_is_told_in_chinese(words: list[str], sentence: str, run: Run) -> None:
    said = run.refused(2, *words)
    assert sentence in said
    assert not re.search("invalid|required|expected|choose", said)


def test_help_is_in_chinese(run: Run) -> None:
    code, out, _err = run("export", "--help")
    assert code == 0
    assert out.startswith("用法：qbs export")
    assert "显示这段说明" in out
    assert usage.said("something argparse says one day") == "something argparse says one day"


def test_a_name_too_long_for_the_disk_is_no_bug(tmp_path: Path, run: Run) -> None:
    assert "名称太长" in run.refused(1, "new", tmp_path / f"{'长' * 100}.qbs", *NEW)
    assert list(tmp_path.iterdir()) == []


def test_a_unit_with_a_long_name_can_still_report(tmp_path: Path, run: Run) -> None:
    path = tmp_path / "a.qbs"
    run("new", path, *NEW, "--name", "县" * 255, "--sample")
    assert run("export", path, "--period", "2026", "--out", tmp_path / "报")[0] == 0


def test_a_demo_into_a_file_is_refused(city: Path, run: Run) -> None:
    before = city.read_bytes()
    assert "同名" in run.refused(1, "demo", "--out", city)
    assert city.read_bytes() == before


def test_a_chart_into_a_missing_folder_says_so(city: Path, run: Run, tmp_path: Path) -> None:
    assert "文件夹不存在" in run.refused(1, "chart", city, "--kind", "ladder", "--out", tmp_path / "没有" / "a.png")


def test_one_missing_return_does_not_hide_the_verdict_on_the_others(city: Path, run: Run, tmp_path: Path) -> None:
    run("export", city, "--period", "2026", "--out", tmp_path)
    made = next(tmp_path.glob("*.xlsx"))
    code, out, _err = run("verify", tmp_path / "没有.xlsx", made, "--json")
    states = [(Path(one["file"]).name, one["state"], one["intact"]) for one in json.loads(out)["returns"]]
    assert code == 1
    assert states == [("没有.xlsx", "not_a_return", False), (made.name, "whole", True)]


def test_one_bad_workbook_does_not_hide_what_the_others_did(tmp_path: Path, book: Path, run: Run) -> None:
    path = tmp_path / "a.qbs"
    run("new", path, *NEW)
    bad = tmp_path / "坏.xlsx"
    bad.write_bytes(book.read_bytes()[:3000])
    code, out, _err = run("import", path, book, bad, "--apply", "--json")
    first, second = json.loads(out)
    assert code == 1
    assert (first["applied"], second["applied"], second["sheets"]) == (True, False, [])
    assert "坏.xlsx" in second["error"]
    assert len(json.loads(run("list", path, "industry", "--json")[1])["records"]) == 13


def test_a_profile_that_does_not_read_is_damage_and_no_bug(
    city: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page damaged inside a long text comes back from the driver as noughts."""
    whole = profiles.json.loads
    monkeypatch.setattr(profiles.json, "loads", lambda text: whole(text[:50] + "\x00" * 50))
    assert "已损坏" in run.refused(1, "list", city, "industry")


@pytest.mark.parametrize(("service", "words"), [(importing, ["--apply"]), (returns, [])])
def test_ctrl_c_is_a_sentence_and_leaves_nothing_half_done(
    service: object, words: list[str], tmp_path: Path, book: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.qbs"
    run("new", path, *NEW)
    history = run("history", path, "--json")[1]

    def stopped(*_words: object, **_more: object) -> None:
        raise KeyboardInterrupt

    out = tmp_path / "报"
    if service is importing:
        monkeypatch.setattr(importing, "_enter_sheet", stopped)
        command = ["import", path, book, *words]
    else:
        monkeypatch.setattr(saving, "_write", stopped)
        command = ["export", path, "--period", "2026", "--out", out]
    assert "已取消" in run.refused(1, *command)
    assert run("history", path, "--json")[1] == history
    assert not out.exists() or not list(out.iterdir())


def test_ctrl_c_while_the_program_loads_is_a_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped:
        def find_spec(self, name: str, *_more: object) -> None:
            if name == "qbs_desktop.cli.program":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "qbs_desktop.cli.program", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Stopped(), *sys.meta_path])
    assert run("--help") == (1, "", "已取消。\n")
