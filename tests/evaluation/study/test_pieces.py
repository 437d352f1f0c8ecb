"""Compilations from the frames of their clips."""

import numpy as np

from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures
from generec.evaluation.compilations import apart
from generec.evaluation.study.pieces import Piece, joined


def clip(value, *, seconds, shots):
    """Frames every half a second, all of one value."""
    times = np.arange(0.25, seconds, 0.5, dtype=np.float32)
    rows = np.full((len(times), 3), value, np.float32)
    flat = np.full(len(times), value, np.float32)
    cuts = np.array(shots, np.float32)
    return FrameFeatures(times, rows, rows, flat, flat, cuts, np.zeros(0, np.float32), seconds)


def test_each_part_holds_the_beginning_of_its_clip():
    parts = ((0.0, 2.0, ("a",)), (2.0, 3.0, ("b",)))
    found = joined(
        [clip(1, seconds=4.0, shots=[(0, 1.5), (1.5, 4)]), clip(2, seconds=1.5, shots=[(0, 1.5)])], parts
    )
    assert found.times.tolist() == [0.25, 0.75, 1.25, 1.75, 2.25, 2.75]
    assert found.pictures[:, 0].tolist() == [1, 1, 1, 1, 2, 2]
    assert found.shots.tolist() == [[0, 1.5], [1.5, 2], [2, 3]]
    assert found.duration_s == 3.0
    piece = Piece("m", "", "video", found, np.zeros((0, 0)), parts, ("x", "y"), "")
    assert piece.part_of().tolist() == [0, 0, 0, 0, 1, 1]


def test_a_part_shorter_than_the_first_frame_still_has_one():
    parts = ((0.0, 0.1, ("a",)), (0.1, 1.0, ("b",)))
    found = joined([clip(n, seconds=2.0, shots=[(0, 2)]) for n in (1, 2)], parts)
    assert found.pictures[:, 0].tolist()[:1] == [1]
    assert len(found.times) == 3


def test_who_has_many_topics_stands_first_no_more_often_than_others():
    many = Item(id="many", work="many", kind="video", topics=tuple("abcdefg"))
    others = [Item(id=t, work=t, kind="video", topics=(t,)) for t in "gxyz"]
    rng, places = np.random.default_rng(0), []
    for _ in range(400):
        found = [item.id for item in apart([many, *others], 3, rng)]
        assert not {"many", "g"} <= set(found)
        places += [found.index("many")] if "many" in found else []
    assert abs(np.mean([place == 0 for place in places]) - 1 / 3) < 0.08
