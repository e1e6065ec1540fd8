"""Prints `config.example.yaml`: `python -m invoicectl.settings.example > config.example.yaml`."""

from __future__ import annotations

import sys

from invoicectl.settings.write import render_example

if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stdout.write(render_example())
