"""The folder: one message a folder, whole or not at all, and the same one only once."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from invoicectl import seams
from invoicectl.channels.folder import Folder
from invoicectl.channels.folder import _attached
from invoicectl.channels.folder import _parsed
from invoicectl.channels.folder import build
from invoicectl.channels.folder import folder_name
from invoicectl.channels.options import FolderOptions
from invoicectl.channels.options import Sender
from invoicectl.channels.port import Attachment
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.errors import SetupError

from .contract import MESSAGE
from .contract import PDF
from .contract import ChannelContract
from .contract import parsed

SENDER = Sender(address="faktura@example.no", name="Bølgen & Moi AS")


@dataclass
class FolderRig:
    channel: Folder
    root: Path

    def arrived(self) -> list[bytes]:
        return [letter.read_bytes() for letter in sorted(self.root.glob("*/message.eml"))]


@pytest.fixture
def rig(tmp_path: Path) -> FolderRig:
    root = tmp_path / "ut" / "post"
    return FolderRig(build(FolderOptions(folder=root, sender=SENDER)), root)


class TestFolder(ChannelContract):
    knows_keys = True

    @pytest.fixture
    def rig(self, rig: FolderRig) -> FolderRig:
        return rig

    def test_letter_and_attachments_lie_side_by_side(self, rig: FolderRig) -> None:
        assert rig.channel.send(MESSAGE) == Sent("invoice_10001")
        laid = rig.root / "invoice_10001"
        assert sorted(each.name for each in laid.iterdir()) == ["faktura-10001.pdf", "message.eml"]
        assert (laid / "faktura-10001.pdf").read_bytes() == PDF

    def test_all_of_it_is_for_its_owner_alone(self, rig: FolderRig) -> None:
        before = os.umask(0)
        try:
            rig.channel.send(MESSAGE)
        finally:
            os.umask(before)
        for path in [rig.root, *rig.root.rglob("*")]:
            expected = 0o700 if path.is_dir() else 0o600
            assert stat.S_IMODE(path.stat().st_mode) == expected, path

    def test_sending_twice_changes_nothing(self, rig: FolderRig) -> None:
        rig.channel.send(MESSAGE)
        letter = rig.root / "invoice_10001" / "message.eml"
        before = letter.stat()
        assert rig.channel.send(MESSAGE) == Sent("invoice_10001", note="it was there already")
        assert letter.stat().st_ino == before.st_ino
        assert letter.stat().st_mtime_ns == before.st_mtime_ns

    def test_another_message_with_the_same_key_is_not_overwritten(self, rig: FolderRig) -> None:
        rig.channel.send(MESSAGE)
        outcome = rig.channel.send(replace(MESSAGE, text="noe annet"))
        assert isinstance(outcome, Refused)
        assert "another message with the same key" in outcome.sentence
        assert "annet" not in rig.arrived()[0].decode()

    def test_no_address_is_needed(self, rig: FolderRig) -> None:
        assert isinstance(rig.channel.send(replace(MESSAGE, recipient="")), Sent)
        assert "To" not in parsed(rig.arrived()[0])

    def test_an_attachment_called_as_the_letter_gives_way(self, rig: FolderRig) -> None:
        evil = Attachment("Message.EML", "application/pdf", b"evil")
        rig.channel.send(replace(MESSAGE, attachments=(evil, evil)))
        laid = rig.root / "invoice_10001"
        assert (laid / "message.eml").read_bytes().startswith(b"Date: ")
        assert len(list(laid.iterdir())) == 3


def test_a_company_without_an_address_may_use_the_folder(tmp_path: Path) -> None:
    channel = build(FolderOptions(folder=tmp_path, sender=Sender(address="", name="Bølgen")))
    assert isinstance(channel.send(MESSAGE), Sent)
    message = parsed((tmp_path / "invoice_10001" / "message.eml").read_bytes())
    assert message["From"].addresses[0].addr_spec == "nobody@invoicectl.invalid"


def test_an_address_of_ours_that_is_wrong_is_a_fault_of_the_settings(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"'kåre@example\.no' cannot be used"):
        build(FolderOptions(folder=tmp_path, sender=Sender(address="kåre@example.no")))


def test_a_place_that_cannot_be_written_keeps_the_message_waiting(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    channel = build(FolderOptions(folder=blocked / "post", sender=SENDER))
    outcome = channel.send(MESSAGE)
    assert isinstance(outcome, NotReached)
    assert outcome.stage is Stage.WRITE
    assert outcome.halts
    assert "Not a directory" in outcome.sentence
    with pytest.raises(SetupError, match="cannot be made: Not a directory"):
        channel.check()


def test_a_link_in_the_place_of_the_letter_is_not_followed(rig: FolderRig, tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.mkdir()
    rig.root.mkdir(parents=True)
    (rig.root / ".invoice_10001.part").symlink_to(target)
    assert isinstance(rig.channel.send(MESSAGE), NotReached)
    assert list(target.iterdir()) == []


class Killed(BaseException):
    """Stands for whatever ends the program in the middle."""


@pytest.fixture
def no_hooks_left() -> Iterator[None]:
    before = list(seams._hooks)
    yield
    seams._hooks[:] = before


@pytest.mark.usefixtures("no_hooks_left")
@pytest.mark.parametrize(("name", "there"), [("folder.written", 0), ("folder.renamed", 1)])
def test_cut_off_in_the_middle_it_is_there_whole_or_not_at_all(
    rig: FolderRig, name: str, there: int
) -> None:
    def strike(passed: str) -> None:
        if passed == name:
            raise Killed(name)

    seams.hook(strike)
    with pytest.raises(Killed):
        rig.channel.send(MESSAGE)
    assert len(list(rig.root.glob("[!.]*"))) == there
    seams._hooks.remove(strike)
    assert isinstance(rig.channel.send(MESSAGE), Sent)
    assert [each.name for each in rig.root.iterdir()] == ["invoice_10001"]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("invoice:10001", "invoice_10001"),
        ("notice:10001:2", "notice_10001_2"),
        ("INVOICE:1", "invoice-1~"),
        ("invoice_1", "invoice_1~"),
        ("../../etc/passwd", "etc-passwd~"),
        ("/abs", "abs~"),
        ("con", "con"),
        ("a\x00b", "a-b~"),
        ("", "file~"),
        ("æ" * 300, "ae"),
    ],
)
def test_a_key_makes_a_name_that_every_disk_takes(key: str, name: str) -> None:
    assert folder_name(key).startswith(name)


@given(st.text(st.characters(codec=None, categories=None), max_size=120))
def test_every_key_makes_a_safe_name(key: str) -> None:
    name = folder_name(key)
    assert name.isascii()
    assert 0 < len(name) <= 80
    assert not set(name) - set("abcdefghijklmnopqrstuvwxyz0123456789-_.~")
    assert name[0] not in ".-~"
    assert name[-1] != "."


@given(st.sets(st.text("aAbB:_-.~æ/ ", max_size=6), min_size=2, max_size=20))
def test_two_keys_never_share_a_name(keys: set[str]) -> None:
    assert len({folder_name(key) for key in keys}) == len(keys)


ATTACHMENTS = st.lists(
    st.builds(
        Attachment,
        st.text(max_size=80),
        st.sampled_from(["application/pdf", "application/xml"]),
        st.binary(max_size=300),
    ),
    max_size=4,
)


@given(ATTACHMENTS, st.text(max_size=60), st.booleans())
def test_attachments_are_found_just_as_the_standard_parser_finds_them(
    attachments: list[Attachment], text: str, with_html: bool
) -> None:
    message = replace(
        MESSAGE, attachments=tuple(attachments), text=text, html=text if with_html else ""
    )
    payload = Folder(FolderOptions(folder=Path("unused"), sender=SENDER)).prepare(message)
    assert _attached(payload) == _parsed(payload)


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b'Content-Type: multipart/mixed;\r\n boundary="x"\r\n\r\n--x\r\n\r\n--x--\r\n',
        (
            b'Subject: x\r\nContent-Type: multipart/mixed;\r\n boundary="=_mixed_1"\r\n\r\n'
            b"--=_mixed_1\r\nContent-Disposition: attachment; filename=a.txt\r\n\r\nhei\r\n"
            b"--=_mixed_1--\r\n"
        ),
    ],
)
def test_a_message_of_another_make_is_left_to_the_standard_parser(payload: bytes) -> None:
    assert _attached(payload) == _parsed(payload)
