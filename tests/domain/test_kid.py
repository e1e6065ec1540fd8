from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.kid import KID_MAX
from invoicectl.domain.kid import KidLayout
from invoicectl.domain.kid import KidScheme
from invoicectl.domain.kid import Modulus
from invoicectl.domain.kid import check_digit
from invoicectl.domain.kid import is_kid
from invoicectl.domain.kid import kid_variants
from invoicectl.domain.kid import near_kids
from invoicectl.domain.kid import normalise_kid
from invoicectl.errors import InputError

MOD11_RUNNING = KidScheme(KidLayout.RUNNING, invoice_digits=7, modulus=Modulus.MOD11)
schemes = st.builds(
    KidScheme,
    layout=st.sampled_from(KidLayout),
    customer_digits=st.integers(5, 9),
    invoice_digits=st.integers(6, 9),
    modulus=st.sampled_from(Modulus),
    avoid_dash=st.booleans(),
    length=st.sampled_from((0, 21, 25)),
)


@pytest.mark.parametrize(
    ("base", "mod10", "mod11"),
    [
        # payments 1.3
        ("1", "18", "19"),
        ("100", "1008", "1007"),
        ("0000017", "00000174", "00000175"),
        ("12345678", "123456782", "123456785"),
        ("001701042", "0017010422", "0017010425"),
        ("020301044", "0203010442", "0203010443"),
        ("001201046", "0012010468", "001201046-"),
        ("000000000", "0000000000", "0000000000"),
        ("999999999", "9999999999", "9999999996"),
        (
            "123456789012345678901234",
            "1234567890123456789012340",
            "1234567890123456789012341",
        ),
        # law T-KID
        ("60224", "602243", "602248"),
        ("1234567", "12345674", "12345674"),
    ],
)
def test_check_digits_are_those_of_the_specification(base: str, mod10: str, mod11: str) -> None:
    assert base + check_digit(base, Modulus.MOD10) == mod10
    assert base + check_digit(base, Modulus.MOD11) == mod11


@given(st.text("0123456789", min_size=1, max_size=24), st.sampled_from(Modulus), st.data())
def test_one_wrong_digit_never_checks(base: str, modulus: Modulus, data: st.DataObject) -> None:
    kid = base + check_digit(base, modulus)
    at = data.draw(st.integers(0, len(base) - 1))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda new: new != base[at]))
    assert is_kid(kid, modulus) == bool(base.strip("0"))
    assert not is_kid(kid[:at] + digit + kid[at + 1 :], modulus)


@pytest.mark.parametrize(
    "text", ["", "0", "00", "0000000000", "1" * 26, "18\n", "١٨", "1-8", "-", "--", "1 8"]
)
def test_what_is_no_kid(text: str) -> None:
    assert not any(is_kid(text, modulus) for modulus in Modulus)


@given(schemes, st.integers(1, 99_999), st.integers(1, 999_999))
def test_every_kid_built_checks_and_is_of_the_agreed_length(
    scheme: KidScheme, customer: int, invoice_no: int
) -> None:
    kid = scheme.kid_for(str(customer), invoice_no)
    assert is_kid(kid, scheme.modulus)
    assert len(kid) == scheme.kid_length <= KID_MAX
    if scheme.avoid_dash:
        assert kid.isdigit()


@given(
    schemes,
    st.lists(st.tuples(st.integers(1, 99_999), st.integers(1, 999_999)), min_size=2, unique=True),
)
def test_two_invoices_never_share_a_kid(scheme: KidScheme, pairs: list[tuple[int, int]]) -> None:
    if scheme.layout is KidLayout.RUNNING:
        pairs = list(
            {invoice_no: (customer, invoice_no) for customer, invoice_no in pairs}.values()
        )
    kids = [scheme.kid_for(str(customer), invoice_no) for customer, invoice_no in pairs]
    assert len(set(kids)) == len(kids)


def test_a_dash_never_stops_an_invoice() -> None:
    kids = [MOD11_RUNNING.kid_for("1", invoice_no) for invoice_no in range(1, 2_000)]
    dodged = [kid for kid in kids if kid[-2] == "1"]
    assert all(kid.isdigit() and is_kid(kid, Modulus.MOD11) for kid in kids)
    assert all(kid[-2:] == "18" for kid in dodged)
    assert 0.08 < len(dodged) / len(kids) < 0.10  # one base in eleven


def test_a_dash_is_made_where_it_was_asked_for() -> None:
    scheme = KidScheme(KidLayout.RUNNING, invoice_digits=9, modulus=Modulus.MOD11, avoid_dash=False)
    assert scheme.kid_for("1", 1201046) == "001201046-"


def test_the_parts_stand_in_their_order() -> None:
    scheme = KidScheme(customer_digits=5, invoice_digits=6)
    assert scheme.kid_for("10001", 42) == "10001" + "000042" + check_digit(
        "10001000042", Modulus.MOD10
    )
    assert (
        KidScheme(customer_digits=5, length=20)
        .kid_for("7", 42)
        .startswith("00007" + "0" * 12 + "42")
    )


@pytest.mark.parametrize(
    ("customer_no", "invoice_no", "sentence"),
    [
        ("1234567", 1, "Customer number 1234567 does not fit the 6 KID digits"),
        ("K-17", 1, "only digits can"),
        ("", 1, "only digits can"),
        ("１", 1, "only digits can"),
        ("1", 10_000_000, "Invoice number 10000000 does not fit the 7 KID digits"),
        ("1", 0, "must be 1 or more"),
    ],
)
def test_what_does_not_fit_is_refused_and_never_cut(
    customer_no: str, invoice_no: int, sentence: str
) -> None:
    with pytest.raises(InputError, match=sentence):
        KidScheme().kid_for(customer_no, invoice_no)


def test_the_shortest_scheme_has_four_digits() -> None:
    assert KidScheme(KidLayout.RUNNING, customer_digits=1, invoice_digits=3).kid_length == 4
    with pytest.raises(InputError, match="this layout gives 3"):
        KidScheme(KidLayout.RUNNING, invoice_digits=2)
    assert KidScheme(customer_digits=1, invoice_digits=2).kid_for("1", 2) == "1024"


def test_a_running_kid_takes_any_customer_number() -> None:
    assert KidScheme(KidLayout.RUNNING).kid_for("K-17", 1) == "00000018"


@pytest.mark.parametrize(
    ("scheme", "sentence"),
    [
        ({"customer_digits": 15, "invoice_digits": 12}, "this layout gives 28"),
        ({"length": 10}, "A KID of 10 digits is too short: its parts need 14"),
        ({"length": 26}, "this layout gives 26"),
        ({"invoice_digits": 0}, "needs 1 digit or more"),
        ({"customer_digits": -1}, "needs 1 digit or more"),
    ],
)
def test_a_scheme_no_bank_would_register_is_refused(scheme: dict[str, int], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        KidScheme(**scheme)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "kid"),
    [
        (" 0017 0104 22 ", "0017010422"),
        ("001.701\u00a00422", "0017010422"),
        ("001201046\u2013", "001201046-"),
        ("001201046\u2212", "001201046-"),
        ("KID 12", "KID12"),
    ],
)
def test_typed_kids_are_tidied(typed: str, kid: str) -> None:
    assert normalise_kid(typed) == kid


KNOWN = frozenset({"0017010422", "0203010442"})


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("17010422", "leading zeros"),
        ("001701042", "check digit was left out"),
        ("0071010422", "neighbouring digits swapped"),
        ("0017010429", "one digit wrong"),
        ("00170104222", "one digit too many"),
        ("001710422", "one digit missing"),
        ("0017 010422 5", "one digit too many"),
    ],
)
def test_a_slip_of_the_finger_is_seen(typed: str, reason: str) -> None:
    ((kid, why),) = near_kids(typed, KNOWN)
    assert kid == "0017010422"
    assert reason in why


@pytest.mark.parametrize("typed", ["0017010422", "", "KID", "999", "1" * 30])
def test_an_exact_or_hopeless_kid_suggests_nothing(typed: str) -> None:
    assert near_kids(typed, KNOWN) == ()


@given(st.text("0123456789", min_size=1, max_size=25))
def test_the_number_of_guesses_is_bounded(kid: str) -> None:
    assert sum(1 for _ in kid_variants(kid)) < 700
