"""What tells, in a recipe, the code that draws from that of another version: equal recipes, same pictures."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Final

PAINTERS: Final = (
    *(f"media/paint_{name}.py" for name in ("cartoon", "kernels", "oil", "pixel", "sketch", "watercolor")),
    *(f"media/{name}.py" for name in ("easel", "lines", "motion")),
)
FACES: Final = (
    "media/hide.py",
    *(f"encoders/{name}.py" for name in ("faces", "face_looks", "face_tracks")),
)


@cache
def by(parts: Sequence[str]) -> str:
    """A short hash of source files of this package."""
    content = b"".join(files("generec").joinpath(part).read_bytes() for part in parts)
    return hashlib.sha256(content).hexdigest()[:16]
