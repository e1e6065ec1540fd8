"""The logo: decoded once a process, made no larger than print needs, kept as finished PDF objects."""

from __future__ import annotations

import io
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from typing import Final

from invoicectl.documents.fonts.embed import RawObject
from invoicectl.documents.fonts.embed import stream
from invoicectl.documents.look import LogoError

if TYPE_CHECKING:
    from PIL import Image

PIXELS_MAX: Final = 40_000_000
BYTES_MAX: Final = 20_000_000
PRINT_PIXELS: Final = (720, 240)
"""A logo is printed in 61 x 20 mm at most: 300 dots to the inch."""

PALETTE_MAX: Final = 256
_KINDS: Final = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture ready for any number of documents: its size in pixels and its two objects.

    `mask` is the stream of its transparency, empty when it has none.
    """

    width: int
    height: int
    body: bytes
    mask: bytes

    def pdf_object(self) -> RawObject:
        """Return the picture as an object for one document."""
        if not self.mask:
            return RawObject(self.body)
        return RawObject(self.body, RawObject(self.mask))


@lru_cache(maxsize=4)
def load_logo(content: bytes) -> Logo:
    """Return the logo in a PNG or JPEG file's content; kept for the next document.

    Raises:
        LogoError: another kind of file, a damaged one, or one of absurd size.
    """
    from PIL import Image
    from PIL import UnidentifiedImageError

    if len(content) > BYTES_MAX:
        raise LogoError(f"The logo has {len(content)} bytes; at most {BYTES_MAX} are taken.")
    try:
        with Image.open(io.BytesIO(content), formats=_KINDS) as image:
            if image.width * image.height > PIXELS_MAX:
                size = f"{image.width} x {image.height}"
                raise LogoError(f"The logo has {size} pixels; that is far more than print needs.")
            image.load()
            return _prepared(image)
    except UnidentifiedImageError:
        raise LogoError("The logo is neither a PNG nor a JPEG picture.") from None
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise LogoError(f"The logo cannot be read: {error}.") from error


def _prepared(image: Image.Image) -> Logo:
    """Return the picture as deflated RGB or indexed colour, its transparency apart."""
    from PIL import Image

    transparent = image.mode in {"LA", "PA", "RGBA"} or "transparency" in image.info
    picture = image.convert("RGBA" if transparent else "RGB")
    if picture.width > PRINT_PIXELS[0] or picture.height > PRINT_PIXELS[1]:
        picture.thumbnail(PRINT_PIXELS, Image.Resampling.LANCZOS)
    mask = b""
    if transparent:
        mask = _image_stream(picture, b"/DeviceGray", picture.getchannel("A").tobytes())
        flat = Image.new("RGB", picture.size, "white")
        flat.paste(picture, mask=picture.getchannel("A").point(lambda alpha: 255 if alpha else 0))
        picture = flat
    space, samples = _colours(picture)
    body = _image_stream(picture, space, samples, masked=bool(mask))
    return Logo(picture.width, picture.height, body, mask)


def _colours(picture: Image.Image) -> tuple[bytes, bytes]:
    """Return colour space and samples: a palette when that loses nothing, else RGB."""
    from PIL import Image

    if picture.getcolors(PALETTE_MAX) is None:
        return b"/DeviceRGB", picture.tobytes()
    indexed = picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=PALETTE_MAX)
    palette = bytes(indexed.getpalette() or ())
    if indexed.convert("RGB").tobytes() != picture.tobytes():
        return b"/DeviceRGB", picture.tobytes()
    space = b"[/Indexed /DeviceRGB %d <%s>]" % (len(palette) // 3 - 1, palette.hex().encode())
    return space, indexed.tobytes()


def _image_stream(
    picture: Image.Image, space: bytes, samples: bytes, *, masked: bool = False
) -> bytes:
    """Return an image XObject (PDF 32000-1, 8.9.5); a masked one waits for its mask's number.

    A masked body is a template for one reference, so every other percent sign in it is doubled.
    """
    entries = b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8" % (
        picture.width,
        picture.height,
    )
    entries += b" /ColorSpace " + space
    whole = stream(entries, zlib.compress(samples, 9))
    if not masked:
        return whole
    return whole.replace(b"%", b"%%").replace(b"/Subtype /Image", b"/Subtype /Image /SMask %s", 1)
