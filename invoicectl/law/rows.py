"""The rows of rates.yaml as Python; made by generate.py, never edited."""

from __future__ import annotations

from datetime import date

from invoicectl.law.acts import Act
from invoicectl.law.acts import DebtCollectionRegime
from invoicectl.law.table import Dated
from invoicectl.law.table import Table

LATE_INTEREST = Table(
    key="late_interest",
    name="late interest rate",
    unit="bp",
    applies_by="day",
    known_until=date(2026, 12, 31),
    review="set each half-year, published in the second half of December and of June",
    rows=(
        Dated(date(1994, 1, 1), 1200, "forsinkelsesrente.net table", verified=False),
        Dated(date(2004, 1, 1), 925, "forsinkelsesrente.net table", verified=False),
        Dated(date(2004, 7, 1), 875, "forsinkelsesrente.net table", verified=False),
        Dated(date(2005, 1, 1), 875, "forsinkelsesrente.net table", verified=False),
        Dated(date(2005, 7, 1), 900, "forsinkelsesrente.net table", verified=False),
        Dated(date(2006, 1, 1), 925, "forsinkelsesrente.net table", verified=False),
        Dated(date(2006, 7, 1), 975, "FOR-2006-06-30-752"),
        Dated(date(2007, 1, 1), 1050, "FOR-2006-12-18-1457"),
        Dated(date(2007, 7, 1), 1150, "FOR-2007-06-28-707"),
        Dated(date(2008, 1, 1), 1225, "FOR-2007-12-19-1498"),
        Dated(date(2008, 7, 1), 1275, "FOR-2008-06-26-719"),
        Dated(date(2009, 1, 1), 1000, "FOR-2008-12-17-1407"),
        Dated(date(2009, 7, 1), 825, "FOR-2009-06-26-862"),
        Dated(date(2010, 1, 1), 875, "FOR-2009-12-17-1599"),
        Dated(date(2010, 7, 1), 900, "FOR-2010-06-24-935"),
        Dated(date(2011, 1, 1), 900, "FOR-2010-12-16-1606"),
        Dated(date(2011, 7, 1), 925, "FOR-2011-06-27-656"),
        Dated(date(2012, 1, 1), 875, "FOR-2011-12-15-1243"),
        Dated(date(2012, 7, 1), 850, "FOR-2012-06-21-565"),
        Dated(date(2013, 1, 1), 850, "FOR-2012-12-19-1340"),
        Dated(date(2013, 7, 1), 950, "FOR-2013-06-26-755"),
        Dated(date(2014, 1, 1), 950, "FOR-2013-12-20-1586"),
        Dated(date(2014, 7, 1), 950, "FOR-2014-06-24-818"),
        Dated(date(2015, 1, 1), 925, "FOR-2014-12-12-1594"),
        Dated(date(2015, 7, 1), 900, "FOR-2015-06-22-729"),
        Dated(date(2016, 1, 1), 875, "FOR-2015-12-17-1694"),
        Dated(date(2016, 7, 1), 850, "FOR-2016-06-23-784"),
        Dated(date(2017, 1, 1), 850, "FOR-2016-12-15-1583"),
        Dated(date(2017, 7, 1), 850, "FOR-2017-06-22-915"),
        Dated(date(2018, 1, 1), 850, "FOR-2017-12-14-2020"),
        Dated(date(2018, 7, 1), 850, "FOR-2018-06-21-940"),
        Dated(date(2019, 1, 1), 875, "FOR-2018-12-13-1905"),
        Dated(date(2019, 7, 1), 925, "FOR-2019-06-20-763"),
        Dated(date(2020, 1, 1), 950, "FOR-2019-12-19-2027"),
        Dated(date(2020, 7, 1), 800, "FOR-2020-06-18-1222"),
        Dated(date(2021, 1, 1), 800, "FOR-2020-12-17-2954"),
        Dated(date(2021, 7, 1), 800, "FOR-2021-06-17-2079"),
        Dated(date(2022, 1, 1), 850, "FOR-2021-12-17-3742"),
        Dated(date(2022, 7, 1), 925, "FOR-2022-06-24-1178"),
        Dated(date(2023, 1, 1), 1075, "FOR-2022-12-15-2236"),
        Dated(date(2023, 7, 1), 1175, "FOR-2023-06-22-1075"),
        Dated(date(2024, 1, 1), 1250, "FOR-2023-12-14-2043"),
        Dated(date(2024, 7, 1), 1250, "FOR-2024-06-26-1320"),
        Dated(date(2025, 1, 1), 1250, "FOR-2024-12-19-3279"),
        Dated(date(2025, 7, 1), 1225, "FOR-2025-06-23-1321"),
        Dated(date(2026, 1, 1), 1200, "FOR-2025-12-18-2658"),
        Dated(date(2026, 7, 1), 1225, "FOR-2026-06-25-1372"),
    ),
    half_yearly=True,
)

COMPENSATION = Table(
    key="compensation",
    name="compensation for recovery costs",
    unit="ore",
    applies_by="first day of delay",
    known_until=date(2026, 12, 31),
    review="set in the same regulation as late interest",
    rows=(
        Dated(
            date(2013, 3, 16),
            None,
            "Lov 15.02.2013 nr 8",
            note="40 euro; no amount in kroner was fixed before 2014",
        ),
        Dated(date(2014, 1, 1), 32000, "FOR-2013-12-20-1586"),
        Dated(date(2014, 7, 1), 32000, "FOR-2014-06-24-818"),
        Dated(date(2015, 1, 1), 33000, "FOR-2014-12-12-1594"),
        Dated(date(2015, 7, 1), 33000, "FOR-2015-06-22-729"),
        Dated(date(2016, 1, 1), 37000, "FOR-2015-12-17-1694"),
        Dated(date(2016, 7, 1), 37000, "FOR-2016-06-23-784"),
        Dated(date(2017, 1, 1), 36000, "FOR-2016-12-15-1583"),
        Dated(date(2017, 7, 1), 37000, "FOR-2017-06-22-915"),
        Dated(date(2018, 1, 1), 38000, "FOR-2017-12-14-2020"),
        Dated(date(2018, 7, 1), 38000, "FOR-2018-06-21-940"),
        Dated(date(2019, 1, 1), 38000, "FOR-2018-12-13-1905"),
        Dated(date(2019, 7, 1), 39000, "FOR-2019-06-20-763"),
        Dated(date(2020, 1, 1), 40000, "FOR-2019-12-19-2027"),
        Dated(date(2020, 7, 1), 43000, "FOR-2020-06-18-1222"),
        Dated(date(2021, 1, 1), 42000, "FOR-2020-12-17-2954"),
        Dated(date(2021, 7, 1), 40000, "FOR-2021-06-17-2079"),
        Dated(date(2022, 1, 1), 39000, "FOR-2021-12-17-3742"),
        Dated(date(2022, 7, 1), 40000, "FOR-2022-06-24-1178"),
        Dated(date(2023, 1, 1), 41000, "FOR-2022-12-15-2236"),
        Dated(date(2023, 7, 1), 46000, "FOR-2023-06-22-1075"),
        Dated(date(2024, 1, 1), 47000, "FOR-2023-12-14-2043"),
        Dated(date(2024, 7, 1), 46000, "FOR-2024-06-26-1320"),
        Dated(date(2025, 1, 1), 47000, "FOR-2024-12-19-3279"),
        Dated(date(2025, 7, 1), 46000, "FOR-2025-06-23-1321"),
        Dated(date(2026, 1, 1), 46000, "FOR-2025-12-18-2658"),
        Dated(date(2026, 7, 1), 43000, "FOR-2026-06-25-1372"),
    ),
    half_yearly=True,
)

INKASSOSATS = Table(
    key="inkassosats",
    name="inkassosats",
    unit="ore",
    applies_by="day the letter is sent",
    known_until=date(2026, 12, 31),
    review="changed irregularly, usually decided in December",
    rows=(
        Dated(date(2008, 1, 1), 57000, "Kontohjelp table", verified=False),
        Dated(date(2009, 1, 1), 59000, "Kontohjelp table; Gothia notice", verified=False),
        Dated(date(2010, 1, 1), 60000, "Kontohjelp table", verified=False),
        Dated(date(2011, 1, 1), 61000, "Kontohjelp table", verified=False),
        Dated(date(2012, 1, 1), 62000, "Kontohjelp table", verified=False),
        Dated(
            date(2013, 1, 1), 63000, "Kontohjelp table; SendRegning notice (fee 63)", verified=False
        ),
        Dated(date(2014, 1, 1), 64000, "Kontohjelp table", verified=False),
        Dated(date(2015, 1, 1), 65000, "Kontohjelp table; Opas notice", verified=False),
        Dated(date(2016, 1, 1), 67000, "Kontohjelp table; SendRegning notice", verified=False),
        Dated(date(2017, 1, 1), 70000, "Kontohjelp table; several notices", verified=False),
        Dated(date(2019, 1, 1), 70000, "Forskrift 20.12.2018 nr 2050"),
        Dated(date(2026, 1, 1), 75000, "Forskrift 19.12.2025 nr 2709"),
    ),
)

NOTICE_FRACTION = Table(
    key="notice_fraction",
    name="fraction of the inkassosats for a purring or inkassovarsel",
    unit="twentieths",
    applies_by="due date of the claim",
    known_until=date(2026, 12, 31),
    review="ends when the debt collection act of 2026 comes into force",
    rows=(
        Dated(date(2002, 3, 1), 2, "Inkassoforskriften 1-2 as before 2020 change", verified=False),
        Dated(date(2020, 10, 1), 1, "Forskrift 19.06.2020 nr 1248"),
    ),
)

DEMAND_FRACTION = Table(
    key="demand_fraction",
    name="fraction of the inkassosats for a betalingsoppfordring of one's own",
    unit="twentieths",
    applies_by="due date of the claim",
    known_until=date(2026, 12, 31),
    review="ends when the debt collection act of 2026 comes into force",
    rows=(
        Dated(date(2002, 3, 1), 6, "Inkassoforskriften 1-2 as before 2020 change", verified=False),
        Dated(date(2020, 10, 1), 3, "Forskrift 19.06.2020 nr 1248"),
    ),
)

VAT_HIGH = Table(
    key="vat_high",
    name="high VAT rate",
    unit="bp",
    applies_by="day of delivery",
    known_until=date(2026, 12, 31),
    review="set by the Storting with the budget each December",
    rows=(Dated(date(2005, 1, 1), 2500, "Skatteetaten code list sats"),),
)

VAT_MIDDLE = Table(
    key="vat_middle",
    name="middle VAT rate",
    unit="bp",
    applies_by="day of delivery",
    known_until=date(2026, 12, 31),
    review="set by the Storting with the budget each December",
    rows=(Dated(date(2012, 1, 1), 1500, "Skatteetaten code list sats"),),
)

VAT_RAW_FISH = Table(
    key="vat_raw_fish",
    name="raw fish VAT rate",
    unit="bp",
    applies_by="day of delivery",
    known_until=date(2026, 12, 31),
    review="set by the Storting with the budget each December",
    rows=(Dated(date(1970, 1, 1), 1111, "Skatteetaten code list sats (open start date)"),),
)

VAT_LOW = Table(
    key="vat_low",
    name="low VAT rate",
    unit="bp",
    applies_by="day of delivery",
    known_until=date(2026, 12, 31),
    review="set by the Storting with the budget each December",
    rows=(
        Dated(date(2006, 1, 1), 800, "Skatteetaten code list sats"),
        Dated(date(2016, 1, 1), 1000, "Skatteetaten code list sats"),
        Dated(date(2018, 1, 1), 1200, "Skatteetaten code list sats"),
        Dated(date(2020, 4, 1), 600, "Skatteetaten code list sats"),
        Dated(date(2021, 10, 1), 1200, "Skatteetaten code list sats"),
    ),
)

TABLES: tuple[Table, ...] = (
    LATE_INTEREST,
    COMPENSATION,
    INKASSOSATS,
    NOTICE_FRACTION,
    DEMAND_FRACTION,
    VAT_HIGH,
    VAT_MIDDLE,
    VAT_RAW_FISH,
    VAT_LOW,
)

ACTS: tuple[Act, ...] = (
    Act(
        DebtCollectionRegime.ACT_1988,
        "inkassoloven of 1988",
        date(1989, 10, 1),
        "Lov 13.05.1988 nr 26; forskrift 14.07.1989 nr 562",
    ),
    Act(
        DebtCollectionRegime.ACT_2026,
        "inkassoloven of 2026",
        None,
        "Lov 22.05.2026 nr 19",
        verified=False,
        note="adopted, not in force; 2027-01-01 has been signalled",
    ),
)

REVIEWED_THROUGH = date(2026, 12, 31)
