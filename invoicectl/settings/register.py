"""Settings of the company register that customers are looked up in."""

from __future__ import annotations

from invoicectl.settings.kinds import URL
from invoicectl.settings.kinds import Coded
from invoicectl.settings.kinds import Several
from invoicectl.settings.schema import key
from invoicectl.settings.schema import section

_FORM = Coded("form of up to four capital letters", pattern=r"[A-ZÆØÅ]{2,4}")


@section
class RegisterSettings:
    """The open company register (Enhetsregisteret), which `customer add` and `check` ask."""

    base_url: str = key(
        URL,
        "Where it is asked; the number is added to it.",
        default="https://data.brreg.no/enhetsregisteret/api",
    )
    public_forms: tuple[str, ...] = key(
        Several(_FORM, most=50),
        "Forms of organisation that make a customer public; all others are businesses.",
        default=("STAT", "FYLK", "KOMM", "ORGL", "KF", "FKF", "ADOS"),
    )
