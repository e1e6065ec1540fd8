"""Packs the exact bytes of a sent message without keeping the attached document twice."""

from __future__ import annotations

import zlib
from base64 import encodebytes

_WHOLE = b"W"
_SPLIT = b"S"


def pack(payload: bytes, document: bytes | None) -> bytes:
    """Return `payload` compressed, its base64 copy of `document` left out when it has one."""
    if document:
        for encoded in _encodings(document):
            head, found, tail = payload.partition(encoded)
            if found:
                size = len(head).to_bytes(4, "big")
                line_end = b"C" if b"\r\n" in encoded else b"L"
                return _SPLIT + line_end + size + zlib.compress(head + tail)
    return _WHOLE + zlib.compress(payload)


def unpack(packed: bytes, document: bytes | None) -> bytes:
    """Return the bytes that `pack` was given; `document` is the same one."""
    if packed[:1] == _WHOLE:
        return zlib.decompress(packed[1:])
    assert document is not None  # a split payload was packed with its document
    crlf, plain = _encodings(document)
    encoded = crlf if packed[1:2] == b"C" else plain
    size = int.from_bytes(packed[2:6], "big")
    rest = zlib.decompress(packed[6:])
    return rest[:size] + encoded + rest[size:]


def _encodings(document: bytes) -> tuple[bytes, bytes]:
    """Return the base64 of a document as mail writes it, with CRLF and with LF."""
    plain = encodebytes(document)
    return plain.replace(b"\n", b"\r\n"), plain
