"""The settings as the program sees them: typed sections, built when first asked for.

A reading command needs one or two sections; building only those keeps its start-up short. All
values were checked when the file was read, so building a section cannot fail.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import TypeVar
from typing import cast

from invoicectl.settings.kinds import Group
from invoicectl.settings.kinds import placed
from invoicectl.settings.schema import Values
from invoicectl.settings.schema import keys_of
from invoicectl.settings.secret import SecretKind
from invoicectl.settings.secret import secret_from
from invoicectl.settings.sections import model_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from invoicectl.domain.parties import CustomerKind
    from invoicectl.domain.parties import Seller
    from invoicectl.settings.avtalegiro import AvtaleGiroSettings
    from invoicectl.settings.books import LedgerSettings
    from invoicectl.settings.company import BankSettings
    from invoicectl.settings.company import CompanySettings
    from invoicectl.settings.delivery import EmailSettings
    from invoicectl.settings.delivery import FolderSettings
    from invoicectl.settings.delivery import SendingSettings
    from invoicectl.settings.invoicing import AccountsSettings
    from invoicectl.settings.invoicing import InvoiceSettings
    from invoicectl.settings.invoicing import KidSettings
    from invoicectl.settings.invoicing import SendBy
    from invoicectl.settings.invoicing import ThemeSettings
    from invoicectl.settings.orders import OrdersSettings
    from invoicectl.settings.payments import PaymentsSettings
    from invoicectl.settings.projects import ProjectsSettings
    from invoicectl.settings.recurring import RecurringSettings
    from invoicectl.settings.register import RegisterSettings
    from invoicectl.settings.routine import BackupSettings
    from invoicectl.settings.routine import LogSettings
    from invoicectl.settings.routine import NightlySettings
    from invoicectl.settings.routine import RemindersSettings

M = TypeVar("M")


class Settings:
    """One company's settings; `path` is the file they were read from, absolute."""

    __slots__ = ("_built", "_lines", "_values", "path")

    def __init__(self, path: Path, values: Mapping[str, Values], lines: Mapping[str, int]) -> None:
        """Take checked values; use `load_settings` or `parse_settings` to get settings."""
        self.path = path
        self._values = values
        self._lines = lines
        self._built: dict[str, object] = {}

    def __repr__(self) -> str:
        """Return the file alone."""
        return f"Settings({str(self.path)!r})"

    @property
    def root(self) -> Path:
        """The folder of the settings file, where relative paths begin."""
        return self.path.parent

    @property
    def company(self) -> CompanySettings:
        """Who sends the invoices."""
        return cast("CompanySettings", self._section("company"))

    @property
    def bank(self) -> BankSettings:
        """Where customers pay."""
        return cast("BankSettings", self._section("bank"))

    @property
    def invoice(self) -> InvoiceSettings:
        """What every invoice starts from."""
        return cast("InvoiceSettings", self._section("invoice"))

    @property
    def orders(self) -> OrdersSettings:
        """What quotes and orders start from."""
        return cast("OrdersSettings", self._section("orders"))

    @property
    def kid(self) -> KidSettings:
        """How the payment reference is made."""
        return cast("KidSettings", self._section("kid"))

    @property
    def avtalegiro(self) -> AvtaleGiroSettings:
        """Claims on the accounts of customers who have given a mandate."""
        return cast("AvtaleGiroSettings", self._section("avtalegiro"))

    @property
    def payments(self) -> PaymentsSettings:
        """How payments find their invoices."""
        return cast("PaymentsSettings", self._section("payments"))

    @property
    def email(self) -> EmailSettings | None:
        """The mail server; None until one is set up."""
        return cast("EmailSettings", self._section("email")) if "email" in self._values else None

    @property
    def folder(self) -> FolderSettings:
        """Where messages are laid that are not e-mailed."""
        return cast("FolderSettings", self._section("folder"))

    @property
    def sending(self) -> SendingSettings:
        """What goes along with letters."""
        return cast("SendingSettings", self._section("sending"))

    @property
    def reminders(self) -> RemindersSettings:
        """Letters about overdue invoices."""
        return cast("RemindersSettings", self._section("reminders"))

    @property
    def theme(self) -> ThemeSettings:
        """How documents look."""
        return cast("ThemeSettings", self._section("theme"))

    @property
    def projects(self) -> ProjectsSettings:
        """What hours and expenses of projects cost, and how they are invoiced."""
        return cast("ProjectsSettings", self._section("projects"))

    @property
    def recurring(self) -> RecurringSettings:
        """What recurring invoices start from."""
        return cast("RecurringSettings", self._section("recurring"))

    @property
    def ledger(self) -> LedgerSettings:
        """Where the books lie."""
        return cast("LedgerSettings", self._section("ledger"))

    @property
    def backup(self) -> BackupSettings:
        """Where copies of the books lie."""
        return cast("BackupSettings", self._section("backup"))

    @property
    def log(self) -> LogSettings:
        """Where the log lies."""
        return cast("LogSettings", self._section("log"))

    @property
    def nightly(self) -> NightlySettings:
        """The run from cron."""
        return cast("NightlySettings", self._section("nightly"))

    @property
    def accounts(self) -> AccountsSettings:
        """Ledger accounts that differ from the standard chart."""
        return cast("AccountsSettings", self._section("accounts"))

    @property
    def register(self) -> RegisterSettings:
        """The open company register."""
        return cast("RegisterSettings", self._section("register"))

    def send_by(self, kind: CustomerKind) -> SendBy:
        """Return the channel tried first for a kind of customer that has none of its own."""
        return self.channels(kind)[0]

    def channels(self, kind: CustomerKind) -> tuple[SendBy, ...]:
        """Return the channels for a kind of customer, in the order they are tried."""
        chosen: tuple[SendBy, ...] = getattr(self.invoice.send_by, kind.value)
        return chosen

    def seller(self) -> Seller:
        """Return the company as documents print it."""
        from invoicectl.settings.company import seller_of

        return seller_of(self.company, self.bank)

    def line_of(self, key: str) -> int | None:
        """Return the line that gives `section.key` as written, None when it is not in the file."""
        return self._lines.get(key)

    def given(self, section: str) -> bool:
        """Return whether a section is set up; only `email` can be missing."""
        return section in self._values

    def section(self, name: str) -> object:
        """Return a section by its name in the file, for programs that list all of them."""
        return self._section(name)

    def _section(self, name: str) -> object:
        if name not in self._built:
            self._built[name] = built(model_of(name), name, self._values[name], self.root)
        return self._built[name]


def built(model: type[M], place: str, values: Values, folder: Path) -> M:
    """Build one section from checked values; a relative path begins at `folder`."""
    arguments: dict[str, Any] = {}
    for field, key in keys_of(model).items():
        full = f"{place}.{key.name}"
        plain = values.get(field)
        if isinstance(plain, dict):
            assert isinstance(key.kind, Group)
            arguments[field] = built(key.kind.model, full, plain, folder)
        elif plain is None:
            # dataclass defaults would do, were it not for paths
            arguments[field] = _default(key.default, folder)
        elif isinstance(key.kind, SecretKind):
            arguments[field] = secret_from(full, plain, folder)
        else:
            arguments[field] = key.kind.value(plain, folder)
    return model(**arguments)


def _default(default: object, folder: Path) -> object:
    return placed(default, folder) if isinstance(default, Path) else default
