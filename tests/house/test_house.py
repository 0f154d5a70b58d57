"""The house keeps its order: small rooms, true documents, no leftovers."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "qbs_desktop"
FILE_LIMIT = 450
FUNCTION_LIMIT = 60


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield node.name, node.end_lineno - node.lineno + 1


def test_files_and_functions_stay_small() -> None:
    files = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {name: lines for name, lines in files.items() if lines > FILE_LIMIT} == {}
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in modules()
        for name, lines in functions(path)
        if lines > FUNCTION_LIMIT
    }
    assert long == {}


def test_no_room_is_called_after_nothing() -> None:
    vague = {"utils", "util", "common", "core", "managers", "helpers", "constants", "misc"}
    assert [path for path in modules() if path.stem in vague or path.parent.name in vague] == []


def test_the_data_dictionary_is_up_to_date() -> None:
    assert subprocess.run([sys.executable, ROOT / "tools" / "dictionary.py", "--check"], check=False).returncode == 0


def test_the_page_of_the_rules_is_up_to_date() -> None:
    assert subprocess.run([sys.executable, ROOT / "tools" / "rulebook.py", "--check"], check=False).returncode == 0


def test_the_keys_in_the_manual_are_those_of_the_program() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "manual.py", "--check"], check=False)
    assert done.returncode == 0, "python tools/manual.py writes them anew"


def test_every_picture_that_is_made_stands_in_the_manual_and_no_other() -> None:
    manual = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")
    shown = set(re.findall(r"\]\(images/([\w-]+)\.png\)", manual))
    scenes = (ROOT / "tools" / "screenshots" / "scenes").glob("*.py")
    made = {name for path in scenes for name in re.findall(r'Scene\("([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert shown | {"keys", "manual", "returns-empty"} >= made
    assert shown <= made
    assert {path.stem for path in (ROOT / "docs" / "images").iterdir()} == made


def test_what_the_program_reads_from_the_documents_is_packed_with_it() -> None:
    spec = (ROOT / "build.spec").read_text(encoding="utf-8")
    for each in ("使用手册.md", "审核规则.md", "images"):
        assert f'"docs" / "{each}"' in spec


@pytest.mark.parametrize("page", ["README.md", "docs/ARCHITECTURE.md", "docs/adr/README.md", "docs/使用手册.md"])
def test_links_and_pictures_of_a_page_exist(page: str) -> None:
    path = ROOT / page
    for link in re.findall(r"\]\(([^)#]+)\)", path.read_text(encoding="utf-8")):
        if "://" not in link:
            assert (path.parent / link).exists(), link


def test_every_decision_is_listed() -> None:
    listed = (ROOT / "docs" / "adr" / "README.md").read_text(encoding="utf-8")
    for path in (ROOT / "docs" / "adr").glob("0*.md"):
        assert path.name in listed


COMPUTED_RATIO = "qbs_desktop/domain/forms/cells.py"
"""The one place where a float is wanted: the double that a spreadsheet computes for a quotient of two cells."""


def test_a_reported_figure_never_becomes_a_float() -> None:
    rooms = [PACKAGE / "domain", PACKAGE / "services", PACKAGE / "db"]
    found = {
        path.relative_to(ROOT).as_posix()
        for room in rooms
        for path in room.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float"
    }
    assert found <= {COMPUTED_RATIO}
