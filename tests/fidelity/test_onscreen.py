"""What is read on screen: each line once, with its seconds, and what a source shows already."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from generec import models
from generec.encoders.reading import Reading
from generec.fidelity import onscreen
from generec.fidelity.looking import opened

pytestmark = pytest.mark.usefixtures("models")


def written(make, words, *, scene=3):
    picture = Pillow.fromarray(cv2.GaussianBlur(make.scene(scene, 480, 270), (0, 0), 8))
    if words:
        font = ImageFont.truetype(str(models.path("font-bold")), 28)
        ImageDraw.Draw(picture).text(
            (30, 200), words, font=font, fill="white", stroke_width=2, stroke_fill="black"
        )
    return np.asarray(picture)


def film(make, path, *words):
    """Four seconds of each line of words."""
    images = [written(make, line) for line in words for _ in range(40)]
    return make.clip(path, seconds=4.0 * len(words), size=(480, 270), images=images)


def draft_and_source(home, make, tmp_path, said, source_says=""):
    key = home.blobs.put(film(make, tmp_path / "original.mp4", source_says))
    source = home.source(kind="text").model_copy(update={"kind": "video", "media": key})
    return home.draft(source, media=film(make, tmp_path / "made.mp4", *said)), source


def test_each_line_is_told_once_with_the_seconds_in_which_it_is_seen(home, make, tmp_path):
    draft, source = draft_and_source(home, make, tmp_path, ["", "Tonight at seven", "Bring a coat"])
    with opened(draft, [source], files=home.blobs.path) as seen:
        first, second = seen.words_on_screen()
    assert first.words == "Tonight at seven"
    assert 4.0 <= first.time <= first.until < 8.2
    assert second.words == "Bring a coat"
    assert second.time >= 8.0
    assert first.box[1] == pytest.approx(200 / 270, abs=0.06)


def test_what_a_source_says_in_words_or_on_screen_is_known(home, make, tmp_path):
    draft, source = draft_and_source(home, make, tmp_path, ["Call 555 0199"], "Call 555 0199")
    source = source.model_copy(update={"title": "A quiet walk"})
    with opened(draft, [source], files=home.blobs.path) as seen:
        assert seen.known("Call 555 0199")
        assert seen.known("a quiet walk")
        assert not seen.known("Call 555 7342")
        assert not seen.known("Meet me there")
    with opened(draft, [source]) as blind:
        assert not blind.known("Call 555 0199")


def test_a_line_that_stays_is_read_once(make, monkeypatch):
    read = []
    lines = Reading.read
    monkeypatch.setattr(Reading, "read", lambda self, strips: read.extend(strips) or lines(self, strips))
    looks = [(n, written(make, "Tonight at seven", scene=n)) for n in range(3, 7)]
    (line,) = onscreen.shown(looks)
    assert (line.time, line.until) == (3, 6)
    assert len(read) < 4


def test_what_a_picture_does_not_change_is_not_searched_again(make, monkeypatch):
    found = []
    find = Reading.find
    monkeypatch.setattr(Reading, "find", lambda self, image: found.append(image) or find(self, image))
    onscreen.shown([(n, written(make, "Tonight at seven")) for n in range(4)])
    assert len(found) == 1


def test_readings_of_one_line_are_the_same_words():
    assert onscreen.says(["Zildjian cymbals"], "Zi1djian cymbals")
    assert onscreen.says(["Call me", "tonight"], "call me tonight")
    assert not onscreen.says(["Zildjian"], "Call me tonight")
    assert not onscreen.says([], "x")
