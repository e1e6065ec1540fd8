"""The tests' own guards work: no way out of this machine, and expected files that are compared."""

from __future__ import annotations

import os
import pwd
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Golden

OUTSIDE = "192.0.2.1"  # TEST-NET-1 of RFC 5737: nobody's


def test_a_connection_out_of_this_machine_fails_the_test() -> None:
    with socket.socket() as sock, pytest.raises(pytest.fail.Exception, match=OUTSIDE):
        sock.connect((OUTSIDE, 25))


def test_a_datagram_out_of_this_machine_fails_the_test() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock,
        pytest.raises(pytest.fail.Exception, match=OUTSIDE),
    ):
        sock.sendto(b"", (OUTSIDE, 53))


def test_a_look_up_of_a_foreign_name_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"smtp\.example"):
        socket.create_connection(("smtp.example", 25))


def test_a_name_that_can_not_exist_is_answered_as_a_resolver_would() -> None:
    with pytest.raises(socket.gaierror):
        socket.create_connection(("smtp.invalid", 25))


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_the_home_of_whoever_runs_the_tests_is_out_of_sight() -> None:
    assert str(Path.home()) != pwd.getpwuid(os.getuid()).pw_dir
    assert not [name for name in os.environ if name.startswith(("INVOICECTL_", "XDG_"))]


def test_a_golden_file_is_compared(golden: Golden, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update-golden"):
        pytest.skip("expected files are being written")
    with pytest.raises(pytest.fail.Exception, match="does not exist yet"):
        golden("architecture/none.txt", "")
