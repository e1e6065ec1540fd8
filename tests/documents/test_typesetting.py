"""Breaking lines: nothing is lost, nothing is too wide, nothing takes long."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl.documents.fonts.face import load_face
from invoicectl.documents.typesetting import DoesNotFitError
from invoicectl.documents.typesetting import fit
from invoicectl.documents.typesetting import wrap

FACE = load_face("regular")
TEXTS = st.text(st.sampled_from("aæW.- \nм\u202f"), max_size=200)


@given(TEXTS, st.integers(12, 300))
def test_no_line_is_wider_than_asked(text: str, width: int) -> None:
    lines = wrap(text, FACE, 9, width)
    assert all(FACE.width(line, 9) <= width + 1e-6 for line in lines)


@given(TEXTS, st.integers(12, 300))
def test_only_spaces_at_line_ends_are_lost(text: str, width: int) -> None:
    lines = wrap(text, FACE, 9, width)
    kept = "".join(lines).replace(" ", "")
    assert kept == text.replace(" ", "").replace("\n", "")


@given(TEXTS, st.integers(12, 300))
def test_line_ends_in_the_text_are_kept(text: str, width: int) -> None:
    assert len(wrap(text, FACE, 9, width)) >= text.count("\n") + 1


@given(TEXTS, st.integers(12, 300))
def test_breaking_again_changes_nothing(text: str, width: int) -> None:
    lines = wrap(text, FACE, 9, width)
    assert [piece for line in lines for piece in wrap(line, FACE, 9, width)] == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("ett to", ["ett to"]),
        ("ett to tre fire", ["ett to", "tre fire"]),
        ("a\n\nb", ["a", "", "b"]),
        ("Donaudampfschiff", ["Donaud", "ampfsc", "hiff"]),
        ("ja Donaudampf ja", ["ja", "Donaud", "ampf ja"]),
    ],
)
def test_vectors(text: str, lines: list[str]) -> None:
    assert wrap(text, FACE, 10, 37) == lines


def test_a_megabyte_without_spaces_takes_time_in_proportion() -> None:
    began = time.process_time()
    lines = wrap("x" * 1_000_000, FACE, 9, 300)
    assert time.process_time() - began < 2
    assert sum(map(len, lines)) == 1_000_000


def test_fit_takes_the_first_size_that_fits() -> None:
    sizes = ((10, 12), (8, 10), (5, 6))
    found = fit(
        ["En linje som er for lang for ti punkt"], FACE, box=(160, 13), sizes=sizes, place="x"
    )
    assert (found.size, len(found.lines)) == (8, 1)


def test_fit_names_the_place_when_nothing_fits() -> None:
    with pytest.raises(DoesNotFitError, match=r"^Company name: "):
        fit(["x" * 100], FACE, box=(50, 12), sizes=((10, 12),), place="Company name")
