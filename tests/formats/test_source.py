from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

import pytest

from invoicectl.errors import BadFileError
from invoicectl.formats.source import BYTES_MAX
from invoicectl.formats.source import read_bytes


def test_an_ordinary_file_comes_back_byte_for_byte(tmp_path: Path) -> None:
    file = tmp_path / "bank.txt"
    file.write_bytes(bytes(range(256)) * 1000)
    assert read_bytes(file) == file.read_bytes()


def test_an_empty_file_is_no_fault_here(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert read_bytes(tmp_path / "empty") == b""


def refusal(path: Path) -> str:
    with pytest.raises(BadFileError) as caught:
        read_bytes(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "no.txt") == "there is no such file"


def test_a_path_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "bank.txt").touch()
    assert refusal(tmp_path / "bank.txt" / "x").startswith("there is no such file, because")


def test_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "this is a folder; name the files in it"


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert refusal(tmp_path / "pipe").startswith("this is a pipe")


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "bank.txt").write_bytes(b"x")
    (tmp_path / "link").symlink_to(tmp_path / "bank.txt")
    assert refusal(tmp_path / "link") == "this is a symbolic link; give the file itself"


def test_a_device() -> None:
    assert refusal(Path("/dev/zero")) == "this is a device and no ordinary file"


def test_a_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # the name of a socket may not be long
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("s")
        assert refusal(Path("s")) == "this is a socket or device and no ordinary file"


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(10 * 2**30)
    assert refusal(large).startswith("the file has 10240 MiB and at most 200 are read")


def test_the_largest_file_is_still_read(tmp_path: Path) -> None:
    largest = tmp_path / "largest"
    with largest.open("wb") as file:
        file.truncate(BYTES_MAX)
    assert len(read_bytes(largest)) == BYTES_MAX


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (errno.EACCES, "you may not read this file; change its permissions or run as its owner"),
        (errno.EIO, "the disk could not deliver this file; fetch it anew from the bank"),
        (errno.EMFILE, "the file cannot be read: Too many open files"),
    ],
)
def test_what_the_system_refuses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, sentence: str
) -> None:
    def refuse(_path: Path, _flags: int) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "open", refuse)  # the tests may run as one who may read everything
    assert refusal(tmp_path / "bank.txt") == sentence


def test_a_disk_that_fails_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "bank.txt").write_bytes(b"NY000010")

    def fail(_descriptor: int, _length: int) -> bytes:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "read", fail)
    assert refusal(tmp_path / "bank.txt").startswith("the disk could not deliver this file")


def test_a_file_that_comes_in_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bank.txt").write_bytes(b"NY000010" * 10)
    real = os.read
    monkeypatch.setattr(os, "read", lambda descriptor, length: real(descriptor, min(length, 7)))
    assert read_bytes(tmp_path / "bank.txt") == b"NY000010" * 10


def test_a_file_that_grows_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bank.txt"
    path.write_bytes(b"NY000010")
    real = os.fstat

    def then_grow(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        with path.open("ab") as file:
            file.write(b"more")
        return status

    monkeypatch.setattr(os, "fstat", then_grow)
    assert refusal(path).startswith("the file changed while it was read; wait until")


def test_a_name_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadFileError, match="cannot be the name of a file"):
        read_bytes(tmp_path / "a\0b")


def test_a_name_that_is_too_long(tmp_path: Path) -> None:
    assert refusal(tmp_path / ("x" * 300)) == "the name is too long to be a file"


def test_no_descriptor_is_left_open(tmp_path: Path) -> None:
    (tmp_path / "bank.txt").write_bytes(b"x")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for path in (tmp_path / "bank.txt", tmp_path, tmp_path / "no"):
        try:
            read_bytes(path)
        except BadFileError:
            continue
    assert len(list(Path("/proc/self/fd").iterdir())) == before
