"""What the second step of the schema adds for AvtaleGiro."""

from __future__ import annotations

from invoicectl.ledger.area import Area

AREA = Area(
    statements=(
        """CREATE TABLE mandate(
  kid TEXT PRIMARY KEY CHECK(kid <> ''), account TEXT NOT NULL,
  customer_no TEXT REFERENCES customer(customer_no),
  wants_notice INTEGER NOT NULL CHECK(wants_notice IN(0,1)),
  is_active INTEGER NOT NULL CHECK(is_active IN(0,1)),
  since TEXT NOT NULL, changed_on TEXT NOT NULL) STRICT, WITHOUT ROWID""",
        "CREATE INDEX mandate_customer ON mandate(customer_no) WHERE is_active",
        """CREATE TABLE claim_file(
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE,
  document_sha256 TEXT NOT NULL REFERENCES document(sha256),
  made_on TEXT NOT NULL, made_at TEXT NOT NULL, written_at TEXT) STRICT""",
        """CREATE TABLE direct_claim(
  id INTEGER PRIMARY KEY, invoice_no INTEGER NOT NULL REFERENCES invoice(invoice_no),
  kid TEXT NOT NULL, due TEXT NOT NULL, amount_ore INTEGER NOT NULL CHECK(amount_ore > 0),
  short_name TEXT NOT NULL, reference TEXT NOT NULL,
  file_id INTEGER NOT NULL REFERENCES claim_file(id),
  cancel_file_id INTEGER REFERENCES claim_file(id)) STRICT""",
        """CREATE UNIQUE INDEX direct_claim_standing ON direct_claim(invoice_no)
  WHERE cancel_file_id IS NULL""",
    ),
    sealed={"mandate": "kid", "claim_file": "id", "direct_claim": "id"},
    kept=("mandate", "claim_file", "direct_claim"),
)
