"""ИНН, ОГРН, ОГРНИП and КПП: what is right, and what exactly is wrong with the rest."""
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.identifiers import Fault, Reason, check_inn, check_kpp, check_ogrn, normalise
from requirements_catalog.model import LegalForm
from tests.unit.strategies import digits

COMPANY, OWNER = LegalForm.LEGAL_ENTITY, LegalForm.SOLE_PROPRIETOR
CHECKS = (check_inn, check_ogrn, check_kpp)


@pytest.mark.parametrize(('check', 'number', 'legal_form'), [
    (check_inn, '4223077332', COMPANY),
    (check_inn, '7707083893', COMPANY),
    (check_inn, '7707083893', None),
    (check_inn, '500100732259', OWNER),
    (check_inn, '500100732259', None),
    (check_ogrn, '1154223001338', COMPANY),
    (check_ogrn, '1027700132195', COMPANY),
    (check_ogrn, '1027700132195', None),
    (check_ogrn, '304500116000157', OWNER),
    (check_ogrn, '304500116000157', None),
    (check_kpp, '773601001', COMPANY),
    (check_kpp, '7736AZ001', None),
])
def test_right_numbers_have_no_fault(check, number, legal_form):
    assert check(number, legal_form) is None


@pytest.mark.abuse('A27')
@pytest.mark.asvs('2.2.1')
@pytest.mark.parametrize(('check', 'number', 'legal_form', 'fault'), [
    # Characters.
    (check_inn, '770708389O', COMPANY, Fault(Reason.CHARACTER, 10, 10)),
    (check_inn, '7707 083893', COMPANY, Fault(Reason.CHARACTER, 5, 5)),
    (check_inn, '-707083893', None, Fault(Reason.CHARACTER, 1, 1)),
    (check_inn, '770708389²', None, Fault(Reason.CHARACTER, 10, 10)),
    (check_inn, '770708389３', None, Fault(Reason.CHARACTER, 10, 10)),
    (check_inn, '770708389٣', None, Fault(Reason.CHARACTER, 10, 10)),
    (check_inn, 'ABC', None, Fault(Reason.CHARACTER, 1, 1)),
    (check_ogrn, '10277001З2195', COMPANY, Fault(Reason.CHARACTER, 9, 9)),
    (check_kpp, '773601A01', COMPANY, Fault(Reason.CHARACTER, 7, 7)),
    (check_kpp, '7736az001', COMPANY, Fault(Reason.CHARACTER, 5, 5)),
    (check_kpp, '7736АВ001', COMPANY, Fault(Reason.CHARACTER, 5, 5)),
    # Lengths, and lengths of somebody else.
    (check_inn, '', None, Fault(Reason.LENGTH, allowed=(10, 12))),
    (check_inn, '77070838931', COMPANY, Fault(Reason.LENGTH, allowed=(10,))),
    (check_inn, '77070838931', OWNER, Fault(Reason.LENGTH, allowed=(12,))),
    (check_inn, '500100732259', COMPANY, Fault(Reason.LEGAL_FORM, allowed=(10,))),
    (check_inn, '7707083893', OWNER, Fault(Reason.LEGAL_FORM, allowed=(12,))),
    (check_ogrn, '10277001321955', None, Fault(Reason.LENGTH, allowed=(13, 15))),
    (check_ogrn, '304500116000157', COMPANY, Fault(Reason.LEGAL_FORM, allowed=(13,))),
    (check_ogrn, '1027700132195', OWNER, Fault(Reason.LEGAL_FORM, allowed=(15,))),
    (check_kpp, '77360100', COMPANY, Fault(Reason.LENGTH, allowed=(9,))),
    (check_kpp, '773601001', OWNER, Fault(Reason.LEGAL_FORM)),
    # Zeros pass every sum.
    (check_inn, '0000000000', COMPANY, Fault(Reason.ZEROS)),
    (check_inn, '000000000000', None, Fault(Reason.ZEROS)),
    (check_ogrn, '0000000000000', None, Fault(Reason.ZEROS)),
    (check_ogrn, '000000000000000', OWNER, Fault(Reason.ZEROS)),
    (check_kpp, '000000000', None, Fault(Reason.ZEROS)),
    # Beginnings and regions.
    (check_ogrn, '2154223001338', COMPANY, Fault(Reason.BEGINNING, 1, 1, (1, 5))),
    (check_ogrn, '3154223001338', COMPANY, Fault(Reason.BEGINNING, 1, 1, (1, 5))),
    (check_ogrn, '104500116000157', OWNER, Fault(Reason.BEGINNING, 1, 1, (3,))),
    (check_inn, '0007083893', None, Fault(Reason.REGION, 1, 2)),
    (check_ogrn, '1150023001338', None, Fault(Reason.REGION, 4, 5)),
    (check_ogrn, '304000116000157', None, Fault(Reason.REGION, 4, 5)),
    (check_kpp, '003601001', None, Fault(Reason.REGION, 1, 2)),
    # Check digits.
    (check_inn, '7707083894', COMPANY, Fault(Reason.CHECK_DIGIT, 10, 10)),
    (check_inn, '7707083983', COMPANY, Fault(Reason.CHECK_DIGIT, 10, 10)),
    (check_inn, '500100732258', OWNER, Fault(Reason.CHECK_DIGIT, 12, 12)),
    (check_inn, '500100732250', OWNER, Fault(Reason.CHECK_DIGIT, 12, 12)),
    (check_inn, '500100732269', OWNER, Fault(Reason.CHECK_DIGIT, 11, 12)),
    (check_inn, '500100733259', OWNER, Fault(Reason.CHECK_DIGIT, 11, 12)),
    (check_ogrn, '1027700132196', COMPANY, Fault(Reason.CHECK_DIGIT, 13, 13)),
    (check_ogrn, '304500116000156', OWNER, Fault(Reason.CHECK_DIGIT, 15, 15)),
])
def test_a_wrong_number_says_what_is_wrong_and_where(check, number, legal_form, fault):
    assert check(number, legal_form) == fault


@pytest.mark.asvs('2.2.1')
@pytest.mark.parametrize(('check', 'beginning', 'more', 'check_digits'), [
    (check_inn, '77', 7, 1), (check_inn, '50', 8, 2), (check_ogrn, '10277', 7, 1),
    (check_ogrn, '50277', 7, 1), (check_ogrn, '30450', 9, 1)])
@given(st.data())
def test_just_one_choice_of_check_digits_passes(check, beginning, more, check_digits, data):
    number = beginning + data.draw(digits(more))

    passing = [end for end in range(10 ** check_digits)
               if check(f'{number}{end:0{check_digits}}') is None]

    assert len(passing) == 1


INN_10 = (2, 4, 10, 3, 5, 9, 4, 6, 8)
INN_12 = ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8))


@given(digits(7))
def test_the_sum_of_a_company_weighs_each_digit_as_the_tax_service_does(more):
    number = _with_check_digit(f'74{more}', INN_10)

    assert check_inn(number) is None


@given(digits(8))
def test_the_sums_of_a_person_weigh_each_digit_as_the_tax_service_does(more):
    number = _with_check_digit(_with_check_digit(f'74{more}', INN_12[0]), INN_12[1])

    assert check_inn(number) is None


def _with_check_digit(number, weights):
    total = sum(weight * int(digit) for weight, digit in zip(weights, number, strict=True))
    return f'{number}{total % 11 % 10}'


@given(digits(7), digits(9))
def test_the_check_digit_of_the_register_is_the_rest_of_a_division(company, owner):
    company, owner = f'10274{company}', f'30474{owner}'

    assert check_ogrn(f'{company}{int(company) % 11 % 10}') is None
    assert check_ogrn(f'{owner}{int(owner) % 13 % 10}') is None


def test_a_fault_of_the_whole_number_has_no_place():
    fault = check_inn('0000000000')

    assert (fault.first, fault.last) == (0, 0)


@pytest.mark.abuse('A27')
@given(st.text(max_size=16), st.sampled_from([None, *LegalForm]), st.sampled_from(CHECKS))
def test_whatever_is_typed_has_a_verdict(typed, legal_form, check):
    fault = check(normalise(typed), legal_form)

    assert fault is None or isinstance(fault.reason, Reason)


@pytest.mark.abuse('A27')
@pytest.mark.asvs('1.4.2')
@given(st.text(st.characters(categories=['Nd', 'No', 'Nl']), min_size=9, max_size=15))
def test_only_ascii_digits_are_digits(typed):
    if not typed.isascii():
        assert {check(typed).reason for check in CHECKS} == {Reason.CHARACTER}


@pytest.mark.parametrize(('typed', 'number'), [
    ('7707083893', '7707083893'),
    (' 7707 083 893\t', '7707083893'),
    ('7707\u00a0083\u202f893', '7707083893'),
    ('7707\u2009083\u2007893', '7707083893'),
    ('\ufeff7707\u200b083893\u2060', '7707083893'),
    ('7707-083', '7707-083'),
    ('7707\n083', '7707\n083'),
    ('', ''),
    (None, ''),
])
def test_gaps_between_groups_are_removed(typed, number):
    assert normalise(typed) == number
