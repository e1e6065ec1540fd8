"""E-mail by SMTP: the bytes are made at issue and handed over, unchanged, at each try."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Self

from invoicectl.channels.address import checked_own_address
from invoicectl.channels.address import checked_sender
from invoicectl.channels.address import parse_address
from invoicectl.channels.options import EmailOptions
from invoicectl.channels.options import Tls
from invoicectl.channels.pace import Pace
from invoicectl.channels.port import Refused
from invoicectl.channels.port import UnsendableError
from invoicectl.errors import SetupError

if TYPE_CHECKING:
    from types import TracebackType

    from invoicectl.channels.options import Options
    from invoicectl.channels.port import Message
    from invoicectl.channels.port import Outcome
    from invoicectl.channels.smtp import Envelope
    from invoicectl.channels.smtp import Smtp

LOOPBACK = re.compile(r"localhost|::1|127(\.[0-9]{1,3}){3}")


class Email:
    """One mail account; connects at the first message and keeps the line for the next."""

    name = "email"

    def __init__(self, options: EmailOptions) -> None:
        """Keep checked options (see `build`)."""
        self._options = options
        self._pace = Pace(options.rate_per_minute, sleep=options.sleep, monotonic=options.monotonic)
        self._smtp: Smtp | None = None

    def prepare(self, message: Message) -> bytes:
        """Return the finished e-mail; see `Channel.prepare`."""
        from invoicectl.channels.mime import render_message

        parse_address(message.recipient)  # an e-mail without an address cannot be sent
        return render_message(message, self._options.sender)

    def await_turn(self) -> None:
        """Wait until the rate allows a message; see `Channel.await_turn`."""
        self._pace.reserve()

    def send_prepared(
        self, key: str, recipient: str, payload: bytes, *, copy_to: str | None = None
    ) -> Outcome:
        """Hand over the stored bytes once; see `Channel.send_prepared`."""
        try:
            envelope = self._envelope(key, recipient, payload)
            if copy_to is not None:
                unseen = parse_address(copy_to) if copy_to else ""
                envelope = replace(envelope, copy_to=unseen)
        except UnsendableError as error:
            return Refused(str(error))
        self._pace.take()
        return self._line_to_server().deliver(envelope, payload)

    def send(self, message: Message) -> Outcome:
        """Prepare and send once; see `Channel.send`."""
        try:
            payload = self.prepare(message)
        except UnsendableError as error:
            return Refused(str(error))
        return self.send_prepared(message.key, message.recipient, payload)

    def check(self) -> str:
        """Log in and send nothing; see `Channel.check`."""
        return self._line_to_server().check()

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._smtp is not None:
            self._smtp.close()

    def __enter__(self) -> Self:
        """Return the channel itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def _envelope(self, key: str, recipient: str, payload: bytes) -> Envelope:
        """Return the envelope for bytes that are whole and meant for this recipient."""
        from invoicectl.channels.mime import key_token
        from invoicectl.channels.reparse import cc_of
        from invoicectl.channels.reparse import check_is_for
        from invoicectl.channels.reparse import message_id_of
        from invoicectl.channels.smtp import Envelope

        address = parse_address(recipient)
        check_is_for(payload, address)
        return Envelope(
            sender=self._options.sender.address,
            recipient=address,
            reference=message_id_of(payload),
            cc=cc_of(payload),
            copy_to=self._options.copy_to,
            envelope_id=key_token(key, self._options.sender) if self._options.dsn else "",
        )

    def _line_to_server(self) -> Smtp:
        """Return the one driver of this channel."""
        from invoicectl.channels.smtp import Smtp

        if self._smtp is None:
            self._smtp = Smtp(self._options)
        return self._smtp


def build(options: Options) -> Email:
    """Return the channel; its addresses are checked here, once.

    Raises:
        SetupError: the options contradict each other or an address of ours cannot be used.
    """
    assert isinstance(options, EmailOptions)  # the table brings its own kind
    if options.tls is Tls.NONE and not _is_loopback(options.host.strip("[]")):
        raise SetupError(
            f"email.tls is none, but {options.host} is not this machine.",
            hint="Use tls: starttls (port 587) or tls: implicit (port 465).",
        )
    if options.username and (options.password is None) == (options.token is None):
        raise SetupError("email.username needs exactly one of a password and a token.")
    if not options.username and (options.password or options.token):
        raise SetupError("email has a password or token, but no username.")
    copy_to = checked_own_address(options.copy_to) if options.copy_to else ""
    sender = checked_sender(options.sender)
    host = options.host.strip("[]")  # as an IPv6 address is often written
    return Email(replace(options, host=host, sender=sender, copy_to=copy_to))


def _is_loopback(host: str) -> bool:
    """Return whether the name can only mean this machine; the open line is asked again."""
    return LOOPBACK.fullmatch(host) is not None
