"""The sections of the settings file: names, and models imported when first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any
from typing import Final

# section -> module and model, in the order of the example file
SECTIONS: Final = {
    "company": ("company", "CompanySettings"),
    "bank": ("company", "BankSettings"),
    "invoice": ("invoicing", "InvoiceSettings"),
    "orders": ("orders", "OrdersSettings"),
    "kid": ("invoicing", "KidSettings"),
    "payments": ("payments", "PaymentsSettings"),
    "avtalegiro": ("avtalegiro", "AvtaleGiroSettings"),
    "email": ("delivery", "EmailSettings"),
    "folder": ("delivery", "FolderSettings"),
    "sending": ("delivery", "SendingSettings"),
    "reminders": ("routine", "RemindersSettings"),
    "sms": ("routine", "SmsSettings"),
    "letters": ("routine", "LettersSettings"),
    "collection": ("routine", "CollectionSettings"),
    "theme": ("invoicing", "ThemeSettings"),
    "projects": ("projects", "ProjectsSettings"),
    "recurring": ("recurring", "RecurringSettings"),
    "ledger": ("books", "LedgerSettings"),
    "backup": ("routine", "BackupSettings"),
    "log": ("routine", "LogSettings"),
    "nightly": ("routine", "NightlySettings"),
    "accounts": ("invoicing", "AccountsSettings"),
    "register": ("register", "RegisterSettings"),
}

# A section that is either set up or absent; all others have a default for every key or are needed.
OPTIONAL: Final = frozenset({"email"})


# sections by a name they had before
FORMER: Final = {"notices": "reminders"}


def model_of(section: str) -> type[Any]:
    """Return the model of a section, imported now if it was not before."""
    module, model = SECTIONS[section]
    found: type[Any] = getattr(import_module(f"invoicectl.settings.{module}"), model)
    return found
