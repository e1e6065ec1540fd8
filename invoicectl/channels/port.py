"""What every channel is asked to carry, what it may answer, and the protocol they share.

The life of one message: `prepare` turns it into its final bytes before anything is sent; the
outbox stores those bytes with the key; every try then sends the stored bytes unchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import Protocol
from typing import Self

from invoicectl.errors import InputError

if TYPE_CHECKING:
    from datetime import datetime
    from types import TracebackType


@dataclass(frozen=True, slots=True)
class Attachment:
    """One file that travels with the message; the name is made safe where it is written."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message to one recipient.

    Attributes:
        key: made and stored before the first try, the same on each: `invoice:10001:email`.
        recipient: the address the channel needs; may be empty for a channel that needs none.
        dated_at: aware time of the first attempt, stored, so that every attempt bears one date.
        html: the same as `text` with markup, already escaped; empty for a plain message.
        in_reply_to: the key of the message this one follows, or empty; e-mail threads by it.
        cc: addresses that get a copy too, for all to see.
    """

    key: str
    recipient: str
    recipient_name: str
    subject: str
    text: str
    dated_at: datetime
    html: str = ""
    attachments: tuple[Attachment, ...] = ()
    in_reply_to: str = ""
    cc: tuple[str, ...] = ()


class Stage(StrEnum):
    """How far a try had come when its outcome was settled; stored beside the outcome."""

    CHECK = "check"
    CONNECT = "connect"
    GREETING = "greeting"
    EHLO = "ehlo"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    BODY = "body"
    REPLY = "reply"
    WRITE = "write"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Sent:
    """The far side has taken it over.

    `reference` is what it can be found by there (Message-ID, folder); `note` is what the far side
    said, or what went wrong beside it (the archive copy was refused).
    """

    reference: str
    stage: Stage = Stage.DONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Certainly not sent, and trying again as it is would not help; a person must change it."""

    sentence: str
    stage: Stage = Stage.CHECK


@dataclass(frozen=True, slots=True)
class NotReached:
    """Certainly not sent, and worth another try later.

    `halts` is true when the cause is not this message (no connection, wrong certificate, a sending
    limit): the next one would fare alike, so the run should leave the rest in the queue.
    """

    sentence: str
    stage: Stage = Stage.CONNECT
    halts: bool = False


@dataclass(frozen=True, slots=True)
class Uncertain:
    """The far side may have it: the line died after the last byte and before the answer."""

    sentence: str
    stage: Stage = Stage.REPLY


Outcome = Sent | Refused | NotReached | Uncertain


class UnsendableError(InputError):
    """The message cannot be made into something this channel could carry."""

    code = "unsendable"


class Channel(Protocol):
    """Carries one message to one recipient at a time; a context manager that closes itself."""

    @property
    def name(self) -> str:
        """Name in the settings file and in the outbox."""
        ...

    def prepare(self, message: Message) -> bytes:
        """Return the exact bytes that will leave; the same message gives the same bytes.

        Raises:
            UnsendableError: address or content cannot go this way; the sentence says why.
        """
        ...

    def await_turn(self) -> None:
        """Return when a message may leave (sending limits); calling it again waits no longer.

        To be called before the outbox commits `sending`: a crash while waiting must not leave a
        row that says "maybe". Where it was not called, `send_prepared` waits by itself.
        """
        ...

    def send_prepared(
        self, key: str, recipient: str, payload: bytes, *, copy_to: str | None = None
    ) -> Outcome:
        """Try once to send the stored bytes, unchanged.

        `copy_to` is our own address that gets them unseen, '' for none, None for the channel's.

        Raises:
            CredentialsError: the login was refused; it would be for every message.
        """
        ...

    def send(self, message: Message) -> Outcome:
        """Prepare and try once; what cannot be prepared is `Refused`. Raises as the two above."""
        ...

    def check(self) -> str:
        """Prove that a message could leave now, send none, and return a sentence about it.

        Raises:
            NetworkError: the far side cannot be reached or used.
            CredentialsError: the login was refused.
        """
        ...

    def close(self) -> None:
        """Let go of the far side; trouble in doing so changes no outcome. May be called twice."""
        ...

    def __enter__(self) -> Self:
        """Return the channel itself."""
        ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        ...
