"""What stands behind a path: one bank file, or those in the zip archive that it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from invoicectl.errors import BadFileError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class BankSource:
    """The bytes of a file: a quarter of the memory, so only packed ones outlive the reading."""

    __slots__ = ("account", "content", "name", "packed", "sha256")

    def __init__(self, name: str, content: bytes, account: str = "") -> None:
        import hashlib

        self.account = account
        self.content = content
        self.name = name
        self.packed = b""
        self.sha256 = hashlib.sha256(self.content).hexdigest()

    def pack(self) -> None:
        """Make what will be kept of the content."""
        from invoicectl.ledger.documents import pack_document

        self.packed = pack_document(self.content)


def sources(path: Path, account: str) -> Iterator[BankSource | BadFileError]:
    """Yield the bank files of a path: itself, or those in the zip archive that it is."""
    from invoicectl.formats.source import read_bytes
    from invoicectl.formats.zip_archive import is_office
    from invoicectl.formats.zip_archive import is_zip
    from invoicectl.formats.zip_archive import members

    try:
        content = read_bytes(path)
        if is_zip(content) and not is_office(content):
            for member in members(content, path.name):
                yield member if isinstance(member, BadFileError) else BankSource(*member, account)
            return
    except BadFileError as error:
        error.name = path.name  # as in the results of all others
        yield error
        return
    source = BankSource(path.name, content, account)
    del content  # or the bytes would outlive the reading
    yield source
