import numpy as np
import pytest
from scipy.spatial.distance import cosine

from generec.domain.errors import DataError
from generec.evaluation.metrics.liking import Act, cosine_at_k, ps_at_k, quality, train_judge


def test_cosine_at_k_by_hand() -> None:
    results = {"a": np.array([[2.0, 0], [0, 3]]), "b": np.array([[1.0, 0]]), "c": np.eye(2), "d": np.eye(2)}
    likes = {"a": np.array([[1.0, 0], [1, 0]]), "c": np.zeros((0, 2)), "d": np.array([[1.0, 0], [-1, 0]])}
    found = cosine_at_k(results, likes)
    assert found.users == ("a",)
    assert found.values == pytest.approx([0.5])
    assert found.left_out == 3


def test_cosine_at_k_is_with_the_mean_of_what_was_liked() -> None:
    rng = np.random.default_rng(0)
    made, liked = rng.normal(size=(4, 6)), rng.normal(size=(3, 6))
    theirs = np.mean([1 - cosine(row, liked.mean(axis=0)) for row in made])
    assert cosine_at_k({"a": made}, {"a": liked}).values[0] == pytest.approx(theirs)


def world(seed: int = 0):
    """Viewers who like one topic of five, nine times in ten; nothing else one time in ten."""
    rng = np.random.default_rng(seed)
    features = {f"i{n}": np.eye(5)[n % 5] for n in range(50)}
    acts = []
    for user in range(80):
        for n in rng.choice(50, 20, replace=False):
            acts.append(Act(f"u{user}", f"i{n}", bool(rng.random() < (0.9 if n % 5 == user % 5 else 0.1))))
    rng.shuffle(acts)
    return [Act(*act) for act in acts], features


def test_a_judge_learns_tastes_and_says_how_well() -> None:
    acts, features = world()
    judge = train_judge(acts[:1200], features, space="topics")
    good = quality(judge, acts[1200:], features)
    assert good.auc > 0.8
    assert good.loss < 0.8 * good.base_loss
    found = ps_at_k({"u3": np.eye(5)[[3]], "u4": np.eye(5)[[3]], "stranger": np.eye(5)}, judge)
    assert found.users == ("u3", "u4")
    assert found.left_out == 1
    assert found.values[0] > 3 * found.values[1]


def test_a_judge_foretells_nothing_where_there_is_nothing() -> None:
    """Each act names its own feature: were it not taken out, the judge would be sure of all."""
    rng = np.random.default_rng(0)
    features = {f"i{n}": rng.normal(size=40) for n in range(600)}
    acts = [Act(f"u{n % 30}", f"i{n}", bool(rng.random() < 0.5)) for n in range(600)]
    judge = train_judge(acts[:450], features, space="noise")
    assert quality(judge, acts[450:], features).auc == pytest.approx(0.5, abs=0.12)
    sure = [abs(judge(act.user, features[act.item][None])[0] - 0.5) for act in acts[450:]]
    assert np.mean(sure) < 0.2


def test_the_area_is_the_share_of_pairs_in_order() -> None:
    acts, features = world(1)
    judge = train_judge(acts[:800], features, space="topics")
    p = [(judge(act.user, features[act.item][None])[0], act.liked) for act in acts[800:900]]
    pairs = [(a > b) + 0.5 * (a == b) for a, liked in p for b, other in p if liked and not other]
    assert quality(judge, acts[800:900], features).auc == pytest.approx(np.mean(pairs))


def test_what_cannot_be_judged_is_named() -> None:
    with pytest.raises(DataError, match="both"):
        train_judge([Act("u", "i", True)], {"i": np.ones(2)}, space="x")
    acts, features = world()
    with pytest.raises(DataError, match="stranger"):
        train_judge(acts, features, space="topics")("stranger", np.eye(5))
    assert np.isnan(quality(train_judge(acts, features, space="x"), acts[:1], features).auc)
