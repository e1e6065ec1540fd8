"""The e-mail that carries a statement of account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.documents.email_form import Mail
from invoicectl.documents.email_form import composed
from invoicectl.documents.email_form import greeting
from invoicectl.documents.email_form import questions
from invoicectl.documents.email_form import signature
from invoicectl.documents.figures import date_text
from invoicectl.documents.figures import money_text
from invoicectl.documents.look import palette_of
from invoicectl.documents.statement_words import balance_label
from invoicectl.documents.statement_words import balance_text
from invoicectl.documents.wording import load_wording
from invoicectl.domain.identifiers import format_kontonr

if TYPE_CHECKING:
    from invoicectl.documents.email_form import EmailText
    from invoicectl.documents.look import Look
    from invoicectl.domain.statement import Statement


def statement_email(statement: Statement, look: Look) -> EmailText:
    """Return the e-mail for a statement that is attached as a PDF.

    Raises:
        LookError: the accent colour or theme cannot be used.
    """
    wording = load_wording(statement.language)
    labels, seller = wording.labels, statement.seller
    day = date_text(statement.to_day, wording)
    rows = [(balance_label(statement, wording), money_text(abs(statement.closing_ore), wording))]
    if statement.overdue_ore:
        rows.append((labels["overdue"], money_text(statement.overdue_ore, wording)))
    if statement.closing_ore > 0:
        rows.append((labels["account"], format_kontonr(seller.kontonr)))
    rows.append((labels["customer_no"], statement.buyer.customer_no))
    mail = Mail(
        greeting=greeting(statement.buyer, wording),
        before=(wording.text("statement_intro", date=day), balance_text(statement, wording)),
        rows=tuple(rows),
        after=(wording.text("statement_differs"), questions(seller, wording)),
        signature=signature(seller, statement.our_reference, wording),
    )
    subject = wording.text("statement_subject", date=day, seller=seller.name)
    return composed(subject, mail, palette_of(look).accent_hex)
