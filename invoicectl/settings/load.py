"""Where the settings are found, and how they are read: all faults at once, or typed settings."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import SettingsError
from invoicectl.errors import SetupError
from invoicectl.settings.kinds import placed
from invoicectl.settings.model import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from invoicectl.settings.cache import Kept

NAME: Final = "config.yaml"
VARIABLE: Final = "INVOICECTL_CONFIG"
_SIZE_READ: Final = (1 << 20) + 1


def find_config(explicit: Path | None, *, environ: Mapping[str, str], cwd: Path) -> Path:
    """Return the settings file to use, absolute: the first that was named or exists.

    The order is: `--config`, `config.yaml` in the current folder, `$INVOICECTL_CONFIG`, and
    `invoicectl/config.yaml` in the user's config folder. One that was named must exist.

    Raises:
        SetupError: there is none; the sentence says where it was looked for.
        InputError: the home folder in the name cannot be found.
    """
    if explicit is not None:
        return _named(placed(explicit, cwd), "--config")
    here = cwd / NAME
    if _is_file(here):
        return here
    if named := environ.get(VARIABLE):
        return _named(placed(Path(named), cwd), f"${VARIABLE}")
    home = Path(environ.get("HOME", ""))
    usual = Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "invoicectl" / NAME
    if usual.is_absolute() and _is_file(usual):
        return usual
    raise SetupError(
        f"No settings were found: neither {here} nor {usual} is there, and ${VARIABLE} is not set.",
        hint="Run 'invoicectl init' to make them, or name the file with --config.",
    )


def _named(path: Path, by: str) -> Path:
    if not _is_file(path):
        raise SetupError(
            f"There is no settings file {path}, which {by} names.",
            hint="Correct the path, or run 'invoicectl init' in that folder.",
        )
    return path


def _is_file(path: Path) -> bool:
    """Return whether a file can be found there; a folder that is closed to us hides it."""
    try:
        return path.is_file()
    except OSError:
        return False


def load_settings(path: Path, *, use_cache: bool = True) -> Settings:
    """Read, check and return the settings in `path`.

    Raises:
        SettingsError: everything that is wrong with the file, each fault with its line.
        SetupError: the file cannot be read at all.
    """
    from invoicectl.settings import cache

    file = path.absolute()
    source = _source(file)
    if use_cache and (found := cache.kept(file, source)) is not None:
        return Settings(file, *found)
    settings, found = _read(source, file)
    if use_cache:
        cache.keep(file, source, found)
    return settings


def parse_settings(text: str, *, path: Path) -> Settings:
    """Check and return settings given as text; `path` is where they belong, and need not exist.

    Raises:
        SettingsError: everything that is wrong with them.
    """
    return _read(text.encode(), path)[0]


def _read(source: bytes, file: Path) -> tuple[Settings, Kept]:
    from invoicectl.settings.check import check_tree
    from invoicectl.settings.rules import complete
    from invoicectl.settings.yaml_text import read_tree

    tree, faults = read_tree(source)
    if tree.entries:
        reading = check_tree(tree)
        complete(reading, file)
        values, lines = reading.values, reading.lines
        faults = (*faults, *reading.faults)
    else:
        values, lines = {}, {}
    if faults:
        texts = dict.fromkeys(
            fault.text(file.name) for fault in sorted(faults, key=lambda fault: fault.line)
        )
        raise SettingsError(
            tuple(texts), hint=f"Correct {file}, then run 'invoicectl settings check'."
        )
    return Settings(file, values, lines), (values, lines)


def _source(file: Path) -> bytes:
    """Return the bytes of the file; one byte more than allowed shows that it is too large."""
    try:
        # NONBLOCK: a pipe under this name must not hang us
        descriptor = os.open(file, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(descriptor, "rb") as opened:
            return opened.read(_SIZE_READ)
    except OSError as error:
        raise SetupError(
            f"The settings file {file} cannot be read: {error.strerror}.",
            hint="Run 'invoicectl init' to make one, or name another with --config.",
        ) from None
