"""One forked worker: how it is started, what goes through its pipes, and how it ends.

Chunks of invoices go in, pickled, with a look where that is not the worker's own; the finished
files come out as lengths and bytes.
"""

from __future__ import annotations

import gc
import io
import os
import pickle
import signal
from array import array
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import fields
from operator import attrgetter
from typing import TYPE_CHECKING
from typing import Any
from typing import BinaryIO
from typing import Final
from typing import NoReturn

from invoicectl.documents.invoice_pdf import render_invoice
from invoicectl.domain.invoice import Credits
from invoicectl.domain.invoice import Invoice
from invoicectl.domain.invoice import Line
from invoicectl.domain.invoice import VatTotal
from invoicectl.domain.parties import Address
from invoicectl.domain.parties import Buyer
from invoicectl.domain.parties import Seller
from invoicectl.errors import InvoicectlError

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoicectl.documents.look import Look

PIPE_SIZE: Final = 1 << 20
Task = tuple[Invoice, "Look"]
"""An invoice and how it is to look."""


@dataclass(frozen=True, slots=True)
class Worker:
    """A forked process and the two ends of ours: what it gets, and what it gives back."""

    pid: int
    tasks: BinaryIO
    results: BinaryIO


def fork_worker(look: Look, earlier: list[Worker]) -> Worker:
    """Start one worker; it keeps no end of a pipe that is not its own.

    Raises:
        OSError: the system has no process or file to spare.
    """
    tasks_in, tasks_out = os.pipe()
    results_in, results_out = os.pipe()
    _widen(results_out)
    try:
        pid = os.fork()
    except OSError:
        for end in (tasks_in, tasks_out, results_in, results_out):
            os.close(end)
        raise
    if pid == 0:
        for other in earlier:
            os.close(other.tasks.fileno())
            os.close(other.results.fileno())
        os.close(tasks_out)
        os.close(results_in)
        _work(look, os.fdopen(tasks_in, "rb"), os.fdopen(results_out, "wb"))
    os.close(tasks_in)
    os.close(results_out)
    return Worker(pid, os.fdopen(tasks_out, "wb"), os.fdopen(results_in, "rb"))


def _work(look: Look, tasks: BinaryIO, results: BinaryIO) -> NoReturn:
    """Render chunks until the parent closes the pipe or dies; the parent's clean-up is not ours."""
    status = 1
    try:
        gc.freeze()  # what was there before the fork is never garbage here
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it as well, and decides
        while True:
            try:
                chunk = pickle.load(tasks)  # noqa: S301  (from our own parent)
            except EOFError:
                break
            _write(results, [_rendered(invoice, other or look) for invoice, other in chunk])
        status = 0
    finally:
        os._exit(status)


def _rendered(invoice: Invoice, look: Look) -> bytes | None:
    """Return the PDF, or None: the parent then meets the same fault and raises it."""
    try:
        return render_invoice(invoice, look)
    except InvoicectlError:
        return None


def packed(chunk: list[Task], usual: Look) -> bytes:
    """Return a chunk as a worker reads it: three times as fast as frozen records by themselves.

    Args:
        chunk: invoices, each with its look.
        usual: the look that workers have; it stays out of the pipe.
    """
    out = io.BytesIO()
    pickler = pickle.Pickler(out, pickle.HIGHEST_PROTOCOL)
    pickler.dispatch_table = _REDUCTIONS
    pickler.dump(
        [(invoice, None if look is usual or look == usual else look) for invoice, look in chunk]
    )
    return out.getvalue()


def _reduction(record: type) -> Callable[[Any], tuple[type, tuple[Any, ...]]]:
    """Return how to take apart a record so that calling its class puts it together again."""
    values = attrgetter(*(each.name for each in fields(record)))
    return lambda made: (record, values(made))


_REDUCTIONS: Final[dict[type, Callable[[Any], tuple[type, tuple[Any, ...]]]]] = {
    record: _reduction(record)
    for record in (Address, Buyer, Credits, Invoice, Line, Seller, VatTotal)
}


def _write(pipe: BinaryIO, results: list[bytes | None]) -> None:
    """Write the length of each result, -1 for none, and then the results."""
    lengths = array("q", (-1 if result is None else len(result) for result in results))
    pipe.write(lengths.tobytes())
    pipe.writelines(result or b"" for result in results)
    pipe.flush()


def take(worker: Worker, count: int) -> list[bytes | None]:
    """Return the `count` results of the chunk a worker has; waits until they are there.

    Raises:
        EOFError: the worker died before it had written them all.
    """
    lengths = array("q")
    lengths.frombytes(_exactly(worker.results, count * lengths.itemsize))
    return [None if length < 0 else _exactly(worker.results, length) for length in lengths]


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    """Return the next `size` bytes.

    Raises:
        EOFError: there are fewer.
    """
    content = pipe.read(size)
    if len(content) < size:
        raise EOFError
    return content


def hand(worker: Worker, task: bytes) -> None:
    """Give an idle worker its next chunk; a dead one is noticed when its result is read."""
    with suppress(BrokenPipeError):
        worker.tasks.write(task)
        worker.tasks.flush()


def _widen(pipe: int) -> None:
    """Let a whole chunk lie in the pipe, so that a worker need not wait for the parent to read."""
    with suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_SIZE)


def end_worker(worker: Worker) -> None:
    """Close both pipes, which ends the worker, and wait until it is gone."""
    for pipe in (worker.results, worker.tasks):
        with suppress(OSError):
            pipe.close()
    with suppress(ChildProcessError):
        os.waitpid(worker.pid, 0)
