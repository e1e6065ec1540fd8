"""`customer add --orgnr` and `customer check`: what the register knows nobody types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from invoicectl.errors import Exit
from tests.build import CONFIG
from tests.build import customer
from tests.build import new_ledger
from tests.cli.shell import Shell
from tests.registering import Register
from tests.registering import register

ORGNR = "313000028"
NOWHERE = "register:\n  base_url: http://127.0.0.1:9/api\n"


@pytest.fixture
def held() -> Iterator[Register]:
    with register() as running:
        yield running


@pytest.fixture
def shell(tmp_path: Path, held: Register) -> Shell:
    new_ledger(tmp_path, held.settings).close()
    return Shell(tmp_path)


def shown(shell: Shell, number: str) -> dict[str, Any]:
    found: dict[str, Any] = shell("customer", "show", number, "--json").json
    return found


def test_a_number_alone_is_enough(shell: Shell, held: Register) -> None:
    held.put(ORGNR)
    printed = shell("customer", "add", "--orgnr", "313 000 028", "--email", "post@b.example")
    assert printed.status == Exit.DONE
    assert "Customer 10003 added, as the company register has it" in printed.out
    one = shown(shell, "10003")
    assert one["register_state"] == "active"
    kept = one["customer"]
    assert (kept["name"], kept["kind"], kept["vat_registered"]) == (
        "BRYGGEN BAKERI AS",
        "business",
        True,
    )
    assert (kept["street"], kept["postcode"], kept["city"]) == ("Bryggen 5", "5003", "BERGEN")
    assert kept["email"] == "post@b.example"


def test_what_is_given_goes_before(shell: Shell, held: Register) -> None:
    held.put(ORGNR)
    shell.ok("customer", "add", "--orgnr", ORGNR, "--street", "Lia 2", "--no-vat")
    kept = shown(shell, "10003")["customer"]
    assert (kept["street"], kept["postcode"], kept["vat_registered"]) == ("Lia 2", "", False)


def test_a_public_body_is_public_and_needs_a_reference(shell: Shell, held: Register) -> None:
    held.put(ORGNR, navn="SJØVIK KOMMUNE", organisasjonsform={"kode": "KOMM"})
    printed = shell("customer", "add", "--orgnr", ORGNR, "--email", "post@s.example")
    assert "(public)" in printed.out
    assert "'invoicectl customer edit 10003 --buyer-reference CODE'" in printed.err


def test_a_bankrupt_company_is_added_with_a_warning(shell: Shell, held: Register) -> None:
    held.put(ORGNR, konkurs=True)
    printed = shell("customer", "add", "--orgnr", ORGNR, "--email", "post@b.example")
    assert printed.status == Exit.DONE
    assert "note: 313000028 is bankrupt (konkurs)." in printed.err
    shell.ok("invoice", "new", "--customer", "10003", "--line", "Kaffe; 2; 100")
    plan = shell("send", "--dry-run")
    assert "bankrupt (konkurs), as the register said on 01.10.2026" in plan.out + plan.err


@pytest.mark.parametrize("changes", [{"slettedato": "2026-05-04"}, None])
def test_a_company_that_is_gone_needs_a_name(
    shell: Shell, held: Register, changes: dict[str, str] | None
) -> None:
    if changes is not None:
        held.answer(ORGNR, 410)
    printed = shell("customer", "add", "--orgnr", ORGNR)
    assert printed.status == Exit.INPUT
    assert "give --name as well" in printed.err
    shell.ok("customer", "add", "--orgnr", ORGNR, "--name", "Bryggen")


def test_a_name_asks_nobody(shell: Shell, held: Register) -> None:
    shell.ok("customer", "add", "--orgnr", ORGNR, "--name", "Bryggen")
    shell("customer", "add", "--orgnr", ORGNR, "--postcode", "1", "--email", "x")
    assert held.asked == []


def test_without_a_network_the_way_on_is_told(tmp_path: Path) -> None:
    new_ledger(tmp_path, NOWHERE).close()
    shell = Shell(tmp_path)
    printed = shell("customer", "add", "--orgnr", ORGNR)
    assert printed.status == Exit.NETWORK
    assert "cannot be reached" in printed.err
    assert "give --name" in printed.err
    assert shell("customer", "check").status == Exit.NETWORK
    assert len(shell("customer", "list", "--json").json["rows"]) == 2


def test_a_check_finds_what_has_changed(shell: Shell, held: Register) -> None:
    held.put("310003123", navn="Nordre Ærfugl AS", konkurs=True)
    printed = shell("customer", "check")
    assert printed.status == Exit.PERSON_NEEDED
    assert max(map(len, printed.out.splitlines())) <= 80
    for part in ("bankrupt", "Nordre Ærfugl AS", "Brenneriveien 3", "1 compared"):
        assert part in printed.out
    assert shown(shell, "10001")["customer"]["name"] == "Østre Ærfugl AS"
    assert shown(shell, "10001")["register_state"] == "bankrupt"
    assert "customer.register" in shell.ok("ledger", "log", "10001")


def test_a_check_takes_over_what_is_asked_for(shell: Shell, held: Register) -> None:
    held.put("310003123", navn="Nordre Ærfugl AS")
    assert "1 updated" in shell.ok("customer", "check", "10001", "--update")
    kept = shown(shell, "10001")["customer"]
    assert (kept["name"], kept["street"], kept["city"], kept["vat_registered"]) == (
        "Nordre Ærfugl AS",
        "Bryggen 5",
        "BERGEN",
        True,
    )
    assert "All are as the register has them." in shell.ok("customer", "check")
    shell.ok("ledger", "backup")
    shell.ok("ledger", "check")


def test_a_dry_run_writes_nothing(shell: Shell, held: Register) -> None:
    held.put("310003123", konkurs=True)
    before = (shell.folder / "ledger.db").read_bytes()
    printed = shell("customer", "check", "--dry-run", "--json")
    assert printed.status == Exit.PERSON_NEEDED
    (found,) = printed.json["customers"]
    assert found["state"] == "bankrupt"
    assert {each["field"] for each in found["differences"]} >= {"name", "street"}
    assert (shell.folder / "ledger.db").read_bytes() == before


def test_one_that_cannot_be_asked_holds_up_nobody(shell: Shell, held: Register) -> None:
    held.put("310003123", navn="Østre Ærfugl AS")
    held.answer("313000028", 500)
    shell.ok("customer", "add", "--orgnr", "313000028", "--name", "Bryggen")
    printed = shell("customer", "check")
    assert printed.status == Exit.PARTLY
    assert "note: customer 10003: " in printed.err
    assert "out of service (status 500)" in printed.err


def test_one_without_a_number_cannot_be_checked(shell: Shell) -> None:
    printed = shell("customer", "check", "10002")
    assert printed.status == Exit.INPUT
    assert "has no organisation number" in printed.err


def test_the_register_is_left_alone_when_it_falls_silent(tmp_path: Path, held: Register) -> None:
    numbers = ("310003123", "313000028", "974760673", "999999999", "923609016")
    people = tuple(customer(f"2000{at}", orgnr=orgnr) for at, orgnr in enumerate(numbers))
    new_ledger(tmp_path, held.settings, customers=people).close()
    held.put("310003123", navn="Østre Ærfugl AS")
    for orgnr in numbers[1:]:
        held.answer(orgnr, 503)
    printed = Shell(tmp_path)("customer", "check", "--json")
    assert printed.status == Exit.PARTLY
    assert printed.json["not_asked"] == 1
    assert len(held.asked) == 4


def test_the_address_in_the_settings_is_checked(tmp_path: Path) -> None:
    config = CONFIG + "register:\n  base_url: ftp://x\n  public_forms: [kommune]\n"
    (tmp_path / "config.yaml").write_text(config, "utf-8")
    printed = Shell(tmp_path)("settings", "check")
    assert "register.base_url" in printed.err
    assert "register.public_forms" in printed.err
