"""Folders with a model as `diffusers` lays it out: which files belong to it, and what it is."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from generec.domain.errors import ConfigError, MissingExtra
from generec.models import cache, digests

INDEX: Final = "model_index.json"
_STEMS: Final = ("diffusion_pytorch_model", "model")
_SETTINGS: Final = (".json", ".txt", ".model")
_LICENCE: Final = re.compile(r"^license(?:_name)?:\s*[\"']?([\w.+-]+)", re.MULTILINE)


def located(model: str, revision: str, *, what: str) -> Path:
    """The folder of a model: a local one, or the hub's cache; the network is not reached.

    Raises `MissingExtra` without PyTorch, for `what`; `MissingModel` when it was not pulled.
    """
    if any(find_spec(name) is None for name in ("torch", "diffusers", "transformers")):
        raise MissingExtra("hub", what=what)
    local = Path(model).expanduser()
    return local if local.is_dir() else cache.path(f"hub:{model}@{revision}")


def index(folder: Path) -> dict[str, Any]:
    """What the folder says it holds. Raises `ConfigError` where it holds no such model.

    Code of the folder's own is never run: a pipeline or part that names a module there is refused.
    """
    try:
        table = json.loads((folder / INDEX).read_text(encoding="utf-8"))
        kind = table["_class_name"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{folder} holds no diffusion model: no {INDEX}", field="model") from error
    if not isinstance(kind, str):
        raise ConfigError(f"{folder} brings code of its own, which is not run", field="model")
    return dict(table)


def parts(folder: Path) -> dict[str, Path]:
    """The files of weights by part. Raises `ConfigError` where a part has them in another format alone."""
    out: dict[str, Path] = {}
    for part, kind in index(folder).items():
        inside = folder / part
        if part.startswith("_") or not isinstance(kind, list) or not all(kind) or not inside.is_dir():
            continue
        if (inside / f"{kind[0]}.py").exists():
            raise ConfigError(f"{folder} brings code of its own, which is not run ({part})", field="model")
        found = _weights(inside)
        if not found and any(inside.glob("*.bin")):
            raise ConfigError(f"{inside} has no safetensors; other formats are not read", field="model")
        out |= {part if len(found) == 1 else f"{part}-{n}": file for n, file in enumerate(found, 1)}
    if not out:
        raise ConfigError(f"{folder} has no weights", field="model")
    return out


def _weights(folder: Path) -> list[Path]:
    """The one file of weights, or all that its list names."""
    for stem in _STEMS:
        whole, many = folder / f"{stem}.safetensors", folder / f"{stem}.safetensors.index.json"
        if whole.is_file():
            return [whole]
        if many.is_file():
            named = json.loads(many.read_text(encoding="utf-8"))["weight_map"].values()
            return [folder / name for name in sorted(set(named))]
    return []


def hashes(folder: Path, *, patience_s: float | None = digests.PATIENCE_S) -> dict[str, str]:
    """SHA-256 of the weights by part, and one of all small files that say how they are used.

    Raises `NotAllowed` where they are still being read, `ConfigError` where they cannot be.
    """
    small = sorted(file for file in folder.rglob("*") if file.suffix in _SETTINGS and file.is_file())
    files = {**parts(folder), **{f"/{file.relative_to(folder).as_posix()}": file for file in small}}
    found = digests.digests(files, what=f"the model {folder.name}", patience_s=patience_s)
    told = "\n".join(f"{name} {digest}" for name, digest in found.items() if name.startswith("/"))
    out = {name: digest for name, digest in found.items() if not name.startswith("/")}
    return {**out, "settings": hashlib.sha256(told.encode()).hexdigest()}


def licence(folder: Path) -> str:
    """The licence that the model's card names, as the hub writes it; `unknown` where there is none."""
    card = folder / "README.md"
    found = _LICENCE.search(card.read_text(encoding="utf-8", errors="replace")) if card.is_file() else None
    return found[1] if found else "unknown"
