"""What every format must do; a new one is tested here as soon as it stands in the table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import BadFileError
from invoicectl.formats.port import HEAD_BYTES
from invoicectl.formats.table import FORMATS
from invoicectl.formats.table import detect
from invoicectl.formats.table import load
from tests.formats.build import SAMPLES
from tests.formats.build import described
from tests.formats.build import read

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Golden

FOUND = [(name, path) for name in FORMATS for path in sorted((SAMPLES / name).iterdir())]
CASES = [pytest.param(name, path, id=f"{name}-{path.stem}") for name, path in FOUND]
PATHS = [pytest.param(path, id=f"{name}-{path.stem}") for name, path in FOUND]


@pytest.mark.parametrize("name", FORMATS)
def test_the_table_opens_the_format_it_names(name: str) -> None:
    assert load(name).name == name


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_samples(name: str) -> None:
    assert len(list((SAMPLES / name).iterdir())) >= 2


@pytest.mark.parametrize(("name", "path"), CASES)
def test_a_sample_is_recognised_by_its_content_alone(name: str, path: Path) -> None:
    content = path.read_bytes()
    assert detect(content, "report.pdf").name == name
    knowing = [each for each in FORMATS if load(each).sniff(content[:HEAD_BYTES])]
    assert knowing == [name]


@pytest.mark.parametrize(("name", "path"), CASES)
def test_a_sample_says_what_it_said_before(name: str, path: Path, golden: Golden) -> None:
    golden(f"formats/{name}/{path.stem}.txt", described(read(path.read_bytes())))


@pytest.mark.parametrize("path", PATHS)
def test_a_file_cut_off_anywhere_is_refused(path: Path) -> None:
    content = path.read_bytes()
    whole = len(content.rstrip(b"\r\n\x1a"))
    for length in range(whole):
        with pytest.raises(BadFileError):
            read(content[:length])
    for length in range(whole, len(content)):
        assert read(content[:length]) == read(content)


@pytest.mark.parametrize("path", PATHS)
def test_reading_twice_gives_the_same(path: Path) -> None:
    content = path.read_bytes()
    assert read(content) == read(content, name="another-name.txt")


@pytest.mark.parametrize(("name", "path"), CASES)
def test_a_payment_says_all_that_is_booked_by_it(name: str, path: Path) -> None:
    file = read(path.read_bytes())
    assert file.format == name
    assert file.identity
    lines = [payment.line for payment in file.payments]
    assert lines == sorted(set(lines))
    for payment in file.payments:
        assert payment.account.isdigit() or payment.account == name
        assert payment.kid == "" or payment.kid.removesuffix("-").isdigit()
        assert payment.amount_ore < 0 or not payment.is_reversal
        assert payment.type_name
