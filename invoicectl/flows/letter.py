"""The message of a delivery, put together from facts that were frozen when it was queued."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from invoicectl.ledger.documents import document_content
from invoicectl.ledger.outbox import message_of

if TYPE_CHECKING:
    from invoicectl.channels.port import Message
    from invoicectl.domain.outbox import Delivery
    from invoicectl.ledger.connect import Connection


def message_for(con: Connection, each: Delivery) -> Message:
    """Return what the channel makes its bytes of: facts frozen when the delivery was queued."""
    from invoicectl.channels.port import Attachment
    from invoicectl.channels.port import Message

    facts = message_of(con, each.delivery_id)
    attached: tuple[Attachment, ...] = ()
    if each.document_sha256:
        content = document_content(con, each.document_sha256)
        attached = (Attachment(facts.attachment_name, "application/pdf", content),)
    attached += tuple(
        Attachment(file.filename, file.media_type, document_content(con, file.sha256))
        for file in facts.enclosed
    )
    return Message(
        key=each.key,
        recipient=each.recipient,
        recipient_name=facts.recipient_name,
        subject=facts.subject,
        text=facts.text,
        dated_at=datetime.fromisoformat(facts.dated_at),
        html=facts.html,
        attachments=attached,
        in_reply_to=facts.in_reply_to,
        cc=facts.cc,
    )
