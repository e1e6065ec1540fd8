"""The checked values of a settings file, kept so that a warm start need not parse YAML.

An entry holds the very bytes it was made from and is used only while they are the same, by the
same program. It lies in the user's cache folder, mode 0600, holds no resolved secret, and whatever
is wrong with it (damaged, another's, open to others, unwritable) means only that the settings are
read anew. The form is Python's own (marshal) behind a checksum, as in `__pycache__`.
"""

from __future__ import annotations

import marshal
import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Final

from invoicectl.settings.schema import Values

_FORM: Final = 1
_ENTRIES_MAX: Final = 32
_SIZE_MAX: Final = 4 << 20
_OTHERS: Final = 0o077
_CRC_BYTES: Final = 4

_Stamp = tuple[int, int, str, str, tuple[tuple[str, int, int], ...]]
Kept = tuple[dict[str, Values], dict[str, int]]


def kept(file: Path, source: bytes) -> Kept | None:
    """Return the values and lines kept for exactly this file, content and program, or None."""
    entry = _entry(file)
    raw = _own_bytes(entry) if entry is not None else b""
    if (
        len(raw) <= _CRC_BYTES
        or zlib.crc32(raw[_CRC_BYTES:]).to_bytes(_CRC_BYTES) != raw[:_CRC_BYTES]
    ):
        return None
    try:
        stamp, was, values, lines = marshal.loads(raw[_CRC_BYTES:])  # noqa: S302 - own file, checked
    except (EOFError, TypeError, ValueError):
        return None
    if stamp != _stamp(file) or was != source:
        return None
    return values, lines


def keep(file: Path, source: bytes, found: Kept) -> None:
    """Keep the values for the next start; a cache that cannot be written is no fault."""
    entry = _entry(file)
    if entry is None:
        return
    body = marshal.dumps((_stamp(file), source, *found))
    part = entry.with_name(f"{entry.name}.{os.getpid()}")
    with suppress(OSError):
        entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _prune(entry.parent)
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "wb") as out:
            out.write(zlib.crc32(body).to_bytes(_CRC_BYTES) + body)
        part.replace(entry)


def _entry(file: Path) -> Path | None:
    """Return where the entry of a settings file lies; None when there is no home folder."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not base.is_absolute():
        try:
            base = Path.home() / ".cache"
        except RuntimeError:
            return None
    return base / "invoicectl" / f"settings-{zlib.crc32(os.fsencode(file)):08x}"


def _stamp(file: Path) -> _Stamp:
    """Return what besides the content must be the same: form, Python, path, home, and program."""
    folder = Path(__file__).parent
    program: list[tuple[str, int, int]] = []
    for place in (folder, folder.parent / "domain"):
        with suppress(OSError), os.scandir(place) as found:
            for item in found:
                if item.name.endswith(".py"):
                    about = item.stat()
                    program.append((item.name, about.st_mtime_ns, about.st_size))
    return _FORM, sys.hexversion, str(file), os.environ.get("HOME", ""), tuple(sorted(program))


def _own_bytes(entry: Path) -> bytes:
    """Return the bytes of a file that is ours alone, empty otherwise."""
    try:
        descriptor = os.open(entry, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        about = os.fstat(descriptor)
        if about.st_uid != os.geteuid() or about.st_mode & _OTHERS or about.st_size > _SIZE_MAX:
            return b""
        return os.read(descriptor, about.st_size)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _prune(folder: Path) -> None:
    """Remove the oldest entries when there are many, as trial companies come and go."""
    entries = sorted(folder.glob("settings-*"), key=lambda entry: entry.lstat().st_mtime_ns)
    for entry in entries[: max(0, len(entries) - _ENTRIES_MAX + 1)]:
        entry.unlink(missing_ok=True)
