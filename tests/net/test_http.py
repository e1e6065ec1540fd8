"""One GET: bounded in time and size, followed nowhere, and its faults told without secrets."""

from __future__ import annotations

import socket
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest

from invoicectl.errors import InputError
from invoicectl.errors import NetworkError
from invoicectl.net.http import get
from invoicectl.net.http import shown

Talk = Callable[[socket.socket], None]


@contextmanager
def server(talk: Talk) -> Iterator[str]:
    """Accept one connection and let `talk` answer it."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65_536)
                talk(connection)

        thread = Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/place"
        thread.join(5)


def saying(text: str) -> Talk:
    return lambda connection: connection.sendall(text.replace("\n", "\r\n").encode())


def dripping(connection: socket.socket) -> None:
    """Promise much and send a little every now and then."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    try:
        for _ in range(40):
            connection.sendall(b"x")
            connection.settimeout(0.05)
            try:
                connection.recv(1)
            except TimeoutError:
                continue
    except OSError:
        pass


def test_status_and_body_come_back() -> None:
    with server(saying("HTTP/1.1 200 OK\nContent-Length: 2\n\n{}")) as url:
        assert (get(url, accept="application/json").status, b"{}") == (200, b"{}")
    with server(saying("HTTP/1.1 404 No\nContent-Length: 0\n\n")) as url:
        assert get(url, accept="application/json").status == 404


@pytest.mark.parametrize(
    ("talk", "said"),
    [
        (saying("HTTP/1.1 302 Go\nLocation: http://127.0.0.1:1/\n\n"), "sends elsewhere"),
        (saying("HTTP/1.1 200 OK\nContent-Length: 9\n\n{}"), "broke off"),
        (saying("HTTP/1.1 200 OK\n\n" + "x" * 2000), "more than 1000 bytes"),
        (saying("good day\n"), "no proper answer"),
        (saying(""), "cannot be reached"),
        (dripping, "was not done after 0.3 seconds"),
        (lambda connection: connection.settimeout(1) or connection.recv(1), "no answer in time"),
    ],
)
def test_what_is_no_answer_is_one_sentence(talk: Talk, said: str) -> None:
    with server(talk) as url, pytest.raises(NetworkError, match=said) as raised:
        get(f"{url}?secret=1", accept="*/*", timeout_s=0.3, bytes_max=1000)
    assert "secret" not in str(raised.value)


def test_a_server_that_is_not_there_is_one_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(NetworkError, match=r"127\.0\.0\.1:\d+/x cannot be reached: "):
        get(f"http://127.0.0.1:{port}/x", accept="*/*")
    with pytest.raises(NetworkError, match="no such server is known here"):
        get("http://register.invalid/x", accept="*/*")


@pytest.mark.parametrize("url", ["ftp://x/y", "file:///etc/passwd", "", "http://[::1"])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises((InputError, NetworkError)):
        get(url, accept="*/*")


def test_no_secret_of_an_address_is_shown() -> None:
    assert shown("https://me:pass@host.example:8443/a/b?key=1#x") == "https://host.example:8443/a/b"
