"""Every way a customer pays, each by its name with what must become of it (payments 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest

from invoicectl.domain.bookkeeping import Claim
from invoicectl.domain.bookkeeping import Voucher
from invoicectl.domain.bookkeeping import VoucherKind
from invoicectl.domain.bookkeeping import VoucherLine
from invoicectl.flows.issue import issue
from invoicectl.flows.queue import question_of
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.payments import transaction_of
from invoicectl.ledger.posting import post
from tests.banking import PAID
from tests.banking import STRANGE_KID
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import ocr
from tests.banking import paid
from tests.build import add
from tests.build import draft
from tests.build import line
from tests.build import stamp
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import message
from tests.formats.camt_build import strd

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.payment import BankPayment

File = Callable[[Company], bytes]


@dataclass(frozen=True)
class Case:
    """Files that come one after the other, and how the books stand then.

    `states` are amount, reason and state of every payment; `owed` what differs from the four
    invoices as they were sent, 0 for one that is paid, credit below zero; `unidentified` lies on
    nobody. `invoices` are those the first suggestion for the last payment names, and `says` stands
    in the sentence of the last payment.
    """

    name: str
    files: tuple[File, ...]
    states: tuple[tuple[int, str, str], ...]
    owed: tuple[tuple[tuple[str, int], int], ...] = ()
    unidentified_ore: int = 0
    says: str = ""
    before: Callable[[Company], object] = lambda _: None
    after: Callable[[Company], object] = lambda _: None
    invoices: tuple[int, ...] = ()


ONE, TWO, THREE = ("10001", 10001), ("10001", 10002), ("10002", 10003)
CREDIT_1, CREDIT_2 = ("10001", 0), ("10002", 0)
OPEN = {ONE: 25_000, TWO: 12_500, THREE: 100_000, ("10002", 10004): 25_000}
EXACT = (25_000, "exact", "matched")


def giro(*payments: tuple[int | str, int], on: date = PAID, payer: str = "12015550005") -> File:
    """Return an OCR file of (invoice or KID, øre), each payment with a reference of its own."""

    def content(company: Company) -> bytes:
        return ocr([_paid(company, *each, on=on, payer=payer) for each in payments])

    return content


def _paid(
    company: Company, of: int | str, ore: int, *, on: date = PAID, payer: str = "12015550005"
) -> BankPayment:
    return paid(of if isinstance(of, str) else company.kid(of), ore, on=on, payer=payer)


def card(code: str, *payments: tuple[int, int]) -> File:
    """Return an OCR file of card transactions; the bank writes reversals without a sign."""

    def content(company: Company) -> bytes:
        plain = giro(*payments)(company)
        last = plain.rindex(b"NY091030")
        return plain[:last] + plain[last:].replace(b"NY0910", b"NY09" + code.encode())

    return content


def camt(*entries: Callable[[Company], str] | str) -> File:
    """Return a camt.054 of entries, some of which need the company's KIDs."""

    def content(company: Company) -> bytes:
        return message(*(each if isinstance(each, str) else each(company) for each in entries))

    return content


def zero(company: Company) -> bytes:
    content = ocr([paid(company.kid(10001), 100), paid(company.kid(10002), 100)])
    first, other = b"0" * 14 + b"100", b"0" * 17
    content = content.replace(first, other, 1)
    return content.replace(b"00000000000000200", b"00000000000000100")


def wrong_digit(company: Company) -> bytes:
    kid = company.kid(10001)
    wrong = kid[:-1] + str((int(kid[-1]) + 1) % 10)
    return ocr([paid(wrong, 25_000)])


def credited(number: int, *, part: str = "") -> Callable[[Company], object]:
    """Return what sends a credit note for an invoice, or for one part of its only line."""

    def send(company: Company) -> object:
        from invoicectl.flows.credit import credit_draft

        now = stamp(date(2026, 10, 2))
        lines = (f"1={part}",) if part else ()
        made = credit_draft(company.ledger, now, number, reason="Retur", lines=lines)
        return issue(company.ledger, company.settings, now, [f"D{made}"])

    return send


def reminded(company: Company) -> object:
    """Post a reminder's fee on an invoice."""
    fee = Voucher(
        VoucherKind.TRANSFER,
        date(2026, 10, 5),
        "Purring",
        (
            VoucherLine("1500", 3_800, customer_no="10001", invoice_no=10001, claim=Claim.FEE),
            VoucherLine("8055", -3_800),
        ),
    )
    with company.ledger.write() as con:
        return post(con, fee, key="fee:10001:1", stamp=stamp(date(2026, 10, 5)))


def sent_later(company: Company) -> object:
    """Issue the draft whose KID was paid before it had any."""
    add(company.ledger, draft("10001", line()))
    return issue(company.ledger, company.settings, stamp(date(2026, 10, 12)))


def kid_of_draft(company: Company) -> bytes:
    return ocr([paid(company.settings.kid.scheme().kid_for("10001", 10_005), 25_000)])


def in_one(
    ore: int, *parts: tuple[int, str], taken_off: tuple[str, str] = ("", "")
) -> Callable[[Company], str]:
    """Return one payment for several claims, perhaps less a credit note."""

    def content(company: Company) -> str:
        named = [strd(company.kid(of), document=f"CINV {of}", remitted=kr) for of, kr in parts]
        if taken_off[0]:
            named.append(strd(document=f"CREN {taken_off[0]}", credited=taken_off[1]))
        kroner = f"{ore // 100}.{ore % 100:02}"
        return entry(kroner, detail(kroner, *named))

    return content


def spaced(company: Company) -> str:
    kid = company.kid(10001)
    text = "KID " + " ".join(kid[at : at + 4] for at in range(0, len(kid), 4))
    return entry("250.00", detail("250.00", text=text))


def posted(company: Company) -> str:
    return entry(
        "250.00",
        detail("250.00", kid=company.kid(10001), ref="880001", payer_account="12015550005"),
    )


REVERSED = entry(
    "250.00",
    detail("250.00", ref="880001", payer_account="12015550005"),
    out=True, reversal="true", family="ICDT", ref="70000002",
)  # fmt: skip
OUT = entry("250.00", detail("250.00", text="Tilbake"), out=True, family="ICDT", sub="DMCT")


def with_charge(company: Company) -> str:
    return entry("224.00", detail("250.00", kid=company.kid(10001)))


CASES = (
    Case("exact", (giro((10001, 25_000)),), (EXACT,), ((ONE, 0),)),
    Case(
        "under", (giro((10001, 20_000)),), ((20_000, "under", "matched"),), ((ONE, 5_000),),
        says="50,00 of invoice 10001 stays open",
    ),
    Case(
        "over", (giro((10001, 26_000)),), ((26_000, "over", "matched"),),
        ((ONE, 0), (CREDIT_1, -1_000)), says="10,00 too much",
    ),
    Case("zero", (zero,), ((0, "zero", "settled"), (100, "under", "matched")), ((TWO, 12_400),)),
    Case(
        "second payment on a paid invoice", (giro((10001, 25_000)), giro((10001, 25_001))),
        (EXACT, (25_001, "already_paid", "queued")), ((ONE, 0), (CREDIT_1, -25_001)),
        says="Invoice 10001 is paid already",
    ),
    Case(
        "KID of a credited invoice", (giro((10001, 25_000)),), ((25_000, "credited", "queued"),),
        ((ONE, 0), (CREDIT_1, -25_000)), says="Invoice 10001 is credited", before=credited(10001),
    ),
    Case(
        "unknown valid KID", (giro((STRANGE_KID, 5_000)),), ((5_000, "unknown_kid", "queued"),),
        unidentified_ore=5_000, says="is well formed, but no invoice has it",
    ),
    Case(
        "bad check digit", (wrong_digit,), ((25_000, "bad_kid", "queued"),),
        unidentified_ore=25_000, says="where the check digit would be", invoices=(10001,),
    ),
    Case(
        "KID of a draft", (kid_of_draft,), ((25_000, "unknown_kid", "queued"),),
        ((("10001", 10005), 25_000),), unidentified_ore=25_000, after=sent_later,
        invoices=(10005,),
    ),
    Case(
        "KID in the text with spaces", (camt(spaced),), ((25_000, "no_kid", "queued"),),
        unidentified_ore=25_000, invoices=(10001,),
    ),
    Case(
        "two invoices, one payment",
        (camt(in_one(37_500, (10001, "250.00"), (10002, "125.00"))),),
        ((37_500, "exact", "matched"),), ((ONE, 0), (TWO, 0)),
    ),
    Case(
        "two invoices, one payment with the KID of one", (giro((10001, 37_500)),),
        ((37_500, "over", "matched"),), ((ONE, 0), (CREDIT_1, -12_500)),
    ),
    Case(
        "invoice minus a credit note for it",
        (camt(in_one(75_000, (10003, "1000.00"), taken_off=("10005", "250.00"))),),
        ((75_000, "exact", "matched"),), ((THREE, 0),),
        says="takes off credit note 10005 of 250,00", before=credited(10003, part="2"),
    ),
    Case(
        "payment after a reminder without its fee", (giro((10001, 25_000)),),
        ((25_000, "under", "matched"),), ((ONE, 3_800),), says="38,00 of invoice 10001 stays open",
        before=reminded,
    ),
    Case("refund out", (camt(OUT),), ()),
    Case(
        "negative line",
        (giro((10001, 25_000)), giro((10003, 100_000), (10001, -25_000))),
        (EXACT, (100_000, "exact", "matched"), (-25_000, "negative", "queued")),
        ((ONE, 0), (THREE, 0), (CREDIT_1, 25_000)),
        says="unmatch the payment it takes back",
    ),
    Case(
        "card payment with KID", (card("19", (10001, 25_000)),), (EXACT,), ((ONE, 0),),
    ),
    Case(
        "card reversal", (giro((10001, 25_000)), card("18", (10001, 25_000))),
        (EXACT, (-25_000, "reversal", "queued")), ((ONE, 0), (CREDIT_1, 25_000)),
        says="The bank reversed a payment with the KID of invoice 10001",
    ),
    Case(
        "reversal of a posted payment", (camt(posted), camt(REVERSED)),
        (EXACT, (-25_000, "reversal", "queued")), ((ONE, 0),), unidentified_ore=-25_000,
        says="most likely payment 1 of 250,00 on 09.10.2026",
    ),
    Case(
        "foreign currency",
        (camt(entry("25.00", detail("25.00", currency="EUR", text="10001"), currency="EUR")),),
        ((0, "currency", "queued"),), says="The amount is in EUR",
    ),
    Case(
        "bank fee withheld, the bank says so", (camt(with_charge),), (EXACT,), ((ONE, 0),),
    ),
    Case(
        "bank fee withheld, nobody says so", (giro((10001, 22_400)),),
        ((22_400, "under", "matched"),), ((ONE, 2_600),),
    ),
    Case(
        "same file again", (giro((10001, 25_000)), giro((10001, 25_000))), (EXACT,), ((ONE, 0),),
    ),
    Case(
        "overlapping files",
        (giro((10001, 25_000), (10002, 10_000)), giro((10002, 10_000), (10002, 2_500))),
        (EXACT, (10_000, "under", "matched"), (2_500, "exact", "matched")), ((ONE, 0), (TWO, 0)),
    ),
    Case(
        "same payment in OCR giro and camt", (giro((10001, 25_000)), camt(posted)), (EXACT,),
        ((ONE, 0),),
    ),
    Case(
        "same payment in camt and OCR giro", (camt(posted), giro((10001, 25_000))), (EXACT,),
        ((ONE, 0),),
    ),
    Case(
        "two equal payments in a file", (giro((10001, 12_500), (10001, 12_500)),),
        ((12_500, "under", "matched"), (12_500, "exact", "matched")), ((ONE, 0),),
    ),
    Case(
        "payment dated before the invoice", (giro((10001, 25_000), on=date(2026, 9, 15)),),
        (EXACT,), ((ONE, 0),),
    ),
    Case(
        "payer account differs from last time",
        (giro((10001, 25_000)), giro((10002, 12_500), payer="36067770018")),
        (EXACT, (12_500, "exact", "matched")), ((ONE, 0), (TWO, 0)),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_what_becomes_of_it(template: Company, tmp_path: Path, case: Case) -> None:
    company = copy_of(template, tmp_path / "company")
    case.before(company)
    for number, content in enumerate(case.files, 1):
        path = company.folder / f"{number}.bank"
        path.write_bytes(content(company))
        (result,) = company.receive(path)
        assert not result.refused
    case.after(company)
    assert company.states() == [*case.states]
    assert owed(company) == {place: ore for place, ore in (OPEN | dict(case.owed)).items() if ore}
    assert company.balance_ore("2990") == -case.unidentified_ore
    moved = sum(ore for ore, _, _ in case.states)
    assert company.balance_ore("1920") == moved
    last = transaction_of(company.ledger.con, len(case.states)) if case.states else None
    assert case.says in (last.sentence if last else "")
    if case.invoices:
        assert last
        best = question_of(company.ledger, last).suggestions[0]
        assert tuple(each.invoice_no for each in best.invoices) == case.invoices
    assert not check_ledger(company.ledger, full=True)


def owed(company: Company) -> dict[tuple[str, int], int]:
    """Return what every invoice owes, fees and interest with it; invoice 0 is credit."""
    rows = company.rows(
        "SELECT customer_no, invoice_no, principal_ore + fee_ore + interest_ore + compensation_ore"
        " FROM open_item"
    )
    return {(str(no), int(str(invoice))): int(str(ore)) for no, invoice, ore in rows}
