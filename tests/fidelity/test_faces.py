"""The check that no face is left where faces were to be hidden."""

import cv2
import numpy as np
import pytest

from generec.demo import pack
from generec.domain.drafts import Draft
from generec.domain.recipes import Recipe, Step
from generec.encoders.faces import RECALL
from generec.fidelity.faces import NAME, FacesCheck, FacesCheckConfig
from generec.media import pictures


@pytest.fixture(scope="module")
def film(models, make, tmp_path_factory):
    """A second of a pattern, with a face in the last two of ten frames."""
    if pack.missing():
        pytest.skip("the sample pack was not pulled: run `make test`")
    portrait = cv2.resize(pictures.read(pack.path("astronaut")), (200, 200), interpolation=cv2.INTER_AREA)
    images = [np.full((200, 200, 3), 90, np.uint8)] * 8 + [portrait] * 2
    return make.clip(
        tmp_path_factory.mktemp("f") / "f.mp4", seconds=1, size=(200, 200), fps=10, images=images
    )


def draft(path, op="blur_faces"):
    recipe = Recipe(kind="video", steps=(Step(component="editor.video.v1", op=op),))
    shape = {"duration_s": 1.0, "fps": 10.0, "width": 200, "height": 200}
    return Draft(recipe=recipe, kind="video", media=path, mime="video/mp4", **shape)


def test_a_face_that_is_left_for_a_moment_holds(film):
    verdict = FacesCheck()(draft=draft(film), sources=())
    assert (verdict.check, verdict.outcome) == (NAME, "hold")
    assert verdict.score > 0.7
    assert verdict.detail["frames"] == 10
    assert verdict.detail["frames_with_faces"] == 2
    assert "at 0." in verdict.evidence


def test_a_recipe_that_hides_nothing_passes(film):
    assert FacesCheck()(draft=draft(film, op="mute"), sources=()).outcome == "pass"


def test_where_none_is_left_the_verdict_says_how_sure_that_is(models, make, tmp_path):
    path = make.clip(tmp_path / "v.mp4", seconds=1, size=(160, 96))
    verdict = FacesCheck()(draft=draft(path), sources=())
    assert verdict.outcome == "pass"
    assert str(RECALL) in verdict.evidence
    assert verdict.detail["recall"] == RECALL.share


def test_long_videos_are_searched_in_even_steps(film):
    verdict = FacesCheck(FacesCheckConfig(frames=5))(draft=draft(film), sources=())
    assert verdict.detail["frames"] <= 5
