import numpy as np
import pytest
from retriever_shop import topic_vector

from generec.domain.items import Item
from generec.domain.profiles import Profile, Viewer
from generec.retriever.arrays import scan, standard
from generec.retriever.scoring import Scoring


@pytest.mark.parametrize("q", [0, 1, 2, 3, 7, 8, 20])
def test_scan_is_the_product_whatever_the_number_of_queries(q: int) -> None:
    rng = np.random.default_rng(0)
    matrix = rng.standard_normal((501, 16)).astype(np.float32)
    queries = rng.standard_normal((q, 16)).astype(np.float32)
    assert np.allclose(scan(matrix, queries), queries @ matrix.T, atol=1e-4)


def test_standard_has_mean_zero_and_spread_one_over_what_counts() -> None:
    values = np.random.default_rng(0).normal(5, 3, (4, 200)).astype(np.float32)
    among = np.arange(200) % 2 == 0
    out = standard(values, among)[:, among]
    assert np.allclose(out.mean(axis=1), 0, atol=1e-4)
    assert np.allclose(out.std(axis=1), 1, atol=1e-3)
    assert np.isfinite(standard(np.ones((2, 5), np.float32))).all()
    assert standard(np.zeros((2, 0), np.float32)).shape == (2, 0)


def test_probabilities_grow_with_the_score_and_stay_inside(fitted) -> None:
    scoring = Scoring(fitted.catalogue.snapshot(), fitted.model)
    scores = np.linspace(-50, 50, 101).astype(np.float32)
    for warm in (0.0, 0.3, 1.0):
        found = scoring.probability(scores, warm=warm)
        assert (np.diff(found) >= 0).all()
        assert found.min() >= 0
        assert found.max() <= 1


def test_an_item_without_feedback_is_judged_by_its_content(shop, fitted) -> None:
    for name, topic in (("likely", "cooking"), ("unlikely", "sports")):
        shop.put(Item(id=name, work=name, kind="video", title=name))
        shop.meaning.put([name], topic_vector(topic)[None])
    scoring = Scoring(shop.catalogue.snapshot(), fitted.model)
    liked = {f"i{n:03}": 1.0 for n in (0, 4, 8, 12)}
    cook = Profile(viewer=Viewer(id="x"), meaning=topic_vector("cooking"), liked=liked)
    fused = scoring.fused(scoring.features_of([cook]), scoring.warmth([cook]))[0]
    shelf = scoring.shelf
    assert fused[shelf.find("likely")] > fused[shelf.find("unlikely")]


def test_batches_and_single_viewers_get_the_same_scores(fitted) -> None:
    scoring = Scoring(fitted.catalogue.snapshot(), fitted.model)
    some = [
        Profile(viewer=Viewer(id=str(n)), meaning=topic_vector(t), liked={f"i{n:03}": 1.0}, topics={t: 1.0})
        for n, t in enumerate(("cooking", "sports", "music"))
    ]
    batch = scoring.fused(scoring.features_of(some), scoring.warmth(some))
    for n, profile in enumerate(some):
        single = scoring.fused(scoring.features_of([profile]), scoring.warmth([profile]))[0]
        assert np.allclose(batch[n], single, atol=1e-3)
