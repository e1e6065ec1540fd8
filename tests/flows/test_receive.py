from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from invoicectl.errors import InputError
from invoicectl.flows import booking
from invoicectl.flows.imported import sum_of
from invoicectl.flows.issue import issue
from invoicectl.ledger.bank import FileTotals
from invoicectl.ledger.documents import document_content
from tests.banking import KONTONR
from tests.banking import OWNERS
from tests.banking import PAID
from tests.banking import STRANGE_KID
from tests.banking import TOTALS_ORE
from tests.banking import Company
from tests.banking import company_in
from tests.banking import copy_of
from tests.banking import ocr
from tests.banking import paid
from tests.build import add
from tests.build import draft
from tests.build import line
from tests.build import stamp

SAMPLES = Path(__file__).parents[3] / "shared/samples/payments"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Company:
    return company_in(tmp_path_factory.mktemp("template") / "company")


@pytest.fixture
def company(template: Company, tmp_path: Path) -> Company:
    return copy_of(template, tmp_path / "company")


def slip(kid: str) -> str:
    """Return the KID with a wrong check digit."""
    return kid[:-1] + str((int(kid[-1]) + 1) % 10)


@pytest.mark.parametrize(
    ("amounts", "reasons", "open_ore", "credit_ore"),
    [
        ([25_000], ["exact"], 0, 0),
        ([24_000], ["under"], 1_000, 0),
        ([25_500], ["over"], 0, 500),
        ([10_000, 15_000], ["under", "exact"], 0, 0),
        ([25_000, 25_000], ["exact", "already_paid"], 0, 25_000),
        ([10_000, 20_000, 5], ["under", "over", "already_paid"], 0, 5_005),
    ],
)
def test_a_kid_of_an_open_invoice(
    company: Company, amounts: list[int], reasons: list[str], open_ore: int, credit_ore: int
) -> None:
    payments = [
        paid(company.kid(10001), ore, reference=f"{n:09}") for n, ore in enumerate(amounts, 1)
    ]
    (result,) = company.receive(company.file("bank.txt", *payments))
    assert [reason for _, reason, _ in company.states()] == reasons
    items = company.open_items()
    assert items.get(("10001", 10001), 0) == open_ore
    assert items.get(("10001", 0), 0) == -credit_ore
    assert company.balance_ore("1920") == sum(amounts)
    assert result.totals.queued == reasons.count("already_paid")


@pytest.mark.parametrize(
    ("kid", "reason", "words"),
    [
        (STRANGE_KID, "unknown_kid", "no invoice has it"),
        (slip(STRANGE_KID), "bad_kid", "check digit would be"),
        ("1000", "bad_kid", "may be mistyped"),
    ],
)
def test_a_kid_that_is_nobodys_waits_for_a_person(
    company: Company, kid: str, reason: str, words: str
) -> None:
    (result,) = company.receive(company.file("bank.txt", paid(kid, 5_000)))
    assert company.states() == [(5_000, reason, "queued")]
    assert company.balance_ore("2990") == -5_000
    assert words in result.remarks[0].sentence
    assert result.remarks[0].line == 3


def test_a_credited_invoice_keeps_the_money_as_credit(company: Company) -> None:
    credit = draft("10001", line(credits_n=1), credits_no=10001, credit_reason="Retur")
    add(company.ledger, credit)
    assert not issue(company.ledger, company.settings, stamp()).refused
    company.receive(company.file("bank.txt", paid(company.kid(10001), 25_000)))
    assert company.states() == [(25_000, "credited", "queued")]
    assert company.open_items()["10001", 0] == -25_000


def test_money_that_left_is_booked_on_the_customer(company: Company) -> None:
    kid = company.kid(10001)
    payments = [paid(kid, 25_000), paid(kid, -25_000, on=date(2026, 10, 12))]
    (result,) = company.receive(company.file("bank.txt", *payments))
    assert [reason for _, reason, _ in company.states()] == ["exact", "negative"]
    assert company.open_items()["10001", 0] == 25_000
    assert company.balance_ore("1920") == 0
    assert result.totals == FileTotals(2, 0, 1, 25_000, 1, -25_000)


def test_an_amount_of_zero_is_told_and_not_posted(company: Company) -> None:
    content = ocr([paid(company.kid(10001), 100), paid(company.kid(10002), 100)])
    first, other = b"0" * 14 + b"100", b"0" * 17
    content = content.replace(first, other, 1).replace(b"00000000000000200", b"00000000000000100")
    path = company.folder / "zero.txt"
    path.write_bytes(content)
    (result,) = company.receive(path)
    assert not result.refused
    assert company.states() == [(0, "zero", "settled"), (100, "under", "matched")]
    assert (result.totals.payments, result.totals.ignored) == (2, 1)
    assert result.line.endswith("+ 1 of zero")


def test_the_composed_sample_of_the_specification(tmp_path: Path) -> None:
    sample = SAMPLES / "composed-ocr-giro.txt"
    if not sample.exists():
        pytest.skip("the samples are not here")
    company = company_in(tmp_path / "company", "  modulus: mod11\n")
    company.ledger.close()
    config = company.folder / "config.yaml"
    text = config.read_text("utf-8")
    config.write_text(text.replace(KONTONR, "97101230000"), "utf-8")
    (result,) = Company(company.folder).receive(sample)
    assert (result.totals.payments, result.totals.sum_ore) == (7, 1_502_350)
    assert {each.reason for each in result.reasons} <= {
        "unknown_kid",
        "bad_kid",
        "no_kid",
        "negative",
    }


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content,
        lambda content: content.replace(b"\r\n", b"\n"),
        lambda content: content + b"\r\n\r\n\x1a",
        lambda content: content.replace(b"\r\n", b""),
        lambda content: content.replace(b"0000808000000", b"0000808000077"),
    ],
    ids=["same bytes", "other line ends", "Ctrl-Z", "no line ends", "sent again"],
)
def test_the_same_payments_in_another_wrapping_do_nothing(company: Company, change: object) -> None:
    assert callable(change)
    first = company.file("monday.txt", paid(company.kid(10001), 25_000), paid(STRANGE_KID, 100))
    company.receive(first)
    before = company.settings.ledger.path.read_bytes()
    again = company.folder / "renamed.txt"
    again.write_bytes(change(first.read_bytes()))
    (result,) = company.receive(again)
    assert result.imported_before == "2026-10-12"
    assert result.imported_as == "monday.txt"
    assert result.totals == FileTotals(2, 25_100, duplicates=2, duplicates_ore=25_100)
    assert company.settings.ledger.path.read_bytes() == before


def test_an_overlapping_file_books_what_is_new(company: Company) -> None:
    one, two, three = (paid(company.kid(number), 100) for number in (10001, 10002, 10003))
    company.receive(company.file("a.txt", one, two))
    (result,) = company.receive(company.file("b.txt", two, three, number=2))
    assert result.totals == FileTotals(2, 200, 1, 100, 0, 0, 1, 100)
    assert company.balance_ore("1920") == 300
    (told,) = [each for each in result.remarks if each.reason == "duplicate"]
    assert told.transaction_id is None


def test_two_equal_payments_on_a_day_are_two(company: Company) -> None:
    twin = paid(company.kid(10003), 100)
    company.receive(company.file("a.txt", twin, twin))
    assert company.balance_ore("1920") == 200
    (result,) = company.receive(company.file("b.txt", twin, twin, twin, number=2))
    assert result.totals == FileTotals(3, 300, 1, 100, 0, 0, 2, 200)
    ordinals = company.rows("SELECT ordinal FROM bank_transaction ORDER BY id")
    assert ordinals == [(1,), (2,), (3,)]


def test_files_without_payments_are_each_kept(company: Company) -> None:
    head, tail = b"NY00001000008080%07d00123456", b"NY000089%08d%08d%017d091026"
    for number in (1, 2):
        records = [head % number, tail % (0, 2, 0)]
        content = b"".join(record.ljust(80, b"0") + b"\r\n" for record in records)
        path = company.folder / f"empty-{number}.txt"
        path.write_bytes(content)
        (result,) = company.receive(path)
        assert not result.imported_before
        assert not result.refused
    assert company.rows("SELECT count(*) FROM bank_file") == [(2,)]


def test_another_companys_account_is_refused_by_its_last_digits(company: Company) -> None:
    path = company.folder / "strange.txt"
    path.write_bytes(ocr([paid("1008", 100)], account="97101230000"))
    (result,) = company.receive(path)
    assert "ends in 0000" in result.refused
    assert "97101230000" not in result.refused
    assert "bank.other_accounts" in result.hint
    assert company.rows("SELECT count(*) FROM bank_file") == [(0,)]


def test_a_second_account_of_the_company_is_taken(tmp_path: Path) -> None:
    company = company_in(tmp_path / "company")
    config = company.folder / "config.yaml"
    config.write_text(
        config.read_text("utf-8").replace(KONTONR, f"{KONTONR}\n  other_accounts: 97101230000")
    )
    company = Company(company.folder)
    path = company.folder / "other.txt"
    path.write_bytes(ocr([paid(company.kid(10001), 25_000)], account="97101230000"))
    (result,) = company.receive(path)
    assert result.totals.matched == 1
    texts = company.rows("SELECT text FROM voucher WHERE kind = 'payment'")
    assert texts == [("Innbetalinger 97101230000",)]


def test_a_damaged_file_books_nothing_and_stops_no_other(company: Company) -> None:
    good = company.file("good.txt", paid(company.kid(10001), 25_000))
    cut = company.folder / "cut.txt"
    cut.write_bytes(ocr([paid(company.kid(10002), 12_500)], number=2)[:-200])
    missing = company.folder / "missing.txt"
    refused, booked, gone = company.receive(cut, good, missing)
    assert refused.refused.startswith("cut.txt")
    assert "missing.txt" in gone.refused
    assert booked.totals.matched == 1
    assert company.balance_ore("1920") == 25_000
    assert sum_of((refused, booked, gone)) == booked.totals


def test_a_locked_month_takes_no_payment(company: Company) -> None:
    with company.ledger.write() as con:
        con.execute("INSERT INTO period_lock VALUES(202610, '2026-11-01', 'test')")
    path = company.file("bank.txt", paid(company.kid(10001), 25_000))
    with pytest.raises(InputError, match="locked"):
        company.receive(path)
    assert company.rows("SELECT count(*) FROM bank_file") == [(0,)]
    assert company.rows("SELECT count(*) FROM document WHERE media_type LIKE '%zlib'") == [(0,)]


def test_a_dry_run_changes_no_byte_and_tells_what_the_real_run_does(company: Company) -> None:
    kids = [company.kid(10001), company.kid(10001), STRANGE_KID]
    payments = [paid(kid, 20_000, reference=f"{n:09}") for n, kid in enumerate(kids, 1)]
    files = (
        company.file("a.txt", *payments[:2]),
        company.file("b.txt", *payments[1:], number=2),
    )
    before = company.settings.ledger.path.read_bytes()
    planned = company.receive(*files, dry_run=True)
    assert company.settings.ledger.path.read_bytes() == before
    assert company.receive(*files) == planned


def test_one_voucher_a_day_split_where_it_gets_long(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(booking, "SLICE", 2)
    days = [PAID, PAID, PAID, date(2026, 10, 12)]
    payments = [
        paid(company.kid(10003), 1_000, on=day, reference=f"{n:09}")
        for n, day in enumerate(days, 1)
    ]
    path = company.file("bank.txt", *payments)
    company.receive(path)
    vouchers = company.rows(
        "SELECT dated_on, (SELECT count(*) FROM line WHERE voucher_id = v.id), evidence,"
        " substr(idempotency_key, 70) FROM voucher v WHERE kind = 'payment' ORDER BY id"
    )
    sha256 = company.rows("SELECT sha256 FROM bank_file")[0][0]
    assert vouchers == [
        ("2026-10-09", 3, sha256, ":12345678903:2026-10-09:1"),
        ("2026-10-09", 2, sha256, ":12345678903:2026-10-09:2"),
        ("2026-10-12", 2, sha256, ":12345678903:2026-10-12:1"),
    ]
    assert company.open_items()["10002", 10003] == 96_000


def test_every_ore_can_be_followed_to_its_transaction(company: Company) -> None:
    kid = company.kid(10001)
    company.receive(company.file("bank.txt", paid(kid, 26_000), paid(STRANGE_KID, 100)))
    rows = company.rows(
        "SELECT transaction_id, account, invoice_no, amount_ore FROM line"
        " WHERE transaction_id IS NOT NULL ORDER BY transaction_id, n"
    )
    assert rows == [
        (1, "1500", 10001, -25_000),
        (1, "1500", None, -1_000),
        (2, "2990", None, -100),
    ]


def test_the_file_is_kept_as_it_came(company: Company) -> None:
    path = company.file("bank.txt", paid(company.kid(10001), 25_000))
    content = path.read_bytes()
    company.receive(path)
    ((sha256, name),) = company.rows("SELECT sha256, name FROM bank_file")
    assert name == "bank.txt"
    assert document_content(company.ledger.con, str(sha256)) == content


def test_what_was_done_is_in_the_log(company: Company) -> None:
    company.receive(company.file("bank.txt", paid(company.kid(10001), 25_000)))
    (detail,) = company.rows("SELECT detail FROM log WHERE event = 'bank.imported'")[0]
    assert str(detail).startswith("bank.txt: 1 payment 250,00 = 1 matched 250,00")


def test_the_invoices_of_these_tests_are_what_they_say(template: Company) -> None:
    found = {(OWNERS[number], number): ore for number, ore in TOTALS_ORE.items()}
    assert template.open_items() == found


def test_progress_is_told_in_hundredths_of_each_file(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    from invoicectl.flows.receive import import_files

    monkeypatch.setattr(booking, "SLICE", 2)
    files = [
        company.file("a.txt", *(paid(company.kid(10003), ore) for ore in (1, 2, 3))),
        company.file("b.txt", paid(company.kid(10003), 4), number=2),
    ]
    told: list[int] = []
    import_files(company.ledger, company.settings, stamp(), files, progress=told.append)
    assert told == [66, 100, 200]
