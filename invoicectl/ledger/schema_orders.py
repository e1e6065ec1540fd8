"""What the second step of the schema adds for quotes and orders."""

from __future__ import annotations

from invoicectl.ledger.area import Area

_ORDERS = (
    """CREATE TABLE sales_order(
  order_no INTEGER PRIMARY KEY CHECK(order_no > 0),
  customer_no TEXT NOT NULL REFERENCES customer(customer_no),
  project_no TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK(state IN('quote','sent','accepted','declined','expired','order',
    'confirmed','closed')),
  revision INTEGER NOT NULL DEFAULT 1 CHECK(revision > 0),
  made_on TEXT NOT NULL CHECK(date(made_on,'+0 days') IS made_on),
  quoted_on TEXT, ordered_on TEXT, valid_to TEXT, delivery_from TEXT, delivery_to TEXT,
  contact TEXT NOT NULL DEFAULT '',
  comment TEXT NOT NULL DEFAULT '', advance_kind TEXT NOT NULL DEFAULT 'none'
    CHECK(advance_kind IN('none','subscription','rent','fee','passenger-transport','catering',
    'admission')),
  reason TEXT NOT NULL DEFAULT '', quote_no INTEGER REFERENCES sales_order(order_no),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  CHECK(quoted_on IS NOT NULL OR ordered_on IS NOT NULL),
  CHECK(ordered_on IS NOT NULL OR state NOT IN('order','confirmed','closed'))) STRICT""",
    "CREATE INDEX sales_order_customer ON sales_order(customer_no, order_no)",
    "CREATE INDEX sales_order_quote ON sales_order(quote_no) WHERE quote_no IS NOT NULL",
    "CREATE INDEX sales_order_state ON sales_order(state, order_no)",
    """CREATE TABLE sales_order_line(
  order_no INTEGER NOT NULL REFERENCES sales_order(order_no), n INTEGER NOT NULL CHECK(n > 0),
  description TEXT NOT NULL, quantity_micro INTEGER NOT NULL CHECK(quantity_micro <> 0),
  unit TEXT NOT NULL, unit_price_micro INTEGER NOT NULL, discount_bp INTEGER NOT NULL DEFAULT 0
    CHECK(discount_bp BETWEEN -100000 AND 10000),
  vat_code TEXT NOT NULL, income_account TEXT NOT NULL DEFAULT '',
  product_no TEXT NOT NULL DEFAULT '', is_incl_vat INTEGER NOT NULL DEFAULT 0
    CHECK(is_incl_vat IN(0,1)), accepted_micro INTEGER,
  CHECK(accepted_micro IS NULL OR accepted_micro = 0 OR (abs(accepted_micro) <= abs(quantity_micro)
    AND (accepted_micro > 0) = (quantity_micro > 0))),
  PRIMARY KEY(order_no, n)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE order_key(
  key TEXT PRIMARY KEY CHECK(key <> ''), order_no INTEGER NOT NULL REFERENCES sales_order(order_no),
  created_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
)

_PROGRESS = (
    # what was delivered of a line, by day; a row below zero takes back what was noted wrongly
    """CREATE TABLE order_delivery(
  id INTEGER PRIMARY KEY, order_no INTEGER NOT NULL REFERENCES sales_order(order_no),
  line_n INTEGER NOT NULL CHECK(line_n > 0),
  quantity_micro INTEGER NOT NULL CHECK(quantity_micro <> 0),
  delivered_on TEXT NOT NULL CHECK(date(delivered_on,'+0 days') IS delivered_on),
  note TEXT NOT NULL DEFAULT '', created_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX order_delivery_order ON order_delivery(order_no, line_n)",
    # outlives the draft: while the draft is there the quantity is drafted, once an invoice has
    # its number it is invoiced, and when neither is there it is free again
    """CREATE TABLE order_draft(
  draft_no INTEGER NOT NULL, draft_n INTEGER NOT NULL CHECK(draft_n > 0),
  order_no INTEGER NOT NULL REFERENCES sales_order(order_no),
  line_n INTEGER NOT NULL CHECK(line_n > 0),
  quantity_micro INTEGER NOT NULL CHECK(quantity_micro <> 0),
  PRIMARY KEY(draft_no, draft_n)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX order_draft_order ON order_draft(order_no, line_n)",
)

_LETTERS = (
    # every document that was made for the customer, its bytes kept under its hash
    """CREATE TABLE order_version(
  id INTEGER PRIMARY KEY, order_no INTEGER NOT NULL REFERENCES sales_order(order_no),
  kind TEXT NOT NULL CHECK(kind IN('quote','order_confirmation')),
  version INTEGER NOT NULL CHECK(version > 0), revision INTEGER NOT NULL,
  sent_on TEXT NOT NULL, total_ore INTEGER NOT NULL,
  document_sha256 TEXT NOT NULL REFERENCES document(sha256), created_at TEXT NOT NULL,
  UNIQUE(order_no, kind, version)) STRICT""",
    # a payment request is no sales document and is not booked (bff § 5-2-6)
    """CREATE TABLE payment_request(
  id INTEGER PRIMARY KEY, order_no INTEGER NOT NULL REFERENCES sales_order(order_no),
  n INTEGER NOT NULL CHECK(n > 0), amount_ore INTEGER NOT NULL CHECK(amount_ore > 0),
  requested_on TEXT NOT NULL, due TEXT NOT NULL,
  document_sha256 TEXT NOT NULL REFERENCES document(sha256), created_at TEXT NOT NULL,
  UNIQUE(order_no, n)) STRICT""",
    """CREATE TABLE order_payment(
  id INTEGER PRIMARY KEY, order_no INTEGER NOT NULL REFERENCES sales_order(order_no),
  transaction_id INTEGER NOT NULL REFERENCES bank_transaction(id),
  amount_ore INTEGER NOT NULL CHECK(amount_ore > 0), created_at TEXT NOT NULL,
  UNIQUE(order_no, transaction_id)) STRICT""",
    "CREATE INDEX order_payment_transaction ON order_payment(transaction_id)",
)

AREA = Area(
    statements=(*_ORDERS, *_PROGRESS, *_LETTERS),
    sealed={
        "order_delivery": "order_no",
        "order_draft": "draft_no",
        "order_key": "key",
        "order_payment": "order_no",
        "order_version": "order_no",
        "payment_request": "order_no",
        "sales_order": "order_no",
        "sales_order_line": "order_no",
    },
    append_only=(
        "order_delivery",
        "order_draft",
        "order_key",
        "order_payment",
        "order_version",
        "payment_request",
    ),
    kept=("sales_order",),
)
