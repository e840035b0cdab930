"""Reads the user's own picture, PNG or JPEG, as a small one in grey."""

from __future__ import annotations

import struct
import warnings
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from gdexplorer.core.parameter import ParameterError
from gdexplorer.core.problem import Array
from gdexplorer.problems.kernel_lesson import SIDE, Photo

if TYPE_CHECKING:
    from PIL.Image import Image

SUFFIXES = (".png", ".jpg", ".jpeg")
FORMATS = ("PNG", "JPEG")
MOST_SIDE = 64
"""Pixels of the longer side; larger pictures are reduced, each pixel the mean of what it covers."""
MOST_PIXELS = 50_000_000
DEEPEST = 65535.0
"""White in a picture of 16 bits."""


class PictureError(ParameterError):
    """What is wrong with a file of a picture, in one sentence."""


def is_picture(path: str | PathLike[str]) -> bool:
    """Say whether a file is called like a picture."""
    return Path(path).suffix.lower() in SUFFIXES


def read_picture(path: str | PathLike[str]) -> Photo:
    """Read a picture, in grey from 0 to 1. Raises PictureError."""
    from PIL import Image  # takes long to import

    place = Path(path)
    broken = f"{place.name} is damaged, or no PNG or JPEG picture"
    try:
        with warnings.catch_warnings(), place.open("rb") as file:
            warnings.simplefilter(
                "ignore"
            )  # what is odd about a file that can be read all the same
            warnings.simplefilter("error", Image.DecompressionBombWarning)
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
