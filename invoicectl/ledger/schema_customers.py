"""What the second step of the schema adds for contacts, addresses and flags of customers."""

from __future__ import annotations

from invoicectl.ledger.area import Area

ERASED_MESSAGE = (
    '{"recipient_name":"","subject":"(erased)","text":"(erased)","html":"","dated_at":"",'
    '"attachment_name":"","in_reply_to":""}'
)
"""What stands in the outbox for a letter whose text was erased."""

_COLUMNS = (
    "ALTER TABLE customer ADD COLUMN mobile TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN gln TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE customer ADD COLUMN buyer_reference TEXT NOT NULL DEFAULT ''",
    """ALTER TABLE customer ADD COLUMN credit_limit_ore INTEGER
  CHECK(credit_limit_ore IS NULL OR credit_limit_ore >= 0)""",
    "ALTER TABLE customer ADD COLUMN blocked_reason TEXT NOT NULL DEFAULT ''",
)

_TABLES = (
    """CREATE TABLE contact(
  customer_no TEXT NOT NULL REFERENCES customer(customer_no), n INTEGER NOT NULL CHECK(n > 0),
  name TEXT NOT NULL CHECK(name <> ''), role TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '', phone TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(customer_no, n)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE delivery_address(
  customer_no TEXT NOT NULL REFERENCES customer(customer_no), n INTEGER NOT NULL CHECK(n > 0),
  name TEXT NOT NULL CHECK(name <> ''), street TEXT NOT NULL DEFAULT '',
  postcode TEXT NOT NULL DEFAULT '', city TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT 'NO', gln TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(customer_no, n)) STRICT, WITHOUT ROWID""",
    # apart from the customer, so that no list or export of customers can hold it
    """CREATE TABLE birth_date(
  customer_no TEXT PRIMARY KEY REFERENCES customer(customer_no),
  born_on TEXT NOT NULL CHECK(date(born_on,'+0 days') IS born_on)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE register_check(
  customer_no TEXT PRIMARY KEY REFERENCES customer(customer_no),
  orgnr TEXT NOT NULL, checked_on TEXT NOT NULL CHECK(date(checked_on,'+0 days') IS checked_on),
  name TEXT NOT NULL, form TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN('active','bankrupt','winding_up','forced_winding_up',
    'deleted','unknown'))) STRICT, WITHOUT ROWID""",
    """CREATE TABLE customer_alias(
  customer_no TEXT PRIMARY KEY REFERENCES customer(customer_no),
  into_no TEXT NOT NULL REFERENCES customer(customer_no),
  merged_on TEXT NOT NULL, CHECK(into_no <> customer_no)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX customer_alias_into ON customer_alias(into_no)",
    """CREATE TABLE forgotten(
  customer_no TEXT PRIMARY KEY REFERENCES customer(customer_no),
  forgotten_on TEXT NOT NULL) STRICT, WITHOUT ROWID""",
)

# what an outbox row says never changes, but for a forgotten person's letter that may go (RET-2)
_RULES = (
    "DROP TRIGGER outbox_facts",
    f"""CREATE TRIGGER outbox_facts BEFORE UPDATE ON outbox
WHEN NEW.key <> OLD.key OR NEW.purpose <> OLD.purpose OR NEW.ref <> OLD.ref
  OR NEW.channel <> OLD.channel OR NEW.document_sha256 IS NOT OLD.document_sha256
  OR (OLD.payload_sha256 IS NOT NULL AND NEW.payload_sha256 IS NOT OLD.payload_sha256)
  OR ((NEW.recipient <> OLD.recipient OR NEW.message <> OLD.message) AND NOT (
    NEW.message = '{ERASED_MESSAGE}'
    AND NEW.recipient = 'erased:' || OLD.id AND NEW.payload IS NULL
    AND OLD.state IN('sent','delivered','bounced','cancelled')
    AND EXISTS(SELECT 1 FROM forgotten f WHERE f.customer_no = OLD.customer_no))) BEGIN
  SELECT RAISE(ABORT,'what an outbox row says never changes'); END""",  # noqa: S608 - own text
)

AREA = Area(
    statements=(*_COLUMNS, *_TABLES, *_RULES),
    sealed={
        "birth_date": "customer_no",
        "contact": "customer_no",
        "customer_alias": "customer_no",
        "delivery_address": "customer_no",
        "forgotten": "customer_no",
        "register_check": "customer_no",
    },
    append_only=("customer_alias", "forgotten"),
)
