"""What the second step of the schema adds for bank statements."""

from __future__ import annotations

from invoicectl.ledger.area import Area

# what a bank says of an account; the same statement may come in several files
_STATEMENT = """CREATE TABLE bank_statement(
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES bank_file(id),
  account TEXT NOT NULL,
  first_day TEXT NOT NULL CHECK(date(first_day,'+0 days') IS first_day),
  last_day TEXT NOT NULL CHECK(date(last_day,'+0 days') IS last_day AND last_day >= first_day),
  opening_ore INTEGER NOT NULL, closing_ore INTEGER NOT NULL,
  left_out_ore INTEGER NOT NULL, reference TEXT NOT NULL,
  UNIQUE(account, first_day, last_day, opening_ore, closing_ore)) STRICT"""

AREA = Area(
    statements=(_STATEMENT,),
    sealed={"bank_statement": "id"},
    append_only=("bank_statement",),
)
