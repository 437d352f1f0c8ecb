"""Twenty wishes on real clips: judged by the labels that people gave them, not by our own encoder."""

import csv
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

import generec
from generec.domain.feed import Feed
from generec.system import GeneRec

VIEWERS = ("u003", "u010", "u111", "u222", "nobody")
"""Four with a history, and one without."""


@dataclass(frozen=True)
class Asked:
    """A wish, the labels that it wants and does not want, and what must hold for every length (s)."""

    say: str
    want: set[str] = field(default_factory=set)
    refuse: set[str] = field(default_factory=set)
    length: Callable[[float], bool] | None = None


WISHES = (
    Asked("more cooking please", {"cooking", "food"}),
    Asked("show me only pets", {"pets"}),
    Asked("I'm in the mood for some music", {"music", "concert"}),
    Asked("no sports", refuse={"sports"}),
    Asked("anything but animals", refuse={"animals", "pets"}),
    Asked("I am sick of toys", refuse={"toys"}),
    Asked("dance instead of sports", {"dance"}, {"sports"}),
    Asked("cats and dogs but no crafts", {"pets"}, {"crafts"}),
    Asked("tennis, golf and basketball", {"tennis", "golf", "basketball"}),
    Asked("could you put on something about outer space", {"space"}),
    Asked("cars and motorbikes", {"vehicles", "traffic"}),
    Asked("I'd rather see nature than people", {"nature"}, {"people"}),
    Asked("skip the fitness and show me snow and winter", {"winter"}, {"fitness"}),
    Asked("enough tennis, more football", {"football"}, {"tennis"}),
    Asked("only videos under 5 seconds", length=lambda seconds: seconds <= 5),
    Asked("nothing shorter than twelve seconds", length=lambda seconds: seconds >= 12),
    Asked("drawings, at most 15 seconds", {"drawing"}, length=lambda seconds: seconds <= 15),
    Asked("something funny", {"comedy"}),
    Asked("no AI stuff, just real videos of the sea", {"water"}),
    Asked("quiero ver cocina y nada de deportes", {"cooking", "food"}, {"sports"}),
    Asked("mehr Musik, keine Tiere", {"music", "concert"}, {"animals", "pets"}),
)


@pytest.fixture(scope="module")
def corpus(data: Path) -> Path:
    return data / "microvideo"


@pytest.fixture(scope="module")
def labels(corpus: Path) -> dict[str, set[str]]:
    with (corpus / "items.csv").open(encoding="utf-8") as stream:
        return {row["item_id"]: set(row["topics"].split(";")) for row in csv.DictReader(stream)}


@pytest.fixture(scope="module")
def clips(corpus: Path, models: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("clips") / "home"
    with generec.open(home) as system:
        system.ingest(corpus / "items.csv", interactions=corpus / "interactions.csv", rights="research")
        system.fit()
    return home


@pytest.fixture
def system(clips: Path, tmp_path: Path) -> Iterator[GeneRec]:
    shutil.copytree(clips, tmp_path / "home")
    with generec.open(tmp_path / "home") as opened:
        yield opened


def ids(feed: Feed) -> list[str]:
    return [item.id for item in feed.items]


def share(shown: list[str], topics: set[str], labels: dict[str, set[str]]) -> float:
    return sum(bool(labels[id] & topics) for id in shown) / max(len(shown), 1)


@pytest.mark.slow
@pytest.mark.data
def test_twenty_wishes_change_the_feed_as_asked(system: GeneRec, labels: dict[str, set[str]]) -> None:
    before = {viewer: ids(system.recommend(viewer)) for viewer in VIEWERS}
    met = 0
    for asked in WISHES:
        wanted = {id for id, own in labels.items() if own & asked.want}
        for viewer in VIEWERS:
            feed = system.recommend(viewer, say=asked.say)
            told = (asked.say, viewer, [(item.id, item.topics) for item in feed.items])
            assert feed.reply.kind == "done", told
            assert len(feed.items) == 10, told
            met += share(before[viewer], asked.refuse, labels) > 0
            assert share(ids(feed), asked.refuse, labels) == 0, told
            if asked.length is not None:
                assert all(asked.length(item.duration_s) for item in feed.items), told
            if asked.want:
                now, once = share(ids(feed), asked.want, labels), share(before[viewer], asked.want, labels)
                left = wanted - {event.item for event in system.home.rows.events.of(viewer)}
                assert now > once or left <= set(ids(feed)), told
                assert now >= min(0.5, 0.05 * len(left)), told
    assert met >= 10, "what is refused must have been there before"


@pytest.mark.slow
@pytest.mark.data
def test_what_cannot_be_met_shows_nothing_and_says_so(system: GeneRec) -> None:
    for say in ("only AI made", "only videos in Finnish"):
        feed = system.recommend("u003", say=say)
        assert feed.items == (), say
        assert feed.reply.text, say


@pytest.mark.slow
@pytest.mark.data
def test_refusals_hold_to_the_end_of_the_catalogue(system: GeneRec, labels: dict[str, set[str]]) -> None:
    for asked in WISHES:
        if asked.refuse:
            shown = ids(system.recommend("nobody", say=asked.say, k=200))
            assert len(shown) > 60
            assert share(shown, asked.refuse, labels) == 0, asked.say


@pytest.mark.slow
@pytest.mark.data
def test_lasting_wishes_hold_across_requests(system: GeneRec, labels: dict[str, set[str]]) -> None:
    viewer = "u010"
    once = ids(system.recommend(viewer))
    assert share(once, {"sports", "animals", "pets"}, labels) > 0
    for say in ("never show me sports again", "from now on more music", "always under 12 seconds"):
        system.recommend(viewer, say=say)
    for number in range(3):
        feed = system.recommend(viewer)
        assert share(ids(feed), {"sports"}, labels) == 0
        assert 0.3 <= share(ids(feed), {"music", "concert"}, labels) <= 0.8
        assert all(item.duration_s <= 12 for item in feed.items)
        seen = [{"user": viewer, "item": item.id, "kind": "view", "value": 4.0} for item in feed.items[:3]]
        assert system.feedback(seen) == 3, number
    tennis = system.recommend(viewer, say="tennis today")
    assert share(ids(tennis), {"tennis"}, labels) >= 0.2
    assert share(ids(system.recommend(viewer)), {"sports"}, labels) == 0
    for wish in system.viewer(viewer).wishes:
        system.set_viewer(viewer, forget=[wish.id])
    assert share(ids(system.recommend(viewer, say="more sports")), {"sports"}, labels) >= 0.4
