"""The chart of accounts: NS 4102 numbers with the grouping codes of the tax authority (SAF-T)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AccountKind(StrEnum):
    """The side of the books an account stands on."""

    ASSET = "asset"
    LIABILITY = "liability"
    EQUITY = "equity"
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class Account:
    """One account; `grp_cat` and `grp_code` map it to the næringsspesifikasjon (accounting 2.4)."""

    code: str
    name: str
    kind: AccountKind
    grp_cat: str
    grp_code: str


_CURRENT_ASSETS = (AccountKind.ASSET, "balanseverdiForOmloepsmiddel")
_SHORT_DEBT = (AccountKind.LIABILITY, "kortsiktigGjeld")
_EQUITY = (AccountKind.EQUITY, "egenkapital")
_SALES = (AccountKind.INCOME, "salgsinntekt")
_OTHER_INCOME = (AccountKind.INCOME, "annenDriftsinntekt")
_OTHER_COST = (AccountKind.EXPENSE, "annenDriftskostnad")
_FINANCE_INCOME = (AccountKind.INCOME, "finansinntekt")
_FINANCE_COST = (AccountKind.EXPENSE, "finanskostnad")

_ROWS = (
    ("1500", "Kundefordringer", _CURRENT_ASSETS, "1500"),
    ("1530", "Opptjent, ikke fakturert driftsinntekt", _CURRENT_ASSETS, "1530"),
    ("1570", "Andre kortsiktige fordringer", _CURRENT_ASSETS, "1570"),
    ("1580", "Avsetning tap på kundefordringer", _CURRENT_ASSETS, "1500"),
    ("1900", "Kontanter", _CURRENT_ASSETS, "1900"),
    ("1920", "Bankinnskudd", _CURRENT_ASSETS, "1920"),
    ("1960", "Bankinnskudd, utland", _CURRENT_ASSETS, "1920"),
    ("2050", "Annen egenkapital", _EQUITY, "2050"),
    ("2080", "Udekket tap", _EQUITY, "2080"),
    ("2700", "Utgående merverdiavgift, høy sats", _SHORT_DEBT, "2740"),
    ("2701", "Utgående merverdiavgift, middels sats", _SHORT_DEBT, "2740"),
    ("2702", "Utgående merverdiavgift, råfisk", _SHORT_DEBT, "2740"),
    ("2703", "Utgående merverdiavgift, lav sats", _SHORT_DEBT, "2740"),
    ("2710", "Inngående merverdiavgift, høy sats", _SHORT_DEBT, "2740"),
    ("2711", "Inngående merverdiavgift, middels sats", _SHORT_DEBT, "2740"),
    ("2712", "Inngående merverdiavgift, råfisk", _SHORT_DEBT, "2740"),
    ("2713", "Inngående merverdiavgift, lav sats", _SHORT_DEBT, "2740"),
    ("2740", "Oppgjørskonto merverdiavgift", _SHORT_DEBT, "2740"),
    ("2900", "Forskudd fra kunder", _SHORT_DEBT, "2900"),
    ("2965", "Uopptjent inntekt", _SHORT_DEBT, "2990"),
    ("2990", "Uidentifiserte innbetalinger", _SHORT_DEBT, "2990"),
    ("3000", "Salgsinntekt varer, avgiftspliktig, høy sats", _SALES, "3000"),
    ("3005", "Salgsinntekt varer, omvendt avgiftsplikt", _SALES, "3000"),
    ("3010", "Salgsinntekt egne varer, avgiftspliktig, høy sats", _SALES, "3000"),
    ("3015", "Salgsinntekt egne varer, omvendt avgiftsplikt", _SALES, "3000"),
    ("3020", "Salgsinntekt tjenester, avgiftspliktig, høy sats", _SALES, "3000"),
    ("3025", "Salgsinntekt tjenester, omvendt avgiftsplikt", _SALES, "3000"),
    ("3030", "Salgsinntekt varer, avgiftspliktig, middels sats", _SALES, "3000"),
    ("3035", "Salgsinntekt råfisk, avgiftspliktig", _SALES, "3000"),
    ("3040", "Salgsinntekt egne varer, avgiftspliktig, middels sats", _SALES, "3000"),
    ("3050", "Salgsinntekt tjenester, avgiftspliktig, lav sats", _SALES, "3000"),
    ("3100", "Salgsinntekt varer, avgiftsfri", _SALES, "3100"),
    ("3105", "Salgsinntekt varer, utførsel", _SALES, "3100"),
    ("3110", "Salgsinntekt egne varer, avgiftsfri", _SALES, "3100"),
    ("3115", "Salgsinntekt egne varer, utførsel", _SALES, "3100"),
    ("3120", "Salgsinntekt tjenester, avgiftsfri", _SALES, "3100"),
    ("3125", "Salgsinntekt tjenester, utførsel", _SALES, "3100"),
    ("3200", "Salgsinntekt varer, unntatt avgiftsplikt", _SALES, "3200"),
    ("3210", "Salgsinntekt egne varer, unntatt avgiftsplikt", _SALES, "3200"),
    ("3220", "Salgsinntekt tjenester, unntatt avgiftsplikt", _SALES, "3200"),
    ("3600", "Leieinntekt fast eiendom, unntatt avgiftsplikt", _OTHER_INCOME, "3600"),
    ("3900", "Annen driftsrelatert inntekt", _OTHER_INCOME, "3900"),
    ("6795", "Annen fremmed tjeneste", _OTHER_COST, "6700"),
    ("7740", "Øresavrunding", _OTHER_COST, "7700"),
    ("7770", "Bank- og kortgebyr", _OTHER_COST, "7700"),
    ("7820", "Innkommet på tidligere nedskrevne fordringer", _OTHER_COST, "7830"),
    ("7830", "Tap på fordringer, fradragsberettiget", _OTHER_COST, "7830"),
    ("7835", "Tap på fordringer, ikke fradragsberettiget", _OTHER_COST, "7830"),
    ("7839", "Endring i avsetning tap på fordringer", _OTHER_COST, "7830"),
    ("8055", "Renteinntekt kundefordringer", _FINANCE_INCOME, "8050"),
    ("8060", "Valutagevinst (agio)", _FINANCE_INCOME, "8060"),
    ("8160", "Valutatap (disagio)", _FINANCE_COST, "8160"),
)

CHART: tuple[Account, ...] = tuple(
    Account(code, name, kind, category, grp_code)
    for code, name, (kind, category), grp_code in _ROWS
)
