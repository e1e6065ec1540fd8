"""Verbs that see both the ledger and the world; one file each."""
