"""One kind of file books the payments of an account; every other is compared with the books."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st

from invoicectl.flows.add_payment import Means
from invoicectl.flows.add_payment import Paid
from invoicectl.flows.add_payment import add_payment
from invoicectl.flows.inbox import import_inbox
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.statements import statements
from tests.banking import KONTONR
from tests.banking import STRANGE_KID
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import paid
from tests.build import stamp
from tests.formats.camt_build import balance
from tests.formats.camt_build import detail
from tests.formats.camt_build import entry
from tests.formats.camt_build import message

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence
    from pathlib import Path

    from invoicectl.domain.payment import BankPayment
    from invoicectl.flows.imported import ImportResult

SOURCES = ("ocr", "camt054", "camt053", "csv")
OTHERS = {source: [kind for kind in SOURCES if kind != source] for source in SOURCES}
_HEAD = (
    "Utført dato;Bokført dato;Rentedato;Beskrivelse;Type;Undertype;Fra konto;Avsender;Til konto;"
    "Mottakernavn;Beløp inn;Beløp ut;Valuta;Status;Melding/KID/Fakt.nr"
)


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Company]:
    """A company for each posting source."""
    folder = tmp_path_factory.mktemp("templates")
    return {source: _company(folder / source, source) for source in (*SOURCES, "auto")}


def _company(folder: Path, source: str) -> Company:
    company = company_in(folder)
    path = folder / "config.yaml"
    setting = f"bank:\n  posting_source: {source}\n  other_accounts: 11112233344\n"
    path.write_text(path.read_text("utf-8").replace("bank:\n", setting), "utf-8")
    company.ledger.close()
    return Company(folder)


@pytest.fixture
def company(templates: dict[str, Company], tmp_path: Path) -> Company:
    return copy_of(templates["ocr"], tmp_path / "company")


def camt(payments: Sequence[BankPayment], kind: str = "054", *around: str) -> bytes:
    inside = [
        entry(
            _kroner(each),
            detail(_kroner(each), kid=each.kid, ref=each.reference, text=each.text),
            day=each.booked_on.isoformat(),
        )
        for each in payments
    ]
    return message(*around, *inside, kind=kind)


def csv(payments: Sequence[BankPayment]) -> bytes:
    rows = [
        f"{each.booked_on:%d.%m.%Y};{each.booked_on:%d.%m.%Y};;X;B;;{each.payer_account};X;"
        f"{KONTONR};F;{_kroner(each)};;NOK;Bokført;{each.kid or each.reference}"
        for each in payments
    ]
    total = sum(each.amount_ore for each in payments)
    last = max(each.booked_on for each in payments)
    balances = [
        "Inngående saldo pr. 01.10.2026:;;0,00 NOK" + ";" * 12,
        f"Utgående  saldo pr. {last:%d.%m.%Y}:;;{total // 100},{total % 100:02} NOK" + ";" * 12,
    ]
    return "\r\n".join([_HEAD, *rows, *balances, ""]).encode()


def _kroner(payment: BankPayment) -> str:
    return f"{payment.amount_ore // 100}.{payment.amount_ore % 100:02}"


def file(company: Company, kind: str, payments: Sequence[BankPayment], number: int = 1) -> Path:
    """Write payments as a file of one kind; OCR giro takes only those with KID."""
    if kind == "ocr":
        return company.file(f"{number}.txt", *payments, number=number)
    path = company.folder / f"{number}.{kind}"
    path.write_bytes(csv(payments) if kind == "csv" else camt(payments, kind[-3:]))
    return path


def imported(company: Company, path: Path) -> ImportResult:
    (result,) = company.receive(path)
    assert not result.refused
    return result


def test_another_kind_of_file_books_nothing_and_names_what_is_missing(company: Company) -> None:
    payments = [paid(company.kid(10001), 25_000), paid(company.kid(10002), 12_500)]
    company.receive(company.file("ocr.txt", payments[0]))
    result = imported(company, file(company, "camt054", payments))
    totals = result.totals
    assert (totals.payments, totals.duplicates, totals.duplicates_ore) == (1, 1, 25_000)
    assert (totals.matched, totals.queued, totals.sum_ore) == (0, 0, 25_000)
    assert (result.compared, result.missing, result.needs_person) == (2, 1, True)
    assert [tuple(each) for each in result.left_out] == [("not in the books", 1, 12_500)]
    (remark,) = result.remarks
    assert remark.sentence == (
        f"The payment of 09.10.2026, KID {company.kid(10002)}, is not in the books."
    )
    assert result.advice == (
        "Import the OCR giro file that has what is missing, or use 'payment add' with --means"
        " bank; then import this file again."
    )
    assert company.balance_ore("1920") == 25_000
    assert not check_ledger(company.ledger, full=True)


def test_the_same_file_is_compared_again_when_the_books_are_richer(company: Company) -> None:
    payments = [paid(company.kid(10001), 25_000), paid(company.kid(10002), 12_500)]
    notice = file(company, "camt054", payments)
    assert imported(company, notice).missing == 2
    company.receive(company.file("ocr.txt", *payments))
    again = imported(company, notice)
    assert (again.missing, again.totals.duplicates, again.needs_person) == (0, 2, False)
    assert company.rows("SELECT count(*) FROM bank_file") == [(2,)]


def test_what_a_person_wrote_down_is_in_the_books(company: Company) -> None:
    payment = paid("", 12_500)._replace(text="fakt 10002")
    notice = file(company, "camt054", [payment])
    assert imported(company, notice).missing == 1
    assert imported(company, notice).advice.startswith("OCR giro has no payments without KID")
    by_hand = Paid(10002, 12_500, Means.BANK, payment.booked_on)
    add_payment(company.ledger, company.settings, stamp(date(2026, 10, 12)), by_hand)
    assert imported(company, notice).missing == 0


def test_files_that_come_together_are_compared_when_all_are_booked(company: Company) -> None:
    payments = [paid(company.kid(10001), 25_000)]
    notice, giro = file(company, "camt054", payments, 1), file(company, "ocr", payments, 2)
    for dry_run in (True, False):
        first, second = company.receive(notice, giro, dry_run=dry_run)
        assert (first.missing, first.totals.duplicates, second.totals.matched) == (0, 1, 1)


def test_so_are_those_of_one_night(company: Company) -> None:
    payments = [paid(company.kid(10001), 25_000)]
    inbox = company.settings.bank.inbox
    inbox.mkdir()
    file(company, "camt054", payments, 1).rename(inbox / "a.xml")
    now = stamp(date(2026, 10, 12))
    (alone,) = import_inbox(company.ledger, company.settings, now)
    assert alone.missing == 1
    file(company, "camt054", [*payments, paid(company.kid(10002), 1)], 1).rename(inbox / "a.xml")
    file(company, "ocr", payments, 2).rename(inbox / "b.txt")
    first, second = import_inbox(company.ledger, company.settings, now)
    assert (first.missing, first.totals.duplicates, second.totals.matched) == (1, 1, 1)


def test_a_dry_run_says_the_same(company: Company) -> None:
    path = file(company, "camt054", [paid(company.kid(10001), 25_000)])
    (planned,) = company.receive(path, dry_run=True)
    assert planned == imported(company, path)


def test_balances_of_a_statement_are_kept_all_the_same(company: Company) -> None:
    payments = [paid(company.kid(10001), 25_000)]
    bounds = (balance("OPBD", "100.00"), balance("CLBD", "350.00"))
    path = company.folder / "statement.xml"
    path.write_bytes(camt(payments, "053", *bounds))
    assert imported(company, path).missing == 1
    assert imported(company, path).missing == 1
    (kept,) = statements(company.ledger.con)
    assert (kept.opening_ore, kept.closing_ore) == (10_000, 35_000)


def test_sums_of_a_statement_are_compared_with_the_payments_of_their_day(company: Company) -> None:
    company.receive(
        company.file("ocr.txt", paid(company.kid(10001), 25_000), paid(company.kid(10002), 12_500))
    )
    path = company.folder / "statement.xml"
    found = entry("375.00", sub="OTHR")
    path.write_bytes(message(found, kind="053"))
    assert imported(company, path).missing == 0
    path.write_bytes(message(entry("400.00", sub="OTHR"), kind="053", number="2"))
    (remark,) = imported(company, path).remarks
    assert "09.10.2026" in remark.sentence


def test_zero_is_ignored_and_foreign_money_is_missing(company: Company) -> None:
    euros = entry("5.00", detail("5.00", currency="EUR"), currency="EUR")
    path = company.folder / "odd.xml"
    path.write_bytes(message(entry("0.00", detail("0.00")), euros))
    result = imported(company, path)
    assert (result.totals.ignored, result.totals.payments, result.missing) == (1, 1, 1)


def test_payments_to_other_accounts_are_booked_as_ever(company: Company) -> None:
    path = company.folder / "other.xml"
    path.write_bytes(message(entry("250.00", detail("250.00", kid=company.kid(10001))),
                             account="11112233344"))  # fmt: skip
    result = imported(company, path)
    assert (result.totals.matched, result.compared) == (1, 0)


def test_with_another_setting_the_same_file_books(
    templates: dict[str, Company], company: Company
) -> None:
    path = file(company, "camt054", [paid(company.kid(10001), 25_000)])
    imported(company, path)
    company.settings = templates["camt054"].settings
    result = imported(company, path)
    assert (result.totals.matched, result.imported_before) == (1, "")
    assert imported(company, path).imported_before
    assert company.balance_ore("1920") == 25_000
    assert not check_ledger(company.ledger, full=True)


def test_a_new_source_books_sums_from_the_day_it_is_one(
    templates: dict[str, Company], company: Company
) -> None:
    company.receive(company.file("ocr.txt", paid(company.kid(10001), 25_000)))
    company.settings = templates["camt053"].settings
    path = company.folder / "statement.xml"
    path.write_bytes(
        message(
            entry("250.00", sub="OTHR"), entry("70.00", sub="OTHR", day="2026-10-12"), kind="053"
        )
    )
    result = imported(company, path)
    assert result.totals.sum_ore == 7_000  # the sum of the ninth was told of by the OCR file
    assert company.balance_ore("1920") == 32_000


# ------------------------------------------------------ any files in any order, the same books

amounts = st.sampled_from([1, 100, 12_500, 25_000, 26_000, 100_000])
payments_of = st.lists(
    st.tuples(st.sampled_from([*TOTALS_ORE, 0, -1]), amounts, st.integers(0, 3)),
    min_size=1,
    max_size=10,
)
COVERS = 2_000 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 50


def _payments(company: Company, drawn: list[tuple[int, int, int]]) -> list[BankPayment]:
    """Return payments with the KID of an invoice, a strange one, or none (-1)."""
    kids = {0: STRANGE_KID, -1: ""} | {number: company.kid(number) for number in TOTALS_ORE}
    found = [
        paid(kids[invoice], ore, on=date(2026, 10, 6 + day), reference=f"{number:09}")
        for number, (invoice, ore, day) in enumerate(drawn, 1)
    ]
    return sorted(found, key=lambda each: each.booked_on)


@st.composite
def covers(draw: st.DrawFn, source: str) -> tuple[list[tuple[int, int, int]], list[_Piece]]:
    """Return payments and files of all kinds: those of the source hold each payment at least once.

    A CSV file tells equal payments apart by their order alone, so one holds whole days.
    """
    drawn = draw(payments_of)
    spans = st.tuples(st.integers(0, 9), st.integers(1, 10), st.booleans())
    pieces: list[_Piece] = [
        (kind, begin, size, by_day)
        for kind in SOURCES
        for begin, size, by_day in draw(st.lists(spans, max_size=2))
    ]
    cut = draw(st.integers(0, 9))
    pieces += [(source, 0, cut, True), (source, cut, 10, True)]
    return drawn, draw(st.permutations(pieces))


_Piece = tuple[str, int, int, bool]


def _of_piece(payments: Sequence[BankPayment], piece: _Piece) -> list[BankPayment]:
    kind, begin, size, is_by_day = piece
    some = payments[begin : begin + size]
    if kind == "csv" or is_by_day:
        days = {each.booked_on for each in some}
        some = [each for each in payments if each.booked_on in days]
    return _known_to(kind, some)


def _known_to(kind: str, payments: Sequence[BankPayment]) -> list[BankPayment]:
    return [each for each in payments if each.kid or kind != "ocr"]


def _balances(company: Company) -> tuple[object, ...]:
    return (
        company.open_items(),
        company.rows("SELECT account, sum(amount_ore) FROM line GROUP BY account ORDER BY 1"),
        company.rows("SELECT booked_on, amount_ore FROM bank_transaction ORDER BY 1, 2"),
    )


def _same_books(
    templates: dict[str, Company],
    folder: Path,
    source: str,
    cover: tuple[list[tuple[int, int, int]], list[_Piece]],
) -> None:
    drawn, pieces = cover
    template = templates[source]
    whole, parts = copy_of(template, folder / "whole"), copy_of(template, folder / "parts")
    payments = _payments(template, drawn)
    if known := _known_to(source, payments):
        whole.receive(file(whole, source, known))
    for number, piece in enumerate(pieces, 1):
        some = _of_piece(payments, piece)
        if some:
            parts.receive(file(parts, piece[0], some, number))
    assert _balances(parts) == _balances(whole)
    for number, kind in enumerate(OTHERS[source], 100):
        if some := _known_to(kind, known):
            assert imported(parts, file(parts, kind, some, number)).missing == 0
    assert not check_ledger(parts.ledger, full=True)
    whole.ledger.close()
    parts.ledger.close()


@pytest.mark.slow
@pytest.mark.parametrize("source", SOURCES)
def test_whatever_files_come_in_whatever_order_the_source_alone_books(
    templates: dict[str, Company], tmp_path_factory: pytest.TempPathFactory, source: str
) -> None:
    folder = tmp_path_factory.mktemp(source)

    @settings(max_examples=COVERS)
    @given(covers(source))
    def holds(cover: tuple[list[tuple[int, int, int]], list[_Piece]]) -> None:
        _same_books(templates, folder, source, cover)

    check: Callable[[], None] = holds
    check()


@st.composite
def whole_covers(draw: st.DrawFn) -> tuple[list[tuple[int, int, int]], list[_Piece]]:
    """Return payments with KID, and files of three kinds that each hold them all."""
    drawn = [each for each in draw(payments_of) if each[0] >= 0]
    spans = st.tuples(st.integers(0, 9), st.integers(1, 10), st.booleans())
    pieces: list[_Piece] = []
    for kind in ("ocr", "camt054", "csv"):
        pieces += [(kind, *span) for span in draw(st.lists(spans, max_size=2))]
        cut = draw(st.integers(0, 9))
        pieces += [(kind, 0, cut, False), (kind, cut, 10, False)]
    return drawn, draw(st.permutations(pieces))


@pytest.mark.slow
@settings(max_examples=COVERS)
@given(cover=whole_covers())
def test_without_a_source_money_in_three_kinds_of_files_is_booked_once(
    templates: dict[str, Company],
    tmp_path_factory: pytest.TempPathFactory,
    cover: tuple[list[tuple[int, int, int]], list[_Piece]],
) -> None:
    drawn, pieces = cover
    folder = tmp_path_factory.mktemp("auto")
    whole, parts = (copy_of(templates["auto"], folder / name) for name in ("whole", "parts"))
    payments = _payments(whole, drawn)
    if payments:
        whole.receive(file(whole, "ocr", payments))
    for number, piece in enumerate(pieces, 1):
        if some := _of_piece(payments, piece):
            parts.receive(file(parts, piece[0], some, number))
    assert _balances(parts) == _balances(whole)
    whole.ledger.close()
    parts.ledger.close()
