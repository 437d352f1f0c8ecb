from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from pydantic import ValidationError

from generec import models
from generec.domain.errors import MissingModel
from generec.fidelity.gate import LICENCE, MEDIA, NUDITY, GateConfig
from generec.fidelity.looking import exhibit
from generec.fidelity.safety import MODEL, NudityCheck, NudityConfig, nudity

Make = Callable[..., Path]


@pytest.fixture(autouse=True)
def _model(request: pytest.FixtureRequest) -> None:
    if "absent" in request.node.name:
        return
    try:
        models.path(MODEL)
    except MissingModel as error:
        pytest.skip(error.message)


def scene(n: int) -> np.ndarray:
    """A picture of coloured blocks, each scene another."""
    values = np.random.default_rng(n).integers(0, 255, (4, 6, 3), dtype=np.uint8)
    return np.kron(values, np.ones((16, 16, 1), np.uint8))


def film(path: Path, scenes: list[tuple[int, float]]) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=10, options={"crf": "10"})
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        for number, seconds in scenes:
            for _ in range(round(seconds * 10)):
                out.mux(stream.encode(av.VideoFrame.from_ndarray(scene(number), "rgb24")))
        out.mux(stream.encode())
    return path


def test_scores_are_probabilities_and_do_not_depend_on_the_batch() -> None:
    images = [scene(n) for n in range(5)]
    together = nudity(images)
    assert together.shape == (5,)
    assert ((together >= 0) & (together <= 1)).all()
    one_by_one = np.concatenate([nudity([image]) for image in images])
    assert np.allclose(together, one_by_one, atol=1e-4)
    assert nudity([]).shape == (0,)


def test_every_shot_is_seen_even_a_short_one(home, tmp_path: Path) -> None:
    media = film(tmp_path / "f.mp4", [(0, 1.5), (1, 0.4), (0, 1.5), (2, 0.4), (3, 1.0)])
    draft = home.draft(home.source(), media=media, duration_s=4.8)
    seen = [look.time for look in exhibit(draft).looks(every_s=60)]
    for begin, end in ((0.0, 1.5), (1.5, 1.9), (1.9, 3.4), (3.4, 3.8), (3.8, 4.8)):
        assert any(begin <= time < end for time in seen), (begin, seen)
    assert len(seen) == 5


def test_a_still_scene_is_judged_as_often_as_asked(home, tmp_path: Path) -> None:
    media = film(tmp_path / "f.mp4", [(0, 6.0)])
    draft = home.draft(home.source(), media=media, duration_s=6.0)
    seen = [look.time for look in exhibit(draft).looks(every_s=2.0)]
    assert len(seen) == 3


def test_the_evidence_points_at_the_worst_frame(home, tmp_path: Path) -> None:
    scores = nudity([scene(n) for n in range(8)])
    worst, mild = int(np.argmax(scores)), int(np.argmin(scores))
    media = film(tmp_path / "f.mp4", [(mild, 2.0), (worst, 0.6), (mild, 2.0)])
    verdict = NudityCheck()(draft=home.draft(home.source(), media=media, duration_s=4.6), sources=())
    assert 2.0 <= verdict.detail["time_s"] < 2.6
    assert f"{verdict.detail['time_s']:.1f} s" in verdict.evidence


@pytest.mark.parametrize(
    ("thresholds", "outcome"),
    [((0, 1, 1), "warn"), ((0, 0, 1), "hold"), ((0, 0, 0), "block"), ((1, 1, 1), "pass")],
)
def test_thresholds_decide(home, thresholds: tuple[float, float, float], outcome: str) -> None:
    config = NudityConfig(**dict(zip(("warn", "hold", "block"), thresholds, strict=True)))
    draft = home.draft(home.source(kind="image"), kind="image")
    assert NudityCheck(config)(draft=draft, sources=()).outcome == outcome


def test_thresholds_must_ascend() -> None:
    with pytest.raises(ValidationError):
        NudityConfig(warn=0.9, hold=0.5)


def test_the_thumbnail_is_judged_too(home, picture: Make) -> None:
    plain = NudityCheck()(draft=home.draft(home.source()), sources=())
    covered = home.draft(home.source(), thumbnail=picture(home.folder / "t.jpg"))
    verdict = NudityCheck()(draft=covered, sources=())
    assert verdict.detail["frames"] == plain.detail["frames"] + 1


def test_a_text_has_no_pictures(home) -> None:
    draft = home.draft(home.source(kind="text", text="x"), kind="text")
    assert NudityCheck()(draft=draft, sources=()).outcome == "pass"


def test_an_absent_model_holds_the_draft(home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENEREC_MODELS", str(tmp_path / "none"))
    source = home.source()
    gate = home.shut(*home.gate.checks, NudityCheck(), config=GateConfig(checks=(LICENCE, MEDIA, NUDITY)))
    passage = gate(draft=home.draft(source), sources=[source], at=home.at)
    assert (passage.outcome, passage.item) == ("hold", None)
    assert "generec models pull" in passage.verdicts[-1].evidence


@pytest.mark.data
def test_clean_clips_pass(home, data: Path) -> None:
    files = sorted((data / "microvideo" / "videos").glob("*.mp4"))[::30]
    check = NudityCheck()
    outcomes = [check(draft=home.draft(home.source(), media=file), sources=()).outcome for file in files]
    assert outcomes.count("hold") + outcomes.count("block") == 0
