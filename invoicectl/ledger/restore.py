"""Puts a backup in the place of the ledger, and catches up with what left the house since.

A backup does not know what was sent after it was made. The receipts beside the ledger do, and so
does the ledger that is put aside when it can still be read. By them no letter goes out twice and no
invoice number is given to a second document: numbers whose documents are lost become a documented
gap, and drafts that may be among those documents wait for a person.
"""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import ExitStack
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.domain.outbox import DeliveryState
from invoicectl.errors import GuardError
from invoicectl.errors import InputError
from invoicectl.errors import InvoicectlError
from invoicectl.errors import LockedError
from invoicectl.errors import SetupError
from invoicectl.ledger.backup import next_no
from invoicectl.ledger.backup import require_healthy
from invoicectl.ledger.backup import verify
from invoicectl.ledger.backup import vouched
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.connect import check_file
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.connect import open_unguarded
from invoicectl.ledger.copying import copy_database
from invoicectl.ledger.copying import sync_folder
from invoicectl.ledger.log import LOST_DELIVERY
from invoicectl.ledger.log import RESTORED
from invoicectl.ledger.log import last_instant
from invoicectl.ledger.log import note
from invoicectl.ledger.lost import keep_lost_notice
from invoicectl.ledger.meta import meta_value
from invoicectl.ledger.outbox import claim
from invoicectl.ledger.outbox import delivery_with_key
from invoicectl.ledger.outbox import settle
from invoicectl.ledger.receipts import receipts
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from invoicectl.domain.outbox import Delivery
    from invoicectl.domain.stamp import Stamp

_NUMBERED = re.compile(r"(?:invoice|credit[-_]note):([0-9]{1,15}):")
_LEFT = "It left the house after the backup was made that the ledger was restored from."
_MAYBE = "It may have left the house after the backup was made that the ledger was restored from."


@dataclass(frozen=True, slots=True)
class Trace:
    """What is known from outside the backup about one delivery."""

    key: str
    reference: str
    at: str
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """What came of a restore.

    `aside` is where the ledger that was there lies now; `settled` are deliveries of the backup that
    had left since; `lost` are deliveries of documents the backup does not have; `gap` are the first
    and last invoice number that were used for those; `held` are drafts set on hold.
    """

    path: Path
    aside: Path | None
    made_at: str
    settled: tuple[str, ...]
    lost: tuple[str, ...]
    gap: tuple[int, int] | None
    held: tuple[int, ...]


def restore(path: Path, backup_path: Path, stamp: Stamp) -> RestoreResult:
    """Replace the ledger at `path` by a backup that is healthy, in one step; the old one is kept.

    The caller holds the run lock.

    Raises:
        BadFileError: the backup is not what its manifest says.
        GuardError: the backup is no healthy ledger; nothing was done.
        InputError: it is the backup of another company's ledger.
        LockedError: another process is using the ledger.
        SetupError: the backup is not there, or lies open to other users.
    """
    if not backup_path.exists():
        raise SetupError(
            f"There is no backup at {backup_path}.",
            hint="The backups lie in the folder that the settings name (backup.folder).",
        )
    if path.exists() and path.samefile(backup_path):
        raise InputError(f"{backup_path} is the ledger itself, not a backup of it.")
    # What was checked when it was made, and has not changed, is checked only once more: below.
    manifest = vouched(backup_path) or verify(backup_path)
    part = path.with_name(f"{path.name}.restoring")
    _remove(part)
    try:
        with ExitStack() as stack:
            present = _hold(path, stack)
            copy_database(backup_path, part)
            _require_same_company(part, present, path)
            traces = _traces(path, present)
            last_used = _last_used(traces, present)
            made_at = manifest.created_at if manifest else ""
            result = _catch_up(part, path, stamp, traces, last_used, made_at)
            with open_ledger(part) as copy:
                require_healthy(backup_path, check_ledger(copy, full=True))
            fp("restore.ready")
            # Renamed under the lock: a writer that waits for it finds that its file has moved.
            aside = _swap(path, part, stamp)
    finally:
        _remove(part)
    return RestoreResult(path, aside, *result)


def _hold(path: Path, stack: ExitStack) -> sqlite3.Connection | None:
    """Return the present ledger, read-locked against writers, or None when it cannot be read."""
    try:
        check_file(path)
        con = stack.enter_context(closing(open_unguarded(path)))
        con.execute("BEGIN EXCLUSIVE")
        con.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except LockedError:
        raise
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise LockedError(f"Another program is using {path}.") from error
        return None
    except (InvoicectlError, sqlite3.DatabaseError):
        return None
    return con


def _require_same_company(part: Path, present: sqlite3.Connection | None, path: Path) -> None:
    if present is None:
        return
    with open_ledger(part) as copy:
        restored = meta_value(copy.con, "ledger_id")
    try:
        here = meta_value(present, "ledger_id")
    except sqlite3.DatabaseError:
        return
    if here and restored != here:
        raise InputError(
            f"That is a backup of another ledger than the one at {path}; nothing was done.",
            hint="Move the present ledger away first if you really mean to replace it.",
        )


def _traces(path: Path, present: sqlite3.Connection | None) -> list[Trace]:
    """Return what left or may have left the house, by the receipts and the present ledger."""
    found = {each.key: Trace(each.key, each.reference, each.at) for each in receipts(path)}
    if present is None:
        return list(found.values())
    try:
        rows = present.execute(
            "SELECT key, reference, coalesce(sent_at, updated_at), sent_at IS NOT NULL FROM outbox"
            " WHERE sent_at IS NOT NULL OR state IN('sending','uncertain') ORDER BY id"
        ).fetchall()
    except sqlite3.DatabaseError:
        rows = []  # as damaged as it may be: the receipts are what is left
    for key, reference, at, is_certain in rows:
        found.setdefault(key, Trace(key, reference, at, bool(is_certain)))
    return list(found.values())


def _last_used(traces: Iterable[Trace], present: sqlite3.Connection | None) -> int:
    """Return the highest invoice number known to have been used, 0 when none is."""
    numbers = [int(found[1]) for trace in traces if (found := _NUMBERED.match(trace.key))]
    try:
        if present is not None:
            numbers.append(next_no(present) - 1)
    except sqlite3.DatabaseError:
        pass  # the traces are what is left
    return max(numbers, default=0)


def _catch_up(
    part: Path, path: Path, stamp: Stamp, traces: list[Trace], last_used: int, made_at: str
) -> tuple[str, tuple[str, ...], tuple[str, ...], tuple[int, int] | None, tuple[int, ...]]:
    """Write into the copy what happened after it was made, in one transaction."""
    settled, lost = [], []
    with open_ledger(part) as copy, copy.write() as con:
        since = made_at or last_instant(con)
        for trace in traces:
            delivery = delivery_with_key(con, trace.key)
            if delivery is None:
                lost.append(trace.key)
                note(con, stamp, LOST_DELIVERY, trace.key, f"{trace.reference} {trace.at}")
                keep_lost_notice(con, trace.key, trace.reference, trace.at, stamp)
            elif _is_behind(delivery, trace, since):
                settled.append(trace.key)
                _settle(con, delivery, trace, stamp)
        gap = _document_gap(con, last_used, stamp)
        held = _hold_drafts(con, stamp) if gap else ()
        detail = f"made {since}, {len(settled)} settled, {len(lost)} lost"
        note(con, stamp, RESTORED, path.name, detail)
    return since, tuple(settled), tuple(lost), gap, held


def _is_behind(delivery: Delivery, trace: Trace, since: str) -> bool:
    """Tell whether the backup does not know yet what the trace tells about a delivery."""
    if delivery.state in (
        DeliveryState.SENT,
        DeliveryState.DELIVERED,
        DeliveryState.BOUNCED,
        DeliveryState.CANCELLED,
    ):
        return False
    if not trace.is_certain and delivery.state is DeliveryState.UNCERTAIN:
        return False
    return trace.at >= since or delivery.attempts == 0


def _settle(con: sqlite3.Connection, delivery: Delivery, trace: Trace, stamp: Stamp) -> None:
    if delivery.state is DeliveryState.FAILED:
        settle(con, delivery.delivery_id, DeliveryState.QUEUED, stamp=stamp, sentence=_LEFT)
    claim(con, delivery, None, stamp)
    state = DeliveryState.SENT if trace.is_certain else DeliveryState.UNCERTAIN
    settle(
        con,
        delivery.delivery_id,
        state,
        stamp=stamp,
        sentence=_LEFT if trace.is_certain else _MAYBE,
        reference=trace.reference,
    )


def _document_gap(con: sqlite3.Connection, last_used: int, stamp: Stamp) -> tuple[int, int] | None:
    """Move the series past every number that was used, and write down why (INV-20)."""
    first = next_no(con)
    if not first or last_used < first:
        return None
    reason = "lost when an older ledger was restored; the documents had been issued"
    con.execute(
        "INSERT INTO gap(first_no, last_no, reason, actor, created_at) VALUES(?,?,?,?,?)",
        (first, last_used, reason, stamp.actor, stamp.at),
    )
    con.execute("UPDATE series SET next_no = ? WHERE name = 'invoice'", (last_used + 1,))
    note(con, stamp, "invoice.gap", str(first), f"{first} to {last_used}: {reason}")
    return first, last_used


def _hold_drafts(con: sqlite3.Connection, stamp: Stamp) -> tuple[int, ...]:
    """Set every ready draft on hold: some of them may be the documents that were lost."""
    rows = con.execute("SELECT draft_no FROM draft WHERE is_ready ORDER BY draft_no").fetchall()
    con.execute("UPDATE draft SET is_ready = 0, updated_at = ? WHERE is_ready", (stamp.at,))
    for (draft_no,) in rows:
        note(con, stamp, "draft.held", f"D{draft_no}", "It may have been issued before a restore.")
    return tuple(draft_no for (draft_no,) in rows)


def _swap(path: Path, part: Path, stamp: Stamp) -> Path | None:
    """Put the new file in place; a crash in between leaves no ledger, and a restore mends that."""
    moment = re.sub(r"[-:]", "", stamp.at[:19]).replace("T", "-")
    aside = path.with_name(f"{path.name}.before-restore-{moment}")
    n = 2
    while os.path.lexists(aside):
        aside = path.with_name(f"{path.name}.before-restore-{moment}-{n}")
        n += 1
    existed = os.path.lexists(path)
    try:
        # A journal belongs to its ledger: left behind, it would be played into the new file.
        journal = _journal(path)
        if existed and os.path.lexists(journal):
            journal.rename(_journal(aside))
        if existed:
            path.rename(aside)
        fp("restore.aside")
        _journal(path).unlink(missing_ok=True)
        part.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise GuardError(
            f"The ledger could not be put in place: {error.strerror}.",
            hint=f"What was there lies at {aside}; run the restore again.",
        ) from error
    fp("restore.done")
    return aside if existed else None


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-journal")


def _remove(part: Path) -> None:
    part.unlink(missing_ok=True)
    _journal(part).unlink(missing_ok=True)
