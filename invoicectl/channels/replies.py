"""What a mail server's no means: for this message, for now, for this run, or for the login."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Stage
from invoicectl.errors import CredentialsError

if TYPE_CHECKING:
    from invoicectl.channels.line import Reply

NOT_NOW, REFUSED = 4, 5  # first digit of a reply
CLOSING = 421
LOGIN_WANTED = 530
# stages in which the server speaks about this one message and no longer about us
OF_THE_MESSAGE = frozenset({Stage.RCPT, Stage.DATA, Stage.REPLY})
TOO_LARGE = re.compile(r"^552\b|\b5\.3\.4\b|\b5\.2\.3\b")
LIMIT_FOR_NOW = re.compile(r"\brate\b|\blimit|throttl|too (many|much)|\b4\.7\.28\b", re.IGNORECASE)
# Google and Microsoft answer an exhausted day with a 5xx that is no word about the message
LIMIT_IN_5XX = re.compile(
    r"\b5\.4\.5\b|throttl|(rate|daily|hourly|sending)( user)?( sending)? (limit|quota)",
    re.IGNORECASE,
)


def judge(reply: Reply, stage: Stage, *, server: str) -> Refused | NotReached:
    """Return what a reply that was not the one hoped for means for the message.

    4xx: try again later, RFC 5321 section 4.2.1; the run halts unless it is about this message.
    5xx: refused for good when it is about this message; about us, the message keeps waiting.

    Raises:
        CredentialsError: the server wants a login, or took none of ours.
    """
    family = reply.code // 100
    about_message = stage in OF_THE_MESSAGE or bool(TOO_LARGE.search(reply.said))
    if reply.code == LOGIN_WANTED or (family == REFUSED and stage is Stage.AUTH):
        raise refused_login(server, reply.said)
    if family == NOT_NOW:
        halts = not about_message or reply.code == CLOSING or bool(LIMIT_FOR_NOW.search(reply.said))
        return NotReached(f"{server} says not now: {reply.said}", stage, halts)
    if family == REFUSED:
        if about_message and not LIMIT_IN_5XX.search(reply.said):
            return Refused(f"{server} refuses the message: {reply.said}", stage)
        return NotReached(f"{server} refuses to work for us: {reply.said}", stage, halts=True)
    return NotReached(f"{server} answers out of turn at {stage}: {reply.said}", stage, halts=True)


def refused_login(server: str, said: str) -> CredentialsError:
    """Return the error that stops the run: the next message would be refused as well."""
    return CredentialsError(
        f"{server} refuses the login: {said}",
        hint="Check email.username and the password or token; nothing more was sent.",
    )
