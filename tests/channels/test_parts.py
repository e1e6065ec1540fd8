"""The small parts: addresses, cleaning, replies, pace and the table."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.channels import table
from invoicectl.channels.address import parse_address
from invoicectl.channels.clean import body_text
from invoicectl.channels.clean import file_name
from invoicectl.channels.clean import header_text
from invoicectl.channels.clean import printable
from invoicectl.channels.line import Reply
from invoicectl.channels.options import EmailOptions
from invoicectl.channels.options import FolderOptions
from invoicectl.channels.options import Sender
from invoicectl.channels.pace import Pace
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Stage
from invoicectl.channels.port import UnsendableError
from invoicectl.channels.replies import judge
from invoicectl.errors import CredentialsError

anything = st.text(st.characters(codec=None, categories=None), max_size=200)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("kari@example.no", "kari@example.no"),
        ("Kari.Nordmann+faktura@Example.NO", "Kari.Nordmann+faktura@example.no"),
        ("o'hara@example.no", "o'hara@example.no"),
        ("kari@blåbær.no", "kari@xn--blbr-roah.no"),
        ("kari@BLÅBÆR.no", "kari@xn--blbr-roah.no"),
        ("a@b.xn--p1ai", "a@b.xn--p1ai"),
        ("a" * 64 + "@example.no", "a" * 64 + "@example.no"),
        ("a@ｅxample.no", "a@example.no"),
    ],
)
def test_an_address_that_can_be_used(text: str, address: str) -> None:
    assert parse_address(text) == address
    assert parse_address(address) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "kari",
        "@example.no",
        "kari@",
        "kari@example",
        "kari@@example.no",
        "kari@example.no, ola@example.no",
        "kari@example.no,ola@example.no",
        "kari@example.no;ola@example.no",
        "kari@example.no ola@example.no",
        "Kari <kari@example.no>",
        "<kari@example.no>",
        "kari@example.no>",
        "kari@example.no\r\nRCPT TO:<ola@example.no>",
        "kari@example.no\n",
        " kari@example.no",
        "kari nordmann@example.no",
        '"kari"@example.no',
        "kari\x00@example.no",
        "-oX@example.no",
        ".kari@example.no",
        "kari.@example.no",
        "ka..ri@example.no",
        "kåre@example.no",
        "kari@-example.no",
        "kari@example-.no",
        "kari@example..no",
        "kari@example.no.",
        "kari@.no",
        "kari@127.0.0.1",
        "kari@[127.0.0.1]",
        "kari@example.n",
        "kari@exa_mple.no",
        "kari@exa\u2100mple.no",
        "kari@evil\uff0ccom.no",
        "a" * 65 + "@example.no",
        "a@" + "b" * 64 + ".no",
        "a@" + ".".join(["b" * 60] * 5) + ".no",
        "=?utf-8?q?x=0D=0ABcc?=@example.no",
        "kari@" + "x" * 5_000 + ".no",
    ],
)
def test_an_address_that_cannot_be_used(text: str) -> None:
    with pytest.raises(UnsendableError, match="cannot be used") as refused:
        parse_address(text)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 300


@given(anything)
def test_an_address_is_ascii_or_refused(text: str) -> None:
    try:
        address = parse_address(f"{text}@{text}.no" if "@" not in text else text)
    except UnsendableError:
        return
    assert address.isascii()
    assert address.isprintable()
    assert address.count("@") == 1
    assert not set(address) & set(' <>,;:"()[]\\')


@given(anything, st.integers(1, 50))
def test_header_text_is_one_visible_line(text: str, limit: int) -> None:
    cleaned = header_text(text, limit)
    assert not {category(c) for c in cleaned} & {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    assert len(cleaned) <= limit
    assert "=?" not in cleaned
    assert "  " not in cleaned
    assert header_text(cleaned, limit) == cleaned


def test_header_text_keeps_what_people_write() -> None:
    assert header_text("Faktura 10001 – Ærlig & Sønn AS (50 % rabatt)") == (
        "Faktura 10001 – Ærlig & Sønn AS (50 % rabatt)"
    )
    assert header_text("A\u030ase") == "Åse"
    assert header_text("lim\u00adme") == "lim me"


@given(anything)
def test_body_text_keeps_lines_and_drops_controls(text: str) -> None:
    cleaned = body_text(text)
    assert body_text(cleaned) == cleaned
    cleaned.encode()
    assert not set(cleaned) & set("\r\x00\x1b\x85\u2028\u202e\ufeff")


@given(anything)
def test_a_file_name_is_safe_everywhere(text: str) -> None:
    name = file_name(text)
    assert name.isascii()
    assert 0 < len(name) <= 60
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-")
    assert name[0] not in ".-"
    assert name[-1] not in ".-"
    assert file_name(name) == name


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("faktura-1007-aerlig-as.pdf", "faktura-1007-aerlig-as.pdf"),
        ("../Faktura 10001 – Ærlig.pdf", "Faktura-10001-Aerlig.pdf"),
        ("../../etc/passwd", "etc-passwd"),
        ("C:\\Windows\\x.pdf", "C-Windows-x.pdf"),
        ("CON", "file-CON"),
        ("con.pdf", "file-con.pdf"),
        ("console.pdf", "console.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("x" * 300 + ".pdf", "x" * 56 + ".pdf"),
        ("..", "file"),
        ("\x00", "file"),
        ("Åse Øyen.PDF", "Aase-Oeyen.PDF"),
    ],
)
def test_file_names(name: str, safe: str) -> None:
    assert file_name(name) == safe


@given(anything, st.integers(0, 50))
def test_printable_is_printable(text: str, limit: int) -> None:
    assert printable(text, limit).isprintable()


def test_printable_shows_what_would_be_unseen() -> None:
    assert printable("Å\x1b[31m\r\n'") == "Å\\x1b[31m\\r\\n'"


@pytest.mark.parametrize(
    ("said", "stage", "expected", "halts"),
    [
        ("421 4.3.2 bye", Stage.RCPT, NotReached, True),
        ("450 4.2.0 greylisted", Stage.RCPT, NotReached, False),
        ("450 4.2.0 greylisted", Stage.MAIL, NotReached, True),
        ("451 4.7.500 server busy", Stage.REPLY, NotReached, False),
        ("452 4.5.3 too many recipients", Stage.RCPT, NotReached, True),
        ("421 4.7.28 unusual rate", Stage.REPLY, NotReached, True),
        ("432 4.3.2 concurrent connections limit exceeded", Stage.REPLY, NotReached, True),
        ("550 5.1.1 unknown", Stage.RCPT, Refused, None),
        ("550 5.1.1 unknown", Stage.MAIL, NotReached, True),
        ("550 5.4.5 Daily sending quota exceeded", Stage.REPLY, NotReached, True),
        ("554 5.2.252 too fast; message rate limit exceeded", Stage.REPLY, NotReached, True),
        ("552 5.3.4 message size limit", Stage.MAIL, Refused, None),
        ("554 5.7.1 rejected", Stage.DATA, Refused, None),
        ("502 5.5.1 what", Stage.EHLO, NotReached, True),
        ("354 go", Stage.RCPT, NotReached, True),
        ("250 ok", Stage.DATA, NotReached, True),
    ],
)
def test_what_a_no_means(said: str, stage: Stage, expected: type, halts: bool | None) -> None:
    outcome = judge(Reply(int(said[:3]), (said[4:],)), stage, server="mail:587")
    assert type(outcome) is expected
    assert outcome.stage is stage
    assert said in outcome.sentence
    assert getattr(outcome, "halts", None) == halts


@pytest.mark.parametrize(
    ("code", "stage"),
    [(535, Stage.AUTH), (534, Stage.AUTH), (504, Stage.AUTH), (530, Stage.MAIL), (530, Stage.RCPT)],
)
def test_a_refused_login_stops_the_run(code: int, stage: Stage) -> None:
    with pytest.raises(CredentialsError, match=f"refuses the login: {code} x"):
        judge(Reply(code, ("x",)), stage, server="mail:587")


class FakeTime:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now_s = 1_000.0
        self.slept_s: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept_s.append(seconds)
        self.now_s += seconds

    def monotonic(self) -> float:
        return self.now_s


def test_a_short_run_is_not_slowed_and_a_long_one_keeps_to_the_limit() -> None:
    time = FakeTime()
    pace = Pace(20, sleep=time.sleep, monotonic=time.monotonic)
    for _ in range(20):
        pace.take()
    assert time.slept_s == []
    pace.take()
    assert time.slept_s == [60.0]


def test_a_reserved_place_is_waited_for_once() -> None:
    time = FakeTime()
    pace = Pace(1, sleep=time.sleep, monotonic=time.monotonic)
    pace.take()
    pace.reserve()
    pace.reserve()
    pace.take()
    assert time.slept_s == [60.0]
    pace.reserve()
    assert time.slept_s == [60.0, 60.0]


@given(st.integers(1, 30), st.lists(st.integers(0, 9), max_size=80))
def test_no_minute_has_more_than_the_limit(per_minute: int, gaps_s: list[int]) -> None:
    time = FakeTime()
    pace = Pace(per_minute, sleep=time.sleep, monotonic=time.monotonic)
    starts = []
    for gap_s in gaps_s:
        time.now_s += gap_s
        pace.take()
        starts.append(time.now_s)
    for first, later in zip(starts, starts[per_minute:], strict=False):
        assert later - first >= 60


def test_no_limit_never_sleeps() -> None:
    time = FakeTime()
    pace = Pace(0, sleep=time.sleep, monotonic=time.monotonic)
    for _ in range(1_000):
        pace.take()
    assert time.slept_s == []


def test_the_table_builds_every_channel(tmp_path: Path) -> None:
    sender = Sender(address="faktura@example.no")
    built = {
        options.channel: table.build(options)
        for options in (
            EmailOptions(sender=sender, host="localhost"),
            FolderOptions(folder=tmp_path / "post", sender=sender),
        )
    }
    assert set(built) == set(table.CHANNELS)
    assert all(channel.name == name for name, channel in built.items())
    assert list(tmp_path.iterdir()) == []


def test_the_port_and_the_table_are_light() -> None:
    program = (
        "import sys, invoicectl.channels.port, invoicectl.channels.table,"
        " invoicectl.channels.options; print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-S", "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    heavy = {"email", "ssl", "socket", "smtplib", "hashlib", "pathlib", "decimal", "shutil"}
    assert heavy & set(loaded) == set()
