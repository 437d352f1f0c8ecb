import numpy as np
import pytest

from generec.evaluation import peers
from generec.evaluation.ranking import compare, interval, measure, paired_test, report
from generec.evaluation.splits import by_viewer, read_ratings


def test_metrics_are_those_of_the_page() -> None:
    truth = {"a": {"x", "y"}, "b": {"z"}, "c": {"w"}}
    lists = {"a": ["x", "q", "y"], "b": ["p", "z"], "c": []}
    found = measure(lists, truth)
    gain = 1 / np.log2([2, 3, 4])
    assert found["ndcg@10"] == pytest.approx([(gain[0] + gain[2]) / (gain[0] + gain[1]), gain[1], 0])
    assert found["recall@10"] == pytest.approx([1, 1, 0])
    assert found["mrr@10"] == pytest.approx([1, 0.5, 0])


def test_values_stand_in_the_order_of_the_viewers() -> None:
    truth = {str(n): {"x"} for n in (3, 20, 100)}
    truth = dict(sorted(truth.items()))
    lists = {user: ["x"] if user == "20" else ["y"] for user in truth}
    assert measure(lists, truth)["recall@10"].tolist() == [float(user == "20") for user in truth]


def test_the_interval_covers_the_mean_and_shrinks_with_viewers() -> None:
    rng = np.random.default_rng(0)
    few, many = rng.random(30), rng.random(3000)
    low, high = interval(few, rng=rng)
    assert low < few.mean() < high
    narrow = interval(many, rng=rng)
    assert narrow[1] - narrow[0] < (high - low) / 5


def test_the_paired_test_sees_a_real_difference_and_no_other() -> None:
    rng = np.random.default_rng(0)
    values = rng.random(200)
    assert paired_test(values + 0.05 + 0.02 * rng.standard_normal(200), values, rng=rng) < 0.01
    assert paired_test(values + 0.05 * rng.standard_normal(200), values, rng=rng) > 0.01
    assert paired_test(values, values, rng=rng) == 1


@pytest.mark.slow
@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "ndcg", "recall"), [("ml-100k", 0.185, 0.16), ("movielens-posters", 0.135, 0.115)]
)
def test_ranking_keeps_its_quality(data, name: str, ndcg: float, recall: float) -> None:
    """Floors a little under what was measured; level with a tuned peer, popularity far behind."""
    log = read_ratings(data, name)
    found = compare(log, by_viewer(log), texts=None, small=True)
    ours, popular = found.named("generec").values, found.named("popularity").values
    peer = found.named("implicit, best single model").values
    assert ours["ndcg@10"].mean() > ndcg
    assert ours["recall@10"].mean() > recall
    assert ours["ndcg@10"].mean() > 0.98 * peer["ndcg@10"].mean()
    assert ours["recall@10"].mean() > 0.98 * peer["recall@10"].mean()
    assert ours["ndcg@10"].mean() > 1.4 * popular["ndcg@10"].mean()
    assert found.viewers + sum(found.left_out.values()) == len(np.unique(log.user))
    rows = report(found)
    assert all(row.bench == "ranking" for row in rows)
    assert len(rows) == 15


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
