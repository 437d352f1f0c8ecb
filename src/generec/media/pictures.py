"""Still pictures: read anything into plain sRGB, resize, write JPEG, and two measures."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from generec.domain.errors import MediaError
from generec.domain.parts import Image

MAX_PIXELS = 100_000_000
"""Pictures above this are refused before they are unpacked: 300 MB as plain RGB."""

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF")
MEASURE_SIDE = 256
"""Longest side of the luma on which sharpness and brightness are measured."""

_BROKEN = (OSError, ValueError, SyntaxError, UnidentifiedImageError, EOFError, KeyError, OverflowError)


def open_picture(source: Path | bytes) -> Pillow.Image:
    """The picture's header by Pillow, nothing unpacked yet.

    Raises `MediaError` when it is damaged, of another format or above `MAX_PIXELS`.
    """
    name = label(source)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Pillow.DecompressionBombWarning)
            Pillow.init()
            stream = io.BytesIO(source) if isinstance(source, bytes) else source
            picture = Pillow.open(stream, formats=[name for name in FORMATS if name in Pillow.OPEN])
    except Pillow.DecompressionBombError as error:
        raise MediaError(f"{name}: the picture is too large; at most {MAX_PIXELS:,} pixels") from error
    except _BROKEN as error:
        raise MediaError(f"{name}: the picture cannot be read ({error or type(error).__name__})") from error
    if picture.width * picture.height > MAX_PIXELS:
        size = f"{picture.width} x {picture.height}"
        picture.close()
        raise MediaError(f"{name}: the picture is too large ({size}); at most {MAX_PIXELS:,} pixels")
    return picture


def read(source: Path | bytes, *, longest: int | None = None) -> Image:
    """A picture as (height, width, 3) sRGB, 8 bit, as it is meant to be seen.

    The EXIF orientation is applied, a colour profile converted, CMYK and 16 bit reduced, and
    transparency laid on white; of several frames the first is read. With `longest` the longer
    side is at most that many pixels. Raises `MediaError`.
    """
    with open_picture(source) as picture:
        try:
            if longest:
                picture.draft(None, (2 * longest, 2 * longest))
            picture.load()
            out = np.asarray(_srgb(ImageOps.exif_transpose(picture)))
        except Pillow.DecompressionBombError as error:
            raise MediaError(f"{label(source)}: the picture is too large") from error
        except _BROKEN as error:
            reason = error or type(error).__name__
            raise MediaError(f"{label(source)}: the picture is damaged ({reason})") from error
    return resize(out, longest=longest) if longest else np.ascontiguousarray(out)


def oriented_size(picture: Pillow.Image) -> tuple[int, int, int]:
    """(width, height, clockwise degrees) of a picture as displayed, by its EXIF orientation."""
    turn = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}.get(picture.getexif().get(0x0112, 1), 0)
    width, height = picture.size
    return (height, width, turn) if turn in (90, 270) else (width, height, turn)


def jpeg(image: Image, *, quality: int = 85) -> bytes:
    """The picture as JPEG (4:2:0, no metadata); the same picture gives the same bytes."""
    out = io.BytesIO()
    Pillow.fromarray(image).save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def png(image: Image) -> bytes:
    """The picture as PNG, without loss."""
    out = io.BytesIO()
    Pillow.fromarray(image).save(out, "PNG")
    return out.getvalue()


def resize(image: Image, *, longest: int) -> Image:
    """Shrink so that the longer side is at most `longest` pixels; smaller ones stay as they are."""
    height, width = image.shape[:2]
    scale = longest / max(height, width)
    if scale >= 1:
        return image
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    return np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8)


def measure(image: Image) -> tuple[float, float]:
    """(sharpness, brightness): variance of the Laplacian of the 8-bit luma, mean luma in [0, 1].

    Measured on a luma of longest side `MEASURE_SIDE`, so that sizes compare.
    (Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000.)
    """
    luma = cv2.cvtColor(resize(image, longest=MEASURE_SIDE), cv2.COLOR_RGB2GRAY)
    return float(cv2.Laplacian(luma, cv2.CV_32F).var()), float(luma.mean()) / 255.0


def label(source: Path | bytes) -> str:
    """What to call a source in an error."""
    return source.name if isinstance(source, Path) else "picture"


def _srgb(picture: Pillow.Image) -> Pillow.Image:
    if picture.mode in ("I", "F") or picture.mode.startswith("I;16"):
        return Pillow.fromarray(_eight_bit(np.asarray(picture))).convert("RGB")
    if picture.mode in ("PA", "La", "RGBa") or (picture.mode == "P" and "transparency" in picture.info):
        picture = picture.convert("RGBA")
    if picture.mode in ("RGBA", "LA"):
        flat = Pillow.new("RGBA", picture.size, "white")
        flat.alpha_composite(picture.convert("RGBA"))
        picture = _profiled(flat.convert("RGB"), picture.info.get("icc_profile"))
    return _profiled(picture, picture.info.get("icc_profile")).convert("RGB")


def _eight_bit(values: NDArray[np.generic]) -> NDArray[np.uint8]:
    """16-bit integers by their upper byte; other numbers stretched from their own range."""
    numbers = values.astype(np.float64)
    low, high = float(np.nanmin(numbers)), float(np.nanmax(numbers))
    if values.dtype.kind in "iu" and low >= 0 and high <= 65_535:
        return (numbers / 257.0 + 0.5).astype(np.uint8)
    return np.nan_to_num((numbers - low) / max(high - low, 1e-12) * 255.0).astype(np.uint8)


def _profiled(picture: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    if not profile or picture.mode not in ("RGB", "CMYK", "L"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        return ImageCms.profileToProfile(picture, source, target, outputMode="RGB") or picture
    except ImageCms.PyCMSError:
        # A profile that contradicts the pixels is common in the wild; the plain colours are near enough.
        return picture
