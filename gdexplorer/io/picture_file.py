"""Reads the user's own picture, PNG or JPEG, as a small one in grey."""

from __future__ import annotations

import struct
import warnings
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np

from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Array
from gdexplorer.problems.kernel_lesson import SIDE, Photo

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg")
FORMATS = ("PNG", "JPEG")
BEGINNINGS = {
    "PNG": (b"\x89PNG\r\n\x1a\n",),
    "JPEG": (b"\xff\xd8\xff",),
    "GIF": (b"GIF87a", b"GIF89a"),
    "TIFF": (b"II*\0", b"MM\0*"),
}
"""The first bytes of a file of each format."""
HEAD = 512
"""Bytes that tell what is in a file."""
MOST_SIDE = 64
"""Pixels of the longer side; larger pictures are reduced, each pixel the mean of what it covers."""
MOST_PIXELS = 50_000_000
DEEPEST = 65535.0
"""White in a picture of 16 bits."""


class PictureError(ParameterError):
    """What is wrong with a file of a picture, in one sentence."""


def is_picture(path: str | PathLike[str]) -> bool:
    """Say whether a file begins as a picture does, or is at least called one."""
    place = Path(path)
    if place.suffix.lower() in SUFFIXES:
        return True
    try:
        head = _head(place) if place.is_file() else b""
    except OSError:
        return False  # who reads it says why it cannot be read
    return bool(_format(head))


def _head(place: Path) -> bytes:
    with place.open("rb") as file:
        return file.read(HEAD)


def _format(head: bytes) -> str:
    """Return which format of pictures a file's first bytes are of; nothing for any other file."""
    if head[:2] == b"BM" and head[6:10] == bytes(4):
        return "BMP"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    return next((name for name, some in BEGINNINGS.items() if head.startswith(some)), "")


def _check_format(name: str, file: BinaryIO) -> None:
    """Say what is in a file that is not of a format that can be read."""
    head = file.read(HEAD)
    file.seek(0)
    found = _format(head)
    if found in FORMATS:
        return
    if found:
        raise PictureError(f"{name} is a {found} picture; only PNG and JPEG can be read")
    what = "is empty" if not head else "holds text" if _is_text(head) else "holds something else"
    raise PictureError(f"{name} is no PNG or JPEG picture: it {what}")


def _is_text(head: bytes) -> bool:
    """Say whether a file's first bytes are text, in UTF-8, whose last letter may be cut off."""
    return b"\0" not in head and "�" not in head.decode(errors="replace")[:-1]


def read_picture(path: str | PathLike[str]) -> Photo:
    """Read a picture, in grey from 0 to 1. Raises PictureError."""
    from PIL import Image  # takes long to import

    place = Path(path)
    broken = f"{place.name} is damaged: what is in it is no whole picture"
    try:
        with warnings.catch_warnings(), place.open("rb") as file:
            warnings.simplefilter(
                "ignore"
            )  # what is odd about a file that can be read all the same
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            _check_format(place.name, file)
            with Image.open(file, formats=FORMATS) as picture:
                _check_size(place, picture)
                grey = _grey(picture)
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise PictureError(f"{place.name} has more than {MOST_PIXELS:,} pixels") from None
    except OSError as error:
        if error.errno is None:  # Pillow's own, of what is in the file
            raise PictureError(broken) from None
        raise PictureError(f"cannot read {path}: {(error.strerror or '').lower()}") from None
    except (SyntaxError, ValueError, EOFError, IndexError, struct.error, MemoryError):
        raise PictureError(broken) from None
    if np.ptp(grey) == 0:
        raise PictureError(f"{place.name} is the same grey everywhere: nothing to learn")
    return Photo(place.name, grey)


def _check_size(place: Path, picture: Image) -> None:
    width, height = picture.size
    if min(width, height) < SIDE:
        raise PictureError(
            f"{place.name} is {width} x {height} pixels: {SIDE} x {SIDE} are the least"
        )
    if width * height > MOST_PIXELS:
        raise PictureError(f"{place.name} has more than {MOST_PIXELS:,} pixels")


def _grey(picture: Image) -> Array:
    """Return a picture reduced and in grey from 0 to 1, upright, on white where it is clear."""
    from PIL import Image, ImageOps

    picture.draft("L", (MOST_SIDE, MOST_SIDE))  # a JPEG need not be read in full
    upright = ImageOps.exif_transpose(picture)
    if upright.mode.startswith("I"):
        flat = Image.fromarray(np.asarray(upright, dtype=np.float32) / np.float32(DEEPEST))
    else:
        coloured = upright.convert("RGBA")
        white = Image.new("RGBA", coloured.size, "white")
        levels = np.asarray(Image.alpha_composite(white, coloured).convert("L"), dtype=np.float32)
        flat = Image.fromarray(levels / np.float32(255))
    scale = min(1.0, MOST_SIDE / max(flat.size))
    width, height = (max(SIDE, round(side * scale)) for side in flat.size)
    small = flat.resize((width, height), Image.Resampling.BOX)
    return cast(Array, np.asarray(small, dtype=float).clip(0, 1))
