"""One account's talk with its mail server: where it stands, and what each reply settles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.channels.options import PORTS
from invoicectl.channels.port import Stage
from invoicectl.channels.replies import judge
from invoicectl.seams import fp

if TYPE_CHECKING:
    from invoicectl.channels.line import Line
    from invoicectl.channels.line import Reply
    from invoicectl.channels.options import EmailOptions
    from invoicectl.channels.port import NotReached
    from invoicectl.channels.port import Refused

DONE, GO_ON = 2, 3  # first digit of a reply


class SettledError(Exception):
    """The server's reply was a no and has settled the try; `outcome` says how."""

    def __init__(self, outcome: Refused | NotReached, code: int) -> None:
        """Keep what the reply means and its code."""
        super().__init__(outcome.sentence)
        self.outcome = outcome
        self.code = code


class Conversation:
    """The state between two commands; `stage` is the last thing that was begun."""

    def __init__(self, options: EmailOptions) -> None:
        """Begin without a line."""
        self.options = options
        self.port = options.port or PORTS[options.tls]
        self.server = f"{options.host}:{self.port}"
        self.line: Line | None = None
        self.stage = Stage.CONNECT
        self.extensions: dict[str, str] = {}
        self.protocol = ""
        self.carried = 0

    def begin(self, stage: Stage) -> None:
        """Note that `stage` begins; what breaks from now on breaks there."""
        self.stage = stage
        fp(f"smtp.{stage}")

    def ask(self, stage: Stage, command: str, family: int = DONE) -> Reply:
        """Send a command and return its reply when it is the one hoped for.

        Raises:
            SettledError: the reply is another one.
            LineError: there is no whole reply.
            CredentialsError: the reply is that a login is wanted.
        """
        self.begin(stage)
        return self.expect(self.say(command), family)

    def say(self, command: str) -> Reply:
        """Send a command and return its reply, whatever it is; raises LineError."""
        assert self.line is not None
        return self.line.command(command, self.options.timeout_s)

    def expect(self, reply: Reply, family: int) -> Reply:
        """Return the reply when its first digit is `family`; raises as `ask`."""
        if reply.code // 100 != family:
            raise SettledError(judge(reply, self.stage, server=self.server), reply.code)
        return reply

    def drop(self) -> None:
        """Hang up without a word; the next message gets a fresh line."""
        line, self.line = self.line, None
        self.carried = 0
        if line is not None:
            line.close()
