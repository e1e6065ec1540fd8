"""What every test may lean on: golden files, hypothesis profiles, and a wall around the network."""

from __future__ import annotations

import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Protocol

import pytest
from hypothesis import HealthCheck
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLDEN = Path(__file__).parent / "golden"

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=100, deadline=None, derandomize=True, database=None)
settings.register_profile(
    "deep", max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


class Golden(Protocol):
    """Compares a text with the expected file; see `golden`."""

    def __call__(self, name: str, text: str) -> None:
        """Fail unless `text` is what `tests/golden/<name>` holds."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the two switches that `make golden` and `make deep` use."""
    parser.addoption("--update-golden", action="store_true", help="write the expected files anew")
    parser.addoption("--deep", action="store_true", help="run the tests marked deep as well")


def pytest_configure() -> None:
    """Choose how hard hypothesis tries, and close the network."""
    fallback = "ci" if os.environ.get("CI") else "dev"
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", fallback))
    sys.addaudithook(_refuse_the_outside_world)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the long runs out unless they were asked for."""
    if config.getoption("--deep"):
        return
    deep = [item for item in items if item.get_closest_marker("deep")]
    if deep:
        config.hook.pytest_deselected(items=deep)
        items[:] = [item for item in items if item not in deep]


def _refuse_the_outside_world(event: str, args: tuple[object, ...]) -> None:
    """Stop a look-up, connection or datagram that would leave this machine, before it does."""
    if event in ("socket.connect", "socket.sendto"):
        sock, address = args
        if getattr(sock, "family", None) not in (socket.AF_INET, socket.AF_INET6):
            return
        host = address[0] if isinstance(address, tuple) else address
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = args[0]
    else:
        return
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "localhost")
    if name.endswith(".invalid"):  # reserved for names that never exist: answer as a resolver would
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
    if not _is_loopback(name):
        pytest.fail(f"a test reached for {name}; only loopback is allowed")


def _is_loopback(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return name in ("localhost", socket.gethostname())
    return address.is_loopback or address.is_unspecified


@pytest.fixture(scope="session", autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the settings, secrets and terminal of whoever runs the tests out of them."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith(("INVOICECTL_", "XDG_"))]:
            patch.delenv(name)
        patch.setenv("HOME", str(home))
        patch.setenv("NO_COLOR", "1")
        patch.setenv("COLUMNS", "80")
        patch.delenv("FORCE_COLOR", raising=False)
        patch.delenv("CLICOLOR_FORCE", raising=False)
        yield


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with `tests/golden/<name>`; `--update-golden` writes that file instead."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, text: str) -> None:
        file = GOLDEN / name
        if update:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
            return
        if not file.exists():
            pytest.fail(f"{name} does not exist yet: run `make golden`, then read what it wrote")
        assert text == file.read_bytes().decode(), f"{name} differs; if that is meant: make golden"

    return compare
