"""A statement of account as a PDF: balance, each movement by date, and what is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.documents.figures import amount_text
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import period_text
from invoicectl.documents.grid import GridColumn
from invoicectl.documents.grid import GridRow
from invoicectl.documents.grid import draw_grid
from invoicectl.documents.invoice_head import Fact
from invoicectl.documents.invoice_head import draw_band
from invoicectl.documents.invoice_head import draw_facts
from invoicectl.documents.invoice_head import orgnr_text
from invoicectl.documents.letter import LEFT
from invoicectl.documents.proof import proof_buyer
from invoicectl.documents.proof import proof_seller
from invoicectl.documents.sheet import MM
from invoicectl.documents.sheet import Sheet
from invoicectl.documents.statement_words import balance_label
from invoicectl.documents.statement_words import closing_texts
from invoicectl.documents.statement_words import movement_text
from invoicectl.documents.statement_words import position_text
from invoicectl.documents.stationery import begin_letter
from invoicectl.documents.stationery import draw_opening
from invoicectl.documents.stationery import draw_sender_and_window
from invoicectl.documents.stationery import finish_letter
from invoicectl.documents.wording import load_wording
from invoicectl.domain.identifiers import format_kontonr

if TYPE_CHECKING:
    from invoicectl.documents.letter import Letter
    from invoicectl.documents.look import Look
    from invoicectl.documents.wording import Wording
    from invoicectl.domain.statement import Movement
    from invoicectl.domain.statement import Position
    from invoicectl.domain.statement import Statement


def render_statement(statement: Statement, look: Look) -> bytes:
    """Return the PDF of a statement; the same statement gives the same bytes.

    Raises:
        MissingGlyphError: a field holds a character that cannot be printed.
        DoesNotFitError: name, address or company details are longer than their place.
        LookError, LogoError: accent colour, theme or logo cannot be used.
    """
    from dataclasses import replace

    from invoicectl.documents.pdf_file import About
    from invoicectl.documents.pdf_file import write_pdf

    wording = load_wording(statement.language)
    statement = replace(
        statement, seller=proof_seller(statement.seller), buyer=proof_buyer(statement.buyer)
    )
    sheet = Sheet()
    draw_statement(statement, look, sheet)
    name = wording.labels["statement_word"]
    about = About(
        title=f"{name} – {statement.seller.name}",
        author=statement.seller.name,
        subject=f"{name} {date_text(statement.to_day, wording)}",
        locale=wording.locale,
    )
    return write_pdf(sheet, about)


def draw_statement(statement: Statement, look: Look, sheet: Sheet) -> None:
    """Draw a proof-read statement on a sheet.

    Raises:
        DoesNotFitError, LookError, LogoError: as `render_statement`.
    """
    wording = load_wording(statement.language)
    labels = wording.labels
    letter, foot = begin_letter(sheet, look, wording, statement.seller)
    draw_sender_and_window(letter, look, statement.seller, statement.buyer, labels["statement"])
    too_long = draw_facts(letter, facts_of_statement(statement, wording))
    draw_band(letter, band_of_statement(statement, wording))
    draw_opening(letter, too_long, ())
    if statement.from_day is not None:
        columns, rows = movement_grid(statement, wording)
        draw_grid(letter, columns, rows)
        letter.y += 9 * MM
    _draw_positions(letter, statement)
    for text in closing_texts(statement, wording):
        letter.paragraph(text, letter.styles.body)
        letter.y += 4
    day = date_text(statement.to_day, wording)
    finish_letter(letter, foot, f"{labels['statement_word']} {statement.buyer.customer_no}", day)


def statement_name(statement: Statement) -> str:
    """Return the stem of its file name, such as `Kontoutskrift-10001-2026-11-23`."""
    word = load_wording(statement.language).labels["statement_word"].replace(" ", "-")
    number = statement.buyer.customer_no.replace("/", "-")
    return f"{word}-{number}-{statement.to_day.isoformat()}"


def facts_of_statement(statement: Statement, wording: Wording) -> list[Fact]:
    """Return day or period, and who the customer is."""
    labels, buyer = wording.labels, statement.buyer
    orgnr = orgnr_text(buyer.orgnr, vat_registered=buyer.vat_registered) if buyer.orgnr else ""
    if statement.from_day is None:
        when = (labels["statement_date"], date_text(statement.to_day, wording))
    else:
        period = period_text(statement.from_day, statement.to_day, wording)
        when = (labels["statement_period"], period)
    rows = [when, (labels["customer_no"], buyer.customer_no), (labels["customer_orgnr"], orgnr)]
    return [Fact(label, value) for label, value in rows if value.strip()]


def band_of_statement(statement: Statement, wording: Wording) -> list[Fact]:
    """Return the balance and how much of it is overdue, with where to pay it."""
    labels = wording.labels

    def money(ore: int) -> str:
        return f"{statement.currency} {amount_text(ore, wording)}".replace(" ", "\u00a0")

    cells = [Fact(balance_label(statement, wording), money(abs(statement.closing_ore)))]
    if statement.overdue_ore:
        cells.append(Fact(labels["overdue"], money(statement.overdue_ore)))
    if statement.closing_ore > 0:
        cells.append(Fact(labels["account"], format_kontonr(statement.seller.kontonr)))
    return cells


def movement_grid(statement: Statement, wording: Wording) -> tuple[list[GridColumn], list[GridRow]]:
    """Return columns and rows of the movements, between opening and closing balance."""
    labels = wording.labels
    assert statement.from_day is not None
    columns = [
        GridColumn(labels["day"], left_aligned=True),
        GridColumn(labels["entry"], share=1),
        GridColumn(labels["due"], left_aligned=True),
        GridColumn(labels["line_sum"]),
        GridColumn(labels["balance"]),
    ]
    first = date_text(statement.from_day, wording)
    last = date_text(statement.to_day, wording)
    opening = amount_text(statement.opening_ore, wording)
    closing = amount_text(statement.closing_ore, wording)
    return columns, [
        GridRow((first, labels["opening"], "", "", opening), strong=True),
        *(_movement(each, wording) for each in statement.movements),
        GridRow((last, labels["closing"], "", "", closing), strong=True),
    ]


def _movement(movement: Movement, wording: Wording) -> GridRow:
    due = date_text(movement.due, wording) if movement.due else ""
    return GridRow(
        (
            date_text(movement.dated_on, wording),
            movement_text(movement, wording),
            due,
            amount_text(movement.amount_ore, wording),
            amount_text(movement.balance_ore, wording),
        )
    )


def _draw_positions(letter: Letter, statement: Statement) -> None:
    """Draw what is open, under a heading when movements stand above it."""
    if not statement.positions:
        return
    labels = letter.wording.labels
    if statement.from_day is not None:
        if letter.room() < 30 * MM:
            letter.break_page()
        letter.y += 4
        letter.sheet.text(LEFT, letter.y, labels["open_items"], letter.styles.strong)
        letter.y += 5 * MM
    columns, rows = position_grid(statement, letter.wording)
    draw_grid(letter, columns, rows)
    letter.y += 6 * MM


def position_grid(statement: Statement, wording: Wording) -> tuple[list[GridColumn], list[GridRow]]:
    """Return columns and rows of the open documents and credits, the oldest due first."""
    labels = wording.labels
    columns = [
        GridColumn(labels["entry"], share=1),
        GridColumn(labels["invoice_date"], left_aligned=True),
        GridColumn(labels["due"], left_aligned=True),
        GridColumn(labels["days_over"]),
        GridColumn(labels["kid"], left_aligned=True),
        GridColumn(labels["line_sum"]),
        GridColumn(labels["open"]),
    ]
    rows = [_position(each, wording) for each in statement.positions]
    sum_ = amount_text(sum(each.open_ore for each in statement.positions), wording)
    rows.append(GridRow((labels["total"], "", "", "", "", "", sum_), strong=True))
    if not any(each.kid for each in statement.positions):
        del columns[4]
        rows = [GridRow(row.cells[:4] + row.cells[5:], strong=row.strong) for row in rows]
    return columns, rows


def _position(position: Position, wording: Wording) -> GridRow:
    days = (position.issued_on, position.due)
    issued, due = (date_text(day, wording) if day else "" for day in days)
    return GridRow(
        (
            position_text(position, wording),
            issued,
            due,
            str(position.days_over) if position.days_over else "",
            position.kid,
            amount_text(position.total_ore, wording) if position.invoice_no else "",
            amount_text(position.open_ore, wording),
        )
    )
