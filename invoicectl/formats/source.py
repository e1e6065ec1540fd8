"""The one way a bank file comes in: opened once, read once, and only if it is an ordinary file."""

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from invoicectl.errors import BadFileError

if TYPE_CHECKING:
    from pathlib import Path

BYTES_MAX = 200 * 1024 * 1024
"""About 250,000 payments of camt or two million OCR records; a larger file is a mistake."""

_REASONS = {
    errno.ENOENT: "there is no such file",
    errno.ENOTDIR: "there is no such file, because a part of its path is no folder",
    errno.EACCES: "you may not read this file; change its permissions or run as its owner",
    errno.EPERM: "you may not read this file; change its permissions or run as its owner",
    errno.ELOOP: "this is a symbolic link; give the file itself",
    errno.ENXIO: "this is a socket or device and no ordinary file",
    errno.ENODEV: "this is a socket or device and no ordinary file",
    errno.ENAMETOOLONG: "the name is too long to be a file",
    errno.EIO: "the disk could not deliver this file; fetch it anew from the bank",
}

_KINDS = (
    (stat.S_ISDIR, "this is a folder; name the files in it"),
    (stat.S_ISFIFO, "this is a pipe; save what it carries as a file first"),
    (stat.S_ISSOCK, "this is a socket and no ordinary file"),
    (stat.S_ISCHR, "this is a device and no ordinary file"),
    (stat.S_ISBLK, "this is a device and no ordinary file"),
)


def read_bytes(path: Path) -> bytes:
    """Return the content of an ordinary file of at most `BYTES_MAX` bytes.

    The bytes are read once, so that what is hashed is what is parsed. A link is not followed and a
    pipe is not waited for: a file in an inbox folder may have been laid there by anyone.

    Raises:
        BadFileError: missing, no ordinary file, not readable, or too large.
    """
    name = str(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise BadFileError(name, _reason(error)) from None
    except ValueError:  # a NUL in the name
        raise BadFileError(ascii(name), "this cannot be the name of a file") from None
    try:
        return _content(descriptor, name)
    except OSError as error:
        raise BadFileError(name, _reason(error)) from None
    finally:
        os.close(descriptor)


def _content(descriptor: int, name: str) -> bytes:
    status = os.fstat(descriptor)
    for is_kind, sentence in _KINDS:
        if is_kind(status.st_mode):
            raise BadFileError(name, sentence)
    size = status.st_size
    if size > BYTES_MAX:
        raise BadFileError(
            name,
            f"the file has {size // 2**20} MiB and at most {BYTES_MAX // 2**20} are read;"
            " a bank file is far smaller, so look at what it is",
        )
    content = os.read(descriptor, size + 1)
    while len(content) <= size and (more := os.read(descriptor, size + 1 - len(content))):
        content += more
    if len(content) != size:
        raise BadFileError(
            name, "the file changed while it was read; wait until its download has ended"
        )
    return content


def _reason(error: OSError) -> str:
    return _REASONS.get(error.errno or 0) or f"the file cannot be read: {error.strerror}"
