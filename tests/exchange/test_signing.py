"""T7 and the signatures of returns: vectors, other algorithms, other keys, taking a signature off."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from qbs_desktop.exchange import layout, writing
from qbs_desktop.exchange.sealed import enrolment, sealing, signing, standing, verifying
from qbs_desktop.exchange.sealed.signing import PublicKey, Signature, UnknownAlgorithm, WrongPassword
from qbs_desktop.exchange.sealed.standing import Known

UNIT = {"code": "430225", "name": "炎陵县"}
RFC_8032 = (
    # secret, public, message, signature: section 7.1, tests 1 to 3
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2465"
            "5141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb0"
            "0d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc0"
            "27beceea1ec40a"
        ),
    ),
)
ORDER = 2**252 + 27742317777372353535851937790883648493


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_vectors_of_the_standard_are_met(secret: str, public: str, message: str, signature: str) -> None:
    signer = signing.Ed25519Signer(bytes.fromhex(secret))
    words, raw, key = bytes.fromhex(message), bytes.fromhex(signature), bytes.fromhex(public)
    assert signer.sign(words) == raw
    assert signing.verify_ed25519(key, raw, words)
    for at in range(64):
        assert not signing.verify_ed25519(key, raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], words)
    assert not signing.verify_ed25519(key, raw, words + b"x")
    assert not signing.verify_ed25519(key[:-1], raw, words)
    assert not signing.verify_ed25519(key, raw + b"\0", words)


def test_a_second_writing_of_the_same_signature_is_refused() -> None:
    """S + L satisfies the same equation; a verifier that lets it pass gives a return two signatures."""
    _secret, public, message, signature = RFC_8032[0]
    raw = bytes.fromhex(signature)
    other = raw[:32] + (int.from_bytes(raw[32:], "little") + ORDER).to_bytes(32, "little")
    assert not signing.verify_ed25519(bytes.fromhex(public), other, bytes.fromhex(message))


def signer_of(seed: int = 1) -> signing.Ed25519Signer:
    return signing.Ed25519Signer(bytes([seed]) * 32)


def test_the_first_version_of_signatures_is_kept_for_ever() -> None:
    """A return signed by this program's first version has to hold in every later one."""
    made = signing.signed(signer_of(), "seal", "3f2a91c0")
    assert made.key == PublicKey("ed25519+sha256", "iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w=")
    assert made.key.fingerprint == KEPT_FINGERPRINT
    assert made.text == KEPT_SIGNATURE
    assert signing.holds(made, "seal", "3f2a91c0")


KEPT_FINGERPRINT = "0798-6644-4582-8897-8655-1767"
KEPT_SIGNATURE = "GEfqzq/F3SQh4Y7jdP9rXP9p2xHlxdNfL9eCTW5IXOibm/mdX26YhCZUWUfo8zwDTGtvSHz8AIJrBN2c95X/Cw=="


def test_a_signature_holds_for_its_key_purpose_and_text_only() -> None:
    made = signing.signed(signer_of(), "seal", "甲")
    assert signing.holds(made, "seal", "甲")
    assert not signing.holds(made, "seal", "乙")
    assert not signing.holds(made, "endorsement", "甲")
    assert not signing.holds(Signature(signer_of(2).key, made.text), "seal", "甲")
    for bad in ("", "不是", made.text[:-4], made.text + "AAAA"):
        assert not signing.holds(Signature(made.key, bad), "seal", "甲")
        assert not signing.holds(Signature(PublicKey(signing.ED25519, bad), made.text), "seal", "甲")


@pytest.mark.parametrize("algorithm", ["sm2+sm3", "none", "", "ED25519+SHA256", "ed25519", "ed25519+md5"])
def test_an_algorithm_that_nobody_knows_is_refused(algorithm: str) -> None:
    made = signing.signed(signer_of(), "seal", "甲")
    with pytest.raises(UnknownAlgorithm):
        signing.holds(Signature(PublicKey(algorithm, made.key.text), made.text), "seal", "甲")


def test_a_signer_of_another_algorithm_is_one_more_entry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """What SM2 with SM3 will be: something that signs, and a verifier under its name."""

    class Stick:
        key = PublicKey("sm2+sm3", "AAAA")

        def sign(self, message: bytes) -> bytes:
            return message[-8:]

    monkeypatch.setattr(
        signing, "_VERIFIERS", {**signing._VERIFIERS, "sm2+sm3": lambda _public, raw, message: message.endswith(raw)}
    )
    path = write(tmp_path / "国密.xlsx", Stick())
    verdict = verifying.verify(path)
    assert (verdict.state, verdict.standing.algorithm) == ("whole", "sm2+sm3")
    monkeypatch.undo()
    assert "不认识的签名算法 sm2+sm3" in verifying.verify(path).sentence


def test_fingerprints_are_digits_and_differ() -> None:
    marks = {signer_of(seed).key.fingerprint for seed in range(50)}
    assert len(marks) == 50
    assert all(len(mark) == 29 and mark.replace("-", "").isdigit() for mark in marks)
    one = signer_of().key
    assert PublicKey("sm2+sm3", one.text).fingerprint != one.fingerprint


# --- keeping the private half ------------------------------------------------------------------------------------


def test_a_kept_key_opens_with_its_password_only() -> None:
    made, wrapped = signing.new_key("口令 一二三")
    assert signing.has_password(wrapped)
    assert signing.unwrapped(wrapped, made.key, "口令 一二三").key == made.key
    for wrong in (None, "", "口令 一二四", "口令一二三"):
        with pytest.raises(WrongPassword, match="口令不对"):
            signing.unwrapped(wrapped, made.key, wrong)
    kept = json.loads(wrapped)
    assert made._private.private_bytes_raw().hex() not in wrapped.hex()
    assert "seed" not in kept


def test_a_key_without_password_opens_without_one() -> None:
    made, wrapped = signing.new_key()
    assert not signing.has_password(wrapped)
    assert signing.unwrapped(wrapped, made.key).key == made.key


# --- returns -----------------------------------------------------------------------------------------------------


def write(path: Path, signer: signing.Signer | None = None, /, **more: object) -> Path:
    sheet = layout.of_table("甲表", "甲表", ["填报单位：炎陵县"], [("名称", 9), ("数", 9)], [("甲", "1"), ("乙", "2")])
    manifest = {"unit": UNIT, "period": "2026-10", "revision": 1, **more}
    seal = sealing.seal(manifest, [sheet], signer=signer)
    path.write_bytes(writing.workbook([sheet], hidden=seal.rows))
    return path


def changed(path: Path, **cells: str | None) -> Path:
    """Change cells of the machine part as a forger would."""
    book = openpyxl.load_workbook(path)
    for place, text in cells.items():
        book["_qbs"][place].value = text
    book.save(path)
    return path


MINE, OTHER = signer_of(1).key.fingerprint, signer_of(2).key.fingerprint
RINGS: list[tuple[str, int | None, standing.Ring | None, str, str]] = [
    # what, key that signs, register, state, words
    ("no key, no register", None, None, "unsigned", "未签名"),
    ("no key, none registered", None, {}, "unsigned", "未签名"),
    ("another unit's key is registered", None, {OTHER: Known("430224", "茶陵县")}, "unsigned", "未签名"),
    ("downgrade", None, {MINE: Known("430225", "炎陵县")}, "missing", "登记过签名的钥匙"),
    (
        "downgrade after a change",
        None,
        {MINE: Known("430225", "炎陵县", "replaced", "2026-01-01")},
        "missing",
        "登记过",
    ),
    ("no register at hand", 1, None, "unchecked", "没有与登记的钥匙核对"),
    ("key not registered", 1, {}, "unregistered", "没有登记"),
    ("registered key", 1, {MINE: Known("430225", "炎陵县")}, "valid", "签名有效"),
    ("strange key", 2, {MINE: Known("430225", "炎陵县")}, "other_key", "不是登记的钥匙"),
    ("a neighbour's key", 2, {OTHER: Known("430224", "茶陵县")}, "other_key", "“茶陵县”的钥匙"),
    ("old key", 1, {MINE: Known("430225", "炎陵县", "replaced", "2026-09-01T08")}, "replaced", "已于 2026-09-01 更换"),
    ("revoked key", 1, {MINE: Known("430225", "炎陵县", "revoked", "2026-09-01T08")}, "revoked", "2026-09-01 撤销"),
]


@pytest.mark.parametrize(("what", "seed", "ring", "state", "words"), RINGS, ids=[one[0] for one in RINGS])
def test_a_signature_is_judged_against_the_register(
    what: str, seed: int | None, ring: standing.Ring | None, state: str, words: str, tmp_path: Path
) -> None:
    path = write(tmp_path / "报表.xlsx", None if seed is None else signer_of(seed))
    verdict = verifying.verify(path, ring)
    assert verdict.state == "whole", what
    assert verdict.standing.state == state
    assert words in verdict.standing.sentence
    assert verdict.standing.doubtful == (state in {"missing", "other_key", "replaced", "revoked"})
    said = verdict.to_json()["signature"]
    assert isinstance(said, dict)
    assert said["state"] == state


def test_a_signature_outlives_a_re_save(tmp_path: Path) -> None:
    path = changed(write(tmp_path / "报表.xlsx", signer_of()))
    assert verifying.verify(path).standing.fingerprint == MINE


FORGERIES: list[tuple[str, dict[str, str | None], str]] = [
    ("signature taken off", {"F2": None, "G2": None, "H2": None}, "签名被删除"),
    ("signature emptied", {"H2": None}, "签名与内容不符"),
    ("signature of nothing", {"H2": "AAAA"}, "签名与内容不符"),
    ("algorithm emptied", {"F2": None}, "不认识的签名算法"),
    ("algorithm of another", {"F2": "sm2+sm3"}, "不认识的签名算法 sm2+sm3"),
    ("key of another", {"G2": signer_of(2).key.text}, "不是封存时的那一把"),
    ("key emptied", {"G2": None}, "不是封存时的那一把"),
]


@pytest.mark.parametrize(("what", "cells", "words"), FORGERIES, ids=[one[0] for one in FORGERIES])
def test_a_signature_tampered_with_is_named(
    what: str, cells: dict[str, str | None], words: str, tmp_path: Path
) -> None:
    verdict = verifying.verify(changed(write(tmp_path / "报表.xlsx", signer_of()), **cells))
    assert verdict.state == "altered", what
    assert words in verdict.sentence
    assert verdict.standing.state == "none"


def test_a_forger_who_seals_anew_cannot_sign_anew(tmp_path: Path) -> None:
    """He knows the program and computes a sound seal for other figures; the old signature does not fit it."""
    real = openpyxl.load_workbook(write(tmp_path / "真.xlsx", signer_of()))["_qbs"]
    forged = write(tmp_path / "假.xlsx", signer_of(), revision=2)
    theirs = {place: str(real[place].value) for place in ("F2", "G2", "H2")}
    verdict = verifying.verify(changed(forged, **theirs), {MINE: Known("430225", "炎陵县")})
    assert (verdict.state, verdict.first and verdict.first.what) == ("altered", "签名与内容不符")
    unsigned = verifying.verify(write(tmp_path / "无.xlsx", revision=2), {MINE: Known("430225", "炎陵县")})
    assert (unsigned.state, unsigned.standing.state) == ("whole", "missing")


def test_an_unsigned_return_with_a_signers_name_is_no_return(tmp_path: Path) -> None:
    verdict = verifying.verify(write(tmp_path / "报表.xlsx", None, signer=MINE))
    assert (verdict.state, verdict.first and verdict.first.what) == ("altered", "签名被删除")


# --- enrolment files ---------------------------------------------------------------------------------------------


def enrolled(path: Path, earlier: signing.Signer | None = None) -> Path:
    said = enrolment.Enrolment("430225", "炎陵县", signer_of().key, "2026-01-05T08:00:00+08:00")
    return enrolment.write(path, said, signer_of(), earlier)


def test_an_enrolment_file_is_read_back_and_readable(tmp_path: Path) -> None:
    path = enrolled(tmp_path / "登记表.xlsx", signer_of(2))
    said = enrolment.read(path)
    assert (said.unit_code, said.unit_name, said.key) == ("430225", "炎陵县", signer_of().key)
    assert said.endorsed_by == OTHER
    texts = [str(cell.value) for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row if cell.value]
    assert f"钥匙指纹：{MINE}" in texts
    assert enrolment.read(enrolled(tmp_path / "首次.xlsx")).endorsed_by == ""


def test_an_enrolment_that_is_altered_or_another_file_is_refused(tmp_path: Path) -> None:
    path = enrolled(tmp_path / "登记表.xlsx")
    book = openpyxl.load_workbook(path)
    book.active["A3"].value = f"钥匙指纹：{OTHER}"
    book.save(path)
    with pytest.raises(signing.Refusal, match="被改动"):
        enrolment.read(path)
    with pytest.raises(signing.Refusal, match="不是公钥登记表"):
        enrolment.read(write(tmp_path / "报表.xlsx", signer_of()))
    for signer in (None, signer_of(2)):
        key = {"algorithm": signing.ED25519, "public": signer_of().key.text}
        with pytest.raises(signing.Refusal, match="不是用它自己的钥匙签的"):
            enrolment.read(write(tmp_path / "冒.xlsx", signer, kind="enrolment", key=key))


@pytest.mark.parametrize("said", [None, "x", {}, {"algorithm": "sm2+sm3"}, {"algorithm": signing.ED25519}])
def test_an_endorsement_that_does_not_hold_is_none(said: object, tmp_path: Path) -> None:
    key = {"algorithm": signing.ED25519, "public": signer_of().key.text}
    path = write(tmp_path / "登记表.xlsx", signer_of(), kind="enrolment", key=key, endorsed=said)
    assert enrolment.read(path).endorsed_by == ""
