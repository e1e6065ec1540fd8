"""Zip archives: their files are found, and what may do harm refuses the whole archive."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import BadFileError
from invoicectl.formats import zip_archive
from invoicectl.formats.zip_archive import Member
from invoicectl.formats.zip_archive import is_office
from invoicectl.formats.zip_archive import is_zip
from invoicectl.formats.zip_archive import members

if TYPE_CHECKING:
    from collections.abc import Mapping


def archive(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for name, content in files.items():
            made.writestr(zipfile.ZipInfo(name), content, method)
    return buffer.getvalue()


def read(content: bytes) -> list[Member | BadFileError]:
    return list(members(content, "bank.zip"))


def refused(content: bytes) -> str:
    with pytest.raises(BadFileError) as caught:
        read(content)
    sentence = str(caught.value)
    assert sentence.startswith("bank.zip: ")
    assert sentence.isprintable()
    return sentence


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_files_come_by_name_and_folders_not_at_all(method: int) -> None:
    content = archive({"b.xml": b"2", "in/": b"", "in/a.xml": b"1"}, method=method)
    assert is_zip(content)
    assert read(content) == [Member("bank.zip/b.xml", b"2"), Member("bank.zip/in/a.xml", b"1")]


def test_what_systems_add_is_passed_over() -> None:
    content = archive({"__MACOSX/._a.xml": b"x", ".DS_Store": b"x", "a.xml": b"1"})
    assert read(content) == [Member("bank.zip/a.xml", b"1")]


def test_a_workbook_is_no_archive_of_bank_files() -> None:
    assert is_office(archive({"[Content_Types].xml": b"", "xl/workbook.xml": b""}))
    assert is_office(archive({"mimetype": b"application/vnd.oasis"}, method=zipfile.ZIP_STORED))
    assert not is_office(archive({"a.xml": b""}))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("/etc/passwd", "/etc/passwd in the zip archive has a name that leads elsewhere"),
        ("../a.xml", "has a name that leads elsewhere"),
        ("a/../../b.xml", "has a name that leads elsewhere"),
        ("..\\a.xml", "has a name that leads elsewhere"),
        ("C:\\a.xml", "has a name that leads elsewhere"),
        ("more.zip", "more.zip in the zip archive is an archive itself"),
        ("a.tar.GZ", "is an archive itself"),
        ("a\n\x1b[31m.zip", r"'a\n\x1b[31m.zip' in the zip archive is an archive"),
    ],
)
def test_a_name_that_is_none_of_a_bank_file_refuses_all(name: str, expected: str) -> None:
    assert expected in refused(archive({"a.xml": b"1", name: b"2"}))


def test_an_archive_under_another_name_is_found_out() -> None:
    (fault,) = read(archive({"a.xml": archive({"b.xml": b""})}))
    assert isinstance(fault, BadFileError)
    assert str(fault).startswith("bank.zip/a.xml: it is an archive within the zip archive")


def test_an_encrypted_file_refuses_all() -> None:
    content = bytearray(archive({"a.xml": b"1"}))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert "a.xml in the zip archive is encrypted; unpack it with" in refused(bytes(content))


def test_a_strange_compression_refuses_all() -> None:
    content = archive({"a.xml": b"1" * 100}, method=zipfile.ZIP_LZMA)
    assert "is compressed in a way that is not read here" in refused(content)


def test_a_bomb_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "BYTES_MAX", 64 * 2**20)
    content = archive({f"{n}.xml": bytes(40 * 2**20) for n in range(2)})
    assert len(content) < 100_000
    assert "unpacked, the zip archive would have 80 MiB, and at most 64 are read" in refused(
        content
    )


def test_a_bomb_that_lies_about_its_size_is_damaged() -> None:
    content = bytearray(archive({"a.xml": bytes(2**20)}))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    (fault,) = read(bytes(content))
    assert isinstance(fault, BadFileError)
    assert str(fault).startswith("bank.zip/a.xml: it is damaged within the zip archive")


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zip_archive, "MEMBERS_MAX", 3)
    content = archive({f"{n}.xml": b"" for n in range(4)})
    assert "the zip archive has 4 files, and at most 3 are read" in refused(content)


def test_an_empty_archive_is_refused() -> None:
    assert "the zip archive has no files in it" in refused(archive({}))
    assert "the zip archive has no files in it" in refused(archive({"in/": b""}))


def test_two_files_of_one_name_are_refused() -> None:
    content = archive({"a.xml": b"1", "b.xml": b"2"}).replace(b"b.xml", b"a.xml")
    assert "two files in the zip archive have the same name" in refused(content)


def test_one_damaged_file_does_not_hide_the_next() -> None:
    content = archive({"a.xml": b"first", "b.xml": b"other"}, method=zipfile.ZIP_STORED)
    fault, whole = read(content.replace(b"first", b"f1rst"))
    assert isinstance(fault, BadFileError)
    assert str(fault).startswith("bank.zip/a.xml: it is damaged within the zip archive")
    assert whole == Member("bank.zip/b.xml", b"other")


def test_an_archive_cut_off_anywhere_is_refused() -> None:
    content = archive({"a.xml": b"1" * 50, "b.xml": b"2" * 50})
    for length in range(len(content)):
        assert "the zip archive is damaged or cut off" in refused(content[:length])


@given(st.data())
def test_a_damaged_archive_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(archive({"a.xml": b"one" * 20, "in/b.xml": b"two" * 20}))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] = data.draw(st.integers(0, 255))
    with suppress(BadFileError):
        read(bytes(content))
