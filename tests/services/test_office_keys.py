"""Keys of offices from making one to revoking it, and what the city then says of a return."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qbs_desktop.db import history, keys
from qbs_desktop.domain.errors import Refusal
from qbs_desktop.domain.period import Period
from qbs_desktop.services import history as told
from qbs_desktop.services import profiles
from qbs_desktop.services.reporting import office_keys, returns
from qbs_desktop.services.reporting.office_keys import SigningLocked, WrongPassword
from qbs_desktop.services.workspace import Unit, Workspace
from tests.db.content import digest_of

OCTOBER = Period.parse("2026-10")


@pytest.fixture
def city(tmp_path: Path) -> Iterator[Workspace]:
    unit = Unit("430200", "株洲市")
    with Workspace.create(tmp_path / "市.qbs", profiles.load("hunan-county"), unit, year=2026) as workspace:
        yield workspace


def exported(county: Workspace, folder: Path, **options: object) -> Path:
    (made,) = returns.export(county, OCTOBER, folder, forms=["industry_month"], **options)  # type: ignore[arg-type]
    return made.path


def register(city: Workspace, county: Workspace, folder: Path) -> None:
    office_keys.register(city, office_keys.read_enrolment(office_keys.export_enrolment(county, folder)), "电话核对")


def standing(city: Workspace, path: Path) -> str:
    verdict = returns.verify(path, office_keys.ring(city))
    assert verdict.state == "whole", verdict.sentence
    return verdict.standing.state


def test_a_key_from_making_to_revoking(empty: Workspace, city: Workspace, tmp_path: Path) -> None:
    unsigned = exported(empty, tmp_path / "一")
    assert standing(city, unsigned) == "unsigned"
    first = office_keys.make(empty)
    signed = exported(empty, tmp_path / "二")
    assert standing(city, signed) == "unregistered"
    register(city, empty, tmp_path)
    assert standing(city, signed) == "valid"
    assert standing(city, unsigned) == "missing"
    second = office_keys.make(empty)
    newer = exported(empty, tmp_path / "三")
    assert standing(city, newer) == "other_key"
    said = office_keys.read_enrolment(office_keys.export_enrolment(empty, tmp_path))
    assert said.endorsed_by == first.fingerprint
    assert office_keys.vouched(city, said)
    office_keys.register(city, said)
    assert standing(city, newer) == "valid"
    assert standing(city, signed) == "replaced"
    office_keys.revoke(city, second.fingerprint, "电脑遗失")
    assert standing(city, newer) == "revoked"
    states = [(one.fingerprint, one.state, one.note) for one in office_keys.all_keys(city)]
    assert states == [(first.fingerprint, "replaced", "电话核对"), (second.fingerprint, "revoked", "电脑遗失")]
    with pytest.raises(Refusal, match="已经撤销"):
        office_keys.register(city, said)
    with pytest.raises(Refusal, match="撤销"):
        office_keys.revoke(city, second.fingerprint, "再来")


def test_a_key_that_a_revoked_one_vouches_for_needs_the_telephone(
    empty: Workspace, city: Workspace, tmp_path: Path
) -> None:
    first = office_keys.make(empty)
    register(city, empty, tmp_path)
    office_keys.revoke(city, first.fingerprint, "泄露")
    office_keys.make(empty)
    said = office_keys.read_enrolment(office_keys.export_enrolment(empty, tmp_path))
    assert said.endorsed_by == first.fingerprint
    assert not office_keys.vouched(city, said)


def test_a_key_with_password_signs_only_once_it_was_given(empty: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="至少 6 个字"):
        office_keys.make(empty, "12345")
    made = office_keys.make(empty, "株洲2026")
    path = empty.path
    exported(empty, tmp_path / "一")
    assert not office_keys.wants_password(empty)
    empty.close()
    with Workspace.open_file(path) as again:
        assert office_keys.wants_password(again)
        with pytest.raises(SigningLocked, match="签名口令"):
            exported(again, tmp_path / "二")
        assert not (tmp_path / "二").exists()
        with pytest.raises(WrongPassword):
            office_keys.unlock(again, "株洲2025")
        office_keys.unlock(again, "株洲2026")
        verdict = returns.verify(exported(again, tmp_path / "三"), office_keys.ring(again))
        assert (verdict.standing.state, verdict.standing.fingerprint) == ("valid", made.fingerprint)


def test_the_trail_and_the_facts_never_hold_the_private_half(empty: Workspace) -> None:
    """Reliability test A5."""
    made = office_keys.make(empty)
    secret = empty.read(lambda c: keys.secret(c, made.fingerprint))
    assert secret is not None
    tables = [
        name for (name,) in empty.read(lambda c: c.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
                                       .fetchall()) if name != "secret_key"
    ]  # fmt: skip
    seed = secret.rpartition(b'"seed": "')[2].rstrip(b'"}')
    assert len(seed) == 44
    for name in tables:
        for row in empty.read(lambda c, name=name: c.execute(f"SELECT * FROM {name}").fetchall()):
            assert seed not in repr(row).encode()
    assert empty.read(history.verify_chain) is None


def test_registering_is_one_step_that_undo_takes_back(empty: Workspace, city: Workspace, tmp_path: Path) -> None:
    office_keys.make(empty)
    before = digest_of(city)
    register(city, empty, tmp_path)
    assert city.undo() == "登记“炎陵县”的签名钥匙"
    assert digest_of(city) == before
    assert office_keys.all_keys(city) == []


def test_history_names_keys_in_words(city: Workspace, empty: Workspace, tmp_path: Path) -> None:
    made = office_keys.make(empty)
    register(city, empty, tmp_path)
    office_keys.revoke(city, made.fingerprint, "人员调离")
    entry = next(iter(told.entries(city)))
    (line,) = entry.lines
    assert (line.record_name, line.before, line.after) == ("炎陵县", "有效，电话核对", "已撤销，人员调离")


def test_without_a_key_one_is_told_so(empty: Workspace, tmp_path: Path) -> None:
    assert office_keys.signer(empty) is None
    for act in (lambda: office_keys.export_enrolment(empty, tmp_path), lambda: office_keys.unlock(empty, "x")):
        with pytest.raises(Refusal, match="还没有签名的钥匙"):
            act()
    with pytest.raises(Refusal, match="没有指纹是"):
        office_keys.revoke(empty, "0000", "x")


def test_a_file_whose_private_half_is_gone_says_what_to_do(empty: Workspace, tmp_path: Path) -> None:
    office_keys.make(empty)
    empty.signers.clear()
    empty.store.reader.execute("DELETE FROM secret_key")
    with pytest.raises(Refusal, match="另建一把"):
        exported(empty, tmp_path)


def test_a_revoked_own_key_signs_no_more(empty: Workspace, tmp_path: Path) -> None:
    made = office_keys.make(empty)
    with pytest.raises(Refusal, match="写明撤销的原因"):
        office_keys.revoke(empty, made.fingerprint, " ")
    office_keys.revoke(empty, made.fingerprint, "电脑遗失")
    assert office_keys.own(empty) is None
    office_keys.make(empty)
    said = office_keys.read_enrolment(office_keys.export_enrolment(empty, tmp_path))
    assert said.endorsed_by == ""


def test_an_enrolment_without_a_code_is_not_registered(city: Workspace, tmp_path: Path) -> None:
    unit = Unit("", "某县")
    with Workspace.create(tmp_path / "无.qbs", profiles.load("hunan-county"), unit, year=2026) as county:
        office_keys.make(county)
        with pytest.raises(Refusal, match="没有单位代码"):
            register(city, county, tmp_path)


@pytest.mark.parametrize(
    ("heard", "same"),
    [("123456789012345678901234", True), ("1234 5678 9012 3456 7890 1234", True),
     ("１２３４-5678-9012-3456-7890-1234", True),
     ("1234-5678-9012-3456-7890-1235", False), ("1234", False), ("", False)],
)  # fmt: skip
def test_a_fingerprint_is_compared_by_its_digits(heard: str, same: bool) -> None:
    assert office_keys.same_fingerprint(heard, "1234-5678-9012-3456-7890-1234") == same


# --- open passwords ----------------------------------------------------------------------------------------------


def test_a_return_under_a_password_opens_with_it_only(empty: Workspace, tmp_path: Path) -> None:
    path = exported(empty, tmp_path, password="打开 2026")
    assert path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    verdict = returns.verify(path, password="打开 2026")
    assert (verdict.state, verdict.locked) == ("whole", False)
    for wrong, words in ((None, "请输入密码"), ("打开 2025", "密码不对")):
        verdict = returns.verify(path, password=wrong)
        assert (verdict.state, verdict.locked) == ("not_a_return", True)
        assert words in verdict.sentence
    assert verdict.to_json()["locked"] is True


@pytest.mark.parametrize("password", ["", " a", "a ", "a\nb", "长" * 256])
def test_a_password_that_no_program_takes_is_refused(password: str, empty: Workspace, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="打开密码"):
        exported(empty, tmp_path / "出", password=password)
    assert not (tmp_path / "出").exists()
