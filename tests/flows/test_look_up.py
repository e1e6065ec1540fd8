"""The company register: what it says is taken over, what it should not say is one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from invoicectl.domain.company_register import RegisterState
from invoicectl.domain.parties import Address
from invoicectl.errors import NetworkError
from invoicectl.flows.look_up import RegisterError
from invoicectl.flows.look_up import look_up
from invoicectl.settings.model import Settings
from tests.build import settings_for
from tests.registering import Register
from tests.registering import company
from tests.registering import register

ORGNR = "313000028"


@pytest.fixture
def held() -> Iterator[Register]:
    with register() as running:
        yield running


@pytest.fixture
def settings(tmp_path: Path, held: Register) -> Settings:
    return settings_for(tmp_path / "company", held.settings)


def test_a_company_is_read_whole(held: Register, settings: Settings) -> None:
    held.put(ORGNR, maalform="Nynorsk")
    found = look_up(settings, ORGNR)
    assert (found.name, found.form, found.form_name) == ("BRYGGEN BAKERI AS", "AS", "Aksjeselskap")
    assert found.vat_registered
    assert found.address == Address(("Bryggen 5",), "5003", "BERGEN")
    assert (found.state, found.written_form) == (RegisterState.ACTIVE, "Nynorsk")
    assert found.parent_orgnr == ""


def test_letters_go_to_the_postal_address(held: Register, settings: Settings) -> None:
    post = {"adresse": ["Postboks 1", "a", "b", "c"], "postnummer": "5001", "poststed": "BERGEN"}
    held.put(ORGNR, postadresse=post)
    found = look_up(settings, ORGNR)
    assert found.address == Address(("Postboks 1", "a", "b, c"), "5001", "BERGEN")


@pytest.mark.parametrize(
    ("flag", "state"),
    [
        ("konkurs", RegisterState.BANKRUPT),
        ("underAvvikling", RegisterState.WINDING_UP),
        ("underTvangsavviklingEllerTvangsopplosning", RegisterState.FORCED_WINDING_UP),
    ],
)
def test_flags_are_heeded(
    held: Register, settings: Settings, flag: str, state: RegisterState
) -> None:
    held.answer(ORGNR, 200, json.dumps({**company(ORGNR), flag: True}).encode())
    assert look_up(settings, ORGNR).state is state


def test_deleted_and_unknown_companies_are_told_apart(held: Register, settings: Settings) -> None:
    held.put(ORGNR, slettedato="2026-05-04", respons_klasse="SlettetEnhet", organisasjonsform=None)
    assert look_up(settings, ORGNR).state is RegisterState.DELETED
    held.answer(ORGNR, 410)
    assert look_up(settings, ORGNR).state is RegisterState.DELETED
    held.known.clear()
    assert look_up(settings, ORGNR).state is RegisterState.UNKNOWN
    assert held.asked[-1].endswith(f"/underenheter/{ORGNR}")


def test_a_sub_unit_names_who_is_liable(held: Register, settings: Settings) -> None:
    held.put(
        ORGNR, place="underenheter", respons_klasse="Underenhet", overordnetEnhet="999999999",
        forretningsadresse=None, beliggenhetsadresse={"adresse": ["Kaia 1"], "poststed": "OSLO"},
    )  # fmt: skip
    found = look_up(settings, ORGNR)
    assert found.parent_orgnr == "999999999"
    assert found.address == Address(("Kaia 1",), "", "OSLO")


def test_a_part_of_the_state_is_no_sub_unit(held: Register, settings: Settings) -> None:
    held.put(ORGNR, overordnetEnhet="999999999", organisasjonsform={"kode": "ORGL"})
    assert look_up(settings, ORGNR).parent_orgnr == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not JSON"),
        (b"<html>", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"\xff\xfe\xfd", "not JSON"),
        (b"[]", "something else"),
        (b'{"organisasjonsnummer": 313000028}', "something else"),
        (json.dumps(company("999999999")).encode(), "something else than 313000028"),
        (json.dumps({"organisasjonsnummer": ORGNR}).encode(), "without the name"),
        (b'{"navn": "X\\u0007", "organisasjonsnummer": "1"}', "something else"),
    ],
)
def test_garbage_is_one_sentence(
    held: Register, settings: Settings, body: bytes, said: str
) -> None:
    held.answer(ORGNR, 200, body)
    with pytest.raises(RegisterError, match=said):
        look_up(settings, ORGNR)


def test_parts_of_the_wrong_kind_are_left_out(held: Register, settings: Settings) -> None:
    held.put(
        ORGNR, navn="A\u202eB\x07 C", organisasjonsform=[], postadresse="x", forretningsadresse=7,
        registrertIMvaregisteret="ja", konkurs="nei",
    )  # fmt: skip
    found = look_up(settings, ORGNR)
    assert (found.name, found.form, found.address, found.vat_registered) == (
        "AB C",
        "",
        None,
        False,
    )
    assert found.state is RegisterState.ACTIVE


@pytest.mark.parametrize("status", [302, 400, 429, 500, 503])
def test_a_register_out_of_service_is_one_sentence(
    held: Register, settings: Settings, status: int
) -> None:
    held.answer(ORGNR, status)
    with pytest.raises(NetworkError) as raised:
        look_up(settings, ORGNR)
    assert len(str(raised.value).splitlines()) == 1
