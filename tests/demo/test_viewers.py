import numpy as np

from generec.demo.plan import plan
from generec.demo.viewers import DAYS, NAMED, log, viewers

NOW = 1_790_000_000


def _people_and_log(seed: int = 0):
    people = viewers(rng=np.random.default_rng(seed))
    return people, log(plan(), people=people, now=NOW, rng=np.random.default_rng(seed + 1))


def test_the_log_has_enough_viewers_and_ends_about_now():
    people, rows = _people_and_log()
    assert len(people) >= 60
    assert {row.user_id for row in rows} == {person.id for person in people}
    assert all(NOW - DAYS * 86_400 <= row.timestamp < NOW for row in rows)
    assert NOW - max(row.timestamp for row in rows) < 86_400
    assert [row.timestamp for row in rows] == sorted(row.timestamp for row in rows)


def test_nobody_sees_an_item_twice_and_all_leave_some_unseen():
    people, rows = _people_and_log()
    pairs = [(row.user_id, row.item_id) for row in rows]
    assert len(set(pairs)) == len(pairs)
    items = len(plan().clips) + len(plan().photos) + len(plan().texts)
    for person in people:
        assert sum(user == person.id for user, _ in pairs) <= items * 3 / 4


def test_watching_follows_taste():
    people, rows = _people_and_log()
    topics = {clip.id: clip.topics for clip in plan().clips}
    length = {clip.id: clip.frames() / 24 for clip in plan().clips}
    tastes = {person.id: person.tastes for person in people}
    best = [max(tastes[r.user_id].get(t, 0) for t in topics[r.item_id]) for r in rows if r.item_id in topics]
    share = [row.watched_s / length[row.item_id] for row in rows if row.item_id in topics]
    assert np.corrcoef(best, share)[0, 1] > 0.4
    assert max(share) <= 1


def test_the_named_viewers_like_different_things():
    loved = [max(viewer.tastes, key=viewer.tastes.__getitem__) for viewer in NAMED]
    assert len(set(loved)) == len(NAMED)
    for viewer in NAMED:
        for other in NAMED:
            if other is not viewer:
                common = set(viewer.tastes) | set(other.tastes)
                pairs = [(viewer.tastes.get(t, 0), other.tastes.get(t, 0)) for t in common]
                a, b = np.array(pairs).T
                assert a @ b / np.linalg.norm(a) / np.linalg.norm(b) < 0.2


def test_the_same_seed_gives_the_same_log():
    assert _people_and_log(3) == _people_and_log(3)
    assert _people_and_log(3) != _people_and_log(4)
