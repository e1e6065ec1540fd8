"""The error codes: every class of error, found by walking the package."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import invoicectl
from invoicectl.errors import InvoicectlError
from pages.table import code
from pages.table import table


def error_classes() -> list[type[InvoicectlError]]:
    """Return every class of error in the package, sorted by exit status and code."""
    for module in pkgutil.walk_packages(invoicectl.__path__, "invoicectl."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: list[type[InvoicectlError]] = []
    waiting = [InvoicectlError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting.extend(kind.__subclasses__())
    ours = {kind for kind in found if kind.__module__.startswith("invoicectl.")}
    return sorted(ours, key=lambda kind: (kind.exit_status, kind.code, kind.__name__))


def page() -> str:
    """Return the page: codes are stable, sentences may be improved."""
    rows: dict[str, tuple[str, str, str, str]] = {}
    for kind in error_classes():
        what = (inspect.getdoc(kind) or "").partition("\n\n")[0]
        if "code" in vars(kind) and kind is not InvoicectlError:
            rows.setdefault(
                kind.code, (code(kind.code), str(int(kind.exit_status)), what, kind.hint)
            )
    return (
        "# Error codes\n\n"
        'With `--json` a failure is `{"version": 1, "error": {"code", "message", "hint"}}`. The\n'
        "codes are stable; the sentences may be improved at any time. What the exit statuses\n"
        "mean stands in [exit statuses](exit-statuses.md).\n\n"
        + table(("code", "status", "meaning", "general hint"), rows.values())
    )
