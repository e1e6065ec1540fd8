"""Projects, their rates and what stands behind their invoices come back as they went in."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.domain.project import Instalment
from invoicectl.domain.project import Project
from invoicectl.domain.project import ProjectRate
from invoicectl.domain.specification import Specification
from invoicectl.domain.specification import SpecificationGroup
from invoicectl.domain.specification import SpecificationRow
from invoicectl.errors import InputError
from invoicectl.errors import NotFoundError
from invoicectl.ledger.connect import Ledger
from invoicectl.ledger.projects import drop_rate
from invoicectl.ledger.projects import find_projects
from invoicectl.ledger.projects import insert_project
from invoicectl.ledger.projects import instalments_of
from invoicectl.ledger.projects import keep_instalment
from invoicectl.ledger.projects import keep_rate
from invoicectl.ledger.projects import next_project_no
from invoicectl.ledger.projects import project_of
from invoicectl.ledger.projects import rates_of
from invoicectl.ledger.projects import update_project
from invoicectl.ledger.row_seal import broken_seals
from invoicectl.ledger.specifications import keep_specification
from invoicectl.ledger.specifications import specification_of
from tests.build import new_ledger
from tests.build import stamp

WHOLE = Project(
    "P1", "Nettbutikk", "10001", fixed_price_ore=1, budget_minutes=2, budget_ore=3, markup_bp=4,
    km_price_micro=5, vat_code="6", income_account="3200", our_reference="a", your_reference="b",
    order_reference="PO-7", closed_on=date(2026, 1, 2),
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return new_ledger(tmp_path / "firm")


def test_a_project_comes_back_as_it_went_in(ledger: Ledger) -> None:
    with closing(ledger), ledger.write() as con:
        insert_project(con, WHOLE, stamp())
        assert project_of(con, "p1") == WHOLE
        changed = update_project(con, replace(WHOLE, name="Ny", closed_on=None), stamp())
        assert changed == ("name", "closed_on")
        with pytest.raises(InputError, match="P1 is taken"):
            insert_project(con, WHOLE, stamp())
        with pytest.raises(NotFoundError):
            project_of(con, "P2")


def test_numbers_follow_each_other_past_those_of_other_forms(ledger: Ledger) -> None:
    with closing(ledger), ledger.write() as con:
        assert next_project_no(con) == "P1"
        for number in ("P9", "P10", "2026-1", "PX1", "p99"):
            insert_project(con, replace(WHOLE, project_no=number), stamp())
        assert next_project_no(con) == "P11"


def test_projects_are_found_by_what_they_say(ledger: Ledger) -> None:
    with closing(ledger), ledger.write() as con:
        insert_project(con, WHOLE, stamp())
        insert_project(con, Project("P2", "Ærlig", "10002", order_reference="100 %"), stamp())

        def found(text: str, **more: str | bool) -> list[str]:
            return [one.project.project_no for one in find_projects(con, text, **more)]  # type: ignore[arg-type]  # by name

        assert found("") == ["P2"]
        assert found("", with_closed=True) == ["P1", "P2"]
        assert found("ærlig") == found("ÆRLIG") == found("%") == found("nordmann") == ["P2"]
        assert found("po-7", with_closed=True) == ["P1"]
        assert found("", customer_no="10001", with_closed=True) == ["P1"]


def test_a_rate_takes_the_place_of_one_for_the_same_person_activity_and_day(
    ledger: Ledger,
) -> None:
    day = date(2026, 5, 1)
    with closing(ledger), ledger.write() as con:
        insert_project(con, WHOLE, stamp())
        for rate in (
            ProjectRate(1),
            ProjectRate(2, person="Kari"),
            ProjectRate(3, person="KARI"),
            ProjectRate(4, person="Kari", since=day),
        ):
            keep_rate(con, "P1", rate)
        assert rates_of(con, "P1") == [
            ProjectRate(1), ProjectRate(3, person="KARI"),
            ProjectRate(4, person="Kari", since=day),
        ]  # fmt: skip
        assert drop_rate(con, "P1", ProjectRate(0, person="kari"))
        assert not drop_rate(con, "P1", ProjectRate(0, person="kari"))


def test_an_instalment_comes_back_as_it_went_in_and_is_sealed(ledger: Ledger) -> None:
    one = Instalment(3, "Start", 100, date(2026, 1, 1), date(2026, 2, 1), is_advance=True)
    with closing(ledger):
        with ledger.write() as con:
            insert_project(con, WHOLE, stamp())
            keep_instalment(con, "P1", replace(one, text="Før"))
            keep_instalment(con, "P1", one)
            assert instalments_of(con, "P1") == [one]
        assert list(broken_seals(ledger.con)) == []


ROWS = st.builds(
    SpecificationRow,
    day=st.dates(),
    person=st.text(max_size=8),
    text=st.text(max_size=8),
    unit_price_micro=st.integers(0, 10**15),
    net_ore=st.integers(-(10**12), 10**12),
    minutes=st.integers(0, 1440),
    quantity_micro=st.integers(0, 10**12),
    unit=st.sampled_from(["HUR", "KMT", "C62"]),
)
SPECIFICATIONS = st.builds(
    Specification,
    st.lists(
        st.builds(
            SpecificationGroup,
            st.text(max_size=8),
            st.lists(ROWS, max_size=3).map(tuple),
            st.integers(-(10**12), 10**12),
        ),
        max_size=3,
    ).map(tuple),
)


@given(SPECIFICATIONS)
@profile(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_specification_comes_back_as_it_went_in(ledger: Ledger, spec: Specification) -> None:
    with ledger.rehearse() as con:
        assert specification_of(con, 7) is None
        keep_specification(con, 7, spec)
        assert specification_of(con, 7) == spec
