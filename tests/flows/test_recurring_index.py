"""Figures of a price index from files: months in several spellings, every fault with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from invoicectl.errors import BadFileError
from invoicectl.errors import InputError
from invoicectl.flows.recurring_index import import_index
from invoicectl.ledger.price_index import figures_of
from tests.build import new_ledger
from tests.build import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from invoicectl.ledger.connect import Ledger


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with new_ledger(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("kpi.csv", "month;figure\n2025-11;137,2\n2025-12;138.1\n"),
        ("kpi.csv", "Måned,KPI\n2025M11,137.2\n2025M12,138.1\n"),
        ("kpi.yaml", "2025-11: 137,2\n2025-12: 138.1\n"),
    ],
)
def test_figures_come_from_csv_and_yaml(
    ledger: Ledger, tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    assert import_index(ledger, stamp(), file, "kpi").added == 2
    again = import_index(ledger, stamp(), file, "KPI")
    assert (again.added, again.same, again.changed) == (0, 2, ())
    assert figures_of(ledger.con, "kpi") == {"2025-11": 137_200_000, "2025-12": 138_100_000}


def test_a_figure_that_differs_is_a_question(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "kpi.yaml"
    file.write_text("2025-11: 137,2\n", "utf-8")
    import_index(ledger, stamp(), file, "kpi")
    file.write_text("2025-11: 137,3\n2025-12: 138\n", "utf-8")
    with pytest.raises(InputError, match="2025-11 is 137,3 here, and 137,2"):
        import_index(ledger, stamp(), file, "kpi")
    assert len(figures_of(ledger.con, "kpi")) == 1
    assert import_index(ledger, stamp(), file, "kpi", replace=True).changed == ("2025-11",)


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("kpi.csv", "month;figure\n2025-13;1\n", "kpi.csv:2: '2025-13' is no month"),
        ("kpi.csv", "month;figure\n2025-11;x\n", "kpi.csv:2: figure"),
        ("kpi.csv", "month;figure\n2025-11;1\n2025-11;2\n", "kpi.csv:3: 2025-11 is there twice"),
        ("kpi.csv", "month\n2025-11\n", "a column of months and one of figures"),
        ("kpi.csv", "2025-10;136\n2025-11;137\n", "first line must name the columns"),
        ("kpi.csv", "month;figure\n", "holds no figure"),
        ("kpi.yaml", "2025-11: 0\n", "kpi.yaml:1: the figure must be above zero"),
        ("kpi.yaml", "- 1\n", "kpi.yaml:1"),
    ],
)
def test_bad_figures_are_named_by_line(
    ledger: Ledger, tmp_path: Path, name: str, content: str, sentence: str
) -> None:
    file = tmp_path / name
    file.write_text(content, "utf-8")
    with pytest.raises(BadFileError, match=sentence):
        import_index(ledger, stamp(), file, "kpi")
    assert figures_of(ledger.con, "kpi") == {}
