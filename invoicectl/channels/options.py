"""What a channel is built from: plain values, so that channels know nothing of settings files."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING
from typing import ClassVar

if TYPE_CHECKING:
    from pathlib import Path


class Tls(StrEnum):
    """How the line to the mail server is encrypted; there is no falling back between them."""

    STARTTLS = "starttls"
    IMPLICIT = "implicit"
    NONE = "none"


PORTS = {Tls.STARTTLS: 587, Tls.IMPLICIT: 465, Tls.NONE: 25}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who the message is from, and where an answer goes when that is another address.

    `ledger_id` enters every Message-ID, so that two ledgers with the same numbers (a trial and
    the real one) never make the same: mail systems drop what they take for a duplicate.
    """

    address: str
    name: str = ""
    reply_to: str = ""
    ledger_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailOptions:
    """One mail server and one account on it.

    Attributes:
        port: 0 takes the usual port of `tls`.
        password: gives the password when it is needed; `token` an OAuth2 access token instead.
        copy_to: own archive address that gets each message unseen (envelope only).
        ca_file: certificates to trust in place of the system's, for a private authority.
        dsn: ask for a bounce that names the key, where the server can.
        timeout_s: per command; `reply_timeout_s` after the last byte of a message: RFC 5321
            section 4.5.3.2 wants 5 and 10 minutes, and a short one manufactures uncertainty.
        rate_per_minute: at most so many messages in any 60 s; 0 for no limit.
    """

    channel: ClassVar[str] = "email"

    sender: Sender
    host: str
    port: int = 0
    tls: Tls = Tls.STARTTLS
    username: str = ""
    password: Callable[[], str] | None = None
    token: Callable[[], str] | None = None
    copy_to: str = ""
    ca_file: Path | None = None
    dsn: bool = False
    connect_timeout_s: float = 30
    timeout_s: float = 300
    reply_timeout_s: float = 600
    rate_per_minute: int = 20
    max_per_connection: int = 50
    sleep: Callable[[float], None] = time.sleep
    monotonic: Callable[[], float] = time.monotonic


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderOptions:
    """The folder that messages are laid in, made when missing."""

    channel: ClassVar[str] = "folder"

    folder: Path
    sender: Sender


Options = EmailOptions | FolderOptions
