import csv
from pathlib import Path

import pytest

from generec.demo import world
from generec.demo.plan import Plan, plan
from generec.policy.rights import allow

pytestmark = pytest.mark.usefixtures("samples")

NOW = 1_790_000_000


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Plan:
    """The world with two clips only."""
    few = plan().model_copy(update={"clips": plan().clips[:2]})
    monkeypatch.setattr(world, "plan", lambda: few)
    monkeypatch.setattr(world, "FIRST", 1)
    return few


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_world_comes_in_two_parts_and_is_whole_at_the_end(small: Plan, tmp_path: Path):
    parts, steps = [], []
    made = world.make_world(
        tmp_path,
        now=NOW,
        first=lambda part: parts.append((part.clips, _rows(part.items))),
        progress=lambda done, total, newest: steps.append((done, total, newest.name)),
    )
    assert [clips for clips, _ in parts] == [(small.clips[0].id,)]
    assert len(parts[0][1]) == 1 + len(small.photos) + len(small.texts)
    assert steps == [(1, 2, f"{small.clips[0].id}.mp4"), (2, 2, f"{small.clips[1].id}.mp4")]
    rows = _rows(made.items)
    assert {row["item_id"] for row in rows} == {i.id for i in (*small.clips, *small.photos, *small.texts)}
    for row in rows:
        assert all(row[name] for name in ("title", "topics", "licence", "creator", "source"))
        assert "edit" in allow(rights="unknown", licence=row["licence"])
        assert bool(row["body"]) == (row["kind"] == "text")
        assert not row["media"] or (tmp_path / row["media"]).is_file()
    events = _rows(made.interactions)
    assert {event["item_id"] for event in events} <= {row["item_id"] for row in rows}
    assert len({event["user_id"] for event in events}) >= 60
    assert max(int(event["timestamp"]) for event in events) < NOW


def test_what_is_there_is_kept(small: Plan, tmp_path: Path):
    made = world.make_world(tmp_path, now=NOW)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.mp4")}
    tables = made.items.read_bytes(), made.interactions.read_bytes()
    again = world.make_world(tmp_path, now=NOW)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.mp4")} == before
    assert (again.items.read_bytes(), again.interactions.read_bytes()) == tables


def test_a_failure_in_the_first_part_ends_the_making(small: Plan, tmp_path: Path):
    def stop(part: world.World) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        world.make_world(tmp_path, now=NOW, first=stop)
    assert not list(tmp_path.rglob("*.part"))


def test_credits_name_every_maker_once():
    told = world.credits_of(["coffee", "cat", "coffee", "dahlia"])
    assert told["licence"] == "CC-BY-2.0 + CC0-1.0"
    assert told["creator"] == "Rachel Michetti; Stefan van der Walt; vultilion"
    assert "scikit-learn 0.24.2: https://www.flickr.com/photos/vultilion/" in told["source"]
