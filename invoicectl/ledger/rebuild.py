"""Works the open items out anew from what was posted: the one table that can be lost and remade."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.connect import open_unguarded
from invoicectl.ledger.log import note

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.domain.stamp import Stamp

# customer, invoice (0 for credit), due, and what is open of each claim; open ones only
SUMS = """
SELECT customer_no, coalesce(invoice_no, 0) AS invoice_no,
  (SELECT due FROM line f WHERE f.invoice_no = line.invoice_no
    AND f.customer_no = line.customer_no AND f.due IS NOT NULL ORDER BY voucher_id, n LIMIT 1),
  sum(iif(coalesce(claim,'principal') = 'principal', amount_ore, 0)) AS principal,
  sum(iif(claim IS 'fee', amount_ore, 0)) AS fee,
  sum(iif(claim IS 'interest', amount_ore, 0)) AS interest,
  sum(iif(claim IS 'compensation', amount_ore, 0)) AS compensation
FROM line WHERE account IN(SELECT code FROM account WHERE role = 'receivable')
GROUP BY customer_no, coalesce(invoice_no, 0)
HAVING principal <> 0 OR fee <> 0 OR interest <> 0 OR compensation <> 0"""


def rebuild_open_items(path: Path, stamp: Stamp) -> int:
    """Replace the open items by the sums of the receivable lines; return how many rows changed.

    Raises:
        GuardError: the file is damaged.
        LockedError: another program is writing to the ledger.
    """
    with closing(open_unguarded(path)) as con, Ledger(con, path).write():
        changed = con.execute(
            f"SELECT count(*) FROM (SELECT * FROM ({SUMS} EXCEPT SELECT * FROM open_item)"  # noqa: S608 - constant
            f" UNION ALL SELECT * FROM (SELECT * FROM open_item EXCEPT {SUMS}))"
        ).fetchone()[0]
        if changed:
            con.execute("DELETE FROM open_item")
            con.execute(f"INSERT INTO open_item {SUMS}")
            note(con, stamp, "ledger.rebuilt", "open_item", f"{changed} rows differed")
    return int(changed)
