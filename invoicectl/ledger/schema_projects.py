"""What the second step of the schema adds for projects, hours and expenses."""

from __future__ import annotations

from invoicectl.ledger.area import Area

_PROJECTS = (
    """CREATE TABLE project(
  project_no TEXT PRIMARY KEY CHECK(project_no <> ''), name TEXT NOT NULL CHECK(name <> ''),
  customer_no TEXT NOT NULL REFERENCES customer(customer_no),
  fixed_price_ore INTEGER CHECK(fixed_price_ore IS NULL OR fixed_price_ore > 0),
  budget_minutes INTEGER CHECK(budget_minutes IS NULL OR budget_minutes > 0),
  budget_ore INTEGER CHECK(budget_ore IS NULL OR budget_ore > 0),
  markup_bp INTEGER CHECK(markup_bp IS NULL OR markup_bp BETWEEN 0 AND 100000),
  km_price_micro INTEGER CHECK(km_price_micro IS NULL OR km_price_micro >= 0),
  vat_code TEXT NOT NULL, income_account TEXT NOT NULL DEFAULT '',
  our_reference TEXT NOT NULL DEFAULT '', your_reference TEXT NOT NULL DEFAULT '',
  order_reference TEXT NOT NULL DEFAULT '',
  closed_on TEXT CHECK(closed_on IS NULL OR date(closed_on,'+0 days') IS closed_on),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX project_customer ON project(customer_no)",
    # '' for everybody, for every activity, and from the beginning
    """CREATE TABLE project_rate(
  project_no TEXT NOT NULL REFERENCES project(project_no),
  person TEXT NOT NULL, activity TEXT NOT NULL, since TEXT NOT NULL
    CHECK(since = '' OR date(since,'+0 days') IS since),
  price_micro INTEGER NOT NULL CHECK(price_micro >= 0),
  PRIMARY KEY(project_no, person, activity, since)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE project_instalment(
  project_no TEXT NOT NULL REFERENCES project(project_no), n INTEGER NOT NULL CHECK(n > 0),
  text TEXT NOT NULL CHECK(text <> ''), amount_ore INTEGER NOT NULL CHECK(amount_ore > 0),
  invoice_on TEXT CHECK(invoice_on IS NULL OR date(invoice_on,'+0 days') IS invoice_on),
  delivered_on TEXT CHECK(delivered_on IS NULL OR date(delivered_on,'+0 days') IS delivered_on),
  is_advance INTEGER NOT NULL DEFAULT 0 CHECK(is_advance IN(0,1)),
  PRIMARY KEY(project_no, n)) STRICT, WITHOUT ROWID""",
)

_WORK = (
    """CREATE TABLE work(
  entry_no INTEGER PRIMARY KEY, project_no TEXT NOT NULL REFERENCES project(project_no),
  kind TEXT NOT NULL CHECK(kind IN('time','expense','distance')),
  worked_on TEXT NOT NULL CHECK(date(worked_on,'+0 days') IS worked_on),
  person TEXT NOT NULL CHECK(person <> ''), activity TEXT NOT NULL, text TEXT NOT NULL,
  minutes INTEGER NOT NULL CHECK(minutes BETWEEN 0 AND 1440),
  distance_micro INTEGER NOT NULL CHECK(distance_micro >= 0),
  cost_ore INTEGER NOT NULL CHECK(cost_ore >= 0),
  price_micro INTEGER CHECK(price_micro IS NULL OR price_micro >= 0),
  markup_bp INTEGER CHECK(markup_bp IS NULL OR markup_bp BETWEEN 0 AND 100000),
  vat_code TEXT NOT NULL, receipt TEXT NOT NULL,
  receipt_sha256 TEXT REFERENCES document(sha256),
  is_billable INTEGER NOT NULL CHECK(is_billable IN(0,1)),
  is_removed INTEGER NOT NULL DEFAULT 0 CHECK(is_removed IN(0,1)),
  key TEXT UNIQUE CHECK(key <> ''),
  created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
  CHECK((kind = 'time') = (minutes > 0)), CHECK((kind = 'expense') = (cost_ore > 0)),
  CHECK((kind = 'distance') = (distance_micro > 0))) STRICT""",
    "CREATE INDEX work_project ON work(project_no, worked_on)",
    "CREATE INDEX work_person ON work(worked_on, person)",
    # what an entry said before it was changed or removed, as JSON by field (law INV-33)
    """CREATE TABLE work_former(
  entry_no INTEGER NOT NULL REFERENCES work(entry_no), n INTEGER NOT NULL CHECK(n > 0),
  at TEXT NOT NULL, actor TEXT NOT NULL,
  change TEXT NOT NULL CHECK(change IN('changed','removed')), reason TEXT NOT NULL,
  former TEXT NOT NULL, PRIMARY KEY(entry_no, n)) STRICT, WITHOUT ROWID""",
    # an entry is taken while its draft is there, or was issued and not released again
    """CREATE TABLE work_draft(
  entry_no INTEGER NOT NULL REFERENCES work(entry_no), draft_no INTEGER NOT NULL,
  net_ore INTEGER NOT NULL, PRIMARY KEY(draft_no, entry_no)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX work_draft_entry ON work_draft(entry_no)",
    """CREATE TABLE instalment_draft(
  project_no TEXT NOT NULL, n INTEGER NOT NULL, draft_no INTEGER NOT NULL,
  amount_ore INTEGER NOT NULL, PRIMARY KEY(draft_no, n)) STRICT, WITHOUT ROWID""",
    "CREATE INDEX instalment_draft_project ON instalment_draft(project_no, n)",
    """CREATE TABLE work_released(
  draft_no INTEGER PRIMARY KEY, invoice_no INTEGER NOT NULL REFERENCES invoice(invoice_no),
  at TEXT NOT NULL) STRICT""",
    """CREATE TABLE draft_specification(
  draft_no INTEGER PRIMARY KEY, content TEXT NOT NULL) STRICT""",
)

# an entry that is in a draft or an invoice stays as it was taken
_RULES = (
    """CREATE TRIGGER work_taken_once BEFORE INSERT ON work_draft
WHEN EXISTS(SELECT 1 FROM work_draft d WHERE d.entry_no = NEW.entry_no
  AND NOT EXISTS(SELECT 1 FROM work_released r WHERE r.draft_no = d.draft_no)
  AND (EXISTS(SELECT 1 FROM draft WHERE draft_no = d.draft_no)
    OR EXISTS(SELECT 1 FROM invoice WHERE draft_no = d.draft_no)))
BEGIN SELECT RAISE(ABORT,'an entry is in one draft or invoice only'); END""",
    """CREATE TRIGGER work_taken_locked BEFORE UPDATE ON work
WHEN EXISTS(SELECT 1 FROM work_draft d WHERE d.entry_no = OLD.entry_no
  AND NOT EXISTS(SELECT 1 FROM work_released r WHERE r.draft_no = d.draft_no)
  AND (EXISTS(SELECT 1 FROM draft WHERE draft_no = d.draft_no)
    OR EXISTS(SELECT 1 FROM invoice WHERE draft_no = d.draft_no)))
BEGIN SELECT RAISE(ABORT,'an entry that is in a draft or invoice never changes'); END""",
    """CREATE TRIGGER instalment_taken_once BEFORE INSERT ON instalment_draft
WHEN EXISTS(SELECT 1 FROM instalment_draft d WHERE d.project_no = NEW.project_no AND d.n = NEW.n
  AND NOT EXISTS(SELECT 1 FROM work_released r WHERE r.draft_no = d.draft_no)
  AND (EXISTS(SELECT 1 FROM draft WHERE draft_no = d.draft_no)
    OR EXISTS(SELECT 1 FROM invoice WHERE draft_no = d.draft_no)))
BEGIN SELECT RAISE(ABORT,'an instalment is in one draft or invoice only'); END""",
)

AREA = Area(
    statements=(*_PROJECTS, *_WORK, *_RULES),
    sealed={
        "project": "project_no",
        "project_rate": "project_no",
        "project_instalment": "project_no",
        "work": "entry_no",
        "work_former": "entry_no",
        "work_draft": "draft_no",
        "instalment_draft": "draft_no",
        "work_released": "draft_no",
        "draft_specification": "draft_no",
    },
    append_only=(
        "work_former",
        "work_draft",
        "instalment_draft",
        "work_released",
        "draft_specification",
    ),
    kept=("project", "work"),
)
