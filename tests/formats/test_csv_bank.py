"""The CSV files of banks: every sample as documented, every damage refused by its line."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import BadFileError
from invoicectl.errors import SettingsError
from invoicectl.formats.csv_bank import FORMAT
from invoicectl.formats.csv_bank import BankCsv
from invoicectl.formats.csv_profile import profiles
from invoicectl.formats.csv_profile import read_profile
from invoicectl.formats.csv_rows import Row
from invoicectl.formats.table import detect

if TYPE_CHECKING:
    from invoicectl.domain.payment import BankFile

SAMPLES = Path(__file__).parents[2] / "../shared/samples/payments"
TODAY = date(2026, 1, 20)
NORDEA = (
    "\ufeffBokføringsdato;Beløp;Avsender;Mottaker;Navn;Tittel;Valuta;Betalingstype\r\n"
    "Reservert;-115,70;9710.12.30000;;;BENSIN;NOK;Varekjøp\r\n"
    "2026/01/16;2299,00;3606.77.70018;9710.12.30000;OLA;fakt 1042;NOK;Overførsel\r\n"
    "2026/01/15;-300,00;9710.12.30000;;;Husleie;NOK;Straksutbetaling\r\n"
)
DNB = (
    '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"\n'
    '"16.01.2026";"Fra: Ola Hansen";"16.01.2026";"";"1.234,50"\n'
)
EIKA = (
    "Utført dato;Bokført dato;Rentedato;Beskrivelse;Type;Undertype;Fra konto;Avsender;Til konto;"
    "Mottakernavn;Beløp inn;Beløp ut;Valuta;Status;Melding/KID/Fakt.nr\r\n"
    "17.01.2026;;;KIOSK;V;;9710 12 30000;F;;;;-112.000;NOK;Reservert;KIOSK\r\n"
    "16.01.2026;16.01.2026;;FJORD;B;Med KID;1201 55 50005;FJORD;9710 12 30000;F;12500;;NOK;Bokført;"
    "0017010422\r\n"
    '15.01.2026;15.01.2026;;OLA;B;;;OLA;9710 12 30000;F;2299.5;;NOK;Bokført;"Fra: OLA\r\n fakt"\r\n'
    "14.01.2026;14.01.2026;;HUS;B;;9710 12 30000;F;12015550005;H;;-13150.5;NOK;Bokført;Leie\r\n"
    ";;;;;;;;;;;;;;\r\n"
    "Inngående saldo pr. 01.01.2026:;;25 000,00 NOK;;;;;;;;;;;;\r\n"
    "Utgående  saldo pr. 17.01.2026:;;26 649,00 NOK;;;;;;;;;;;;\r\n"
)


def read(text: str | bytes, encoding: str = "utf-8") -> BankFile:
    content = text if isinstance(text, bytes) else text.encode(encoding)
    return FORMAT.read(content, name="bank.csv", today=TODAY)


@pytest.mark.parametrize(
    ("sample", "payments"),
    [
        ("composed-csv-dnb.csv", [("", 229_900, "")]),
        (
            "composed-csv-handelsbanken-eika.csv",
            [("97101230000", 1_250_000, "0017010422"), ("97101230000", 229_950, "")],
        ),
        ("composed-csv-nordea.csv", [("97101230000", 229_900, "")]),
        ("composed-csv-sparebank1.csv", [("97101230000", 229_900, "")]),
    ],
)
def test_the_samples_say_what_is_documented(
    sample: str, payments: list[tuple[str, int, str]]
) -> None:
    path = SAMPLES / sample
    if not path.exists():
        pytest.skip("the samples are not here")
    content = path.read_bytes()
    found = detect(content, sample).read(content, name=sample, today=TODAY)
    assert [(p.account, p.amount_ore, p.kid) for p in found.payments] == payments


def test_a_row_becomes_a_payment_with_all_it_says() -> None:
    (paid,) = read(NORDEA).payments
    assert paid.booked_on == date(2026, 1, 16)
    assert (paid.account, paid.payer_account) == ("97101230000", "36067770018")
    assert (paid.payer_name, paid.text, paid.type_name) == ("OLA", "fakt 1042", "Overførsel")
    assert paid.line == 3


def test_what_is_no_payment_is_counted_by_its_kind() -> None:
    left_out = {each.kind: (each.entries, each.sum_ore) for each in read(NORDEA).left_out}
    assert left_out == {"not booked yet": (1, 0), "payments out": (1, -30_000)}


def test_latin_letters_and_thousands_are_read() -> None:
    assert read(DNB, "cp1252").payments[0].amount_ore == 123_450


def test_a_decimal_point_belongs_to_the_bank_not_to_the_value() -> None:
    found = read(EIKA)
    assert [p.amount_ore for p in found.payments] == [1_250_000, 229_950]
    assert found.payments[0].kid == "0017010422"
    assert found.payments[1].text == "Fra: OLA fakt"
    (statement,) = found.statements
    assert (statement.opening_ore, statement.closing_ore) == (2_500_000, 2_664_900)
    assert found.warnings == ()


def test_a_file_without_balances_says_that_nobody_can_tell_whether_it_is_whole() -> None:
    assert "nobody can tell whether this one is whole" in read(NORDEA).warnings[0]


def test_foreign_money_is_no_amount_in_kroner() -> None:
    (paid,) = read(NORDEA.replace("1042;NOK", "1042;EUR")).payments
    assert (paid.amount_ore, paid.currency) == (0, "EUR")
    assert paid.text.startswith("EUR 2299,00")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("2026/01/16", "2026/02/30", "bank.csv:3: Bokføringsdato must be a day such as yyyy/mm/dd"),
        ("2026/01/16", "16.01.2026", "Bokføringsdato must be a day"),
        ("2299,00", "2299.00", "Beløp must be an amount such as 1234,50"),
        ("2299,00", "1E3", "Beløp must be an amount"),
        ("2299,00", "٢٢", "Beløp must be an amount"),
        ("2299,00", "2299,001", "Beløp must be an amount"),
        ("2299,00", "", "there is no amount"),
        ("2299,00", "999999999999999,00", "too much to be true"),
        ("fakt 1042;NOK", "fakt 1042", "8 columns were expected, but there are 7"),
        ("fakt 1042", "fakt\x001042", "bank.csv:3: there is an invisible control character"),
        ("OLA;fakt", 'OLA;"fakt', "quotation marks"),
        ("Straksutbetaling\r\n", "Straksutb", "the last line is not ended"),
    ],
)  # fmt: skip
def test_damage_is_named_by_its_line(old: str, new: str, sentence: str) -> None:
    assert old in NORDEA
    with pytest.raises(BadFileError, match=sentence.replace(".", r"\.")):
        read(NORDEA.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "26 649,00",
            "26 649,01",
            r"a balance of 26 649,00, but the file states 26 649,01",
        ),
        ("12500;;", "12500;-1.0;", "both in and out"),
        ("12500;;", "-12500;;", "below zero"),
    ],
)
def test_balances_have_to_agree(old: str, new: str, sentence: str) -> None:
    with pytest.raises(BadFileError, match=sentence):
        read(EIKA.replace(old, new, 1))


def test_cut_off_anywhere_a_file_with_balances_is_refused() -> None:
    content = EIKA.encode()
    for end in range(len(content) - 2):
        with pytest.raises(BadFileError):
            read(content[:end])


def test_cut_off_inside_a_line_any_file_is_refused() -> None:
    content = NORDEA.encode()
    ends = {at + 1 for at, byte in enumerate(content) if byte == ord("\n")}
    for end in set(range(len(content))) - ends:
        with pytest.raises(BadFileError):
            read(content[:end])


@given(st.binary(max_size=400))
def test_nothing_but_the_one_error_ever_comes_out(noise: bytes) -> None:
    for content in (noise, NORDEA.encode() + noise, EIKA.encode()[:-3] + noise):
        try:
            read(content)
        except BadFileError:
            continue


@given(ore=st.integers(-(10**12), 10**12), decimal=st.sampled_from(",."), grouped=st.booleans())
def test_every_amount_is_read_as_it_was_written(ore: int, decimal: str, grouped: bool) -> None:
    whole, cents = divmod(abs(ore), 100)
    digits = f"{whole:,}".replace(",", " " if grouped else "")
    text = f"{'-' if ore < 0 else ''}{digits}{decimal}{cents:02d}"
    assert Row("x", 1, []).amount(text, decimal, "amount") == ore


def test_every_profile_that_comes_along_is_recognised_by_its_header() -> None:
    for profile in profiles():
        head = profile.separator.join(profile.header) + "\n"
        assert FORMAT.sniff(head.encode())
        assert FORMAT.sniff(head.encode("cp1252"))


def test_a_profile_of_ones_own_makes_a_file_known(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        'header: [Dag, Kroner, Hva]\nseparator: ","\nday: yyyy-mm-dd\ndecimal: "."\n'
        "columns:\n  booked_on: Dag\n  amount: Kroner\n  text: Hva\n"
    )
    content = b"Min bank\nDag,Kroner,Hva\n2026-01-16,12.50,Hei\n"
    with pytest.raises(BadFileError, match="payment profile"):
        detect(content, "mine.csv")
    (paid,) = detect(content, "mine.csv", tmp_path).read(
        content, name="mine.csv", today=TODAY
    ).payments  # fmt: skip
    assert (paid.amount_ore, paid.text) == (1_250, "Hei")
    assert BankCsv(tmp_path).sniff(content)


_HEAD = 'header: [a, b, c]\nseparator: ";"\nday: dd.mm.yyyy\ndecimal: ","\n'


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("- a\n", ["a profile is a list of keys"]),
        ("header: [a]\n", ["header must list"]),
        ("headers: []\nheader: [a, b, c]\n", ["headers is no key", "separator must", "decimal must",
                                            "day must", "columns must say"]),
        (f"{_HEAD}columns:\n  what: a\n  text: d\n  in: a\n  amount: b\n",
         ["columns.what is not known", "columns.text is 'd'", "booked_on is missing", "either"]),
        ("a: [\n", ["cannot be read as YAML"]),
    ],
)  # fmt: skip
def test_the_faults_of_a_profile_are_all_told(tmp_path: Path, text: str, faults: list[str]) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(text)
    with pytest.raises(SettingsError) as caught:
        read_profile(path)
    assert len(caught.value.faults) == len(faults)
    for fault, expected in zip(caught.value.faults, faults, strict=True):
        assert expected in fault
        assert fault.startswith(str(path))
