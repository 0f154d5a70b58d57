"""Is this return whole (核对报表): what was sealed against what stands in the file, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal, TypeAlias

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange.author import CREATOR
from qbs_desktop.exchange.sealed import sealing
from qbs_desktop.exchange.sealed import standing as keys
from qbs_desktop.exchange.sealed.canonical import SheetLines
from qbs_desktop.exchange.sealed.differing import Change, differences
from qbs_desktop.exchange.sealed.sealing import MACHINE_SHEET, BrokenSeal, Machine, Sealed
from qbs_desktop.exchange.sealed.seen import SeenBook, see
from qbs_desktop.exchange.sealed.signing import Signature
from qbs_desktop.exchange.sealed.standing import Ring, Standing
from qbs_desktop.exchange.sealed.unrounded import exact_numbers
from qbs_desktop.exchange.sheets.gate import Kind, Package, Source, package_of, take, unpack
from qbs_desktop.exchange.sheets.unlocking import PasswordWanted, unlocked

State: TypeAlias = Literal["whole", "altered", "not_a_return"]
MAX_CHANGES = 200
COVER = "封面"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one workbook.

    `values` gives the sealed content by sheet and cell (type, text): once a return is whole, this is what it says,
    read from the one place that was proved.

    Attributes:
        signature: the signature of a whole return; it fits the content.
        standing: what the signature is worth, against the registered keys if they were at hand.
        locked: the workbook has an open password that was not given or is wrong.
    """

    path: Path
    state: State
    sentence: str
    changes: tuple[Change, ...] = ()
    manifest: Mapping[str, object] = field(default_factory=dict)
    sealed: tuple[SheetLines, ...] = ()
    signature: Signature | None = None
    standing: Standing = keys.NONE
    locked: bool = False

    @property
    def first(self) -> Change | None:
        """The first changed cell in sheet order, else the first other change."""
        return next((change for change in self.changes if change.cell), next(iter(self.changes), None))

    def to_json(self) -> dict[str, object]:
        """For the command line."""
        unit = self.manifest.get("unit", {})
        signed = self.standing
        return {
            "state": self.state,
            "intact": self.state == "whole",
            "sentence": self.sentence,
            "unit": unit,
            "period": self.manifest.get("period"),
            "revision": self.manifest.get("revision"),
            "locked": self.locked,
            "signature": {
                "state": signed.state,
                "sentence": signed.sentence,
                "algorithm": signed.algorithm,
                "fingerprint": signed.fingerprint,
            },
            "changes": [
                {"sheet": one.sheet, "cell": one.cell, "what": one.what, "expected": one.expected, "found": one.found}
                for one in self.changes
            ],
        }

    def values(self) -> dict[str, dict[str, tuple[str, str]]]:
        """Sheet → cell → (type n or s, text); a formula gives its sealed value, a rounded number its exact one."""
        exact = exact_numbers(self.manifest)
        return {
            name: dict(_values(lines)) | {place: ("n", text) for place, text in exact.get(name, {}).items()}
            for name, lines in self.sealed
        }


def verify(path: Path, ring: Ring | None = None, password: str | None = None) -> Verdict:
    """Verify one workbook. A file that cannot be read safely is told so, not raised.

    Args:
        path: the workbook.
        ring: the registered keys, if there is a register.
        password: its open password (打开密码).

    Raises:
        EnvironmentFault: the file is not there or cannot be opened.
    """
    try:
        return judged(path, _seen(path, password), ring)
    except PasswordWanted as wanted:
        return Verdict(path, "not_a_return", str(wanted), locked=True)
    except Refusal as refusal:
        return Verdict(path, "not_a_return", str(refusal))


def opened(path: Path, passwords: Sequence[str] = ()) -> tuple[Package, bytes]:
    """A workbook and the very bytes that were read: those inside, where it has one of the open passwords (打开密码).

    Raises:
        PasswordWanted: it has a password, and none of them fits.
        Refusal: it is no workbook, or not one that can be read safely.
        EnvironmentFault: the file is not there or cannot be opened.
    """
    source = take(path)
    if source.kind is Kind.LOCKED:
        source = _unlocked(source, passwords)
    return package_of(source), source.content


def _unlocked(source: Source, passwords: Sequence[str]) -> Source:
    """The file inside, with the first password that fits."""
    for password in passwords[:-1]:
        try:
            return unlocked(source, password)
        except PasswordWanted:
            continue
    return unlocked(source, passwords[-1] if passwords else None)


def _seen(path: Path, password: str | None) -> SeenBook:
    package, _content = opened(path, () if password is None else (password,))
    return see(package)


def proved(path: Path, package: Package) -> Verdict:
    """What a workbook says whose every cell was proved when it was kept, and whose bytes are the same since.

    Raises:
        Refusal: its machine part cannot be read.
    """
    machine = sealing.machine_sheet(see(package, only=MACHINE_SHEET))
    try:
        sealed = sealing.unseal(machine) if machine is not None else None
    except BrokenSeal:
        sealed = None
    if sealed is None or sealed.digest != sealed.computed:
        raise Refusal(f"“{path.name}”的机器部分读不出来，请向对方重新索取。")
    return Verdict(path, "whole", "", (), sealed.manifest, tuple(sealed.sheets))


def judged_bytes(name: str, content: bytes) -> Verdict:
    """The verdict on a workbook that is held in memory."""
    return judged(Path(name), see(unpack(Source(name, content, Kind.PACKAGE))))


def judged(path: Path, book: SeenBook, ring: Ring | None = None) -> Verdict:
    """The verdict on a workbook already read."""
    return weighed(_integrity(path, book), ring)


def weighed(verdict: Verdict, ring: Ring | None = None) -> Verdict:
    """The verdict with what its signature is worth."""
    if verdict.state != "whole":
        return verdict
    unit = verdict.manifest.get("unit")
    code = str(unit.get("code", "")) if isinstance(unit, dict) else ""
    return replace(verdict, standing=keys.standing(verdict.signature, code, ring))


def _integrity(path: Path, book: SeenBook) -> Verdict:
    found = compared(path, book)
    return found if isinstance(found, Verdict) else concluded(path, found)


@dataclass(frozen=True, slots=True)
class Compared:
    """A workbook whose machine part can be read: what is in it, and where the visible sheets differ from it.

    `changes` are the first ones, `count` is how many there are; `sealed` is what the machine part says, if it was read.
    """

    machine: Machine
    changes: tuple[Change, ...]
    count: int
    sealed: Sealed | None = None


def compared(path: Path, book: SeenBook) -> Compared | Verdict:
    """Hold the visible sheets against the machine part; the verdict itself where there is nothing to be held against.

    Does all the reading; what is left to `concluded` needs no workbook any more.
    """
    sheet = sealing.machine_sheet(book)
    if sheet is None:
        return _without_machine(path, book)
    try:
        machine = sealing.machine(sheet)
        sealed = machine.sealed()
    except BrokenSeal as broken:
        return _broken(path, broken)
    changes = tuple(differences(sealed, book))
    return Compared(machine, changes[:MAX_CHANGES], len(changes), sealed)


def concluded(path: Path, found: Compared) -> Verdict:
    """The verdict on what was compared: the seal and the signature have to hold as well."""
    try:
        sealed = found.sealed or found.machine.sealed()
    except BrokenSeal as broken:
        return _broken(path, broken)
    changes, count = list(found.changes), found.count
    problem = sealed.signature_problem()
    if sealed.digest != sealed.computed:
        broken_seal = Change(MACHINE_SHEET, "C2", "机器部分被改动，校验码不符", sealed.digest, sealed.computed)
        changes, count = [broken_seal, *changes], count + 1
    elif problem:
        changes, count = [Change(MACHINE_SHEET, "H2", problem), *changes], count + 1
    sheets = tuple(sealed.sheets)
    if not changes:
        sentence = f"“{path.name}”完整，没有被改动。"
        return Verdict(path, "whole", sentence, (), sealed.manifest, sheets, sealed.signature)
    shown = tuple(changes[:MAX_CHANGES])
    verdict = Verdict(path, "altered", "", shown, sealed.manifest, sheets)
    first = verdict.first
    told = f"共 {count} 处" if count > 1 else "1 处"
    message = f"“{path.name}”在导出后被改动，{told}。{first.message if first else ''}"
    return replace(verdict, sentence=message)


def _broken(path: Path, broken: BrokenSeal) -> Verdict:
    change = Change(MACHINE_SHEET, "", f"机器部分被改动：{broken}")
    return Verdict(path, "altered", f"“{path.name}”的机器部分被改动（{broken}），不能作为报表接收。", (change,))


def _without_machine(path: Path, book: SeenBook) -> Verdict:
    if CREATOR in book.creator or any(sheet.name == COVER for sheet in book.sheets):
        change = Change("", "", "机器部分（隐藏工作表）被删除")
        return Verdict(path, "altered", f"“{path.name}”的机器部分被删除，无法核对，不能作为报表接收。", (change,))
    return Verdict(path, "not_a_return", f"“{path.name}”不是本程序导出的报表（没有机器部分）。")


def _values(lines: Sequence[str]) -> Iterator[tuple[str, tuple[str, str]]]:
    for line in lines:
        place, _, rest = line.partition("\t")
        if place != "merge":
            parts = rest.split("\t")
            if parts[0] == "f":
                yield place, ("s" if parts[3] == "text" else "n", parts[2])
            else:
                yield place, (parts[0], parts[1])


def same_as_meant(
    path: Path,
    lines: Sequence[SheetLines],
    opened: Mapping[str, object],
    password: str | None = None,
) -> None:
    """Read a file just written back, with its open password if it has one, and compare every cell (E3).

    Raises:
        AssertionError: they differ; a bug, and the file must not count as written.
    """
    book = _seen(path, password)
    wrong = next(differences(Sealed({"open": opened}, list(lines), "", ""), book), None)
    if wrong is not None:
        raise AssertionError(f"written file differs from what was meant: {wrong.message}")
