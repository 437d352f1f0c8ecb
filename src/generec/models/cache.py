"""Where model files lie, and whether they are what they should be."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from platformdirs import user_cache_path

from generec.domain.errors import MissingModel
from generec.models import hub
from generec.models.entries import ModelFile, entry, manifest

State = Literal["present", "missing", "altered"]

_checked: dict[Path, tuple[int, int, str]] = {}
_lock = threading.Lock()


@dataclass(frozen=True)
class ModelStatus:
    """How one model file stands in the cache."""

    name: str
    state: State
    path: Path


def folder() -> Path:
    """The folder of model files: `GENEREC_MODELS`, or `generec/models` in the user's cache."""
    chosen = os.environ.get("GENEREC_MODELS")
    return Path(chosen).expanduser() if chosen else user_cache_path("generec") / "models"


def sha256(path: Path) -> str:
    """The SHA-256 of a file, hexadecimal; remembered in this process while size and time stay the same."""
    stat = path.stat()
    with _lock:
        known = _checked.get(path)
    if known and known[:2] == (stat.st_size, stat.st_mtime_ns):
        return known[2]
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    with _lock:
        _checked[path] = (stat.st_size, stat.st_mtime_ns, digest)
    return digest


def status(file: ModelFile) -> ModelStatus:
    """Whether one file is present and unaltered."""
    path = folder() / file.file
    if not path.is_file():
        return ModelStatus(file.name, "missing", path)
    same = path.stat().st_size == file.size and sha256(path) == file.sha256
    return ModelStatus(file.name, "present" if same else "altered", path)


def verify(names: Sequence[str] | None = None) -> list[ModelStatus]:
    """The status of the named files, or of all in the manifest. Raises `ConfigError` for an unknown name."""
    return [status(file) for file in (manifest() if names is None else map(entry, names))]


def path(name: str) -> Path:
    """The file of a model, its hash checked; of a model of the hub (`hub:owner/name@revision`) the folder.

    Raises `MissingModel` when it is absent or altered, `ConfigError` for an unknown name.
    """
    if name.startswith(hub.PREFIX):
        return hub.folder(name)
    found = status(entry(name))
    if found.state != "present":
        raise MissingModel(
            f"the model file {name!r} is {found.state} ({found.path}): run `generec models pull {name}`",
            field=name,
        )
    return found.path
