"""Many documents: in order, the same bytes with any number of workers, whatever dies."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from invoicectl.documents.bulk import CHUNK
from invoicectl.documents.bulk import FEW
from invoicectl.documents.bulk import RenderPool
from invoicectl.documents.bulk import render_many
from invoicectl.documents.fonts.face import MissingGlyphError
from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.look import Look
from tests.documents.examples import invoice
from tests.documents.examples import line
from tests.documents.examples import png_logo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from invoicectl.domain.invoice import Invoice

LOOK = Look(logo=png_logo())
COUNT = 3 * CHUNK + 5


def numbered(count: int) -> Iterator[Invoice]:
    for number in range(1, count + 1):
        yield invoice(line(f"Sak {number}"), invoice_no=number)


@pytest.fixture(scope="module")
def expected() -> list[bytes]:
    return [render_invoice(each, LOOK) for each in numbered(COUNT)]


@pytest.mark.parametrize("workers", [0, 1, 2, 3, 9])
def test_any_number_of_workers_gives_the_same_bytes_in_order(
    workers: int, expected: list[bytes]
) -> None:
    with RenderPool(LOOK, workers) as pool:
        assert list(pool.render(numbered(COUNT))) == expected


@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, COUNT])
def test_render_many_takes_few_and_many(count: int, expected: list[bytes]) -> None:
    assert list(render_many(numbered(count), LOOK)) == expected[:count]


def test_a_pool_serves_several_runs(expected: list[bytes]) -> None:
    with RenderPool(LOOK) as pool:
        for _ in range(3):
            assert list(pool.render(numbered(COUNT))) == expected


def test_the_input_is_read_only_as_far_as_it_is_needed() -> None:
    taken = 0

    def endless() -> Iterator[Invoice]:
        nonlocal taken
        while True:
            taken += 1
            yield invoice(invoice_no=taken)

    with RenderPool(LOOK) as pool:
        run = pool.render(endless())
        for _ in range(CHUNK):
            next(run)
        assert taken <= 4 * CHUNK
        run.close()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_fault_is_raised_when_its_turn_comes(workers: int, expected: list[bytes]) -> None:
    made = list(numbered(COUNT))
    made[20] = replace(made[20], foot_text="快")
    done: list[bytes] = []
    with RenderPool(LOOK, workers) as pool:
        with pytest.raises(MissingGlyphError, match="Foot text"):
            done.extend(pool.render(made))
        assert list(pool.render(numbered(COUNT))) == expected


def test_a_run_left_early_does_not_disturb_the_next(expected: list[bytes]) -> None:
    with RenderPool(LOOK) as pool:
        run = pool.render(numbered(COUNT))
        next(run)
        run.close()
        assert list(pool.render(numbered(COUNT))) == expected


@pytest.mark.parametrize("after", [0, 1, CHUNK, 2 * CHUNK + 1])
def test_a_killed_worker_loses_nothing(after: int, expected: list[bytes]) -> None:
    with RenderPool(LOOK) as pool:
        run = pool.render(numbered(COUNT))
        done = [next(run) for _ in range(after)]
        os.kill(pool.pids[0], signal.SIGKILL)
        assert [*done, *run] == expected


def test_the_workers_are_gone_afterwards() -> None:
    with RenderPool(LOOK, 3) as pool:
        pids = pool.pids
        assert len(pids) == 3
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.mark.parametrize("workers", [0, 2])
def test_each_document_can_have_a_look_of_its_own(workers: int) -> None:
    looks = [LOOK, Look(accent="#AA0000"), Look(theme="granitt"), replace(LOOK)]
    pairs = [(each, looks[n % 4]) for n, each in enumerate(numbered(COUNT))]
    with RenderPool(LOOK, workers) as pool:
        assert list(pool.render_each(pairs)) == [render_invoice(*pair) for pair in pairs]
