"""What a fit says of works near a viewer."""

import numpy as np
import pytest

from generec.domain.profiles import Profile, Viewer
from generec.retriever.collaborative import ItemItem
from generec.retriever.model import Model, Terms

WORKS = tuple(f"w{n}" for n in range(8))


@pytest.fixture
def model():
    """Works of two kinds that are liked together; the last was never met, the first is very popular."""
    matrix = np.kron(np.eye(2), np.full((4, 4), 0.5)).astype(np.float32)
    matrix[:, 0] += 1.0
    popularity = np.array([3.0, *[0.0] * 6, -3.0], np.float32)
    return Model(
        works=WORKS,
        parts={"ease": ItemItem(matrix)},
        popularity=popularity,
        met=np.array([True] * 7 + [False]),
        terms=Terms(weights={"ease": 1.0}),
    )


def near(model, *liked, profiling=True):
    viewer = Viewer(id="u", profiling=profiling)
    return model.affinity(Profile(viewer=viewer, liked=dict.fromkeys(liked, 1.0)))


def test_works_of_the_liked_kind_are_near_and_popularity_does_not_count(model):
    found = near(model, "w5")
    assert set(found) == set(WORKS[:7])
    assert min(found[work] for work in ("w4", "w5", "w6")) > max(found[work] for work in ("w1", "w2", "w3"))
    assert found["w0"] < found["w4"], "what everybody likes is not this viewer's own"


def test_of_whom_the_fit_knows_nothing_it_says_nothing(model):
    assert near(model) == {}
    assert near(model, "unknown") == {}
    assert near(model, "w5", profiling=False) == {}
