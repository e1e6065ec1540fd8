"""The documentation hangs together: links lead somewhere, and every page can be reached."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from .tree import ROOT
from .tree import name_of

PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]+\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")


def links(page: Path) -> list[tuple[Path, str]]:
    """Return where the links of `page` lead: the file, and the heading or an empty text."""
    found = LINK.findall(page.read_text("utf-8"))
    return [((page.parent / file).resolve() if file else page, anchor) for file, anchor in found]


def anchors(page: Path) -> set[str]:
    """Return the names that a heading of `page` can be linked by."""
    headings = re.findall(r"^#+ +(.+)$", page.read_text("utf-8"), re.MULTILINE)
    plain = [re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    lost = [name_of(target) for target, _ in links(page) if not target.exists()]
    assert not lost
    unheaded = [f"{target}#{at}" for target, at in links(page) if at and at not in anchors(target)]
    assert not unheaded


def test_every_page_is_reached_from_the_index() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "docs" / "README.md"]
    while waiting:
        page = waiting.pop()
        if page.suffix == ".md" and page not in seen:
            seen.add(page)
            waiting.extend(target for target, _ in links(page))
    assert not [name_of(page) for page in PAGES if page not in seen and page.parent != ROOT]
