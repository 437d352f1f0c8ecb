"""Killed at any moment, an ingest that is run again ends where an undisturbed one does."""

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generec.store import open_blobs, open_features, open_rows, open_vectors

RUN = Path(__file__).parent / "run_ingest.py"
KILLS = 6


@pytest.fixture
def corpus(src, make):
    lines = ["item_id,title,media"]
    for i in range(16):
        make.clip(src / f"v{i}.mp4", seconds=2, scenes=(3 * i + 1, 3 * i + 2))
        lines.append(f"v{i},Video {i},v{i}.mp4")
    for i in range(40):
        Image.fromarray(make.scene(100 + i, 64, 48)).save(src / f"p{i}.jpg")
        lines.append(f"p{i},Picture {i},p{i}.jpg")
    lines += [f"t{i},Only words number {i}," for i in range(100)]
    (src / "items.csv").write_text("\n".join(lines))
    log = ["user_id,item_id,timestamp,rating"]
    log += [f"u{i % 7},t{i % 100},{1_700_000_000 + i},{i % 5}" for i in range(3000)]
    (src / "log.csv").write_text("\n".join(log))
    return src


def _start(home, source):
    home.mkdir(exist_ok=True)
    child = subprocess.Popen([sys.executable, RUN, home, source], stdout=subprocess.PIPE, text=True)
    assert child.stdout
    assert child.stdout.readline() == "go\n"
    return child


def _state(home):
    rows = open_rows(f"sqlite:///{home}/generec.db")
    items = {item.id: item for _, item in rows.items.changed()}
    events = sorted(event.id for event in rows.events.all())
    rows.close()
    vectors = open_vectors(home / "vectors")
    pictures, meaning = vectors.collection("pictures", dim=48), vectors.collection("meaning", dim=16)
    return items, events, pictures, meaning, set(open_blobs(f"file://{home}/blobs").keys())


@pytest.mark.slow
def test_kill_and_run_again(tmp_path, corpus):
    rng = np.random.default_rng(11)
    began = time.perf_counter()
    assert _start(tmp_path / "calm", corpus).wait() == 0
    whole = time.perf_counter() - began
    killed = 0
    for _ in range(KILLS):
        child = _start(tmp_path / "stormy", corpus)
        time.sleep(float(rng.uniform(0.0, 0.5)) * whole)
        killed += child.poll() is None
        child.kill()
        child.wait()
    assert killed >= 2
    assert _start(tmp_path / "stormy", corpus).wait() == 0
    calm, stormy = _state(tmp_path / "calm"), _state(tmp_path / "stormy")
    assert stormy[0] == calm[0]
    assert len(calm[0]) == 156
    assert stormy[1] == calm[1]
    assert len(calm[1]) == 3000
    assert stormy[4] == calm[4]
    features = open_features(tmp_path / "stormy" / "features")
    for before, after in zip(calm[2:4], stormy[2:4], strict=True):
        ids = sorted(calm[0])
        expected, known = before.get(ids)
        found, there = after.get(ids)
        assert (known == there).all()
        assert len(before) == len(after)
        np.testing.assert_allclose(found, expected, atol=1e-5)
    for item in calm[0].values():
        if item.media:
            assert features.get(item.media, encoder="encoder.small.v1") is not None
