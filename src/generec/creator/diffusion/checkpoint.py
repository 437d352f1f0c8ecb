"""A trained network in one file: its weights, the groups' tastes, and a card that says what it is.

The file is named by its SHA-256, which stands in recipes. It holds no viewer: tastes are those of groups.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from pydantic import ValidationError

from generec.creator.diffusion.config import TrainingConfig
from generec.creator.diffusion.material import Floats, Work
from generec.domain.errors import DataError, MissingExtra, MissingModel
from generec.domain.record import Record
from generec.models import cache
from generec.store.durable import replacing

FORMAT: Final = 1
_SUFFIX: Final = ".safetensors"
_CURRENT: Final = "CURRENT"
_TASTES: Final = "tastes"
_KEPT: Final = 3
_WHAT: Final = "the trained creator"


class Card(Record):
    """What a checkpoint is and where it comes from.

    `words` is the size of vectors of words and taste, `groups` name the groups by what they like, `material`
    is the hash of what it was trained on, and `works` are all works of that.
    """

    format: int = FORMAT
    config: TrainingConfig
    words: int
    steps: int
    groups: tuple[str, ...]
    material: str
    works: tuple[Work, ...]

    def licences(self) -> dict[str, int]:
        """How many works are under each licence, the most first."""
        return dict(Counter(work.licence for work in self.works).most_common())


def write(folder: Path, card: Card, tensors: dict[str, Any], tastes: Any) -> Path:
    """Put a checkpoint in force in `folder`, whole or not at all; the newest few are kept."""
    from safetensors.torch import save

    folder.mkdir(parents=True, exist_ok=True)
    whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    content = save({**whole, _TASTES: tastes}, metadata={"card": card.model_dump_json()})
    fresh = folder / f"new{_SUFFIX}"
    with replacing(fresh) as file:
        file.write(content)
    named = fresh.rename(folder / f"{cache.sha256(fresh)}{_SUFFIX}")
    with replacing(folder / _CURRENT) as file:
        file.write(named.name.encode())
    old = sorted(folder.glob(f"*{_SUFFIX}"), key=lambda path: path.stat().st_mtime_ns)[:-_KEPT]
    for path in old:
        if path != named:
            path.unlink()
    return named


def current(folder: Path) -> Path | None:
    """The checkpoint in force, or None."""
    pointer = folder / _CURRENT
    if not pointer.exists():
        return None
    path = folder / pointer.read_text(encoding="utf-8").strip()
    return path if path.is_file() else None


def named(folder: Path, sha256: str) -> Path:
    """The checkpoint of a hash, unaltered. Raises `MissingModel`."""
    path = folder / f"{sha256}{_SUFFIX}"
    if not path.is_file() or cache.sha256(path) != sha256:
        raise MissingModel(
            f"the checkpoint {sha256[:12]} is not in {folder}: 'generec train creator' makes one"
        )
    return path


@lru_cache(maxsize=8)
def card(path: Path) -> Card:
    """The card of a checkpoint, without PyTorch. Raises `DataError`."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        head = file.read(size) if size < 1 << 24 else b""
    try:
        return Card.model_validate_json(json.loads(head)["__metadata__"]["card"])
    except (ValueError, KeyError, TypeError, ValidationError) as error:
        raise DataError(f"{path.name} is no checkpoint of the trained creator") from error


@lru_cache(maxsize=2)
def tastes(path: Path) -> Floats:
    """(g, t) tastes of a checkpoint's groups, without PyTorch. Raises `DataError`."""
    with path.open("rb") as file:
        size = int.from_bytes(file.read(8), "little")
        told = json.loads(file.read(size))[_TASTES]
        begin, end = told["data_offsets"]
        file.seek(8 + size + begin)
        raw = file.read(end - begin)
    if told["dtype"] != "F32":
        raise DataError(f"{path.name} holds tastes as {told['dtype']}, not F32")
    return np.frombuffer(raw, "<f4").reshape(told["shape"])


@lru_cache(maxsize=2)
def load(path: Path, device: str = "cpu") -> Any:
    """The `Model` of a checkpoint. Raises `MissingExtra`, `DataError`."""
    try:
        import torch
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from generec.creator.diffusion.network import VideoUNet
        from generec.creator.diffusion.sampling import Model
    except ImportError as error:
        raise MissingExtra("diffusion", what=_WHAT) from error
    told = card(path)
    config = told.config.model_copy(update={"device": device})
    network = VideoUNet(config.network, taste=told.words, words=told.words)
    try:
        tensors = load_file(path)
        tastes = tensors.pop(_TASTES).numpy()
        network.load_state_dict(tensors)
    except (SafetensorError, RuntimeError, KeyError) as error:
        raise DataError(f"{path.name} is damaged: {error}") from error
    network = network.to(device, memory_format=torch.channels_last).eval()
    return Model(network=network, config=config, tastes=tastes)
