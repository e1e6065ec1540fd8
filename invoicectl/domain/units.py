"""Units of measure: UN/ECE Recommendation 20 codes, and the words people use for them."""

from __future__ import annotations

from dataclasses import dataclass

from invoicectl.errors import InputError


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; documents print `norwegian` or `english`, `aliases` are read but never shown.

    `instead` is the code that is kept where this one is read: an electronic invoice may not have
    it (EN 16931 BR-CL-23), though some programs write it.
    """

    code: str
    norwegian: str
    english: str
    aliases: str = ""
    instead: str = ""


_ROWS = (
    Unit("C62", "stk.", "pcs", "stykk stykker piece pieces pc each antall"),
    Unit("HUR", "t", "hours", "h hr hrs hour time timer"),
    Unit("DAY", "dag", "days", "day dager d døgn"),
    Unit("WEE", "uke", "weeks", "week uker veke veker"),
    Unit("MON", "md.", "months", "month måned måneder månad månader mnd"),
    Unit("ANN", "år", "years", "year"),
    Unit("MIN", "min", "min", "minutt minutter minute minutes"),
    Unit("KGM", "kg", "kg", "kilo kilogram"),
    Unit("GRM", "g", "g", "gram"),
    Unit("TNE", "tonn", "tonnes", "tonne ton"),
    Unit("LTR", "l", "l", "liter litre litres"),
    Unit("MLT", "ml", "ml", "milliliter"),
    Unit("MTR", "m", "m", "meter metre metres"),
    Unit("CMT", "cm", "cm", "centimeter"),
    Unit("MMT", "mm", "mm", "millimeter"),
    Unit("KMT", "km", "km", "kilometer kilometre kilometres"),
    Unit("KTM", "km", "km", instead="KMT"),
    Unit("LM", "lm", "lin. m", "løpemeter"),
    Unit("MTK", "m²", "m²", "m2 kvm kvadratmeter"),
    Unit("MTQ", "m³", "m³", "m3 kubikkmeter"),
    Unit("CMQ", "cm³", "cm³", "cm3"),
    Unit("HAR", "ha", "ha", "hektar hectare"),
    Unit("KWH", "kWh", "kWh"),
    Unit("MWH", "MWh", "MWh"),
    Unit("SET", "sett", "sets", "set"),
    Unit("PR", "par", "pairs", "pair"),
    Unit("DZN", "dusin", "dozen"),
    Unit("LS", "sum", "sum", "rs rund rundsum fastpris"),
    Unit("E48", "oppdrag", "service", "tjeneste"),
    Unit("XPK", "pk.", "packs", "pakke pakker pakning pack"),
    Unit("PK", "pk.", "packs", instead="XPK"),
    Unit("PA", "pk.", "packs", instead="XPA"),
    Unit("XPA", "pk.", "packs"),
    Unit("XBX", "eske", "boxes", "box esker boks"),
    Unit("XCT", "kartong", "cartons", "kartonger carton"),
    Unit("XPX", "pall", "pallets", "palle paller pallet"),
    Unit("EA", "stk.", "pcs"),
    Unit("H87", "stk.", "pcs"),
    Unit("NAR", "stk.", "pcs"),
    Unit("P1", "%", "%", "prosent percent"),
)

UNITS: dict[str, Unit] = {row.code: row for row in _ROWS}


def _words() -> dict[str, str]:
    """Return word -> code, the first unit that has a word owning it."""
    found: dict[str, str] = {}
    for row in _ROWS:
        for word in (row.code, row.norwegian, row.english, *row.aliases.split()):
            found.setdefault(_compact(word), row.instead or row.code)
    return found


def _compact(word: str) -> str:
    return word.strip().rstrip(".").casefold()


_BY_WORD = _words()


def parse_unit(text: str) -> str:
    """Return the UN/ECE code of a code or a Norwegian or English word, as in `HUR`, `timer`, `h`.

    Raises:
        InputError: neither.
    """
    code = _BY_WORD.get(_compact(text))
    if code is None:
        shown = text if text.isprintable() else ascii(text)[1:-1]
        raise InputError(
            f"'{shown[:40]}' is not a unit; write a word such as stk, timer, kg, m2, dag or måned, "
            "or a UN/ECE code such as C62 or HUR."
        )
    return code


def unit_words(code: str) -> str:
    """Return the words for a unit as operators see it, Norwegian then English: `t / hours`."""
    unit = UNITS.get(code)
    if unit is None:
        return code
    if unit.norwegian == unit.english:
        return unit.norwegian
    return f"{unit.norwegian} / {unit.english}"
