"""The logo: decoded once a process, no larger than print needs, kept as finished PDF objects."""

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
PRINT_PIXELS: Final = (600, 200)
"""A logo is printed in 61 x 20 mm at most: 250 dots to the inch, and no pixel more in each file."""

PALETTE_MAX: Final = 256
PALETTE_ERROR_MAX: Final = 16
"""How far (of 255) a colour may move for a palette, which makes the file a third: invisible."""

_KINDS: Final = ("PNG", "JPEG")


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture ready for any number of documents: its size in pixels, its stream, its palette.

    `palette` is a stream of its own, empty when the colours stand in the picture itself.
    """

    width: int
    height: int
    body: bytes
    palette: bytes

    def pdf_object(self) -> RawObject:
        """Return the picture as an object for one document."""
        if not self.palette:
            return RawObject(self.body)
        return RawObject(self.body, RawObject(self.palette))


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
    """Return the picture on white, in print size, with a palette when that cannot be seen."""
    from PIL import Image

    picture = image.convert("RGBA")
    flat = Image.new("RGB", picture.size, "white")
    flat.paste(picture, mask=picture.getchannel("A"))
    flat.thumbnail(PRINT_PIXELS, Image.Resampling.HAMMING)
    indexed = _indexed(flat)
    if indexed is None:
        return Logo(flat.width, flat.height, _image_stream(flat, b"/DeviceRGB"), b"")
    colours = bytes(indexed.getpalette() or ())
    space = b"[/Indexed /DeviceRGB %d %%s]" % (len(colours) // 3 - 1)
    body = _image_stream(indexed, b"").replace(b"%", b"%%")
    body = body.replace(b"/ColorSpace ", b"/ColorSpace " + space, 1)
    return Logo(flat.width, flat.height, body, stream(b"", zlib.compress(colours, 9)))


def _indexed(picture: Image.Image) -> Image.Image | None:
    """Return the picture with a palette, or None when the eye might see the difference."""
    from PIL import Image
    from PIL import ImageChops

    indexed = picture.quantize(PALETTE_MAX, dither=Image.Dither.NONE)
    extrema = ImageChops.difference(indexed.convert("RGB"), picture).getextrema()
    errors = [channel[1] for channel in extrema if isinstance(channel, tuple)]
    return indexed if max(errors) <= PALETTE_ERROR_MAX else None


def _image_stream(picture: Image.Image, space: bytes) -> bytes:
    """Return an image XObject of 8 bits a sample (PDF 32000-1, 8.9.5)."""
    entries = (
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 8 /ColorSpace "
        % (picture.width, picture.height)
    )
    return stream(entries + space, zlib.compress(picture.tobytes(), 9))
