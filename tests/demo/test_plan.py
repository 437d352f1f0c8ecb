import re

import pytest
from pydantic import ValidationError

from generec.demo.canvas import FPS
from generec.demo.film import PALETTES
from generec.demo.moods import MOODS
from generec.demo.plan import Plan, Shot, plan
from generec.demo.sound import AMBIENCES
from generec.demo.world import COMPARE, WISHES


def test_the_world_is_as_large_as_promised():
    assert len(plan().clips) >= 40
    assert len(plan().photos) >= 6
    assert len(plan().texts) >= 6
    ids = [item.id for kind in (plan().clips, plan().photos, plan().texts) for item in kind]
    assert len(set(ids)) == len(ids)
    assert len({view.of for view in plan().views.values()}) >= 25


def test_clips_are_short_and_mix_shots_and_subjects():
    for clip in plan().clips:
        assert 6 <= clip.frames() / FPS <= 15, clip.id
        assert len(clip.shots) >= 3, clip.id
        assert clip.mood in MOODS
        assert clip.mood in PALETTES
        assert clip.ambience in {*AMBIENCES, "none"}
    mixed = [clip for clip in plan().clips if len(clip.uses()) >= 2]
    assert len(mixed) >= 40


def test_no_two_clips_are_the_same_shots():
    assert len({clip.shots for clip in plan().clips}) == len(plan().clips)


def test_topics_are_a_small_common_vocabulary():
    counts: dict[str, int] = {}
    for clip in plan().clips:
        assert 1 <= len(clip.topics) <= 3
        for topic in clip.topics:
            counts[topic] = counts.get(topic, 0) + 1
    assert len(counts) <= 16
    assert min(counts.values()) >= 3
    for item in (*plan().photos, *plan().texts):
        assert set(item.topics) <= set(counts)


def test_texts_are_of_readable_length():
    for text in plan().texts:
        assert 80 <= len(re.findall(r"\S+", text.body)) <= 125, text.id


def test_wishes_are_about_items_of_the_plan():
    ids = {clip.id for clip in plan().clips}
    assert COMPARE[0] in ids
    assert all(wish.item is None or wish.item in ids for wish in WISHES)


def test_starts_count_shared_frames_once():
    clip = plan().clips[0]
    assert clip.starts()[0] == 0
    last = clip.starts()[-1] + round(clip.shots[-1].s * FPS)
    assert last == clip.frames()


def test_a_shot_of_an_unknown_view_is_refused():
    clip = (
        plan().clips[0].model_copy(update={"shots": (Shot(view="unicorn", s=2.0), Shot(view="cup", s=2.0))})
    )
    with pytest.raises(ValidationError, match="no view is called 'unicorn'"):
        Plan(views=plan().views, clips=(clip,), photos=(), texts=())
