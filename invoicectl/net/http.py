"""One HTTP GET: bounded in time and size, followed nowhere, and its faults told in one sentence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.errors import InputError
from invoicectl.errors import NetworkError

if TYPE_CHECKING:
    from http.client import HTTPResponse
    from urllib.request import OpenerDirector

TIMEOUT_S: Final = 10
BYTES_MAX: Final = 1_000_000
_CHUNK: Final = 65_536
_REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: any status but a redirect, and the whole body."""

    status: int
    body: bytes


def get(
    url: str, *, accept: str, timeout_s: float = TIMEOUT_S, bytes_max: int = BYTES_MAX
) -> Answer:
    """Ask once and return the answer, whatever its status.

    Args:
        url: http or https; what it holds besides scheme, host and path is never shown.
        accept: the media type that is asked for.
        timeout_s: seconds for the connection, for each wait, and for the whole answer.
        bytes_max: an answer that is longer is refused.

    Raises:
        NetworkError: not reached, cut off, too slow, too long, or sent elsewhere.
        InputError: the address cannot be asked at all.
    """
    from http.client import HTTPException
    from urllib.error import HTTPError
    from urllib.request import Request

    if not url.startswith(("http://", "https://")):
        raise InputError(f"{shown(url)} is no web address.")
    try:
        request = Request(url, headers={"Accept": accept, "User-Agent": _agent()})  # noqa: S310 - checked above
    except ValueError:
        raise InputError(f"{shown(url)} is no web address.") from None
    try:
        with _opener().open(request, timeout=timeout_s) as reply:
            return Answer(reply.status, _body(reply, url, timeout_s, bytes_max))
    except HTTPError as error:
        with error:
            if error.code in _REDIRECTS:
                raise NetworkError(
                    f"{shown(url)} sends elsewhere, which is not followed."
                ) from None
            return Answer(error.code, b"")
    except (OSError, HTTPException, ValueError) as error:
        raise NetworkError(f"{shown(url)} cannot be reached: {_why(error)}.") from None


def shown(url: str) -> str:
    """Return an address as a message may name it: no user, no password, no query."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the address"
    plain = f"{parts.scheme}://{host}{port}{parts.path}"
    return plain if plain.isprintable() else ascii(plain)[1:-1]


def _body(reply: HTTPResponse, url: str, timeout_s: float, bytes_max: int) -> bytes:
    """Read to the end; a server that drips is cut off like one that is silent."""
    from time import monotonic

    ends = monotonic() + timeout_s
    found = bytearray()
    while chunk := reply.read1(_CHUNK):
        found += chunk
        if len(found) > bytes_max:
            raise NetworkError(f"{shown(url)} sends more than {bytes_max} bytes.")
        if monotonic() > ends:
            raise NetworkError(f"{shown(url)} was not done after {timeout_s:g} seconds.")
    if reply.length:
        raise NetworkError(f"{shown(url)} broke off in the middle of its answer.")
    return bytes(found)


def _opener() -> OpenerDirector:
    """Return an opener that follows nobody: an answer is taken from who was asked."""
    from urllib.request import HTTPRedirectHandler
    from urllib.request import build_opener

    class Stay(HTTPRedirectHandler):
        """Takes a redirect for the answer it is."""

        def redirect_request(self, *_: object) -> None:
            """Follow nothing."""

    return build_opener(Stay)


def _why(error: Exception) -> str:
    """Return the reason in a few words, without what a library says about itself."""
    import socket
    import ssl

    inner = getattr(error, "reason", error)
    if isinstance(inner, TimeoutError):
        return "no answer in time"
    if isinstance(inner, ssl.SSLError):
        return "its certificate or encryption is not in order"
    if isinstance(inner, socket.gaierror):
        return "no such server is known here, or there is no network"
    if isinstance(inner, OSError) and inner.strerror:
        return inner.strerror.lower()
    return f"no proper answer ({type(inner).__name__})"


def _agent() -> str:
    from invoicectl import __version__

    return f"invoicectl/{__version__}"
