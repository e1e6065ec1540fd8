"""Imports from spreadsheets: dialects recognised, every fault with its line, all rows or none."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.import_csv import FAULTS_SHOWN_MAX
from invoicectl.flows.import_csv import Imported
from invoicectl.flows.import_csv import Wish
from invoicectl.flows.import_csv import parse_columns
from invoicectl.flows.import_customers import import_customers
from invoicectl.flows.import_products import import_products
from invoicectl.flows.sheet import read_sheet
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.customers import find_customers
from invoicectl.ledger.log import entries
from invoicectl.ledger.products import find_products
from invoicectl.ledger.products import product_of
from tests.build import new_ledger
from tests.build import settings_for
from tests.build import stamp

NORWEGIAN = """\
Kundenr;Kundenavn;Org.nr.;E-post;Adresse;Adresse 2;Postnr.;Poststed;Kundetype
20001;"Ærlig ""Øl"" AS";974 760 673;post@oel.example;Åsveien 1;;0182;Oslo;Bedrift
20002;Åse Ås;;aase@aas.example;c/o Per;Lia 4;5003;Bergen;privat
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path) as opened:
        yield opened


def brought(ledger: Ledger, content: str | bytes, wish: Wish | None = None) -> Imported:
    """Import customers from a file `customers.csv` with this content."""
    file = _file(ledger, "customers.csv", content)
    settings = settings_for(ledger.path.parent)
    return import_customers(ledger, settings, stamp(), file, wish or Wish())


def brought_products(ledger: Ledger, content: str, wish: Wish | None = None) -> Imported:
    file = _file(ledger, "products.csv", content)
    settings = settings_for(ledger.path.parent)
    return import_products(ledger, settings, stamp(), file, wish or Wish())


def faults(ledger: Ledger, content: str | bytes, wish: Wish | None = None) -> list[str]:
    """Return the faults of an import, which must have changed nothing."""
    before = list(ledger.con.iterdump())
    with pytest.raises(FaultsError) as caught:
        brought(ledger, content, wish)
    assert list(ledger.con.iterdump()) == before
    return list(caught.value.faults)


def _file(ledger: Ledger, name: str, content: str | bytes) -> Path:
    file = ledger.path.parent / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with mark"),
        ("cp1252", "Windows-1252"),
        ("utf-16", "UTF-16"),
    ],
)
@pytest.mark.parametrize(
    ("separator", "called"), [(";", "semicolons"), (",", "commas"), ("\t", "tabs")]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_dialects_are_recognised(
    ledger: Ledger, encoding: str, said: str, separator: str, called: str, line_end: str
) -> None:
    text = NORWEGIAN.replace(";", separator).replace("\n", line_end)
    done = brought(ledger, text.encode(encoding))
    assert (done.encoding, done.separator) == (said, called)
    assert done.added == ("20001", "20002")
    first = customer_of(ledger.con, "20001")
    assert (first.name, first.orgnr, first.kind, first.city) == (
        'Ærlig "Øl" AS', "974760673", "business", "Oslo",
    )  # fmt: skip
    second = customer_of(ledger.con, "20002")
    assert (second.street, second.kind, second.postcode) == (
        "c/o Per\nLia 4", "consumer", "5003",
    )  # fmt: skip


def test_a_first_line_may_name_the_separator(ledger: Ledger) -> None:
    assert brought(ledger, "sep=,\nNavn,Notat\nKari,a;b;c\n").added == ("10003",)
    assert faults(ledger, "sep=,\nNavn,E-post\nKari,x\n")[0].startswith("customers.csv:3 email: ")


def test_every_fault_of_every_row_is_named_with_its_line(ledger: Ledger) -> None:
    found = faults(
        ledger,
        'Navn;Postnr;Orgnr;E-post\n"to\nlinjer";0150;;\nKari;150;;x\n\n;0150;974760674;\n',
    )
    assert [sentence.partition(": ")[0] for sentence in found] == [
        "customers.csv:2 name",
        "customers.csv:4 email",
        "customers.csv:4 postcode",
        "customers.csv:6 name",
        "customers.csv:6 orgnr",
    ]
    assert "dropped the zero of 0150" in found[2]


def test_endless_faults_are_counted(ledger: Ledger) -> None:
    found = faults(ledger, "Navn;E-post\n" + "Kari;x\n" * 150)
    assert len(found) == FAULTS_SHOWN_MAX + 1
    assert found[-1] == "... and 50 faults more."


def test_a_number_that_exists_needs_update(ledger: Ledger) -> None:
    content = (
        "Kundenr;Navn;E-post\n10001;Nytt Navn AS;\n10002;Kari Nordmann;kari@nordmann.example\n"
    )
    found = faults(ledger, content)
    assert found[0] == (
        "customers.csv:2 customer_no: 10001 exists already; add --update to change it."
    )
    done = brought(ledger, content, Wish(update=True))
    assert (done.added, done.updated, done.unchanged) == ((), ("10001",), 1)
    changed = customer_of(ledger.con, "10001")
    assert (changed.name, changed.email, changed.orgnr) == ("Nytt Navn AS", "", "310003123")
    assert entries(ledger.con)[-1].detail == "name, email"


def test_a_number_twice_in_one_file_is_refused(ledger: Ledger) -> None:
    found = faults(ledger, "Kundenr;Navn\n77;A\n78;B\n77;C\n", Wish(update=True))
    assert found == ["customers.csv:4 customer_no: 77 stands in line 2 too."]


def test_rows_without_a_number_get_one_above_all_others(ledger: Ledger) -> None:
    assert brought(ledger, "Kundenr;Navn\n;A\n30000;B\n;C\n").added == ("30001", "30000", "30002")


def test_the_same_file_twice_adds_nobody_twice(ledger: Ledger) -> None:
    content = "Navn;E-post;Orgnr\nKari;k@x.example;\nOla AS;;974760673\nBare Navn;;\n"
    assert len(brought(ledger, content).added) == 3
    found = faults(ledger, content)
    assert len(found) == 3
    assert "customer 10003 looks the same" in found[0]


def test_the_same_customer_twice_in_a_file_is_noticed(ledger: Ledger) -> None:
    found = faults(ledger, "Navn;Orgnr\nOla AS;974760673\nOLA;974 760 673\n")
    assert found[0].startswith("customers.csv:3 customer_no: is empty, and customer 10003 looks")


def test_a_dry_run_tells_the_same_and_changes_nothing(ledger: Ledger) -> None:
    before = list(ledger.con.iterdump())
    planned = brought(ledger, NORWEGIAN, Wish(dry_run=True))
    assert list(ledger.con.iterdump()) == before
    assert brought(ledger, NORWEGIAN) == planned


def test_columns_can_be_mapped_and_left_out(ledger: Ledger) -> None:
    content = "Kunde;Hvor;Navn;Rabatt;Sted\nKari;Bergen;intern;5;\n"
    wish = Wish(columns={"Kunde": "name", "Hvor": "city", "Navn": "", "Sted": ""})
    done = brought(ledger, content, wish)
    assert done.ignored == ("Rabatt",)
    assert done.columns == (("Kunde", "name"), ("Hvor", "city"))
    assert customer_of(ledger.con, "10003").city == "Bergen"


@pytest.mark.parametrize(
    ("content", "columns", "sentence"),
    [
        ("Navn\nA\n", {"Nvn": "name"}, "there is no column 'Nvn'"),
        ("Navn\nA\n", {"Navn": "nam"}, "there is no field 'nam'"),
        ("Navn;Firma\nA;B\n", {}, "'Navn' and 'Firma' are both the name"),
        ("E-post\na@b.example\n", {}, "no column is the name of a customer"),
        ("", {}, "holds no table"),
        ("\n\n", {}, "holds no table"),
        ('Navn\n"A\nB\n', {}, "customers.csv:2: the quotes"),
        ("PK\x03\x04", {}, "workbook"),
        (b"Navn\nA\n\x81\n", {}, "customers.csv:3: these bytes are not text"),
    ],
)
def test_what_is_no_table_is_a_sentence(
    ledger: Ledger, content: str | bytes, columns: dict[str, str], sentence: str
) -> None:
    with pytest.raises(InputError) as caught:
        brought(ledger, content, Wish(columns=columns))
    assert sentence in str(caught.value)


def test_a_row_longer_than_the_head_is_refused(ledger: Ledger) -> None:
    found = faults(ledger, "Navn;Sted\nA;B;C\nD;E;;\n")
    assert found == [
        (
            "customers.csv:2: has 3 cells, the head 2; a separator inside a text needs quotes"
            " around it."
        )
    ]


@pytest.mark.parametrize("text", ["name", "=name", " =name"])
def test_a_mapping_says_two_things(text: str) -> None:
    with pytest.raises(InputError, match="which column is which field"):
        parse_columns([text])


def test_a_mapping_may_hold_an_equals_sign() -> None:
    assert parse_columns(["a=b=city", "x="]) == {"a=b": "city", "x": ""}
    with pytest.raises(InputError, match="given twice"):
        parse_columns(["a=city", "a=name"])


def test_products_take_units_and_rates_in_words(ledger: Ledger) -> None:
    done = brought_products(
        ledger,
        "Varenr;Varenavn;Pris;Enhet;Mva\n"
        "K1;Kaffe;1 240,50;kg;15 %\n"
        ";Rådgivning;1200;timer;25\n"
        ";Bok;kr 300;stk;5\n",
    )
    assert done.added == ("K1", "1", "2")
    coffee = product_of(ledger.con, "K1")
    assert (coffee.unit, coffee.vat_code, coffee.unit_price_micro) == ("KGM", "31", 1_240_500_000)
    assert [(one.unit, one.vat_code) for one in find_products(ledger.con)] == [
        ("HUR", "3"), ("C62", "5"), ("KGM", "31"),
    ]  # fmt: skip


def test_faults_of_products_are_named_with_their_line(ledger: Ledger) -> None:
    with pytest.raises(FaultsError) as caught:
        brought_products(ledger, "Navn;Pris;Enhet;Mva;Konto\nA;x;favn;7 %;1500\nB;;;;\nB2;1;;;\n")
    assert [sentence.partition(": ")[0] for sentence in caught.value.faults] == [
        "products.csv:2 unit_price",
        "products.csv:2 unit",
        "products.csv:2 vat_code",
        "products.csv:2 income_account",
        "products.csv:3 unit_price",
    ]
    assert not find_products(ledger.con)


def test_the_same_products_twice_are_noticed(ledger: Ledger) -> None:
    brought_products(ledger, "Navn;Pris\nKaffe;10\n")
    with pytest.raises(FaultsError, match="product 1 looks the same"):
        brought_products(ledger, "Navn;Pris\nKAFFE;12\n")


def test_only_the_price_can_be_updated(ledger: Ledger) -> None:
    brought_products(ledger, "Nr;Navn;Pris;Enhet\nK1;Kaffe;10;kg\n")
    done = brought_products(ledger, "Nr;Pris\nK1;12\n", Wish(update=True))
    assert done.updated == ("K1",)
    one = product_of(ledger.con, "K1")
    assert (one.name, one.unit, one.unit_price_micro) == ("Kaffe", "KGM", 12_000_000)


def test_a_new_product_needs_its_name(ledger: Ledger) -> None:
    with pytest.raises(FaultsError, match=r"products.csv:2 name: is empty"):
        brought_products(ledger, "Nr;Pris\nK9;12\n", Wish(update=True))


def test_no_customer_is_left_when_one_row_is_wrong(ledger: Ledger) -> None:
    faults(ledger, NORWEGIAN + "20003;Per;;x;;;;;\n")
    assert len(find_customers(ledger.con)) == 2


cells = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")))


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=8))
def test_any_table_a_spreadsheet_writes_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    rows = [[f"a{first}", *rest] for first, *rest in rows]  # no row is empty or guarded
    written = io.StringIO(newline="")
    csv.writer(written, delimiter=";").writerows([["one", "two", "three"], *rows])
    file = tmp_path_factory.mktemp("sheet") / "any.csv"
    file.write_bytes(written.getvalue().encode())
    sheet = read_sheet(file)
    assert sheet.heads == ("one", "two", "three")
    unguarded = [
        tuple(
            cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@＝") else cell for cell in row
        )
        for row in rows
    ]
    assert [row.cells for row in sheet.rows] == unguarded
