"""Cut Inter into the block files beside this module: run by hand when the font changes.

    python -m invoicectl.documents.fonts.build Inter-roman.var.ttf

The source is Inter 3.019 (SIL Open Font License 1.1, no reserved font name; see OFL.txt) as Debian
packages it in `fonts-inter-variable`. fontTools and zopfli are needed here only, never at run time.
"""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from bisect import bisect
from dataclasses import dataclass
from importlib import import_module
from itertools import groupby
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any
from typing import Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Iterator

WEIGHTS: Final = {"regular": 400, "semibold": 600}
STEMS: Final = {"regular": 80, "semibold": 120}
ASCII_END: Final = 0x7F
KERNING_MIN: Final = 10
UNITS: Final = 1000
THIN_SPACE: Final = "\u202f"
THIN_SPACE_WIDTH: Final = 215
"""Between groups of three figures: the font's own is so narrow that 1 234 reads as 1234."""

NEW_YEAR_2024: Final = 3_786_912_000
"""Seconds since 1904, as TrueType counts them: a fixed date instead of the day of the build."""

FIRST_BLOCK: Final = (
    "".join(map(chr, range(0x20, ASCII_END)))
    + "\u00a0\u202fÆØÅæøåÄÖÜäöüÉéÈèÊêÓóÒòÔôÁáÀàß§°·½²³«»×µ–—‘’‚“”„…•−€→"
)
"""What nearly every Norwegian letter is written with: the only block in a usual file."""

SECOND_BLOCK: Final = range(0xA1, 0x180)
"""The rest of Latin-1 with Latin Extended-A; the Sami letters beyond are added."""

SAMI: Final = "ǤǥǦǧǨǩǮǯƷʒ"

GROUP_STARTS: Final = (
    0,
    0x300,
    0x370,
    0x400,
    0x1E00,
    0x1F00,
    0x2000,
    0x2070,
    0x2100,
    0x2C00,
    0x10000,
)
"""Where a new block begins, so that one Greek word does not pull Cyrillic into the file."""

CODES: Final = (*range(0x21, ASCII_END), *range(0x80, 0x100))
"""Codes of a block apart from the space, which is 0x20 in each: never a control character."""


@dataclass(frozen=True, slots=True)
class Cut:
    """One block on its way to disk: characters by code, widths in 1/1000 em, the font program."""

    characters: dict[int, str]
    widths: dict[str, int]
    program: bytes


def main(arguments: list[str]) -> None:
    """Write `inter-<weight>.json` and its blocks into this folder from the variable font named."""
    source = Path(arguments[0])
    folder = Path(__file__).parent
    for old in folder.glob("inter-*"):
        old.unlink()
    for name, weight in WEIGHTS.items():
        write_face(source, folder, name, weight)


def write_face(source: Path, folder: Path, name: str, weight: int) -> None:
    """Write the table of one weight and the deflated program of each of its blocks."""
    compress = import_module("zopfli.zlib").compress
    font = open_instance(source, weight)
    whole = saved(font)
    cuts = [cut(font, whole, characters) for characters in blocks_of(font.getBestCmap())]
    table = {
        "name": f"Inter-{name.capitalize()}",
        "ascent": font["hhea"].ascent,
        "descent": font["hhea"].descent,
        "cap_height": font["OS/2"].sCapHeight,
        "bbox": [font["head"].xMin, font["head"].yMin, font["head"].xMax, font["head"].yMax],
        "stem_v": STEMS[name],
        "blocks": [
            {
                "codes": {str(code): character for code, character in cut.characters.items()},
                "widths": list(cut.widths.values()),
                "length": len(cut.program),
            }
            for cut in cuts
        ],
        "kerning": kerning(font),
    }
    for number, block in enumerate(cuts):
        (folder / f"inter-{name}-{number:02d}.z").write_bytes(compress(block.program))
    text = json.dumps(table, ensure_ascii=False, separators=(",", ":"))
    (folder / f"inter-{name}.json").write_text(text + "\n", "utf-8")


def open_instance(source: Path, weight: int) -> Any:
    """Return the font at one weight, 1000 units to the em, with tabular figures as its figures."""
    from fontTools.ttLib import TTFont
    from fontTools.ttLib.scaleUpem import scale_upem
    from fontTools.varLib.instancer import instantiateVariableFont

    font = instantiateVariableFont(TTFont(source), {"wght": weight})
    scale_upem(font, UNITS)
    tabular = single_substitutions(font, "tnum")
    figures = {ord(each): tabular[font.getBestCmap()[ord(each)]] for each in "0123456789"}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap.update(figures)
    width = max(font["hmtx"][glyph][0] for glyph in figures.values())
    for glyph in figures.values():  # scaling rounds each on its own
        font["hmtx"][glyph] = (width, font["hmtx"][glyph][1])
    thin = font.getBestCmap()[ord(THIN_SPACE)]
    font["hmtx"][thin] = (THIN_SPACE_WIDTH, 0)
    return font


def lookups_of(font: Any, table: str, feature: str) -> Iterator[Any]:
    """Yield the subtables of a layout feature, extension lookups unwrapped."""
    layout = font[table].table
    numbers = {
        number
        for record in layout.FeatureList.FeatureRecord
        if record.FeatureTag == feature
        for number in record.Feature.LookupListIndex
    }
    for number in sorted(numbers):
        for subtable in layout.LookupList.Lookup[number].SubTable:
            yield getattr(subtable, "ExtSubTable", subtable)


def single_substitutions(font: Any, feature: str) -> dict[str, str]:
    """Return glyph name -> glyph name of a feature that swaps one glyph for another."""
    swaps: dict[str, str] = {}
    for subtable in lookups_of(font, "GSUB", feature):
        swaps.update(getattr(subtable, "mapping", {}))
    return swaps


def kerning(font: Any) -> dict[str, int]:
    """Return the kerning of the first block's letters, in 1/1000 em; figures keep their grid."""
    glyphs = font.getBestCmap()
    letters = {glyphs[ord(each)]: each for each in FIRST_BLOCK if each.isalpha()}
    pairs: dict[str, int] = {}
    for subtable in lookups_of(font, "GPOS", "kern"):
        for first, second, value in pair_values(subtable, letters):
            pairs.setdefault(letters[first] + letters[second], value)
    return {pair: value for pair, value in sorted(pairs.items()) if abs(value) >= KERNING_MIN}


def pair_values(subtable: Any, letters: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    """Yield the pairs of one PairPos subtable, of either format, that consist of our letters."""
    covered = [glyph for glyph in subtable.Coverage.glyphs if glyph in letters]
    if subtable.Format == 1:
        sets = dict(zip(subtable.Coverage.glyphs, subtable.PairSet, strict=True))
        for first in covered:
            for record in sets[first].PairValueRecord:
                if record.SecondGlyph in letters:
                    yield first, record.SecondGlyph, getattr(record.Value1, "XAdvance", 0)
        return
    for first in covered:
        row = subtable.Class1Record[subtable.ClassDef1.classDefs.get(first, 0)].Class2Record
        for second in letters:
            value = row[subtable.ClassDef2.classDefs.get(second, 0)].Value1
            yield first, second, getattr(value, "XAdvance", 0) if value else 0


def blocks_of(glyphs: dict[int, str]) -> Iterator[list[str]]:
    """Yield the printable characters of the font in blocks of at most 222, the usual ones first."""
    wanted = [chr(code) for code in sorted(glyphs) if is_wanted(chr(code))]
    taken = set(FIRST_BLOCK)
    yield [each for each in FIRST_BLOCK if each in wanted and each != " "]
    second = [each for each in wanted if ord(each) in SECOND_BLOCK or each in SAMI]
    second = [each for each in second if each not in taken]
    taken.update(second)
    yield second
    rest = [each for each in wanted if each not in taken]
    for _, group in groupby(rest, key=lambda each: bisect(GROUP_STARTS, ord(each))):
        yield from slices(group, len(CODES))


def slices(characters: Iterable[str], size: int) -> Iterator[list[str]]:
    """Yield lists of at most `size` characters."""
    iterator = iter(characters)
    while piece := list(islice(iterator, size)):
        yield piece


def is_wanted(character: str) -> bool:
    """Tell whether a character may stand on a page: no control, format or private one."""
    return unicodedata.category(character) not in {"Cc", "Cf", "Co", "Cn", "Cs", "Zl", "Zp"}


def cut(font: Any, whole: bytes, characters: list[str]) -> Cut:
    """Return one block of the font whose file is `whole`: ASCII keeps its code, others fill up."""
    from fontTools.ttLib import TTFont

    own = {ord(each): each for each in characters if each.isascii() and each != " "}
    free = (code for code in CODES if code not in own)
    others = [each for each in characters if ord(each) not in own]
    codes = {0x20: " ", **own, **dict(zip(free, others, strict=False))}
    assert len(codes) == len(characters) + 1  # blocks_of made it fit
    glyphs = font.getBestCmap()
    widths = {each: font["hmtx"][glyphs[ord(each)]][0] for each in codes.values()}
    return Cut(codes, widths, program(TTFont(io.BytesIO(whole)), codes))


def program(font: Any, codes: dict[int, str]) -> bytes:
    """Return a TrueType file with the glyphs of `codes` only, no hints, encoded for a PDF."""
    from fontTools.subset import Options
    from fontTools.subset import Subsetter
    from fontTools.ttLib import newTable
    from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

    glyphs = {code: font.getBestCmap()[ord(character)] for code, character in codes.items()}
    subsetter = Subsetter(Options(layout_features=[], hinting=False, notdef_outline=True))
    subsetter.populate(glyphs=glyphs.values())
    subsetter.subset(font)
    for tag in set(font.keys()) - {"glyf", "loca", "head", "hhea", "hmtx", "maxp", "GlyphOrder"}:
        del font[tag]
    font["cmap"] = newTable("cmap")
    font["cmap"].tableVersion = 0
    font["cmap"].tables = []
    for format_, platform, offset in ((6, 1, 0), (4, 3, 0xF000)):
        table = CmapSubtable.newSubtable(format_)
        table.platformID, table.platEncID, table.language = platform, 0, 0
        table.cmap = {offset + code: glyph for code, glyph in glyphs.items()}
        font["cmap"].tables.append(table)
    return saved(font)


def saved(font: Any) -> bytes:
    """Return the font's file, without the time at which it was made."""
    font["head"].created = font["head"].modified = NEW_YEAR_2024
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


if __name__ == "__main__":
    main(sys.argv[1:])
