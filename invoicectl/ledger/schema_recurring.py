"""What the second step of the schema adds for recurring invoices."""

from __future__ import annotations

from invoicectl.ledger.area import Area

_TABLES = (
    """CREATE TABLE recurring(
  recurring_no INTEGER PRIMARY KEY CHECK(recurring_no > 0),
  customer_no TEXT NOT NULL REFERENCES customer(customer_no),
  name TEXT NOT NULL DEFAULT '',
  ends_on TEXT CHECK(ends_on IS NULL OR date(ends_on,'+0 days') IS ends_on),
  paused_from TEXT CHECK(paused_from IS NULL OR date(paused_from,'+0 days') IS paused_from),
  is_automatic INTEGER CHECK(is_automatic IN(0,1)),
  in_advance_as TEXT NOT NULL DEFAULT ''
    CHECK(in_advance_as IN('','subscription','rent','fee','transport','catering')),
  is_prorated INTEGER NOT NULL DEFAULT 1 CHECK(is_prorated IN(0,1)),
  minimum_until TEXT CHECK(minimum_until IS NULL OR date(minimum_until,'+0 days') IS minimum_until),
  project_no TEXT NOT NULL DEFAULT '', delivery_place TEXT NOT NULL DEFAULT '',
  our_reference TEXT NOT NULL DEFAULT '', your_reference TEXT NOT NULL DEFAULT '',
  order_reference TEXT NOT NULL DEFAULT '',
  head_text TEXT NOT NULL DEFAULT '', foot_text TEXT NOT NULL DEFAULT '',
  index_kind TEXT NOT NULL DEFAULT 'none' CHECK(index_kind IN('none','percent','table')),
  index_first_on TEXT CHECK(index_first_on IS NULL
    OR date(index_first_on,'+0 days') IS index_first_on),
  index_percent_bp INTEGER NOT NULL DEFAULT 0 CHECK(index_percent_bp BETWEEN -10000 AND 10000),
  index_table TEXT NOT NULL DEFAULT '',
  index_lag_months INTEGER NOT NULL DEFAULT 2 CHECK(index_lag_months BETWEEN 0 AND 24),
  index_step_ore INTEGER NOT NULL DEFAULT 1 CHECK(index_step_ore > 0),
  next_first TEXT CHECK(next_first IS NULL OR date(next_first,'+0 days') IS next_first),
  next_on TEXT CHECK(next_on IS NULL OR date(next_on,'+0 days') IS next_on),
  end_told_for TEXT, idempotency_key TEXT UNIQUE,
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  CHECK(next_on IS NULL OR next_first IS NOT NULL),
  CHECK((index_kind = 'table') = (index_table <> '')),
  CHECK(index_kind = 'none' OR index_first_on IS NOT NULL)) STRICT""",
    "CREATE INDEX recurring_due ON recurring(next_on, recurring_no) WHERE next_on IS NOT NULL",
    "CREATE INDEX recurring_end ON recurring(ends_on) WHERE ends_on IS NOT NULL",
    "CREATE INDEX recurring_customer ON recurring(customer_no)",
    "CREATE INDEX recurring_project ON recurring(project_no) WHERE project_no <> ''",
    """CREATE TABLE recurring_rule(
  recurring_no INTEGER NOT NULL REFERENCES recurring(recurring_no),
  since TEXT NOT NULL CHECK(date(since,'+0 days') IS since),
  unit TEXT NOT NULL CHECK(unit IN('week','month')), interval INTEGER NOT NULL CHECK(interval > 0),
  is_calendar INTEGER NOT NULL DEFAULT 0 CHECK(is_calendar IN(0,1)),
  on_day TEXT NOT NULL DEFAULT '', days_ahead INTEGER NOT NULL DEFAULT 0 CHECK(days_ahead >= 0),
  PRIMARY KEY(recurring_no, since)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE recurring_price(
  recurring_no INTEGER NOT NULL REFERENCES recurring(recurring_no),
  since TEXT NOT NULL CHECK(date(since,'+0 days') IS since),
  base_month TEXT NOT NULL DEFAULT '',
  PRIMARY KEY(recurring_no, since)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE recurring_line(
  recurring_no INTEGER NOT NULL, since TEXT NOT NULL, n INTEGER NOT NULL CHECK(n > 0),
  description TEXT NOT NULL, quantity_micro INTEGER NOT NULL, unit TEXT NOT NULL,
  unit_price_micro INTEGER NOT NULL, discount_bp INTEGER NOT NULL DEFAULT 0,
  vat_code TEXT NOT NULL, income_account TEXT NOT NULL DEFAULT '',
  product_no TEXT NOT NULL DEFAULT '', is_incl_vat INTEGER NOT NULL DEFAULT 0
    CHECK(is_incl_vat IN(0,1)),
  is_listed INTEGER NOT NULL DEFAULT 0 CHECK(is_listed IN(0,1)),
  PRIMARY KEY(recurring_no, since, n),
  FOREIGN KEY(recurring_no, since) REFERENCES recurring_price(recurring_no, since)
    ON DELETE CASCADE) STRICT, WITHOUT ROWID""",
    """CREATE TABLE recurring_period(
  recurring_no INTEGER NOT NULL REFERENCES recurring(recurring_no),
  first_on TEXT NOT NULL CHECK(date(first_on,'+0 days') IS first_on),
  last_on TEXT NOT NULL CHECK(date(last_on,'+0 days') IS last_on AND last_on >= first_on),
  draft_no INTEGER, attempt INTEGER NOT NULL DEFAULT 1 CHECK(attempt > 0),
  net_ore INTEGER NOT NULL DEFAULT 0, adjusted TEXT NOT NULL DEFAULT '', made_on TEXT NOT NULL,
  PRIMARY KEY(recurring_no, first_on)) STRICT, WITHOUT ROWID""",
    """CREATE UNIQUE INDEX recurring_drafted ON recurring_period(draft_no)
  WHERE draft_no IS NOT NULL""",
    # figures of an index that the user gives, in any unit, times a million
    """CREATE TABLE price_index(
  name TEXT NOT NULL CHECK(name <> ''),
  month TEXT NOT NULL CHECK(date(month || '-01','+0 days') IS month || '-01'),
  figure_micro INTEGER NOT NULL CHECK(figure_micro > 0),
  PRIMARY KEY(name, month)) STRICT, WITHOUT ROWID""",
)

# whatever the program gets wrong, no day is invoiced twice, and what was made stays made
_RULES = (
    """CREATE TRIGGER recurring_period_once BEFORE INSERT ON recurring_period BEGIN
  SELECT RAISE(ABORT,'these days of the agreement are invoiced or skipped already')
   WHERE EXISTS(SELECT 1 FROM recurring_period WHERE recurring_no = NEW.recurring_no
     AND first_on <= NEW.last_on AND last_on >= NEW.first_on); END""",
    """CREATE TRIGGER recurring_period_facts BEFORE UPDATE ON recurring_period
WHEN NEW.recurring_no <> OLD.recurring_no OR NEW.first_on <> OLD.first_on
  OR NEW.last_on <> OLD.last_on OR OLD.draft_no IS NULL OR NEW.draft_no IS NULL
  OR NEW.attempt <> OLD.attempt + 1 BEGIN
  SELECT RAISE(ABORT,'a period is only drafted again'); END""",
    """CREATE TRIGGER recurring_period_drafted BEFORE DELETE ON recurring_period
WHEN OLD.draft_no IS NOT NULL BEGIN
  SELECT RAISE(ABORT,'a period that was drafted stays'); END""",
)

AREA = Area(
    statements=(*_TABLES, *_RULES),
    sealed={
        "price_index": "name",
        "recurring": "recurring_no",
        "recurring_line": "recurring_no",
        "recurring_period": "recurring_no",
        "recurring_price": "recurring_no",
        "recurring_rule": "recurring_no",
    },
    kept=("recurring",),
)
