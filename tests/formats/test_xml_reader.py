"""The guarded XML reader: what is wanted is found, what may do harm is refused at once."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.errors import BadFileError
from invoicectl.formats import xml_reader
from invoicectl.formats.xml_reader import Record
from invoicectl.formats.xml_reader import Shape
from invoicectl.formats.xml_reader import document
from invoicectl.formats.xml_reader import pieces
from invoicectl.formats.xml_reader import record
from invoicectl.formats.xml_reader import records


def shape() -> Shape:
    inner = record({"Nm": "name"})
    outer = record(
        {"A/B@Ccy": "value", "S": "status"},
        many={"Text": "texts"},
        parts={"In": inner},
        streamed=True,
    )
    return document({"Doc/Out": outer})


def read(content: bytes, size: int = 0) -> list[Record]:
    chunks = (
        iter([content[at : at + size] for at in range(0, len(content), size)])
        if size
        else pieces(content)
    )
    return list(records(chunks, shape(), name="bank.xml"))


def refused(content: bytes) -> str:
    with pytest.raises(BadFileError) as caught:
        read(content)
    sentence = str(caught.value)
    assert sentence.isprintable()
    return sentence


def test_a_record_has_its_values_texts_parts_and_place() -> None:
    content = (
        b'<?xml version="1.0"?>\n<Doc><X><Out/></X>\n'
        b'  <Out><A><B Ccy="NOK" Other="1"> 12.50 </B></A><Text>one</Text><Text>two</Text>'
        b"<In><Nm>K&amp;T</Nm></In><In/></Out></Doc>"
    )
    (found,) = read(content)
    assert found.values == {"value@Ccy": "NOK", "value": "12.50"}
    assert found.texts == {"texts": ["one", "two"]}
    assert [each.get("name") for each in found.all("In")] == ["K&T", ""]
    assert (found.line, found.column) == (3, 3)


def test_a_prefix_of_a_namespace_makes_no_difference() -> None:
    content = b'<n:Doc xmlns:n="urn:x"><n:Out><n:S>BOOK</n:S></n:Out></n:Doc>'
    assert read(content)[0].get("status") == "BOOK"


def test_the_text_of_an_element_is_whole_whatever_stands_within() -> None:
    content = b"<Doc><Out><S>BO<!-- no --><![CDATA[O]]><Cd>K</Cd>&#33;</S></Out></Doc>"
    assert read(content)[0].get("status") == "BOOK!"


@given(
    st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=30), st.integers(1, 9)
)
def test_any_text_comes_whole_however_the_file_is_cut(text: str, size: int) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    content = f"<Doc><Out><S>{escaped}</S></Out></Doc>".encode()
    assert read(content, size)[0].get("status") == text.strip()


@pytest.mark.parametrize("encoding", ["UTF-8", "ISO-8859-1", "ISO-8859-15", "windows-1252"])
def test_the_declared_encoding_decides(encoding: str) -> None:
    content = f'<?xml version="1.0" encoding="{encoding}"?><Doc><Out><S>Ås æø</S></Out></Doc>'
    assert read(content.encode(encoding))[0].get("status") == "Ås æø"


def test_what_mail_and_old_programs_add_around_a_file_is_passed_over() -> None:
    content = b'\r\n\r\n<?xml version="1.0"?><Doc>\n<Out/></Doc>\r\n\x1a\x00'
    assert [found.line for found in read(content)] == [4]


def test_records_are_handed_out_before_the_end_is_read() -> None:
    found = records(iter([b"<Doc><Out><S>1</S></Out>", b"<Out>"]), shape(), name="x")
    assert next(found).get("status") == "1"
    with pytest.raises(BadFileError):
        next(found)


BOMBS = {
    "doctype": (b"<!DOCTYPE Doc><Doc/>", "there is a DOCTYPE here"),
    "external": (
        b'<?xml version="1.0"?>\n<!DOCTYPE Doc SYSTEM "file:///etc/passwd"><Doc/>',
        "bank.xml:2: column ",
    ),
    "entity": (
        b'<!DOCTYPE Doc [<!ENTITY a "b">]><Doc><Out><S>&a;</S></Out></Doc>',
        "there is a DOCTYPE here",
    ),
    "parameter entity": (b'<!DOCTYPE Doc [<!ENTITY % a SYSTEM "x">%a;]><Doc/>', "a DOCTYPE"),
    "entity without a doctype": (b"<Doc><Out><S>&a;</S></Out></Doc>", "undefined entity"),
    "deep": (b"<Doc>" + b"<a>" * 200 + b"</a>" * 200 + b"</Doc>", "more than 64 deep"),
    "endless deep": (b"<Doc>" + b"<a>" * 300_000, "more than 64 deep"),
    "deep in a text": (b"<Doc><Out><S>" + b"<a>" * 200, "more than 64 deep"),
    "long text": (b"<Doc><Out><S>" + b"x" * 70_000 + b"</S></Out></Doc>", "is longer than"),
    "long comment": (b"<Doc><!--" + b"x" * 2_000_000, "a tag or comment is longer than 1 MiB"),
    "long tag": (b"<Doc a='" + b"x" * 2_000_000, "a tag or comment is longer than 1 MiB"),
    "twice": (b"<Doc><Out><S>1</S><S>2</S></Out></Doc>", "status stands twice in one Out"),
    "two roots": (b"<Doc/><Doc/>", "the XML is damaged here (junk after document element)"),
    "wrong end": (b"<Doc>\n <Out></Doc>", "bank.xml:2: column 9: the XML is damaged here (mismat"),
    "NUL": (b"<Doc>\0</Doc>", "the XML is damaged here (not well-formed (invalid token))"),
    "no UTF-8": (b"<Doc><Out><S>\xe5</S></Out></Doc>", "the XML is damaged here"),
    "encoding": (b'<?xml version="1.0" encoding="utf-7"?><Doc/>', "the encoding 'utf-7' is not"),
    "strange encoding": (b'<?xml version="1.0" encoding="hex"?><Doc/>', "the encoding 'hex' is"),
    "cut off": (b"<Doc>\n<Out>", "bank.xml:2: the file ends here, before its last end tag"),
    "nothing": (b"", "the file ends here"),
    "blanks": (b" \n ", "the file ends here"),
}


@pytest.mark.parametrize(("content", "expected"), BOMBS.values(), ids=BOMBS)
def test_what_may_do_harm_is_refused_with_one_sentence(content: bytes, expected: str) -> None:
    assert expected in refused(content)


def test_names_that_nobody_knows_are_not_remembered_for_ever() -> None:
    many = b"".join(b"<x%d/>" % number for number in range(1000))
    long = b"<" + b"y" * 10_000 + b"/>"
    assert len(read(b"<Doc>" + many + long + b"<Out/></Doc>")) == 1
    known = xml_reader._PASSED_OVER.children
    assert len(known) <= xml_reader._NAMES_MAX
    assert all(len(name) < 200 for name in known)


def test_too_many_parts_in_one_record_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reader, "PARTS_MAX", 10)
    assert "one element has more than 10 parts" in refused(b"<Doc><Out>" + b"<In/>" * 11)
    assert "more than 10 parts" in refused(b"<Doc><Out>" + b"<Text/>" * 11)
    many = b"<Doc>" + b"<Out><In/></Out>" * 50 + b"</Doc>"
    assert len(read(many)) == 50


@pytest.mark.parametrize(
    "bomb",
    [
        b"<Doc><!--" + b"-x" * 16_000_000,
        b"<Doc " + b"a" * 32_000_000,
        b"<Doc><Out>" + b"<S><![CDATA[" + b"]" * 32_000_000,
        b"<Doc><Out><S>" + b"\n" * 32_000_000,
        b"<Doc>" + b"<a>" * 10_000_000,
    ],
    ids=["comment", "name", "cdata", "lines", "depth"],
)
def test_a_bomb_of_many_megabytes_costs_little(bomb: bytes) -> None:
    start = time.process_time()
    tracemalloc.start()
    refused(bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert time.process_time() - start < 10
    assert peak < 2.5 * len(bomb)


@given(st.binary(max_size=200), st.integers(1, 20))
def test_whatever_comes_only_the_one_error_does(junk: bytes, size: int) -> None:
    for content in (junk, b"<Doc><Out>" + junk + b"</Out></Doc>"):
        with suppress(BadFileError):
            read(content, size)
