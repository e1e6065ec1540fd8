"""The names of the ledger's tables and how each is guarded; light, for every command reads it.

What the steps of the schema say in full is repeated here by name alone; a test holds them together.
"""

from __future__ import annotations

SCHEMA_VERSION = 2

# rows are never changed and never deleted
APPEND_ONLY = (
    "attempt",
    "customer_alias",
    "document",
    "draft_key",
    "draft_origin",
    "forgotten",
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

# rows may change, but are never deleted
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

# table -> the column whose rows share one seal
SEALED = {
    "account": "code",
    "attempt": "outbox_id",
    "bank_file": "id",
    "bank_transaction": "file_id",
    "birth_date": "customer_no",
    "contact": "customer_no",
    "customer": "customer_no",
    "customer_alias": "customer_no",
    "delivery_address": "customer_no",
    "dispute": "id",
    "document": "sha256",
    "draft": "draft_no",
    "draft_key": "key",
    "draft_line": "draft_no",
    "draft_origin": "draft_no",
    "forgotten": "customer_no",
    "gap": "first_no",
    "log": "seq",
    "meta": "key",
    "notice": "id",
    "outbox": "id",
    "period_lock": "period",
    "product": "product_no",
    "register_check": "customer_no",
    "run": "run_id",
    "series": "name",
    "transition": "from_state",
}

# table -> what orders the rows under one seal, where that is not the first column
SEAL_ORDER = {
    "contact": "n",
    "delivery_address": "n",
    "draft_line": "n",
    "transition": "to_state",
    "attempt": "id",
}
