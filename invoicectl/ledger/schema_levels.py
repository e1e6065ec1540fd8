"""What the second step of the schema adds for settings of customers, projects and orders."""

from __future__ import annotations

from invoicectl.ledger.area import Area

AREA = Area(
    statements=(
        # an invoice is named by its draft's number, which it keeps for good
        """CREATE TABLE setting_override(
  scope TEXT NOT NULL CHECK(substr(scope, 1, instr(scope, ':') - 1)
    IN('customer','project','order','recurring','invoice') AND scope NOT LIKE '%:'),
  key TEXT NOT NULL CHECK(key <> ''), value TEXT NOT NULL,
  PRIMARY KEY(scope, key)) STRICT, WITHOUT ROWID""",
        "CREATE INDEX setting_override_key ON setting_override(key)",
        # a draft that is dropped takes its own along; one that is issued has its invoice by now
        """CREATE TRIGGER draft_overrides AFTER DELETE ON draft
WHEN NOT EXISTS(SELECT 1 FROM invoice WHERE draft_no = OLD.draft_no) BEGIN
  DELETE FROM setting_override WHERE scope = 'invoice:' || OLD.draft_no; END""",
    ),
    sealed={"setting_override": "scope"},
)
