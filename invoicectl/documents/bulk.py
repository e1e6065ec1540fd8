"""Many documents at once: forked workers that share the imports, fonts and logo of this process.

A pool is made before the ledger is opened, because a SQLite connection must not cross a fork. The
parent hands out chunks in turn and takes the results back in the same order, so the output is the
same with any number of workers and never more than a few chunks are in memory.
"""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import chain
from itertools import islice
from typing import TYPE_CHECKING
from typing import Final
from typing import Self

from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.documents.worker import Task
from invoicectl.documents.worker import Worker
from invoicectl.documents.worker import end_worker
from invoicectl.documents.worker import fork_worker
from invoicectl.documents.worker import hand
from invoicectl.documents.worker import packed
from invoicectl.documents.worker import take

if TYPE_CHECKING:
    from collections.abc import Generator
    from collections.abc import Iterable
    from collections.abc import Iterator

    from invoicectl.documents.look import Look
    from invoicectl.domain.invoice import Invoice

CHUNK: Final = 16
FEW: Final = 48
"""Below this many documents a second process costs more than it saves."""


class RenderPool:
    """Workers that wait for invoices; use it as a context manager.

    Where the system cannot fork, or for one worker, everything is rendered in this process.
    """

    def __init__(self, look: Look, workers: int = 2) -> None:
        """Warm up what every document needs, then fork, so that no worker repeats it.

        Raises:
            LookError, LogoError: the look cannot be used.
        """
        self.look = look
        self._workers: list[Worker] = []
        warm_up(look)
        if workers > 1 and hasattr(os, "fork"):
            with suppress(OSError):  # no process to be had: fewer workers do the same work
                for _ in range(workers):
                    self._workers.append(fork_worker(look, self._workers))

    def __enter__(self) -> Self:
        """Return the pool itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the workers go and wait for them."""
        self.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers that are at hand."""
        return tuple(worker.pid for worker in self._workers)

    def close(self) -> None:
        """End the workers; a second call does nothing."""
        while self._workers:
            end_worker(self._workers.pop())

    def render(self, invoices: Iterable[Invoice]) -> Generator[bytes, None, None]:
        """Yield the PDF of each invoice, in order, reading the input only as it is needed.

        A run that is left before its end takes the workers with it, for they hold its results; the
        pool then goes on in this process.

        Raises:
            InvoicectlError: as `render_invoice`, when the faulty document's turn comes.
        """
        yield from self.render_each((invoice, self.look) for invoice in invoices)

    def render_each(self, pairs: Iterable[tuple[Invoice, Look]]) -> Generator[bytes, None, None]:
        """Yield the PDF of each invoice in a look of its own, as `render` does."""
        finished = False
        try:
            yield from self._render(iter(pairs))
            finished = True
        finally:
            if not finished:
                self.close()

    def _render(self, source: Iterator[Task]) -> Iterator[bytes]:
        """Keep every worker at one chunk; the next one is packed while it works."""
        chunks = iter(lambda: list(islice(source, CHUNK)), [])
        at_work: list[tuple[Worker, list[Task]]] = []
        for worker, chunk in zip(list(self._workers), chunks, strict=False):
            hand(worker, packed(chunk, self.look))
            at_work.append((worker, chunk))
        while at_work:
            worker, chunk = at_work.pop(0)
            following = next(chunks, [])
            task = packed(following, self.look)
            results = self._results(worker, chunk)
            if following:
                if worker in self._workers:
                    hand(worker, task)
                at_work.append((worker, following))
            for (invoice, look), result in zip(chunk, results, strict=True):
                yield render_invoice(invoice, look) if result is None else result
        for invoice, look in chain.from_iterable(chunks):
            yield render_invoice(invoice, look)

    def _results(self, worker: Worker, chunk: list[Task]) -> list[bytes | None]:
        """Return what a worker made of its chunk; None for each it could not do."""
        if worker in self._workers:
            with suppress(OSError, EOFError):
                return take(worker, len(chunk))
            self._workers.remove(worker)
            end_worker(worker)
        return [None] * len(chunk)


def render_many(invoices: Iterable[Invoice], look: Look, workers: int = 2) -> Iterator[bytes]:
    """Yield the PDF of each invoice in order, with workers when there are enough documents.

    No database connection may be open in this process; otherwise make a `RenderPool` earlier.

    Raises:
        InvoicectlError: as `render_invoice`, when the faulty document's turn comes.
    """
    source = iter(invoices)
    first = list(islice(source, FEW))
    if len(first) < FEW:
        workers = 1
    with RenderPool(look, workers) as pool:
        yield from pool.render(chain(first, source))


def warm_up(look: Look) -> None:
    """Load reportlab, letters, wording and logo: what is the same for every document."""
    from invoicectl.documents.letter import Styles
    from invoicectl.documents.logo import load_logo
    from invoicectl.documents.look import palette_of
    from invoicectl.documents.pdf_file import About
    from invoicectl.documents.pdf_file import write_pdf
    from invoicectl.documents.sheet import Sheet
    from invoicectl.documents.wording import load_wording
    from invoicectl.domain.parties import Language

    for language in Language:
        load_wording(language)
    styles = Styles.of(palette_of(look))
    sheet = Sheet()
    for text in (styles.title, styles.body):
        sheet.text(0, 0, "0", text)
    write_pdf(sheet, About("", "", "", ""))
    if look.logo is not None:
        load_logo(look.logo)
