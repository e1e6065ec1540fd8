"""Rules between keys: what follows from what, and what does not fit together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.identifiers import check_postcode
from invoicectl.domain.identifiers import iban_of
from invoicectl.errors import InputError
from invoicectl.settings.company import CompanyForm
from invoicectl.settings.delivery import PORTS
from invoicectl.settings.delivery import Tls
from invoicectl.settings.invoicing import KidSettings
from invoicectl.settings.invoicing import SendBy
from invoicectl.settings.invoicing import SendBySettings
from invoicectl.settings.kinds import FilePath
from invoicectl.settings.kinds import Several
from invoicectl.settings.kinds import placed
from invoicectl.settings.schema import keys_of
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.sections import model_of

if TYPE_CHECKING:
    from pathlib import Path

    from invoicectl.settings.check import Reading

LOOPBACK: Final = ("localhost", "::1", "[::1]")
_TERMS_DAYS_MAX: Final = 60  # law TRM-1


def complete(reading: Reading, file: Path) -> None:
    """Fill in what follows from other keys, and report what does not fit together.

    Keys that had a fault of their own are left alone here, so that one slip is one sentence.
    """
    _company(reading)
    _bank(reading)
    _invoice(reading)
    _kid(reading)
    if "email" in reading.values:
        _email(reading)
    _paths(reading, file)


def _derive(reading: Reading, section: str, field: str, plain: str | int) -> None:
    """Set a value that was neither given nor tried."""
    if section in reading.values and f"{section}.{field}" not in reading.lines:
        reading.values[section].setdefault(field, plain)


def _company(reading: Reading) -> None:
    words = reading.text("company", "name").upper().replace(".", "").split()
    form = words[-1] if words and words[-1] in set(CompanyForm) else CompanyForm.OTHER.value
    _derive(reading, "company", "form", form)
    country = reading.text("company", "country") or "NO"
    if postcode := reading.text("company", "postcode"):
        try:
            check_postcode(postcode, country)
        except InputError as error:
            reading.fault("company.postcode", str(error))


def _bank(reading: Reading) -> None:
    kontonr = reading.text("bank", "kontonr")
    if not kontonr:
        return
    own = iban_of(kontonr)
    _derive(reading, "bank", "iban", own)
    if reading.text("bank", "iban") not in ("", own):
        reading.fault(
            "bank.iban", "is not the IBAN of bank.kontonr; remove it, it follows by itself"
        )
    others = reading.plain("bank", "other_accounts")
    if isinstance(others, tuple) and kontonr in others:
        reading.fault("bank.other_accounts", "holds bank.kontonr; list only further accounts")


def _invoice(reading: Reading) -> None:
    days = reading.plain("invoice", "terms_days")
    agreed = reading.plain("invoice", "express_terms") is True
    if isinstance(days, int) and days > _TERMS_DAYS_MAX and not agreed:
        reading.fault(
            "invoice.terms_days",
            f"{days} days are allowed only when expressly agreed (TRM-1): take "
            f"{_TERMS_DAYS_MAX} or fewer, or set express_terms: true",
        )
    chosen = reading.values.get("invoice", {}).get("send_by")
    if not isinstance(chosen, dict):
        return
    faulty = any(fault.key.partition(".")[0] == "email" for fault in reading.faults)
    usual = SendBy.EMAIL if "email" in reading.values else SendBy.FOLDER
    for name in keys_of(SendBySettings):
        given = chosen.get(name, ())
        says_email = isinstance(given, tuple) and SendBy.EMAIL.value in given
        if says_email and "email" not in reading.values and not faulty:
            reading.fault(
                f"invoice.send_by.{name}",
                "says email, but there is no mail server; fill in the section 'email'",
            )
        chosen.setdefault(name, (usual.value,))


def _kid(reading: Reading) -> None:
    given = reading.values.get("kid")
    if given is None or any(fault.key.startswith("kid.") for fault in reading.faults):
        return
    number = reading.plain("invoice", "first_number")
    numbers = ("kid.length", "kid.invoice_digits", "kid.customer_digits")
    place = next((key for key in numbers if key in reading.lines), "kid")
    try:
        scheme = _built_kid(given).scheme()
        if given.get("enabled") is True and isinstance(number, int):
            place = "invoice.first_number"
            scheme.kid_for("1", number)
    except InputError as error:
        reading.fault(place, str(error))


def _built_kid(given: object) -> KidSettings:
    from pathlib import Path

    from invoicectl.settings.model import built

    assert isinstance(given, dict)
    return built(KidSettings, "kid", given, Path())


def _email(reading: Reading) -> None:
    given = reading.values["email"]
    tls = Tls(reading.text("email", "tls") or Tls.STARTTLS)
    _derive(reading, "email", "port", PORTS[tls])
    _derive(reading, "email", "from_name", reading.text("company", "name"))
    host = reading.text("email", "host")
    if tls is Tls.NONE and host and not _is_loopback(host):
        reading.fault(
            "email.tls", f"'none' is for a server on this machine, not for {host}; take starttls"
        )
    secrets = [field for field in ("password", "token") if field in given]
    if len(secrets) > 1:
        place = next(key for key in reading.lines if key.startswith("email.token_"))
        reading.fault(place, "a password is given as well; keep one of the two")
    if secrets and not given.get("username") and "email.username" not in reading.lines:
        reading.fault("email.username", f"is missing; a {secrets[0]} belongs to an account")
    if "email.username" in reading.lines and not any(
        key.startswith(("email.password", "email.token")) for key in _tried(reading)
    ):
        reading.fault("email.username", "needs a secret: add password_command, _env or _file")


def _tried(reading: Reading) -> set[str]:
    """Return every key that is written in the file, right or wrong."""
    return set(reading.lines) | {fault.key for fault in reading.faults}


def _is_loopback(host: str) -> bool:
    return host in LOOPBACK or re.fullmatch(r"127(?:\.\d{1,3}){3}", host, re.ASCII) is not None


def _paths(reading: Reading, file: Path) -> None:
    """Refuse paths without a home, and one that would overwrite the settings or another file."""
    taken = {file: "this settings file"}
    for section in SECTIONS:
        for field, key in keys_of(model_of(section)).items():
            if section not in reading.values:
                continue
            full = f"{section}.{key.name}"
            if isinstance(key.kind, Several) and isinstance(key.kind.kind, FilePath):
                _several_paths(reading, section, field, full, file)
            if not isinstance(key.kind, FilePath):
                continue
            plain = reading.text(section, field) or str(key.default or "")
            try:
                path = placed(_path(plain), file.parent) if plain else None
            except InputError as error:
                reading.fault(full, str(error))
                continue
            if path in taken and path is not None:
                reading.fault(full, f"is the path of {taken[path]} as well; choose another")
            elif path is not None:
                taken[path] = full


def _several_paths(reading: Reading, section: str, field: str, full: str, file: Path) -> None:
    """Refuse paths of a list that have no home; the same file may be named by other keys too."""
    plain = reading.plain(section, field)
    for text in plain if isinstance(plain, tuple) else ():
        try:
            placed(_path(str(text)), file.parent)
        except InputError as error:
            reading.fault(full, str(error))


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)
