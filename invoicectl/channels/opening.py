"""From no line to one that is encrypted, logged in and ready for a message."""

from __future__ import annotations

import ssl
from base64 import b64encode
from typing import TYPE_CHECKING

from invoicectl.channels.conversation import DONE
from invoicectl.channels.line import Line
from invoicectl.channels.line import LineError
from invoicectl.channels.line import Reply
from invoicectl.channels.options import Tls
from invoicectl.channels.port import Stage
from invoicectl.channels.replies import refused_login
from invoicectl.errors import SetupError

if TYPE_CHECKING:
    from invoicectl.channels.conversation import Conversation

CONTINUE_LOGIN = 334


def open_line(talk: Conversation) -> Line:
    """Return the open line of this talk, opened and logged in when there is none yet.

    Raises:
        LineError: it breaks, or is not as safe as it must be.
        SettledError: the server says no.
        CredentialsError: it does not take the login.
        SetupError: the file with trusted certificates cannot be used.
    """
    if talk.line is not None:
        return talk.line
    options = talk.options
    talk.begin(Stage.CONNECT)
    talk.protocol = ""
    talk.line = line = Line.open(options.host, talk.port, options.connect_timeout_s)
    if options.tls is Tls.NONE and not line.is_loopback():
        raise LineError("is not this machine, and without encryption no other may be used")
    if options.tls is Tls.IMPLICIT:
        _encrypt(talk, line)
    talk.begin(Stage.GREETING)
    talk.expect(line.read_reply(options.timeout_s), DONE)
    _hello(talk, line)
    if options.tls is Tls.STARTTLS:
        _start_tls(talk, line)
    if options.username:
        _log_in(talk)
    return line


def _hello(talk: Conversation, line: Line) -> None:
    """Say EHLO and note what the server can do."""
    reply = talk.ask(Stage.EHLO, f"EHLO {line.own_literal()}")
    words = [text.upper().partition(" ") for text in reply.texts[1:]]
    talk.extensions = {keyword: parameters.strip() for keyword, _, parameters in words}


def _start_tls(talk: Conversation, line: Line) -> None:
    """Encrypt, or stop: where STARTTLS is missing, somebody may have taken it out."""
    if "STARTTLS" not in talk.extensions:
        talk.begin(Stage.STARTTLS)
        raise LineError("offers no encryption (STARTTLS)")
    talk.ask(Stage.STARTTLS, "STARTTLS")
    _encrypt(talk, line)
    _hello(talk, line)


def _encrypt(talk: Conversation, line: Line) -> None:
    """Start TLS with a verified certificate."""
    options = talk.options
    talk.begin(Stage.STARTTLS)
    try:
        context = ssl.create_default_context(cafile=options.ca_file)
    except OSError as error:
        raise SetupError(
            f"The trusted certificates (email.ca_file) in {options.ca_file} cannot be used.",
            hint="It must be a readable file of PEM certificates.",
        ) from error
    talk.protocol = line.encrypt(context, options.host, options.connect_timeout_s)


def _log_in(talk: Conversation) -> None:
    """Log in by token or password; the line is encrypted or does not leave the machine."""
    talk.begin(Stage.AUTH)
    options = talk.options
    read_secret = options.token or options.password
    assert read_secret is not None  # the channel was built with one of them
    wanted = ("XOAUTH2",) if options.token else ("PLAIN", "LOGIN")
    offered = talk.extensions.get("AUTH", "").split()
    mechanism = next((each for each in wanted if each in offered), "")
    if not mechanism:
        offer = ", ".join(offered) or "no way to log in"
        raise refused_login(talk.server, f"it offers {offer}, we could use {' or '.join(wanted)}")
    secret = read_secret()
    if not secret:
        raise refused_login(talk.server, "the password or token is empty")
    talk.expect(_authenticate(talk, mechanism, secret), DONE)


def _authenticate(talk: Conversation, mechanism: str, secret: str) -> Reply:
    """Return the last reply of the exchange, what it repeats of the secret blotted out."""
    user = talk.options.username
    answers = {
        "PLAIN": (f"\0{user}\0{secret}",),
        "XOAUTH2": (f"user={user}\1auth=Bearer {secret}\1\1",),
        "LOGIN": (user, secret),
    }[mechanism]
    codes = [b64encode(answer.encode()).decode("ascii") for answer in answers]
    if mechanism == "LOGIN":
        reply = talk.say("AUTH LOGIN")
        for code in codes:
            if reply.code == CONTINUE_LOGIN:
                reply = talk.say(code)
    else:
        reply = talk.say(f"AUTH {mechanism} {codes[0]}")
        if mechanism == "XOAUTH2" and reply.code == CONTINUE_LOGIN:
            reply = talk.say("")  # 334 carries the fault as JSON; this asks for the refusal itself
    return _blotted(reply, (secret, codes[-1]))


def _blotted(reply: Reply, private: tuple[str, ...]) -> Reply:
    """Return the reply without anything private that the server may have echoed."""
    texts = reply.texts
    for secret in private:
        texts = tuple(text.replace(secret, "***") for text in texts)
    return Reply(reply.code, texts)
