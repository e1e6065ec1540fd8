"""One e-mail address: checked, and turned into what can stand in an SMTP command."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from invoicectl.channels.clean import printable
from invoicectl.channels.port import UnsendableError
from invoicectl.errors import SetupError

if TYPE_CHECKING:
    from invoicectl.channels.options import Sender

# RFC 5322 dot-atom; a quoted local part is refused: no customer has one, attackers do
LOCAL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~][A-Za-z0-9!#$%&'*+/=?^_`{|}~-]*"
    r"(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
)
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
TOP_LABEL = re.compile(r"[a-z]{2,63}|xn--[a-z0-9-]{1,59}")
LOCAL_MAX = 64  # RFC 5321 section 4.5.3.1.1
ADDRESS_MAX = 254  # RFC 5321 section 4.5.3.1.3, less the angle brackets
SHOWN_MAX = 80


def parse_address(text: str) -> str:
    """Return the address with its domain in ASCII (IDNA) and lower case.

    Raises:
        UnsendableError: not exactly one address, or one that the mail system cannot carry.
    """
    local, at, domain = text.partition("@")
    if not at or "@" in domain or not local or not domain:
        raise _fault(text, "it is not one address of the form name@domain")
    if not local.isascii():
        raise _fault(text, "letters such as æøå before the @ are not carried by all mail servers")
    if len(local) > LOCAL_MAX:
        raise _fault(text, f"the part before the @ is longer than {LOCAL_MAX} characters")
    if LOCAL.fullmatch(local) is None or "=?" in local:
        raise _fault(text, "the part before the @ is not a plain mailbox name")
    address = f"{local}@{_ascii_domain(domain, text)}"
    if len(address) > ADDRESS_MAX:
        raise _fault(text, f"it is longer than {ADDRESS_MAX} characters")
    return address


def checked_own_address(text: str) -> str:
    """Return an address from the settings; raises SetupError where `parse_address` would raise."""
    try:
        return parse_address(text)
    except UnsendableError as error:
        raise SetupError(str(error), hint="Correct it in the settings.") from error


def checked_sender(sender: Sender) -> Sender:
    """Return the sender with its addresses as they go on the wire; raises SetupError."""
    reply_to = checked_own_address(sender.reply_to) if sender.reply_to else ""
    return replace(sender, address=checked_own_address(sender.address), reply_to=reply_to)


def domain_of(address: str) -> str:
    """Return the domain of an address that `parse_address` gave."""
    return address.rpartition("@")[2]


def _ascii_domain(domain: str, text: str) -> str:
    """Return the domain as lower-case ASCII labels; at least two, the last not a number."""
    try:
        ascii_domain = domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _fault(text, "the part after the @ is not a domain name") from None
    labels = ascii_domain.split(".")
    if len(labels) == 1:
        raise _fault(text, "the part after the @ has no dot")
    if TOP_LABEL.fullmatch(labels[-1]) is None or not all(map(LABEL.fullmatch, labels)):
        raise _fault(text, "the part after the @ is not a domain name")
    return ascii_domain


def _fault(text: str, why: str) -> UnsendableError:
    """Return the error; the address is shown cut and escaped, for it may hold anything."""
    return UnsendableError(
        f"The e-mail address '{printable(text, SHOWN_MAX)}' cannot be used: {why}.",
        hint="Correct the address; one address only, without spaces.",
    )
