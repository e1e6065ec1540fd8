"""Small rules about customers: GLN, credit limit, buyer reference, what the register differs in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.buyer_reference import buyer_reference
from invoicectl.domain.buyer_reference import missing_buyer_reference
from invoicectl.domain.buyer_reference import unreferenced
from invoicectl.domain.company_register import Difference
from invoicectl.domain.company_register import RegisteredCompany
from invoicectl.domain.company_register import RegisterState
from invoicectl.domain.company_register import customer_texts
from invoicectl.domain.company_register import differences
from invoicectl.domain.company_register import state_sentence
from invoicectl.domain.contacts import DeliveryAddress
from invoicectl.domain.credit_limit import over_limit
from invoicectl.domain.gln import check_gln
from invoicectl.domain.gln import gln_check_digit
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from tests.build import customer


@pytest.mark.parametrize("gln", ["4006381333931", "5790000435975", "7080000000005"])
def test_known_numbers_are_taken(gln: str) -> None:
    assert check_gln(f" {gln[:7]} {gln[7:]}") == gln


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4006381333932", "check digit"),
        ("400638133393", "has 12 digits, not 13"),
        ("40063813339310", "has 14 digits"),
        ("400638133393x", "must be 13 digits"),
        ("٤006381333931", "must be 13 digits"),
        ("0000000000000", "all zeros"),
        ("", "must be 13 digits"),
    ],
)
def test_what_is_no_gln_says_why(text: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        check_gln(text)


@given(st.text("0123456789", min_size=12, max_size=12).filter(lambda text: text.strip("0")))
def test_one_wrong_digit_is_always_noticed(first: str) -> None:
    gln = first + gln_check_digit(first)
    assert check_gln(gln) == gln
    for at, digit in enumerate(gln):
        wrong = f"{gln[:at]}{(int(digit) + 1) % 10}{gln[at + 1 :]}"
        with pytest.raises(InputError):
            check_gln(wrong)


@pytest.mark.parametrize(
    ("limit_ore", "open_ore", "new_ore", "warned"),
    [
        (None, 10**9, 10**9, False),
        (100_000, 0, 100_000, False),
        (100_000, 0, 100_001, True),
        (100_000, -50_000, 150_000, False),
        (100_000, 200_000, -1, False),  # a credit note is never too much
        (0, 0, 1, True),
    ],
)
def test_the_limit_is_what_may_be_owed(
    limit_ore: int | None, open_ore: int, new_ore: int, *, warned: bool
) -> None:
    assert bool(over_limit("1", limit_ore, open_ore=open_ore, new_ore=new_ore)) == warned


def test_a_public_buyer_gets_a_reference_from_wherever_there_is_one() -> None:
    public = customer(kind=CustomerKind.PUBLIC)
    assert "R003" in missing_buyer_reference(public)
    assert "--order-reference" in unreferenced(public, your_reference="", order_reference="")
    assert unreferenced(public, your_reference="", order_reference="4711") == ""
    assert unreferenced(public, your_reference="Kari", order_reference="") == ""
    assert unreferenced(customer(), your_reference="", order_reference="") == ""
    assert missing_buyer_reference(customer(kind=CustomerKind.PUBLIC, buyer_reference="B")) == ""
    assert missing_buyer_reference(customer(kind=CustomerKind.BUSINESS)) == ""
    both = customer(buyer_reference="B", your_reference="Kari")
    assert (buyer_reference(both), buyer_reference(both, "Ola")) == ("B", "Ola")


def test_capitals_and_commas_make_no_difference() -> None:
    ours = customer(street="Brenneriveien 3\nBakgården")
    theirs = RegisteredCompany(
        ours.orgnr, "ØSTRE  ÆRFUGL AS",
        address=Address(("BRENNERIVEIEN 3,", "bakgården"), "0182", "OSLO"),
    )  # fmt: skip
    assert differences(ours, theirs) == ()


def test_differences_are_named_with_both_sides() -> None:
    theirs = RegisteredCompany("310003123", "Nordre Ærfugl AS", vat_registered=True)
    assert differences(customer(), theirs) == (
        Difference("name", "Østre Ærfugl AS", "Nordre Ærfugl AS"),
        Difference("vat_registered", "no", "yes"),
    )


def test_a_sub_unit_is_registered_for_vat_by_its_parent() -> None:
    theirs = RegisteredCompany("310003123", "Østre Ærfugl AS", parent_orgnr="999999999")
    assert differences(customer(vat_registered=True), theirs) == ()


@pytest.mark.parametrize(
    ("form", "kind"), [("KOMM", "public"), ("AS", "business"), ("", "business")]
)
def test_the_form_makes_the_kind(form: str, kind: str) -> None:
    found = customer_texts(RegisteredCompany("310003123", "X", form=form), ("KOMM", "STAT"))
    assert found["kind"] == kind


def test_only_nynorsk_changes_the_language() -> None:
    nynorsk = RegisteredCompany("310003123", "X", written_form="Nynorsk")
    assert customer_texts(nynorsk, ())["language"] == "nn"
    assert "language" not in customer_texts(RegisteredCompany("1", "X", written_form="Bokmål"), ())


def test_every_state_has_a_sentence_but_good_order() -> None:
    said = {state: state_sentence("X", state) for state in RegisterState}
    assert said.pop(RegisterState.ACTIVE) == ""
    assert all(sentence.startswith("X ") and sentence.endswith(".") for sentence in said.values())


def test_a_place_is_printed_on_one_line() -> None:
    place = DeliveryAddress("1", 1, "Lager", "Kaia 4\nPort 2", "5003", "Bergen")
    assert place.place == "Lager, Kaia 4, Port 2, 5003 Bergen"
    abroad = DeliveryAddress("1", 1, "Lager", "Hamngatan 1", "111 47", "Stockholm", "SE")
    assert abroad.place == "Lager, Hamngatan 1, 111 47 Stockholm, SE"
