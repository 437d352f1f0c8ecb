"""The judging of a trained creator, on figures and pictures made here."""

import numpy as np
import pytest

import generec
from generec.creator.diffusion import run
from generec.creator.diffusion.config import NetworkConfig, TrainingConfig
from generec.creator.diffusion.material import Material, Work, load, unit
from generec.domain.errors import DataError
from generec.evaluation import bench_diffusion
from generec.evaluation.bench_diffusion import compared, judged, likes, losses, train_fold
from generec.evaluation.dream_judges import Fold, judges
from generec.system import groups


def test_without_a_training_it_says_how_to_get_one(tmp_path, models):
    with generec.open(tmp_path / "home") as system:
        rows = judged(system, [tmp_path / "folds" / "0"])
    assert [row.name for row in rows] == ["not run"]
    assert "generec train creator" in rows[0].against


def test_the_last_losses_are_read_of_all_folds(tmp_path):
    folders = [tmp_path / name for name in ("0", "1")]
    for folder, held in zip(folders, (0.5, 0.7), strict=True):
        folder.mkdir()
        (folder / "curve.csv").write_text(
            f"step,training,trained,held_out,cpu_s\n5,1,0.5,0.6,2\n9,1,0.4,{held},3\n"
        )
    row = losses(folders)[0]
    assert (row.name, row.figure) == ("loss on held-out works at step 9", "0.6000")
    assert row.ratio == pytest.approx(1.5)
    (tmp_path / "1" / "curve.csv").write_text("step,training,trained,held_out,cpu_s\n")
    assert losses(folders) == []


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
    known, weights = colours()
    rng = np.random.default_rng(1)
    only = {"histogram": judges(None)["histogram"]}
    monkeypatch.setattr(bench_diffusion, "judges", lambda _: only)

    def drawn(shade):
        noise = rng.integers(-20, 20, (6, 2, 8, 8, 3))
        return np.clip(np.array(shade) + noise, 0, 255).astype(np.uint8)

    def rows(*folds):
        return {row.name: row for row in compared(None, [Fold(known, weights, clips) for clips in folds])}

    warm, cold, grey = drawn((200, 120, 40)), drawn((40, 120, 200)), drawn((120, 120, 120))
    right = rows([warm, cold, grey])
    name = "histogram: nearer to its group than what is drawn for another"
    assert right[name].ratio == pytest.approx(2.0)
    assert "of real clips that it likes" in right[name].against
    assert rows([cold, warm, grey])[name].ratio == pytest.approx(0.0)
    half = rows([warm, cold, grey], [cold, warm, grey])
    assert half[name].ratio == pytest.approx(1.0)
    dealt = half["histogram: the same where groups' clips are dealt to groups at random"]
    # Of the four deals of two folds all but one, where both fall wrong, reach a half.
    assert float(dealt.against.split()[0]) == pytest.approx(0.75, abs=0.02)


@pytest.fixture
def home(tmp_path, make, labelled, monkeypatch):
    """Twelve clips of four topics, and sixteen viewers: enough for groups here."""
    monkeypatch.setattr(groups, "LEAST", 4)
    monkeypatch.setattr(groups, "SAME", 2)
    names = [f"c{n:02d}.mp4" for n in range(12)]
    for number, name in enumerate(names):
        make.clip(tmp_path / name, seconds=3.0, size=(64, 48), fps=8, scenes=(10 * (number % 4), 100))
    acts = [
        {"viewer": v, "item": n, "second": 20 * n + v, "good": n % 4 == v % 4}
        for v in range(16)
        for n in range(12)
    ]
    with generec.open(labelled(tmp_path, names, acts)) as system:
        yield system


TINY = TrainingConfig(
    network=NetworkConfig(frames=4, side=16, patch=4, widths=(8, 16), head=8, tokens=8),
    steps=4, batch=2, judged=4, judge_every=2, threads=1,
)  # fmt: skip


@pytest.fixture
def short(monkeypatch):
    """Reports of one clip a group: they take most of the time of so small a training."""
    pytest.importorskip("diffusers", reason="needs the extra diffusion: pip install 'generec[diffusion]'")
    from generec.creator.diffusion import report

    monkeypatch.setattr(report, "EACH", 1)


@pytest.mark.usefixtures("short")
def test_folds_are_trained_apart_gone_on_with_and_judged_together(home, tmp_path):
    folders = [tmp_path / "folds" / str(fold) for fold in range(2)]
    first = [train_fold(home, at, fold=fold, config=TINY) for fold, at in enumerate(folders)]
    known = [load(at / run.MATERIAL) for at in folders]
    held = [{work.id for work in one.works if work.held_out} for one in known]
    assert held == [{"c00", "c05", "c08"}, {"c01", "c10", "c11"}]
    again = train_fold(home, folders[1], fold=1, config=TINY)
    assert (again.cpu_s, again.checkpoint) == (first[1].cpu_s, first[1].checkpoint)
    rows = {row.name: row for row in judged(home, folders, each=2, steps=2)}
    assert len(rows) == 1 + 3 * 6
    shares = [float(row.figure.split()[0]) for name, row in rows.items() if "nearer to its group" in name]
    assert len(shares) == 3
    assert all(0 <= share <= 1 for share in shares)
    assert judged(home, [*folders, tmp_path / "folds" / "2"])[0].name == "not run"


@pytest.mark.usefixtures("short")
def test_groups_that_were_not_trained_on_are_not_judged_by(home, tmp_path):
    train_fold(home, tmp_path / "fold", fold=0, config=TINY)
    known = load(tmp_path / "fold" / run.MATERIAL)
    weights = likes(home, known)
    assert weights.shape == (len(known.tastes), 3)
    assert np.abs(weights).max() > 0
    other = {name: getattr(known, name) for name in known.__dataclass_fields__}
    turned = Material(**{**other, "tastes": known.tastes[::-1]})
    with pytest.raises(DataError, match="no longer those"):
        likes(home, turned)
