"""What holds for every viewer, wish and catalogue."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from retriever_shop import NOW, TOPICS, topic_vector, wish_vectors

from generec.domain.guidance import Clause, Guidance, Limits
from generec.domain.profiles import Profile, Viewer
from generec.retriever.ranking import RetrieverConfig
from generec.retriever.retriever import Retriever

works = st.sampled_from([f"i{n:03}" for n in range(120)])
topics = st.sampled_from(TOPICS).map(lambda topic: (topic,))


@st.composite
def profiles(draw: st.DrawFn) -> Profile:
    liked = draw(st.dictionaries(works, st.floats(1e-6, 1), max_size=8))
    rejected = draw(st.dictionaries(works, st.floats(0.01, 1), max_size=5))
    topic = draw(st.none() | st.sampled_from(TOPICS))
    return Profile(
        viewer=Viewer(id="x", ai=draw(st.booleans()), profiling=draw(st.booleans())),
        meaning=None if topic is None else topic_vector(topic),
        topics={} if topic is None else {topic: draw(st.floats(-1, 1))},
        liked=liked,
        rejected={work: weight for work, weight in rejected.items() if work not in liked},
        seen=frozenset(draw(st.sets(works, max_size=90))),
    )


guidances = st.builds(
    lambda more, less, seconds: Guidance(
        clauses=(Clause(more=more, less=less, limits=Limits(max_seconds=seconds)),)
    ),
    st.lists(topics, max_size=2, unique=True).map(tuple),
    st.lists(topics, max_size=2, unique=True).map(tuple),
    st.none() | st.floats(0, 130),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    who=profiles(),
    said=guidances,
    exclude=st.sets(works, max_size=40),
    k=st.integers(1, 130),
    seed=st.integers(0, 9),
)
def test_every_ranking_keeps_its_promises(fitted, who, said, exclude, k, seed) -> None:
    (found,) = Retriever(RetrieverConfig(), fitted.catalogue, fitted.model)(
        profiles=[who],
        guidance=[said],
        k=k,
        at=NOW,
        rng=np.random.default_rng(seed),
        wish_vectors=wish_vectors,
        exclude=[exclude],
    )
    items = fitted.rows.items.get(found.ids)
    assert len(found.ids) == len(set(found.works)) == len(found.because)
    assert np.isfinite(found.scores).all()
    assert all(found.because)
    assert not exclude & set(found.works)
    assert not any(item.ai for item in items.values()) or who.viewer.ai
    limit = said.limits.max_seconds
    assert all(limit is None or item.duration_s <= limit for item in items.values())
    unwanted = {topic[0] for topic in said.less}
    assert not any(item.topics[0] in unwanted for item in items.values())
    met = who.seen | who.liked.keys() | who.rejected.keys() if who.viewer.profiling else frozenset()
    assert not met & set(found.works[: found.eligible])
    if who.viewer.profiling:
        assert not who.rejected.keys() & set(found.works)
    assert len(found.ids) >= min(k, found.eligible)
    if not met and not unwanted and limit is None and who.viewer.ai:
        assert len(found.ids) == min(k, 120 - len(exclude))
