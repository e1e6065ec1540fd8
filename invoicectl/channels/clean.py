"""Make text from outside harmless for the place it goes to: header, body, file name, terminal."""

from __future__ import annotations

import re
from unicodedata import category
from unicodedata import normalize

HEADER_MAX = 200
FILENAME_MAX = 60
SAID_MAX = 300

# control, format (bidi, zero width), surrogate, private use, line and paragraph separator
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Zl", "Zp"})
LINE_ENDS = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# what is left of the controls, half characters, and marks that reorder what a reader sees
BODY_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufeff]"
)
NOT_IN_FILENAME = re.compile(r"[^A-Za-z0-9._-]+")
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
NORDIC = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "Ae", "Ø": "Oe", "Å": "Aa"})


def header_text(text: str, limit: int = HEADER_MAX) -> str:
    """Return one line of visible text of at most `limit` characters.

    What cannot be seen becomes a space, runs of spaces one; `=?`, which starts an encoded word
    (RFC 2047), is broken, because some mail programs decode what was decoded once already.
    """
    cut = text[: limit * 4]  # room for what falls away; the rest could be megabytes
    seen = cut if cut.isascii() and cut.isprintable() else _visible(cut)
    broken = seen.replace("=?", "= ?")
    return " ".join(broken.split())[:limit].rstrip()


def body_text(text: str) -> str:
    """Return the text with LF line ends, without controls and without direction overrides."""
    return BODY_UNSEEN.sub("", LINE_ENDS.sub("\n", text))


def file_name(name: str) -> str:
    """Return an ASCII file name of at most 60 characters that is safe in any folder.

    Example:
        >>> file_name("../Faktura 10001 – Ærlig.pdf")
        'Faktura-10001-Aerlig.pdf'
    """
    plain = normalize("NFKD", normalize("NFC", name[:1000]).translate(NORDIC))
    ascii_name = plain.encode("ascii", "ignore").decode("ascii")
    dashed = NOT_IN_FILENAME.sub("-", ascii_name)
    dashed = re.sub(r"-*([-.])[-.]*", r"\1", dashed).strip("-._")
    stem, dot, suffix = dashed.rpartition(".")
    if not dot:
        stem, suffix = dashed, ""
    suffix = suffix[:10]
    stem = stem[: FILENAME_MAX - len(suffix) - 1].rstrip("-._") or "file"
    if RESERVED.match(stem):
        stem = f"file-{stem}"
    return f"{stem}.{suffix}" if suffix else stem


def printable(text: str, limit: int = SAID_MAX) -> str:
    """Return the text for a person's screen: cut to `limit`, the unseen written as escapes."""
    cut = text if len(text) <= limit else f"{text[:limit]}..."
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)


def _visible(text: str) -> str:
    """Return the text with a space for each character that cannot be seen."""
    return "".join(" " if category(c) in UNSEEN else c for c in normalize("NFC", text))
