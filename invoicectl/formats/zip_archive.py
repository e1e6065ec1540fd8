"""A zip archive of bank files, as portals deliver several at once: looked through, never unpacked.

The directory at the end of the archive is judged before anything in it is read: what is encrypted,
too large, nested, or named like a path elsewhere refuses the whole archive. Nothing is ever written
to the disk.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from typing import Final
from typing import NamedTuple

from invoicectl.errors import BadFileError
from invoicectl.formats.source import BYTES_MAX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile
    from zipfile import ZipInfo

MEMBERS_MAX: Final = 100
_BEGINNINGS: Final = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ENCRYPTED: Final = 0x1
_STORED_OR_DEFLATED: Final = (0, 8)
_FIRST_NAME: Final = 30
"""Where the name of the first file stands in an archive."""
_OFFICE: Final = (b"[Content_Types].xml", b"mimetype")
_ARCHIVES: Final = (".zip", ".gz", ".7z", ".rar", ".tar", ".bz2", ".xz")
_SHOWN: Final = 60
_ANEW: Final = "fetch the archive anew from the bank, or unpack it and import the files"


class Member(NamedTuple):
    """One file of an archive; `name` is its name after that of the archive."""

    name: str
    content: bytes


def is_zip(content: bytes) -> bool:
    """Return whether a file is a zip archive by its first bytes."""
    return content.startswith(_BEGINNINGS)


def is_office(content: bytes) -> bool:
    """Return whether a zip archive is a workbook or a text of an office program."""
    return content[_FIRST_NAME:].startswith(_OFFICE)


def members(content: bytes, name: str) -> Iterator[Member | BadFileError]:
    """Yield the files of an archive in the order of their names, folders left out.

    One that turns out to be damaged when it is read comes as its error, and the next may be whole.

    Args:
        content: the whole archive.
        name: what it is called in errors.

    Raises:
        BadFileError: it is no whole archive, or made to do harm; nothing has been yielded.
    """
    from zipfile import BadZipFile
    from zipfile import ZipFile

    try:
        archive = ZipFile(BytesIO(content))
    except (BadZipFile, ValueError, OSError, RuntimeError, OverflowError):
        raise _refused(name, "the zip archive is damaged or cut off") from None
    with archive:
        found = [each for each in archive.infolist() if not _is_beside(each)]
        _judge(found, name)
        for each in sorted(found, key=lambda one: one.filename):
            yield _read(archive, each, name)


def _is_beside(member: ZipInfo) -> bool:
    """Return whether this is a folder or what some systems add of their own."""
    parts = member.filename.split("/")
    return member.is_dir() or parts[0] == "__MACOSX" or parts[-1] in (".DS_Store", "Thumbs.db")


def _judge(found: list[ZipInfo], name: str) -> None:
    """Refuse an archive by its directory.

    Raises:
        BadFileError: as `members`.
    """
    if not found:
        raise _refused(name, "the zip archive has no files in it")
    if len(found) > MEMBERS_MAX:
        raise _refused(
            name, f"the zip archive has {len(found)} files, and at most {MEMBERS_MAX} are read"
        )
    size = sum(each.file_size for each in found)
    if size > BYTES_MAX:
        raise _refused(
            name,
            f"unpacked, the zip archive would have {size // 2**20:,} MiB, and at most"
            f" {BYTES_MAX // 2**20} are read",
        )
    names = [each.filename for each in found]
    if len(set(names)) < len(names):
        raise _refused(name, "two files in the zip archive have the same name")
    for each in found:
        fault = _fault(each)
        if fault:
            raise _refused(name, f"{_shown(each.filename)} in the zip archive {fault}")


def _fault(member: ZipInfo) -> str:
    """Return what is wrong with one file of an archive by its entry in the directory."""
    path = member.filename.replace("\\", "/")
    if path.startswith("/") or path[1:2] == ":" or ".." in path.split("/"):
        return "has a name that leads elsewhere"
    if member.flag_bits & _ENCRYPTED:
        return "is encrypted; unpack it with its password first"
    if member.compress_type not in _STORED_OR_DEFLATED:
        return "is compressed in a way that is not read here"
    if path.lower().endswith(_ARCHIVES):
        return "is an archive itself; unpack it first"
    return ""


def _read(archive: ZipFile, member: ZipInfo, name: str) -> Member | BadFileError:
    """Return a file of an archive; its size is bound by what the directory says."""
    import zlib
    from zipfile import BadZipFile

    full = f"{name}/{_shown(member.filename)}"
    try:
        content = archive.read(member)
    except (BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError):
        return BadFileError(full, f"it is damaged within the zip archive; {_ANEW}")
    if is_zip(content):
        return BadFileError(full, "it is an archive within the zip archive; unpack it first")
    return Member(full, content)


def _shown(filename: str) -> str:
    """Return a name within an archive as it may be shown: short, and of one line."""
    return (filename if filename.isprintable() else ascii(filename))[:_SHOWN]


def _refused(name: str, sentence: str) -> BadFileError:
    return BadFileError(name, f"{sentence}; {_ANEW}")
