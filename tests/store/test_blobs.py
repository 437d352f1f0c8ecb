"""Blobs in a folder, and behind fsspec, keep the contract of blobs."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import fsspec
import pytest
from contract_blobs import BlobsContract

from generec.domain.errors import ConfigError, MissingExtra
from generec.store import open_blobs, open_features, open_rows, open_vectors
from generec.store.interface import Blobs
from generec.store.remote_blobs import RemoteBlobs


class TestFileBlobs(BlobsContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Blobs:
        return open_blobs(f"file://{tmp_path}/blobs")


class TestRemoteBlobs(BlobsContract):
    @pytest.fixture
    def blobs(self, tmp_path: Path) -> Blobs:
        return RemoteBlobs(fsspec.filesystem("memory"), f"memory://{tmp_path}")


def test_folders_are_sharded(tmp_path: Path) -> None:
    key = open_blobs(str(tmp_path)).put(b"x")
    name = key.removeprefix("sha256:")
    assert (tmp_path / name[:2] / name[2:4] / name).read_bytes() == b"x"


def test_url_with_blanks_and_reopening(tmp_path: Path) -> None:
    folder = tmp_path / "my blobs"
    key = open_blobs(folder.as_uri()).put(b"x")
    assert list(open_blobs(str(folder)).keys()) == [key]


def test_a_truncated_copy_is_replaced(tmp_path: Path) -> None:
    blobs = open_blobs(str(tmp_path))
    key = blobs.put(b"whole content")
    with blobs.path(key) as path:
        path.write_bytes(b"who")
    assert blobs.put(b"whole content") == key
    assert blobs.get(key) == b"whole content"


def test_leftovers_of_a_killed_writer_are_no_blobs_and_go_after_a_day(tmp_path: Path) -> None:
    blobs = open_blobs(str(tmp_path))
    key = blobs.put(b"x")
    old, young = tmp_path / "new" / ".new-old", tmp_path / "new" / ".new-young"
    for left in (old, young):
        left.write_bytes(b"half")
    os.utime(old, (1.0, 1.0))
    assert list(open_blobs(str(tmp_path)).keys()) == [key]
    assert (old.exists(), young.exists()) == (False, True)


def test_a_file_where_the_folder_should_be(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"")
    for name, opener in (("blobs", open_blobs), ("vectors", open_vectors), ("features", open_features)):
        with pytest.raises(ConfigError, match="cannot be a folder"):
            opener(str(file / name))
    with pytest.raises(ConfigError, match="cannot be a folder"):
        open_rows(f"sqlite:///{file}/generec.db")


FULL = """
import resource, sys
from pathlib import Path
import numpy as np
from generec.domain.errors import DataError
from generec.store import open_blobs, open_vectors

blobs = open_blobs(sys.argv[1] + "/blobs")
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
key = blobs.put(b"small")
try:
    blobs.put(b"x" * 200_000)
except DataError as error:
    assert "no room left" in error.message, error.message
else:
    raise SystemExit("not refused")
assert list(blobs.keys()) == [key]
assert not list(Path(sys.argv[1]).rglob(".new-*"))

some = open_vectors(sys.argv[1] + "/vectors").collection("meaning", dim=8)
some.put(["a"], np.ones((1, 8), dtype=np.float32))
try:
    some.put([f"b{n}" for n in range(10_000)], np.ones((10_000, 8), dtype=np.float32))
except DataError as error:
    assert "no room left" in error.message, error.message
else:
    raise SystemExit("not refused")
again = open_vectors(sys.argv[1] + "/vectors").collection("meaning", dim=8)
assert len(some) == len(again) == 1
again.put(["c"], np.ones((1, 8), dtype=np.float32))
assert len(some) == 2
"""


def test_a_full_disk_is_a_clear_error_and_leaves_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_unknown_scheme_and_foreign_host() -> None:
    with pytest.raises(ConfigError, match="no blobs is registered as 'ftp'"):
        open_blobs("ftp://host/x")
    with pytest.raises(ConfigError, match="another host"):
        open_blobs("file://server/share")


@pytest.mark.skipif(importlib.util.find_spec("s3fs") is not None, reason="the extra s3 is installed")
def test_s3_names_its_extra() -> None:
    with pytest.raises(MissingExtra, match=r"generec\[s3\]"):
        open_blobs("s3://bucket/prefix")
