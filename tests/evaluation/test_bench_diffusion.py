"""The judging of a trained creator, on figures and pictures made here."""

import numpy as np
import pytest

import generec
from generec.creator.diffusion.material import Material, Work, unit
from generec.evaluation.bench_diffusion import compared, judged, judges, losses


def test_without_a_training_it_says_how_to_get_one(tmp_path, models):
    with generec.open(tmp_path / "home") as system:
        rows = judged(system)
    assert [row.name for row in rows] == ["not run"]
    assert "generec train creator" in rows[0].against


def test_the_last_losses_are_read(tmp_path):
    (tmp_path / "curve.csv").write_text(
        "step,training,trained,held_out,cpu_s\n5,1,0.5,0.6,2\n9,1,0.4,0.5,3\n"
    )
    row = losses(tmp_path)[0]
    assert (row.name, row.figure) == ("loss on held-out works at step 9", "0.5000")
    assert row.ratio == pytest.approx(1.25)
    (tmp_path / "curve.csv").write_text("step,training,trained,held_out,cpu_s\n")
    assert losses(tmp_path) == []


def colours() -> tuple[Material, np.ndarray]:
    """Works of two kinds, warm and cold, half of each held out, and how two groups lean to them."""
    rng = np.random.default_rng(0)
    works, frames = [], []
    for number in range(24):
        shade = np.array((200, 120, 40) if number % 2 else (40, 120, 200)) + rng.integers(-25, 25, 3)
        blocks = rng.integers(-30, 30, (4, 5, 5, 1)).repeat(2, axis=1).repeat(2, axis=2)
        frames.append(np.clip(shade + blocks, 0, 255).astype(np.uint8))
        works.append(Work(id=f"w{number}", media=f"sha256:{number}", held_out=number >= 12))
    liking = np.zeros((2, 24), np.float32)
    liking[0, 1:12:2] = liking[1, 0:12:2] = 1
    lean = np.where(np.arange(12) % 2, 1.0, -1.0)
    known = Material(
        works=tuple(works),
        frames=np.concatenate(frames),
        bounds=np.arange(25) * 4,
        starts=np.array([(work, at) for work in range(24) for at in range(3)]),
        words=unit(np.ones((24, 1, 4))),
        tastes=unit(np.eye(4)[:2]),
        liking=liking,
    )
    return known, np.stack([lean, -lean]).astype(np.float32)


def test_clips_in_the_colours_of_a_group_are_seen_to_be_nearer(models, monkeypatch):
    from generec.encoders import open_encoder
    from generec.evaluation import bench_diffusion

    known, weights = colours()
    rng = np.random.default_rng(1)
    monkeypatch.setattr(bench_diffusion, "likes", lambda *_: weights)
    monkeypatch.setattr(
        bench_diffusion, "judges", lambda _: {"histogram": judges(open_encoder())["histogram"]}
    )

    def drawn(shade):
        noise = rng.integers(-20, 20, (6, 2, 8, 8, 3))
        return np.clip(np.array(shade) + noise, 0, 255).astype(np.uint8)

    class Opened:
        class home:  # noqa: N801
            encoder = None

    warm, cold, grey = drawn((200, 120, 40)), drawn((40, 120, 200)), drawn((120, 120, 120))
    right = {row.name: row for row in compared(Opened, known, [warm, cold, grey])}
    name = "histogram: nearer to its group than what is drawn for another"
    assert right[name].ratio == pytest.approx(2.0)
    assert "of real clips that it likes" in right[name].against
    wrong = {row.name: row for row in compared(Opened, known, [cold, warm, grey])}
    assert wrong[name].ratio == pytest.approx(0.0)
