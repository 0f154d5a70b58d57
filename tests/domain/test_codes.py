from __future__ import annotations

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qbs_desktop.domain.codes import shapes

PUBLIC = ("914300007808508659", "9143020044517525X1", "91110000600037341L", "91350100M000100Y43")
char = st.sampled_from(shapes.CREDIT_ALPHABET)


@pytest.mark.parametrize("code", PUBLIC)
def test_codes_of_public_companies_pass(code):
    assert shapes.credit_code_problem(code) is None


@given(code=st.sampled_from(PUBLIC), place=st.integers(0, 17), wrong=char)
def test_every_single_wrong_character_is_noticed(code, place, wrong):
    assume(code[place] != wrong)
    assert shapes.credit_code_problem(code[:place] + wrong + code[place + 1 :]) is not None


def test_ten_thousand_wrong_characters_and_tails_of_zeros_are_all_noticed():
    """X7: every other character in every place of many codes, and what a spreadsheet leaves of an 18-digit number."""
    chance = random.Random(7)
    made = 0
    while made < 10_000:
        body = "".join(chance.choice(shapes.CREDIT_ALPHABET) for _ in range(17))
        code = body + shapes.credit_check_digit(body)
        for place in range(18):
            for wrong in shapes.CREDIT_ALPHABET.replace(code[place], ""):
                made += 1
                assert shapes.credit_code_problem(code[:place] + wrong + code[place + 1 :]) is not None
    missed = tails = 0
    while tails < 2_000:
        digits = "91" + "".join(chance.choice("0123456789") for _ in range(15))
        code = digits + shapes.credit_check_digit(digits)
        if code.isdigit() and not code.endswith("000"):
            tails += 1
            missed += shapes.credit_code_problem(code[:15] + "000") is None
    assert missed < tails / 100  # by chance both check digits fit; the import refuses such a number for being a number


@given(body=st.text(char, min_size=17, max_size=17))
def test_the_check_character_is_one_of_the_alphabet_and_fits(body):
    assert shapes.credit_check_digit(body) in shapes.CREDIT_ALPHABET


@pytest.mark.parametrize(
    ("code", "word"),
    [
        ("91430000", "应为18位，现为8位"),
        ("9143000078085086O9", "不使用的字符“O”"),
        ("ARBG48543289076GFE", "第18位校验码应为“Q”"),
    ],
)
def test_a_bad_credit_code_says_what_is_wrong(code, word):
    assert word in shapes.credit_code_problem(code)


def test_the_old_organisation_code_inside_is_checked_too():
    body = "91439999MA0000010"
    code = body + shapes.credit_check_digit(body)
    assert "第17位（组织机构代码校验码）应为“5”" in shapes.credit_code_problem(code)


def test_letters_at_the_front_are_allowed():
    body = "N2430000MA000001"
    body = body[:16] + shapes.organisation_check_digit(body[8:16])
    assert shapes.credit_code_problem(body + shapes.credit_check_digit(body)) is None


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
    assert shapes.project_code_generation(code) == generation
    assert (shapes.project_code_problem(code) is None) == (generation is not None)


def test_a_bad_project_code_says_what_is_wrong():
    assert "4-6-2-2-6" in shapes.project_code_problem("2020430200")
    assert "2113" in shapes.project_code_problem("2113-522323-04-01-342068")


@pytest.mark.parametrize(
    ("code", "section"), [("3073", "C"), ("C3073", "C"), ("01", "A"), ("0111", "A"), ("9903", None), ("x", None)]
)
def test_an_industry_code_lies_in_a_section(code, section):
    assert shapes.industry_section(code) == section


def test_a_bad_industry_code_says_what_is_wrong():
    assert shapes.industry_code_problem("3073") is None
    assert shapes.industry_code_problem("C3073") is None
    assert "门类应为“C”" in shapes.industry_code_problem("D3073")
    assert "01—97" in shapes.industry_code_problem("9903")


def test_the_sections_cover_all_97_divisions_once():
    covered = [division for _letter, first, last in shapes.SECTIONS for division in range(first, last + 1)]
    assert covered == list(range(1, 98))


@given(code=st.sampled_from(PUBLIC), place=st.integers(0, 17))
def test_a_letter_typed_for_a_digit_is_suggested_back(code, place):
    looks = {"0": "O", "1": "I", "2": "Z", "5": "S"}
    assume(code[place] in looks)
    typed = code[:place] + looks[code[place]] + code[place + 1 :]
    found = shapes.credit_code_suggestions(typed)
    assert code in [one.text for one in found]
    assert all(shapes.credit_code_problem(one.text) is None for one in found)


@given(code=st.sampled_from(PUBLIC), place=st.integers(0, 16))
def test_two_neighbours_in_the_wrong_order_are_suggested_back(code, place):
    assume(code[place] != code[place + 1])
    typed = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert code in [one.text for one in shapes.credit_code_suggestions(typed, most=99)]


def test_a_wrong_check_digit_comes_last_among_the_suggestions_with_a_warning():
    last = shapes.credit_code_suggestions("91430000780850865K")[-1]
    assert last.text == "914300007808508659"
    assert "请先对照执照" in last.reason


def test_a_good_code_and_one_of_another_length_get_no_suggestion():
    assert shapes.credit_code_suggestions(PUBLIC[0]) == ()
    assert shapes.credit_code_suggestions(PUBLIC[0][:17]) == ()


def test_blanks_inside_a_code_are_told_and_suggested_away():
    assert shapes.credit_code_suggestions("9143 00007808508659")[0].text == PUBLIC[0]


def test_a_code_that_ends_in_zeros_lost_digits_in_a_spreadsheet():
    assert "末三位都是 0" in shapes.credit_code_problem("914300007808508000")


def test_a_project_code_without_its_dashes_is_suggested_with_them():
    assert [one.text for one in shapes.project_code_suggestions("21115223230401342068")] == ["2111-522323-04-01-342068"]
    assert [one.text for one in shapes.project_code_suggestions("2111—522323—O4—01—342068")] == [
        "2111-522323-04-01-342068"
    ]
    assert shapes.project_code_suggestions("2111-522323-04-01-342068") == ()
    assert shapes.project_code_suggestions("2111-522323") == ()
    assert shapes.project_code_suggestions("99995223230401342068") == ()


@pytest.mark.parametrize(
    ("region", "unit", "told"),
    [
        ("430281", "430281", False),
        ("430200", "430281", False),
        ("430000", "430281", False),
        ("430281", "430200", False),
        ("430223", "430281", True),
        ("431003", "431102", True),
        ("430223", "YL01", False),
    ],
)
def test_a_project_of_another_county_is_told_and_one_of_the_city_or_province_is_not(region, unit, told):
    problem = shapes.project_region_problem(f"2111-{region}-04-01-342068", unit)
    assert (problem is not None) == told
