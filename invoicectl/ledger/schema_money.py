"""What the second step of the schema adds for payments undone, refunded and made by hand."""

from __future__ import annotations

from invoicectl.ledger.area import Area
from invoicectl.ledger.area import rebuilt
from invoicectl.ledger.schema_initial import M001_INITIAL

# undone_id is 0, or the row's own id once it is undone: the same file may then come again
_BANK_FILE = """CREATE TABLE bank_file(
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL REFERENCES document(sha256),
  name TEXT NOT NULL, format TEXT NOT NULL,
  records_sha256 TEXT NOT NULL, imported_on TEXT NOT NULL, imported_at TEXT NOT NULL,
  actor TEXT NOT NULL,
  payments INTEGER NOT NULL, sum_ore INTEGER NOT NULL,
  matched INTEGER NOT NULL, matched_ore INTEGER NOT NULL,
  queued INTEGER NOT NULL, queued_ore INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, duplicates_ore INTEGER NOT NULL, ignored INTEGER NOT NULL,
  undone_id INTEGER NOT NULL DEFAULT 0 CHECK(undone_id IN(0, id)),
  undone_on TEXT, CHECK((undone_id = 0) = (undone_on IS NULL)),
  UNIQUE(sha256, undone_id), UNIQUE(records_sha256, undone_id),
  CHECK(payments = matched + queued + duplicates + ignored),
  CHECK(sum_ore = matched_ore + queued_ore + duplicates_ore)) STRICT"""
_BANK_FILE_COLUMNS = (
    "id, sha256, name, format, records_sha256, imported_on, imported_at, actor, payments, sum_ore,"
    " matched, matched_ore, queued, queued_ore, duplicates, duplicates_ore, ignored"
)
_BANK_TRANSACTION = """CREATE TABLE bank_transaction(
  id INTEGER PRIMARY KEY, file_id INTEGER NOT NULL REFERENCES bank_file(id),
  file_line INTEGER NOT NULL, account TEXT NOT NULL, booked_on TEXT NOT NULL,
  amount_ore INTEGER NOT NULL, kid TEXT NOT NULL, text TEXT NOT NULL,
  payer_account TEXT NOT NULL, payer_name TEXT NOT NULL, ordered_on TEXT,
  reference TEXT NOT NULL, type_code TEXT NOT NULL, type_name TEXT NOT NULL,
  is_reversal INTEGER NOT NULL CHECK(is_reversal IN(0,1)),
  fingerprint BLOB NOT NULL, ordinal INTEGER NOT NULL,
  voucher_id INTEGER REFERENCES voucher(id),
  customer_no TEXT REFERENCES customer(customer_no), invoice_no INTEGER,
  reason TEXT NOT NULL, sentence TEXT NOT NULL,
  state TEXT NOT NULL CHECK(state IN('matched','queued','settled','undone')),
  undone_id INTEGER NOT NULL DEFAULT 0 CHECK(undone_id IN(0, id)),
  CHECK((undone_id = 0) = (state <> 'undone')),
  CHECK((voucher_id IS NULL) = (amount_ore = 0)),
  UNIQUE(fingerprint, ordinal, undone_id)) STRICT"""
_BANK_TRANSACTION_COLUMNS = (
    "id, file_id, file_line, account, booked_on, amount_ore, kid, text, payer_account, payer_name,"
    " ordered_on, reference, type_code, type_name, is_reversal, fingerprint, ordinal, voucher_id,"
    " customer_no, invoice_no, reason, sentence, state"
)
_FILE_FACTS = """CREATE TRIGGER bank_file_facts BEFORE UPDATE ON bank_file
WHEN (OLD.payments <> 0 AND (NEW.payments <> OLD.payments OR NEW.sum_ore <> OLD.sum_ore
    OR NEW.matched <> OLD.matched OR NEW.matched_ore <> OLD.matched_ore
    OR NEW.queued <> OLD.queued OR NEW.queued_ore <> OLD.queued_ore
    OR NEW.duplicates <> OLD.duplicates OR NEW.duplicates_ore <> OLD.duplicates_ore
    OR NEW.ignored <> OLD.ignored))
  OR OLD.undone_id <> 0 OR NEW.id <> OLD.id OR NEW.sha256 <> OLD.sha256 OR NEW.name <> OLD.name
  OR NEW.format <> OLD.format OR NEW.records_sha256 <> OLD.records_sha256
  OR NEW.imported_on <> OLD.imported_on OR NEW.imported_at <> OLD.imported_at
  OR NEW.actor <> OLD.actor BEGIN
  SELECT RAISE(ABORT,'what was imported never changes'); END"""
_UNDONE = """CREATE TRIGGER bank_undone BEFORE UPDATE ON bank_transaction
WHEN OLD.undone_id <> 0 BEGIN
  SELECT RAISE(ABORT,'a payment that was undone never changes'); END"""

_OLDER = tuple(text for text in M001_INITIAL if "TRIGGER bank_file_facts" not in text)

AREA = Area(
    statements=(
        *rebuilt("bank_file", _BANK_FILE, _BANK_FILE_COLUMNS, _OLDER),
        _FILE_FACTS,
        *rebuilt("bank_transaction", _BANK_TRANSACTION, _BANK_TRANSACTION_COLUMNS, _OLDER),
        _UNDONE,
        """CREATE TABLE refund(
  id INTEGER PRIMARY KEY, customer_no TEXT REFERENCES customer(customer_no),
  transaction_id INTEGER REFERENCES bank_transaction(id),
  amount_ore INTEGER NOT NULL CHECK(amount_ore > 0),
  receiver TEXT NOT NULL, kontonr TEXT NOT NULL CHECK(kontonr <> ''), message TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'planned' CHECK(state IN('planned','paid','cancelled')),
  made_on TEXT NOT NULL, paid_on TEXT, voucher_id INTEGER REFERENCES voucher(id),
  created_at TEXT NOT NULL,
  CHECK((state = 'paid') = (voucher_id IS NOT NULL AND paid_on IS NOT NULL)),
  CHECK(coalesce(customer_no, transaction_id) IS NOT NULL)) STRICT""",
        "CREATE INDEX refund_open ON refund(customer_no) WHERE state = 'planned'",
        "CREATE INDEX refund_transaction ON refund(transaction_id)",
        # money on its way to the bank
        """INSERT INTO account(code, name, kind, role, grp_cat, grp_code)
  SELECT '1570', 'Andre kortsiktige fordringer', 'asset', '', grp_cat, '1570'
  FROM account WHERE code = '1530'
    AND NOT EXISTS(SELECT 1 FROM account WHERE code = '1570')""",
    ),
    sealed={"refund": "id"},
    kept=("refund",),
)
