"""The e-mail: what is needed to pay, in both forms, and nothing that could be markup or a link."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.documents.invoice_email import EmailText
from invoicectl.documents.invoice_email import invoice_email
from invoicectl.documents.invoice_email import notice_email
from invoicectl.documents.look import Look
from invoicectl.domain.parties import Language
from tests.documents.examples import BUYER
from tests.documents.examples import SELLER
from tests.documents.examples import credit_note
from tests.documents.examples import export_invoice
from tests.documents.examples import invoice
from tests.documents.reading import plain

if TYPE_CHECKING:
    from tests.conftest import Golden

LOOK = Look()


class Reader(HTMLParser):
    """Collects what a mail client would show, and every tag and attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.shown.append(data)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def forms(mail: EmailText) -> tuple[str, str]:
    return mail.text, plain("".join(read(mail.html).shown))


@pytest.mark.parametrize("language", Language)
def test_as_sent(language: Language, golden: Golden) -> None:
    mails = {
        "invoice": invoice_email(invoice(language=language), LOOK),
        "credit-note": invoice_email(credit_note(language=language), LOOK),
        "notice": notice_email(invoice(language=language), LOOK, open_ore=2_039_018),
    }
    for name, mail in mails.items():
        text = f"Subject: {mail.subject}\n\n{mail.text}"
        golden(f"documents/email-{name}-{language.value}.txt", text)


def test_html_as_sent(golden: Golden) -> None:
    golden("documents/email-invoice-nb.html", invoice_email(invoice(), LOOK).html)


def test_an_invoice_says_how_to_pay_in_both_forms() -> None:
    mail = invoice_email(invoice(), LOOK)
    for form in forms(mail):
        for wanted in ("20 390,18 kr", "07.12.2026", "1503.40.12358", "10042100016", "10001"):
            assert wanted in form
    assert mail.subject == "Faktura 10001 fra Fjordlys Elektro AS"


def test_figures_can_be_copied_from_the_text() -> None:
    mail = invoice_email(export_invoice(), LOOK)
    assert not {"\u00a0", "\u202f"} & set(mail.text + mail.subject)
    assert "IBAN:" in mail.text


def test_a_credit_note_asks_for_nothing() -> None:
    for form in forms(invoice_email(credit_note(), LOOK)):
        assert "1 406,14 kr" in form
        assert "transportskade" in form
        assert "10001 (23.11.2026)" in form
        for absent in ("Forfall", "KID", "Å betale", "1503"):
            assert absent not in form


def test_a_notice_bears_no_fee_and_no_interest() -> None:
    """Law 10.2: betalingspåminnelse without fee and interest."""
    for language in Language:
        mail = notice_email(invoice(language=language), LOOK, open_ore=2_039_018)
        for form in forms(mail):
            lower = form.lower()
            assert "10042100016" in form
            for absent in ("gebyr", "fee", "rente", "interest", "inkasso", "collection"):
                assert absent not in lower


def test_a_notice_of_a_partly_paid_invoice_asks_for_the_rest() -> None:
    text = notice_email(invoice(), LOOK, open_ore=100_050).text
    assert "ikke at de siste 1 000,50 kr er betalt" in text
    assert "Gjenstår:" in text
    assert "Å betale" not in text


def test_without_kid_the_invoice_number_is_asked_for() -> None:
    text = notice_email(invoice(kid=""), LOOK, open_ore=1).text
    assert "merke betalingen med 10001" in text
    assert "KID" not in text


def test_without_contact_the_reader_is_asked_to_reply() -> None:
    seller = replace(SELLER, email="", phone="")
    assert "Svar på denne e-posten." in invoice_email(invoice(seller=seller), LOOK).text


def test_nothing_is_loaded_and_nothing_is_a_link() -> None:
    mails = [
        invoice_email(invoice(), LOOK),
        invoice_email(credit_note(), LOOK),
        notice_email(invoice(), LOOK, open_ore=1),
    ]
    for mail in mails:
        reader = read(mail.html)
        assert not {"a", "img", "link", "script", "iframe", "form", "object", "svg"} & reader.tags
        assert not {"href", "src", "background", "onclick"} & reader.attributes
        assert "url(" not in mail.html


@given(st.text(max_size=60))
def test_hostile_names_are_shown_and_never_interpreted(name: str) -> None:
    harmless = invoice_email(invoice(), LOOK)
    made = invoice(
        buyer=replace(BUYER, name=name),
        seller=replace(SELLER, name=name, website=name),
        our_reference=name,
    )
    mail = invoice_email(made, LOOK)
    reader, known = read(mail.html), read(harmless.html)
    assert reader.tags <= known.tags
    assert reader.attributes == known.attributes
    assert not any(ord(character) < 32 for character in mail.subject)
    assert "\n" not in mail.subject


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", '"><img src=x>', "{no} {name}", "&amp; & &#65;"]
)
def test_markup_is_shown_as_text(name: str) -> None:
    for form in forms(invoice_email(invoice(buyer=replace(BUYER, name=name)), LOOK)):
        assert f"Hei {name}." in form


def test_line_ends_and_overrides_in_names_cannot_forge_lines() -> None:
    name = "Eve\r\nBcc: x@y.example\u2028\u202eevil\u0085z"
    mail = invoice_email(invoice(seller=replace(SELLER, name=name)), LOOK)
    assert "\nBcc" not in mail.text
    assert mail.subject.endswith("Eve Bcc: x@y.example evil z")


def test_the_accent_colours_the_amount() -> None:
    assert "#7A1F3D" in invoice_email(invoice(), Look(accent="#7A1F3D")).html
