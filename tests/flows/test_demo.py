from __future__ import annotations

import smtplib
from datetime import date
from datetime import datetime
from email import policy
from email.parser import BytesParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.identifiers import is_kontonr
from invoicectl.domain.identifiers import is_orgnr
from invoicectl.domain.order import OrderStatus
from invoicectl.domain.order import QuoteStatus
from invoicectl.domain.order import order_status
from invoicectl.domain.order import quote_status
from invoicectl.domain.parties import CustomerKind
from invoicectl.errors import InputError
from invoicectl.flows.demo import MAIL
from invoicectl.flows.demo import MARK
from invoicectl.flows.demo import build_demo
from invoicectl.flows.demo_company import ANSWERS
from invoicectl.flows.demo_company import CUSTOMERS
from invoicectl.flows.demo_smtp import mail_server
from invoicectl.flows.demo_story import Told
from invoicectl.flows.project_wip import standing_of
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.connect import open_ledger
from invoicectl.ledger.order_progress import progress_of
from invoicectl.ledger.orders import order_of
from invoicectl.ledger.outbox import deliveries
from invoicectl.ledger.recurring import agreement_of
from invoicectl.settings.load import load_settings
from tests.build import stamp

TODAY = date(2026, 11, 23)


def made(
    folder: Path, *, today: date = TODAY, by_email: bool = True, anew: bool = False
) -> dict[str, tuple[str, ...]]:
    """Build the demonstration and return what it told, by topic."""
    now = stamp(today)
    told: list[Told] = list(
        build_demo(
            folder, now=datetime.fromisoformat(now.at), stamp=now, by_email=by_email, anew=anew
        )
    )
    return {each.topic: each.lines for each in told}


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "company"
    made(folder)
    return folder


def test_the_company_is_made_up_and_its_numbers_check() -> None:
    numbers = [ANSWERS["company.orgnr"], *(each.orgnr for each in CUSTOMERS if each.orgnr)]
    assert all(is_orgnr(number) for number in numbers)
    assert all(number.startswith("31") for number in numbers)  # never given to a real company
    assert len(set(numbers)) == len(numbers)
    assert is_kontonr(ANSWERS["bank.kontonr"].replace(".", ""))
    addresses = [ANSWERS["company.email"], *(each.email for each in CUSTOMERS if each.email)]
    assert all(address.endswith(".example") for address in addresses)


def test_customers_are_of_all_kinds_and_languages() -> None:
    assert {each.kind for each in CUSTOMERS} == set(CustomerKind)
    assert {each.language.value for each in CUSTOMERS} == {"nb", "nn", "en"}


def test_the_ledger_keeps_every_promise(company: Path) -> None:
    with open_ledger(company / "ledger.db") as ledger:
        assert check_ledger(ledger, full=True) == ()
        states = {each.state.value for each in deliveries(ledger.con)}
    assert states == {"sent"}


def test_the_letters_arrived_as_e_mails(company: Path) -> None:
    letters = sorted((company / MAIL).glob("*.eml"))
    assert len(letters) >= 17
    for path in letters:
        letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        assert letter["To"]
        assert letter["Message-ID"]
        (document,) = letter.iter_attachments()
        assert document.get_content().startswith(b"%PDF-")
    assert not list((company / MAIL).glob("*.part"))


def test_there_is_something_at_every_step_before_the_invoice(company: Path) -> None:
    settings = load_settings(company / "config.yaml", use_cache=False)
    with open_ledger(company / "ledger.db") as ledger:
        quote, order = order_of(ledger.con, 2), order_of(ledger.con, 1)
        assert quote_status(quote, TODAY) is QuoteStatus.SENT
        assert order_status(order, progress_of(ledger.con, order)) is OrderStatus.PART
        project = standing_of(ledger.con, settings, "P1", TODAY)
        assert project.uninvoiced.minutes == 11 * 60 + 30
        assert agreement_of(ledger.con, 1).next_on == date(2026, 12, 1)


def test_something_is_left_to_do(company: Path) -> None:
    inbox = company / "inbox"
    assert [path.name for path in inbox.iterdir() if path.is_file()] == ["ocr-0004.txt"]
    assert len(list((inbox / "done").iterdir())) == 3


def test_the_settings_work_when_the_mail_server_is_gone(company: Path) -> None:
    settings = load_settings(company / "config.yaml", use_cache=False)
    assert settings.email is None
    assert settings.ledger.path == company / "ledger.db"


def test_nothing_is_open_to_others(company: Path) -> None:
    for name in ("config.yaml", "ledger.db"):
        assert (company / name).stat().st_mode & 0o077 == 0


def test_the_folder_channel_needs_no_server(tmp_path: Path) -> None:
    told = made(tmp_path / "x", by_email=False)
    assert not (tmp_path / "x" / MAIL).exists()
    laid = len(list((tmp_path / "x" / "outbox").iterdir()))
    assert told["messages"] == (f"{laid} laid in the folder outbox, to be printed",)


@profile(max_examples=6)
@given(st.dates(date(2026, 5, 1), date(2027, 6, 30)))
def test_the_story_is_lawful_whatever_the_day(today: date) -> None:
    with TemporaryDirectory() as folder:
        told = made(Path(folder) / "x", today=today, by_email=False)
    assert told["ledger"] == ("checked in full: every promise is kept",)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("kept")
    for anew in (False, True):
        with pytest.raises(InputError, match="not empty"):
            made(tmp_path / "mine", anew=anew)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]
    assert (tmp_path / "mine" / "letter").read_text() == "kept"
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="is a file"):
        made(tmp_path / "file")


def test_its_own_folder_is_made_anew_only_when_asked(tmp_path: Path) -> None:
    made(tmp_path / "x", by_email=False)
    assert (tmp_path / "x" / MARK).is_file()
    (tmp_path / "x" / "extra").touch()
    with pytest.raises(InputError) as error:
        made(tmp_path / "x", by_email=False)
    assert "--force" in error.value.hint
    made(tmp_path / "x", by_email=False, anew=True)
    assert not (tmp_path / "x" / "extra").exists()


def test_an_empty_folder_may_be_used(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    made(tmp_path / "x", by_email=False)
    assert (tmp_path / "x" / "config.yaml").is_file()


def test_a_demonstration_that_fails_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise InputError("no")

    monkeypatch.setattr("invoicectl.flows.issue.issue", broken)
    with pytest.raises(InputError):
        made(tmp_path / "x")
    assert not list(tmp_path.iterdir())


# --------------------------------------------------------------------------- the mail server


def test_the_server_keeps_a_letter_byte_for_byte(tmp_path: Path) -> None:
    letter = b"Subject: x\r\n\r\n.a line with a dot\r\n..two\r\n\r\nend\r\n"
    with mail_server(tmp_path / "mail") as server:
        with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
            client.sendmail("a@b.example", ["Kari+x@nord/../mann.example"], letter)
            client.sendmail("a@b.example", ["per@as.example"], letter)
        with smtplib.SMTP("127.0.0.1", server.port, timeout=5) as client:
            assert client.docmd("VRFY")[0] == 502
    kept = sorted((tmp_path / "mail").iterdir())
    assert [path.name for path in kept] == [
        "01-kari-x-nord----mann-example.eml",
        "02-per-as-example.eml",
    ]
    assert kept[0].read_bytes() == letter
