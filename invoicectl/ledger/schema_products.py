"""What the second step of the schema adds for prices: with or without VAT, by list, by customer."""

from __future__ import annotations

from invoicectl.ledger.area import Area

_COLUMNS = (
    """ALTER TABLE product ADD COLUMN is_incl_vat INTEGER NOT NULL DEFAULT 0
  CHECK(is_incl_vat IN(0,1))""",
    "ALTER TABLE product ADD COLUMN cost_price_micro INTEGER",
    """ALTER TABLE draft_line ADD COLUMN is_incl_vat INTEGER NOT NULL DEFAULT 0
  CHECK(is_incl_vat IN(0,1))""",
    # a price that was entered with VAT, and what the line comes to with VAT (RND-3)
    "ALTER TABLE invoice_line ADD COLUMN unit_price_incl_micro INTEGER",
    """ALTER TABLE invoice_line ADD COLUMN total_incl_ore INTEGER
  CHECK((total_incl_ore IS NULL) = (unit_price_incl_micro IS NULL))""",
)

_TABLES = (
    """CREATE TABLE price_list(
  name TEXT PRIMARY KEY CHECK(name <> ''), title TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    # of a list, of a customer, or (neither) the base price from a day on
    """CREATE TABLE product_price(
  product_no TEXT NOT NULL REFERENCES product(product_no),
  list_name TEXT NOT NULL DEFAULT '', customer_no TEXT NOT NULL DEFAULT '',
  at_least_micro INTEGER NOT NULL DEFAULT 0 CHECK(at_least_micro >= 0),
  valid_from TEXT NOT NULL CHECK(date(valid_from,'+0 days') IS valid_from),
  valid_to TEXT CHECK(valid_to IS NULL
    OR (date(valid_to,'+0 days') IS valid_to AND valid_to >= valid_from)),
  unit_price_micro INTEGER NOT NULL, is_incl_vat INTEGER NOT NULL CHECK(is_incl_vat IN(0,1)),
  PRIMARY KEY(product_no, list_name, customer_no, at_least_micro, valid_from),
  CHECK(list_name = '' OR customer_no = '')) STRICT, WITHOUT ROWID""",
    "CREATE INDEX product_price_list ON product_price(list_name) WHERE list_name <> ''",
    "CREATE INDEX product_price_customer ON product_price(customer_no) WHERE customer_no <> ''",
)

AREA = Area(
    statements=(*_COLUMNS, *_TABLES),
    sealed={"price_list": "name", "product_price": "product_no"},
)
