"""The e-mails that carry quote, confirmation and request: the figures and what to do, as sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.documents.look import Look
from invoicectl.documents.sales_email import sales_email
from tests.documents.sales_examples import SALES_EXAMPLES
from tests.documents.sales_examples import quote
from tests.documents.sales_examples import request

if TYPE_CHECKING:
    from tests.conftest import Golden

LOOK = Look()


@pytest.mark.parametrize("name", SALES_EXAMPLES)
def test_as_sent(name: str, golden: Golden) -> None:
    mail = sales_email(SALES_EXAMPLES[name](), LOOK)
    golden(f"documents/email-{name}.txt", f"Subject: {mail.subject}\n\n{mail.text}")


def test_a_request_has_all_that_is_needed_to_pay_in_its_text() -> None:
    mail = sales_email(request(), LOOK)
    for wanted in ("10 195,09", "07.12.2026", "1503.40.12358", "900128"):
        assert wanted in mail.text
        assert wanted in mail.html.replace("\u202f", " ").replace("\u00a0", " ")


def test_what_a_customer_is_called_is_never_markup() -> None:
    from dataclasses import replace

    made = quote()
    hostile = replace(made, buyer=replace(made.buyer, name="<b>Å\r\nBcc: x@example.org"))
    mail = sales_email(hostile, LOOK)
    assert "<b>" not in mail.html
    assert "\n" not in mail.subject
    assert "&lt;b&gt;Å" in mail.html
