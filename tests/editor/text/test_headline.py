"""Headlines: an article's own lines, as near to it as its title, drawn with known odds."""

import numpy as np
import pytest

from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.editor.choice import DrawConfig
from generec.editor.text.headline import HeadlineChooser, HeadlineConfig

BODY = (
    "The city council approved the new stadium on Tuesday, which had been planned for nine years. "
    "Football clubs will play their league matches in the stadium from May. "
    "However, it will not be finished before winter. "
    "Local farmers will sell fresh bread, cheese and cooked meals at the stadium. "
    'The mayor said: "It is a good day." '
    "Building the stadium will cost the council £40m."
)
ITEM = Item(id="a", work="a", kind="text", title="Nine years on", text=BODY)


@pytest.fixture(scope="module")
def texts(models):
    from generec.encoders import open_encoder

    return open_encoder().texts


@pytest.fixture
def chooser(texts):
    return HeadlineChooser(HeadlineConfig(draw=DrawConfig(greedy=True)), texts=texts)


def liking(texts, words):
    return Profile(viewer=Viewer(id="u"), meaning=texts([words])[0])


def test_candidates_are_the_title_and_lines_of_the_article_as_near_to_it(chooser, texts):
    found = chooser.candidates(ITEM)
    assert found.texts[0] == ITEM.title
    assert "The city council approved the new stadium on Tuesday" in {
        line.split(", which")[0] for line in found.texts
    }
    assert all(line in BODY for line in found.texts[1:])
    assert not any(
        line.startswith(("However", "The mayor said")) or line.endswith(".") for line in found.texts
    )
    near = found.vectors @ texts([BODY])[0]
    assert near[1:].min() > near[0]


def test_each_viewer_sees_the_line_of_their_liking(chooser, texts):
    rng = np.random.default_rng(0)
    lines = {
        liked: chooser(item=ITEM, profile=liking(texts, liked), rng=rng).value
        for liked in ("football league matches", "cooking fresh food, bread and cheese")
    }
    assert lines["football league matches"].startswith("Football clubs")
    assert lines["cooking fresh food, bread and cheese"].startswith("Local farmers")


def test_the_draw_is_known_and_can_be_drawn_again(texts):
    chooser = HeadlineChooser(texts=texts)
    profile = liking(texts, "football")
    first, again = (chooser(item=ITEM, profile=profile, rng=np.random.default_rng(3)) for _ in range(2))
    assert first == again
    assert sum(first.probabilities) == pytest.approx(1.0)
    assert min(first.probabilities) > 0


def test_without_taste_or_text_or_leave_the_title_stands(chooser, texts):
    rng = np.random.default_rng(0)
    assert chooser(item=ITEM, profile=Profile(viewer=Viewer(id="u")), rng=rng) is None
    bare = ITEM.model_copy(update={"text": "Too short."})
    assert chooser(item=bare, profile=liking(texts, "football"), rng=rng) is None
    off = HeadlineChooser(HeadlineConfig(personal=False), texts=texts)
    assert off(item=ITEM, profile=liking(texts, "football"), rng=rng) is None
