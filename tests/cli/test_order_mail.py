"""Quotes, confirmations and payment requests by a real mail server: sent, refused, unreachable."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default
from pathlib import Path

from invoicectl.errors import Exit
from tests.build import customer
from tests.build import new_ledger
from tests.build import settings_for
from tests.channels.servers import Mailbox
from tests.channels.servers import free_port
from tests.channels.servers import mail_server
from tests.cli.shell import Shell

QUOTE = ("quote", "new", "--customer", "10001", "--line", "Kaffe; 10 kg; 100")


def company(folder: Path, port: int, email: str = "post@aerfugl.example") -> Shell:
    more = (
        f"email:\n  host: 127.0.0.1\n  port: {port}\n  tls: none\n  timeout_s: 5\n"
        "  from_address: salg@fjordkaffe.example\n"
    )
    new_ledger(folder, more, customers=(customer(email=email),)).close()
    settings_for(folder, more)
    return Shell(folder)


def test_each_letter_says_what_it_is(tmp_path: Path) -> None:
    mailbox = Mailbox()
    with mail_server(mailbox) as port:
        shell = company(tmp_path, port)
        shell.ok(*QUOTE)
        assert "sent by email to post@aerfugl.example" in shell.ok("quote", "send", "1")
        shell.ok("quote", "accept", "1", "--to-order")
        shell.ok("order", "confirm", "1")
        shell.ok("order", "request-payment", "1", "--percent", "50")
    letters = [message_from_bytes(each, policy=default) for each in mailbox.payloads()]
    assert [letter["Subject"] for letter in letters] == [
        "Tilbud 1 fra Fjordkaffe AS",
        "Ordrebekreftelse 1 fra Fjordkaffe AS",
        "Betalingsanmodning 1 fra Fjordkaffe AS",
    ]
    names = [part.get_filename() for letter in letters for part in letter.iter_attachments()]
    assert names == ["Tilbud-1.pdf", "Ordrebekreftelse-1.pdf", "Betalingsanmodning-1.pdf"]


def test_an_address_that_is_refused_needs_a_person(tmp_path: Path) -> None:
    with mail_server(Mailbox()) as port:
        shell = company(tmp_path, port, "nobody@aerfugl.example")
        shell.ok(*QUOTE)
        refused = shell("quote", "send", "1")
        assert refused.status == Exit.PERSON_NEEDED
        assert "No such user" in refused.err
        again = shell("quote", "send", "1")
    assert again.status == Exit.PERSON_NEEDED
    assert "'invoicectl outbox show 1' says why." in again.err


def test_a_server_that_is_down_is_tried_again(tmp_path: Path) -> None:
    port = free_port()
    shell = company(tmp_path, port)
    shell.ok(*QUOTE)
    waits = shell("quote", "send", "1")
    assert waits.status == Exit.PARTLY
    assert "waits in the outbox" in waits.out
    assert shell("quote", "show", "1", "--json").json["status"] == "sent"
