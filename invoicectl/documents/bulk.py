"""Many documents at once: forked workers that share the imports, fonts and logo of this process.

A pool is made before the ledger is opened, because a SQLite connection must not cross a fork. The
parent hands out chunks in turn and takes the results back in the same order, so the output is the
same with any number of workers and never more than a few chunks are in memory.
"""

from __future__ import annotations

import os
import pickle
import signal
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from itertools import islice
from typing import TYPE_CHECKING
from typing import BinaryIO
from typing import Final
from typing import NoReturn
from typing import Self

from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.errors import InvoicectlError

if TYPE_CHECKING:
    from collections.abc import Generator
    from collections.abc import Iterable
    from collections.abc import Iterator

    from invoicectl.documents.look import Look
    from invoicectl.domain.invoice import Invoice

CHUNK: Final = 16
FEW: Final = 48
"""Below this many documents a second process costs more than it saves."""


@dataclass(frozen=True, slots=True)
class _Worker:
    """A forked process and the two ends of ours: what it gets, and what it gives back."""

    pid: int
    tasks: BinaryIO
    results: BinaryIO


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
        self._workers: list[_Worker] = []
        warm_up(look)
        if workers > 1 and hasattr(os, "fork"):
            with suppress(OSError):  # no process to be had: fewer workers do the same work
                for _ in range(workers):
                    self._workers.append(_fork(look, self._workers))

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
            _end(self._workers.pop())

    def render(self, invoices: Iterable[Invoice]) -> Generator[bytes, None, None]:
        """Yield the PDF of each invoice, in order, reading the input only as it is needed.

        A run that is left before its end takes the workers with it, for they hold its results; the
        pool then goes on in this process.

        Raises:
            InvoicectlError: as `render_invoice`, when the faulty document's turn comes.
        """
        finished = False
        try:
            yield from self._render(iter(invoices))
            finished = True
        finally:
            if not finished:
                self.close()

    def _render(self, source: Iterator[Invoice]) -> Iterator[bytes]:
        """Keep every worker at one chunk; its next one leaves before its results are passed on."""
        chunks = iter(lambda: list(islice(source, CHUNK)), [])
        at_work: list[tuple[_Worker, list[Invoice]]] = []
        for worker, chunk in zip(list(self._workers), chunks, strict=False):
            _hand(worker, chunk)
            at_work.append((worker, chunk))
        while at_work:
            worker, chunk = at_work.pop(0)
            results = self._results(worker, chunk)
            following = next(chunks, None)
            if following is not None:
                if worker in self._workers:
                    _hand(worker, following)
                at_work.append((worker, following))
            for invoice, result in zip(chunk, results, strict=True):
                yield render_invoice(invoice, self.look) if result is None else result
        for invoice in chain.from_iterable(chunks):
            yield render_invoice(invoice, self.look)

    def _results(self, worker: _Worker, chunk: list[Invoice]) -> list[bytes | None]:
        """Return what a worker made of its chunk; None for each it could not do."""
        if worker in self._workers:
            with suppress(OSError, EOFError, pickle.UnpicklingError):
                results: list[bytes | None] = pickle.load(worker.results)  # noqa: S301  (our own child)
                return results
            self._workers.remove(worker)
            _end(worker)
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


def _fork(look: Look, earlier: list[_Worker]) -> _Worker:
    """Start one worker; it keeps no end of a pipe that is not its own."""
    tasks_in, tasks_out = os.pipe()
    results_in, results_out = os.pipe()
    pid = os.fork()
    if pid == 0:
        for other in earlier:
            os.close(other.tasks.fileno())
            os.close(other.results.fileno())
        os.close(tasks_out)
        os.close(results_in)
        _work(look, os.fdopen(tasks_in, "rb"), os.fdopen(results_out, "wb"))
    os.close(tasks_in)
    os.close(results_out)
    return _Worker(pid, os.fdopen(tasks_out, "wb"), os.fdopen(results_in, "rb"))


def _work(look: Look, tasks: BinaryIO, results: BinaryIO) -> NoReturn:
    """Render chunks until the parent closes the pipe or dies; the parent's clean-up is not ours."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it as well, and decides
        while True:
            try:
                chunk = pickle.load(tasks)  # noqa: S301  (from our own parent)
            except EOFError:
                break
            pickle.dump([_rendered(invoice, look) for invoice in chunk], results)
            results.flush()
        status = 0
    finally:
        os._exit(status)


def _rendered(invoice: Invoice, look: Look) -> bytes | None:
    """Return the PDF, or None: the parent then meets the same fault and raises it."""
    try:
        return render_invoice(invoice, look)
    except InvoicectlError:
        return None


def _hand(worker: _Worker, chunk: list[Invoice]) -> None:
    """Give an idle worker its next chunk; a dead one is noticed when its result is read."""
    with suppress(BrokenPipeError):
        pickle.dump(chunk, worker.tasks)
        worker.tasks.flush()


def _end(worker: _Worker) -> None:
    """Close both pipes, which ends the worker, and wait until it is gone."""
    for pipe in (worker.results, worker.tasks):
        with suppress(OSError):
            pipe.close()
    with suppress(ChildProcessError):
        os.waitpid(worker.pid, 0)
