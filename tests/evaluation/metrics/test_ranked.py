import numpy as np
import pytest

from generec.evaluation.metrics.ranked import measure


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


def test_one_metric_and_another_depth() -> None:
    found = measure({"a": ["q", "x"]}, {"a": {"x"}}, k=1, metrics=("recall@1",))
    assert found == {"recall@1": pytest.approx([0.0])}
