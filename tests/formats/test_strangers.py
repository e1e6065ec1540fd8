"""Files that are something else: each is called by its name, so that people know what to fetch."""

from __future__ import annotations

import pytest

from invoicectl.errors import BadFileError
from invoicectl.formats.table import detect
from tests.formats.build import SHARED
from tests.formats.build import joined
from tests.formats.build import record
from tests.formats.build import sample_lines

MANDATES = joined(
    [
        record("NY00001000008080000600500770077"),
        record("NY212420000000000000000197104445555"),
        record(f"NY21947000000011{'002005015':>25}N"),
        record("NY2124880000000100000003"),
        record("NY0000890000000100000005"),
    ]
)
CLAIMS = joined(
    [record("NY00001000770077000600500008080"), record("NY210020000000000000000197104")]
)

STRANGERS = {
    "nothing": (b"", "the file is empty"),
    "blank lines": (b"\r\n \r\n\x1a", "the file is empty"),
    "NULs only": (b"\0" * 4096, "the file is empty"),
    "a byte order mark only": (b"\xef\xbb\xbf", "the file is empty"),
    "zip": (b"PK\x03\x04\x14\x00", "this is a zip archive or an Excel workbook; unpack it"),
    "gzip": (b"\x1f\x8b\x08\x00", "this is a gzip archive; unpack it first"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1", "this is an old Excel or Word document"),
    "PDF": (b"%PDF-1.7\n", "this is a PDF for people to read"),
    "UTF-16": ("NY000010".encode("utf-16"), "this was stored as UTF-16 text by some program"),
    "CREMUL": (b"UNA:+.? 'UNB+UNOC:3+", "this is an EDIFACT file (CREMUL)"),
    "Telepay": (b"AH200TBII001011234", "this is a Telepay return file"),
    "MT940": (b":20:STARTUMS\r\n:25:", "this is an MT940 statement"),
    "JSON": (b'{"payments": []}', "this is JSON and no bank file"),
    "log-in page": (b"<!DOCTYPE html><HTML><head>", "this is a web page, perhaps the bank's"),
    "camt.052": (b"<Document><BkToCstmrAcctRpt>", "this is a camt.052 account report (XML)"),
    "pain.002": (b"<Document><CstmrPmtStsRpt>", "this is a pain.002 payment status (XML)"),
    "SAF-T": (b"\xef\xbb\xbf\n<nl:AuditFile xmlns", "this is a SAF-T file (XML)"),
    "EHF": (b'<Invoice xmlns="urn:oasis:Invoice-2">', "this is an EHF invoice (XML)"),
    "XML": (b"<Settlement/>", "this is an XML file of an unknown kind"),
    "CSV": (b"Dato;Tekst;Inn;Ut\n", "this looks like a list in CSV form"),
    "text": (b"Hei, her er filen.\n", "this is text of an unknown kind, beginning with 'Hei, her"),
    "escapes": (b"\xe6\xf8\xe5 hei", r"this is text of an unknown kind, beginning with '\xe6\xf8"),
    "binary": (b"\x7fELF\x02\x01", "this is no text, and of no kind that is known here"),
    "claims": (CLAIMS, "this is an AvtaleGiro claim file, which goes to the bank"),
    "first line lost": (
        joined(sample_lines("giro")[1:]),
        "the file has the records of an OCR giro file, but the first, NY000010, is missing",
    ),
}


@pytest.mark.parametrize(("content", "expected"), STRANGERS.values(), ids=STRANGERS)
def test_a_stranger_is_called_by_its_name(content: bytes, expected: str) -> None:
    with pytest.raises(BadFileError) as caught:
        detect(content, "from-the-bank")
    sentence = str(caught.value)
    assert sentence.startswith(f"from-the-bank: {expected}")
    assert sentence.isprintable()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared samples are not on this machine")
@pytest.mark.parametrize(
    ("sample", "expected"),
    [
        ("composed-avtalegiro-claims.txt", "this is an AvtaleGiro claim file"),
    ],
)
def test_real_files_of_other_kinds(sample: str, expected: str) -> None:
    with pytest.raises(BadFileError) as caught:
        detect((SHARED / sample).read_bytes(), sample)
    assert str(caught.value).startswith(f"{sample}: {expected}")
