"""Packs the exact bytes of a sent message without keeping the attached files twice."""

from __future__ import annotations

import zlib
from base64 import encodebytes

_WHOLE = b"W"
_SPLIT = b"S"
_PIECES = b"P"
_SIZE_BYTES = 4


def pack(payload: bytes, *documents: bytes) -> bytes:
    """Return `payload` compressed, its base64 copies of `documents` left out where it has them."""
    documents = tuple(filter(None, documents))
    if len(documents) == 1:
        return _without_one(payload, documents[0])
    pieces: list[bytes] = []
    rest = payload
    for document in documents:
        # only mail of our own making has several files, and that ends its lines with CRLF
        piece, found, rest = rest.partition(_encodings(document)[0])
        if not found:
            return _WHOLE + zlib.compress(payload)
        pieces.append(piece)
    if not pieces:
        return _WHOLE + zlib.compress(payload)
    sizes = b"".join(len(piece).to_bytes(_SIZE_BYTES, "big") for piece in pieces)
    return _PIECES + sizes + zlib.compress(b"".join((*pieces, rest)))


def unpack(packed: bytes, *documents: bytes) -> bytes:
    """Return the bytes that `pack` was given; `documents` are the same ones."""
    documents = tuple(filter(None, documents))
    if packed[:1] == _WHOLE:
        return zlib.decompress(packed[1:])
    if packed[:1] == _PIECES:
        return _pieced(packed[1:], documents)
    (document,) = documents  # a split payload was packed with its document
    crlf, plain = _encodings(document)
    encoded = crlf if packed[1:2] == b"C" else plain
    size = int.from_bytes(packed[2:6], "big")
    rest = zlib.decompress(packed[6:])
    return rest[:size] + encoded + rest[size:]


def _without_one(payload: bytes, document: bytes) -> bytes:
    for encoded in _encodings(document):
        head, found, tail = payload.partition(encoded)
        if found:
            size = len(head).to_bytes(_SIZE_BYTES, "big")
            line_end = b"C" if b"\r\n" in encoded else b"L"
            return _SPLIT + line_end + size + zlib.compress(head + tail)
    return _WHOLE + zlib.compress(payload)


def _pieced(packed: bytes, documents: tuple[bytes, ...]) -> bytes:
    body = len(documents) * _SIZE_BYTES
    rest = zlib.decompress(packed[body:])
    parts: list[bytes] = []
    for at, document in zip(range(0, body, _SIZE_BYTES), documents, strict=True):
        size = int.from_bytes(packed[at : at + _SIZE_BYTES], "big")
        parts += (rest[:size], _encodings(document)[0])
        rest = rest[size:]
    return b"".join((*parts, rest))


def _encodings(document: bytes) -> tuple[bytes, bytes]:
    """Return the base64 of a document as mail writes it, with CRLF and with LF."""
    plain = encodebytes(document)
    return plain.replace(b"\n", b"\r\n"), plain
