"""Edits that came out as something else, sentences that were turned round."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures
from generec.domain.recipes import Recipe, Source, Step
from generec.encoders import open_encoder
from generec.fidelity.drift import LEAST, DriftCheck, DriftConfig
from generec.fidelity.looking import opened
from generec.fidelity.seeing import Eyes
from generec.fidelity.turned import turned
from generec.media import pictures


def field(seed: int) -> np.ndarray:
    """A picture of stripes, of rings, or of squares."""
    y, x = np.mgrid[0:240, 0:320]
    waves = [np.sin(x / 6), np.sin(np.hypot(x - 160, y - 120) / 7), np.sign(np.sin(x / 25) * np.sin(y / 25))]
    colours = np.array([[200, 60, 40], [40, 160, 60], [60, 80, 200]])[seed]
    return np.clip(colours + 55 * waves[seed][..., None], 0, 255).astype(np.uint8)


def warm(image: np.ndarray) -> np.ndarray:
    return np.clip(image * np.array([1.12, 1.0, 0.82]), 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def encoder(models: Path) -> Any:
    return open_encoder()


def judge(
    home: Any, encoder: Any, source: np.ndarray, made: np.ndarray, name: str = "warm", config: Any = None
) -> Verdict:
    item = Item(id="a", work="a", kind="image", title="Field", media=home.blobs.put(pictures.jpeg(source)))
    seen, concepts = encoder.both([source])
    one = np.zeros(1, np.float32)
    features = FrameFeatures(one, seen, concepts, one, one, np.zeros((1, 2), np.float32), one, 0.0)
    path = home.folder / "made.jpg"
    path.write_bytes(pictures.jpeg(made))
    step = Step(component="editor.picture.v1", op="style", params={"name": name})
    recipe = Recipe(kind="image", sources=(Source(item="a", media=item.media),), steps=(step,))
    draft = Draft(recipe=recipe, kind="image", media=path)
    check = DriftCheck(config, eyes=Eyes(encoder, lambda key: features))
    with opened(draft, [item], files=home.blobs.path):
        return check(draft=draft, sources=[item])


def test_an_edit_of_its_source_passes(home: Any, encoder: Any) -> None:
    assert judge(home, encoder, field(0), warm(field(0))).outcome == "pass"


def test_another_picture_waits_and_is_shown(home: Any, encoder: Any) -> None:
    verdict = judge(home, encoder, field(0), field(2))
    assert verdict.outcome == "hold"
    assert "is like no frame of “Field”" in verdict.evidence


def test_the_threshold_is_the_operations_own_and_can_be_set(home: Any, encoder: Any) -> None:
    assert judge(home, encoder, field(0), field(0), "oil").detail["least"] == LEAST["style:oil"]
    config = DriftConfig(least={"style:oil": -1.0})
    assert judge(home, encoder, field(0), field(2), "oil", config).outcome == "pass"


OLD = "Profits rose by 12 per cent to 30 million pounds in May. Crews opened the gate before noon on Friday."


@pytest.mark.parametrize(
    ("new", "why"),
    [
        ("Profits fell by 12 per cent to 30 million pounds in May.", "'fell' stands for 'rose'"),
        ("Profits rose by 30 per cent to 12 million pounds in May.", "changed places"),
        ("Crews opened the gate after noon on Friday.", "'after' stands for 'before'"),
    ],
)
def test_a_sentence_that_is_turned_round_is_found(new: str, why: str) -> None:
    assert [why in one.why for one in turned(new, [OLD])] == [True]


@pytest.mark.parametrize(
    "new",
    [
        "Profits rose by 12 per cent to 30 million pounds in May.",
        "In May profits rose by 12 per cent, to 30 million pounds.",
        "On Friday crews opened the gate before noon.",
        "Something else was after all up and down.",
    ],
)
def test_what_says_the_same_in_other_words_is_left_alone(new: str) -> None:
    assert list(turned(new, [OLD])) == []


def test_a_turned_text_waits() -> None:
    item = Item(id="a", work="a", kind="text", text=OLD)
    step = Step(component="editor.text.v1", op="rewrite")
    recipe = Recipe(kind="text", sources=(Source(item="a"),), steps=(step,))
    draft = Draft(recipe=recipe, kind="text", text=OLD.replace("rose", "fell"))
    verdict = DriftCheck()(draft=draft, sources=[item])
    assert verdict.outcome == "hold"
    assert "rose" in verdict.evidence


def test_a_moment_of_a_dissolve_is_found_between_the_frames_that_ingest_saw(
    home: Any, encoder: Any, make: Any, tmp_path: Path
) -> None:
    shares = [0.0] * 24 + list(np.linspace(0, 1, 8)) + [1.0] * 24
    images = [np.rint((1 - b) * field(0) + b * field(2)).astype(np.uint8) for b in shares]
    film = make.clip(tmp_path / "film.mp4", seconds=56 / 24, size=(320, 240), fps=24, images=images)
    item = Item(id="a", work="a", kind="video", title="Fields", media=home.blobs.put(film))
    times = np.array([0.25, 0.75, 1.5, 2.0], np.float32)
    seen, concepts = encoder.both([images[round(time * 24)] for time in times])
    none = np.zeros(4, np.float32)
    features = FrameFeatures(times, seen, concepts, none, none, np.zeros((4, 2), np.float32), none, 0.0)
    verdicts = []
    for image in (images[27], field(1)):
        path = tmp_path / "made.jpg"
        path.write_bytes(pictures.jpeg(image))
        step = Step(component="editor.video.v1", op="thumbnail", params={})
        recipe = Recipe(kind="image", sources=(Source(item="a", media=item.media),), steps=(step,))
        draft = Draft(recipe=recipe, kind="image", media=path)
        check = DriftCheck(DriftConfig(least={"thumbnail": 0.9}), eyes=Eyes(encoder, lambda key: features))
        with opened(draft, [item], files=home.blobs.path):
            verdicts.append(check(draft=draft, sources=[item]))
    assert [one.outcome for one in verdicts] == ["pass", "hold"]
    assert verdicts[0].detail["likeness"][0] < 0.9
