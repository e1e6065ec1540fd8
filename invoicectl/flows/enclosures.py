"""Files that settings name: logos, and what is sent along with a letter."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import InputError
from invoicectl.errors import SetupError
from invoicectl.ledger.documents import pack_document

if TYPE_CHECKING:
    from invoicectl.settings.levels import LevelKey

TOGETHER_MAX: Final = 10 * 1024 * 1024
"""What may be sent along with one letter, in bytes: as base64 it still passes the mail services."""

_MEDIA_TYPES: Final = {
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One file as it was when it was read; `packed` is how the ledger keeps its bytes."""

    filename: str
    media_type: str
    size_bytes: int
    sha256: str
    packed: bytes


class Enclosures:
    """Reads the files that go along with letters, each once a run."""

    def __init__(self) -> None:
        """Begin with none read."""
        self._read: dict[Path, Enclosure] = {}

    def of(self, paths: tuple[Path, ...]) -> tuple[Enclosure, ...]:
        """Return the files.

        Raises:
            SetupError: one cannot be read, or they are too large together.
        """
        found = tuple(self._one(path) for path in paths)
        size = sum(each.size_bytes for each in found)
        if size > TOGETHER_MAX:
            raise SetupError(
                f"The attachments are {size / 2**20:.1f} MB together;"
                f" at most {TOGETHER_MAX // 2**20} MB can be sent along.",
                hint="Make them smaller, or correct sending.attachments.",
            )
        return found

    def _one(self, path: Path) -> Enclosure:
        import hashlib

        if path not in self._read:
            media_type = _MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
            content = read_file(path, "attachment")
            self._read[path] = Enclosure(
                path.name,
                media_type,
                len(content),
                hashlib.sha256(content).hexdigest(),
                pack_document(content),
            )
        return self._read[path]


def read_file(path: Path, what: str) -> bytes:
    """Return the bytes of a file a setting names.

    Raises:
        SetupError: it cannot be read.
    """
    key = "theme.logo" if what == "logo" else "sending.attachments"
    try:
        if not path.is_file():
            reason = "it is a folder" if path.is_dir() else "there is no such file"
            raise SetupError(
                f"The {what} {path} cannot be read: {reason}.",
                hint=f"Correct {key} in the settings, or leave it out.",
            )
        return path.read_bytes()
    except OSError as error:
        raise SetupError(
            f"The {what} {path} cannot be read: {error.strerror}.",
            hint=f"Correct {key} in the settings, or leave it out.",
        ) from None


def check_files(key: LevelKey, value: object) -> None:
    """Refuse files that could not be used when a letter is made.

    Raises:
        InputError: a file is missing, too large, or a logo is no picture; names the key.
    """
    try:
        if key.name == "sending.attachments" and isinstance(value, tuple):
            Enclosures().of(value)
        elif key.name == "theme.logo" and isinstance(value, Path):
            from invoicectl.documents.logo import load_logo

            load_logo(read_file(value, "logo"))
    except (SetupError, InputError) as error:
        raise InputError(f"{key.name}: {error}") from None
