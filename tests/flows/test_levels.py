from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.contacts import DeliveryAddress
from invoicectl.domain.draft import Origin
from invoicectl.domain.effective import Level
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.flows.customers import edit_customer
from invoicectl.flows.draft import drop_draft
from invoicectl.flows.issue import issue
from invoicectl.flows.level_explain import Asked
from invoicectl.flows.level_explain import explain
from invoicectl.flows.level_explain import target_of
from invoicectl.flows.level_values import Effective
from invoicectl.flows.levels import effective
from invoicectl.flows.levels import set_values
from invoicectl.ledger.check import check_ledger
from invoicectl.ledger.contacts import put
from invoicectl.ledger.customers import customer_of
from invoicectl.ledger.drafts import draft_of
from invoicectl.ledger.log import entries
from invoicectl.ledger.overrides import drop_overrides
from invoicectl.ledger.overrides import move_overrides
from invoicectl.ledger.overrides import overridden_levels
from invoicectl.ledger.overrides import overrides_of
from invoicectl.ledger.overrides import write_overrides
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.projects import update_project
from invoicectl.ledger.recurring import agreement_of
from invoicectl.ledger.row_seal import broken_seals
from invoicectl.settings.levels import level_keys
from tests.build import consumer
from tests.build import customer
from tests.build import stamp
from tests.levelling import LEVELS
from tests.levelling import Company
from tests.levelling import new_company


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    made = new_company(tmp_path / "company")
    with made.ledger:
        made.draft()
        yield made


def held(company: Company, draft_no: int = 1) -> Effective:
    con = company.ledger.con
    return effective(con, company.settings, customer_of(con, "10001"), company.origin, draft_no)


def test_every_key_is_an_attribute_of_what_holds() -> None:
    assert {each.name for each in fields(Effective)} == {key.field for key in level_keys().values()}


# a key of a field of the customer, one of a field of the draft, one of rows alone, and rivals
VALUES = {
    "invoice.terms_days": ["5", "20", "45"],
    "invoice.terms_months": ["1", "2"],
    "invoice.your_reference": ["Kari", "Ola", "-"],
    "invoice.foot_text": ["Takk", "Hei", "-"],
    "reminders.enabled": ["yes", "no"],
    "sending.cc": ["a@example.no", "b@example.no,c@example.no", "-"],
}
STEPS = st.lists(
    st.tuples(
        st.sampled_from(LEVELS),
        st.sampled_from(sorted(VALUES)),
        st.integers(0, 3),
    ),
    max_size=12,
)


class Oracle:
    """What the levels say, kept as plain as can be: one dictionary a level."""

    def __init__(self) -> None:
        self.said: dict[Level, dict[str, str]] = {level: {} for level in LEVELS}

    def take(self, level: Level, key: str, text: str) -> None:
        mine = self.said[level]
        rival = {
            "invoice.terms_days": "invoice.terms_months",
            "invoice.terms_months": "invoice.terms_days",
        }.get(key)
        if text:
            mine[key] = text
            if rival:
                mine.pop(rival, None)
        else:
            mine.pop(key, None)

    def first(self, *keys: str) -> tuple[str, str]:
        for level in reversed(LEVELS):
            for key in keys:
                if key in self.said[level]:
                    return key, self.said[level][key]
        return "", ""

    def facts(self) -> dict[str, object]:
        key, text = self.first("invoice.terms_days", "invoice.terms_months")
        reference = self.first("invoice.your_reference")[1]
        foot = self.first("invoice.foot_text")[1]
        cc = self.first("sending.cc")[1]
        return {
            "days": (int(text) if key == "invoice.terms_days" else None) if key else 14,
            "months": int(text) if key == "invoice.terms_months" else None,
            "reference": "" if reference == "-" else reference,
            "foot": "" if foot == "-" else foot,
            "enabled": self.first("reminders.enabled")[1] != "no",
            "cc": () if cc in ("", "-") else tuple(cc.split(",")),
        }


def facts(found: Effective) -> dict[str, object]:
    return {
        "days": found.invoice_terms_days,
        "months": found.invoice_terms_months,
        "reference": found.invoice_your_reference,
        "foot": found.invoice_foot_text,
        "enabled": found.reminders_enabled,
        "cc": found.sending_cc,
    }


@profile(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_whatever_is_set_in_whatever_order_the_most_special_level_decides(
    steps: list[tuple[Level, str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    # no term is too long for a consumer (TRM-3)
    folder = tmp_path_factory.mktemp("levels") / "company"
    made = new_company(folder, customers=(consumer("10001"),))
    oracle = Oracle()
    with made.ledger:
        made.draft()
        for level, key, choice in steps:
            text = [*VALUES[key], ""][min(choice, len(VALUES[key]))]
            oracle.take(level, key, text)
            made.set(level, f"{key}={text}")
            assert facts(held(made)) == oracle.facts()
        assert list(broken_seals(made.ledger.con)) == []


def test_a_customer_with_a_project_and_an_order_of_other_ways(company: Company) -> None:
    """The story: four levels give the same key, and taking them away goes back step by step."""
    company.set(Level.CUSTOMER, "invoice.terms_days=30", "invoice.foot_text=Kunde")
    company.set(Level.PROJECT, "invoice.terms_days=20", "theme.accent=#aa0000")
    company.set(Level.ORDER, "invoice.terms_days=10")
    company.set(Level.INVOICE, "invoice.terms_days=5")
    found = held(company)
    assert (found.invoice_terms_days, found.theme_accent) == (5, "#aa0000")
    assert found.invoice_foot_text == "Kunde"
    con = company.ledger.con
    target = target_of(con, Asked(invoice="D1"))
    (row,) = explain(con, company.settings, target, "terms_days")
    assert (row.value, row.level, row.ref) == ("5", Level.INVOICE, "1")
    assert [(one.value, one.level) for one in row.hides] == [
        ("10", Level.ORDER),
        ("20", Level.PROJECT),
        ("30", Level.CUSTOMER),
        ("14", Level.COMPANY),
    ]
    for level, left in ((Level.INVOICE, 10), (Level.ORDER, 20), (Level.PROJECT, 30)):
        company.set(level, "invoice.terms_days=")
        assert held(company).invoice_terms_days == left
    company.set(Level.CUSTOMER, "invoice.terms_days=")
    assert held(company).invoice_terms_days == 14
    events = [entry.event for entry in entries(con, event="settings.")]
    assert len(events) == 8


def test_another_project_has_nothing_of_it(company: Company) -> None:
    company.set(Level.PROJECT, "invoice.terms_days=20")
    con, one = company.ledger.con, customer_of(company.ledger.con, "10001")
    assert effective(con, company.settings, one, Origin()).invoice_terms_days == 14
    assert effective(con, company.settings, one, Origin("P1")).invoice_terms_days == 20


def test_set_and_edit_are_the_same_thing_whichever_comes_last(company: Company) -> None:
    ledger, settings = company.ledger, company.settings
    company.set(
        Level.CUSTOMER, "invoice.terms_days=30", "invoice.send_by=folder", "invoice.language=en",
        "sending.to=kari@example.no", "sending.reminders_to=ola@example.no",
        "invoice.your_reference=Kari", "invoice.express_terms=yes",
    )  # fmt: skip
    one = customer_of(ledger.con, "10001")
    assert (one.terms_days, one.channel, one.language.value) == (30, "folder", "en")
    assert (one.email, one.notice_email) == ("kari@example.no", "ola@example.no")
    assert (one.your_reference, one.express_terms) == ("Kari", True)
    assert overrides_of(ledger.con, Level.CUSTOMER, "10001") == {}
    edit_customer(ledger, settings, stamp(), "10001", {"terms_days": "40", "channel": ""})
    assert held(company).invoice_terms_days == 40
    assert held(company).invoice_send_by[0].value == "email"


def test_what_a_field_cannot_hold_stands_in_a_row(company: Company) -> None:
    company.set(Level.CUSTOMER, "invoice.send_by=folder,email", "invoice.express_terms=no")
    assert customer_of(company.ledger.con, "10001").channel == ""
    assert [each.value for each in held(company).invoice_send_by] == ["folder", "email"]
    assert set(overrides_of(company.ledger.con, Level.CUSTOMER, "10001")) == {
        "invoice.send_by", "invoice.express_terms",
    }  # fmt: skip
    company.set(Level.CUSTOMER, "invoice.send_by=email", "invoice.express_terms=yes")
    assert overrides_of(company.ledger.con, Level.CUSTOMER, "10001") == {}
    company.set(Level.INVOICE, "invoice.foot_text=-")
    assert draft_of(company.ledger.con, 1).foot_text == ""
    assert overrides_of(company.ledger.con, Level.INVOICE, "1") == {"invoice.foot_text": "-"}


def test_all_faults_are_told_and_nothing_is_set(company: Company) -> None:
    with pytest.raises(FaultsError) as caught:
        company.set(
            Level.CUSTOMER, "invoice.terms_days=30", "invoice.due_day=40", "kid.length=7",
            "invoice.due_day=20", "theme.logo=gone.png", "sending.attachments=gone.pdf",
        )  # fmt: skip
    faults = caught.value.faults
    assert len(faults) == 4
    assert any("gone.png cannot be read: there is no such file" in fault for fault in faults)
    assert held(company).invoice_terms_days == 14
    with pytest.raises(FaultsError, match="given as well"):
        company.set(Level.ORDER, "invoice.terms_days=3", "invoice.terms_months=1")
    with pytest.raises(FaultsError, match="given twice"):
        company.set(Level.ORDER, "invoice.terms_days=3", "invoice.terms_days=4")
    with pytest.raises(InputError, match="Nothing is given"):
        company.set(Level.ORDER)
    with pytest.raises(InputError, match="always has one"):
        company.set(Level.CUSTOMER, "invoice.language=")


@pytest.mark.parametrize("level", LEVELS)
def test_settings_of_what_is_not_there_are_refused(company: Company, level: Level) -> None:
    with pytest.raises(NotFoundError):
        set_values(company.ledger, company.settings, stamp(), level, "77", ["reminders.enabled=no"])
    assert overridden_levels(company.ledger.con) == frozenset()


@pytest.mark.parametrize("level", LEVELS)
def test_a_term_the_law_forbids_is_refused_at_every_level(company: Company, level: Level) -> None:
    with pytest.raises(InputError, match="TRM-1: 90 days"):
        company.set(level, "invoice.terms_days=90")
    assert held(company).invoice_terms_days == 14
    company.set(level, "invoice.terms_days=90", "invoice.express_terms=yes")
    assert held(company).invoice_terms_days == 90


def test_an_issued_invoice_keeps_what_is_printed_and_can_still_be_pursued_otherwise(
    company: Company,
) -> None:
    issue(company.ledger, company.settings, stamp())
    with pytest.raises(FaultsError, match=r"invoice.terms_days: 10001 is issued"):
        company.set(Level.INVOICE, "invoice.terms_days=30", "reminders.enabled=no")
    assert held(company).reminders_enabled
    company.set(Level.INVOICE, "reminders.enabled=no")
    assert not held(company).reminders_enabled
    rows = explain(
        company.ledger.con, company.settings, target_of(company.ledger.con, Asked(invoice="10001"))
    )
    assert {row.key for row in rows} >= {"reminders.enabled", "sending.cc"}
    assert not {row.key for row in rows} & {"invoice.terms_days", "theme.accent"}


def test_explain_refuses_what_does_not_belong_together(company: Company) -> None:
    con = company.ledger.con
    for asked in (
        Asked("10002", project_no="P1"),
        Asked("10002", order_no=company.order_no),
        Asked("10002", invoice="D1"),
    ):
        with pytest.raises(InputError, match="belongs"):
            target_of(con, asked)
    assert target_of(con, Asked(order_no=company.order_no)).customer == customer()


def test_settings_move_and_go_with_their_customer(company: Company) -> None:
    ledger = company.ledger
    company.set(Level.CUSTOMER, "sending.cc=a@example.no", "reminders.enabled=no")
    with ledger.write() as con:
        write_overrides(con, Level.CUSTOMER, "10002", {"sending.cc": "b@example.no"})
        move_overrides(con, Level.CUSTOMER, "10001", "10002")
    assert overrides_of(ledger.con, Level.CUSTOMER, "10001") == {}
    assert overrides_of(ledger.con, Level.CUSTOMER, "10002") == {
        "sending.cc": "b@example.no",
        "reminders.enabled": "false",
    }
    with ledger.write() as con:
        drop_overrides(con, Level.CUSTOMER, "10002")
    assert overridden_levels(ledger.con) == frozenset()
    assert list(broken_seals(ledger.con)) == []


def test_a_key_of_another_version_says_nothing(company: Company) -> None:
    with company.ledger.write() as con:
        con.execute("INSERT INTO setting_override VALUES('order:1', 'invoice.aroma', 'strong')")
    assert held(company).invoice_terms_days == 14


def test_the_ledger_is_in_order_with_settings_in_it(company: Company) -> None:
    company.set(Level.PROJECT, "sending.cc=a@example.no")
    assert check_ledger(company.ledger, full=True) == ()


def test_a_draft_that_is_dropped_takes_its_settings_along_an_issued_one_keeps_them(
    company: Company,
) -> None:
    other = company.draft()
    for draft_no in (1, other):
        company.set(Level.INVOICE, "sending.cc=a@example.no", draft_no=draft_no)
    drop_draft(company.ledger, stamp(), other)
    con = company.ledger.con
    assert overrides_of(con, Level.INVOICE, str(other)) == {}
    issue(company.ledger, company.settings, stamp())
    assert overrides_of(con, Level.INVOICE, "1") == {"sending.cc": "a@example.no"}
    assert list(broken_seals(con)) == []


def test_fields_of_projects_and_agreements_are_settings_of_their_level(company: Company) -> None:
    con = company.ledger.con
    company.set(Level.PROJECT, "invoice.your_reference=Per", "invoice.order_reference=PO 1")
    assert project_of(con, "P1").your_reference == "Per"
    company.set(
        Level.RECURRING, "invoice.your_reference=Ola", "invoice.head_text=For {month}",
        "invoice.delivery_place=Kai 4",
    )  # fmt: skip
    agreement = agreement_of(con, 1)
    assert (agreement.your_reference, agreement.head_text) == ("Ola", "For {month}")
    found = effective(con, company.settings, customer_of(con, "10001"), company.origin)
    assert (found.invoice_your_reference, found.invoice_order_reference) == ("Ola", "PO 1")
    assert (found.invoice_delivery_place, found.invoice_head_text) == ("Kai 4", "For {month}")
    assert held(company).invoice_head_text == ""  # a draft has it filled in, or not at all
    company.set(Level.RECURRING, "invoice.your_reference=-")
    assert held(company).invoice_your_reference == ""
    company.set(Level.RECURRING, "invoice.your_reference=")
    assert held(company).invoice_your_reference == "Per"
    with company.ledger.write() as writing:
        update_project(writing, replace(project_of(con, "P1"), your_reference="Pål"), stamp())
    assert held(company).invoice_your_reference == "Pål"


def test_a_text_of_an_agreement_names_only_what_a_period_has(company: Company) -> None:
    with pytest.raises(InputError, match=r"invoice.head_text: \{moon\} is no placeholder"):
        company.set(Level.RECURRING, "invoice.head_text=For {moon}")


def test_a_level_may_name_one_of_the_customers_delivery_addresses(company: Company) -> None:
    with company.ledger.write() as con:
        put(con, DeliveryAddress("10001", 1, "Lager", "Kaia 4", "5003", "Bergen"))
    company.set(Level.PROJECT, "invoice.delivery_place=lager")
    assert held(company).invoice_delivery_place == "Lager, Kaia 4, 5003 Bergen"
    company.set(Level.PROJECT, "invoice.delivery_place=Kai 9")
    assert held(company).invoice_delivery_place == "Kai 9"
