"""Files that people hand in and that cannot be read here, called by name so that they know it."""

from __future__ import annotations

from typing import Final

from invoicectl.formats.port import HEAD_BYTES

_WANTED: Final = "fetch the OCR giro or camt.054 file from the bank"

_BEGINNINGS: Final = (
    (b"PK\x03\x04", f"this is a zip archive or an Excel workbook; unpack it, or {_WANTED}"),
    (b"\x1f\x8b", "this is a gzip archive; unpack it first"),
    (b"\xd0\xcf\x11\xe0", f"this is an old Excel or Word document; {_WANTED}"),
    (b"%PDF", f"this is a PDF for people to read; {_WANTED}"),
    (b"\xff\xfe", f"this was stored as UTF-16 text by some program; {_WANTED} anew"),
    (b"\xfe\xff", f"this was stored as UTF-16 text by some program; {_WANTED} anew"),
    (b"UNA", f"this is an EDIFACT file (CREMUL), which is not supported; {_WANTED}"),
    (b"UNB", f"this is an EDIFACT file (CREMUL), which is not supported; {_WANTED}"),
    (b"AH2", f"this is a Telepay return file, which is not supported; {_WANTED}"),
    (b":20:", f"this is an MT940 statement, which is not supported; {_WANTED}"),
    (b"{1:F", f"this is an MT940 statement, which is not supported; {_WANTED}"),
    (b"{", f"this is JSON and no bank file; {_WANTED}"),
)

# what the formats of the table know for themselves
_READ: Final = (b"BkToCstmrDbtCdtNtfctn", b"BkToCstmrStmt", b"vipps.no/xmlschema/SettlementReport")

_XML: Final = (
    (b"BkToCstmrAcctRpt", "this is a camt.052 account report (XML) of what may still change"),
    (b"CstmrPmtStsRpt", "this is a pain.002 payment status (XML)"),
    (b"AuditFile", "this is a SAF-T file (XML)"),
    (b":Invoice-2", "this is an EHF invoice (XML)"),
    (b":CreditNote-2", "this is an EHF credit note (XML)"),
)

_SEPARATORS: Final = (b";", b"\t", b",")
_BINARY: Final = bytes({*range(32), 127} - set(b"\t\n\r\x1a"))


def familiar_stranger(content: bytes) -> str:
    """Return a sentence when the file is of a well-known kind that cannot be read, else nothing."""
    head = content[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    if not head.strip(b" \t\r\n\x1a\x00"):
        return f"the file is empty; {_WANTED} again"
    for beginning, sentence in _BEGINNINGS:
        if head.startswith(beginning):
            return sentence
    if head.startswith(b"<") and not any(container in head for container in _READ):
        return _xml(head)
    if head.startswith(b"NY000010") and not (b"NY0900" in content or b"NY212420" in content):
        return _avtalegiro(content)
    return ""


def describe(head: bytes) -> str:
    """Return a sentence about a file that no format knows, from what it begins with."""
    head = head.removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n")
    first = head.split(b"\n", 1)[0].rstrip(b"\r")
    if head.startswith(b"NY"):
        return (
            "the file has the records of an OCR giro file, but the first, NY000010, is missing;"
            " fetch the file anew from the bank"
        )
    if len(head.translate(None, _BINARY)) != len(head):
        return f"this is no text, and of no kind that is known here; {_WANTED}"
    lines = head.split(b"\n")[:5]
    if any(line.count(separator) >= 2 for line in lines for separator in _SEPARATORS):  # noqa: PLR2004  three columns
        return (
            "this looks like a list in CSV form, but its first lines are no header of a known bank;"
            " 'invoicectl payment profile new FILE' helps to make it known"
        )
    shown = ascii(first[:20].decode("latin-1"))
    return f"this is text of an unknown kind, beginning with {shown}; {_WANTED}"


def _xml(head: bytes) -> str:
    """Name the kind of an XML or HTML file."""
    if b"<html" in head.lower():
        return f"this is a web page, perhaps the bank's log-in page; {_WANTED} once more"
    for mark, kind in _XML:
        if mark in head:
            return f"{kind}, which cannot be imported yet; {_WANTED}"
    return f"this is an XML file of an unknown kind; {_WANTED}"


def _avtalegiro(content: bytes) -> str:
    """Tell the files of AvtaleGiro apart, which look like OCR giro from outside."""
    if b"NY210020" in content or b"NY213620" in content:
        return f"this is an AvtaleGiro claim file, which goes to the bank; {_WANTED}"
    return ""
