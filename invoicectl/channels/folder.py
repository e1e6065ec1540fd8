"""Folder: lay each message in a folder of its own, to look at, to print or to send by hand."""

from __future__ import annotations

import os
import re
import shutil
from binascii import a2b_base64
from dataclasses import dataclass
from dataclasses import replace
from typing import TYPE_CHECKING
from typing import Self

from invoicectl.channels.clean import file_name
from invoicectl.channels.options import FolderOptions
from invoicectl.channels.port import NotReached
from invoicectl.channels.port import Outcome
from invoicectl.channels.port import Refused
from invoicectl.channels.port import Sent
from invoicectl.channels.port import Stage
from invoicectl.channels.port import UnsendableError
from invoicectl.errors import SetupError
from invoicectl.seams import fp

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from invoicectl.channels.options import Options
    from invoicectl.channels.port import Message

NOBODY = "nobody@invoicectl.invalid"  # stands in From when the company has no address
LETTER = "message.eml"
SAFE_KEY = re.compile(r"[a-z0-9]([a-z0-9:-]*[a-z0-9])?")
FOLDER_NAME_MAX = 80
OUTER = re.compile(rb'\r\n boundary="(=_mixed_[^"\r\n]+)"\r\n')
ATTACHMENT = re.compile(
    rb"\r\nContent-Transfer-Encoding: base64\r\n"
    rb'Content-Disposition: attachment;\r\n filename="([A-Za-z0-9._-]+)"\Z'
)


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder a message, named by its key: sending twice changes nothing."""

    options: FolderOptions
    name: str = "folder"

    def prepare(self, message: Message) -> bytes:
        """Return the e-mail it would have been; see `Channel.prepare`. No address is needed."""
        from invoicectl.channels.mime import render_message

        return render_message(message, self.options.sender)

    def await_turn(self) -> None:
        """Do nothing: a folder has no limit."""

    def send_prepared(
        self,
        key: str,
        recipient: str,
        payload: bytes,
        *,
        copy_to: str | None = None,  # noqa: ARG002 - what lies here is ours already
    ) -> Outcome:
        """Write beside and rename, so that nobody ever sees half a message."""
        from invoicectl.channels.address import parse_address
        from invoicectl.channels.reparse import check_is_for

        try:
            check_is_for(payload, parse_address(recipient) if recipient else "")
        except UnsendableError as error:
            return Refused(str(error))
        done = self.options.folder / folder_name(key)
        try:
            return self._lay(done, payload)
        except OSError as error:
            return NotReached(
                f"{done} cannot be written: {error.strerror or error}.", Stage.WRITE, halts=True
            )

    def send(self, message: Message) -> Outcome:
        """Prepare and write; see `Channel.send`."""
        try:
            payload = self.prepare(message)
        except UnsendableError as error:
            return Refused(str(error))
        return self.send_prepared(message.key, message.recipient, payload)

    def check(self) -> str:
        """Make sure that the folder is there and can be written; see `Channel.check`."""
        folder = self.options.folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise SetupError(f"The folder {folder} cannot be made: {error.strerror}.") from error
        if not os.access(folder, os.W_OK | os.X_OK):
            raise SetupError(f"The folder {folder} cannot be written.")
        return f"The folder {folder} is ready."

    def close(self) -> None:
        """Do nothing: no line is held."""

    def __enter__(self) -> Self:
        """Return the channel itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    def _lay(self, done: Path, payload: bytes) -> Outcome:
        """Put the message into the folder `done`, or find it there."""
        if done.exists():
            return _found(done, payload)
        done.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        part = done.with_name(f".{done.name}.part")
        shutil.rmtree(part, ignore_errors=True)  # left by a run that was cut off
        part.mkdir(mode=0o700)
        for filename, content in {**_attached(payload), LETTER: payload}.items():
            _write_synced(part / filename, content)
        _sync(part)
        fp("folder.written")
        part.rename(done)
        fp("folder.renamed")
        _sync(done.parent)
        return Sent(done.name)


def folder_name(key: str) -> str:
    """Return a name that no other key has and that every file system takes.

    `invoice:10001` gives `invoice_10001`; a key with other characters is spelt as well as it can
    be and gets a tail made from all of it.
    """
    if SAFE_KEY.fullmatch(key) and len(key) <= FOLDER_NAME_MAX:
        return key.replace(":", "_")
    from hashlib import sha256

    tail = sha256(key.encode("utf-8", "backslashreplace")).hexdigest()[:16]
    return f"{file_name(key).lower()[:40].rstrip('-._')}~{tail}"


def _found(done: Path, payload: bytes) -> Outcome:
    """Return `Sent` when this very message lies there; another one is never overwritten."""
    letter = done / LETTER
    if letter.is_file() and letter.read_bytes() == payload:
        return Sent(done.name, note="it was there already")
    return Refused(
        f"{done} holds another message with the same key; move that folder away and try again.",
        Stage.WRITE,
    )


def _attached(payload: bytes) -> dict[str, bytes]:
    """Return the attachments by their safe names; one called as the letter itself gives way.

    Our own messages are taken apart at their border, which no part can hold (`mime.py`); whatever
    does not look like one of ours is left to the standard library's parser, ten times as slow.
    """
    border = OUTER.match(payload.partition(b"\r\nContent-Type: multipart/mixed;")[2])
    if border is None:
        return _parsed(payload)
    attached = {}
    for part in payload.split(b"\r\n--" + border[1])[1:]:
        head, _, body = part.partition(b"\r\n\r\n")
        named = ATTACHMENT.search(head)
        if named is not None:
            attached[file_name(named[1].decode("ascii"))] = a2b_base64(body)
        elif b"filename" in head.lower():
            return _parsed(payload)
    return attached


def _parsed(payload: bytes) -> dict[str, bytes]:
    """Return the attachments of any message, as the standard library reads it."""
    from email import message_from_bytes

    attached = {}
    for part in message_from_bytes(payload).walk():
        filename = part.get_filename()
        content = part.get_payload(decode=True)
        if filename and isinstance(content, bytes):
            attached[file_name(filename)] = content
    return attached


def _write_synced(path: Path, content: bytes) -> None:
    """Write a new file, readable by its owner alone, down to the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """Bring a folder's names down to the disk, where the system can do that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows cannot open a folder
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def build(options: Options) -> Folder:
    """Return the channel; nothing is written before the first message.

    Raises:
        SetupError: an address of ours cannot be used; having none is no fault here.
    """
    from invoicectl.channels.address import checked_sender

    assert isinstance(options, FolderOptions)  # the table brings its own kind
    sender = options.sender if options.sender.address else replace(options.sender, address=NOBODY)
    return Folder(replace(options, sender=checked_sender(sender)))
