"""Settings files written for people: every key with its help, what is not needed as a comment.

A comment before text has a blank after its `#`; a key that is left out has none, so that taking
the `#` away puts the key into force.
"""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

from invoicectl.errors import InputError
from invoicectl.settings.check import written_names
from invoicectl.settings.kinds import Flag
from invoicectl.settings.kinds import Group
from invoicectl.settings.schema import Key
from invoicectl.settings.schema import keys_of
from invoicectl.settings.sections import OPTIONAL
from invoicectl.settings.sections import SECTIONS
from invoicectl.settings.sections import model_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Mapping
    from collections.abc import Sequence

_WIDTH: Final = 88
# Offered as comments in a file made by `init`: what most companies want next.
_SUGGESTED: Final = frozenset(
    {
        "company.email",
        "company.phone",
        "theme.logo",
        "email.host",
        "email.username",
        "email.password",
        "email.from_address",
    }
)
# Words that other YAML programs take for something else than text.
_WORDS: Final = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "~"])
_PLAIN: Final = re.compile(r"(?:\.{0,2}/)?[A-Za-zÆØÅæøåÉéÖöÄä][\wÆØÅæøåÉéÖöÄä /.@+&()-]*")
_NUMBER: Final = re.compile(
    r"0|[1-9][0-9]*|[1-9][0-9]{3}\.[0-9]{2}\.[0-9]{5}|[0-9]{3} [0-9]{3} [0-9]{3}"
)

_HEAD_EXAMPLE: Final = """\
Settings of invoicectl: every key there is. Written from the program's own models by
'python -m invoicectl.settings.example'; 'invoicectl init' writes a short file of your own.

A line such as '#website: ...' is a key that is not in force and shows its default, or an
example where there is none; take the '#' away to use it. Every value is read as text, so
account numbers and postcodes need no quotes. After a change: invoicectl settings check
"""
_HEAD_OWN: Final = """\
Settings of invoicectl. After a change, run: invoicectl settings check

A line such as '#phone: ...' is a key that is not in force; take the '#' away to use it.
All other keys, with their help: config.example.yaml
"""


def render_example() -> str:
    """Return `config.example.yaml`: all keys, only those in force that each company must decide."""
    return _rendered(_HEAD_EXAMPLE, {}, everything=True)


def render_config(answers: Mapping[str, str | Sequence[str]]) -> str:
    """Return a short settings file of the answers, checked.

    Args:
        answers: values as typed, by `section.key` as written (`company.name`); a list for a key
            that takes one. Keys without an answer keep their default.

    Raises:
        SettingsError: an answer is wrong or a required one is missing; lines are those of the
            file as it would have been written.
    """
    from invoicectl.settings.load import parse_settings

    text = _rendered(_HEAD_OWN, answers, everything=False)
    parse_settings(text, path=Path("config.yaml").absolute())
    return text


def check_answer(name: str, text: str) -> None:
    """Check one answer for `section.key` before the file is written.

    Raises:
        InputError: what is wrong with it.
    """
    section, _, written = name.partition(".")
    keys = {key.name: key for key in keys_of(model_of(section)).values()}
    stripped = text.strip()
    if not stripped:
        raise InputError(f"{name}: has no value.")
    try:
        keys[written].kind.plain(stripped)
    except InputError as error:
        raise InputError(f"{name}: {str(error).rstrip('.')}.") from None


def _rendered(head: str, answers: Mapping[str, str | Sequence[str]], *, everything: bool) -> str:
    blocks = [_comment(paragraph, "") for paragraph in head.strip().split("\n\n")]
    text = "\n#\n".join("\n".join(block) for block in blocks) + "\n"
    for name in SECTIONS:
        model = model_of(name)
        lines, in_force = _section(model, name, "  ", answers, everything=everything)
        if lines:
            heading = _comment(" ".join(str(model.__doc__).split()), "")
            mark = "" if in_force else "#"
            text += "\n" + "\n".join([*heading, f"{mark}{name}:", *lines]) + "\n"
    return text


def _section(
    model: type[Any],
    place: str,
    indent: str,
    answers: Mapping[str, str | Sequence[str]],
    *,
    everything: bool,
) -> tuple[list[str], bool]:
    """Return the lines of a section's keys, and whether one of them is in force."""
    lines: list[str] = []
    any_in_force = False
    for key in keys_of(model).values():
        full = f"{place}.{key.name}"
        name = written_names(key)[0]
        if isinstance(key.kind, Group):
            inner, in_force = _section(
                key.kind.model, full, indent + "  ", answers, everything=everything
            )
            lines += [f"{indent}{'' if in_force else '#'}{name}:", *inner] if inner else []
        else:
            name, answer = _answer(key, place, answers)
            asked = place not in OPTIONAL and (key.required or key.ask)
            in_force = bool(answer) or (asked and _holds_by_itself(key, everything=everything))
            if not (everything or in_force or asked or full in _SUGGESTED):
                continue
            lines += _comment(_help(key, in_force=in_force), indent)
            lines.append(f"{indent}{'' if in_force else '#'}{name}: {_value(key, answer)}")
        any_in_force = any_in_force or in_force
    return lines, any_in_force


def _holds_by_itself(key: Key, *, everything: bool) -> bool:
    """Return whether a key can be in force without an answer: no company lives on an example."""
    return everything or not (key.required or key.derived)


def _answer(
    key: Key, place: str, answers: Mapping[str, str | Sequence[str]]
) -> tuple[str, str | Sequence[str]]:
    """Return how the key is written and its answer, empty when there is none."""
    names = written_names(key)
    for name in names:
        if answer := answers.get(f"{place}.{name}"):
            return name, answer
    return names[0], ""


def _help(key: Key, *, in_force: bool) -> str:
    """Return the help; the default is named where the line below does not show it anyway."""
    if key.derived:
        return f"{key.help} When not given: {key.derived}."
    default = key.default_text()
    named = in_force and isinstance(default, str) and default
    return f"{key.help} Default: {default}." if named else key.help


def _value(key: Key, answer: str | Sequence[str]) -> str:
    """Return the answer, or else the example, or else the default, as YAML."""
    text = answer or key.example or key.default_text()
    if isinstance(text, str):
        is_word = isinstance(key.kind, Flag) and text.lower() in _WORDS
        raw = is_word or (not answer and text.startswith("["))
        return text if raw else scalar_text(text)
    return list_text(text)


def _comment(text: str, indent: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        width=_WIDTH,
        initial_indent=f"{indent}# ",
        subsequent_indent=f"{indent}# ",
        break_on_hyphens=False,
    )


def scalar_text(text: str) -> str:
    """Return the text as one YAML value on one line, in quotes where any reader might need them."""
    if text.lower() in _WORDS or text != text.strip():
        return json.dumps(text, ensure_ascii=False)
    if _PLAIN.fullmatch(text) or _NUMBER.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def list_text(texts: Sequence[str]) -> str:
    """Return the texts as a YAML list on one line."""
    return json.dumps(list(texts), ensure_ascii=False)
