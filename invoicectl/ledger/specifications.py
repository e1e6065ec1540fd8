"""The pages behind an invoice, kept with its draft and found by it after it was issued."""

from __future__ import annotations

from dataclasses import asdict
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from invoicectl.domain.specification import Specification
from invoicectl.domain.specification import SpecificationGroup
from invoicectl.domain.specification import SpecificationRow

if TYPE_CHECKING:
    import sqlite3


def keep_specification(con: sqlite3.Connection, draft_no: int, spec: Specification) -> None:
    """Store the specification of a new draft inside the caller's transaction."""
    import json

    content = [
        {
            "title": group.title,
            "net_ore": group.net_ore,
            "rows": [asdict(row) | {"day": row.day.isoformat()} for row in group.rows],
        }
        for group in spec.groups
    ]
    con.execute(
        "INSERT INTO draft_specification VALUES(?,?)",
        (draft_no, json.dumps(content, ensure_ascii=False, separators=(",", ":"))),
    )


def specification_of(con: sqlite3.Connection, draft_no: int) -> Specification | None:
    """Return the specification of a draft or of the invoice it became, None when it has none."""
    row = con.execute(
        "SELECT content FROM draft_specification WHERE draft_no = ?", (draft_no,)
    ).fetchone()
    if row is None:
        return None
    import json

    return Specification(
        tuple(
            SpecificationGroup(
                group["title"],
                tuple(
                    replace(SpecificationRow(**each), day=date.fromisoformat(each["day"]))
                    for each in group["rows"]
                ),
                group["net_ore"],
            )
            for group in json.loads(row[0])
        )
    )
