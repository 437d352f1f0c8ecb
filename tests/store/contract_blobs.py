"""What every backend of blobs must do."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from generec.domain.errors import NotFound
from generec.store.interface import Blobs

NO_KEYS = ("sha256:" + "0" * 64, "sha256:../../etc/passwd", "sha256:" + "A" * 64, "md5:0", "", "🎬")


class BlobsContract:
    @pytest.mark.parametrize("content", [b"", b"x", bytes(range(256)) * 20_000])
    def test_round_trip(self, blobs: Blobs, content: bytes, tmp_path: Path) -> None:
        key = blobs.put(content)
        assert key == "sha256:" + hashlib.sha256(content).hexdigest()
        assert blobs.get(key) == content
        assert blobs.size(key) == len(content)
        assert blobs.exists(key)
        with blobs.path(key) as path:
            assert path.read_bytes() == content
        file = tmp_path / "naïve 🎬 name"
        file.write_bytes(content)
        assert blobs.put(file) == key
        assert list(blobs.keys()) == [key]

    def test_open_is_seekable(self, blobs: Blobs) -> None:
        key = blobs.put(b"0123456789")
        with blobs.open(key) as stream:
            stream.seek(4)
            assert stream.read(3) == b"456"
            stream.seek(-1, 2)
            assert stream.read() == b"9"

    def test_delete(self, blobs: Blobs) -> None:
        key, other = blobs.put(b"a"), blobs.put(b"b")
        assert blobs.delete(key)
        assert not blobs.delete(key)
        assert not blobs.exists(key)
        assert list(blobs.keys()) == [other]
        assert blobs.put(b"a") == key

    @pytest.mark.parametrize("key", NO_KEYS)
    def test_what_is_not_there(self, blobs: Blobs, key: str) -> None:
        assert not blobs.exists(key)
        assert not blobs.delete(key)
        for read in (blobs.get, blobs.open, blobs.size):
            with pytest.raises(NotFound):
                read(key)
        with pytest.raises(NotFound), blobs.path(key):
            pass

    def test_missing_source_is_an_error_and_leaves_nothing(self, blobs: Blobs, tmp_path: Path) -> None:
        with pytest.raises(FileNotFoundError):
            blobs.put(tmp_path / "nothing")
        assert list(blobs.keys()) == []

    def test_threads_that_put_the_same(self, blobs: Blobs) -> None:
        content = b"abc" * 300_000
        with ThreadPoolExecutor(8) as pool:
            keys = set(pool.map(lambda _: blobs.put(content), range(16)))
        assert len(keys) == 1
        assert blobs.get(keys.pop()) == content
