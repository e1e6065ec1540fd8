"""How a document leaves the house: which channel, to whom, with what text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import zip_longest
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.outbox import DeliveryState
from invoicectl.domain.outbox import Enclosed
from invoicectl.domain.outbox import MessageFacts
from invoicectl.domain.outbox import NewDelivery
from invoicectl.domain.outbox import Purpose
from invoicectl.flows.enclosures import Enclosures
from invoicectl.flows.enclosures import read_file
from invoicectl.ledger.documents import keep_packed
from invoicectl.ledger.outbox import next_generation
from invoicectl.ledger.outbox import queue_delivery

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.channels.options import EmailOptions
    from invoicectl.channels.options import Options
    from invoicectl.documents.invoice_email import EmailText
    from invoicectl.documents.look import Look
    from invoicectl.domain.customer import Customer
    from invoicectl.domain.draft import Origin
    from invoicectl.domain.invoice import Invoice
    from invoicectl.domain.stamp import Stamp
    from invoicectl.flows.enclosures import Enclosure
    from invoicectl.flows.levels import Effective
    from invoicectl.ledger.connect import Connection
    from invoicectl.settings.delivery import EmailSettings
    from invoicectl.settings.model import Settings

EMAIL = "email"
FOLDER = "folder"
WITH_FILES: Final = frozenset(
    {Purpose.INVOICE, Purpose.QUOTE, Purpose.ORDER_CONFIRMATION, Purpose.PAYMENT_REQUEST}
)
"""Letters that the files of `sending.attachments` go along with."""

__all__ = ["DeliveryState", "Letter", "Looks", "channel_options", "look_of", "queue_letter"]


def look_of(settings: Settings) -> Look:
    """Return how the company's letters look, the logo read from its file.

    Raises:
        SetupError: the logo file cannot be read.
    """
    theme = settings.theme
    return Looks().look(theme.name.value, theme.accent, theme.logo)


def look_for(
    con: Connection, settings: Settings, customer: Customer, origin: Origin, draft_no: int = 0
) -> Look:
    """Return how a customer's letters look, by the settings that hold for it.

    Raises:
        SetupError: the logo file cannot be read.
    """
    from invoicectl.flows.levels import effective

    return Looks().of(effective(con, settings, customer, origin, draft_no))


class Looks:
    """Looks of many documents: each logo is read once, equal looks are one object."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[tuple[str, str, Path | None], Look] = {}

    def of(self, held: Effective) -> Look:
        """Return the look that settings ask for.

        Raises:
            SetupError: the logo file cannot be read.
        """
        return self.look(held.theme_name.value, held.theme_accent, held.theme_logo)

    def look(self, theme: str, accent: str, logo: Path | None) -> Look:
        """Return the look of a theme, an accent colour and a logo's file; see `of`."""
        from invoicectl.documents.look import Look

        key = (theme, accent, logo)
        if key not in self._known:
            content = read_file(logo, "logo") if logo else None
            self._known[key] = Look(accent=accent, logo=content, theme=theme)
        return self._known[key]


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


@dataclass(frozen=True, slots=True)
class Route:
    """Which way a letter goes, and why the ways before it were passed over."""

    channel: str
    recipient: str
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What is to be sent to a customer.

    Attributes:
        purpose: what kind of letter it is.
        ref: what it is about, unique for its purpose: the number of the document or notice.
        customer: who gets it.
        document_sha256: the stored bytes to attach, under `attachment_name`.
        text: subject and body.
        may_repeat: whether a second identical copy does no harm.
        invoice_no: the invoice it is about, when it is about one.
        in_reply_to: the key of the delivery this one follows.
    """

    purpose: Purpose
    ref: str
    customer: Customer
    document_sha256: str | None
    attachment_name: str
    text: EmailText
    may_repeat: bool
    invoice_no: int | None = None
    in_reply_to: str = ""


def route(settings: Settings, customer: Customer, held: Effective, purpose: Purpose) -> Route:
    """Return the first of the channels that can carry a letter, and who gets it there.

    What none of them can carry is laid in the folder, so that nothing is ever lost.

    Args:
        settings: the company's: which channels are set up.
        customer: named in the sentences.
        held: the settings that hold for the letter.
        purpose: letters about overdue invoices can have an address of their own.
    """
    recipient = held.sending_to
    if purpose is Purpose.NOTICE:
        recipient = held.sending_reminders_to or recipient
    steps: list[str] = []
    wanted = [channel.value for channel in held.invoice_send_by]
    for channel, following in zip_longest(wanted, wanted[1:], fillvalue=FOLDER):
        obstacle = _obstacle(settings, customer, channel, recipient)
        if not obstacle:
            return Route(channel, recipient, tuple(steps))
        where = "laid in the folder" if following == FOLDER else f"tried by {following}"
        steps.append(f"{obstacle}: {where}.")
    return Route(FOLDER, recipient, tuple(steps))


def _obstacle(settings: Settings, customer: Customer, channel: str, recipient: str) -> str:
    """Return why a channel cannot carry a letter, '' when it can."""
    if channel != EMAIL:
        return ""
    if not recipient:
        return f"Customer {customer.customer_no} has no e-mail address"
    return "" if settings.email is not None else "No mail server is set up (section email)"


def queue_letter(  # noqa: PLR0913 - a message has a content, a recipient and a history
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    *,
    purpose: Purpose,
    ref: str,
    customer: Customer,
    origin: Origin,
    document_sha256: str | None,
    attachment_name: str,
    text: EmailText,
    may_repeat: bool,
    invoice_no: int | None = None,
    in_reply_to: str = "",
    draft_no: int = 0,
) -> int:
    """Queue a letter to a customer inside the caller's transaction and return its delivery id.

    Channel, recipient, copies and files that go along follow from the settings that hold for this
    customer and origin; see `Letter` for the other arguments.

    Raises:
        SetupError: a file that goes along cannot be read.
    """
    from invoicectl.flows.levels import effective

    letter = Letter(
        purpose=purpose,
        ref=ref,
        customer=customer,
        document_sha256=document_sha256,
        attachment_name=attachment_name,
        text=text,
        may_repeat=may_repeat,
        invoice_no=invoice_no,
        in_reply_to=in_reply_to,
    )
    held = effective(con, settings, customer, origin, draft_no)
    return queue(con, settings, stamp, letter, held)


def queue(
    con: Connection,
    settings: Settings,
    stamp: Stamp,
    letter: Letter,
    held: Effective,
    enclosures: Enclosures | None = None,
) -> int:
    """Queue a letter by settings that were resolved before; see `queue_letter`.

    The key is made here, before the first try, and never changes: it becomes the Message-ID or the
    name of the folder.

    Raises:
        SetupError: a file that goes along cannot be read.
    """
    way = route(settings, letter.customer, held, letter.purpose)
    generation = next_generation(con, letter.purpose, letter.ref)
    usual = settings.email.copy_to if settings.email else ""
    message = MessageFacts(
        recipient_name=letter.customer.name,
        subject=letter.text.subject,
        text=letter.text.text,
        html=letter.text.html,
        dated_at=_local(stamp.at),
        attachment_name=letter.attachment_name if letter.document_sha256 else "",
        in_reply_to=letter.in_reply_to,
        cc=tuple(each for each in held.sending_cc if each != way.recipient),
        copy_to=None if held.email_copy_to == usual else held.email_copy_to,
        enclosed=_enclosed(con, stamp, letter.purpose, held, enclosures or Enclosures()),
    )
    new = NewDelivery(
        key=delivery_key(letter.purpose, letter.ref, way.channel, generation),
        purpose=letter.purpose,
        ref=letter.ref,
        invoice_no=letter.invoice_no,
        customer_no=letter.customer.customer_no,
        channel=way.channel,
        recipient=way.recipient,
        message=message,
        document_sha256=letter.document_sha256,
        may_repeat=letter.may_repeat,
        generation=generation,
    )
    return queue_delivery(con, new, stamp)


def files_along(purpose: Purpose, held: Effective, enclosures: Enclosures) -> tuple[Enclosure, ...]:
    """Return the files that go along with a letter of a kind.

    Raises:
        SetupError: one cannot be read, or they are too large together.
    """
    paths = held.sending_attachments if purpose in WITH_FILES else ()
    return enclosures.of(paths) if paths else ()


def _enclosed(
    con: Connection, stamp: Stamp, purpose: Purpose, held: Effective, enclosures: Enclosures
) -> tuple[Enclosed, ...]:
    """Keep the files that go along as they are now, each once."""
    found = files_along(purpose, held, enclosures)
    for each in found:
        keep_packed(con, each.sha256, each.packed, each.media_type, stamp)
    return tuple(Enclosed(each.filename, each.media_type, each.sha256) for each in found)


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
