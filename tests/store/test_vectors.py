"""Vectors in memory-mapped files keep the contract of vectors, also through a crash."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from contract_vectors import VectorsContract, names, unit

from generec.domain.errors import DataError
from generec.store import open_vectors
from generec.store.interface import Vectors


@pytest.fixture
def vectors(tmp_path: Path) -> Vectors:
    return open_vectors(tmp_path / "vectors")


class TestFileVectors(VectorsContract): ...


def test_reopening(tmp_path: Path) -> None:
    rows = unit(600, 8)
    first = open_vectors(tmp_path).collection("meaning", dim=8)
    first.put(names(600), rows)
    first.put(["i5"], -rows[5:6])
    first.delete(["i7"])
    again = open_vectors(tmp_path).collection("meaning", dim=8)
    assert len(again) == 599
    np.testing.assert_array_equal(again.get(["i5"])[0], -rows[5:6])
    assert not again.get(["i7"])[1].any()
    with pytest.raises(DataError, match="8 dimensions"):
        open_vectors(tmp_path).collection("meaning", dim=4)


def test_two_open_stores_see_each_other(tmp_path: Path) -> None:
    one = open_vectors(tmp_path).collection("meaning", dim=8)
    two = open_vectors(tmp_path).collection("meaning", dim=8)
    rows = unit(3_000, 8)
    one.put(names(2_000), rows[:2_000])
    two.put(names(1_000, 2_000), rows[2_000:])
    assert len(one) == len(two) == 3_000
    one.delete(names(2_000))
    np.testing.assert_array_equal(two.snapshot().matrix, rows[2_000:])
    two.put(["i0"], rows[:1])
    assert one.search(rows[:1], k=1)[0] == [["i0"]]


def test_a_torn_append_is_dropped(tmp_path: Path) -> None:
    rows = unit(300, 8)
    open_vectors(tmp_path).collection("meaning", dim=8).put(names(200), rows[:200])
    for part in ("ids", "dead"):
        with (tmp_path / "meaning" / f"{part}.0").open("ab") as file:
            file.write(b"\x07torn")
    with (tmp_path / "meaning" / "rows.0").open("r+b") as file:
        file.seek(200 * 8 * 4)
        file.write(b"\xff" * 50)
    again = open_vectors(tmp_path).collection("meaning", dim=8)
    assert len(again) == 200
    again.put(names(100, 200), rows[200:])
    again.delete(["i0"])
    third = open_vectors(tmp_path).collection("meaning", dim=8)
    np.testing.assert_array_equal(third.get(names(299, 1))[0], rows[1:])
    assert len(third) == 299


def test_damage_is_named(tmp_path: Path) -> None:
    open_vectors(tmp_path).collection("meaning", dim=8).put(names(10), unit(10, 8))
    (tmp_path / "meaning" / "rows.0").write_bytes(b"")
    with pytest.raises(DataError, match="holds 0 rows of 10"):
        open_vectors(tmp_path).collection("meaning", dim=8).snapshot()
    (tmp_path / "meaning" / "head.json").write_bytes(b"{")
    with pytest.raises(DataError, match=r"head\.json is damaged"):
        open_vectors(tmp_path).collection("meaning", dim=8)


WRITER = """
import sys
import numpy as np
from generec.store import open_vectors

some = open_vectors(sys.argv[1]).collection("meaning", dim=64)
n = len(some) // 100
print("ready", flush=True)
while True:
    some.put([f"{n}.{i}" for i in range(100)], np.full((100, 64), n, dtype=np.float32))
    n += 1
"""


def test_a_killed_writer_leaves_whole_appends_only(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    for _ in range(6):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            writer.wait(timeout=float(rng.uniform(0.02, 0.2)))
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
        here = open_vectors(tmp_path).collection("meaning", dim=64).snapshot()
        assert len(here.ids) % 100 == 0
        wanted = np.repeat(np.arange(len(here.ids) // 100, dtype=np.float32), 100)
        np.testing.assert_array_equal(here.matrix, np.repeat(wanted[:, None], 64, axis=1))
        assert list(here.ids) == [f"{n // 100}.{n % 100}" for n in range(len(here.ids))]
    assert len(here.ids) > 0


APPENDER = """
import sys
import numpy as np
from generec.store import open_vectors

worker = int(sys.argv[2])
some = open_vectors(sys.argv[1]).collection("meaning", dim=4)
for n in range(25):
    some.put([f"{worker}.{n}.{i}" for i in range(4)], np.full((4, 4), worker, dtype=np.float32))
    some.put([f"{worker}.shared"], np.full((1, 4), n, dtype=np.float32))
"""


def test_processes_that_write_at_once(tmp_path: Path) -> None:
    call = [sys.executable, "-c", APPENDER, str(tmp_path)]
    workers = [subprocess.Popen([*call, str(n)]) for n in range(3)]
    assert [worker.wait(60) for worker in workers] == [0, 0, 0]
    some = open_vectors(tmp_path).collection("meaning", dim=4)
    assert len(some) == 3 * 101
    for n in range(3):
        rows, there = some.get([f"{n}.{m}.{i}" for m in range(25) for i in range(4)])
        assert there.all()
        assert (rows == n).all()
        np.testing.assert_array_equal(some.get([f"{n}.shared"])[0], np.full((1, 4), 24))
