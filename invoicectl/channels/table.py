"""Name of a channel -> the module that has it, imported when it is first needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from invoicectl.channels.options import Options
    from invoicectl.channels.port import Channel

# a new channel is one module with `build`, one class of options and one line here
CHANNELS = {
    "email": "invoicectl.channels.email",
    "folder": "invoicectl.channels.folder",
}


def build(options: Options) -> Channel:
    """Return the channel that these options describe; nothing is connected or written yet.

    Raises:
        SetupError: the options contradict each other; the sentence names them.
    """
    build_channel: Callable[[Options], Channel] = import_module(CHANNELS[options.channel]).build
    return build_channel(options)
