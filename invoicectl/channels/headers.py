"""Header fields as they stand on the wire: printable ASCII, folded, nothing that could end a line.

Written by hand and not by the standard library's generator: its bytes change between patch
releases of Python, and some of those releases let an encoded word in a name open a new header.
What is written here is read back by the library's parser before it may leave (`reparse.py`).
"""

from __future__ import annotations

import re

LINE_MAX = 76  # RFC 2047 section 2; RFC 5322 would allow 78
ENCODED_MAX = 75  # of one encoded word, by the same section
WORD_MAX = 40  # a longer run without a space is encoded, because it cannot be folded
QUOTED_MAX = 60
OPEN, CLOSE = "=?utf-8?q?", "?="
PLAIN = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def field(name: str, value: str) -> str:
    """Return one field with its CRLF; `value` is already in wire form, folds included."""
    return f"{name}: {value}\r\n"


def unstructured(name: str, text: str) -> str:
    """Return a field of free text (Subject) that `clean.header_text` has made harmless."""
    if text.isascii() and all(len(word) <= WORD_MAX for word in text.split(" ")):
        return field(name, _folded(text, used=len(name) + 2))
    return field(name, _encoded_words(text, used=len(name) + 2))


def addresses(name: str, text: str) -> str:
    """Return a field of addresses from `address.parse_address`, with `, ` between them."""
    return field(name, _folded(text, used=len(name) + 2))


def mailbox(name: str, display_name: str, address: str) -> str:
    """Return a field with one mailbox; the address comes from `address.parse_address`."""
    if not display_name:
        return field(name, address)
    phrase = _phrase(display_name, used=len(name) + 2)
    last = phrase.rpartition("\r\n")[2]
    used = len(last) if "\r\n" in phrase else len(name) + 2 + len(last)
    gap = " " if used + len(address) + 3 <= LINE_MAX else "\r\n "
    return field(name, f"{phrase}{gap}<{address}>")


def _phrase(text: str, *, used: int) -> str:
    """Return a display name as atoms, as a quoted string or as encoded words."""
    if not text.isascii() or len(text) > QUOTED_MAX:
        return _encoded_words(text, used=used)
    if ATOMS.fullmatch(text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _folded(text: str, *, used: int) -> str:
    """Return ASCII text broken before words so that no line passes the limit."""
    lines = [""]
    room = LINE_MAX - used
    for word in text.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append(word)
            room = LINE_MAX - 1
        else:
            lines[-1] = f"{lines[-1]} {word}" if lines[-1] else word
    return "\r\n ".join(lines)


def _encoded_words(text: str, *, used: int) -> str:
    """Return RFC 2047 words in quoted form, never cut inside a character."""
    words = [""]
    room = min(LINE_MAX - used, ENCODED_MAX) - len(OPEN) - len(CLOSE)
    for character in text:
        code = "".join(_q(byte) for byte in character.encode())
        if len(words[-1]) + len(code) > room:
            words.append("")
            room = ENCODED_MAX - len(OPEN) - len(CLOSE)
        words[-1] += code
    return "\r\n ".join(f"{OPEN}{word}{CLOSE}" for word in words)


def _q(byte: int) -> str:
    """Return one byte in the Q encoding as a phrase may hold it (RFC 2047 section 5 (3))."""
    if byte in PLAIN:
        return chr(byte)
    return "_" if byte == ord(" ") else f"={byte:02X}"
