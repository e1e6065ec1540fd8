"""Invoicing for Norwegian businesses from a terminal and cron: settings in YAML, books in SQLite."""

__version__ = "0.1.0"
