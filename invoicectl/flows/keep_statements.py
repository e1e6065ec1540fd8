"""The balances that a file states for accounts of the company: kept, and tested for gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from invoicectl.domain.payment import BankFile
    from invoicectl.ledger.connect import Connection


def keep_statements(
    con: Connection, file_id: int, file: BankFile, ours: set[str]
) -> tuple[str, ...]:
    """Keep the balances of our accounts, and return what does not continue from one to the next.

    Args:
        con: inside the import's transaction.
        file_id: the file they stand in.
        file: what it says.
        ours: the company's accounts; balances of others are left out, and that is said.
    """
    if not file.statements:
        return ()
    from invoicectl.domain.money import kroner
    from invoicectl.ledger.statements import add_statement
    from invoicectl.ledger.statements import statement_before

    sentences = []
    for statement in sorted(file.statements, key=lambda each: (each.account, each.last_day)):
        if statement.account not in ours:
            sentences.append(
                f"the balances of an account that ends in {statement.account[-4:]} were left out:"
                " it is not one of the company's"
            )
            continue
        before = statement_before(con, statement.account, statement.first_day)
        is_new = add_statement(con, file_id, statement)
        if is_new and before is not None and before.closing_ore != statement.opening_ore:
            sentences.append(
                f"account {statement.account} begins with {kroner(statement.opening_ore)} on"
                f" {statement.first_day:%d.%m.%Y}, but ended with {kroner(before.closing_ore)} on"
                f" {before.last_day:%d.%m.%Y}; a statement between them may be missing"
            )
    return tuple(sentences)
