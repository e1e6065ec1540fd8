"""The statement on paper and in its e-mail: balances, movements, what is open, page by page."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from invoicectl.documents.look import Look
from invoicectl.documents.look import theme_names
from invoicectl.documents.statement_email import statement_email
from invoicectl.documents.statement_pdf import render_statement
from invoicectl.documents.statement_pdf import statement_name
from invoicectl.domain.parties import Language
from invoicectl.domain.statement import Position
from invoicectl.domain.statement import movements_of
from tests.documents.examples import BUYER
from tests.documents.examples import png_logo
from tests.documents.reading import layout_of
from tests.documents.reading import pieces_of
from tests.documents.reading import text_of
from tests.documents.statement_examples import DUE
from tests.documents.statement_examples import FROM
from tests.documents.statement_examples import STATEMENTS
from tests.documents.statement_examples import posting
from tests.documents.statement_examples import settled
from tests.documents.statement_examples import statement

if TYPE_CHECKING:
    from tests.conftest import Golden

LOOK = Look()


@pytest.mark.parametrize("name", STATEMENTS)
def test_text_as_on_paper(name: str, golden: Golden) -> None:
    golden(f"documents/{name}.txt", layout_of(render_statement(STATEMENTS[name](), LOOK)))


@pytest.mark.parametrize("name", STATEMENTS)
def test_as_sent(name: str, golden: Golden) -> None:
    mail = statement_email(STATEMENTS[name](), LOOK)
    golden(f"documents/email-{name}.txt", f"Subject: {mail.subject}\n\n{mail.text}")


def test_balances_stand_in_the_band_and_at_both_ends_of_the_movements() -> None:
    pieces = pieces_of(render_statement(statement(), LOOK))
    texts = [piece.text for piece in pieces]
    band = [piece.text for piece in pieces if 94 < piece.y < 112]
    assert "NOK 15 338,00" in band
    assert "NOK 15 838,00" in band  # what is overdue, the credit not set off
    assert texts.count("15 338,00") == 3  # last movement, closing balance, sum of what is open
    opening = next(piece for piece in pieces if piece.text == "Inngående saldo")
    assert any(piece.text == "4 800,00" and piece.y == opening.y for piece in pieces)


def test_movements_are_called_what_the_customer_calls_them() -> None:
    text = text_of(render_statement(statement(), LOOK))
    for wanted in (
        "Faktura 10001",
        "Kreditnota 10003 (faktura 10002)",
        "Innbetaling (faktura 10001)",
        "Purregebyr (faktura 10001)",
        "Til gode",
    ):
        assert wanted in text


def test_who_owes_nothing_is_told_so_and_not_where_to_pay() -> None:
    text = text_of(render_statement(settled(), LOOK))
    assert "Alt er betalt." in text
    assert "Betal til" not in text
    assert "Åpne poster" not in text


def test_who_has_credit_is_told_how_much() -> None:
    credit = Position(None, None, None, 0, 0, -50_000)
    made = statement(from_day=None, movements=(), positions=(credit,))
    text = text_of(render_statement(made, LOOK))
    assert "Du har 500,00 kr til gode hos oss." in text
    assert "NOK 500,00" in text
    assert "Kontonr." not in text


def test_three_hundred_movements_and_open_items_each_with_the_head_on_every_page() -> None:
    lines = [
        posting(FROM + timedelta(days=n), "invoice", 12_345_600 + n, 20_000 + n, 20_000 + n)
        for n in range(300)
    ]
    positions = tuple(
        Position(20_000 + n, FROM, DUE, n % 90, 12_345_600, 12_345_600, "10042100016")
        for n in range(300)
    )
    made = statement(movements=movements_of(lines, 0), opening_ore=0, positions=positions)
    pdf = render_statement(made, LOOK)
    text = text_of(pdf)
    assert all(text.count(f"Faktura {20_000 + n}") >= 2 for n in range(300))
    pages = text.count("Side ")
    assert pages > 10
    assert text.count("Forfallsdato") >= pages - 1
    assert max(piece.y for piece in pieces_of(pdf)) < 290


def test_long_names_find_a_place() -> None:
    long = "Andelslaget Vestlandske Fjordfiskarar og Tørrfiskhandlarar " * 3
    made = statement(buyer=replace(BUYER, name=long.strip()))
    assert text_of(render_statement(made, LOOK)).count("Tørrfiskhandlarar") == 3


@pytest.mark.parametrize("theme", theme_names())
@pytest.mark.parametrize("logo", [None, png_logo()], ids=["name", "logo"])
def test_the_same_bytes_each_time_in_every_theme(theme: str, logo: bytes | None) -> None:
    look = Look(theme=theme, logo=logo)
    assert render_statement(statement(), look) == render_statement(statement(), look)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        (Language.NB, "Kontoutskrift-10042-2026-11-23"),
        (Language.EN, "Statement-of-account-10042-2026-11-23"),
    ],
)
def test_the_file_is_named_after_customer_and_day(language: Language, name: str) -> None:
    assert statement_name(statement(language=language)) == name


def test_a_payment_of_many_invoices_names_the_first_of_them() -> None:
    lines = [replace(posting(DUE, "payment", -100, 20_000 + n), transaction_id=7) for n in range(9)]
    made = statement(movements=movements_of(lines, 480_000))
    text = text_of(render_statement(made, LOOK))
    assert "Innbetaling (faktura 20000, 20001, 20002, 20003, …)" in text
