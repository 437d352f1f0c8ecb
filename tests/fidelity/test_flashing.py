"""The check of flashes holds a strobe and nothing else."""

import av
import numpy as np
import pytest

from generec.domain.drafts import Draft
from generec.domain.recipes import Recipe, Step
from generec.fidelity.flashing import NAME, FlashingCheck, FlashingConfig


def draft(path, hz):
    with av.open(str(path), "w", format="mp4") as out:
        stream = out.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 128, 96, "yuv420p"
        for number in range(60):
            value = 220 if int(number / 30 * hz * 2 + 1e-6) % 2 else 30
            image = np.full((96, 128, 3), value, np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(image, format="rgb24")))
        out.mux(stream.encode(None))
    recipe = Recipe(kind="video", origin="created", steps=(Step(component="creator.test.v1", op="draw"),))
    return Draft(recipe=recipe, kind="video", media=path, mime="video/mp4", duration_s=2.0)


@pytest.mark.parametrize(("hz", "outcome"), [(2, "pass"), (3, "pass"), (5, "hold"), (10, "hold")])
def test_more_than_three_flashes_a_second_are_held(tmp_path, hz, outcome):
    verdict = FlashingCheck()(draft=draft(tmp_path / "a.mp4", hz), sources=())
    assert (verdict.check, verdict.outcome) == (NAME, outcome)
    assert verdict.detail["flashes"] == pytest.approx(hz, abs=0.5)
    assert "flashes" in verdict.evidence


def test_how_many_are_safe_is_set(tmp_path):
    film = draft(tmp_path / "a.mp4", 2)
    assert FlashingCheck(FlashingConfig(most=1))(draft=film, sources=()).outcome == "hold"


def test_what_stands_still_does_not_flash():
    recipe = Recipe(kind="text", origin="created", steps=(Step(component="creator.test.v1", op="write"),))
    assert FlashingCheck()(draft=Draft(recipe=recipe, kind="text", text="a"), sources=()).outcome == "pass"
