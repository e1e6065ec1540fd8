"""How a document leaves the house: which channel, to whom, with what text."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import MessageFacts
from invoicectl.domain.outbox import NewDelivery
from invoicectl.domain.outbox import Purpose
from invoicectl.ledger.outbox import next_generation
from invoicectl.ledger.outbox import queue_delivery

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.channels.options import EmailOptions
    from invoicectl.channels.options import Options
    from invoicectl.documents.invoice_email import EmailText
    from invoicectl.documents.look import Look
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.stamp import Stamp
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.delivery import EmailSettings
    from invoicectl.settings.model import Settings

EMAIL = "email"
FOLDER = "folder"
__all__ = ["DeliveryState", "channel_options", "choose_channel", "look_of", "queue_email"]


def look_of(settings: Settings) -> Look:
    """Return how the company's letters look, the logo read from its file.

    Raises:
        SetupError: the logo file cannot be read.
    """
    from invoicectl.documents.look import Look

    theme = settings.theme
    return Look(accent=theme.accent, logo=_logo(theme.logo) if theme.logo else None)


@cache
def check_look(look: Look) -> None:
    """Refuse a look that no document could be drawn with, before anything is begun.

    Raises:
        LookError, LogoError: colour or logo cannot be used.
    """
    from invoicectl.documents.look import palette_of

    palette_of(look)
    if look.logo is not None:
        from invoicectl.documents.logo import load_logo

        load_logo(look.logo)


def channel_options(settings: Settings, ledger_id: str) -> dict[str, Options]:
    """Return what each channel that is set up is built from, by its name.

    Args:
        settings: the company's.
        ledger_id: enters every Message-ID, so that two ledgers never make the same.
    """
    from invoicectl.channels.options import FolderOptions
    from invoicectl.channels.options import Sender

    email = settings.email
    company = settings.company
    sender = Sender(
        address=email.from_address if email else company.email,
        name=(email.from_name if email else "") or company.name,
        reply_to=email.reply_to if email else "",
        ledger_id=ledger_id,
    )
    found: dict[str, Options] = {FOLDER: FolderOptions(folder=settings.folder.path, sender=sender)}
    if email is not None:
        found[EMAIL] = _email_options(email, sender)
    return found


def choose_channel(settings: Settings, customer: Customer) -> tuple[str, str]:
    """Return channel and recipient for a customer's documents.

    The customer's own channel goes before the company's for that kind of customer. What e-mail
    cannot carry (no address, no server set up) is laid in the folder; see `channel_note`.
    """
    channel = customer.channel or settings.send_by(customer.kind).value
    if channel == EMAIL and (not customer.email or settings.email is None):
        channel = FOLDER
    return channel, customer.email


def channel_note(settings: Settings, customer: Customer) -> str:
    """Return why a customer's documents do not go the way that was asked for, or ''."""
    wanted = customer.channel or settings.send_by(customer.kind).value
    if wanted != EMAIL:
        return ""
    if not customer.email:
        return f"Customer {customer.customer_no} has no e-mail address: laid in the folder."
    if settings.email is None:
        return "No mail server is set up (section email): laid in the folder."
    return ""


def queue_email(  # noqa: PLR0913 - a message has a content, a recipient and a history
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    *,
    purpose: Purpose,
    ref: str,
    invoice: Invoice,
    customer: Customer,
    document_sha256: str | None,
    text: EmailText,
    may_repeat: bool,
    in_reply_to: str = "",
) -> int:
    """Queue a letter to a customer inside the caller's transaction and return its delivery id.

    The key is made here, before the first try, and never changes: it becomes the Message-ID or the
    name of the folder.

    Args:
        con: a connection inside `Ledger.write()`.
        settings: the company's.
        stamp: when and who.
        purpose: what kind of letter it is.
        ref: what it is about, unique for its purpose: the number of the document or notice.
        invoice: the document that is attached or that the letter is about.
        customer: who gets it; notices go to the customer's address for notices, if there is one.
        document_sha256: the stored bytes to attach.
        text: subject and body.
        may_repeat: whether a second identical copy does no harm.
        in_reply_to: the key of the delivery this one follows.
    """
    channel, recipient = choose_channel(settings, customer)
    if purpose is Purpose.NOTICE and customer.notice_email:
        recipient = customer.notice_email
    generation = next_generation(con, purpose, ref)
    message = MessageFacts(
        recipient_name=customer.name,
        subject=text.subject,
        text=text.text,
        html=text.html,
        dated_at=_local(stamp.at),
        attachment_name=attachment_name(invoice) if document_sha256 else "",
        in_reply_to=in_reply_to,
    )
    new = NewDelivery(
        key=delivery_key(purpose, ref, channel, generation),
        purpose=purpose,
        ref=ref,
        invoice_no=invoice.invoice_no,
        customer_no=customer.customer_no,
        channel=channel,
        recipient=recipient,
        message=message,
        document_sha256=document_sha256,
        may_repeat=may_repeat,
        generation=generation,
    )
    return queue_delivery(con, new, stamp)


def delivery_key(purpose: Purpose, ref: str, channel: str, generation: int) -> str:
    """Return the key of one delivery, such as `invoice:10001:email:1`."""
    return f"{purpose.value.replace('_', '-')}:{ref}:{channel}:{generation}"


def attachment_name(invoice: Invoice) -> str:
    """Return `Faktura-10001.pdf`, in the customer's language."""
    from invoicectl.documents.invoice_pdf import document_name
    from invoicectl.documents.wording import load_wording

    return document_name(invoice, load_wording(invoice.language)).replace(" ", "-") + ".pdf"


def _email_options(email: EmailSettings, sender: object) -> EmailOptions:
    from invoicectl.channels.options import EmailOptions
    from invoicectl.channels.options import Sender
    from invoicectl.channels.options import Tls

    assert isinstance(sender, Sender)
    return EmailOptions(
        sender=sender,
        host=email.host,
        port=email.port,
        tls=Tls(email.tls.value),
        username=email.username,
        password=email.password.read if email.password else None,
        token=email.token.read if email.token else None,
        copy_to=email.copy_to,
        ca_file=email.ca_file,
        dsn=email.dsn,
        timeout_s=email.timeout_s,
        rate_per_minute=email.rate_per_minute,
        max_per_connection=email.max_per_connection,
    )


@cache
def _local(at: str) -> str:
    """Return an instant with Norway's own offset, so that a reader sees the time it was there."""
    from zoneinfo import ZoneInfo

    return datetime.fromisoformat(at).astimezone(ZoneInfo("Europe/Oslo")).isoformat()


def _logo(path: Path) -> bytes:
    from invoicectl.errors import SetupError

    try:
        return path.read_bytes()
    except OSError as error:
        raise SetupError(
            f"The logo {path} cannot be read: {error.strerror}.",
            hint="Correct theme.logo in the settings, or leave it out.",
        ) from None
