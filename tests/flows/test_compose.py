from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from invoicectl.domain.parties import CustomerKind
from invoicectl.flows.compose import Composed
from invoicectl.flows.compose import compose
from invoicectl.flows.level_values import settings_alone
from tests.build import CONFIG
from tests.build import DAY
from tests.build import consumer
from tests.build import customer
from tests.build import draft
from tests.build import line
from tests.build import settings_for


def composed(
    tmp_path: Path, *, more: str = "", config: str = CONFIG, today: date = DAY, **changes: Any
) -> Composed:
    """Return what a draft with these changes becomes for the usual business."""
    who = changes.pop("who", customer())
    settings = settings_for(tmp_path, more, config=config)
    made = replace(draft(), **changes)
    held = settings_alone(settings, who, made)
    return compose(made, who, settings, held, invoice_no=10001, today=today)


# delivery day, code -> rate in hundredths of a percent (law 7.1, 7.2; covid term of the low rate)
RATES = [
    (date(2026, 10, 1), "3", 2500),
    (date(2026, 10, 1), "31", 1500),
    (date(2026, 10, 1), "32", 1111),
    (date(2026, 10, 1), "33", 1200),
    (date(2026, 10, 1), "6", 0),
    (date(2021, 9, 30), "33", 600),
    (date(2021, 10, 1), "33", 1200),
]


@pytest.mark.parametrize(("delivered", "code", "rate_bp"), RATES)
def test_the_rate_is_that_of_the_day_of_delivery(
    tmp_path: Path, delivered: date, code: str, rate_bp: int
) -> None:
    made = composed(
        tmp_path, lines=(line(vat_code=code),), delivered_from=delivered, delivered_to=delivered
    )
    assert made.invoice is not None
    assert made.invoice.lines[0].vat_rate_bp == rate_bp


def test_a_rate_before_the_table_is_refused_and_not_guessed(tmp_path: Path) -> None:
    made = composed(tmp_path, delivered_from=date(1999, 1, 1), delivered_to=date(1999, 1, 1))
    assert made.invoice is None
    assert made.findings.refusals == ("No high VAT rate is known for 1999-01-01.",)


def test_a_presumed_rate_is_told(tmp_path: Path) -> None:
    made = composed(tmp_path, today=date(2027, 1, 4))
    assert made.is_issuable
    assert "2026-12-31" in made.findings.warnings[0]


# terms of draft, customer and company -> due; 2026-12-10 + 14 = 24 December is no bank day (CAL-7)
DUES = [
    (None, None, "", date(2026, 10, 1), date(2026, 10, 15)),
    (None, 30, "", date(2026, 10, 1), date(2026, 11, 2)),
    (7, 30, "", date(2026, 10, 1), date(2026, 10, 8)),
    (0, 30, "", date(2026, 10, 1), date(2026, 10, 1)),
    (None, None, "invoice:\n  terms_days: 20\n", date(2026, 10, 1), date(2026, 10, 21)),
    (None, None, "", date(2026, 12, 10), date(2026, 12, 28)),
    (None, None, "invoice:\n  due_date_roll: none\n", date(2026, 12, 10), date(2026, 12, 24)),
]


@pytest.mark.parametrize(("own", "agreed", "more", "today", "due"), DUES)
def test_the_nearest_terms_count_and_the_due_date_is_a_bank_day(
    tmp_path: Path, own: int | None, agreed: int | None, more: str, today: date, due: date
) -> None:
    made = composed(
        tmp_path, more=more, today=today, terms_days=own, who=customer(terms_days=agreed)
    )
    assert made.invoice is not None
    assert made.invoice.due == due


# kind, days, express -> begins with (TRM-1, TRM-2, TRM-3)
TERMS = [
    (CustomerKind.BUSINESS, 60, False, ""),
    (CustomerKind.BUSINESS, 61, False, "TRM-1"),
    (CustomerKind.BUSINESS, 61, True, ""),
    (CustomerKind.PUBLIC, 61, True, "TRM-2"),
    (CustomerKind.CONSUMER, 365, False, ""),
]


@pytest.mark.parametrize(("kind", "days", "express", "rule"), TERMS)
def test_terms_the_law_forbids_are_refused(
    tmp_path: Path, kind: CustomerKind, days: int, express: bool, rule: str
) -> None:
    who = customer(kind=kind, terms_days=days, express_terms=express)
    made = composed(tmp_path, who=who)
    assert [text[:5] for text in made.findings.refusals] == ([rule] if rule else [])


PLACES = [
    ("", "", "Brenneriveien 3, 0182 Oslo"),
    ("company", "", "Storgata 1, 0150 Oslo"),
    ("Kaien, Bergen", "", "Kaien, Bergen"),
    ("", "invoice:\n  delivery_place: company\n", "Storgata 1, 0150 Oslo"),
]


@pytest.mark.parametrize(("place", "more", "printed"), PLACES)
def test_the_place_of_delivery_may_be_a_word_for_an_address(
    tmp_path: Path, place: str, more: str, printed: str
) -> None:
    made = composed(tmp_path, more=more, delivery_place=place)
    assert made.invoice is not None
    assert made.invoice.delivery_place == printed


REFUSED = [
    ({"who": consumer(street="", postcode="", city="")}, "INV-7"),
    ({"lines": ()}, "INV-8"),
    ({"lines": (line(" "),)}, "INV-8"),
    ({"lines": (line(quantity="0"),)}, "INV-8"),
    ({"lines": (line(price="0"),)}, "INV-10"),
    ({"lines": (line(), line(price="-100"))}, "INV-10"),
    ({"lines": (line(price="-1"),)}, "INV-10"),
    ({"lines": (line(price="60000000000"),)}, "INV-10"),
    ({"delivered_from": date(2026, 10, 2), "delivered_to": date(2026, 10, 1)}, "INV-9"),
    ({"delivered_from": DAY, "delivered_to": date(2026, 12, 1)}, "INV-27"),
]


@pytest.mark.parametrize(("changes", "rule"), REFUSED)
def test_what_the_law_wants_and_is_not_there_is_refused_by_its_rule(
    tmp_path: Path, changes: dict[str, Any], rule: str
) -> None:
    made = composed(tmp_path, **changes)
    assert not made.is_issuable
    assert any(text.startswith(f"{rule}:") for text in made.findings.refusals)


def test_an_advance_is_allowed_for_what_may_be_invoiced_ahead(tmp_path: Path) -> None:
    ahead = date(2026, 12, 1)
    made = composed(tmp_path, delivered_from=DAY, delivered_to=ahead, is_advance=True)
    assert made.is_issuable


def test_a_company_outside_the_vat_register_charges_none(tmp_path: Path) -> None:
    outside = CONFIG.replace("  city: Oslo\n", "  city: Oslo\n  vat_registered: false\n", 1)
    charged = composed(tmp_path, config=outside)
    assert any(text.startswith("INV-4:") for text in charged.findings.refusals)
    assert composed(tmp_path, config=outside, lines=(line(vat_code="6"),)).is_issuable


def test_a_customer_number_with_letters_needs_a_running_kid(tmp_path: Path) -> None:
    who = customer("K-7")
    refused = composed(tmp_path, who=who)
    assert "cannot stand in a KID" in refused.findings.refusals[0]
    running = CONFIG + "  layout: running\n"
    assert composed(tmp_path, config=running, who=who).is_issuable
    without = CONFIG.replace("enabled: true", "enabled: false")
    assert composed(tmp_path, config=without, who=who).is_issuable


def test_texts_and_references_fall_back_on_customer_and_company(tmp_path: Path) -> None:
    more = "invoice:\n  our_reference: Kari\n  head_text: Hei\n  foot_text: Takk\n"
    who = customer(your_reference="Per")
    plain = composed(tmp_path, more=more, who=who).invoice
    assert plain is not None
    assert (plain.our_reference, plain.head_text, plain.foot_text) == ("Kari", "Hei", "Takk")
    assert plain.your_reference == "Per"
    own = composed(
        tmp_path, more=more, who=who, our_reference="Ola", your_reference="Pål", head_text="A"
    ).invoice
    assert own is not None
    assert (own.our_reference, own.your_reference, own.head_text) == ("Ola", "Pål", "A")


def test_a_public_buyer_gets_its_reference_and_without_one_it_is_told(tmp_path: Path) -> None:
    who = customer(kind=CustomerKind.PUBLIC)
    (said,) = composed(tmp_path, who=who).findings.warnings
    assert said.startswith("R003: it has neither a buyer reference nor an order number")
    assert not composed(tmp_path, who=who, order_reference="PO 7").findings.warnings
    known = composed(tmp_path, who=replace(who, buyer_reference="4711", your_reference="Per"))
    assert known.invoice is not None
    assert (known.invoice.your_reference, known.findings.warnings) == ("4711", ())
    own = composed(tmp_path, who=replace(who, buyer_reference="4711"), your_reference="Pål")
    assert own.invoice is not None
    assert own.invoice.your_reference == "Pål"
