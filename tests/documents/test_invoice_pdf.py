"""The finished PDF: what the law wants on it, where it stands, and that nothing else is in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from invoicectl.documents.fonts.face import load_face
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.letter import address_lines
from invoicectl.documents.look import Look
from invoicectl.documents.typesetting import DoesNotFitError
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Language
from invoicectl.errors import InputError
from tests.documents.examples import BUYER
from tests.documents.examples import EXAMPLES
from tests.documents.examples import SELLER
from tests.documents.examples import consumer_invoice
from tests.documents.examples import credit_note
from tests.documents.examples import export_invoice
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.examples import png_logo
from tests.documents.reading import MM
from tests.documents.reading import layout_of
from tests.documents.reading import pieces_of
from tests.documents.reading import text_of

if TYPE_CHECKING:
    from tests.conftest import Golden

LOOK = Look()


@pytest.mark.parametrize("name", EXAMPLES)
def test_text_as_on_paper(name: str, golden: Golden) -> None:
    golden(f"documents/{name}.txt", layout_of(render_invoice(EXAMPLES[name](), LOOK)))


@pytest.mark.parametrize(
    ("wanted", "rule"),
    [
        ("10001", "INV-1"),
        ("23.11.2026", "INV-2"),
        ("Fjordlys Elektro AS", "INV-3"),
        ("310 002 070 MVA", "INV-3/4"),
        ("Foretaksregisteret", "INV-5"),
        ("Sjøgata 12, 5003 Bergen", "INV-5"),
        ("Østre Ærfugl Kaffebrenneri AS", "INV-7"),
        ("Brenneriveien 3 B", "INV-7"),
        ("310 003 123 MVA", "INV-7"),
        ("LED-skinne 3 m, hvit", "INV-8"),
        ("1 249,90", "INV-8"),
        ("12,5", "INV-8"),
        ("02.11.2026–20.11.2026", "INV-9"),
        ("Brenneriveien 3 B, Oslo", "INV-9"),
        ("07.12.2026", "INV-10"),
        ("20 390,18", "INV-10"),
        ("Mva. i NOK", "INV-11"),
        ("4 078,04", "INV-11"),
        ("1503.40.12358", "INV-16"),
        ("10042100016", "INV-16"),
        ("PO-2026-118", "INV-16"),
        ("12,25 % p.a.", "INV-17"),
        ("Betalingsbetingelser: 14 dager netto.", "INV-17"),
        ("Side 1 av 1", "10.1"),
    ],
)
def test_particulars(wanted: str, rule: str) -> None:
    assert wanted in text_of(render_invoice(invoice(), LOOK)), rule


def test_due_date_amount_account_and_kid_stand_in_one_band_above_the_lines() -> None:
    pieces = pieces_of(render_invoice(invoice(), LOOK))
    band = {piece.text: piece for piece in pieces if 94 < piece.y < 112}
    values = ("NOK 20 390,18", "07.12.2026", "1503.40.12358", "10042100016")
    assert len({round(band[value].y, 1) for value in values}) == 1
    assert all(band[value].size > 11 for value in values)


def test_a_company_outside_the_vat_register_prints_neither_mva_nor_a_vat_table() -> None:
    """VAT 7.1: an unregistered seller must not state VAT or `MVA`."""
    seller = replace(SELLER, vat_registered=False, foretaksregisteret=False)
    buyer = replace(BUYER, vat_registered=False)
    made = invoice(line("Husflid", "2", "250", code="7"), seller=seller, buyer=buyer)
    text = text_of(render_invoice(made, LOOK))
    assert "mva" not in text.lower()
    assert "Merverdiavgift" not in text
    assert "Foretaksregisteret" not in text
    assert "NOK 500,00" in text


def test_under_avvikling_is_printed() -> None:
    made = invoice(seller=replace(SELLER, under_avvikling=True))
    assert "under avvikling" in text_of(render_invoice(made, LOOK))


@pytest.mark.parametrize("language", Language)
def test_reverse_charge_literal(language: Language) -> None:
    """INV-12: the sentence is Norwegian in every language."""
    made = invoice(line("Klimakvoter", "3", "900", code="51"), language=language)
    text = text_of(render_invoice(made, LOOK)).replace("\n", " ")
    assert "Omvendt avgiftsplikt – Merverdiavgift ikke beregnet" in text


def test_no_reverse_charge_sentence_otherwise() -> None:
    assert "Omvendt avgiftsplikt" not in text_of(render_invoice(consumer_invoice(), LOOK))


def test_vat_groups_are_summed_separately() -> None:
    """INV-13: each rate, zero-rated and exempt in a row of its own, and their sum."""
    made = consumer_invoice()
    pieces = pieces_of(render_invoice(made, LOOK))
    below = max(piece.y for piece in pieces if piece.text == "Meirverdiavgift")
    rows: dict[float, list[str]] = {}
    for piece in sorted(pieces, key=lambda each: each.x):
        if piece.y > below and piece.x < 115:
            rows.setdefault(round(piece.y, 1), []).append(piece.text)
    found = {row[0]: row[1:] for row in rows.values() if len(row) == 3}
    assert found["25 %"] == ["13 785,00", "3 446,25"]
    assert found["15 %"] == ["97,00", "14,55"]
    assert found["12 %"] == ["1 190,00", "142,80"]
    assert found["11,11 %"] == ["755,51", "83,94"]
    assert found["Avgiftsfritt (0 %)"] == ["349,00", "0,00"]
    assert found["Unnateke mva."] == ["500,00", "0,00"]
    assert found["Sum"] == ["16 676,51", "3 687,54"]


def test_credit_note_refers_and_gives_its_reason_and_has_no_due_date() -> None:
    """CN-3, CN-10: positive amounts, KREDITNOTA, no own due date."""
    text = text_of(render_invoice(credit_note(), LOOK))
    assert "KREDITNOTA" in text
    assert "Kreditnota til faktura 10001 av 23.11.2026." in text
    assert "Grunn: Én skinne hadde transportskade" in text
    assert "NOK 1 406,14" in text
    for absent in ("FAKTURA\n", "Forfallsdato", "KID", "\u2212", "Å betale", "Kontonr."):
        assert absent not in text


def test_who_pays_from_abroad_gets_iban_and_bic_and_the_country_on_the_envelope() -> None:
    text = text_of(render_invoice(export_invoice(), LOOK))
    for wanted in ("IBAN NO77 1503 4012 358", "BIC DNBANOKK", "SWEDEN", "411 18 Göteborg"):
        assert wanted in text
    assert "IBAN" not in text_of(render_invoice(invoice(), LOOK))


def test_without_kid_the_invoice_number_marks_the_payment() -> None:
    text = text_of(render_invoice(invoice(kid=""), LOOK))
    assert "merk betalingen med 10001" in text.replace("\n", " ")
    assert "KID" not in text


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("logo", [None, "logo"])
def test_only_the_address_shows_in_the_window(name: str, logo: str | None) -> None:
    """Channels 6.2: text in x 20-105, y 47-68; else only the small return line in y 36-88."""
    look = Look(logo=png_logo() if logo else None)
    made = EXAMPLES[name]()
    first = [piece for piece in pieces_of(render_invoice(made, look)) if piece.page == 0]
    shown = [piece for piece in first if piece.x < 125 and 36 <= piece.y <= 90]
    return_line = [piece for piece in shown if piece.y < 47]
    address = [piece for piece in shown if piece.y >= 47]
    assert [piece.text for piece in return_line] == ["Fjordlys Elektro AS, Sjøgata 12, 5003 Bergen"]
    assert return_line[0].y - return_line[0].size / 72 * 25.4 * 0.73 >= 44
    assert return_line[0].y <= 46
    assert address[0].text == made.buyer.name
    assert all(abs(piece.x - 20) < 0.01 and 47 < piece.y < 68 for piece in address)


def test_a_long_address_is_set_smaller_and_stays_in_the_window() -> None:
    street = (
        "Sameiet Lange Navn og Hjørnegård Boligbyggelag",
        "Postboks 1234 Sentrum",
        "3. etasje",
    )
    buyer = replace(
        BUYER,
        name="Den Norske Stiftelsen for Bevaring av Gamle Kaffebrennerier og Tilhørende Bygninger",
        address=Address(street, "0182", "Oslo", "NO"),
    )
    pieces = pieces_of(render_invoice(invoice(buyer=buyer), LOOK))
    shown = [piece for piece in pieces if piece.x < 125 and 46.5 <= piece.y <= 88]
    assert len(shown) >= 6
    assert all(piece.y - piece.size * 0.25 > 47 and piece.y < 68 for piece in shown)


@pytest.mark.parametrize(
    ("address", "attention", "lines"),
    [
        (Address(("10 Downing St",), "SW1A 2AA", "London", "GB"), "", ["London SW1A 2AA"]),
        (Address(("Kungsgatan 1",), "111 43", "Stockholm", "SE"), "", ["111 43 Stockholm"]),
        (Address(("", "Postboks 3"), "0101", "Oslo"), "Kari", ["Kari", "Postboks 3", "0101 Oslo"]),
        (Address(("X",), "0101", "Oslo"), "Østre Ærfugl Kaffebrenneri AS", ["X", "0101 Oslo"]),
        (None, "", []),
    ],
)
def test_lines_of_the_address(address: Address | None, attention: str, lines: list[str]) -> None:
    buyer = replace(BUYER, address=address, attention=attention)
    found = address_lines(buyer, sender_country="NO")
    assert found[0] == buyer.name
    assert found.count(buyer.name) == 1
    assert set(lines) <= set(found)
    assert "" not in found


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("Selskapet for Lys og Varme i Fjordstrøk", "Selskapet"),
        ("Selskapet for Lys og Varme i Indre og Ytre Fjordstrøk med Omegn", "Selskapet"),
        ("Lang " * 25, "Sjøgata"),
    ],
)
def test_a_long_sender_keeps_its_return_address_in_one_small_line(name: str, start: str) -> None:
    made = invoice(seller=replace(SELLER, name=name))
    pieces = pieces_of(render_invoice(made, LOOK))
    (shown,) = (piece for piece in pieces if 44 < piece.y < 46.5 and piece.x < 125)
    assert shown.text.startswith(start)
    assert shown.text.endswith("Sjøgata 12, 5003 Bergen")
    assert load_face("regular").width(shown.raw, shown.size) / MM <= 85


def test_an_address_that_cannot_fit_is_refused_by_name() -> None:
    buyer = replace(BUYER, name="Navn " * 200)
    with pytest.raises(DoesNotFitError, match="Customer name and address"):
        render_invoice(invoice(buyer=buyer), LOOK)


def test_a_foreign_currency_with_vat_is_refused() -> None:
    """CUR-1: VAT must be stated in NOK, which nobody knows here."""
    with pytest.raises(InputError, match="VAT in NOK"):
        render_invoice(invoice(currency="EUR"), LOOK)
    assert render_invoice(replace(export_invoice(), currency="EUR"), LOOK)


def test_a_usual_invoice_with_logo_is_small() -> None:
    assert len(render_invoice(invoice(), Look(logo=png_logo()))) <= 30_000
