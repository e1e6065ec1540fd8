"""Asks the open company register about one organisation number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.domain.company_register import RegisteredCompany
from invoicectl.domain.company_register import RegisterState
from invoicectl.domain.company_register import customer_texts
from invoicectl.domain.company_register import state_sentence
from invoicectl.domain.identifiers import check_orgnr
from invoicectl.domain.parties import Address
from invoicectl.errors import InputError
from invoicectl.errors import NetworkError
from invoicectl.flows.customer_fields import FIELDS
from invoicectl.flows.fields import read_fields
from invoicectl.ledger.customer_state import RegisterCheck

if TYPE_CHECKING:
    from datetime import date

    from invoicectl.net.http import Answer
    from invoicectl.settings.model import Settings

# the places that know numbers: companies, then their sub-units, each with its media type
_PLACES: Final = (
    ("enheter", "application/vnd.brreg.enhetsregisteret.enhet.v2+json"),
    ("underenheter", "application/vnd.brreg.enhetsregisteret.underenhet.v2+json"),
)
_FLAGS: Final = (
    ("konkurs", RegisterState.BANKRUPT),
    ("underTvangsavviklingEllerTvangsopplosning", RegisterState.FORCED_WINDING_UP),
    ("underAvvikling", RegisterState.WINDING_UP),
)
_OK, _NOT_FOUND, _GONE, _BUSY = 200, 404, 410, 429
_STREET_LINES_MAX: Final = 3
_ADDRESS: Final = frozenset({"street", "postcode", "city", "country"})
_TEXT_MAX: Final = 200


class RegisterError(NetworkError):
    """The register answered something that no company can be read from."""

    code = "register"


def look_up(settings: Settings, orgnr: str) -> RegisteredCompany:
    """Return what the register says; a number it does not know has the state `UNKNOWN`.

    Args:
        settings: where it is asked.
        orgnr: nine digits, checked.

    Raises:
        NetworkError: not reached, too slow, or out of service.
        RegisterError: it answered what it should not.
    """
    from invoicectl.net.http import get
    from invoicectl.net.http import shown

    base = settings.register.base_url.rstrip("/")
    for place, media_type in _PLACES:
        url = f"{base}/{place}/{orgnr}"
        answer = get(url, accept=media_type)
        if answer.status == _OK:
            return _company(answer, orgnr, shown(url))
        if answer.status == _GONE:
            return RegisteredCompany(orgnr, "", state=RegisterState.DELETED)
        if answer.status == _BUSY:
            raise NetworkError(f"{shown(url)} wants no more questions just now (status 429).")
        if answer.status != _NOT_FOUND:
            raise NetworkError(f"{shown(url)} is out of service (status {answer.status}).")
    return RegisteredCompany(orgnr, "", state=RegisterState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Completed:
    """What is known of a new customer: texts by field name, and what the register said, if asked.

    The check has no customer number yet.
    """

    texts: Mapping[str, str]
    check: RegisterCheck | None = None
    warnings: tuple[str, ...] = ()


def completed(settings: Settings, texts: Mapping[str, str], today: date) -> Completed:
    """Return the texts, filled up from the register when there is a number and no name.

    What was given stays as it was given. Faults in it are left to be told before anybody is asked.

    Raises:
        InputError: the register does not know the company, or has deleted it.
        NetworkError: the register cannot be asked; the hint says how to go on without it.
    """
    orgnr = texts.get("orgnr", "").strip()
    _, faults = read_fields(FIELDS, texts)
    if not orgnr or texts.get("name", "").strip() or faults:
        return Completed(texts)
    orgnr = check_orgnr(orgnr)
    try:
        company = look_up(settings, orgnr)
    except NetworkError as error:
        error.hint = "Without the register: give --name, and the address yourself."
        raise
    said = state_sentence(orgnr, company.state)
    if company.state in (RegisterState.UNKNOWN, RegisterState.DELETED):
        raise InputError(said, hint="If it is right all the same, give --name as well.")
    warnings = [said] if said else []
    if company.parent_orgnr:
        warnings.append(
            f"{orgnr} is a sub-unit of {company.parent_orgnr}, which is the one that pays and is"
            " liable."
        )
    own = customer_texts(company, settings.register.public_forms)
    if _ADDRESS & texts.keys():  # half of one address and half of another is none
        own = {name: text for name, text in own.items() if name not in _ADDRESS}
    return Completed(
        {**own, **texts, "name": company.name},
        RegisterCheck("", orgnr, today, company.name, company.form, company.state),
        tuple(warnings),
    )


def _company(answer: Answer, orgnr: str, url: str) -> RegisteredCompany:
    """Read the company out of the answer; every field but number and name may be missing."""
    import json

    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        raise RegisterError(f"{url} answered something that is not JSON.") from None
    if not isinstance(found, dict) or _text(found, "organisasjonsnummer") != orgnr:
        raise RegisterError(f"{url} answered about something else than {orgnr}.")
    name = _text(found, "navn")
    if not name:
        raise RegisterError(f"{url} answered without the name of {orgnr}.")
    form = _part(found, "organisasjonsform")
    deleted_on = _text(found, "slettedato") or _text(found, "nedleggelsesdato")
    return RegisteredCompany(
        orgnr=orgnr,
        name=name,
        form=_text(form, "kode"),
        form_name=_text(form, "beskrivelse"),
        vat_registered=found.get("registrertIMvaregisteret") is True,
        address=_address(found),
        state=_state(found, is_deleted=bool(deleted_on)),
        deleted_on=deleted_on,
        written_form=_text(found, "maalform"),
        parent_orgnr=_text(found, "overordnetEnhet") if _is_sub_unit(found) else "",
    )


def _is_sub_unit(found: Mapping[str, object]) -> bool:
    """Tell a sub-unit from a part of the state, which names the body above it as well."""
    return "beliggenhetsadresse" in found or found.get("respons_klasse") == "Underenhet"


def _state(found: Mapping[str, object], *, is_deleted: bool) -> RegisterState:
    if is_deleted or found.get("respons_klasse") in ("SlettetEnhet", "SlettetUnderenhet"):
        return RegisterState.DELETED
    return next((state for key, state in _FLAGS if found.get(key) is True), RegisterState.ACTIVE)


def _address(found: Mapping[str, object]) -> Address | None:
    """Return where letters go: the postal address, else the one of the premises."""
    for key in ("postadresse", "forretningsadresse", "beliggenhetsadresse"):
        part = _part(found, key)
        lines = part.get("adresse")
        street = [_plain(line) for line in lines if _plain(line)] if isinstance(lines, list) else []
        if street or _text(part, "poststed"):
            kept = (*street[: _STREET_LINES_MAX - 1], ", ".join(street[_STREET_LINES_MAX - 1 :]))
            return Address(
                tuple(line for line in kept if line),
                _text(part, "postnummer"),
                _text(part, "poststed"),
                _text(part, "landkode") or "NO",
            )
    return None


def _part(found: Mapping[str, object], key: str) -> Mapping[str, object]:
    part = found.get(key)
    return part if isinstance(part, dict) else {}


def _text(found: Mapping[str, object], key: str) -> str:
    return _plain(found.get(key))


def _plain(value: object) -> str:
    """Return a text on one line without control characters, '' for anything that is no text."""
    if not isinstance(value, str):
        return ""
    return "".join(sign for sign in " ".join(value.split()) if sign.isprintable())[:_TEXT_MAX]
