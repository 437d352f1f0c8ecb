"""Hashes that outlive a process, and reading that no request waits for."""

import hashlib
import json
import os
import threading
from pathlib import Path

import pytest

from generec.domain.errors import ConfigError, NotAllowed
from generec.models import cache, digests


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path / "models"))
    return tmp_path


def file(folder: Path, content: bytes) -> Path:
    path = folder / "weights"
    path.write_bytes(content)
    return path


def test_a_hash_is_remembered_until_the_file_changes(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file(own, b"one")
    assert digests.known(path) is None
    first = digests.digests({"w": path}, what="it")
    assert first == {"w": hashlib.sha256(b"one").hexdigest()}
    monkeypatch.setattr(cache, "sha256", lambda path: pytest.fail("read again"))
    assert digests.digests({"w": path}, what="it") == first
    file(own, b"three")
    assert digests.known(path) is None


def test_what_takes_long_is_read_behind_the_request(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, go, plain = file(own, b"one"), threading.Event(), cache.sha256
    read = []

    def slow(path: Path) -> str:
        read.append(path)
        assert go.wait(30)
        return plain(path)

    monkeypatch.setattr(cache, "sha256", slow)
    for _ in range(2):
        with pytest.raises(NotAllowed, match="it is used for the first time and is being read"):
            digests.digests({"w": path}, what="it", patience_s=0.01)
    go.set()
    assert digests.digests({"w": path}, what="it", patience_s=None)["w"] == plain(path)
    assert read == [path.resolve()]


def test_a_missing_file_and_a_damaged_memory_are_no_riddle(own: Path) -> None:
    with pytest.raises(ConfigError, match="it cannot be read"):
        digests.digests({"w": own / "none"}, what="it")
    (own / "models").mkdir(exist_ok=True)
    (own / "models" / "digests.json").write_text("{")
    path = file(own, b"two")
    os.utime(path, (1, 1))
    assert digests.digests({"w": path}, what="it")["w"] == hashlib.sha256(b"two").hexdigest()
    assert str(path.resolve()) in json.loads((own / "models" / "digests.json").read_text())
