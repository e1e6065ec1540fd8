"""AvtaleGiro: mandates taken in, claims told to the bank in a file, and called back when needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.avtalegiro import DAYS_AHEAD
from invoicectl.domain.avtalegiro import can_cancel
from invoicectl.domain.avtalegiro import earliest_due
from invoicectl.errors import SetupError
from invoicectl.ledger.direct_claims import add_claim
from invoicectl.ledger.direct_claims import add_file
from invoicectl.ledger.direct_claims import cancel_claim
from invoicectl.ledger.direct_claims import claimable
from invoicectl.ledger.direct_claims import mark_written
from invoicectl.ledger.direct_claims import next_file_no
from invoicectl.ledger.direct_claims import outdated
from invoicectl.ledger.direct_claims import unwritten_files
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from invoicectl.domain.avtalegiro import DirectClaim
    from invoicectl.domain.avtalegiro import MandateRecord
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.ledger.connect import Ledger
    from invoicectl.ledger.direct_claims import Outdated
    from invoicectl.settings.model import Settings

MEDIA_TYPE = "text/plain"


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An invoice the bank is not told of, or no longer can be, and why."""

    invoice_no: int
    sentence: str


@dataclass(frozen=True, slots=True)
class ClaimRun:
    """What the bank is told: new claims, those called back, and what is left out and why.

    `path` is the file; None when there is nothing to tell, or nothing was written.
    """

    claims: tuple[DirectClaim, ...]
    cancelled: tuple[DirectClaim, ...]
    left_out: tuple[LeftOut, ...]
    path: Path | None = None


def take_mandates(
    con: Connection, settings: Settings, stamp: Stamp, records: Sequence[MandateRecord]
) -> tuple[str, ...]:
    """Write down the mandates of a bank file and return a sentence for each a person should see."""
    from invoicectl.domain.kid import KidLayout
    from invoicectl.ledger.log import note
    from invoicectl.ledger.mandates import customer_of_kid
    from invoicectl.ledger.mandates import keep_mandate

    by_customer = settings.kid.layout is KidLayout.CUSTOMER_INVOICE
    digits = settings.kid.customer_digits if by_customer else 0
    strange = []
    for record in records:
        customer_no = customer_of_kid(con, record.kid, digits)
        if keep_mandate(con, record, customer_no, stamp):
            whose = customer_no or record.kid
            note(con, stamp, f"mandate.{record.change.value}", whose, f"KID {record.kid}")
        if not customer_no:
            strange.append(
                f"line {record.line}: the KID {record.kid} of a mandate is no customer's"
            )
    return tuple(strange)


def plan_claims(ledger: Ledger, settings: Settings, stamp: Stamp, now: datetime) -> ClaimRun:
    """Return what the bank would be told at `now` (Norwegian time), and change nothing.

    Raises:
        SetupError: the settings lack what a file needs.
    """
    _require_set_up(settings)
    return _planned(ledger.con, stamp, now)[0]


def make_claims(ledger: Ledger, settings: Settings, stamp: Stamp, now: datetime) -> ClaimRun:
    """Write the file that tells the bank of new claims, and of those it must call back.

    The file is stored with its claims in one transaction and laid into the folder afterwards; what
    a crash has kept from being laid there is laid there by the next run, byte for byte.

    Raises:
        SetupError: the settings lack what a file needs, or the folder cannot be written.
    """
    from invoicectl.formats.avtalegiro_write import write_avtalegiro
    from invoicectl.ledger.documents import keep_document
    from invoicectl.ledger.log import note

    _require_set_up(settings)
    path = None
    with ledger.write() as con:
        run, stale = _planned(con, stamp, now)
        if run.claims or run.cancelled:
            number = next_file_no(con)
            content = write_avtalegiro(
                run.claims,
                run.cancelled,
                account=settings.bank.kontonr,
                sender=settings.avtalegiro.sender,
                number=number,
            )
            name = f"avtalegiro-{number:07d}.txt"
            add_file(con, number, name, keep_document(con, content, MEDIA_TYPE, stamp), stamp)
            for claim in run.claims:
                add_claim(con, claim, number)
            for old in stale:
                cancel_claim(con, old.claim_id, number)
            detail = f"{len(run.claims)} claims, {len(run.cancelled)} called back"
            note(con, stamp, "avtalegiro.made", name, detail)
            path = settings.avtalegiro.folder / name
            fp("claims.made")
    _lay_down(ledger, settings, stamp)
    return ClaimRun(run.claims, run.cancelled, run.left_out, path)


def _planned(con: Connection, stamp: Stamp, now: datetime) -> tuple[ClaimRun, list[Outdated]]:
    first = earliest_due(now)
    claims, left_out = [], []
    for claim in claimable(con, stamp.today):
        if claim.due < first:
            sentence = f"due {claim.due:%d.%m.%Y}, but the bank needs {first:%d.%m.%Y} or later"
            left_out.append(LeftOut(claim.invoice_no, sentence))
        elif (claim.due - stamp.today).days > DAYS_AHEAD:
            left_out.append(LeftOut(claim.invoice_no, "due more than a year ahead"))
        else:
            claims.append(claim)
    stale = []
    for old in outdated(con, stamp.today):
        if old.made_on >= stamp.today:
            sentence = "changed on the day it was told; it is called back tomorrow"
            left_out.append(LeftOut(old.claim.invoice_no, sentence))
        elif can_cancel(old.claim.due, now):
            stale.append(old)
        else:
            sentence = "changed too late to be called back; the bank draws the old amount"
            left_out.append(LeftOut(old.claim.invoice_no, sentence))
    cancelled = tuple(old.claim for old in stale)
    return ClaimRun(tuple(claims), cancelled, tuple(left_out)), stale


def _lay_down(ledger: Ledger, settings: Settings, stamp: Stamp) -> None:
    """Put every file that may not lie in the folder there, whole or not at all."""
    from invoicectl.ledger.documents import document_content

    folder = settings.avtalegiro.folder
    for number, name, sha256 in unwritten_files(ledger.con):
        content = document_content(ledger.con, sha256)
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = folder / f".{name}.part"
            part.write_bytes(content)
            part.chmod(0o600)
            part.replace(folder / name)
        except OSError as error:
            raise SetupError(
                f"{folder} cannot be written: {error.strerror}.",
                hint="Correct avtalegiro.folder; the next run lays the file there.",
            ) from None
        fp("claims.laid")
        with ledger.write() as con:
            mark_written(con, number, stamp)


def _require_set_up(settings: Settings) -> None:
    from invoicectl.domain.kid import KidLayout

    if not settings.avtalegiro.sender:
        raise SetupError(
            "AvtaleGiro is not set up.",
            hint="Set avtalegiro.sender to the kundeenhet-ID that the bank has given.",
        )
    if not settings.kid.enabled or settings.kid.layout is not KidLayout.CUSTOMER_INVOICE:
        raise SetupError(
            "AvtaleGiro needs KIDs that begin with the customer's number.",
            hint="Set kid.enabled: true and kid.layout: customer_invoice, agreed with the bank.",
        )
