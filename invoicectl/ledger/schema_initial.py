"""The first step of the ledger's schema, statement by statement; its text is never edited."""

from __future__ import annotations

from invoicectl.ledger.area import append_only
from invoicectl.ledger.area import kept
from invoicectl.ledger.row_seal import seal_triggers
from invoicectl.ledger.row_seal import sequence_seal

APPEND_ONLY = (
    "attempt",
    "document",
    "draft_key",
    "gap",
    "invoice",
    "invoice_line",
    "line",
    "log",
    "meta",
    "notice",
    "period_lock",
    "transition",
    "voucher",
    "voucher_seal",
)
KEPT = (
    "account",
    "bank_file",
    "bank_transaction",
    "customer",
    "dispute",
    "outbox",
    "product",
    "run",
    "series",
)
SEALED = {
    "account": "code",
    "attempt": "outbox_id",
    "bank_file": "id",
    "bank_transaction": "file_id",
    "customer": "customer_no",
    "dispute": "id",
    "document": "sha256",
    "draft": "draft_no",
    "draft_key": "key",
    "draft_line": "draft_no",
    "gap": "first_no",
    "log": "seq",
    "meta": "key",
    "notice": "id",
    "outbox": "id",
    "period_lock": "period",
    "product": "product_no",
    "run": "run_id",
    "series": "name",
    "transition": "from_state",
}

_BOOKS = (
    """CREATE TABLE meta(
  key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE account(
  code TEXT PRIMARY KEY, name TEXT NOT NULL,
  kind TEXT NOT NULL CHECK(kind IN('asset','liability','equity','income','expense')),
  role TEXT NOT NULL DEFAULT '' CHECK(role IN('','receivable','bank')),
  grp_cat TEXT NOT NULL, grp_code TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE series(
  name TEXT PRIMARY KEY, next_no INTEGER NOT NULL CHECK(next_no > 0)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE gap(
  first_no INTEGER PRIMARY KEY, last_no INTEGER NOT NULL CHECK(last_no >= first_no),
  reason TEXT NOT NULL CHECK(reason <> ''), actor TEXT NOT NULL,
  created_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE row_seal(
  tbl TEXT NOT NULL, key TEXT NOT NULL, hash BLOB CHECK(length(hash) = 16),
  PRIMARY KEY(tbl, key)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX row_seal_empty ON row_seal(tbl, key) WHERE hash IS NULL",
    "CREATE INDEX row_seal_foreign ON row_seal(tbl, key) WHERE hash = zeroblob(16)",
    """CREATE TABLE period_lock(
  period INTEGER PRIMARY KEY CHECK(period BETWEEN 197001 AND 210012),
  locked_at TEXT NOT NULL, actor TEXT NOT NULL) STRICT""",
    """CREATE TABLE voucher(
  id INTEGER PRIMARY KEY, series TEXT NOT NULL, no INTEGER NOT NULL CHECK(no > 0),
  dated_on TEXT NOT NULL CHECK(date(dated_on,'+0 days') IS dated_on),
  kind TEXT NOT NULL, text TEXT NOT NULL, actor TEXT NOT NULL, created_at TEXT NOT NULL,
  reverses INTEGER UNIQUE REFERENCES voucher(id),
  idempotency_key TEXT NOT NULL UNIQUE,
  evidence TEXT NOT NULL DEFAULT '',
  UNIQUE(series, no),
  FOREIGN KEY(id) REFERENCES voucher_seal(voucher_id) DEFERRABLE INITIALLY DEFERRED) STRICT""",
    """CREATE TABLE line(
  voucher_id INTEGER NOT NULL REFERENCES voucher(id), n INTEGER NOT NULL CHECK(n > 0),
  account TEXT NOT NULL REFERENCES account(code),
  amount_ore INTEGER NOT NULL
    CHECK(amount_ore <> 0 AND amount_ore BETWEEN -10000000000000 AND 10000000000000),
  customer_no TEXT REFERENCES customer(customer_no), invoice_no INTEGER,
  claim TEXT CHECK(claim IN('principal','fee','interest','compensation')),
  kid TEXT NOT NULL DEFAULT '', due TEXT CHECK(due IS NULL OR date(due,'+0 days') IS due),
  vat_code TEXT NOT NULL DEFAULT '', vat_rate_bp INTEGER NOT NULL DEFAULT 0,
  vat_base_ore INTEGER NOT NULL DEFAULT 0, vat_ore INTEGER NOT NULL DEFAULT 0,
  text TEXT NOT NULL DEFAULT '', transaction_id INTEGER,
  CHECK(claim IS NULL OR invoice_no IS NOT NULL),
  CHECK(invoice_no IS NULL OR customer_no IS NOT NULL),
  PRIMARY KEY(voucher_id, n)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX line_account ON line(account, voucher_id)",
    "CREATE INDEX line_customer ON line(customer_no, voucher_id) WHERE customer_no IS NOT NULL",
    "CREATE INDEX line_invoice ON line(invoice_no, voucher_id) WHERE invoice_no IS NOT NULL",
    "CREATE INDEX line_transaction ON line(transaction_id) WHERE transaction_id IS NOT NULL",
    "CREATE INDEX voucher_date ON voucher(dated_on)",
    """CREATE TABLE voucher_seal(
  voucher_id INTEGER PRIMARY KEY REFERENCES voucher(id), n_lines INTEGER NOT NULL,
  debit_ore INTEGER NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL UNIQUE) STRICT""",
    """CREATE TABLE open_item(
  customer_no TEXT NOT NULL REFERENCES customer(customer_no), invoice_no INTEGER NOT NULL,
  due TEXT, principal_ore INTEGER NOT NULL, fee_ore INTEGER NOT NULL,
  interest_ore INTEGER NOT NULL, compensation_ore INTEGER NOT NULL,
  PRIMARY KEY(customer_no, invoice_no)) STRICT, WITHOUT ROWID""",
)

_PARTIES = (
    """CREATE TABLE customer(
  customer_no TEXT PRIMARY KEY CHECK(customer_no <> ''),
  kind TEXT NOT NULL CHECK(kind IN('consumer','business','public')),
  name TEXT NOT NULL CHECK(name <> ''), orgnr TEXT NOT NULL DEFAULT '',
  vat_registered INTEGER NOT NULL DEFAULT 0 CHECK(vat_registered IN(0,1)),
  attention TEXT NOT NULL DEFAULT '',
  street TEXT NOT NULL DEFAULT '', postcode TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '', country TEXT NOT NULL DEFAULT 'NO',
  email TEXT NOT NULL DEFAULT '', notice_email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  language TEXT NOT NULL DEFAULT 'nb' CHECK(language IN('nb','nn','en')),
  channel TEXT NOT NULL DEFAULT '',
  terms_days INTEGER CHECK(terms_days IS NULL OR terms_days BETWEEN 0 AND 365),
  express_terms INTEGER NOT NULL DEFAULT 0 CHECK(express_terms IN(0,1)),
  your_reference TEXT NOT NULL DEFAULT '', note TEXT NOT NULL DEFAULT '',
  active INTEGER NOT NULL DEFAULT 1 CHECK(active IN(0,1)),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE product(
  product_no TEXT PRIMARY KEY CHECK(product_no <> ''), name TEXT NOT NULL CHECK(name <> ''),
  unit TEXT NOT NULL, unit_price_micro INTEGER NOT NULL, vat_code TEXT NOT NULL,
  income_account TEXT NOT NULL DEFAULT '', active INTEGER NOT NULL DEFAULT 1
    CHECK(active IN(0,1)),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
)

_SALES = (
    """CREATE TABLE draft(
  draft_no INTEGER PRIMARY KEY AUTOINCREMENT,
  customer_no TEXT NOT NULL REFERENCES customer(customer_no),
  is_ready INTEGER NOT NULL DEFAULT 1 CHECK(is_ready IN(0,1)),
  delivered_from TEXT, delivered_to TEXT, delivery_place TEXT NOT NULL DEFAULT '',
  terms_days INTEGER, our_reference TEXT NOT NULL DEFAULT '',
  your_reference TEXT NOT NULL DEFAULT '', order_reference TEXT NOT NULL DEFAULT '',
  head_text TEXT NOT NULL DEFAULT '', foot_text TEXT NOT NULL DEFAULT '',
  is_advance INTEGER NOT NULL DEFAULT 0 CHECK(is_advance IN(0,1)),
  credits_no INTEGER REFERENCES invoice(invoice_no), credit_reason TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE draft_key(
  key TEXT PRIMARY KEY CHECK(key <> ''), draft_no INTEGER NOT NULL,
  created_at TEXT NOT NULL) STRICT, WITHOUT ROWID""",
    """CREATE TABLE draft_line(
  draft_no INTEGER NOT NULL REFERENCES draft(draft_no) ON DELETE CASCADE,
  n INTEGER NOT NULL CHECK(n > 0), description TEXT NOT NULL, quantity_micro INTEGER NOT NULL,
  unit TEXT NOT NULL, unit_price_micro INTEGER NOT NULL, discount_bp INTEGER NOT NULL DEFAULT 0
    CHECK(discount_bp BETWEEN 0 AND 10000),
  vat_code TEXT NOT NULL, income_account TEXT NOT NULL DEFAULT '',
  product_no TEXT NOT NULL DEFAULT '', credits_n INTEGER,
  PRIMARY KEY(draft_no, n)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE invoice(
  invoice_no INTEGER PRIMARY KEY, kind TEXT NOT NULL CHECK(kind IN('invoice','credit_note')),
  customer_no TEXT NOT NULL REFERENCES customer(customer_no),
  draft_no INTEGER NOT NULL UNIQUE,
  issued_on TEXT NOT NULL CHECK(date(issued_on,'+0 days') IS issued_on), due TEXT,
  delivered_from TEXT NOT NULL, delivered_to TEXT NOT NULL, delivery_place TEXT NOT NULL,
  net_ore INTEGER NOT NULL, vat_ore INTEGER NOT NULL, total_ore INTEGER NOT NULL,
  kid TEXT NOT NULL, currency TEXT NOT NULL DEFAULT 'NOK',
  language TEXT NOT NULL, terms_days INTEGER, our_reference TEXT NOT NULL,
  your_reference TEXT NOT NULL, order_reference TEXT NOT NULL,
  head_text TEXT NOT NULL, foot_text TEXT NOT NULL, late_interest_bp INTEGER,
  credits_no INTEGER REFERENCES invoice(invoice_no), credit_reason TEXT NOT NULL DEFAULT '',
  seller TEXT NOT NULL, buyer TEXT NOT NULL,
  document_sha256 TEXT NOT NULL REFERENCES document(sha256), created_at TEXT NOT NULL,
  CHECK(total_ore = net_ore + vat_ore),
  CHECK((kind = 'credit_note') = (credits_no IS NOT NULL)),
  CHECK((kind = 'invoice') = (due IS NOT NULL))) STRICT""",
    "CREATE UNIQUE INDEX invoice_kid ON invoice(kid) WHERE kid <> ''",
    "CREATE INDEX invoice_customer ON invoice(customer_no, invoice_no)",
    "CREATE INDEX invoice_credits ON invoice(credits_no) WHERE credits_no IS NOT NULL",
    """CREATE TABLE invoice_line(
  invoice_no INTEGER NOT NULL REFERENCES invoice(invoice_no), n INTEGER NOT NULL CHECK(n > 0),
  description TEXT NOT NULL, quantity_micro INTEGER NOT NULL, unit TEXT NOT NULL,
  unit_price_micro INTEGER NOT NULL, discount_bp INTEGER NOT NULL, vat_code TEXT NOT NULL,
  vat_rate_bp INTEGER NOT NULL, income_account TEXT NOT NULL, net_ore INTEGER NOT NULL,
  product_no TEXT NOT NULL, credits_n INTEGER,
  PRIMARY KEY(invoice_no, n)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE dispute(
  id INTEGER PRIMARY KEY, invoice_no INTEGER NOT NULL REFERENCES invoice(invoice_no),
  opened_on TEXT NOT NULL, reason TEXT NOT NULL, closed_on TEXT, outcome TEXT) STRICT""",
    """CREATE UNIQUE INDEX dispute_open ON dispute(invoice_no) WHERE closed_on IS NULL""",
)

_WORLD = (
    """CREATE TABLE document(
  sha256 TEXT PRIMARY KEY, media_type TEXT NOT NULL, content BLOB NOT NULL,
  created_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE outbox(
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL CHECK(purpose IN('invoice','credit_note','notice')),
  ref TEXT NOT NULL, invoice_no INTEGER NOT NULL REFERENCES invoice(invoice_no),
  customer_no TEXT NOT NULL REFERENCES customer(customer_no),
  channel TEXT NOT NULL, recipient TEXT NOT NULL, generation INTEGER NOT NULL DEFAULT 1,
  may_repeat INTEGER NOT NULL CHECK(may_repeat IN(0,1)),
  message TEXT NOT NULL, document_sha256 TEXT REFERENCES document(sha256),
  payload BLOB, payload_sha256 TEXT,
  state TEXT NOT NULL DEFAULT 'queued', attempts INTEGER NOT NULL DEFAULT 0,
  not_before TEXT, last_error TEXT NOT NULL DEFAULT '', reference TEXT NOT NULL DEFAULT '',
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL, sent_at TEXT,
  UNIQUE(purpose, ref, channel, recipient, generation)) STRICT""",
    """CREATE INDEX outbox_todo ON outbox(state, id)
  WHERE state IN('queued','sending','uncertain','failed')""",
    "CREATE INDEX outbox_invoice ON outbox(invoice_no)",
    """CREATE TABLE transition(
  from_state TEXT NOT NULL, to_state TEXT NOT NULL,
  PRIMARY KEY(from_state, to_state)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE attempt(
  id INTEGER PRIMARY KEY, outbox_id INTEGER NOT NULL REFERENCES outbox(id),
  n INTEGER NOT NULL, at TEXT NOT NULL, run_id TEXT NOT NULL, outcome TEXT NOT NULL,
  sentence TEXT NOT NULL) STRICT""",
    "CREATE INDEX attempt_outbox ON attempt(outbox_id)",
    """CREATE TABLE bank_file(
  id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE REFERENCES document(sha256),
  name TEXT NOT NULL, format TEXT NOT NULL,
  records_sha256 TEXT NOT NULL UNIQUE, imported_on TEXT NOT NULL, imported_at TEXT NOT NULL,
  actor TEXT NOT NULL,
  payments INTEGER NOT NULL, sum_ore INTEGER NOT NULL,
  matched INTEGER NOT NULL, matched_ore INTEGER NOT NULL,
  queued INTEGER NOT NULL, queued_ore INTEGER NOT NULL,
  duplicates INTEGER NOT NULL, duplicates_ore INTEGER NOT NULL, ignored INTEGER NOT NULL,
  CHECK(payments = matched + queued + duplicates + ignored),
  CHECK(sum_ore = matched_ore + queued_ore + duplicates_ore)) STRICT""",
    """CREATE TABLE bank_transaction(
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
  state TEXT NOT NULL CHECK(state IN('matched','queued','settled')),
  CHECK((voucher_id IS NULL) = (amount_ore = 0)),
  UNIQUE(fingerprint, ordinal)) STRICT""",
    """CREATE INDEX bank_queue ON bank_transaction(state, id) WHERE state = 'queued'""",
    "CREATE INDEX bank_of_file ON bank_transaction(file_id)",
    "CREATE INDEX bank_payer ON bank_transaction(payer_account) WHERE payer_account <> ''",
    "CREATE INDEX bank_invoice ON bank_transaction(invoice_no) WHERE invoice_no IS NOT NULL",
    """CREATE TABLE notice(
  id INTEGER PRIMARY KEY, invoice_no INTEGER NOT NULL REFERENCES invoice(invoice_no),
  step INTEGER NOT NULL CHECK(step > 0), kind TEXT NOT NULL, made_on TEXT NOT NULL,
  open_ore INTEGER NOT NULL CHECK(open_ore > 0),
  outbox_id INTEGER NOT NULL REFERENCES outbox(id), fee_ore INTEGER NOT NULL DEFAULT 0,
  rule TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE(invoice_no, step)) STRICT""",
    """CREATE TABLE run(
  run_id TEXT PRIMARY KEY, job TEXT NOT NULL, day TEXT NOT NULL, started_at TEXT NOT NULL,
  ended_at TEXT, exit_status INTEGER, summary TEXT NOT NULL DEFAULT '') STRICT""",
    """CREATE TABLE log(
  seq INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, event TEXT NOT NULL,
  ref TEXT NOT NULL, detail TEXT NOT NULL) STRICT""",
    "CREATE INDEX log_ref ON log(ref, seq)",
)

_RULES = (
    """CREATE TRIGGER series_step BEFORE UPDATE ON series
WHEN NEW.name <> OLD.name OR NEW.next_no <> OLD.next_no + 1
 AND NOT (NEW.name = 'invoice' AND EXISTS(
   SELECT 1 FROM gap WHERE first_no = OLD.next_no AND last_no = NEW.next_no - 1)) BEGIN
  SELECT RAISE(ABORT,'a number series moves one step at a time'); END""",
    """CREATE TRIGGER voucher_gapless BEFORE INSERT ON voucher BEGIN
  SELECT RAISE(ABORT,'voucher number must be previous + 1')
   WHERE NEW.no <> 1 + coalesce((SELECT max(no) FROM voucher WHERE series = NEW.series), 0);
  SELECT RAISE(ABORT,'the period is locked') WHERE EXISTS(SELECT 1 FROM period_lock
   WHERE period = CAST(replace(substr(NEW.dated_on,1,7),'-','') AS INTEGER)); END""",
    """CREATE TRIGGER line_open BEFORE INSERT ON line BEGIN
  SELECT RAISE(ABORT,'the voucher is sealed')
   WHERE EXISTS(SELECT 1 FROM voucher_seal WHERE voucher_id = NEW.voucher_id);
  SELECT RAISE(ABORT,'a receivable line needs a customer')
   WHERE NEW.customer_no IS NULL
     AND (SELECT role FROM account WHERE code = NEW.account) = 'receivable';
  SELECT RAISE(ABORT,'only receivable lines carry a claim')
   WHERE NEW.claim IS NOT NULL
     AND (SELECT role FROM account WHERE code = NEW.account) <> 'receivable'; END""",
    """CREATE TRIGGER line_open_item AFTER INSERT ON line
WHEN NEW.customer_no IS NOT NULL
 AND (SELECT role FROM account WHERE code = NEW.account) = 'receivable' BEGIN
  INSERT INTO open_item VALUES(NEW.customer_no, coalesce(NEW.invoice_no, 0),
    coalesce(NEW.due, (SELECT due FROM line WHERE invoice_no = NEW.invoice_no
      AND customer_no = NEW.customer_no AND due IS NOT NULL ORDER BY voucher_id, n LIMIT 1)),
    iif(coalesce(NEW.claim,'principal') = 'principal', NEW.amount_ore, 0),
    iif(NEW.claim IS 'fee', NEW.amount_ore, 0), iif(NEW.claim IS 'interest', NEW.amount_ore, 0),
    iif(NEW.claim IS 'compensation', NEW.amount_ore, 0))
  ON CONFLICT(customer_no, invoice_no) DO UPDATE SET
    due = coalesce(due, excluded.due),
    principal_ore = principal_ore + excluded.principal_ore,
    fee_ore = fee_ore + excluded.fee_ore,
    interest_ore = interest_ore + excluded.interest_ore,
    compensation_ore = compensation_ore + excluded.compensation_ore;
  DELETE FROM open_item WHERE customer_no = NEW.customer_no
    AND invoice_no = coalesce(NEW.invoice_no, 0) AND principal_ore = 0 AND fee_ore = 0
    AND interest_ore = 0 AND compensation_ore = 0; END""",
    """CREATE TRIGGER seal_balanced BEFORE INSERT ON voucher_seal BEGIN
  SELECT RAISE(ABORT,'the voucher does not balance')
   WHERE (SELECT coalesce(sum(amount_ore),1) FROM line WHERE voucher_id = NEW.voucher_id) <> 0;
  SELECT RAISE(ABORT,'a voucher needs two lines or more')
   WHERE (SELECT count(*) FROM line WHERE voucher_id = NEW.voucher_id) <> NEW.n_lines
      OR NEW.n_lines < 2;
  SELECT RAISE(ABORT,'the debit total is wrong')
   WHERE (SELECT sum(amount_ore) FROM line
           WHERE voucher_id = NEW.voucher_id AND amount_ore > 0) <> NEW.debit_ore;
  SELECT RAISE(ABORT,'the hash chain is broken')
   WHERE NEW.prev_hash <>
         coalesce((SELECT hash FROM voucher_seal ORDER BY voucher_id DESC LIMIT 1), '0'); END""",
    """CREATE TRIGGER invoice_gapless BEFORE INSERT ON invoice BEGIN
  SELECT RAISE(ABORT,'invoice number must be the one just taken from the series')
   WHERE NEW.invoice_no <> (SELECT next_no - 1 FROM series WHERE name = 'invoice');
  SELECT RAISE(ABORT,'invoice number must be previous + 1')
   WHERE EXISTS(SELECT 1 FROM invoice) AND NOT EXISTS(
     SELECT 1 FROM invoice WHERE invoice_no = NEW.invoice_no - 1)
     AND NOT EXISTS(SELECT 1 FROM gap WHERE last_no = NEW.invoice_no - 1); END""",
    """CREATE TRIGGER gap_next BEFORE INSERT ON gap BEGIN
  SELECT RAISE(ABORT,'a gap begins at the next number of the series')
   WHERE NEW.first_no IS NOT (SELECT next_no FROM series WHERE name = 'invoice'); END""",
    """CREATE TRIGGER outbox_transition BEFORE UPDATE OF state ON outbox
WHEN NEW.state <> OLD.state BEGIN
  SELECT RAISE(ABORT,'the outbox may not go from one of these states to the other')
   WHERE NOT EXISTS(SELECT 1 FROM transition
     WHERE from_state = OLD.state AND to_state = NEW.state); END""",
    """CREATE TRIGGER outbox_facts BEFORE UPDATE ON outbox
WHEN NEW.key <> OLD.key OR NEW.purpose <> OLD.purpose OR NEW.ref <> OLD.ref
  OR NEW.recipient <> OLD.recipient OR NEW.channel <> OLD.channel
  OR NEW.message <> OLD.message OR NEW.document_sha256 IS NOT OLD.document_sha256
  OR (OLD.payload_sha256 IS NOT NULL AND NEW.payload_sha256 IS NOT OLD.payload_sha256) BEGIN
  SELECT RAISE(ABORT,'what an outbox row says never changes'); END""",
    """CREATE TRIGGER bank_facts BEFORE UPDATE ON bank_transaction
WHEN NEW.file_id <> OLD.file_id OR NEW.amount_ore <> OLD.amount_ore
  OR NEW.kid <> OLD.kid OR NEW.booked_on <> OLD.booked_on OR NEW.account <> OLD.account
  OR NEW.file_line <> OLD.file_line OR NEW.reference <> OLD.reference
  OR NEW.ordered_on IS NOT OLD.ordered_on OR NEW.type_code <> OLD.type_code
  OR NEW.is_reversal <> OLD.is_reversal OR NEW.voucher_id IS NOT OLD.voucher_id
  OR NEW.fingerprint <> OLD.fingerprint OR NEW.ordinal <> OLD.ordinal BEGIN
  SELECT RAISE(ABORT,'what the bank said never changes'); END""",
    """CREATE TRIGGER bank_file_facts BEFORE UPDATE ON bank_file
WHEN OLD.payments <> 0 OR NEW.id <> OLD.id OR NEW.sha256 <> OLD.sha256 OR NEW.name <> OLD.name
  OR NEW.format <> OLD.format OR NEW.records_sha256 <> OLD.records_sha256
  OR NEW.imported_on <> OLD.imported_on OR NEW.imported_at <> OLD.imported_at
  OR NEW.actor <> OLD.actor BEGIN
  SELECT RAISE(ABORT,'what was imported never changes'); END""",
)


M001_INITIAL: tuple[str, ...] = (
    *_BOOKS,
    *_PARTIES,
    *_SALES,
    *_WORLD,
    *_RULES,
    *(guard for table in APPEND_ONLY for guard in append_only(table)),
    *(kept(table) for table in KEPT),
    sequence_seal(),
    *(
        trigger
        for table, column in SEALED.items()
        for trigger in seal_triggers(table, column, is_append_only=table in APPEND_ONLY)
    ),
)
