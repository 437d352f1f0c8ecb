"""Titles and cards: words come, stay and go; everything fits and can be read."""

import numpy as np
import pytest

from generec import models as model_files
from generec.creator.cards.cards import Credits, Fonts, Ground, Statement, Title, palette, title_s
from generec.creator.cards.faces import Quote, Rows
from generec.creator.cards.kinetic import lay, picture

SIZES = ((320, 180), (180, 320), (180, 180))


@pytest.fixture(scope="module")
def fonts(models):
    return Fonts(model_files.path("font-regular"), model_files.path("font-bold"))


def over(overlay, size, at_s, light=128.0):
    image = np.full((size[1], size[0], 3), light, np.float32)
    for patch in overlay.patches(*size, at_s=at_s):
        lay(image, patch)
    return picture(image)


@pytest.mark.parametrize("size", SIZES)
def test_a_title_comes_and_goes(fonts, size):
    title = Title("Dogs being silly", end_s=3.0, colours=palette(0.1), fonts=fonts)
    early, there, gone = (over(title, size, at_s) for at_s in (0.05, 1.5, 3.0))
    assert (there > 240).mean() > 4 * (early > 240).mean()
    assert (gone == 128).all()
    assert (there[: size[1] // 3] == 128).all()


@pytest.mark.parametrize("size", SIZES)
def test_a_title_can_be_read_on_white(fonts, size):
    there = over(Title("Nature", end_s=3.0, colours=palette(0.6), fonts=fonts), size, 1.5, light=255.0)
    rows = np.flatnonzero((there.min(axis=2) > 245).sum(axis=1) > 2)
    ground = np.median(there[rows[-1] - 8 : rows[-1]], axis=(0, 1)).mean()
    assert ground < 150


@pytest.mark.parametrize("size", SIZES)
def test_the_words_of_a_card_stay_inside_and_move(fonts, size):
    card = Statement("A rather long statement about internationalisation", 3.0, size, palette(0.3), fonts)()
    first, later = card(0.3), card(2.5)
    assert first.shape == later.shape == (size[1], size[0], 3)
    white = later.min(axis=2) > 225
    assert white.any()
    assert not white[:, :4].any()
    assert not white[:, -4:].any()
    assert np.abs(first.astype(int) - later).mean() > 2


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", ["Dogs dig.", "A dog throws the sand of the whole beach behind itself."])
def test_what_a_source_says_stays_inside_and_names_it(fonts, size, text):
    named, bare = (Quote(text, by, size, palette(0.3), fonts)()(2.5) for by in ("Two dogs dig", ""))
    white = named.min(axis=2) > 225
    assert white.any()
    assert not white[:, :4].any()
    assert not white[:, -4:].any()
    rows = np.flatnonzero((named != bare).any(axis=(1, 2)))
    assert rows.min() > np.flatnonzero((bare.min(axis=2) > 225).any(axis=1)).max() - 4
    assert rows.max() < size[1] - 4


@pytest.mark.parametrize("size", SIZES)
def test_rows_of_type_cover_the_card_and_move(fonts, size):
    card = Rows("Dogs", size, palette(0.3), fonts)()
    first, later = card(0.6), card(2.0)
    assert first.shape == (size[1], size[0], 3)
    assert np.abs(first.astype(int) - later).mean() > 2
    white = np.flatnonzero((later.min(axis=2) > 225).any(axis=1))
    assert size[1] * 0.3 < white.min() < white.max() < size[1] * 0.75, "one row stands out"


@pytest.mark.parametrize("size", SIZES)
def test_all_credits_fit(fonts, size):
    lines = [(f"A video with quite a long name, number {i}", "Somebody · CC BY 4.0") for i in range(8)]
    more, foot = "and others, named in the description", "Music composed for this video"
    card = Credits("Made from", lines, more, foot, size, palette(0.5), fonts)()
    white = card(2.5).min(axis=2) > 170
    inside = np.zeros_like(white)
    inside[3:-3, 3:-3] = True
    assert not (white & ~inside).any()
    rows = white.any(axis=1).astype(int)
    assert (np.diff(rows) == 1).sum() >= 8


def test_grounds_have_no_steps_and_are_the_same_each_time():
    one, other = (Ground((160, 90), palette(0.4))(1.0) for _ in range(2))
    assert np.array_equal(one, other)
    assert one.std() > 3


def test_longer_titles_stay_longer():
    assert title_s("Dogs") < title_s("Dogs being silly in the park")
