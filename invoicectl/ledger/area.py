"""What one part of the program adds to the schema: its statements, and how its rows are guarded."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import TYPE_CHECKING

from invoicectl.ledger.row_seal import seal_triggers

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Area:
    """One part of a step of the schema.

    Attributes:
        statements: tables, columns, indexes and triggers of its own, in order.
        sealed: table -> the column whose rows share one seal, for every table but journals.
        append_only: tables whose rows are never changed and never deleted.
        kept: tables whose rows may change, but are never deleted.
    """

    statements: tuple[str, ...] = ()
    sealed: Mapping[str, str] = field(default_factory=dict)
    append_only: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    def all_statements(self) -> tuple[str, ...]:
        """Return the statements with the guards and seals of its tables."""
        return (
            *self.statements,
            *(guard for table in self.append_only for guard in append_only(table)),
            *(kept(table) for table in self.kept),
            *(
                trigger
                for table, column in self.sealed.items()
                for trigger in seal_triggers(
                    table, column, is_append_only=table in self.append_only
                )
            ),
        )


def append_only(table: str) -> tuple[str, str]:
    """Return the triggers that refuse to change or delete a row of a table."""
    refusal = f"BEGIN SELECT RAISE(ABORT,'{table} is append-only'); END"
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refusal}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refusal}",
    )


def kept(table: str) -> str:
    """Return the trigger that refuses to delete a row of a table."""
    return (
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN"
        f" SELECT RAISE(ABORT,'rows of {table} are kept'); END"
    )


def rebuilt(table: str, definition: str, columns: str, around: tuple[str, ...]) -> tuple[str, ...]:
    """Return the statements that give a table another definition and keep its rows.

    Args:
        table: its name.
        definition: the new `CREATE TABLE`.
        columns: those to carry over, as in a SELECT.
        around: all statements of older steps; indexes and triggers on the table are taken again,
            of several with one name the last.
    """
    again = {
        statement.partition(" ON ")[0]: statement
        for statement in around
        if _is_on(statement, table)
    }
    return (
        f"CREATE TABLE {table}_before AS SELECT {columns} FROM {table}",  # noqa: S608 - own names
        f"DROP TABLE {table}",
        definition,
        f"INSERT INTO {table}({columns}) SELECT {columns} FROM {table}_before",  # noqa: S608
        f"DROP TABLE {table}_before",
        *again.values(),
    )


def _is_on(statement: str, table: str) -> bool:
    """Return whether this creates an index or a trigger of a table."""
    kind, _, rest = statement.partition(" ON ")
    is_guard = kind.startswith(("CREATE INDEX", "CREATE UNIQUE INDEX", "CREATE TRIGGER"))
    return is_guard and rest.replace("(", " ").split()[0] == table
