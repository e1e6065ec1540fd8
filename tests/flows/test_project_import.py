"""Hours from a file come in whole or not at all, and once however often the file comes."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from invoicectl.errors import BadFileError
from invoicectl.errors import FaultsError
from invoicectl.errors import InputError
from invoicectl.flows.project_edit import close_project
from invoicectl.flows.project_import import ImportedWork
from invoicectl.flows.project_import import WorkWish
from invoicectl.flows.project_import import import_work
from invoicectl.flows.project_log import edit_work
from invoicectl.flows.project_log import remove_work
from invoicectl.ledger.work import Wanted
from invoicectl.ledger.work import find_work
from tests.flows.projects import Office
from tests.flows.projects import office

HEAD = "Dato;Ansatt;Prosjekt;Timer;Aktivitet;Beskrivelse"
ROWS = (
    "01.10.2026;Kari;P1;7,5;Design;Skisser",
    "2026-09-30;Ola;Nettbutikk;3:20;;Koding",
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path) as found:
        found.project()
        yield found


def bring(desk: Office, rows: Sequence[str], head: str = HEAD, **wish: object) -> ImportedWork:
    path = desk.settings.root / "timer.csv"
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    wanted = WorkWish(**wish)  # type: ignore[arg-type]  # by name
    return import_work(desk.ledger, desk.settings, desk.stamp, path, wanted)


def kept(desk: Office) -> list[tuple[str, str, int]]:
    return [
        (each.entry.worked_on.isoformat(), each.entry.person, each.entry.minutes)
        for each in find_work(desk.ledger.con, Wanted())
    ]


def test_rows_become_entries_in_the_words_of_other_programs(desk: Office) -> None:
    done = bring(desk, ROWS)
    assert (done.new, done.seen_before, done.minutes) == (2, 0, 650)
    assert kept(desk) == [("2026-09-30", "Ola", 200), ("2026-10-01", "Kari", 450)]


def test_the_same_file_again_adds_nothing(desk: Office) -> None:
    bring(desk, ROWS)
    again = bring(desk, (*ROWS, "01.10.2026;Kari;P1;1;Design;Mer"))
    assert (again.new, again.seen_before) == (1, 2)


def test_two_equal_rows_are_two_entries_and_the_same_two_again(desk: Office) -> None:
    assert bring(desk, (ROWS[0], ROWS[0])).new == 2
    assert bring(desk, (ROWS[0],)).new == 0
    assert bring(desk, (ROWS[0], ROWS[0], ROWS[0])).new == 1


def test_what_was_corrected_or_removed_stays_so(desk: Office) -> None:
    done = bring(
        desk, ("a1;01.10.2026;P1;2;x", "a2;01.10.2026;P1;3;y"), "id;dato;prosjekt;timer;tekst"
    )
    edit_work(desk.ledger, desk.settings, desk.stamp, done.added[0], {"hours": "1"})
    remove_work(desk.ledger, desk.stamp, done.added[1])
    again = bring(
        desk, ("a1;01.10.2026;P1;2;x", "a2;01.10.2026;P1;3;y"), "id;dato;prosjekt;timer;tekst"
    )
    assert (again.new, again.seen_before) == (0, 2)
    assert len(again.warnings) == 1
    assert (
        "timer.csv:2: 'a1' came before as entry 1, which says something else" in again.warnings[0]
    )
    assert [minutes for _, _, minutes in kept(desk)] == [60]


def test_a_dry_run_says_the_same_and_keeps_nothing(desk: Office) -> None:
    planned = bring(desk, ROWS, dry_run=True)
    assert kept(desk) == []
    done = bring(desk, ROWS)
    assert (planned.new, planned.minutes) == (done.new, done.minutes)
    assert planned.added == ()


def test_every_fault_is_named_with_its_line_and_nothing_is_kept(desk: Office) -> None:
    desk.project(name="Ferdig")
    close_project(desk.ledger, desk.stamp, "P2")
    rows = (
        ROWS[0],
        "32.10.2026;Kari;P1;1;;x",
        "01.10.2026;Kari;P9;1;;x",
        "01.10.2026;Kari;P2;1;;x",
        "01.10.2026;Kari;P1;25;;x",
        "02.10.2026;Kari;P1;1;;x",
        "01.10.2026;Kari;P1;1;;",
        "01.10.2026;Kari;P1;1;;x;y",
    )
    with pytest.raises(FaultsError) as caught:
        bring(desk, rows)
    assert [fault.partition(": ")[0] for fault in caught.value.faults] == [
        "timer.csv:3 date", "timer.csv:4 project", "timer.csv:5 project", "timer.csv:6 hours",
        "timer.csv:7 date", "timer.csv:8 text", "timer.csv:9 row",
    ]  # fmt: skip
    assert kept(desk) == []


@pytest.mark.parametrize(
    ("head", "wish", "sentence"),
    [
        ("Dato;Timer;Tekst", {}, "no column is the project"),
        ("Prosjekt;Timer;Tekst", {}, "no column is the date"),
        ("Dato;Prosjekt;Tekst", {}, "no column is the hours"),
        ("Dato;Timer;Varighet;Prosjekt", {}, "the columns 'Timer' and 'Varighet' are both"),
        ("Dato;Timer;Prosjekt", {"columns": {"Tid": "hours"}}, "there is no column 'Tid'"),
        ("Dato;Timer;Prosjekt", {"columns": {"Timer": "x"}}, "there is no field 'x'"),
    ],
)
def test_a_column_that_is_missing_or_unclear_is_named(
    desk: Office, head: str, wish: dict[str, object], sentence: str
) -> None:
    with pytest.raises((BadFileError, InputError), match=sentence):
        bring(desk, ("1;2;3",), head, **wish)


def test_columns_projects_and_people_can_be_said(desk: Office) -> None:
    head = "Når;Tidsbruk;Hva;Sted"
    columns = {"Når": "date", "Tidsbruk": "minutes", "Hva": "text", "Sted": ""}
    done = bring(
        desk, ("01.10.2026;90;Møte;Oslo",), head, columns=columns, project="P1", person="Siri"
    )
    assert done.ignored == ()
    assert kept(desk) == [("2026-10-01", "Siri", 90)]


def test_expenses_and_kilometres_come_in_too(desk: Office) -> None:
    bring(
        desk,
        ("01.10.2026;499,50;;Taxi", "01.10.2026;;42;Tur"),
        "dato;utlegg;km;tekst",
        project="P1",
    )
    found = [each.entry for each in find_work(desk.ledger.con, Wanted())]
    assert [(one.cost_ore, one.distance_micro) for one in found] == [(49_950, 0), (0, 42_000_000)]


LINES = st.lists(
    st.sampled_from([f"0{day}.09.2026;{who};P1;{hours};;x" for day in (1, 2) for who in "AB"
                     for hours in (1, 2)]),
    max_size=8,
)  # fmt: skip


@given(st.lists(LINES, max_size=5))
@profile(max_examples=20, suppress_health_check=[HealthCheck.too_slow])
def test_overlapping_files_leave_the_most_that_any_of_them_says(files: list[list[str]]) -> None:
    with TemporaryDirectory() as folder, office(Path(folder) / "firm") as desk:
        desk.project()
        for rows in files:
            bring(desk, rows)
        every = {row for rows in files for row in rows}
        expected = sum(max(rows.count(row) for rows in files) for row in every)
        assert len(kept(desk)) == expected
