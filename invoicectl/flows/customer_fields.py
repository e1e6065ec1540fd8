"""The fields of a customer: how each is read, and the column heads it goes by."""

from __future__ import annotations

from invoicectl.channels.table import CHANNELS
from invoicectl.domain.gln import check_gln
from invoicectl.domain.identifiers import check_country
from invoicectl.domain.identifiers import check_email
from invoicectl.domain.identifiers import check_orgnr
from invoicectl.domain.identifiers import check_phone
from invoicectl.domain.money import parse_kroner
from invoicectl.errors import InputError
from invoicectl.flows.fields import Field
from invoicectl.flows.fields import head_word
from invoicectl.flows.fields import optional
from invoicectl.flows.fields import read_flag
from invoicectl.flows.fields import read_number
from invoicectl.flows.fields import text_reader
from invoicectl.flows.fields import whole_reader
from invoicectl.flows.fields import word_reader

_KINDS = word_reader(
    {
        "consumer": "privat privatperson privatkunde person forbruker private b2c",
        "business": "bedrift firma næring næringsdrivende selskap company b2b",
        "public": "offentlig kommune stat fylkeskommune government b2g",
    }
)
_LANGUAGES = word_reader(
    {
        "nb": "no nor bokmål bokmal norsk norwegian",
        "nn": "nynorsk",
        "en": "eng engelsk english",
    }
)
_CHANNELS = word_reader(
    {name: {"email": "epost mail", "folder": "mappe"}.get(name, "") for name in CHANNELS}
)
_COUNTRIES = {
    "norge": "NO", "noreg": "NO", "norway": "NO", "sverige": "SE", "sweden": "SE",
    "danmark": "DK", "denmark": "DK", "finland": "FI", "island": "IS", "iceland": "IS",
    "tyskland": "DE", "germany": "DE", "storbritannia": "GB", "unitedkingdom": "GB", "uk": "GB",
    "nederland": "NL", "netherlands": "NL", "frankrike": "FR", "france": "FR", "usa": "US",
    "polen": "PL", "poland": "PL", "spania": "ES", "spain": "ES",
}  # fmt: skip
_STREET_LINES_MAX = 3


def read_country(text: str) -> str:
    """Return a country code from its code or its name in Norwegian or English.

    Raises:
        InputError: neither.
    """
    return _COUNTRIES.get(head_word(text)) or check_country(text)


def read_street(text: str) -> str:
    """Return up to three lines of an address.

    Raises:
        InputError: more lines, or too long.
    """
    return text_reader(200, lines_max=_STREET_LINES_MAX)(text)


def _read_limit(text: str) -> int | None:
    """Return an amount in kroner as øre; empty is no limit."""
    plain = text.strip().removeprefix("kr").removesuffix("kr").strip()
    if not plain:
        return None
    what = "limit"
    try:
        return parse_kroner(plain, what=what)
    except InputError as error:
        raise InputError(str(error).removeprefix(f"{what}: ")) from None


FIELDS: tuple[Field, ...] = (
    Field(
        "customer_no",
        read_number,
        "customerno customernumber kundenr kundenummer kundeid number no nummer nr",
        keeps_when_empty=True,
    ),
    Field("kind", _KINDS, "kind type customertype kundetype", keeps_when_empty=True),
    Field(
        "name",
        text_reader(120, required=True),
        "name customername navn kundenavn namn firmanavn firma company",
    ),
    Field(
        "orgnr",
        optional(check_orgnr),
        "orgnr orgno orgnummer organisasjonsnr organisasjonsnummer organisationnumber vatno",
    ),
    Field(
        "vat_registered",
        read_flag,
        "vatregistered mva mvaregistrert mvapliktig",
        keeps_when_empty=True,
    ),
    Field("gln", optional(check_gln), "gln lokasjonsnummer ean eannr"),
    Field(
        "attention",
        text_reader(80),
        "attention att attn contact contactperson kontakt kontaktperson",
    ),
    Field(
        "street",
        read_street,
        "street street1 address address1 addressline1 adresse adresse1 gate gateadresse"
        " postadresse",
    ),
    Field("postcode", text_reader(12), "postcode zip zipcode postalcode postnr postnummer"),
    Field("city", text_reader(60), "city town place sted stad poststed"),
    Field("country", read_country, "country countrycode land landkode", keeps_when_empty=True),
    Field("email", optional(check_email), "email emailaddress mail epost epostadresse"),
    Field(
        "notice_email",
        optional(check_email),
        "noticeemail reminderemail epostpurring purreepost",
    ),
    Field("phone", optional(check_phone), "phone telephone telefon telefonnr tlf"),
    Field(
        "mobile",
        optional(check_phone),
        "mobile mobilephone cellphone mobil mobilnr mobiltelefon sms",
    ),
    Field("language", _LANGUAGES, "language språk sprak målform lang", keeps_when_empty=True),
    Field("channel", optional(_CHANNELS), "channel sendby kanal sendemåte"),
    Field(
        "terms_days",
        whole_reader(0, 365),
        "termsdays terms paymentterms betalingsfrist kredittid forfallsdager",
    ),
    Field("express_terms", read_flag, "expressterms avtaltfrist", keeps_when_empty=True),
    Field(
        "your_reference",
        text_reader(80),
        "yourreference yourref deresreferanse deresref bestillerreferanse",
    ),
    Field(
        "buyer_reference",
        text_reader(80),
        "buyerreference buyerref bestillerkode kjøperreferanse kjopersreferanse bt10",
    ),
    Field("credit_limit_ore", _read_limit, "creditlimit kredittgrense kredittlimit"),
    Field("blocked_reason", text_reader(200), "blockedreason blocked sperret sperreårsak"),
    Field("note", text_reader(1000, lines_max=20), "note notes comment notat merknad kommentar"),
    Field("active", read_flag, "active aktiv", keeps_when_empty=True),
)
EXTRA_LINES: dict[str, str] = {
    "street2": "street", "address2": "street", "addressline2": "street", "adresse2": "street",
    "street3": "street", "address3": "street", "addressline3": "street", "adresse3": "street",
}  # fmt: skip
"""Column heads whose text is a further line of a field."""
