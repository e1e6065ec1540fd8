"""Letters that left the house and are missing from a restored ledger: written down again.

Without them the next night would send the same step about the same invoice once more.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.dunning import NoticeKind
from invoicectl.domain.dunning import Send
from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import MessageFacts
from invoicectl.domain.outbox import NewDelivery
from invoicectl.domain.outbox import Purpose
from invoicectl.ledger.notices import add_notice
from invoicectl.ledger.notices import next_notice_no
from invoicectl.ledger.outbox import claim
from invoicectl.ledger.outbox import delivery_of
from invoicectl.ledger.outbox import queue_delivery
from invoicectl.ledger.outbox import settle

if TYPE_CHECKING:
    import sqlite3

    from invoicectl.domain.stamp import Stamp

_NOTICE = re.compile(r"notice:(([0-9]{1,15})-([0-9]{1,3})):([a-z]+):([0-9]{1,6})")
_SENTENCE = "It was sent; what it said was lost with an older ledger."


def keep_lost_notice(
    con: sqlite3.Connection, key: str, reference: str, at: str, stamp: Stamp
) -> None:
    """Write down a letter by what its receipt tells, inside the caller's transaction.

    Does nothing for other deliveries, and for letters about an invoice that is lost as well.

    Args:
        con: a connection inside `Ledger.write()`.
        key: the delivery's, as in `notice:10001-1:email:1`.
        reference: by which the far side knows it.
        at: when it left, UTC in ISO form.
        stamp: when and who writes this down.
    """
    named = _NOTICE.fullmatch(key)
    if named is None:
        return
    invoice_no, notice_no = int(named[2]), int(named[3])
    row = con.execute(
        "SELECT customer_no, total_ore FROM invoice WHERE invoice_no = ? AND kind = 'invoice'",
        (invoice_no,),
    ).fetchone()
    if row is None or notice_no < next_notice_no(con, invoice_no):
        return
    then = replace(stamp, at=at, today=date.fromisoformat(at[:10]))
    message = MessageFacts("", _SENTENCE, _SENTENCE, "", at)
    new = NewDelivery(
        key, Purpose.NOTICE, named[1], invoice_no, row[0], named[4], "", message, None,
        may_repeat=False, generation=int(named[5]),
    )  # fmt: skip
    outbox_id = queue_delivery(con, new, then)
    claim(con, delivery_of(con, outbox_id), None, then)
    settle(con, outbox_id, DeliveryState.SENT, stamp=then, sentence=_SENTENCE, reference=reference)
    step = Send(NoticeKind.BETALINGSPAAMINNELSE, notice_no, "restored", _SENTENCE)
    add_notice(
        con,
        invoice_no,
        step,
        notice_no=notice_no,
        open_ore=max(row[1], 1),
        outbox_id=outbox_id,
        stamp=then,
    )
