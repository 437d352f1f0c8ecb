"""What is installed, what is missing and which extra brings it, whether the models load."""

from __future__ import annotations

import os
import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

from generec import __version__, models
from generec.creator.facts import FactsConfig
from generec.creator.facts.given import read
from generec.creator.story.narration import NarrationConfig, Speaker
from generec.domain.errors import GenerecError
from generec.domain.record import Record
from generec.system.llm import LlmConfig, examined
from generec.system.settings import load

NEEDED = (
    "av",
    "onnxruntime",
    "implicit",
    "c2pa-python",
    "sqlalchemy",
    "fastapi",
    "numpy",
    "opencv-python-headless",
)
EXTRAS = {
    "llm": ("httpx",),
    "eval": ("ranx", "plotly"),
    "hub": ("torch", "transformers", "diffusers"),
    "postgres": ("psycopg", "pgvector"),
    "s3": ("s3fs",),
    "scale": ("ray",),
    "speech": ("faster_whisper",),
}
FREE_BYTES = 2_000_000_000


class Finding(Record):
    """One thing looked at: `ok`, `absent` (optional, and not there) or `wrong`."""

    state: Literal["ok", "absent", "wrong"]
    what: str
    detail: str

    def record(self) -> dict[str, str]:
        """Plain JSON data."""
        return self.model_dump()


def examine(home: Path) -> list[Finding]:
    """Look at the installation and at a home, which need not exist. Nothing is changed or fetched.

    Where a language model is configured, it is asked to read wishes whose meaning is known.
    """
    return [*_installation(), *_extras(), *_models(), *_home(home)]


def _found(ok: bool, what: str, detail: str) -> Finding:
    return Finding(state="ok" if ok else "wrong", what=what, detail=detail)


def _installation() -> Iterator[Finding]:
    yield _found(
        sys.version_info >= (3, 11), "python", f"{platform.python_version()} on {platform.machine()}"
    )
    yield _found(True, "generec", __version__)
    yield _found(True, "processors", f"{os.cpu_count()}")
    yield _found(sqlite3.sqlite_version_info >= (3, 35), "sqlite", sqlite3.sqlite_version)
    for package in NEEDED:
        try:
            yield _found(True, package, version(package))
        except PackageNotFoundError:
            yield _found(False, package, "not installed: pip install --force-reinstall generec")


def _extras() -> Iterator[Finding]:
    for extra, needs in EXTRAS.items():
        missing = [name for name in needs if find_spec(name) is None]
        if missing:
            detail = f"without {', '.join(missing)}: pip install 'generec[{extra}]'"
            yield Finding(state="absent", what=f"extra [{extra}]", detail=detail)
        else:
            yield _found(True, f"extra [{extra}]", ", ".join(needs))


def _models() -> Iterator[Finding]:
    packs = {file.name: file.pack for file in models.manifest()}
    for status in models.verify():
        detail = f"{packs[status.name]} pack, {status.state}"
        if status.state == "present":
            yield _found(True, f"model {status.name}", detail)
        elif packs[status.name] == "default":
            yield _found(False, f"model {status.name}", f"{detail}: generec models pull {status.name}")
        else:
            yield Finding(state="absent", what=f"model {status.name}", detail=detail)


def _home(home: Path) -> Iterator[Finding]:
    try:
        settings = load(home / "generec.toml")
    except GenerecError as error:
        yield _found(False, "settings", error.message)
        return
    yield _found(True, "settings", f"{home / 'generec.toml'}" if home.exists() else "defaults (no home yet)")
    yield _found(True, "encoder", settings.encoder.name)
    yield _language_model(settings.llm)
    yield from _facts(settings.creator.facts, home)
    yield _voice(settings.creator.narration)
    folder = next(path for path in (home, *home.resolve().parents) if path.exists())
    yield _found(os.access(folder, os.W_OK), "home", f"{home}" + ("" if home.exists() else " (not made yet)"))
    free = shutil.disk_usage(folder).free
    yield _found(free > FREE_BYTES, "disk", f"{free / 1e9:.1f} GB free")


def _facts(config: FactsConfig, home: Path) -> Iterator[Finding]:
    """Whether files of given facts can be read."""
    for name in config.files:
        try:
            count = len(read(home / Path(name).expanduser()))
        except GenerecError as error:
            yield _found(False, "facts", error.message)
        else:
            yield _found(True, "facts", f"{name}: {count}")


def _voice(config: NarrationConfig) -> Finding:
    program = config.command[0]
    if shutil.which(program) is None:
        told = f"the speech program {program!r} is not installed: nothing is read aloud"
        return Finding(state="absent", what="voice", detail=told)
    try:
        return _found(True, "voice", next(iter(Speaker(config).models)).partition(":")[2])
    except GenerecError as error:
        return _found(False, "voice", error.message)


def _language_model(config: LlmConfig) -> Finding:
    if not config.on:
        return Finding(state="absent", what="language model", detail="none is named in [llm]: no words leave")
    ok, told = examined(config)
    return _found(ok, "language model", told)
