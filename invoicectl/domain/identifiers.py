"""Numbers and addresses with rules of their own: orgnr, kontonr, IBAN, e-mail, phone, postcode."""

from __future__ import annotations

from typing import Final

from invoicectl.errors import InputError

_ORGNR_LENGTH: Final = 9
_KONTONR_LENGTH: Final = 11
_IBAN_NO_LENGTH: Final = 15
_IBAN_LENGTHS: Final = range(15, 35)
_PHONE_LENGTHS: Final = range(5, 16)
_POSTCODE_LENGTHS: Final = range(1, 13)
_POSTCODE_NO_LENGTH: Final = 4
_LOCAL_MAX: Final = 64
_LABEL_MAX: Final = 63
_DOMAIN_MAX: Final = 253
_NO_CHECK: Final = 10
_ORGNR_WEIGHTS: Final = (3, 2, 7, 6, 5, 4, 3, 2)
_KONTONR_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_SEPARATORS = str.maketrans("", "", " .-\u00a0\u202f\u2009\t")

_COUNTRY_CODES: Final = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW"
)


def compact_orgnr(text: str) -> str:
    """Return the organisation number without blanks, dots, a leading `NO` and a final `MVA`."""
    return text.translate(_SEPARATORS).upper().removeprefix("NO").removesuffix("MVA")


def check_orgnr(text: str) -> str:
    """Return the nine digits of an organisation number (MOD11, weights 3 2 7 6 5 4 3 2).

    Raises:
        InputError: says whether the length, the characters or the check digit is wrong.
    """
    return _checked(text, compact_orgnr(text), "organisation number", _ORGNR_WEIGHTS)


def is_orgnr(text: str) -> bool:
    """Tell whether `check_orgnr` accepts the text."""
    digits = compact_orgnr(text)
    return _fault(digits, _ORGNR_WEIGHTS) is None


def format_orgnr(orgnr: str) -> str:
    """Return `999 999 999` with no-break spaces; anything but nine digits is returned as it is."""
    if len(orgnr) != _ORGNR_LENGTH or not orgnr.isdigit():
        return orgnr
    return f"{orgnr[:3]}\u00a0{orgnr[3:6]}\u00a0{orgnr[6:]}"


def compact_kontonr(text: str) -> str:
    """Return the account number without blanks and dots; a Norwegian IBAN gives its account."""
    plain = text.translate(_SEPARATORS).upper()
    return plain[4:] if plain.startswith("NO") and len(plain) == _IBAN_NO_LENGTH else plain


def check_kontonr(text: str) -> str:
    """Return the eleven digits of a Norwegian bank account (MOD11 over the first ten).

    A Norwegian IBAN is accepted when both its check digits and the account's own are right.

    Raises:
        InputError: says whether the length, the characters or the check digit is wrong.
    """
    if text.lstrip()[:2].upper() == "NO":
        check_iban(text)
    return _checked(text, compact_kontonr(text), "account number", _KONTONR_WEIGHTS)


def is_kontonr(text: str) -> bool:
    """Tell whether `text` is eleven digits with the right check digit, dots and blanks apart."""
    return _fault(text.translate(_SEPARATORS), _KONTONR_WEIGHTS) is None


def format_kontonr(kontonr: str) -> str:
    """Return `1234.56.78903`; anything but eleven digits is returned as it is."""
    if len(kontonr) != _KONTONR_LENGTH or not kontonr.isdigit():
        return kontonr
    return f"{kontonr[:4]}.{kontonr[4:6]}.{kontonr[6:]}"


def iban_of(kontonr: str) -> str:
    """Return the fifteen characters of the IBAN of a checked Norwegian account (ISO 13616)."""
    assert len(kontonr) == _KONTONR_LENGTH  # check_kontonr came first
    return f"NO{98 - _mod97(f'{kontonr}NO00'):02d}{kontonr}"


def check_iban(text: str) -> str:
    """Return an IBAN of any country, compacted and in capitals.

    Raises:
        InputError: not of the IBAN form, wrong length of a Norwegian one, or wrong check digits.
    """
    iban = text.translate(_SEPARATORS).upper()
    form = iban.isascii() and iban.isalnum() and iban[:2].isalpha() and iban[2:4].isdigit()
    if not form or len(iban) not in _IBAN_LENGTHS:
        raise InputError(
            f"'{_shown(text)}' is not an IBAN: it begins with a country and two digits."
        )
    if iban.startswith("NO") and len(iban) != _IBAN_NO_LENGTH:
        raise InputError(f"The IBAN {iban} has {len(iban)} characters; a Norwegian one has 15.")
    if _mod97(iban[4:] + iban[:4]) != 1:
        raise InputError(f"The IBAN {iban} has wrong check digits; one character may be mistyped.")
    return iban


def format_iban(iban: str) -> str:
    """Return the IBAN in groups of four with no-break spaces between."""
    return "\u00a0".join(iban[at : at + 4] for at in range(0, len(iban), 4))


def check_email(text: str) -> str:
    """Return one plausible e-mail address, stripped; the domain may hold national letters.

    The part before the `@` is ASCII, because few mail servers take anything else; names with
    brackets, several addresses and every control character are refused, so that an address can
    never add a header or a second recipient.

    Raises:
        InputError: says what is wrong with the address.
    """
    address = text.strip(" ")
    local, at, domain = address.rpartition("@")
    if not at or not local or "@" in local:
        raise InputError(f"'{_shown(text)}' is not one e-mail address: it needs exactly one @.")
    if not address.isprintable() or any(sign in address for sign in ' ,;:<>()[]\\"'):
        raise InputError(
            f"'{_shown(text)}' is not one plain e-mail address: give only name@domain, "
            "without blanks, brackets or quotes."
        )
    if (
        not local.isascii()
        or len(local) > _LOCAL_MAX
        or local[0] == "."
        or local[-1] == "."
        or ".." in local
    ):
        raise InputError(
            f"'{_shown(text)}': the part before @ must be ASCII, 64 characters at most."
        )
    if not _is_domain(domain):
        raise InputError(f"'{_shown(text)}': '{_shown(domain)}' is not a domain name.")
    return address


def check_phone(text: str) -> str:
    """Return a phone number as digits, with a leading `+` when it names its country.

    Raises:
        InputError: other characters, fewer than 5 or more than 15 digits.
    """
    plain = text.translate(_SEPARATORS).replace("(", "").replace(")", "")
    plain = f"+{plain[2:]}" if plain.startswith("00") else plain
    digits = plain.removeprefix("+")
    if not _is_digits(digits) or len(digits) not in _PHONE_LENGTHS:
        raise InputError(
            f"'{_shown(text)}' is not a phone number: 5 to 15 digits, as in 22 33 44 55."
        )
    return plain


def check_country(text: str) -> str:
    """Return a country code in capitals (ISO 3166-1 alpha-2).

    Raises:
        InputError: no such country code.
    """
    country = text.strip().upper()
    if country not in _COUNTRY_CODES.split(" "):
        raise InputError(f"'{_shown(text)}' is not a country code of two letters, as in NO or SE.")
    return country


def check_postcode(text: str, country: str) -> str:
    """Return the postcode, stripped: four digits in Norway, 1 to 12 plain characters elsewhere.

    Raises:
        InputError: not of that form.
    """
    postcode = text.strip()
    if country == "NO" and not (len(postcode) == _POSTCODE_NO_LENGTH and _is_digits(postcode)):
        raise InputError(f"'{_shown(text)}' is not a Norwegian postcode: it has four digits.")
    if len(postcode) not in _POSTCODE_LENGTHS or not postcode.isprintable():
        raise InputError(f"'{_shown(text)}' is not a postcode.")
    return postcode


def _checked(text: str, digits: str, what: str, weights: tuple[int, ...]) -> str:
    fault = _fault(digits, weights)
    if fault is not None:
        raise InputError(f"'{_shown(text)}' is not an {what}: {fault}.")
    return digits


def _fault(digits: str, weights: tuple[int, ...]) -> str | None:
    """Return what is wrong with a MOD11 number whose last digit is the check digit."""
    length = len(weights) + 1
    if not _is_digits(digits):
        return f"it must be {length} digits"
    if len(digits) != length:
        return f"it has {len(digits)} digits, not {length}"
    if not digits.strip("0"):
        return "it is all zeros"
    total = sum(int(digit) * weight for digit, weight in zip(digits, weights, strict=False))
    check = -total % 11
    if check == _NO_CHECK:
        return "no number that begins so is in use; a digit may be mistyped"
    if check != int(digits[-1]):
        return "its check digit is wrong, so a digit may be mistyped or two may be swapped"
    return None


def _mod97(text: str) -> int:
    """Return the ISO 7064 remainder: letters count from A = 10."""
    return int("".join(str(int(sign, 36)) for sign in text)) % 97


def _is_domain(domain: str) -> bool:
    labels = domain.split(".")
    if len(labels) == 1 or len(domain) > _DOMAIN_MAX or labels[-1].isdigit():
        return False
    return all(_is_label(label) for label in labels)


def _is_label(label: str) -> bool:
    if not label or label[0] == "-" or label[-1] == "-":
        return False
    if not all(sign.isalnum() or sign == "-" for sign in label):
        return False
    if label.isascii():
        return len(label) <= _LABEL_MAX
    try:
        return len(label.encode("idna")) <= _LABEL_MAX  # loads tables: only when it must
    except UnicodeError:
        return False


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _shown(text: str) -> str:
    """Return the text for a message: control characters escaped, not endless."""
    return (text if text.isprintable() else ascii(text)[1:-1])[:60]
