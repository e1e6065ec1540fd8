"""Settings of the ways out of the house: the mail server, and the folder."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from invoicectl.settings.kinds import EMAIL
from invoicectl.settings.kinds import Choice
from invoicectl.settings.kinds import Coded
from invoicectl.settings.kinds import FilePath
from invoicectl.settings.kinds import Flag
from invoicectl.settings.kinds import Several
from invoicectl.settings.kinds import Text
from invoicectl.settings.kinds import Whole
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section
from invoicectl.settings.secret import Secret
from invoicectl.settings.secret import SecretKind


class Tls(StrEnum):
    """How the line to the mail server is encrypted; there is no falling back between them."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


class OnUncertain(StrEnum):
    """What is done with an invoice that may or may not have arrived."""

    HOLD = "hold"
    RESEND = "resend"


PORTS = {Tls.STARTTLS: 587, Tls.IMPLICIT: 465, Tls.NONE: 25}


@section
class EmailSettings:
    """The mail server. Without this section nothing is e-mailed: messages land in the folder."""

    host: str = key(
        Coded("host name", pattern=r"[0-9A-Za-z.:\[\]-]{1,253}"),
        "Name of the server.",
        example="smtp.example.no",
    )
    tls: Tls = key(
        Choice(Tls),
        "How the line is encrypted. 'none' is for a server on this machine only.",
        default=Tls.STARTTLS,
    )
    port: int = key(
        Whole(1, 65_535),
        "Port of the server.",
        derived="587, with tls: implicit 465",
        example="587",
    )
    username: str = key(Text(), "Account on the server.", default="", example="faktura@example.no")
    password: Secret | None = key(
        SecretKind(),
        "The password, from one of: password_command (a list of words, run without a shell), "
        "password_env (a variable) or password_file (a file only you can read).",
        default=None,
        example='["pass", "show", "smtp"]',
    )
    token: Secret | None = key(
        SecretKind(),
        "An OAuth2 access token instead of a password (Microsoft 365, Google), given likewise.",
        default=None,
        example='["get-token", "faktura@example.no"]',
    )
    from_address: str = key(EMAIL, "Address the messages come from.", example="faktura@example.no")
    from_name: str = key(
        Text(max_chars=120), "Name beside it.", derived="company.name", example="Fjordkaffe AS"
    )
    reply_to: str = key(
        EMAIL, "Where answers go, when elsewhere.", default="", example="post@example.no"
    )
    copy_to: str = key(
        EMAIL,
        "Own address that gets a copy of each message.",
        default="",
        example="arkiv@example.no",
        levels=True,
    )
    rate_per_minute: int = key(Whole(1, 10_000), "At most so many messages a minute.", default=20)
    max_per_day: int = key(
        Whole(1, 1_000_000), "At most so many a day; the rest waits for the next run.", default=400
    )
    max_per_connection: int = key(
        Whole(1, 10_000), "Messages before the line is opened anew.", default=50
    )
    on_uncertain: OnUncertain = key(
        Choice(OnUncertain),
        "When the line broke so that nobody knows: 'resend' sends an invoice once more, the very "
        "same message; 'hold' waits for you. Letters with a fee always wait.",
        default=OnUncertain.RESEND,
    )
    timeout_s: int = key(
        Whole(1, 3600), "Seconds to wait for an answer; RFC 5321 advises 300.", default=300
    )
    ca_file: Path | None = key(
        FilePath(),
        "Certificates to trust instead of the system's.",
        default=None,
        example="ca.pem",
    )
    dsn: bool = key(
        Flag(), "Ask the server for a report when a message cannot be delivered.", default=False
    )


@section
class FolderSettings:
    """Where messages are laid that are not e-mailed, each in a folder of its own."""

    path: Path = key(FilePath(), "The folder.", default=Path("outbox"))


@section
class SendingSettings:
    """What goes along with every letter to a customer."""

    cc: tuple[str, ...] = key(
        Several(EMAIL, most=10, lone=True),
        "Addresses that get a copy, and are seen by all who get the e-mail.",
        default=(),
        example="regnskap@example.no",
        levels=True,
    )
    attachments: tuple[Path, ...] = key(
        Several(FilePath(), most=10, lone=True),
        "Files sent along with quotes, order confirmations and invoices, as they are on that day.",
        default=(),
        example="vilkaar.pdf",
        levels=True,
    )
