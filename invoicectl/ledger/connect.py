"""Opens the ledger file: the only place that connects, with every switch the promises rest on."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import contextmanager
from typing import TYPE_CHECKING
from typing import Self

from invoicectl.errors import GuardError
from invoicectl.errors import InputError
from invoicectl.errors import LockedError
from invoicectl.errors import SetupError
from invoicectl.ledger.row_seal import fill_seals
from invoicectl.ledger.row_seal import mark_foreign_edits
from invoicectl.ledger.tables import APPEND_ONLY
from invoicectl.ledger.tables import SCHEMA_VERSION
from invoicectl.seams import fp
from invoicectl.seams import is_hooked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Connection = sqlite3.Connection
"""What a query is given; named here so that only the ledger knows which database it is."""

APPLICATION_ID = 0x496E7643  # "InvC"
BUSY_TIMEOUT_S = 15

_PRAGMAS = (
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
    "cache_size=-8000",
    "temp_store=MEMORY",
    "synchronous=EXTRA",
    "secure_delete=ON",
    "fullfsync=ON",
)
_DDL = frozenset(
    {
        sqlite3.SQLITE_CREATE_INDEX,
        sqlite3.SQLITE_CREATE_TABLE,
        sqlite3.SQLITE_CREATE_TRIGGER,
        sqlite3.SQLITE_CREATE_VIEW,
        sqlite3.SQLITE_DROP_INDEX,
        sqlite3.SQLITE_DROP_TABLE,
        sqlite3.SQLITE_DROP_TRIGGER,
        sqlite3.SQLITE_DROP_VIEW,
        sqlite3.SQLITE_ALTER_TABLE,
        sqlite3.SQLITE_DETACH,
        sqlite3.SQLITE_REINDEX,
    }
)
_GUARDED = frozenset(APPEND_ONLY)
_READ_PRAGMAS = frozenset(
    {
        "application_id",
        "cell_size_check",
        "foreign_key_check",
        "foreign_keys",
        "integrity_check",
        "journal_mode",
        "page_count",
        "quick_check",
        "recursive_triggers",
        "synchronous",
        "table_info",
        "table_xinfo",
        "trusted_schema",
        "user_version",
    }
)


class Ledger:
    """An open ledger: the connection, its path, and the transaction every write goes through."""

    __slots__ = ("con", "path")

    def __init__(self, con: sqlite3.Connection, path: Path) -> None:
        """Hold an open, checked connection."""
        self.con = con
        self.path = path

    def __enter__(self) -> Self:
        """Use as a context manager: leaving closes."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close; what was not committed is rolled back."""
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.con.close()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Run the block in one immediate transaction: all of it is kept, or nothing.

        Raises:
            LockedError: another process held the ledger longer than the busy timeout.
            GuardError: the disk is full, or the file can no longer be read or written.
        """
        with explained(self.path):
            self.con.execute("BEGIN IMMEDIATE")
            fp("ledger.begun")
            try:
                mark_foreign_edits(self.con)
                yield self.con
                fill_seals(self.con)
                fp("ledger.before-commit")
                self.con.execute("COMMIT")
            except BaseException:
                if self.con.in_transaction:
                    self.con.execute("ROLLBACK")
                raise
        fp("ledger.committed")

    @contextmanager
    def rehearse(self) -> Iterator[sqlite3.Connection]:
        """Run the block in a transaction that is always taken back: what a dry run does.

        Raises:
            LockedError, GuardError: as `write` does.
        """
        with explained(self.path):
            self.con.execute("BEGIN IMMEDIATE")
            try:
                yield self.con
            finally:
                if self.con.in_transaction:
                    self.con.execute("ROLLBACK")


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what SQLite says about the file and the disk into sentences."""
    try:
        yield
    except sqlite3.OperationalError as error:
        text = str(error)
        if "locked" in text or "busy" in text:
            raise LockedError(f"Another program is writing to {path}.") from error
        if "full" in text:
            raise GuardError(
                f"The disk with {path} is full; nothing was written.",
                hint="Free some space and run the command again.",
            ) from error
        if "I/O" in text or "readonly" in text or "unable to open" in text:
            raise GuardError(f"{path} could not be written ({text}); nothing was done.") from error
        raise
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            raise damaged(path) from error
        raise


def damaged(path: Path) -> GuardError:
    """Return the error for a file that is no longer a healthy ledger."""
    return GuardError(
        f"{path} is damaged or not a ledger; nothing was done.",
        hint="Run 'invoicectl ledger check'; 'invoicectl ledger restore' brings back a backup.",
    )


def is_damage(error: BaseException) -> bool:
    """Return whether an error that SQLite raised while reading says that the file is damaged."""
    text = str(error)
    return isinstance(error, sqlite3.DatabaseError) and (
        "malformed" in text or "not a database" in text
    )


def _deny_changes(
    action: int, first: str | None, second: str | None, _db: str | None, trigger: str | None
) -> int:
    """Refuse what a normal connection never does: new tables, edited books, other files."""
    if action in _DDL:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_ATTACH and first not in {"", None}:
        return sqlite3.SQLITE_DENY
    if action in {sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE} and (
        first in _GUARDED
        or (first == "open_item" and trigger is None)
        or str(first).startswith("sqlite_")
    ):
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_INSERT and first == "open_item" and trigger is None:
        return sqlite3.SQLITE_DENY
    if action == sqlite3.SQLITE_PRAGMA and (first not in _READ_PRAGMAS or _sets(first, second)):
        return sqlite3.SQLITE_DENY
    return sqlite3.SQLITE_OK


def _sets(pragma: str | None, argument: str | None) -> bool:
    return argument is not None and pragma not in {
        "table_info",
        "table_xinfo",
        "integrity_check",
        "quick_check",
        "foreign_key_check",
    }


def check_file(path: Path) -> None:
    """Refuse a ledger that is a link, shared by links, or readable by others.

    Raises:
        SetupError: there is no ledger, or it is not a plain file of our own.
    """
    try:
        found = os.lstat(path)
    except FileNotFoundError:
        raise SetupError(
            f"There is no ledger at {path}.",
            hint="Run 'invoicectl init' in the company's folder, or give --config.",
        ) from None
    if not stat.S_ISREG(found.st_mode) or found.st_nlink != 1:
        raise SetupError(
            f"{path} is a link or not a plain file, which can lose data.",
            hint="Put the real file there, with no other link to it.",
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise SetupError(
            f"{path} can be read by other users of this machine.", hint=f"Run: chmod 600 {path}"
        )


def open_ledger(path: Path) -> Ledger:
    """Open an existing ledger for reading and writing.

    Raises:
        SetupError: missing, linked, readable by others, or written by a newer program.
        GuardError: the file is damaged or belongs to another program.
    """
    check_file(path)
    with explained(path):
        con = _connect(path)
        try:
            _check_version(con, path)
        except BaseException:
            con.close()
            raise
    con.set_authorizer(_deny_changes)
    if is_hooked():
        con.set_trace_callback(lambda _statement: fp("sql"))
    return Ledger(con, path)


def open_unguarded(path: Path) -> sqlite3.Connection:
    """Open without the authorizer: for migrations, rebuilding and restored copies only."""
    with explained(path):
        return _connect(path)


def create_file(path: Path) -> None:
    """Make an empty 0600 file where the ledger will be.

    Raises:
        InputError: something is there already; it is never overwritten.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600))
    except FileExistsError:
        raise InputError(f"{path} exists already and is left alone.") from None


def _connect(path: Path) -> sqlite3.Connection:
    con = sqlite3.connect(path, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            con.execute(f"PRAGMA {pragma}")
        _require_switches(con, path)
    except UnicodeDecodeError as error:  # even what SQLite complains about cannot be read
        con.close()
        raise damaged(path) from error
    except BaseException:
        con.close()
        raise
    return con


def _require_switches(con: sqlite3.Connection, path: Path) -> None:
    """Refuse a connection on which SQLite ignored a switch: then all promises are void."""
    mode = con.execute("PRAGMA journal_mode=TRUNCATE").fetchone()[0]
    if mode != "truncate" or con.execute("PRAGMA foreign_keys").fetchone()[0] != 1:
        raise GuardError(
            f"SQLite refuses to open {path} safely (journal mode {mode}); nothing was done.",
            hint="Close other programs that have the file open.",
        )


def check_known(con: sqlite3.Connection, path: Path, *, newest: int = SCHEMA_VERSION) -> int:
    """Return the file's schema version, 0 for an empty file.

    Raises:
        GuardError: it belongs to another program.
        SetupError: a newer invoicectl wrote it.
    """
    version = int(con.execute("PRAGMA user_version").fetchone()[0])
    is_empty = version == 0 and con.execute("PRAGMA page_count").fetchone()[0] == 0
    if not is_empty and con.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise damaged(path)
    if version > newest:
        raise SetupError(
            f"{path} was written by a newer invoicectl (schema {version}, this one knows"
            f" {newest}); it was left as it is.",
            hint="Update invoicectl on this machine.",
        )
    return version


def _check_version(con: sqlite3.Connection, path: Path) -> None:
    version = check_known(con, path)
    if version < SCHEMA_VERSION:
        raise SetupError(
            f"{path} has an older schema ({version}, this invoicectl wants {SCHEMA_VERSION}).",
            hint="Run 'invoicectl ledger migrate': it makes a checked backup first.",
        )
