"""Words that harm are held wherever a draft says them, and not where a source said them first."""

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from generec import models
from generec.domain.recipes import Recipe, Step
from generec.fidelity.looking import opened
from generec.fidelity.safety_words import WordsCheck, WordsConfig

pytestmark = pytest.mark.usefixtures("models")
THREAT = "Tonight we are going to kill you"


def judged(draft, sources=(), **settings):
    return WordsCheck(WordsConfig(**settings))(draft=draft, sources=sources)


def photo(make, path, *lines):
    picture = Pillow.fromarray(cv2.GaussianBlur(make.scene(3, 480, 270), (0, 0), 8))
    font = ImageFont.truetype(str(models.path("font-bold")), 26)
    for row, line in enumerate(lines):
        place = (30, 60 + 60 * row)
        ImageDraw.Draw(picture).text(
            place, line, font=font, fill="white", stroke_width=2, stroke_fill="black"
        )
    Pillow.fromarray(np.asarray(picture)).save(path)
    return path


@pytest.mark.parametrize("where", ["title", "description"])
def test_words_of_the_draft_are_judged(home, where):
    verdict = judged(home.draft(home.source(kind="image"), kind="image", **{where: THREAT}))
    assert (verdict.outcome, verdict.detail["kind"], verdict.detail["where"]) == ("hold", "threat", where)
    assert "we are going to kill you" in verdict.evidence
    assert f"a threat in the {where}" in verdict.evidence


def test_what_a_step_writes_or_speaks_is_judged(home):
    step = Step(
        component="creator.film.v1", op="storyboard", params={"shots": [{"lines": [{"text": THREAT}]}]}
    )
    draft = home.draft(home.source(kind="text"), kind="text").model_copy(
        update={"recipe": Recipe(kind="text", steps=(step,), origin="created")}
    )
    assert judged(draft).outcome == "hold"


def test_words_on_screen_are_judged_and_where_they_stand_is_told(home, make, tmp_path):
    media = photo(make, tmp_path / "p.png", "We are coming to", "kill you all")
    draft = home.draft(home.source(kind="image"), kind="image", media=media, title="A walk")
    verdict = judged(draft)
    assert (verdict.outcome, verdict.detail["where"]) == ("hold", "on screen")
    assert 0 < verdict.detail["box"][1] < 0.6
    assert judged(draft, screen=False).outcome == "pass"


def test_a_line_of_what_a_step_wrote_is_judged_with_the_rest_of_its_sentence(home, make, tmp_path):
    source = home.source(kind="image")

    def shown(title, *lines):
        step = Step(component="editor.thumbnail.v1", op="thumbnail", params={"title": title})
        media = photo(make, tmp_path / "p.png", *lines)
        draft = home.draft(source, kind="image", media=media, title="A walk")
        return draft.model_copy(update={"recipe": draft.recipe.model_copy(update={"steps": (step,)})})

    lines = ("Birthday party", "over video call")
    assert judged(shown("", *lines)).outcome == "hold"  # by itself the second reads like an offer
    assert judged(shown(" ".join(lines), *lines)).outcome in ("pass", "warn")
    assert (
        judged(shown("We are coming to kill you all", "We are coming to", "kill you all")).outcome == "hold"
    )


def test_what_a_source_says_or_shows_is_not_held_against_the_draft(home, make, tmp_path):
    shown = photo(make, tmp_path / "p.png", THREAT)
    source = home.source(kind="text", id="s").model_copy(
        update={"kind": "image", "media": home.blobs.put(photo(make, tmp_path / "q.png", THREAT))}
    )
    draft = home.draft(source, kind="image", media=shown, title="A walk")
    with opened(draft, [source], files=home.blobs.path):
        assert judged(draft, [source]).outcome == "pass"
    said = home.source(kind="text", title=f"{THREAT}!")
    assert judged(home.draft(said, kind="text", title=THREAT), [said]).outcome == "pass"
    assert judged(home.draft(said, kind="text", title=f"{THREAT}, fuck it"), [said]).outcome == "hold"


def test_a_threat_to_you_waits_whoever_is_said_to_have_written_it(home):
    text = "Police say the man wrote: I will kill you all"
    assert (
        judged(home.draft(home.source(kind="text"), kind="text", title=text, text="A walk.")).outcome
        == "hold"
    )


@pytest.mark.parametrize(
    "text",
    [
        "He was jailed for saying that immigrants are vermin",
        "A damn good cake",
        "Get drunk fast tonight",
    ],
)
def test_what_is_reported_or_no_matter_for_the_young_is_a_warning(home, text):
    verdict = judged(home.draft(home.source(kind="text"), kind="text", title=text, text="A walk."))
    assert verdict.outcome == "warn"


def test_a_title_without_harm_passes(home):
    verdict = judged(
        home.draft(home.source(kind="text"), kind="text", title="A killer whale", text="It swims.")
    )
    assert (verdict.outcome, verdict.score) == ("pass", 0.0)
