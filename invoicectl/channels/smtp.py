"""SMTP stage by stage, so that what broke says whether the message can have been taken.

Up to the last byte before the final dot nothing has been sent. From the first byte of the dot to
the end of the reply nobody can know. After the reply nothing matters any more.
"""

from __future__ import annotations

from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from invoicectl.channels.conversation import DONE
from invoicectl.channels.conversation import GO_ON
from invoicectl.channels.conversation import Conversation
from invoicectl.channels.conversation import SettledError
from invoicectl.channels.line import LineError
from invoicectl.channels.line import Reply
from invoicectl.channels.opening import open_line
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.channels.port import Uncertain
from invoicectl.channels.replies import CLOSING
from invoicectl.errors import NetworkError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.channels.line import Line
    from invoicectl.channels.options import EmailOptions
    from invoicectl.channels.port import Outcome

QUIT_TIMEOUT_S = 5.0
TOO_LARGE = 552
OPENING = frozenset({Stage.CONNECT, Stage.GREETING, Stage.EHLO, Stage.STARTTLS, Stage.AUTH})


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """From whom to whom, all in ASCII.

    `cc` get the same bytes and are named in them; `copy_to` is not; `envelope_id` comes back in a
    bounce (RFC 3461), empty asks for none; `reference` is what `Sent` will bear.
    """

    sender: str
    recipient: str
    reference: str
    cc: tuple[str, ...] = ()
    copy_to: str = ""
    envelope_id: str = ""


class Smtp:
    """One account on one server; the line is opened when needed and kept for the next message."""

    def __init__(self, options: EmailOptions) -> None:
        """Keep the options; nothing is connected yet."""
        self._options = options
        self._talk = Conversation(options)

    def deliver(self, envelope: Envelope, payload: bytes) -> Outcome:
        """Try once to hand over `payload`, which ends with CRLF.

        Raises:
            CredentialsError: the login was refused.
            SetupError: the file with trusted certificates cannot be used.
        """
        if self._talk.carried >= self._options.max_per_connection:
            self.close()
        reused = self._talk.line is not None
        outcome = self._deliver_once(envelope, payload)
        if reused and self._talk.line is None and outcome.stage is Stage.MAIL:
            # an idle line had been closed: nothing had begun, a fresh one may be tried at once
            outcome = self._deliver_once(envelope, payload)
        return outcome

    def check(self) -> str:
        """Open and log in, send nothing, and return a sentence.

        Raises:
            NetworkError: the server cannot be reached, or is not as safe as it must be.
            CredentialsError: the login was refused.
        """
        talk = self._talk
        try:
            with self._unbroken():
                open_line(talk)
                talk.ask(Stage.MAIL, "NOOP")
        except LineError as error:
            raise NetworkError(f"{talk.server} {error}.") from error
        except SettledError as settled:
            talk.drop()
            raise NetworkError(f"{settled}.") from settled
        user = f"a login as {self._options.username}" if self._options.username else "no login"
        return f"{talk.server} is ready, with {talk.protocol or 'no encryption'} and {user}."

    def close(self) -> None:
        """Say goodbye when there is a line; trouble in doing so changes nothing."""
        if self._talk.line is not None:
            with suppress(LineError):
                self._talk.line.command("QUIT", min(QUIT_TIMEOUT_S, self._options.timeout_s))
        self._talk.drop()

    def _deliver_once(self, envelope: Envelope, payload: bytes) -> Outcome:
        """Return the outcome of one try on the line there is, or on a new one."""
        try:
            with self._unbroken():
                reply, note = self._transact(open_line(self._talk), envelope, payload)
        except SettledError as settled:
            self._start_over(settled.code)
            return settled.outcome
        except LineError as error:
            return self._broken(error)
        self._talk.carried += 1
        return Sent(envelope.reference, note=reply.said + note)

    @contextmanager
    def _unbroken(self) -> Iterator[None]:
        """Let go of the line when anything but a plain no ends the block, an interrupt included."""
        try:
            yield
        except SettledError:
            raise
        except BaseException:
            self._talk.drop()
            raise

    def _broken(self, error: LineError) -> NotReached | Uncertain:
        """Return what a broken line means at the stage where it broke."""
        server, stage = self._talk.server, self._talk.stage
        if stage is Stage.REPLY:
            return Uncertain(
                f"{server} {error}, after the whole message had been handed over:"
                " whether it was taken cannot be known."
            )
        return NotReached(f"{server} {error}; nothing was sent.", stage, halts=stage in OPENING)

    def _transact(self, line: Line, envelope: Envelope, payload: bytes) -> tuple[Reply, str]:
        """Return the reply that took the message, and a note about the copy."""
        talk, options = self._talk, self._options
        talk.begin(Stage.MAIL)
        talk.expect(talk.say(self._mail_command(envelope, len(payload))), DONE)
        talk.ask(Stage.RCPT, self._rcpt_command(envelope))
        note = self._add_copies(envelope)
        talk.ask(Stage.DATA, "DATA", GO_ON)
        line.check_silent()
        talk.begin(Stage.BODY)
        line.write(_dotted(payload), options.timeout_s)
        talk.begin(Stage.REPLY)
        line.write(b".\r\n", options.reply_timeout_s)
        reply = line.read_reply(options.reply_timeout_s)
        if reply.code // 100 == GO_ON:
            raise LineError(f"answered '{reply.said}'")
        fp("smtp.answered")
        return talk.expect(reply, DONE), note

    def _mail_command(self, envelope: Envelope, size_bytes: int) -> str:
        """Return MAIL with what the server can do: the size, and a bounce that names the key."""
        command = f"MAIL FROM:<{envelope.sender}>"
        if "SIZE" in self._talk.extensions:
            limit = self._talk.extensions["SIZE"]
            if limit.isdecimal() and 0 < int(limit) < size_bytes:
                why = f"the message has {size_bytes} bytes and the server takes at most {limit}"
                self._talk.expect(Reply(TOO_LARGE, (why,)), DONE)
            command += f" SIZE={size_bytes}"
        if envelope.envelope_id and "DSN" in self._talk.extensions:
            command += f" RET=HDRS ENVID={envelope.envelope_id}"
        return command

    def _rcpt_command(self, envelope: Envelope) -> str:
        """Return RCPT, and the wish for a bounce where the server can fulfil it."""
        command = f"RCPT TO:<{envelope.recipient}>"
        if envelope.envelope_id and "DSN" in self._talk.extensions:
            command += f" NOTIFY=FAILURE,DELAY ORCPT=rfc822;{_xtext(envelope.recipient)}"
        return command

    def _add_copies(self, envelope: Envelope) -> str:
        """Add those who get a copy; return a note about each that is refused, and go on."""
        copies = dict.fromkeys(filter(None, (*envelope.cc, envelope.copy_to)))
        copies.pop(envelope.recipient, None)
        return "".join(map(self._add_copy, copies))

    def _add_copy(self, address: str) -> str:
        """Add one recipient more; '' when it is taken."""
        reply = self._talk.say(f"RCPT TO:<{address}>")
        if reply.code == CLOSING:
            self._talk.expect(reply, DONE)
        if reply.code // 100 == DONE:
            return ""
        return f"; the copy to {address} was refused: {reply.said}"

    def _start_over(self, code: int) -> None:
        """Make the line ready for the next message after a no, or let go of it."""
        talk = self._talk
        if talk.line is None or code == CLOSING or talk.stage in OPENING:
            talk.drop()
            return
        try:
            ready = talk.say("RSET").code // 100 == DONE
        except LineError:
            ready = False
        if not ready:
            talk.drop()


def _dotted(payload: bytes) -> bytes:
    """Return the payload with a dot doubled where it begins a line (RFC 5321 section 4.5.2)."""
    stuffed = payload.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _xtext(text: str) -> str:
    """Return ASCII text in the xtext form of RFC 3461 section 4."""
    return "".join(c if "!" <= c <= "~" and c not in "+=" else f"+{ord(c):02X}" for c in text)
