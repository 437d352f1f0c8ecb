"""Articles in a real home: summed up on request, sealed, shown, and under a personal headline."""

import numpy as np
import pytest

from generec.domain.errors import NotAllowed, NotFound
from generec.fidelity import verify_file
from generec.system import GeneRec
from generec.system.articles import save
from generec.system.choosing import Choosers

STADIUM = (
    "The city council approved the new stadium on Tuesday, which had been planned for nine years. "
    "Football clubs will play their league matches in the stadium from May. "
    "However, it will not be finished before winter. "
    "Local farmers will sell fresh bread, cheese and cooked meals at the stadium. "
    "Approximately 40,000 people can sit there, and they will have 12 gates to come in by. "
    "Building the stadium will cost the council £40m. Trains will stop there every ten minutes."
)
KITCHEN = (
    "Cooks bake bread with flour, water and salt in this kitchen. Soup is cooked from fresh vegetables. "
    "Cheese and tomatoes lie on every table."
)
BALL = (
    "The football team won the league match by three goals. Fans of the football club sang in the stadium. "
    "The players will meet in the cup final."
)


@pytest.fixture
def home(tmp_path, models):
    with GeneRec.open(tmp_path / "home") as system:
        records = [
            {"id": "s", "title": "Nine years on", "text": STADIUM},
            {"id": "k", "title": "Kitchen", "text": KITCHEN},
            {"id": "b", "title": "Football", "text": BALL},
        ]
        system.items(records, rights="own")
        yield system


def test_too_long_sum_it_up(home):
    feed = home.recommend("ann", say="too long, sum it up", item="s", wait=60, k=3)
    shown = feed.items[0]
    assert (shown.kind, shown.origin, shown.parents) == ("text", "edited", ("s",))
    assert len(shown.text) < len(STADIUM)
    assert shown.label == "Edited by AI"
    assert all(part in STADIUM for part in shown.text.split(". ")[:-1])
    assert {verdict.check: verdict.outcome for verdict in shown.verdicts}[
        "fidelity.authenticity.facts.v1"
    ] == "pass"
    assert f"summed up in {shown.text.count('.')} of its" in feed.reply.text


def test_a_made_text_is_a_file_with_its_seal(home, tmp_path):
    made = home.edit("s", operations=["rewrite:simple"])
    assert "About 40,000 people" in made.text
    beside = save(home, made, tmp_path / "out.txt")
    assert beside.name == "out.txt.seal.json"
    found = home.verify(tmp_path / "out.txt")
    assert (found.valid, found.trusted, found.parents) == (True, True, ("s",))
    (tmp_path / "out.txt").write_text(made.text.replace("40,000", "50,000"), encoding="utf-8")
    assert verify_file(tmp_path / "out.txt", at=home.home.clock()).tampered
    assert save(home, home.item("s"), tmp_path / "source.txt") is None
    with pytest.raises(NotFound, match="has no text"):
        save(home, made.model_copy(update={"text": None}), tmp_path / "none.txt")


@pytest.mark.parametrize("operation", ["clip:5", "style:noir", "thumbnail", "caption:hello", "mute"])
def test_what_is_for_videos_is_told(home, operation):
    with pytest.raises(NotAllowed, match="not available for articles"):
        home.edit("s", operations=[operation])


def test_a_video_has_nothing_to_sum_up(opened):
    with pytest.raises(NotAllowed, match="is a video: ask for a shorter clip"):
        opened().edit("c00", operations=["summarize"])


def test_each_viewer_sees_the_line_of_their_liking_and_its_odds_are_kept(home):
    home.feedback(
        [{"user": "kim", "item": "k", "kind": "like"}, {"user": "bob", "item": "b", "kind": "like"}]
    )
    shown = {}
    for user in ("kim", "bob", "new"):
        feed = home.recommend(user, k=3)
        item = next(item for item in feed.items if item.id == "s")
        decisions = [d for d in home.home.rows.decisions.of_request(feed.request) if d.kind == "headline"]
        shown[user] = item, [d for d in decisions if d.work == "s"]
    assert shown["new"][1] == []
    assert shown["new"][0].title == "Nine years on"
    for user in ("kim", "bob"):
        item, (decision,) = shown[user]
        assert decision.options[0] == "Nine years on"
        assert item.title == decision.options[decision.chosen]
        assert item.propensity == pytest.approx(decision.propensity)
        assert all(option in STADIUM for option in decision.options[1:])
    kim, bob = (np.array(shown[user][1][0].probabilities) for user in ("kim", "bob"))
    lines = shown["bob"][1][0].options
    ball = next(n for n, line in enumerate(lines) if line.startswith("Football"))
    assert bob[ball] > kim[ball]


def test_articles_not_read_yet_keep_their_title(home):
    choosers: Choosers = home.parts.shower.choosers
    home.feedback([{"user": "kim", "item": "k", "kind": "like"}])
    profile = home.parts.reading.profile("kim", at=home.home.clock())
    from generec.domain.guidance import Guidance

    choosers.headline.config = choosers.headline.config.model_copy(update={"fresh": 0})
    choose = choosers.of(profile=profile, guidance=Guidance(), rng=np.random.default_rng(0))
    assert choose(home.item("s"), None).headline is None
    choosers.headline.candidates(home.item("s"))
    assert choose(home.item("s"), None).headline is not None
