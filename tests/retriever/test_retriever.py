import numpy as np
import pytest
from retriever_shop import NOW, TOPICS, Shop, topic_vector, wish_vectors

from generec.domain.guidance import Clause, Guidance, Limits
from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.retriever.ranking import Ranking, RetrieverConfig
from generec.retriever.retriever import Retriever

NOTHING = Guidance()


def profile(topic: str | None = None, *, n: int = 4, user: str = "x", **viewer) -> Profile:
    """A viewer who liked the first `n` clips of a topic, or one without history."""
    who = Viewer(id=user, **viewer)
    if topic is None:
        return Profile(viewer=who)
    liked = {f"i{4 * step + TOPICS.index(topic):03}": 1.0 for step in range(n)}
    return Profile(
        viewer=who, meaning=topic_vector(topic), topics={topic: 1.0}, liked=liked, seen=frozenset(liked)
    )


def wish(**fields) -> Guidance:
    return Guidance(clauses=(Clause(**fields),))


def rank(shop: Shop, who: Profile, guidance: Guidance = NOTHING, *, k: int = 10, **options) -> Ranking:
    retriever = Retriever(RetrieverConfig(), shop.catalogue, shop.model)
    options.setdefault("wish_vectors", wish_vectors)
    (found,) = retriever(
        profiles=[who], guidance=[guidance], k=k, at=NOW, rng=np.random.default_rng(0), **options
    )
    assert len(found.ids) == len(found.works) == len(found.scores) == len(found.because)
    return found


def test_a_viewer_gets_what_was_liked_and_the_reason_names_it(fitted) -> None:
    found = rank(fitted, profile("cooking"))
    assert fitted.topics(found.ids).count("cooking") >= 8
    assert any(why.startswith("because you liked 'Clip") for why in found.because)
    assert (found.scores > 0).all()
    assert (found.scores < 1).all()


def test_scores_separate_likes_from_the_rest(fitted) -> None:
    retriever = Retriever(RetrieverConfig(), fitted.catalogue, fitted.model)
    ids = [f"i{n:03}" for n in range(20, 120)]
    scores = retriever.score(profile=profile("music"), ids=[*ids, "nowhere"])
    own = np.array([int(id[1:]) % 4 == 2 for id in ids])
    assert scores[:-1][own].mean() > scores[:-1][~own].mean() + 0.25
    assert np.isnan(scores[-1])


def test_feedback_after_the_fit_counts_at_once(fitted) -> None:
    before, after = profile("cooking", n=1), profile("sports", n=3)
    assert fitted.topics(rank(fitted, before).ids).count("sports") < 3
    assert fitted.topics(rank(fitted, after).ids).count("sports") >= 7


def test_a_cold_viewer_gets_what_is_popular_in_some_variety(fitted) -> None:
    found = rank(fitted, profile())
    assert len(set(fitted.topics(found.ids))) >= 3
    assert "popular now" in found.because
    likes = [int(id[1:]) // 4 for id in found.ids]
    assert np.mean(likes) < 12, "low numbers are the popular ones"


def test_before_the_first_fit_there_is_a_feed(shop) -> None:
    assert len(rank(shop, profile()).ids) == 10
    assert set(shop.topics(rank(shop, profile("animals")).ids)) == {"animals"}


def test_with_profiling_off_history_is_not_used(fitted) -> None:
    off = rank(fitted, profile("cooking", profiling=False))
    cold = rank(fitted, profile())
    assert off.ids == cold.ids
    assert not any("liked" in why for why in off.because)


def test_words_for_now_take_their_share_and_the_reason_says_so(fitted) -> None:
    found = rank(fitted, profile("cooking"), wish(more=(("sports", "games"),)))
    assert fitted.topics(found.ids).count("sports") >= 6
    assert found.because.count("you asked for sports") == fitted.topics(found.ids).count("sports")


def test_wishes_work_by_words_alone(fitted) -> None:
    found = rank(fitted, profile("cooking"), wish(more=(("sport",),)), wish_vectors=None)
    assert fitted.topics(found.ids).count("sports") >= 6


def test_two_wishes_share(fitted) -> None:
    found = rank(fitted, profile(), wish(more=(("sports",), ("music",))))
    topics = fitted.topics(found.ids)
    assert topics.count("sports") >= 3
    assert topics.count("music") >= 3


@pytest.mark.parametrize("vectors", [wish_vectors, None])
def test_less_is_none_at_all(fitted, vectors) -> None:
    found = rank(fitted, profile("cooking"), wish(less=(("cooking",),)), wish_vectors=vectors, k=60)
    assert "cooking" not in fitted.topics(found.ids)
    assert len(found.ids) == 60


def test_less_also_finds_items_whose_words_do_not_say_it(shop) -> None:
    shop.put(Item(id="mute", work="mute", kind="video", title="untitled"))
    shop.meaning.put(["mute"], topic_vector("sports")[None])
    assert "mute" in rank(shop, profile("sports"), k=130).ids
    assert "mute" not in rank(shop, profile("sports"), wish(less=(("sports",),)), k=130).ids


def clauses(*found: Clause) -> Guidance:
    return Guidance(clauses=found)


def test_what_stands_takes_a_smaller_share_than_what_is_asked_for_now(fitted) -> None:
    stands = rank(fitted, profile("cooking"), wish(more=(("music",),), lasting=True))
    assert 4 <= fitted.topics(stands.ids).count("music") <= 7
    both = clauses(Clause(more=(("music",),), lasting=True), Clause(more=(("sports",),)))
    topics = fitted.topics(rank(fitted, profile("cooking"), both).ids)
    assert topics.count("sports") > topics.count("music") > 0


def test_the_narrower_wish_is_an_exception_of_the_wider(shop) -> None:
    shop.put(Item(id="derby", work="derby", kind="video", title="Derby day", topics=("sports",)))
    found = rank(
        shop, profile(), clauses(Clause(less=(("sports",),)), Clause(more=(("sports derby",),))), k=130
    )
    assert [id for id in found.ids if "sports" in shop.topics((id,))] == ["derby"]


def test_what_is_asked_for_now_is_spared_where_all_of_it_is_refused(shop) -> None:
    shop.put(*(Item(id=f"t{n}", work=f"t{n}", kind="video", topics=("sports", "tennis")) for n in range(3)))
    never = Clause(less=(("sports",),), lasting=True)
    now = rank(shop, profile(), clauses(never, Clause(more=(("tennis",),))), k=130)
    assert {id for id in now.ids if "sports" in shop.topics((id,))} == {"t0", "t1", "t2"}
    both = rank(shop, profile(), clauses(never, Clause(more=(("tennis",),), lasting=True)), k=130)
    assert "sports" not in shop.topics(both.ids)


def test_own_words_beat_a_likeness_that_speaks_against_them(shop) -> None:
    shop.put(Item(id="mute", work="mute", kind="video", title="Judo"))
    shop.meaning.put(["mute"], topic_vector("sports")[None])
    found = rank(shop, profile(), clauses(Clause(less=(("sports",),)), Clause(more=(("judo",),))), k=130)
    assert "mute" in found.ids
    assert "sports" not in [topic for id in found.ids if id != "mute" for topic in shop.topics((id,))]


def test_own_words_come_before_names_of_the_corpus(fitted) -> None:
    found = rank(fitted, profile("animals"), wish(more=(("clip 8", "sports"),)), wish_vectors=None)
    assert found.ids[0] == "i008"


def test_one_item_can_be_asked_away_alone(fitted) -> None:
    shown = rank(fitted, profile("cooking"))
    item = fitted.rows.items.get(shown.ids)[shown.ids[0]]
    found = rank(fitted, profile("cooking"), wish(less=(item.topic,)), k=120)
    assert len(found.ids) == len(rank(fitted, profile("cooking"), k=120).ids) - 1
    assert item.id not in found.ids


def test_a_mood_alone_is_a_wish_and_beside_a_topic_it_orders(shop) -> None:
    shop.put(
        Item(id="joke", work="joke", kind="video", title="Comedy hour"),
        Item(id="both", work="both", kind="video", title="Funny match", topics=("sports",)),
    )
    funny = Limits(mood="funny")
    assert {"joke", "both"} <= set(rank(shop, profile(), wish(limits=funny), k=4).ids)
    found = rank(shop, profile(), wish(more=(("sports",),), limits=funny), k=4)
    assert found.ids[0] == "both"
    assert shop.topics(found.ids).count("sports") >= 3


def test_limits_and_switches_hold_for_every_item(fitted) -> None:
    def items(*args, **options) -> list[Item]:
        ids = rank(fitted, *args, k=30, **options).ids
        return [fitted.rows.items.get([id])[id] for id in ids]

    short = items(profile("music"), wish(limits=Limits(max_seconds=40)))
    assert short
    assert all(item.duration_s <= 40 for item in short)
    assert all(item.duration_s >= 60 for item in items(profile(), wish(limits=Limits(min_seconds=60))))
    assert not any(item.ai for item in items(profile(), wish(limits=Limits(origin="human"))))
    assert all(item.ai for item in items(profile(), wish(limits=Limits(origin="ai"))))
    assert not any(item.ai for item in items(profile("music", ai=False)))
    assert all(item.language == "es" for item in items(profile(), wish(limits=Limits(language="es-MX"))))
    assert items(profile(), only_topics=["Animals", "music"])
    assert {i.topics[0] for i in items(profile(), only_topics=["Animals", "music"])} == {"animals", "music"}


def test_minors_are_not_given_what_is_for_adults_only(shop) -> None:
    shop.put(
        *(
            shop.rows.items.get([f"i{n:03}"])[f"i{n:03}"].model_copy(update={"adults_only": True})
            for n in range(60)
        )
    )
    site = [("i000", 9.0), ("i099", 8.0)]
    young = rank(shop, profile(minor=True), k=100, candidates=[site]).ids
    assert len(young) == 60
    assert min(young) == "i060"
    assert rank(shop, profile(), k=100, candidates=[site]).ids[0] == "i000"


def test_limits_that_nothing_meets_give_an_empty_list(fitted) -> None:
    found = rank(fitted, profile("music"), wish(limits=Limits(language="fi")))
    assert found.ids == ()
    assert found.eligible == 0


def test_what_may_not_be_shown_is_not(shop) -> None:
    shop.rows.items.withdraw("i000", reason="taken down", at=1.0)
    shop.rows.items.set_state(["i004"], "unavailable")
    shop.put(
        Item(id="late", work="late", kind="video", title="later", published_at=NOW + 1),
        Item(id="gone", work="gone", kind="video", title="over", expires_at=NOW),
        Item(id="kept", work="kept", kind="video", title="not to serve", allow=frozenset(("cover",))),
        Item(id="now", work="now", kind="video", title="just now", published_at=NOW, expires_at=NOW + 1),
        Item(id="own", work="own", kind="video", title="mine", scope="private", owner="x"),
    )
    mine, other = rank(shop, profile(), k=200), rank(shop, profile(user="y"), k=200)
    assert not {"i000", "i004", "late", "gone", "kept"} & set(mine.ids)
    assert "now" in mine.ids
    assert "own" in mine.ids
    assert "own" not in other.ids


def test_an_item_after_the_fit_has_its_place(shop, fitted) -> None:
    shop.model = fitted.model
    shop.put(Item(id="new", work="new", kind="video", title="A new dish", topics=("cooking",)))
    shop.meaning.put(["new"], topic_vector("cooking")[None])
    found = rank(shop, profile("cooking"))
    assert "new" in found.ids
    cold = rank(shop, profile())
    assert cold.because[cold.ids.index("new")] == "new here"


def test_excluded_ids_and_works_stay_away(fitted) -> None:
    first = rank(fitted, profile("cooking"))
    second = rank(fitted, profile("cooking"), exclude=[first.ids])
    assert not set(first.ids) & set(second.ids)
    assert len(second.ids) == 10


def test_the_sites_own_candidates_come_first_in_its_order(fitted) -> None:
    site = [("i050", 0.2), ("i051", 0.9), ("i000", 0.5), ("nowhere", 3.0), ("i059", 0.1)]
    found = rank(fitted, profile("cooking", ai=False), candidates=[site])
    assert found.ids[:3] == ("i051", "i000", "i050"), "i059 is made by AI; i000 was seen, the site knows best"
    assert len(found.ids) == 10
    assert found.because[0] == "chosen by this site for you"
    assert len(set(found.works)) == 10


def test_when_everything_was_seen_the_rest_is_shown_again_but_nothing_rejected(fitted) -> None:
    every = frozenset(f"i{n:03}" for n in range(120))
    who = Profile(viewer=Viewer(id="x"), seen=every - {"i007"}, rejected={"i001": 1.0})
    found = rank(fitted, who)
    assert found.ids[0] == "i007"
    assert len(found.ids) == 10
    assert "i001" not in found.ids
    assert found.eligible == 1


def test_many_viewers_at_once_get_what_each_gets_alone(fitted) -> None:
    some = [profile(topic, user=topic) for topic in TOPICS] + [profile()]
    retriever = Retriever(RetrieverConfig(), fitted.catalogue, fitted.model)
    guidance = [wish(more=(("music",),)), NOTHING, NOTHING, wish(less=(("animals",),)), NOTHING]
    batch = retriever(
        profiles=some,
        guidance=guidance,
        k=10,
        at=NOW,
        rng=np.random.default_rng(0),
        wish_vectors=wish_vectors,
    )
    for who, said, found in zip(some, guidance, batch, strict=True):
        assert rank(fitted, who, said).ids == found.ids


def test_a_topic_all_of_whose_items_were_met_is_told_by_the_viewers_own_words(fitted) -> None:
    cooking = frozenset(f"i{4 * step + TOPICS.index('cooking'):03}" for step in range(200))
    asks = wish(more=(("cooking",), ("music",)))
    who = Profile(viewer=Viewer(id="x"), seen=cooking)
    assert rank(fitted, who, asks).met == ("cooking",)
    assert rank(fitted, who, wish(more=(("volcanoes",),))).met == (), "there never was any"
    but_one = cooking - {f"i{TOPICS.index('cooking'):03}"}
    assert rank(fitted, Profile(viewer=Viewer(id="x"), seen=but_one), asks).met == ()
    off = Profile(viewer=Viewer(id="x", profiling=False), seen=cooking)
    assert rank(fitted, off, asks).met == ()
