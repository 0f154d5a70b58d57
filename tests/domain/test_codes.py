from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qbs_desktop.domain import codes

PUBLIC = ("914300007808508659", "9143020044517525X1", "91110000600037341L", "91350100M000100Y43")
char = st.sampled_from(codes.CREDIT_ALPHABET)


@pytest.mark.parametrize("code", PUBLIC)
def test_codes_of_public_companies_pass(code):
    assert codes.credit_code_problem(code) is None


@given(code=st.sampled_from(PUBLIC), place=st.integers(0, 17), wrong=char)
def test_every_single_wrong_character_is_noticed(code, place, wrong):
    assume(code[place] != wrong)
    assert codes.credit_code_problem(code[:place] + wrong + code[place + 1 :]) is not None


@given(body=st.text(char, min_size=17, max_size=17))
def test_the_check_character_is_one_of_the_alphabet_and_fits(body):
    assert codes.credit_check_digit(body) in codes.CREDIT_ALPHABET


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("91430000", "应为18位，现为8位"),
        ("9143000078085086O9", "不使用的字符“O”"),
        ("ARBG48543289076GFE", "第18位校验码应为“Q”"),
    ],
)
def test_a_bad_credit_code_says_what_is_wrong(code, word):
    assert word in codes.credit_code_problem(code)


def test_the_old_organisation_code_inside_is_checked_too():
    body = "91439999MA0000010"
    code = body + codes.credit_check_digit(body)
    assert "第17位（组织机构代码校验码）应为“5”" in codes.credit_code_problem(code)


def test_letters_at_the_front_are_allowed():
    body = "N2430000MA000001"
    body = body[:16] + codes.organisation_check_digit(body[8:16])
    assert codes.credit_code_problem(body + codes.credit_check_digit(body)) is None


@pytest.mark.parametrize(
    ("code", "generation"),
    [
        ("2111-522323-04-01-342068", "new"),
        ("2012-430200-04-01-342068", "new"),
        ("2020-330327-48-01-167360", "old"),
        ("2013-430200-35-03-000001", "old"),
        ("2113-522323-04-01-342068", None),
        ("1999-522323-04-01-342068", None),
        ("2020-43020-35-03-000001", None),
    ],
)
def test_both_generations_of_project_codes_are_told_apart(code, generation):
    assert codes.project_code_generation(code) == generation
    assert (codes.project_code_problem(code) is None) == (generation is not None)


def test_a_bad_project_code_says_what_is_wrong():
    assert "4-6-2-2-6" in codes.project_code_problem("2020430200")
    assert "2113" in codes.project_code_problem("2113-522323-04-01-342068")


@pytest.mark.parametrize(
    ("code", "section"), [("3073", "C"), ("C3073", "C"), ("01", "A"), ("0111", "A"), ("9903", None), ("x", None)]
)
def test_an_industry_code_lies_in_a_section(code, section):
    assert codes.industry_section(code) == section


def test_a_bad_industry_code_says_what_is_wrong():
    assert codes.industry_code_problem("3073") is None
    assert codes.industry_code_problem("C3073") is None
    assert "门类应为“C”" in codes.industry_code_problem("D3073")
    assert "01—97" in codes.industry_code_problem("9903")


def test_the_sections_cover_all_97_divisions_once():
    covered = [division for _letter, first, last in codes.SECTIONS for division in range(first, last + 1)]
    assert covered == list(range(1, 98))
