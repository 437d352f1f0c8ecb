import numpy as np
import pytest

from generec.evaluation import peers
from generec.evaluation.ranking import compare, report
from generec.evaluation.splits import by_viewer, read_ratings


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "ndcg", "recall"), [("ml-100k", 0.185, 0.16), ("movielens-posters", 0.135, 0.115)]
)
def test_ranking_keeps_its_quality(data, name: str, ndcg: float, recall: float) -> None:
    """Floors a little under what was measured; level with a tuned peer, popularity far behind."""
    log = read_ratings(data, name)
    found = compare(log, by_viewer(log), texts=None, small=True)
    ours, popular = found.named("generec").values, found.named("popularity, tuned").values
    models = [found.named(f"{name}, tuned").values for name in ("item-KNN", "ALS", "BPR")]
    peer = max(models, key=lambda values: values["ndcg@10"].mean() + values["recall@10"].mean())
    assert ours["ndcg@10"].mean() > ndcg
    assert ours["recall@10"].mean() > recall
    assert ours["ndcg@10"].mean() > 0.98 * peer["ndcg@10"].mean()
    assert ours["recall@10"].mean() > 0.98 * peer["recall@10"].mean()
    assert ours["ndcg@10"].mean() > 1.4 * popular["ndcg@10"].mean()
    assert found.viewers + sum(found.left_out.values()) == len(np.unique(log.user))
    rows = report(found)
    assert all(row.bench == "ranking" for row in rows)
    assert len(rows) == 21


@pytest.mark.data
def test_peers_are_tuned_without_the_test_part(data) -> None:
    """What a peer chooses does not change when the test part does."""
    log = read_ratings(data, "ml-100k")
    some = log.rows(np.char.str_len(log.user) < 3)
    split = by_viewer(some)
    shuffled = np.random.default_rng(0).permutation(split.test.item)
    other = type(split)(split.name, split.train, type(split.test)(
        split.test.name, split.test.items, split.test.user, shuffled, split.test.stars, split.test.at
    ))  # fmt: skip
    assert peers.ease(split).chosen == peers.ease(other).chosen
