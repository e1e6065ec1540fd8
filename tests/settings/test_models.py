"""What settings mean once they are read: defaults, what follows from what, and domain records."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from invoicectl.domain.bookkeeping import Accounts
from invoicectl.domain.dunning import Policy
from invoicectl.domain.kid import KidScheme
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import CustomerKind
from invoicectl.domain.parties import Seller
from invoicectl.errors import InputError
from invoicectl.errors import SettingsError
from invoicectl.settings.company import CompanyForm
from invoicectl.settings.delivery import PORTS
from invoicectl.settings.invoicing import SendBy
from invoicectl.settings.kinds import Group
from invoicectl.settings.kinds import placed
from invoicectl.settings.schema import Key
from invoicectl.settings.schema import keys_of
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.sections import model_of

from .company import LEAST
from .company import SERVER
from .company import loaded


def all_keys() -> list[tuple[str, Key]]:
    found: list[tuple[str, Key]] = []
    for section in SECTIONS:
        for key in keys_of(model_of(section)).values():
            inner = keys_of(key.kind.model) if isinstance(key.kind, Group) else {key.name: key}
            found += [(f"{section}.{name}", each) for name, each in inner.items()]
    return found


KEYS = all_keys()


@pytest.mark.parametrize(("name", "key"), KEYS, ids=[name for name, _ in KEYS])
def test_a_default_is_of_its_own_kind(name: str, key: Key) -> None:
    text = key.default_text()
    if isinstance(text, str) and text:
        again = key.kind.value(key.kind.plain(text), Path())
        assert again == key.default, name


class TestLeast:
    """Name, number, address and account are enough."""

    def test_it_is_delivered_in_the_folder(self, tmp_path: Path) -> None:
        settings = loaded(tmp_path, LEAST)
        assert settings.email is None
        assert not settings.given("email")
        assert {settings.send_by(kind) for kind in CustomerKind} == {SendBy.FOLDER}
        assert settings.folder.path == tmp_path / "outbox"

    def test_the_seller_is_complete(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, LEAST).seller() == Seller(
            name="Fjordkaffe AS",
            orgnr="999999999",
            address=Address(("Storgata 1",), "0150", "Oslo", "NO"),
            vat_registered=True,
            foretaksregisteret=True,
            kontonr="12345678903",
            iban="NO7112345678903",
        )

    def test_domain_records_agree_with_the_domains_own_defaults(self, tmp_path: Path) -> None:
        settings = loaded(tmp_path, LEAST)
        assert settings.accounts.chosen() == Accounts()
        assert settings.reminders.policy() == Policy()
        assert settings.kid.scheme() == KidScheme()
        assert not settings.kid.enabled

    def test_sections_are_frozen_and_built_once(self, tmp_path: Path) -> None:
        settings = loaded(tmp_path, LEAST)
        assert settings.company is settings.company
        with pytest.raises(FrozenInstanceError):
            settings.company.name = "Other"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("name", "form", "printed"),
    [
        ("Fjordkaffe AS", CompanyForm.AS, True),
        ("FJORDKAFFE A.S.", CompanyForm.AS, True),
        ("Storkaffe ASA", CompanyForm.ASA, True),
        ("Kaffe Ltd NUF", CompanyForm.NUF, True),
        ("Kaffe og Te ANS", CompanyForm.ANS, False),
        ("Kaffe og Te DA", CompanyForm.DA, False),
        ("Kari Nordmann", CompanyForm.OTHER, False),
        ("AS Kaffe", CompanyForm.OTHER, False),
    ],
)
def test_the_form_follows_from_the_name(
    name: str, form: CompanyForm, printed: bool, tmp_path: Path
) -> None:
    company = loaded(tmp_path, LEAST.replace("Fjordkaffe AS", name)).company
    assert company.form is form
    assert company.foretaksregisteret is printed  # law INV-5


def test_a_given_form_wins_over_the_name(tmp_path: Path) -> None:
    text = LEAST.replace("  city: Oslo\n", "  city: Oslo\n  form: ENK\n")
    assert loaded(tmp_path, text).company.form is CompanyForm.ENK


@pytest.mark.parametrize(
    ("street", "lines"),
    [
        ("Storgata 1", ("Storgata 1",)),
        ('["Postboks 1", "Storgata 1"]', ("Postboks 1", "Storgata 1")),
        ("\n    - Postboks 1\n    - 1A", ("Postboks 1", "1A")),
        ("|\n    Postboks 1\n    Storgata 1", ("Postboks 1", "Storgata 1")),
    ],
)
def test_a_street_is_text_or_a_list(street: str, lines: tuple[str, ...], tmp_path: Path) -> None:
    assert loaded(tmp_path, LEAST.replace("Storgata 1", street)).company.street == lines


@pytest.mark.parametrize(("word", "means"), [("true", True), ("No", False), ("yes", True)])
def test_a_flag_knows_four_words(word: str, means: bool, tmp_path: Path) -> None:
    text = LEAST.replace("  city: Oslo\n", f"  city: Oslo\n  vat_registered: {word}\n")
    assert loaded(tmp_path, text).company.vat_registered is means


@pytest.mark.parametrize(
    ("written", "ore"),
    [("50", 5000), ("49,90", 4990), ("49.9", 4990), ("1 250,00", 125_000), ("0", 0)],
)
def test_an_amount_is_in_kroner(written: str, ore: int, tmp_path: Path) -> None:
    text = LEAST + f"reminders:\n  min_amount: {written}\n"
    assert loaded(tmp_path, text).reminders.min_amount_ore == ore


class TestEmail:
    @pytest.mark.parametrize("tls", list(PORTS))
    def test_the_port_follows_from_the_encryption(self, tls: str, tmp_path: Path) -> None:
        text = LEAST + SERVER.replace("smtp.example.no", "127.0.0.1").replace(
            "  username: faktura\n", f"  tls: {tls}\n"
        )
        email = loaded(tmp_path, text).email
        assert email is not None
        assert email.port == {"starttls": 587, "implicit": 465, "none": 25}[tls]
        assert email.from_name == "Fjordkaffe AS"
        assert email.password is None

    def test_with_a_server_everyone_gets_mail(self, tmp_path: Path) -> None:
        text = (
            LEAST
            + SERVER
            + "  token_command: [get-token]\ninvoice:\n  send_by:\n    public: folder\n"
        )
        settings = loaded(tmp_path, text)
        assert settings.send_by(CustomerKind.CONSUMER) is SendBy.EMAIL
        assert settings.send_by(CustomerKind.BUSINESS) is SendBy.EMAIL
        assert settings.send_by(CustomerKind.PUBLIC) is SendBy.FOLDER

    @pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1.2.3", '"::1"'])
    def test_a_plain_line_is_for_this_machine(self, host: str, tmp_path: Path) -> None:
        text = LEAST + f"email:\n  host: {host}\n  tls: none\n  from_address: a@example.no\n"
        assert loaded(tmp_path, text).email is not None

    @pytest.mark.parametrize(
        "host", ["127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1"]
    )
    def test_a_name_that_only_looks_local_is_refused(self, host: str, tmp_path: Path) -> None:
        text = LEAST + f"email:\n  host: {host}\n  tls: none\n  from_address: a@example.no\n"
        with pytest.raises(SettingsError, match="'none' is for a server on this machine"):
            loaded(tmp_path, text)

    def test_a_section_of_comments_is_no_server(self, tmp_path: Path) -> None:
        assert loaded(tmp_path, LEAST + "email:\n  #host: x\n").email is None


class TestKid:
    def test_the_length_agreed_with_the_bank_holds(self, tmp_path: Path) -> None:
        text = LEAST + "kid:\n  enabled: true\n  layout: running\n  length: 10\n  modulus: mod11\n"
        scheme = loaded(tmp_path, text).kid.scheme()
        assert len(scheme.kid_for("10001", 10001)) == scheme.kid_length == 10

    def test_a_kid_that_is_off_needs_no_room(self, tmp_path: Path) -> None:
        text = LEAST + "invoice:\n  first_number: 99999999\nkid:\n  enabled: false\n"
        assert loaded(tmp_path, text).invoice.first_number == 99_999_999


def test_long_terms_are_fine_when_expressly_agreed(tmp_path: Path) -> None:
    text = LEAST + "invoice:\n  terms_days: 90\n  express_terms: yes\n"
    assert loaded(tmp_path, text).invoice.terms_days == 90  # law TRM-1


def test_a_foreign_address_has_its_own_postcode(tmp_path: Path) -> None:
    text = LEAST.replace("  postcode: 0150\n", "  postcode: SW1A 1AA\n  country: gb\n")
    assert loaded(tmp_path, text).company.country == "GB"


def test_a_path_with_an_unknown_home_is_an_input_error() -> None:
    with pytest.raises(InputError):
        placed(Path("~nobody-of-that-name/x"), Path("/"))
