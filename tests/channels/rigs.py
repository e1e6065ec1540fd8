"""Ready-made options for a mail server on loopback."""

from __future__ import annotations

from dataclasses import replace

from invoicectl.channels.email import Email
from invoicectl.channels.email import build
from invoicectl.channels.options import EmailOptions
from invoicectl.channels.options import Sender
from invoicectl.channels.options import Tls

from .servers import ScriptedServer

SENDER = Sender(address="faktura@example.no", name="Bølgen & Moi AS", reply_to="per@example.no")


def options_for(port: int, **more: object) -> EmailOptions:
    """Return options without encryption and with short times, changed by `more`."""
    plain = EmailOptions(
        sender=SENDER, host="127.0.0.1", port=port, tls=Tls.NONE, timeout_s=5, reply_timeout_s=5
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def email_to(server: ScriptedServer, **more: object) -> Email:
    """Return the channel that talks to a scripted server."""
    return build(options_for(server.port, **more))
