"""Reliability tests T1 and T2: tampered returns are refused and the cell is named; harmless re-saves are not."""

from __future__ import annotations

import random
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

from qbs_desktop.exchange import locking
from qbs_desktop.exchange.sealed import sealing, signing
from qbs_desktop.exchange.sealed.standing import Known
from qbs_desktop.exchange.sealed.verifying import verify
from tests.exchange.returns_made import filled, write
from tests.faults.forgeries import KINDS, OF_SIGNATURES
from tests.faults.trials import SEED, counted

OFFICE = shutil.which("soffice")
BRIDGE = Path("/usr/bin/python3")
"""The system's Python, which may have LibreOffice's bridge."""
SIGNER = signing.Ed25519Signer(bytes(range(32)))
RING = {SIGNER.key.fingerprint: Known("1", "示例县")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sealed and a signed return."""
    folder = tmp_path_factory.mktemp("报表")
    parts = filled("industry_month"), filled("enterprise_month")
    found = {"sealed": folder / "封.xlsx", "signed": folder / "签.xlsx"}
    write(found["sealed"], *parts)
    write(found["signed"], *parts, signer=SIGNER)
    return found


@pytest.mark.parametrize("how", ["sealed", "signed"])
def test_every_forgery_is_refused_and_the_cell_named(how: str, made: dict[str, Path], tmp_path: Path) -> None:
    """T1. A cell is named exactly; what is of the whole book is named as such."""
    chance = random.Random(f"{SEED}{how}")
    kinds = [kind for kind in KINDS if how == "signed" or kind not in OF_SIGNATURES]
    order = chance.sample(kinds, len(kinds))
    target = tmp_path / "改.xlsx"
    seen: Counter[str] = Counter()
    for number in range(counted(12, 750)):
        kind = order[number % len(kinds)]
        book = openpyxl.load_workbook(made[how])
        sheet, cell = KINDS[kind](book, chance)
        book.save(target)
        verdict = verify(target, RING)
        assert verdict.state == "altered", (kind, number)
        assert verdict.first is not None
        if cell:
            assert (verdict.first.sheet, verdict.first.cell) == (sheet, cell), (kind, number, verdict.sentence)
        assert verdict.first.message.rstrip("。") in verdict.sentence or "机器部分" in verdict.sentence
        seen[kind] += 1
    assert len(seen) == min(len(kinds), seen.total())


def test_control_a_forger_who_seals_anew_passes_unsigned_only(tmp_path: Path) -> None:
    """What a seal cannot see and a signature can: other figures under a sound seal of their own."""
    write(tmp_path / "假.xlsx", filled("industry_month"), revision=2)
    forged = verify(tmp_path / "假.xlsx", RING)
    assert forged.state == "whole", "control: the seal alone takes it"
    assert (forged.standing.state, forged.standing.doubtful) == ("missing", True)
    write(tmp_path / "假签.xlsx", filled("industry_month"), signer=signing.Ed25519Signer(bytes(32)))
    assert verify(tmp_path / "假签.xlsx", RING).standing.state == "other_key"


def test_control_a_verdict_without_its_lines_would_see_nothing(made: dict[str, Path], tmp_path: Path) -> None:
    """A seal over the machine part alone, as a naive one would be, takes every change of a visible cell."""
    book = openpyxl.load_workbook(made["sealed"])
    book["企业月报"]["K11"].value = 9.9
    book.save(tmp_path / "改.xlsx")
    from qbs_desktop.exchange.sealed.seen import see
    from qbs_desktop.exchange.sheets.gate import open_package

    machine = sealing.machine_sheet(see(open_package(tmp_path / "改.xlsx")))
    assert machine is not None
    sealed = sealing.unseal(machine)
    assert sealed.digest == sealed.computed
    assert verify(tmp_path / "改.xlsx").state == "altered"


# --- T2 ----------------------------------------------------------------------------------------------------------


def _harmless(book: openpyxl.Workbook, chance: random.Random) -> None:
    """What clerks do to a table without meaning anything by it."""
    for sheet in book.worksheets:
        if sheet.title == "_qbs":
            continue
        for _ in range(chance.randrange(1, 6)):
            sheet.column_dimensions[chance.choice("ABCDEFGHIJ")].width = chance.uniform(3, 60)
            sheet.row_dimensions[chance.randrange(1, 30)].height = chance.uniform(8, 60)
        sheet.sheet_view.zoomScale = chance.randrange(40, 200)
        sheet.sheet_view.showGridLines = chance.random() < 0.5
        sheet.freeze_panes = chance.choice([None, "A2", "C9"])
        sheet.page_setup.orientation = chance.choice(["portrait", "landscape"])
        sheet.page_margins.left = chance.uniform(0.2, 1)
        sheet.sheet_properties.tabColor = chance.choice(["FF0000", "00B050"])
        for cell in chance.choices([cell for row in sheet.iter_rows() for cell in row if cell.value is not None], k=8):
            cell.font = Font(name=chance.choice(["仿宋", "SimSun", "Arial"]), size=chance.randrange(6, 30))
            cell.fill = PatternFill("solid", fgColor=chance.choice(["FFFF00", "C6EFCE"]))
            cell.alignment = Alignment(wrap_text=chance.random() < 0.5, horizontal=chance.choice(["left", "right"]))
            cell.border = Border(left=Side(style="thick"))
    if chance.random() < 0.5:
        book["企业月报"].auto_filter.ref = "A8:P33"
    if chance.random() < 0.5:
        book["企业月报"].print_area = "A1:P40"
    book.active = chance.randrange(3)


def _through_office(paths: list[Path], folder: Path) -> list[Path]:
    command = [str(OFFICE), f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(folder / "出"), *map(str, paths)], check=True, capture_output=True, timeout=900
    )
    return [folder / "出" / path.name for path in paths]


@pytest.mark.parametrize("how", ["sealed", "signed"])
def test_harmless_re_saves_are_whole(how: str, made: dict[str, Path], tmp_path: Path) -> None:
    chance = random.Random(f"{SEED}{how}")
    wanted = "valid" if how == "signed" else "missing"
    for number in range(counted(3, 25)):
        target = tmp_path / f"存{number}.xlsx"
        book = openpyxl.load_workbook(made[how])
        _harmless(book, chance)
        book.save(target)
        verdict = verify(target, RING)
        assert (verdict.state, verdict.standing.state) == ("whole", wanted), verdict.sentence


@pytest.mark.faults
@pytest.mark.timeout(900)
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("how", ["sealed", "signed"])
def test_re_saves_by_libreoffice_are_whole(how: str, made: dict[str, Path], tmp_path: Path) -> None:
    """T2: as it is, and after harmless changes; LibreOffice calculates formulas anew and writes formats its own way."""
    chance = random.Random(f"{SEED}{how}office")
    paths = []
    for number in range(counted(2, 25)):
        paths.append(tmp_path / f"存{number}.xlsx")
        if number:
            book = openpyxl.load_workbook(made[how])
            _harmless(book, chance)
            book.save(paths[-1])
        else:
            shutil.copy(made[how], paths[-1])
    wanted = "valid" if how == "signed" else "missing"
    verdicts = [verify(path, RING) for path in _through_office(paths, tmp_path)]
    print(f"{how}: {sum(one.state == 'whole' for one in verdicts)} of {len(verdicts)} whole")
    refused = [one.sentence for one in verdicts if (one.state, one.standing.state) != ("whole", wanted)]
    assert len(refused) * 100 <= len(verdicts), refused


@pytest.mark.faults
@pytest.mark.timeout(300)
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_control_a_change_made_in_libreoffice_is_found(made: dict[str, Path], tmp_path: Path) -> None:
    book = openpyxl.load_workbook(made["sealed"])
    book["企业月报"]["K11"].value += 0.01
    book.save(tmp_path / "改.xlsx")
    (path,) = _through_office([tmp_path / "改.xlsx"], tmp_path)
    verdict = verify(path)
    assert verdict.state == "altered"
    assert verdict.first is not None
    assert (verdict.first.sheet, verdict.first.cell) == ("企业月报", "K9"), "the total above it, calculated anew"
    assert ("K11", "数被改动") in [(one.cell, one.what) for one in verdict.changes]


def _bridged() -> bool:
    """Whether LibreOffice can be asked to open a file with a password."""
    if OFFICE is None or not BRIDGE.exists():
        return False
    return subprocess.run([BRIDGE, "-c", "import uno"], capture_output=True, check=False).returncode == 0


@pytest.mark.faults
@pytest.mark.timeout(300)
def test_libreoffice_opens_a_locked_return_with_its_password_only(made: dict[str, Path], tmp_path: Path) -> None:
    if not _bridged():
        pytest.skip("LibreOffice or its bridge to Python is not installed")
    (tmp_path / "密.xlsx").write_bytes(locking.locked(made["signed"].read_bytes(), "打开 2026"))
    script = Path(__file__).with_name("office_open.py")
    codes = {}
    for password in ("打开 2026", "打开 2025"):
        words = [BRIDGE, script, tmp_path / "密.xlsx", tmp_path / "开.xlsx", password, tmp_path / "profile"]
        codes[password] = subprocess.run(
            list(map(str, words)), capture_output=True, timeout=200, check=False
        ).returncode
    assert codes == {"打开 2026": 0, "打开 2025": 3}
    verdict = verify(tmp_path / "开.xlsx", RING)
    assert (verdict.state, verdict.standing.state) == ("whole", "valid")
