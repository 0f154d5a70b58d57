"""The machine part (机器部分) of a return and its seal (封签).

The hidden sheet ``_qbs`` carries a manifest (unit, period, forms, revision, record ids, explanations, head of the
audit trail) and the canonical content of every sheet, under one SHA-256. The seal shows that a return is the one that
was exported, and where it is not, which cell was what; who made it is shown by a signature over that digest, if the
office has a key (`signing`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qbs_desktop.exchange.sealed import canonical, signing
from qbs_desktop.exchange.sealed.canonical import SheetLines, joined, lines_of
from qbs_desktop.exchange.sealed.seen import SeenBook, SeenSheet
from qbs_desktop.exchange.sealed.signing import PublicKey, Signature, Signer, UnknownAlgorithm

if TYPE_CHECKING:
    from qbs_desktop.exchange.layout import Layout

MACHINE_SHEET = "_qbs"
FORMAT = 1
ALGORITHM = "SHA-256"
NOTICE = "千百十填报：机器部分，用于核对报表是否被改动，请勿修改或删除。"
CHUNK = 16_000
"""Characters per cell; a cell takes 32 767 UTF-16 units."""
SHORT = 8
PURPOSE = "seal"
"""What a signature under a seal was made for."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A machine part as read back: its manifest, its lines by sheet, and what its digest should be."""

    manifest: Mapping[str, object]
    sheets: list[SheetLines]
    digest: str
    computed: str
    algorithm: str = ALGORITHM
    signature: Signature | None = None

    def signature_problem(self) -> str:
        """What is wrong with the signature, in Chinese; empty if it holds, or if there is none and none was meant.

        The manifest names the key that signs, so a signature cannot be taken off or exchanged under the same seal.
        """
        meant = self.manifest.get("signer", "")
        if self.signature is None:
            return "签名被删除" if meant else ""
        fits = signing.holds(self.signature, PURPOSE, self.computed)
        if self.signature.key.fingerprint != meant:
            return "签名的钥匙不是封存时的那一把"
        return "" if fits else "签名与内容不符"


@dataclass(frozen=True, slots=True)
class Machine:
    """What stands in a machine part: its digest, its manifest and content as texts, its signature."""

    digest: str
    body: str
    content: str
    signature: Signature | None = None

    def sealed(self) -> Sealed:
        """What it says.

        Raises:
            BrokenSeal: it is no manifest of ours, or the signature is of an unknown kind.
        """
        try:
            manifest = json.loads(self.body)
        except ValueError:
            raise BrokenSeal("内容不能还原") from None
        if not isinstance(manifest, dict) or not _places_by_sheet(manifest.get("open", {})):
            raise BrokenSeal("清单不完整")
        computed = _digest(self.body, self.content)
        sealed = Sealed(manifest, canonical.split(self.content), self.digest, computed, signature=self.signature)
        try:
            sealed.signature_problem()
        except UnknownAlgorithm as unknown:
            raise BrokenSeal(f"不认识的签名算法 {unknown}，请用新版程序核对") from None
        return sealed


@dataclass(frozen=True, slots=True)
class Seal:
    """What goes into the hidden sheet."""

    rows: list[list[str]] = field(default_factory=list)
    digest: str = ""
    lines: list[SheetLines] = field(default_factory=list)
    opened: Mapping[str, list[str]] = field(default_factory=dict)


def content_digest(facts: Mapping[str, object], lines: Sequence[SheetLines]) -> str:
    """Digest of what a return says: facts and sheets, without revision, time and cover."""
    return hashlib.sha256(f"{_json(facts)}\n{joined(lines)}".encode()).hexdigest()


def short(digest: str) -> str:
    """The code printed at the foot of each page: ``3F2A-91C0``."""
    head = digest[:SHORT].upper()
    return f"{head[:4]}-{head[4:]}"


def meant(layouts: Sequence[Layout]) -> list[SheetLines]:
    """The canonical content of these sheets."""
    return [(layout.name, lines_of(layout)) for layout in layouts]


def seal(
    manifest: Mapping[str, object],
    layouts: Sequence[Layout],
    lines: Sequence[SheetLines] = (),
    *,
    signer: Signer | None = None,
) -> Seal:
    """Make the machine part for these sheets; `lines` if their content is known already, `signer` to sign it."""
    lines = list(lines) or meant(layouts)
    content = joined(lines)
    opened = _open_cells(layouts)
    by = {"signer": signer.key.fingerprint} if signer is not None else {}
    body = unicodedata.normalize("NFC", _json({**manifest, **by, "open": opened}))  # as a cell's text is read back
    digest = _digest(body, content)
    packed = base64.b64encode(zlib.compress(content.encode(), 3)).decode()
    manifest_chunks, content_chunks = _chunks(body), _chunks(packed)
    head = [str(FORMAT), ALGORITHM, digest, str(len(manifest_chunks)), str(len(content_chunks))]
    if signer is not None:
        signature = signing.signed(signer, PURPOSE, digest)
        head += [signature.key.algorithm, signature.key.text, signature.text]
    rows = [[NOTICE], head, *([f"|{chunk}"] for chunk in (*manifest_chunks, *content_chunks))]
    return Seal(rows, digest, lines, opened)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _digest(manifest: str, content: str) -> str:
    return hashlib.sha256(f"{FORMAT}\n{ALGORITHM}\n{manifest}\n{content}".encode()).hexdigest()


def _chunks(text: str) -> list[str]:
    return [text[start : start + CHUNK] for start in range(0, len(text), CHUNK)]


def _open_cells(layouts: Sequence[Layout]) -> dict[str, list[str]]:
    return {
        layout.name: [canonical.area(row, column, row, column).partition(":")[0] for row, column in layout.open_cells]
        for layout in layouts
        if layout.open_cells
    }


class BrokenSeal(Exception):
    """The machine part is there and cannot be read; the text says what of it."""


def machine_sheet(book: SeenBook) -> SeenSheet | None:
    """The hidden sheet, if the workbook has one."""
    return next((sheet for sheet in book.sheets if sheet.name == MACHINE_SHEET), None)


def unseal(sheet: SeenSheet) -> Sealed:
    """Read the machine part.

    Raises:
        BrokenSeal: part of it is missing or changed so that it cannot be read.
    """
    return machine(sheet).sealed()


def machine(sheet: SeenSheet) -> Machine:
    """Take the texts out of the hidden sheet.

    Raises:
        BrokenSeal: part of it is missing or changed so that it cannot be read.
    """
    version, algorithm, digest, manifest_count, content_count = (sheet.text(f"{letter}2") for letter in "ABCDE")
    if not version.isdigit() or not manifest_count.isdigit() or not content_count.isdigit():
        raise BrokenSeal("首行缺失")
    if int(version) > FORMAT:
        raise BrokenSeal(f"报表格式是第 {version} 版，本程序只认到第 {FORMAT} 版，请用新版程序核对")
    if algorithm != ALGORITHM:
        raise BrokenSeal(f"不认识的校验算法 {algorithm}")
    first = 3
    body = _gathered(sheet, first, int(manifest_count))
    packed = _gathered(sheet, first + int(manifest_count), int(content_count))
    if len(sheet.cells) != len(sheet.cells.keys() & _places(int(manifest_count) + int(content_count))):
        raise BrokenSeal("多出内容")
    try:
        unpacker = zlib.decompressobj()
        content = unpacker.decompress(base64.b64decode(packed, validate=True), 2**28).decode()
    except (ValueError, binascii.Error, zlib.error):
        raise BrokenSeal("内容不能还原") from None
    return Machine(digest, body, content, _signature(sheet))


def _places_by_sheet(opened: object) -> bool:
    """Whether this lists the open cells of sheets; anybody can seal what is none."""
    return isinstance(opened, dict) and all(
        isinstance(places, list) and all(isinstance(one, str) for one in places) for places in opened.values()
    )


def _places(chunks: int) -> set[str]:
    """Where a machine part may have something; it is not a place to hide anything else."""
    return {"A1", *(f"{letter}2" for letter in "ABCDEFGH"), *(f"A{row}" for row in range(3, 3 + chunks))}


def _signature(sheet: SeenSheet) -> Signature | None:
    """The signature beside the digest; any of its three cells makes it one."""
    algorithm, public, text = (sheet.text(f"{letter}2") for letter in "FGH")
    return Signature(PublicKey(algorithm, public), text) if algorithm or public or text else None


def _gathered(sheet: SeenSheet, first: int, count: int) -> str:
    chunks = [sheet.text(f"A{row}") for row in range(first, first + min(count, 100_000))]
    if any(not chunk.startswith("|") for chunk in chunks):
        raise BrokenSeal("有缺行")
    return canonical.unfolded("".join(chunk[1:] for chunk in chunks))
