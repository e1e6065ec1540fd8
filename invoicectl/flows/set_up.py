"""Sets a company up in a folder: settings, ledger and folders, or nothing of it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.errors import SettingsError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from invoicectl.domain.stamp import Stamp
    from invoicectl.settings.model import Settings

Answers = Mapping[str, str | Sequence[str]]
"""`section.key` as written in the settings file -> value as typed."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """Where everything of a new company lies, absolute."""

    folder: Path
    settings: Path
    ledger: Path
    inbox: Path
    outbox: Path


def check_place(folder: Path) -> None:
    """Refuse a folder that holds a company already, before anyone is asked anything.

    Raises:
        InputError: it does, or it is no folder.
    """
    from invoicectl.settings.load import NAME

    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is not a folder.")
    config = folder / NAME
    if os.path.lexists(config):
        raise InputError(
            f"{config} exists already and is left alone.",
            hint="Change the settings in that file, or name another folder.",
        )


def check_answers(answers: Answers) -> None:
    """Check each answer by itself.

    Raises:
        FaultsError: every answer that is wrong.
    """
    from invoicectl.settings.write import check_answer

    faults = []
    for name, answer in answers.items():
        for text in [answer] if isinstance(answer, str) else answer:
            try:
                check_answer(name, text)
            except InputError as error:
                faults.append(str(error))
    if faults:
        raise FaultsError(tuple(faults), hint="Nothing was made.")


def set_up(folder: Path, answers: Answers, stamp: Stamp) -> SetUp:
    """Make settings, ledger and folders of a new company; what was made goes again on failure.

    The settings file comes last: where there is one, everything else is there too.

    Raises:
        InputError: something is there already, or the folder cannot be made.
        FaultsError: everything that is wrong with the answers.
    """
    from invoicectl.flows.company import create_company
    from invoicectl.flows.company import remove_ledger
    from invoicectl.settings.load import NAME

    folder = folder.absolute()
    check_place(folder)
    config = folder / NAME
    text, settings = _checked(answers, config)
    made = SetUp(
        folder=folder,
        settings=config,
        ledger=settings.ledger.path,
        inbox=settings.bank.inbox,
        outbox=settings.folder.path,
    )
    with ExitStack() as undo:
        try:
            _make_folder(folder, undo)
            create_company(settings, stamp)
            undo.callback(remove_ledger, made.ledger)
            fp("set-up.ledger")
            for path in (made.inbox, made.outbox):
                _make_folder(path, undo)
            fp("set-up.folders")
            _write_new(config, text)
        except OSError as error:
            raise InputError(
                f"{error.filename or folder} cannot be made: {error.strerror}."
            ) from None
        undo.pop_all()
    return made


def _checked(answers: Answers, config: Path) -> tuple[str, Settings]:
    """Return the text of the settings file and what it says."""
    from invoicectl.settings.load import parse_settings
    from invoicectl.settings.write import render_config

    check_answers(answers)
    try:
        text = render_config(answers)
    except SettingsError as error:
        # the file is not written, so its lines would lead nowhere
        faults = tuple(fault.partition(" ")[2] or fault for fault in error.faults)
        raise FaultsError(faults, hint="Nothing was made.") from None
    return text, parse_settings(text, path=config)


def _make_folder(path: Path, undo: ExitStack) -> None:
    """Make a folder and those above it that are missing, closed to others."""
    missing = [path, *path.parents][: _depth_missing(path)]
    for each in reversed(missing):
        each.mkdir(mode=0o700)
        undo.callback(_remove_folder, each)


def _depth_missing(path: Path) -> int:
    return next(at for at, each in enumerate([path, *path.parents]) if each.exists())


def _remove_folder(path: Path) -> None:
    """Remove a folder we made, unless somebody has put something into it meanwhile."""
    try:
        path.rmdir()
    except OSError:
        return


def _write_new(path: Path, text: str) -> None:
    """Write a file that must not exist, mode 0600, whole or not at all."""
    draft = path.with_name(f".{path.name}.new")
    draft.unlink(missing_ok=True)
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # unlike a rename it replaces nothing
        except FileExistsError:
            raise InputError(f"{path} exists already and is left alone.") from None
        except OSError:  # a file system without links
            draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)
