"""The settings in the order people look for them, which is not that of the file."""

from __future__ import annotations

from typing import Final

# title -> what keys begin with; the longest beginning decides
GROUPS: Final = {
    "Look": (
        "theme.",
        "invoice.head_text",
        "invoice.foot_text",
        "invoice.language",
        "invoice.delivery_place",
        "invoice.our_reference",
        "invoice.your_reference",
        "invoice.order_reference",
    ),
    "Invoices": ("invoice.", "kid."),
    "Quotes and orders": ("orders.", "projects.", "invoice.price_list"),
    "Sending": (
        "invoice.send_by",
        "invoice.email_subject",
        "invoice.email_text",
        "sending.",
        "email.",
        "folder.",
    ),
    "Reminders": ("reminders.",),
    "SMS": ("sms.",),
    "Recurring": ("recurring.",),
    "Letters": ("letters.",),
    "Agencies": ("collection.",),
    "Company": ("company.",),
    "Bank": ("bank.", "payments.", "avtalegiro."),
    "Books": ("ledger.", "accounts."),
    "Machine": ("backup.", "log.", "nightly.", "register."),
}


def says(key: str, text: str) -> bool:
    """Return whether a key, or the title it stands under, contains what a person looks for."""
    wanted = text.casefold().strip()
    return wanted in key or wanted in group_of(key).casefold()


def group_of(key: str) -> str:
    """Return the title of the group a key belongs to, of the last one for a stranger."""
    fitting = [
        (len(begin), title)
        for title, begins in GROUPS.items()
        for begin in begins
        if key.startswith(begin)
    ]
    return max(fitting)[1] if fitting else list(GROUPS)[-1]
