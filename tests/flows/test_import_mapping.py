"""Mappings for other programs' files: shipped ones load, and faulty ones are named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.customer_fields import FIELDS
from invoicectl.flows.forget import forget_customer
from invoicectl.flows.import_csv import Imported
from invoicectl.flows.import_csv import Wish
from invoicectl.flows.import_customers import import_customers
from invoicectl.flows.import_mapping import mapping_of
from invoicectl.flows.import_mapping import profiles
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.customers import customer_of
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

HEAD = (
    "INVOICE NO;INVOICE DATE;DUE DATE;KID;CUSTOMER NO;CUSTOMER NAME;ORGANIZATION NO;"
    "ORDER LINE - DESCRIPTION;ORDER LINE - UNIT PRICE;ORDER LINE - COUNT;ORDER LINE - VAT CODE\n"
)
TRIPLETEX = (
    HEAD
    + """\
1;2026-01-02;2026-01-16;;20001;Bryggen Bakeri AS;313000028;Brød;40;2;31
2;2026-01-03;2026-01-17;;20002;Kari Nordmann;;Brød;40;1;31
3;2026-01-04;2026-01-18;;20001;Bryggen Bakeri AS;313000028;Boller;20;9;31
"""
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path) as opened:
        yield opened


def brought(ledger: Ledger, content: str, wish: Wish) -> Imported:
    folder = ledger.path.parent
    file = folder / "k.csv"
    file.write_text(content, "utf-8")
    return import_customers(ledger, settings_for(folder), stamp(), file, wish)


def mapping(ledger: Ledger, text: str) -> Wish:
    file = ledger.path.with_name("map.yaml")
    file.write_text(text, "utf-8")
    return Wish(mapping=mapping_of(file, ""))


@pytest.mark.parametrize("name", profiles())
def test_every_profile_names_fields_that_exist(name: str) -> None:
    found = mapping_of(None, name)
    assert found is not None
    names = {field.name for field in FIELDS} | {""}
    assert set(found.columns.values()) | set(found.constants) <= names
    assert found.columns


def test_each_customer_of_a_file_of_invoices_comes_once(ledger: Ledger) -> None:
    done = brought(ledger, TRIPLETEX, Wish(mapping=mapping_of(None, "tripletex-invoices")))
    assert done.added == ("20001", "20002")
    assert done.ignored == ()
    assert customer_of(ledger.con, "20001").orgnr == "313000028"


def test_a_mapping_renames_leaves_out_and_fills_in(ledger: Ledger) -> None:
    wish = mapping(
        ledger,
        "about: vårt gamle program\n"
        "columns:\n  Knr: customer_no\n  Kundens navn: name\n  Limit: credit_limit\n  Navn: ''\n"
        "constants:\n  kind: business\n  country: SE\n  terms_days: 20\n",
    )
    content = "KNR;kundens navn;Navn;Limit;Betalingsfrist\n7;Åse AB;x;1 500;\n8;Bo AB;y;;30\n"
    assert brought(ledger, content, wish).added == ("7", "8")
    one, two = customer_of(ledger.con, "7"), customer_of(ledger.con, "8")
    assert (one.name, one.kind.value, one.country) == ("Åse AB", "business", "SE")
    assert (one.credit_limit_ore, two.credit_limit_ore) == (150_000, None)
    assert (one.terms_days, two.terms_days) == (20, 30)


def test_what_is_said_on_the_command_line_goes_before(ledger: Ledger) -> None:
    made = mapping(ledger, "columns: {A: name, B: city}\n")
    done = brought(ledger, "A;B\nOslo;Åse\n", Wish({"A": "city", "B": "name"}, made.mapping))
    assert customer_of(ledger.con, done.added[0]).name == "Åse"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "has the key 'columns'"),
        ("[]", "has the key 'columns'"),
        ("columns: [a]\n", "columns: needs one line for each"),
        ("columns: {Navn: [name]}\n", "columns: needs one line for each"),
        ("columns: {Navn: name}\nconstant: {}\n", "there is no key 'constant'"),
        ("columns: {Navn: name}\nrepeated: last\n", "repeated: can only be 'first'"),
        ("columns: {Navn: name\n", r"map\.yaml:2: this is no YAML"),
        ("columns: {X: name}\n", "none of the columns of the mapping is here: 'X'"),
    ],
)
def test_a_faulty_mapping_is_one_sentence(ledger: Ledger, text: str, said: str) -> None:
    with pytest.raises(BadFileError, match=said):
        brought(ledger, "Navn\nÅse\n", mapping(ledger, text))


def test_a_field_that_does_not_exist_is_named(ledger: Ledger) -> None:
    with pytest.raises(InputError, match="the mapping: there is no field 'navn'"):
        brought(ledger, "Navn\nÅse\n", mapping(ledger, "columns: {Navn: navn}\n"))


def test_profiles_are_listed_when_one_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there are: tripletex-invoices"):
        mapping_of(None, "sap")
    with pytest.raises(InputError, match="not both"):
        mapping_of(tmp_path / "x.yaml", "sap")
    with pytest.raises(BadFileError):
        mapping_of(tmp_path / "x.yaml", "")
    assert mapping_of(None, "") is None


def test_who_was_erased_is_not_brought_back_by_a_file(ledger: Ledger) -> None:
    forget_customer(ledger, stamp(), "10002")
    with pytest.raises(FaultsError, match=r"customer_no: The data of customer 10002 was erased"):
        brought(ledger, "Kundenr;Navn\n10002;Kari\n", Wish(update=True))
