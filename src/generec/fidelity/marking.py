"""The invisible mark of this installation: its key, what it says, and what is read from a file.

The payload is the first 32 bits of HMAC-SHA256 of the recipe's key under the installation's watermark key:
the same recipe gives the same mark, and nobody without the key finds it or knows of which recipe it is.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np

from generec.domain.errors import ConfigError
from generec.domain.parts import Image
from generec.media import fingerprint, pictures
from generec.media.frames import sample
from generec.media.sniff import sniff
from generec.media.watermark import Ballot

FILE: Final = "watermark.key"
FORMER: Final = "watermarks"
"""The folder of the keys that were in use before."""
AGREES: Final = 6.0
"""Standard deviations of chance from which votes agree with a payload that is known."""
_BYTES: Final = 32
_LONGEST: Final = 854


class Seen(NamedTuple):
    """What a file's pictures say: their votes on a mark under any key, and how they look."""

    ballot: Ballot
    words: fingerprint.Words


def key_in(folder: Path) -> bytes | None:
    """The watermark key of an installation, where it has one. Raises `ConfigError` for a damaged one."""
    return _read(folder / FILE)


def keys_in(folder: Path) -> tuple[bytes, ...]:
    """The key in use and those of before, the newest first. Raises `ConfigError` for a damaged one."""
    former = sorted((folder / FORMER).glob("*.key"), reverse=True)
    found = [key for path in (folder / FILE, *former) if (key := _read(path)) is not None]
    return tuple(dict.fromkeys(found))


def replaced_key(folder: Path) -> bytes:
    """A new key, in use from now on; the one of before is kept, so that its marks are still found."""
    old = made_key(folder)
    (folder / FORMER).mkdir(mode=0o700, exist_ok=True)
    number = 1 + max((int(path.stem) for path in (folder / FORMER).glob("*.key")), default=0)
    try:
        _written(folder / FORMER / f"{number:06d}.key", old)
        fresh = folder / f".{FILE}-{secrets.token_hex(6)}"
        new = secrets.token_bytes(_BYTES)
        _written(fresh, new)
        fresh.replace(folder / FILE)
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot replace the watermark key in {folder}: {error}") from error
    return new


def _written(path: Path, key: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
        file.flush()
        os.fsync(file.fileno())


def _read(path: Path) -> bytes | None:
    try:
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise ConfigError(f"{path} is no watermark key: bring it back from a copy ({error})") from error
    if len(key) != _BYTES:
        raise ConfigError(f"{path} is no watermark key of {_BYTES} bytes: bring it back from a copy")
    return key


def made_key(folder: Path) -> bytes:
    """The same, made where there is none; of processes that start at once all take the first one's."""
    found = key_in(folder)
    if found is not None:
        return found
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = folder / f".{FILE}-{secrets.token_hex(6)}"
        _written(fresh, secrets.token_bytes(_BYTES))
        try:
            os.link(fresh, folder / FILE)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    except OSError as error:
        raise ConfigError(f"cannot make the watermark key in {folder}: {error.strerror}") from error
    key = key_in(folder)
    assert key is not None
    return key


def payload_of(key: bytes, recipe: str) -> int:
    """What the mark of a recipe says, 32 bits; `recipe` is the recipe's key."""
    return int.from_bytes(hmac.digest(key, recipe.encode(), hashlib.sha256)[:4], "big")


def seen(path: Path, *, every_s: float = 0.1, limit: int = 240) -> Seen:
    """Look at a picture, or at a video's frames: every `every_s` seconds, at most `limit`.

    The more frames vote, the more a mark may have suffered. Raises `MediaError`.
    """
    ballot = Ballot()
    words = []
    for image in _images(path, every_s, limit):
        ballot.add(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY))
        words.append(fingerprint.word(image))
    return Seen(ballot, np.array([word for word in words if word is not None], dtype=np.uint64))


def _images(path: Path, every_s: float, limit: int) -> Iterable[Image]:
    if sniff(path).mime.startswith("image/"):
        return [pictures.read(path)]
    return (frame.image for frame in sample(path, every_s=every_s, limit=limit, longest=_LONGEST))
