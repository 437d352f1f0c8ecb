"""Titles and captions that the pictures do not keep: real words, and pictures by their vectors."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from generec.domain.drafts import Draft, Verdict
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures
from generec.domain.recipes import Recipe, Source, Step
from generec.encoders import open_encoder
from generec.encoders.conse import class_vectors
from generec.fidelity.promise import PromiseCheck
from generec.fidelity.seeing import Eyes
from generec.media import pictures


class Sees:
    """The real words, and pictures that show what each test says (a class of the encoder's own)."""

    def __init__(self, real: Any, shows: np.ndarray) -> None:
        self.texts, self.shows = real.texts, shows

    def both(self, images: Any) -> tuple[np.ndarray, np.ndarray]:
        return np.zeros((len(images), 4), np.float32), np.repeat(self.shows[None], len(images), axis=0)


@pytest.fixture(scope="module")
def real(models: Path) -> tuple[Any, np.ndarray]:
    encoder = open_encoder()
    rows = class_vectors(encoder.texts)
    return encoder, rows / np.linalg.norm(rows, axis=1, keepdims=True)


CAT, CUP = 281, 968


def judge(real: Any, folder: Path, *, title: str, source: list[int], kept: int, **fields: Any) -> Verdict:
    encoder, classes = real
    one = np.zeros(len(source), np.float32)
    times = 5 * np.arange(len(source), dtype=np.float32)
    features = FrameFeatures(
        times, np.zeros((len(source), 4), np.float32), classes[source], one, one, one[:, None], one, 3.0
    )
    (folder / "a.jpg").write_bytes(pictures.jpeg(np.full((48, 64, 3), 90, np.uint8)))
    item = Item(id="a", work="a", kind="image", title=title, media="sha256:00")
    redrawn, scope = fields.pop("redrawn", False), fields.pop("scope", "shared")
    op = fields.pop("op", "clip" if redrawn else "caption")
    steps = [Step(component="editor.picture.v1", op=op, params=fields.pop("params", {}))]
    if redrawn:
        steps += [Step(component="editor.picture.v1", op="style", params={"name": "sketch"})]
    recipe = Recipe(
        kind="image", scope=scope, sources=(Source(item="a", media=item.media),), steps=tuple(steps)
    )
    owner = {"owner": "mia"} if scope == "private" else {}
    draft = Draft(recipe=recipe, kind="image", media=folder / "a.jpg", **({"title": title} | owner | fields))
    eyes = Eyes(Sees(encoder, classes[kept]), lambda key: features)  # type: ignore[arg-type]
    return PromiseCheck(eyes=eyes)(draft=draft, sources=[item])


def test_a_title_whose_subject_was_cut_away_waits(real: Any, tmp_path: Path) -> None:
    verdict = judge(real, tmp_path, title="A tabby cat at home", source=[CAT, CUP], kept=CUP)
    assert verdict.outcome == "hold"
    assert "the source shows it" in verdict.evidence


def test_a_cover_counts_as_showing_what_its_frame_shows(real: Any, tmp_path: Path) -> None:
    for at_s, outcome in ((0.2, "pass"), (5.0, "hold")):
        verdict = judge(
            real,
            tmp_path,
            title="A tabby cat at home",
            source=[CAT, CUP],
            kept=CUP,
            op="thumbnail",
            params={"at_s": at_s},
        )
        assert verdict.outcome == outcome


def test_a_title_whose_subject_stays_passes(real: Any, tmp_path: Path) -> None:
    assert judge(real, tmp_path, title="A tabby cat at home", source=[CAT, CUP], kept=CAT).outcome == "pass"


def test_a_title_that_the_source_never_showed_is_not_held_against_a_cut(real: Any, tmp_path: Path) -> None:
    assert judge(real, tmp_path, title="A tabby cat at home", source=[CUP, CUP], kept=CUP).outcome == "pass"


@pytest.mark.parametrize(
    ("words", "outcome"),
    [("A cup of coffee", "pass"), ("Good morning!", "pass"), ("A snake in the grass", "hold")],
)
def test_a_caption_that_names_what_no_picture_shows_waits(
    real: Any, tmp_path: Path, words: str, outcome: str
) -> None:
    verdict = judge(real, tmp_path, title="Monday", source=[CUP], kept=CUP, params={"text": words})
    assert verdict.outcome == outcome, verdict.evidence


def test_what_viewers_dictate_for_themselves_is_warned_of_at_most(real: Any, tmp_path: Path) -> None:
    told = {"title": "Monday", "params": {"text": "A snake in the grass"}}
    mine = judge(real, tmp_path, source=[CUP], kept=CUP, scope="private", **told)
    assert (mine.outcome, "names what no picture shows" in mine.evidence) == ("warn", True)
    told = {"title": "A snake", "params": {"lines": ["A snake in the grass"]}}
    assert judge(real, tmp_path, source=[CUP], kept=CUP, scope="private", **told).outcome == "hold"


@pytest.mark.parametrize(("span", "outcome"), [((0.0, 1.0), "pass"), ((4.0, 6.0), "hold")])
def test_what_a_look_draws_anew_is_looked_up_in_the_stretch_it_was_drawn_from(
    real: Any, tmp_path: Path, span: tuple[float, float], outcome: str
) -> None:
    told = {"title": "A tabby cat at home", "params": {"start_s": span[0], "end_s": span[1]}}
    drawn = judge(real, tmp_path, source=[CAT, CUP], kept=CUP, redrawn=True, **told)
    assert drawn.outcome == outcome, drawn.evidence
