"""From a draft to the document it would become: rates, terms, KID and texts, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.buyer_reference import unreferenced
from invoicectl.domain.content import check_content
from invoicectl.domain.draft import Origin
from invoicectl.domain.due_rule import DueRule
from invoicectl.domain.findings import Findings
from invoicectl.domain.invoice import Credits
from invoicectl.domain.invoice import DocumentKind
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.money import ORE_MAX
from invoicectl.domain.money import kroner
from invoicectl.domain.pricing import document_totals
from invoicectl.domain.pricing import line_amount
from invoicectl.domain.pricing import line_net_ore
from invoicectl.domain.pricing import net_of_incl_ore
from invoicectl.domain.terms import check_terms
from invoicectl.domain.vat import VAT_CODES
from invoicectl.errors import InvoicectlError
from invoicectl.flows.own_rates import rates_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Draft
    from invoicectl.domain.draft import DraftLine
    from invoicectl.domain.parties import Address
    from invoicectl.flows.levels import Effective
    from invoicectl.law import Rates
    from invoicectl.settings.model import Settings

_BY_HAND: Final = Origin()


@dataclass(frozen=True, slots=True)
class Credited:
    """The invoice a credit note is about, and what earlier notes have taken back of each line.

    `micro`, `net_ore` and `incl_ore` go from line number to quantity in millionths, to net øre and,
    of lines whose price was entered with VAT, to øre with VAT.
    """

    invoice: Invoice
    micro: Mapping[int, int]
    net_ore: Mapping[int, int]
    incl_ore: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Composed:
    """A document as it would be issued; `invoice` is None when not even that can be said."""

    invoice: Invoice | None
    findings: Findings

    @property
    def is_issuable(self) -> bool:
        """Whether nothing stands against issuing it."""
        return self.invoice is not None and not self.findings.refusals


def compose(  # noqa: PLR0913 - what, to whom, by which settings, when
    draft: Draft,
    customer: Customer,
    settings: Settings,
    held: Effective,
    *,
    invoice_no: int,
    today: date,
    credited: Credited | None = None,
) -> Composed:
    """Return the document that `draft` becomes when it is issued `today` as `invoice_no`.

    Args:
        draft: as it is stored.
        customer: who gets it, as known now.
        settings: the company's.
        held: the settings that hold for this very document, from all levels.
        invoice_no: the number it would take.
        today: the day of issue.
        credited: for a credit note, what it takes back.
    """
    try:
        if draft.credits_no is None:
            return _invoice(draft, customer, settings, held, invoice_no, today)
        assert credited is not None  # the caller has read what the draft credits
        return _credit_note(draft, credited, settings, invoice_no, today)
    except InvoicectlError as error:
        return Composed(None, Findings((str(error),)))


def delivery_days(draft: Draft, today: date) -> tuple[date, date]:
    """Return first and last day of delivery; a draft that names none was delivered `today`."""
    first = draft.delivered_from or draft.delivered_to or today
    return first, draft.delivered_to or first


def due_rule_of(held: Effective) -> DueRule:
    """Return when an invoice is due by the settings that hold for it."""
    return DueRule(
        days=held.invoice_terms_days or 0,
        months=held.invoice_terms_months,
        day_of_month=held.invoice_due_day,
        is_rolled=held.invoice_due_date_roll.value == "next_bankday",
    )


def _invoice(
    draft: Draft,
    customer: Customer,
    settings: Settings,
    held: Effective,
    invoice_no: int,
    today: date,
) -> Composed:
    first, last = delivery_days(draft, today)
    rates = rates_of(settings)
    lines = tuple(_priced(line, last, rates) for line in draft.lines)
    totals = document_totals(lines)
    rule = due_rule_of(held)
    terms_days = rule.term_days(today)
    found = check_terms(customer.kind, terms_days, is_express=held.invoice_express_terms)
    kid = ""
    if settings.kid.enabled:
        kid = settings.kid.scheme().kid_for(customer.customer_no, invoice_no)
    invoice = Invoice(
        kind=DocumentKind.INVOICE,
        invoice_no=invoice_no,
        issued_on=today,
        due=rule.due(today),
        delivered_from=first,
        delivered_to=last,
        delivery_place=_place(held.invoice_delivery_place, customer, settings),
        seller=settings.seller(),
        buyer=customer.buyer(),
        lines=lines,
        vat_totals=totals.vat_totals,
        net_ore=totals.net_ore,
        vat_ore=totals.vat_ore,
        total_ore=totals.total_ore,
        kid=kid,
        language=held.invoice_language,
        terms_days=terms_days if rule.is_days else None,
        our_reference=held.invoice_our_reference,
        your_reference=held.invoice_your_reference,
        order_reference=held.invoice_order_reference,
        head_text=held.invoice_head_text,
        foot_text=held.invoice_foot_text,
        late_interest_bp=rates.late_interest_bp_if_known(today),
    )
    found += _unreferenced(customer, invoice)
    found += _presumed(invoice, rates)
    return _checked(invoice, today, found, is_advance=draft.is_advance, origin=draft.origin)


def _unreferenced(customer: Customer, invoice: Invoice) -> Findings:
    """Return the warning that a public buyer gets no reference to know its invoice by."""
    said = unreferenced(
        customer,
        your_reference=invoice.your_reference,
        order_reference=invoice.order_reference,
    )
    return Findings((), (said,) if said else ())


def _credit_note(
    draft: Draft, credited: Credited, settings: Settings, invoice_no: int, today: date
) -> Composed:
    """Compose with the parties, codes and rates of the original (law CN-2, CN-5)."""
    original = credited.invoice
    if original.kind is not DocumentKind.INVOICE:
        sentence = (
            f"CN-3: {original.invoice_no} is itself a credit note; only invoices are credited."
        )
        return Composed(None, Findings((sentence,)))
    if refusals := too_much(draft, credited):
        return Composed(None, Findings(refusals))
    lines = tuple(_taken_back(line, credited) for line in draft.lines)
    totals = document_totals(lines)
    note = replace(
        original,
        kind=DocumentKind.CREDIT_NOTE,
        invoice_no=invoice_no,
        issued_on=today,
        due=None,
        seller=settings.seller(),
        lines=lines,
        vat_totals=totals.vat_totals,
        net_ore=totals.net_ore,
        vat_ore=totals.vat_ore,
        total_ore=totals.total_ore,
        kid="",
        terms_days=None,
        our_reference=draft.our_reference or original.our_reference,
        your_reference=draft.your_reference or original.your_reference,
        order_reference=draft.order_reference or original.order_reference,
        head_text=draft.head_text,
        foot_text=draft.foot_text,
        late_interest_bp=None,
        credits=Credits(original.invoice_no, original.issued_on, draft.credit_reason),
    )
    return _checked(note, today, Findings(), is_advance=True)


def too_much(draft: Draft, credited: Credited) -> tuple[str, ...]:
    """Return a sentence for each line that takes back more than is left of it (law CN-6)."""
    wanted: dict[int, int] = {}
    for line in draft.lines:
        assert line.credits_n is not None  # the ledger keeps it with every line of a credit note
        wanted[line.credits_n] = wanted.get(line.credits_n, 0) + line.quantity_micro
    return tuple(
        f"CN-6: line {n} of invoice {credited.invoice.invoice_no} has only"
        f" {_decimal(left)} left to credit, not {_decimal(quantity)}."
        for n, quantity in wanted.items()
        if abs(quantity) > abs(left := left_micro(credited, n)) or quantity * left < 0
    )


def left_micro(credited: Credited, n: int) -> int:
    """Return what is not yet credited of line `n`, in millionths; 0 where there is no line."""
    lines = credited.invoice.lines
    if not 1 <= n <= len(lines):
        return 0
    return lines[n - 1].quantity_micro - credited.micro.get(n, 0)


def _taken_back(line: DraftLine, credited: Credited) -> Line:
    """Return the original's line with the credited quantity.

    Parts round by themselves, but never past what is left of the line; the last part takes that.
    """
    n, micro = line.credits_n, line.quantity_micro
    assert n is not None
    original = credited.invoice.lines[n - 1]
    left_ore = original.net_ore - credited.net_ore.get(n, 0)
    is_last = micro == left_micro(credited, n)
    if original.total_incl_ore is None:
        net_ore = line_net_ore(micro, original.unit_price_micro, original.discount_bp)
        net_ore = left_ore if is_last else _at_most(net_ore, left_ore)
        return replace(original, quantity_micro=micro, net_ore=net_ore)
    assert original.unit_price_incl_micro is not None  # both or none
    left_incl_ore = original.total_incl_ore - credited.incl_ore.get(n, 0)
    incl_ore = line_net_ore(micro, original.unit_price_incl_micro, original.discount_bp)
    incl_ore = left_incl_ore if is_last else _at_most(incl_ore, left_incl_ore)
    net_ore = net_of_incl_ore(incl_ore, original.vat_rate_bp)
    net_ore = left_ore if is_last else _at_most(net_ore, left_ore)
    return replace(original, quantity_micro=micro, net_ore=net_ore, total_incl_ore=incl_ore)


def _at_most(ore: int, left_ore: int) -> int:
    return left_ore if abs(ore) > abs(left_ore) else ore


def _priced(line: DraftLine, delivered: date, rates: Rates) -> Line:
    """Return the line with its rate by the day of delivery (law 7.1) and its rounded net."""
    code = VAT_CODES[line.vat_code]
    rate_bp = rates.vat_rate_bp(code.vat_class, delivered)
    amount = line_amount(
        line.quantity_micro,
        line.unit_price_micro,
        line.discount_bp,
        rate_bp=rate_bp,
        is_incl_vat=line.is_incl_vat,
    )
    return Line(
        description=line.description,
        quantity_micro=line.quantity_micro,
        unit=line.unit,
        unit_price_micro=amount.unit_price_micro,
        discount_bp=line.discount_bp,
        vat_code=line.vat_code,
        vat_rate_bp=rate_bp,
        income_account=line.income_account or code.income_account,
        net_ore=amount.net_ore,
        product_no=line.product_no,
        unit_price_incl_micro=line.unit_price_micro if line.is_incl_vat else None,
        total_incl_ore=amount.total_incl_ore,
    )


def _checked(
    invoice: Invoice,
    today: date,
    found: Findings,
    *,
    is_advance: bool,
    origin: Origin = _BY_HAND,
) -> Composed:
    """Return the document with everything the law says against it."""
    found += check_content(
        invoice,
        issued_today=today,
        is_advance=is_advance,
        is_running=bool(origin.project_no) or origin.recurring_no is not None,
        is_in_parts=origin.order_no is not None,
    )
    refusals = found.refusals
    if abs(invoice.total_ore) > ORE_MAX:
        refusals += (
            f"INV-10: the total is more than {kroner(ORE_MAX)} kr; is there a slip of the finger?",
        )
    if invoice.total_ore == 0 and any(line.net_ore for line in invoice.lines):
        refusals += ("INV-10: the total is nothing, so there is nothing to pay.",)
    return Composed(invoice, Findings(tuple(dict.fromkeys(refusals)), found.warnings))


def _presumed(invoice: Invoice, rates: Rates) -> Findings:
    """Return a warning for each VAT rate that is presumed to go on."""
    classes = dict.fromkeys(VAT_CODES[line.vat_code].vat_class for line in invoice.lines)
    warnings = (rates.vat_rate_warning(vat_class, invoice.delivered_to) for vat_class in classes)
    return Findings(warnings=tuple(filter(None, warnings)))


def _place(place: str, customer: Customer, settings: Settings) -> str:
    """Return where it was delivered; the words `customer` and `company` mean their address."""
    if place == "customer":
        return _address_line(customer.buyer().address)
    if place == "company":
        return _address_line(settings.seller().address)
    return place


def _address_line(address: Address | None) -> str:
    if address is None:
        return ""
    place = f"{address.postcode} {address.city}".strip()
    return ", ".join(filter(None, (*address.street, place)))


def _decimal(micro: int) -> str:
    from invoicectl.domain.money import decimal_text

    return decimal_text(micro, decimal=".")
