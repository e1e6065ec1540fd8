"""camt.053 and camt.054: what each kind of entry becomes."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.payment import LeftOut
from invoicectl.domain.payment import PaymentPart
from invoicectl.errors import BadFileError
from tests.formats.build import read as read_on
from tests.formats.camt_build import ACCOUNT
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import message
from tests.formats.camt_build import strd

if TYPE_CHECKING:
    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.payment import BankPayment

KID = "0017010422"
OTHER_KID = "0017010430"
TODAY = date(2026, 10, 12)


def read(content: bytes) -> BankFile:
    return read_on(content, name="bank.xml", today=TODAY)


def only(*inside: str) -> BankPayment:
    (payment,) = read(message(*inside)).payments
    return payment


@pytest.mark.parametrize("version", ["02", "04", "06", "08", "13"])
@pytest.mark.parametrize("kind", ["053", "054"])
def test_every_version_is_read(kind: str, version: str) -> None:
    file = read(message(entry("9.00", detail("9.00", kid=KID)), kind=kind, version=version))
    assert file.format == f"camt{kind}"
    assert [(each.kid, each.amount_ore) for each in file.payments] == [(KID, 900)]


@pytest.mark.parametrize(
    "account", [ACCOUNT, "1234.56.78903", "NO6412345678903", "no64 12345678903"]
)
def test_an_account_is_its_eleven_digits(account: str) -> None:
    (payment,) = read(message(entry("9.00"), account=account)).payments
    assert payment.account == ACCOUNT


@pytest.mark.parametrize(
    ("text", "ore"),
    [("1.00", 100), ("1", 100), ("1.5", 150), ("000149.87", 14987), ("1.50000", 150), (".50", 50)],
)
def test_an_amount_may_be_written_in_any_way_iso_allows(text: str, ore: int) -> None:
    assert only(entry(text)).amount_ore == ore


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,00", "must be an amount such as 1234.50, but '1,00' stands there"),
        ("-1.00", "but '-1.00' stands there"),
        ("", "but there is none"),
        (".", "but '.' stands there"),
        ("1e3", "but '1e3' stands there"),
        ("١٢.٠٠", "must be an amount such as 1234.50"),
        ("1.001", "is 1.001, which is not in whole øre"),
        ("100000000000.01", "is 100000000000.01, and more than 100,000,000,000.00 is no payment"),
    ],
)
def test_what_is_no_amount_is_refused_with_its_place(text: str, expected: str) -> None:
    with pytest.raises(BadFileError) as caught:
        read(message(entry(text)))
    assert str(caught.value).startswith("bank.xml:7: column 5: in Ntry, the amount ")
    assert expected in str(caught.value)


def test_a_batch_is_its_payments_and_never_its_sum_repeated() -> None:
    file = read(
        message(
            entry("429.56", detail("329.56", kid=KID), detail("100.00", kid=OTHER_KID), count=2)
        )
    )
    assert [(each.kid, each.amount_ore) for each in file.payments] == [
        (KID, 32956),
        (OTHER_KID, 10000),
    ]
    assert file.warnings == ()


def test_details_in_several_blocks_are_all_read() -> None:
    text = entry("3.00", detail("1.00"), "</NtryDtls><NtryDtls>", detail("2.00"))
    assert [each.amount_ore for each in read(message(text)).payments] == [100, 200]


def test_a_single_payment_without_amount_has_that_of_its_entry() -> None:
    assert only(entry("9.00", detail(kid=KID))).amount_ore == 900


def test_a_single_payment_in_foreign_currency_has_the_kroner_that_came_in() -> None:
    paid = only(entry("1149.00", detail("100.00", currency="EUR", kid=KID)))
    assert (paid.amount_ore, paid.kid, paid.currency) == (114_900, KID, "")


def test_payments_without_amounts_stay_one_sum_with_their_references_as_text() -> None:
    file = read(message(entry("9.00", detail(kid=KID), detail(text="hei"), count=2)))
    (payment,) = file.payments
    assert (payment.amount_ore, payment.kid, payment.text) == (900, "", f"KID {KID} hei")
    assert "several payments without their amounts" in file.warnings[0]


def test_a_sum_without_its_payments_is_told_of() -> None:
    file = read(message(entry("9.00", count=12), kind="053"))
    assert file.payments[0].amount_ore == 900
    assert "ask the bank for camt.054 with all details, or for OCR giro" in file.warnings[0]


def test_a_charge_that_was_withheld_is_the_difference_and_the_payer_has_paid_in_full() -> None:
    file = read(message(entry("1500.00", detail("1526.00", kid=KID))))
    assert file.payments[0].amount_ore == 152_600
    assert file.left_out == (LeftOut("charge or difference within an entry", 1, -2600),)
    assert "add up to 1\u202f526,00 and the entry is 1\u202f500,00" in file.warnings[0]


def test_amounts_and_directions_of_charges_are_not_those_of_the_payment() -> None:
    charges = '<Chrgs><Rcrd><Amt Ccy="NOK">26.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>'
    paid = only(entry("9.00", detail("9.00", kid=KID, more=charges)))
    assert (paid.amount_ore, paid.is_reversal) == (900, False)


def test_details_may_go_the_other_way_than_their_entry() -> None:
    back = "<CdtDbtInd>DBIT</CdtDbtInd>"
    file = read(message(entry("7.00", detail("9.00", kid=KID), detail("2.00", more=back), count=2)))
    assert [each.amount_ore for each in file.payments] == [900, -200]
    assert file.warnings == ()


def test_missing_details_are_refused() -> None:
    with pytest.raises(BadFileError) as caught:
        read(message(entry("9.00", detail("4.00"), count=2)))
    assert str(caught.value).startswith(
        "bank.xml:7: column 5: in Ntry, the batch counts 2 transactions (NbOfTxs), and 1 stand in"
        " it, which do not add up to its amount; fetch the file anew"
    )


def test_a_wrong_count_alone_is_noted() -> None:
    file = read(message(entry("9.00", detail("9.00"), count=2)))
    assert "they add up to its amount" in file.warnings[0]


# ---------------------------------------------------------------------------------- what it is for


@pytest.mark.parametrize("typed", [True, False])
def test_a_reference_counts_whatever_its_type(typed: bool) -> None:
    assert only(entry("9.00", detail("9.00", strd("001701042-", typed=typed)))).kid == "001701042-"


@pytest.mark.parametrize("written", ["00 1701 0422", " 0017010422 ", "0017.010.422"])
def test_a_kid_is_read_as_payers_write_it(written: str) -> None:
    assert only(entry("9.00", detail("9.00", strd(written)))).kid == KID


@pytest.mark.parametrize(
    "reference", ["RF18539007547034", "ISR ref number V1", "1", "A-77", "1" * 26]
)
def test_what_can_be_no_kid_is_text(reference: str) -> None:
    paid = only(entry("9.00", detail("9.00", strd(reference))))
    assert (paid.kid, paid.text) == ("", reference)


def test_an_iso_reference_is_no_kid() -> None:
    part = f"<Strd><CdtrRefInf><Tp><Issr>ISO</Issr></Tp><Ref>{KID}</Ref></CdtrRefInf></Strd>"
    paid = only(entry("9.00", detail("9.00", part)))
    assert (paid.kid, paid.text) == ("", KID)


def test_two_claims_in_one_payment_are_parts_that_add_up() -> None:
    paid = only(
        entry(
            "9.00",
            detail("9.00", strd(KID, remitted="4.00"), strd(OTHER_KID, remitted="5.00")),
        )
    )
    assert paid.parts == (PaymentPart(KID, 400), PaymentPart(OTHER_KID, 500))
    assert (paid.kid, paid.text) == ("", f"KID {KID} 4.00 KID {OTHER_KID} 5.00")


def test_a_credit_note_is_taken_off() -> None:
    paid = only(
        entry(
            "1049.00",
            detail(
                "1049.00",
                strd(KID, document="CINV 1044", remitted="1299.00"),
                strd(document="CREN K-77", credited="250.00"),
            ),
        )
    )
    assert paid.kid == KID
    assert paid.parts == (PaymentPart(KID, 129_900, "1044"), PaymentPart("", -25_000, "K-77"))
    assert paid.text == "invoice 1044 1299.00 credit note K-77 -250.00"


def test_parts_that_do_not_add_up_are_no_parts() -> None:
    paid = only(
        entry(
            "8.00",
            detail("8.00", strd(KID, remitted="4.00"), strd(OTHER_KID, remitted="5.00")),
        )
    )
    assert (paid.parts, paid.kid) == ((), "")
    assert KID in paid.text


def test_text_is_gathered_from_where_banks_put_it() -> None:
    assert only(entry("9.00", detail("9.00", text="Faktura  1\n 2"))).text == "Faktura 1 2"
    assert only(entry("9.00", more="Overføring fra Ola")).text == "Overføring fra Ola"
    more = "<AddtlTxInf>Giro 12</AddtlTxInf>"
    assert only(entry("9.00", detail("9.00", more=more))).text == "Giro 12"


def test_words_beside_a_kid_are_kept() -> None:
    paid = only(entry("9.00", detail("9.00", kid=KID, text="takk for hjelpen")))
    assert (paid.kid, paid.text) == (KID, "takk for hjelpen")
    part = strd(KID).replace("</Strd>", "<AddtlRmtInf>oktober</AddtlRmtInf></Strd>")
    assert only(entry("9.00", detail("9.00", part))).text == "oktober"


def test_a_payment_for_somebody_else_says_so() -> None:
    text = detail("9.00", kid=KID, payer="REGNSKAP AS")
    behalf = "</Dbtr><UltmtDbtr><Nm>OLA HANSEN</Nm></UltmtDbtr>"
    paid = only(entry("9.00", text.replace("</Dbtr>", behalf)))
    assert (paid.payer_name, paid.text) == ("REGNSKAP AS", "on behalf of OLA HANSEN")


def test_the_payer_is_named_in_both_generations() -> None:
    old = detail("9.00", payer="KARI & CO", payer_account="NO64 1201 5550 005")
    assert only(entry("9.00", old)).payer_name == "KARI & CO"
    new = old.replace("<Dbtr><Nm>", "<Dbtr><Pty><Nm>").replace("</Nm></Dbtr>", "</Nm></Pty></Dbtr>")
    paid = only(entry("9.00", new))
    assert (paid.payer_name, paid.payer_account) == ("KARI & CO", "12015550005")


def test_the_reference_is_the_best_there_is() -> None:
    assert only(entry("9.00", detail("9.00", ref=" 88 "), ref="7")).reference == "88"
    assert only(entry("9.00", detail("9.00"), ref="7")).reference == "7"
    given = "<Refs><EndToEndId>NOTPROVIDED</EndToEndId><TxId>T1</TxId></Refs>"
    assert only(entry("9.00", detail("9.00").replace("<Refs/>", given))).reference == "T1"


# ------------------------------------------------------------------------------ what is no payment


@pytest.mark.parametrize("status", ["PDNG", "INFO", "FUTR", "HOLD"])
@pytest.mark.parametrize("new", [True, False])
def test_what_is_not_booked_is_counted_and_left_out(status: str, new: bool) -> None:
    text = entry("9.00", status=f"<Cd>{status}</Cd>" if new else status)
    file = read(message(text))
    assert file.payments == ()
    assert [(each.entries, each.sum_ore) for each in file.left_out] == [(1, 900)]
    assert file.other_records == 1


def test_a_missing_status_is_refused() -> None:
    with pytest.raises(BadFileError, match="Sts \\(BOOK, PDNG or INFO\\) is missing"):
        read(message(entry("9.00", status="")))


def test_what_the_company_paid_is_left_out_by_kind() -> None:
    file = read(
        message(
            entry("9.00", out=True, family="ICDT"),
            entry("8.00", out=True, family="MDOP", sub="CHRG"),
            entry("1.00", out=True, family="ICDT"),
            entry("5.00", out=True, family="CCRD"),
        )
    )
    assert file.payments == ()
    assert file.left_out == (
        LeftOut("payment out", 2, -1000),
        LeftOut("bank charge or interest", 1, -800),
        LeftOut("card purchase", 1, -500),
    )


@pytest.mark.parametrize(
    "taken_back",
    [
        entry("9.00", detail(kid=KID), out=True, reversal="true", family="ICDT"),
        entry("9.00", detail(kid=KID), out=True, reversal="1", family="ICDT"),
        entry("9.00", detail(kid=KID), out=True, sub="RRTN"),
        entry("9.00", detail(kid=KID), out=True),
        entry(
            "9.00",
            detail(kid=KID, more="<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>"),
            out=True,
            family="ICDT",
        ),
    ],
    ids=["indicator", "indicator as 1", "return", "received", "reason"],
)
def test_a_payment_that_was_taken_back_is_negative(taken_back: str) -> None:
    paid = only(taken_back)
    assert (paid.amount_ore, paid.is_reversal, paid.kid) == (-900, True, KID)


def test_a_payment_of_ones_own_that_came_back_has_no_kid_of_ours() -> None:
    paid = only(entry("9.00", detail("9.00", kid=KID), reversal="true"))
    assert (paid.amount_ore, paid.kid, paid.is_reversal) == (900, "", False)
    assert paid.text == f"KID {KID}"


def test_foreign_currency_has_no_kroner_and_says_how_much() -> None:
    file = read(
        message(
            entry("100.00", detail("100.00", kid=KID, currency="EUR"), currency="EUR"),
            entry("9.00", out=True, currency="USD", family="ICDT"),
        )
    )
    (paid,) = file.payments
    assert (paid.amount_ore, paid.currency, paid.kid) == (0, "EUR", "")
    assert paid.text == f"EUR 100.00 KID {KID}"
    assert file.left_out == (LeftOut("payment out in USD", 1, 0),)


def test_an_account_in_foreign_currency_needs_no_currency_on_its_entries() -> None:
    content = message(entry("5.125"), currency="EUR").replace(b'<Amt Ccy="NOK">', b"<Amt>")
    assert read(content).payments[0].text == "EUR 5.125"


def test_a_value_date_stands_in_for_a_missing_booking_date() -> None:
    text = entry("9.00").replace("BookgDt", "ValDt")
    file = read(message(text))
    assert file.payments[0].booked_on == date(2026, 10, 9)
    assert "no booking date" in file.warnings[0]


@pytest.mark.parametrize("written", ["2026-10-09T23:59:59+02:00", "2026-10-09", "2026-10-09+02:00"])
def test_a_day_is_the_one_the_bank_wrote(written: str) -> None:
    assert only(entry("9.00", day=written)).booked_on == date(2026, 10, 9)


@pytest.mark.parametrize("written", ["2026-02-30", "09.10.2026", "20261009", "", "2026-W41-5"])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(BadFileError, match="BookgDt must be a day as YYYY-MM-DD, but"):
        read(message(entry("9.00", day=written)))


@pytest.mark.parametrize("bad", ["", "CREDIT", "crdt"])
def test_a_direction_is_never_guessed(bad: str) -> None:
    text = entry("9.00").replace("CRDT", bad)
    with pytest.raises(BadFileError, match="CdtDbtInd must be CRDT or DBIT"):
        read(message(text))


def test_an_indicator_is_true_or_false() -> None:
    with pytest.raises(BadFileError, match="RvslInd must be true or false, but 'maybe' stands"):
        read(message(entry("9.00", reversal="maybe")))


# ---------------------------------------------------------------------------------------- fuzzing
