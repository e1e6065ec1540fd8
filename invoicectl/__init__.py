"""Invoicing for Norwegian businesses from a terminal and cron: YAML settings, SQLite books."""

__version__ = "0.1.0"
