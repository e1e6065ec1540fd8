from __future__ import annotations

from dataclasses import replace
from datetime import date
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.domain.content import check_content
from invoicectl.domain.content import missing_content
from invoicectl.domain.findings import Findings
from invoicectl.domain.invoice import HEADING_UNIT
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.parties import Address
from tests.domain.samples import BUYER
from tests.domain.samples import SELLER
from tests.domain.samples import credit_note
from tests.domain.samples import invoice
from tests.domain.samples import line

GOOD = invoice()
NOTE = credit_note()
NOWHERE = Address((), "", "")


def spoilt_line(**changes: object) -> Invoice:
    return invoice(replace(line(), **changes))  # type: ignore[arg-type]


def found(document: Invoice, today: date | None = None, *, is_advance: bool = False) -> Findings:
    return check_content(document, issued_today=today or document.issued_on, is_advance=is_advance)


@pytest.mark.parametrize("document", [GOOD, NOTE], ids=["invoice", "credit note"])
def test_a_whole_document_is_not_stopped(document: Invoice) -> None:
    assert found(document) == Findings()


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (replace(GOOD, invoice_no=0), "INV-1: the document has no number"),
        (replace(GOOD, seller=replace(SELLER, name=" ")), "INV-3: the seller has no name"),
        (replace(GOOD, seller=replace(SELLER, orgnr="")), "INV-3: the seller has no valid"),
        (
            replace(GOOD, seller=replace(SELLER, orgnr="310001016")),
            "INV-3: the seller has no valid",
        ),
        (replace(GOOD, seller=replace(SELLER, orgnr="NO310001015MVA")), "INV-3"),
        (
            replace(GOOD, seller=replace(SELLER, foretaksregisteret=False)),
            "INV-5: a limited company",
        ),
        (
            replace(
                GOOD,
                seller=replace(SELLER, name="AS Norsk Ull", foretaksregisteret=False),
            ),
            "INV-5: a limited company",
        ),
        (replace(GOOD, seller=replace(SELLER, address=NOWHERE)), "INV-5: the seller's head office"),
        (replace(GOOD, buyer=replace(BUYER, name="")), "INV-7: the buyer has no name"),
        (
            replace(GOOD, buyer=replace(BUYER, orgnr="", address=None)),
            (
                "INV-7: the buyer has neither a whole address nor an organisation number "
                "(customer edit 10001"
            ),
        ),
        (
            replace(GOOD, buyer=replace(BUYER, orgnr="", address=Address(("Vei 1",), "", "Oslo"))),
            "INV-7: the buyer has neither",
        ),
        (replace(GOOD, lines=(), vat_totals=(), net_ore=0, vat_ore=0, total_ore=0), "INV-8"),
        (spoilt_line(description="  "), "INV-8: line 1 does not say what"),
        (spoilt_line(quantity_micro=0), "INV-8: line 1 has no quantity"),
        (spoilt_line(unit=""), "INV-8: line 1 has no unit"),
        (replace(GOOD, delivery_place=""), "INV-9: the place of delivery is missing"),
        (
            replace(GOOD, delivered_from=date(2026, 8, 29)),
            "INV-9: the period of delivery ends on 2026-08-28, before it begins on 2026-08-29",
        ),
        (replace(GOOD, due=None), "INV-10: the due date is missing"),
        (replace(GOOD, due=date(2026, 8, 31)), "INV-10: the due date 2026-08-31 lies before"),
        (spoilt_line(net_ore=-100), "INV-10: the total is negative"),
        (spoilt_line(net_ore=0), "INV-10: every line comes to nothing"),
        (replace(GOOD, total_ore=1), "INV-10: the total is not the sum"),
        (replace(GOOD, currency="EUR"), "INV-11: VAT must be stated in NOK"),
        (
            replace(
                invoice(line(vat_code="51")),
                buyer=replace(BUYER, orgnr="", address=SELLER.address),
            ),
            "INV-12: reverse charge needs the buyer's organisation number",
        ),
        (replace(GOOD, vat_totals=()), "INV-13: the VAT summary"),
        (
            replace(GOOD, seller=replace(SELLER, vat_registered=False)),
            "INV-4: a seller outside Merverdiavgiftsregisteret",
        ),
        (
            replace(invoice(line(vat_code="51")), seller=replace(SELLER, vat_registered=False)),
            "INV-4",
        ),
        (replace(NOTE, credits=None), "CN-3: the credit note does not say which"),
        (replace(GOOD, credits=NOTE.credits), "CN-3: only a credit note"),
        (replace(NOTE, due=date(2026, 9, 15)), "CN-10"),
        (
            replace(NOTE, credits=replace(NOTE.credits, reason="")),  # type: ignore[type-var]
            "CN-3: the credit note does not say why",
        ),
    ],
)
def test_each_missing_particular_is_named_with_its_rule(document: Invoice, sentence: str) -> None:
    (refusal,) = missing_content(document)
    assert refusal.startswith(sentence)
    assert refusal in found(document).refusals


@pytest.mark.parametrize(
    "document",
    [
        replace(GOOD, seller=replace(SELLER, name="Kari Nordmann", foretaksregisteret=False)),
        replace(GOOD, buyer=replace(BUYER, orgnr="")),
        replace(GOOD, buyer=replace(BUYER, address=None)),
        replace(invoice(line(vat_code="6")), seller=replace(SELLER, vat_registered=False)),
        replace(invoice(line(vat_code="52")), currency="EUR"),
        invoice(line(vat_code="51")),
        invoice(line(), line(vat_code="6"), line(vat_code="31")),
        invoice(line(), replace(line(account="3020"), net_ore=-10_000)),
    ],
)
def test_what_the_law_leaves_open_is_not_stopped(document: Invoice) -> None:
    assert missing_content(document) == ()


def test_all_faults_are_told_at_once() -> None:
    document = replace(GOOD, due=None, delivery_place="", buyer=replace(BUYER, name=""))
    assert [sentence.split(":")[0] for sentence in missing_content(document)] == [
        "INV-7",
        "INV-9",
        "INV-10",
    ]


@pytest.mark.parametrize(
    ("dated", "made", "delivered", "allowed"),
    [
        ("2026-11-30", "2026-12-18", "2026-11-30", True),  # T-INV
        ("2026-11-30", "2026-12-21", "2026-11-30", True),  # the 15th working day
        ("2026-11-30", "2026-12-22", "2026-11-30", False),
        ("2026-11-30", "2026-12-18", "2026-12-01", False),  # delivered after that day
        ("2026-11-29", "2026-12-18", "2026-11-20", False),
        ("2026-12-01", "2026-12-18", "2026-11-30", False),
        ("2026-10-31", "2026-12-01", "2026-10-31", False),
        ("2026-12-18", "2026-12-18", "2026-12-01", True),
        ("2026-12-31", "2027-01-04", "2026-12-31", True),
    ],
)
def test_an_earlier_date_is_the_end_of_last_month(
    dated: str, made: str, delivered: str, allowed: bool
) -> None:
    document = replace(
        GOOD,
        issued_on=date.fromisoformat(dated),
        due=date(2027, 3, 1),
        delivered_from=date.fromisoformat(delivered),
        delivered_to=date.fromisoformat(delivered),
    )
    refusals = check_content(
        document, issued_today=date.fromisoformat(made), is_advance=True
    ).refusals
    assert [sentence[:6] for sentence in refusals] == ([] if allowed else ["INV-22"])


def test_a_document_is_not_dated_ahead() -> None:
    assert found(GOOD, GOOD.issued_on - timedelta(days=1)).refusals[0].startswith("INV-2: ")


@pytest.mark.parametrize(
    ("code", "ends", "is_advance", "rule"),
    [
        ("3", "2026-09-01", False, ""),  # delivered the same day
        ("3", "2026-09-02", False, "INV-27: delivery ends on 2026-09-02, after"),
        ("3", "2026-09-30", True, ""),
        ("3", "2027-09-01", True, ""),
        ("3", "2027-09-02", True, "INV-27: delivery ends on 2027-09-02; nothing may"),
        ("6", "2026-12-01", False, ""),  # exempt
        ("52", "2026-12-01", False, ""),  # zero-rated
    ],
)
def test_vat_is_not_invoiced_ahead(code: str, ends: str, is_advance: bool, rule: str) -> None:
    document = replace(invoice(line(vat_code=code)), delivered_to=date.fromisoformat(ends))
    refusals = found(document, is_advance=is_advance).refusals
    assert len(refusals) == bool(rule)
    assert all(sentence.startswith(rule) for sentence in refusals)


def test_a_credit_note_may_take_back_what_was_invoiced_ahead() -> None:
    assert found(replace(NOTE, delivered_to=date(2027, 8, 1))).refusals == ()


def test_a_late_invoice_is_issued_with_a_warning() -> None:
    on_time = replace(GOOD, delivered_to=date(2026, 8, 31))
    assert found(replace(on_time, delivered_from=date(2026, 8, 1))).warnings == ()
    late = replace(GOOD, delivered_from=date(2026, 7, 1), delivered_to=date(2026, 7, 31))
    (warning,) = found(late).warnings
    assert warning.startswith("INV-23: delivered on 2026-07-31")
    assert "by 2026-08-31" in warning


@pytest.mark.parametrize(
    ("first", "last", "late"),
    [
        # GOOD is made on 1 September 2026: July's VAT term ends in August, June's ended in June
        (date(2026, 7, 1), date(2026, 7, 31), False),
        (date(2026, 6, 30), date(2026, 7, 31), True),
    ],
)
def test_what_runs_on_is_invoiced_a_month_after_its_vat_term(
    first: date,
    last: date,
    late: bool,
) -> None:
    document = replace(GOOD, delivered_from=first, delivered_to=last)
    warnings = check_content(
        document, issued_today=document.issued_on, is_advance=False, is_running=True
    ).warnings
    assert [sentence[:6] for sentence in warnings] == (["INV-25"] if late else [])


@pytest.mark.parametrize(("day", "late"), [(date(2026, 9, 21), False), (date(2026, 9, 22), True)])
def test_orders_of_a_month_are_invoiced_by_its_fifteenth_working_day(
    day: date,
    late: bool,
) -> None:
    heading = replace(
        line(), description="Ordre 1", unit=HEADING_UNIT, unit_price_micro=0, net_ore=0
    )
    document = replace(
        invoice(heading, line()),
        delivered_from=date(2026, 8, 3),
        delivered_to=date(2026, 8, 31),
        issued_on=day,
    )
    warnings = check_content(document, issued_today=day, is_advance=False).warnings
    assert [sentence[:6] for sentence in warnings] == (["INV-24"] if late else [])


@pytest.mark.parametrize("text", ["Etter avtale", "som avtalt ", "Diverse"])
def test_a_line_that_says_nothing_is_warned_about(text: str) -> None:
    document = invoice(replace(line(), description=text))
    assert found(document).warnings[0].startswith("INV-8: line 1")


@given(
    st.lists(st.sampled_from([line(), line(vat_code="31"), line(vat_code="6")]), min_size=1),
    st.sampled_from(DocumentKind),
)
def test_documents_made_of_the_sums_of_their_lines_pass(
    chosen: list[Line], kind: DocumentKind
) -> None:
    make = invoice if kind is DocumentKind.INVOICE else credit_note
    assert found(make(*chosen)) == Findings()
