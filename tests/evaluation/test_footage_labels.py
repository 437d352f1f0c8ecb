"""What a film shows is judged by the seconds of it that carry a label."""

import numpy as np
import pytest

from generec.domain.items import PERMISSIONS, Item
from generec.evaluation.compilations import planned
from generec.evaluation.footage_labels import carried

PARTS = [(0.0, 4.0, frozenset(("dogs", "pets"))), (4.0, 6.0, frozenset(("boats",)))]


@pytest.mark.parametrize(
    ("start", "end", "topic", "seconds"),
    [(1, 3, "dogs", 2), (3, 5, "dogs", 1), (3, 5, "boats", 1), (5, 9, "boats", 1), (0, 6, "cars", 0)],
)
def test_seconds_count_where_a_part_has_the_label(start, end, topic, seconds):
    assert carried(PARTS, start, end, topic) == pytest.approx(seconds)


def test_each_clip_can_be_in_one_compilation_alone(tmp_path):
    items = [
        Item(
            id=f"i{n}", work=f"i{n}", kind="video", media=f"sha256:{n}", duration_s=9.0, rights="own",
            topics=(f"topic {n % 5}",), allow=PERMISSIONS,
        )
        for n in range(20)
    ]  # fmt: skip

    def mixes(**more):
        rng = np.random.default_rng(3)
        found = planned(items, folder=tmp_path, n=30, rng=rng, **more)
        return [source.id for mix in found for source in mix.sources]

    once = mixes(again=False)
    assert len(set(once)) == len(once) >= 12
    assert len(set(mixes())) < len(mixes())
