"""The second step of the schema: what comes before the invoice, and what banks say of accounts."""

from __future__ import annotations

from invoicectl.ledger.area import Area
from invoicectl.ledger.area import rebuilt
from invoicectl.ledger.schema_avtalegiro import AREA as AVTALEGIRO
from invoicectl.ledger.schema_customers import AREA as CUSTOMERS
from invoicectl.ledger.schema_initial import M001_INITIAL
from invoicectl.ledger.schema_levels import AREA as LEVELS
from invoicectl.ledger.schema_lists import AREA as LISTS
from invoicectl.ledger.schema_money import AREA as MONEY
from invoicectl.ledger.schema_orders import AREA as ORDERS
from invoicectl.ledger.schema_payments import AREA as PAYMENTS
from invoicectl.ledger.schema_products import AREA as PRODUCTS
from invoicectl.ledger.schema_projects import AREA as PROJECTS
from invoicectl.ledger.schema_recurring import AREA as RECURRING

_OUTBOX = """CREATE TABLE outbox(
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL CHECK(purpose IN('invoice','credit_note','notice','quote',
    'order_confirmation','payment_request','statement')),
  ref TEXT NOT NULL, invoice_no INTEGER REFERENCES invoice(invoice_no),
  customer_no TEXT NOT NULL REFERENCES customer(customer_no),
  channel TEXT NOT NULL, recipient TEXT NOT NULL, generation INTEGER NOT NULL DEFAULT 1,
  may_repeat INTEGER NOT NULL CHECK(may_repeat IN(0,1)),
  message TEXT NOT NULL, document_sha256 TEXT REFERENCES document(sha256),
  payload BLOB, payload_sha256 TEXT,
  state TEXT NOT NULL DEFAULT 'queued', attempts INTEGER NOT NULL DEFAULT 0,
  not_before TEXT, last_error TEXT NOT NULL DEFAULT '', reference TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, sent_at TEXT,
  UNIQUE(purpose, ref, channel, recipient, generation),
  CHECK(invoice_no IS NOT NULL OR purpose NOT IN('invoice','credit_note','notice'))) STRICT"""
_OUTBOX_COLUMNS = (
    "id, key, purpose, ref, invoice_no, customer_no, channel, recipient, generation, may_repeat,"
    " message, document_sha256, payload, payload_sha256, state, attempts, not_before, last_error,"
    " reference, created_at, updated_at, sent_at"
)
# a mark-up is a discount below zero
_DRAFT_LINE = """CREATE TABLE draft_line(
  draft_no INTEGER NOT NULL REFERENCES draft(draft_no) ON DELETE CASCADE,
  n INTEGER NOT NULL CHECK(n > 0), description TEXT NOT NULL, quantity_micro INTEGER NOT NULL,
  unit TEXT NOT NULL, unit_price_micro INTEGER NOT NULL, discount_bp INTEGER NOT NULL DEFAULT 0
    CHECK(discount_bp BETWEEN -100000 AND 10000),
  vat_code TEXT NOT NULL, income_account TEXT NOT NULL DEFAULT '',
  product_no TEXT NOT NULL DEFAULT '', credits_n INTEGER,
  PRIMARY KEY(draft_no, n)) STRICT, WITHOUT ROWID"""
_DRAFT_LINE_COLUMNS = (
    "draft_no, n, description, quantity_micro, unit, unit_price_micro, discount_bp, vat_code,"
    " income_account, product_no, credits_n"
)

BASE = Area(
    statements=(
        *rebuilt("outbox", _OUTBOX, _OUTBOX_COLUMNS, M001_INITIAL),
        *rebuilt("draft_line", _DRAFT_LINE, _DRAFT_LINE_COLUMNS, M001_INITIAL),
        # outlives the draft: an issued document is found by its draft_no
        """CREATE TABLE draft_origin(
  draft_no INTEGER PRIMARY KEY, project_no TEXT, order_no INTEGER, recurring_no INTEGER,
  CHECK(coalesce(project_no, order_no, recurring_no) IS NOT NULL)) STRICT""",
        """CREATE INDEX draft_origin_project ON draft_origin(project_no)
  WHERE project_no IS NOT NULL""",
        "CREATE INDEX draft_origin_order ON draft_origin(order_no) WHERE order_no IS NOT NULL",
        """CREATE INDEX draft_origin_recurring ON draft_origin(recurring_no)
  WHERE recurring_no IS NOT NULL""",
    ),
    sealed={"draft_origin": "draft_no"},
    append_only=("draft_origin",),
)

AREAS = (
    BASE, LEVELS, CUSTOMERS, PRODUCTS, ORDERS, PROJECTS, RECURRING, MONEY, PAYMENTS, AVTALEGIRO,
    LISTS,
)  # fmt: skip
M002_SALES: tuple[str, ...] = tuple(
    statement for area in AREAS for statement in area.all_statements()
)
