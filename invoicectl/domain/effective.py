"""Which of several levels decides a setting: the most special one that says anything.

Company < customer < project < order or agreement < invoice. Pure: what each level says comes in,
what holds, who said so and what it hides comes out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection
    from collections.abc import Sequence


class Level(StrEnum):
    """Who can say what a setting is, from the most general to the most special."""

    COMPANY = "company"
    CUSTOMER = "customer"
    PROJECT = "project"
    ORDER = "order"
    RECURRING = "recurring"
    INVOICE = "invoice"


@dataclass(frozen=True, slots=True)
class Layer:
    """What one level says: `ref` is whose (`10001`, `P1`, `12`), `values` go by key."""

    level: Level
    ref: str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Said:
    """One value that a level gives."""

    level: Level
    ref: str
    value: object


@dataclass(frozen=True, slots=True)
class Resolved:
    """The value that holds, who said it, and what it hides, the nearest hidden one first.

    `by` is the key that took this one away, where a rival of it was given at a higher level; the
    value is None then.
    """

    value: object
    level: Level
    ref: str
    hides: tuple[Said, ...] = ()
    by: str = ""


def merged(layers: Sequence[Layer], rivals: Sequence[Collection[str]] = ()) -> dict[str, object]:
    """Return what holds, by key.

    Args:
        layers: from the most general level to the most special one.
        rivals: groups of keys that mean the same thing in two ways: a level that gives one of
            them takes the others away from every level below it.
    """
    found: dict[str, object] = {}
    for layer in layers:
        for group in rivals:
            if any(key in layer.values for key in group):
                found.update(dict.fromkeys(group))
        found.update(layer.values)
    return found


def resolve(layers: Sequence[Layer], rivals: Sequence[Collection[str]] = ()) -> dict[str, Resolved]:
    """Return what holds with its history, by key; the values are those of `merged`.

    Args:
        layers: from the most general level to the most special one.
        rivals: see `merged`.
    """
    found: dict[str, Resolved] = {}
    for layer in layers:
        for group in rivals:
            by = next((key for key in group if key in layer.values), "")
            for key in group if by else ():
                if key not in layer.values:
                    found[key] = _over(found.get(key), layer, None, by)
        for key, value in layer.values.items():
            found[key] = _over(found.get(key), layer, value, "")
    return found


def _over(old: Resolved | None, layer: Layer, value: object, by: str) -> Resolved:
    """Return a value that stands before what was found so far."""
    hides: tuple[Said, ...] = ()
    if old is not None:
        hides = old.hides if old.by else (Said(old.level, old.ref, old.value), *old.hides)
    return Resolved(value, layer.level, layer.ref, hides, by)
