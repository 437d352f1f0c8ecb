"""Files written aside: whole or not at all, and what killed processes left is removed in time."""

import os
import time

import pytest

from generec.media.part import STALE_S, part_of
from generec.media.render import render


def stopped(target):
    with part_of(target) as part:
        part.write_bytes(b"half")
        raise KeyboardInterrupt


def test_a_file_appears_whole_or_not_at_all(tmp_path):
    (target := tmp_path / "a.mp4").write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        stopped(target)
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.mp4", b"before")]
    with part_of(target) as part:
        part.write_bytes(b"whole")
        assert target.read_bytes() == b"before"
    assert [(p.name, p.read_bytes()) for p in tmp_path.iterdir()] == [("a.mp4", b"whole")]


def test_what_a_killed_process_left_goes_with_the_next_write_of_that_name(tmp_path, make):
    source = make.clip(tmp_path / "in.mp4", seconds=0.5)
    old, live, other = (tmp_path / f"{name}.part" for name in ("[1].mp4.77.1", "[1].mp4.78.1", "1.mp4.77.1"))
    long_ago = time.time() - STALE_S - 60
    for left in (old, live, other):
        left.write_bytes(b"half")
    for left in (old, other):
        os.utime(left, (long_ago, long_ago))
    render(source, tmp_path / "[1].mp4")
    assert not old.exists()
    assert live.exists()  # somebody may be writing to it
    assert other.exists()  # not of this name
