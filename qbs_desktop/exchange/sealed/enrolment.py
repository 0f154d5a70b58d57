"""The enrolment file (公钥登记表): an office's public key on one readable sheet, sealed and signed by that key.

The receiving office compares the fingerprint on the telephone and registers the key. When a key is changed while the
old one is still at hand, the old key endorses the new one, and the register can tell so by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from qbs_desktop.domain.errors import Refusal
from qbs_desktop.exchange import layout, saving, writing
from qbs_desktop.exchange.sealed import sealing, signing, verifying
from qbs_desktop.exchange.sealed.signing import PublicKey, Signature, Signer, UnknownAlgorithm

KIND = "enrolment"
SHEET = "公钥登记表"
ENDORSEMENT = "endorsement"
"""What an old key signs for: the new key."""


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A public key and whose it is; `endorsed_by`: the fingerprint of the earlier key that vouches for it."""

    unit_code: str
    unit_name: str
    key: PublicKey
    since: str
    endorsed_by: str = ""


def write(target: Path, enrolment: Enrolment, signer: Signer, earlier: Signer | None = None) -> Path:
    """Write the file, signed by its own key and vouched for by the earlier one if that is at hand.

    Raises:
        EnvironmentFault: it cannot be written.
    """
    mark = enrolment.key.fingerprint
    lines = [
        f"填报单位：{enrolment.unit_name}" + (f"（{enrolment.unit_code}）" if enrolment.unit_code else ""),
        f"钥匙指纹：{mark}",
        f"建立时间：{enrolment.since[:10]}",
        "用　　途：核对本单位报表的签名。本表只有公钥，可以公开；私钥留在本单位的数据文件里。",
        "登记办法：接收单位打电话与报送单位核对上面的指纹，24 位数字一致再登记。",
    ]
    rows = [
        ("算法", enrolment.key.algorithm),
        ("公钥", enrolment.key.text),
        ("原钥匙", "由原钥匙担保更换：" + earlier.key.fingerprint if earlier else "首次登记，或原钥匙已不在手边"),
    ]
    page = layout.of_table(SHEET, SHEET, lines, [("项目", 6), ("内容", 34)], rows)
    manifest: dict[str, object] = {
        "kind": KIND,
        "unit": {"code": enrolment.unit_code, "name": enrolment.unit_name},
        "key": {"algorithm": enrolment.key.algorithm, "public": enrolment.key.text, "since": enrolment.since},
    }
    if earlier is not None:
        vouched = signing.signed(earlier, ENDORSEMENT, mark)
        manifest["endorsed"] = {
            "algorithm": vouched.key.algorithm,
            "public": vouched.key.text,
            "signature": vouched.text,
        }
    seal = sealing.seal(manifest, [page], signer=signer)
    content = writing.workbook([page], footer=f"指纹 {mark}", hidden=seal.rows)
    return saving.save(target, content, lambda draft: verifying.same_as_meant(draft, seal.lines, seal.opened))


def read(path: Path) -> Enrolment:
    """Read an enrolment file.

    Raises:
        Refusal: it is none, was altered, or is not signed by the key it brings.
        EnvironmentFault: it cannot be opened.
    """
    verdict = verifying.verify(path)
    if verdict.state == "altered":
        raise Refusal(f"{verdict.sentence}请报送单位重新导出登记表。")
    if verdict.state != "whole" or verdict.manifest.get("kind") != KIND:
        raise Refusal(f"“{path.name}”不是公钥登记表。请选择报送单位用“导出公钥登记表”存的文件。")
    unit, said = _texts(verdict.manifest.get("unit")), _texts(verdict.manifest.get("key"))
    key = PublicKey(said.get("algorithm", ""), said.get("public", ""))
    if verdict.signature is None or verdict.signature.key != key:
        raise Refusal(f"“{path.name}”不是用它自己的钥匙签的，不能登记。请报送单位重新导出登记表。")
    code, name, since = unit.get("code", ""), unit.get("name", ""), said.get("since", "")
    return Enrolment(code, name, key, since, _endorser(verdict.manifest.get("endorsed"), key.fingerprint))


def _endorser(said: object, mark: str) -> str:
    """The fingerprint of the earlier key, if it really signed for this one."""
    texts = _texts(said)
    vouched = Signature(PublicKey(texts.get("algorithm", ""), texts.get("public", "")), texts.get("signature", ""))
    try:
        return vouched.key.fingerprint if signing.holds(vouched, ENDORSEMENT, mark) else ""
    except UnknownAlgorithm:
        return ""


def _texts(said: object) -> dict[str, str]:
    return {str(name): str(text) for name, text in said.items()} if isinstance(said, Mapping) else {}
