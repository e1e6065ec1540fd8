"""Takes bank files in: each is read whole and booked in one transaction, or not at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from invoicectl.errors import BadFileError
from invoicectl.flows.bank_source import sources
from invoicectl.flows.imported import ImportResult
from invoicectl.ledger.bank import FileTotals
from invoicectl.ledger.bank import fingerprint_of
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Callable
    from collections.abc import Sequence
    from pathlib import Path

    from invoicectl.domain.bookkeeping import Accounts
    from invoicectl.domain.payment import BankFile
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.bank_source import BankSource
    from invoicectl.flows.reconcile import Compared
    from invoicectl.ledger.bank import EarlierImport
    from invoicectl.ledger.bank import KeptFile
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.settings.model import Settings

    Tell = Callable[[int], None]


VIPPS = "vipps"
"""The account of payments that Vipps collects for the company."""
MEDIA_TYPE = "application/octet-stream"
"""Of the files as they are kept: each format says for itself what it is."""


def import_files(  # noqa: PLR0913 - what to import, where to, and how
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    progress: Tell | None = None,
    account: str = "",
) -> tuple[ImportResult, ...]:
    """Import bank files in their order, each in a transaction of its own.

    A file that cannot be used is told of in its result (`refused`) and stops no other. The files of
    a zip archive have a result each. A dry run does all the same and takes it back, so that its
    plan is what the real run does. `progress` is told how far it has come: a hundred for each path
    that is finished. `account` is whose payments a file has that does not say so itself. A file in
    which payments are not in the books is compared once more when all the others are booked.

    Raises:
        InputError: a payment lies in a month that is locked.
        LockedError: another program is writing to the ledger.
    """
    tells = [_of_file(number, progress) for number in range(len(paths))]
    files = list(zip(paths, tells, strict=True))
    if not dry_run:
        return _each(files, account, partial(_refusable, ledger, settings, stamp))
    with ledger.rehearse() as con:
        return _each(files, account, partial(_refusable_within, con, settings, stamp))


def _each(
    files: Sequence[tuple[Path, Tell | None]],
    account: str,
    take: Callable[[BankSource | BadFileError, Tell | None], ImportResult],
) -> tuple[ImportResult, ...]:
    """Take file by file, and then once more those that miss payments in the books."""
    results = [[take(each, tell) for each in sources(path, account)] for path, tell in files]
    for of_path, (path, _) in zip(results, files, strict=True):
        if not any(each.missing for each in of_path) or sum(map(len, results)) == 1:
            continue
        for at, each in enumerate(sources(path, account)):
            if of_path[at].missing:
                of_path[at] = take(each, None)
    return tuple(result for of_path in results for result in of_path)


def _import_source(
    ledger: Ledger, settings: Settings, stamp: Stamp, source: BankSource, progress: Tell | None
) -> ImportResult:
    """Import one bank file in one transaction; `progress` is told hundredths of it.

    Raises:
        BadFileError: it is damaged, of no known format, or of an account that is not ours;
            nothing of it was booked.
    """
    earlier, file = _looked_into(ledger.con, source, settings, stamp)
    if earlier is not None:
        return _repeated(source, earlier)
    assert file is not None  # one of the two is there
    with ledger.write() as con:
        return _booked(con, source, file, settings, stamp, progress)


def _of_file(number: int, progress: Tell | None) -> Tell | None:
    """Return what is told hundredths of one file and passes on those of all."""
    return (lambda done: progress(100 * number + done)) if progress else None


def _refusable(
    ledger: Ledger,
    settings: Settings,
    stamp: Stamp,
    source: BankSource | BadFileError,
    tell: Tell | None,
) -> ImportResult:
    if isinstance(source, BadFileError):
        return _refused(source)
    try:
        return _import_source(ledger, settings, stamp, source, tell)
    except BadFileError as error:
        return _refused(error)


def _refused(error: BadFileError) -> ImportResult:
    return ImportResult(name=error.name, refused=str(error), hint=error.hint)


def _refusable_within(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    source: BankSource | BadFileError,
    tell: Tell | None,
) -> ImportResult:
    if isinstance(source, BadFileError):
        return _refused(source)
    try:
        earlier, file = _looked_into(con, source, settings, stamp)
    except BadFileError as error:
        return _refused(error)
    if earlier is not None:
        return _repeated(source, earlier)
    assert file is not None  # one of the two is there
    return _booked(con, source, file, settings, stamp, tell)


def _looked_into(
    con: Connection, source: BankSource, settings: Settings, stamp: Stamp
) -> tuple[EarlierImport | None, BankFile | None]:
    """Return the earlier import of the same bytes, or else what the file says.

    A file that was only compared with the books is looked into again: they may be richer now.
    """
    from invoicectl.formats.table import detect
    from invoicectl.ledger.bank import earlier_import

    earlier = earlier_import(con, sha256=source.sha256)
    if earlier is not None and earlier.payments:
        return earlier, None
    source.pack()
    form = detect(source.content, source.name, settings.bank.csv_profiles)
    file = form.read(source.content, name=source.name, today=stamp.today)
    source.content = b""
    file = _with_account(file, source, settings)
    ours = _accounts_of(settings)
    for payment in file.payments:
        if payment.account not in ours:
            raise BadFileError(
                source.name,
                f"payments to an account that ends in {payment.account[-4:]}, which is not one of"
                " the company's; nothing was booked",
                line=payment.line,
                hint="If it is the company's, add it to bank.other_accounts in the settings.",
            )
    if earlier is not None and not file.payments:
        return earlier, None
    return None, file


def _with_account(file: BankFile, source: BankSource, settings: Settings) -> BankFile:
    """Fill in the account of payments in a file that does not name it.

    Raises:
        BadFileError: the company has several accounts, and nobody said which is meant.
    """
    from dataclasses import replace

    if all(payment.account for payment in file.payments):
        return file
    if not source.account and settings.bank.other_accounts:
        raise BadFileError(
            source.name,
            "the file does not say which account it is of; nothing was booked",
            hint="Name it with --account KONTONR.",
        )
    account = source.account or settings.bank.kontonr
    filled = tuple(
        payment if payment.account else payment._replace(account=account)
        for payment in file.payments
    )
    return replace(file, payments=filled)


def _where_it_came(file: BankFile, chosen: Accounts) -> Accounts:
    """Return the accounts with the one the money came to in the place of the bank.

    What Vipps has collected is on its way: the bank account gets it as one sum later.
    """
    from dataclasses import replace

    return replace(chosen, bank=chosen.card) if file.format == "vipps" else chosen


def _book_charges(
    con: Connection, file: BankFile, key: str, accounts: Accounts, stamp: Stamp
) -> None:
    """Post what was kept of the payments of a file, unless another file has told of it."""
    from invoicectl.domain.bookkeeping import charge_voucher
    from invoicectl.ledger.posting import post
    from invoicectl.ledger.vouchers import is_charged

    for number, charge in enumerate(file.charges, 1):
        if is_charged(con, charge, accounts.bank, besides=key):
            continue
        voucher = charge_voucher(
            charge.amount_ore,
            accounts,
            money=accounts.bank,
            booked_on=charge.booked_on,
            text=charge.text,
        )
        post(con, voucher, key=f"charge:{key}:{number}", stamp=stamp)


def _accounts_of(settings: Settings) -> set[str]:
    return {settings.bank.kontonr, *settings.bank.other_accounts, VIPPS}


def _repeated(source: BankSource, earlier: EarlierImport) -> ImportResult:
    totals = FileTotals(
        payments=earlier.payments,
        sum_ore=earlier.sum_ore,
        duplicates=earlier.payments,
        duplicates_ore=earlier.sum_ore,
    )
    return ImportResult(
        name=source.name,
        format=earlier.format,
        totals=totals,
        imported_before=earlier.imported_on,
        imported_as=earlier.name,
    )


def _booked(
    con: Connection,
    source: BankSource,
    file: BankFile,
    settings: Settings,
    stamp: Stamp,
    tell: Tell | None,
) -> ImportResult:
    """Keep and book a file inside a transaction, unless its payments came in another wrapping."""
    from invoicectl.flows.booking import Booking
    from invoicectl.flows.keep_statements import keep_statements
    from invoicectl.flows.one_source import once
    from invoicectl.flows.reconcile import apart
    from invoicectl.flows.reconcile import compared_with_books
    from invoicectl.ledger.bank import earlier_import
    from invoicectl.ledger.bank import end_file
    from invoicectl.ledger.log import note

    file, others = apart(file, settings.bank)
    file = once(con, file, is_source=settings.bank.posting_source.value == file.format)
    fingerprints = b"".join(fingerprint_of(payment) for payment in file.payments)
    records = _records_of(source, file, fingerprints)
    earlier = earlier_import(con, sha256=source.sha256, records=records)
    if earlier is not None and (earlier.payments or not (file.payments or others)):
        return _repeated(source, earlier)
    kept = _kept(con, source, file.format, records, stamp, earlier)
    compared = compared_with_books(con, settings, others)
    rules = settings.payments.rules(settings.accounts.rounding)
    accounts = _where_it_came(file, settings.accounts.chosen())
    booking = Booking(con, kept, accounts, settings.kid.modulus, stamp, rules)
    booking.heed_other_formats(file.format)
    booking.book(file.payments, fingerprints, tell)
    _book_charges(con, file, kept.key, accounts, stamp)
    end_file(con, kept.file_id, booking.totals)
    balances = keep_statements(con, kept.file_id, file, _accounts_of(settings))
    strange = _kept_mandates(con, settings, stamp, file)
    result = ImportResult(
        name=source.name,
        format=file.format,
        totals=_with_compared(booking.totals, compared),
        reasons=booking.reasons,
        remarks=(*booking.remarks, *compared.remarks),
        warnings=(*file.warnings, *balances, *strange),
        other_records=file.other_records + len(compared.missing),
        remarks_left_out=booking.remarks_left_out + compared.remarks_left_out,
        left_out=(*file.left_out, *compared.left_out),
        mandates=len(file.mandates),
        compared=len(others),
        missing=len(compared.missing),
        advice=compared.advice,
    )
    note(con, stamp, "bank.imported", source.sha256[:12], f"{source.name}: {result.line}")
    fp("receive.booked")
    return result


def _records_of(source: BankSource, file: BankFile, fingerprints: bytes) -> str:
    """Return one hash over all that a file says, whatever its line ends and fillers are."""
    from invoicectl.ledger.bank import records_sha256

    said = (repr(each).encode() for each in (*file.statements, *file.mandates))
    records = b"".join((fingerprints, *said))
    return records_sha256(records) if records else source.sha256


def _kept(
    con: Connection,
    source: BankSource,
    form: str,
    records: str,
    stamp: Stamp,
    earlier: EarlierImport | None,
) -> KeptFile:
    """Keep a file and its bytes, unless that was done when it was only compared."""
    from invoicectl.ledger.bank import begin_file
    from invoicectl.ledger.bank import begun_file
    from invoicectl.ledger.documents import keep_packed

    if earlier is not None:
        return begun_file(con, earlier)
    keep_packed(con, source.sha256, source.packed, MEDIA_TYPE, stamp)
    fp("receive.kept")
    return begin_file(con, source.sha256, name=source.name, form=form, records=records, stamp=stamp)


def _with_compared(totals: FileTotals, compared: Compared) -> FileTotals:
    """Return the totals with payments that were found in the books as seen before."""
    from dataclasses import replace

    return replace(
        totals,
        payments=totals.payments + compared.payments,
        sum_ore=totals.sum_ore + compared.found_ore,
        duplicates=totals.duplicates + compared.found,
        duplicates_ore=totals.duplicates_ore + compared.found_ore,
        ignored=totals.ignored + compared.ignored,
    )


def _kept_mandates(
    con: Connection, settings: Settings, stamp: Stamp, file: BankFile
) -> tuple[str, ...]:
    """Keep the mandates of AvtaleGiro, and return a sentence for each that is no customer's."""
    if not file.mandates:
        return ()
    from invoicectl.flows.direct_debit import take_mandates

    return take_mandates(con, settings, stamp, file.mandates)
