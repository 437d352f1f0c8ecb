import numpy as np
import pytest
import scipy.sparse as sp
from implicit.als import AlternatingLeastSquares

from generec.retriever.collaborative import ItemItem, fit_als, fit_ease, fit_neighbours, load


@pytest.fixture(scope="module")
def history() -> sp.csr_matrix:
    """(60, 30): viewers like works of their own third."""
    rng = np.random.default_rng(0)
    own = (np.arange(60)[:, None] % 3) == (np.arange(30)[None, :] % 3)
    return sp.csr_matrix((rng.random((60, 30)) < np.where(own, 0.5, 0.05)).astype(np.float32))


def fits(history: sp.csr_matrix) -> list:
    return [
        fit_als(history, factors=8, regularization=1.0, alpha=5.0, iterations=10, seed=1),
        fit_neighbours(history, weighting="cosine", neighbours=10),
        fit_ease(history, regularization=10.0),
    ]


def test_every_scorer_prefers_the_viewers_own_third(history) -> None:
    for part in fits(history):
        scores = part.scores(history)
        own = (np.arange(60)[:, None] % 3) == (np.arange(30)[None, :] % 3)
        assert scores.dtype == np.float32
        assert np.isfinite(scores).all()
        assert scores[own].mean() > scores[~own].mean() + scores.std() / 2


def test_new_feedback_changes_the_scores_without_a_fit(history) -> None:
    new = sp.csr_matrix(([1.0], ([0], [4])), shape=(1, 30), dtype=np.float32)
    for part in fits(history):
        scores = part.scores(new)[0]
        others = [n for n in range(30) if n % 3 == 1 and n != 4]
        assert scores[others].mean() > scores[[n for n in range(30) if n % 3 != 1]].mean()
        assert not part.scores(sp.csr_matrix((1, 30), dtype=np.float32)).any()


def test_solved_viewers_are_those_of_implicit(history) -> None:
    model = AlternatingLeastSquares(
        factors=8, regularization=1.0, alpha=5.0, iterations=10, random_state=1, use_cg=False
    )
    model.fit(history, show_progress=False)
    ours = fit_als(history, factors=8, regularization=1.0, alpha=5.0, iterations=10, seed=1)
    theirs = np.array([model.recalculate_user(n, history[n]) for n in range(5)])
    mine = type(ours)(model.item_factors, 5.0, 1.0).viewers(history[:5])
    assert np.allclose(mine, theirs, atol=1e-3)


def test_ease_solves_its_own_problem(history) -> None:
    """The zero-diagonal ridge regression of the matrix on itself: any other matrix does worse."""
    best = fit_ease(history, regularization=10.0).matrix
    assert np.allclose(np.diag(best), 0)
    dense = history.toarray()

    def loss(matrix: np.ndarray) -> float:
        return float(((dense - dense @ matrix) ** 2).sum() + 10 * (matrix**2).sum())

    rng = np.random.default_rng(1)
    for _ in range(5):
        other = best + 0.01 * rng.standard_normal(best.shape)
        np.fill_diagonal(other, 0)
        assert loss(other) > loss(best)


def test_a_saved_scorer_scores_the_same(history, tmp_path) -> None:
    for n, part in enumerate(fits(history)):
        part.save(tmp_path / f"{n}.npz")
        again = load(tmp_path / f"{n}.npz")
        assert np.array_equal(again.scores(history), part.scores(history))
        assert type(again) is type(part)


def test_likeness_is_highest_within_a_third(history) -> None:
    works = np.arange(9)
    for part in fits(history):
        block = part.likeness(works, works)
        same = (works[:, None] % 3 == works[None, :] % 3) & ~np.eye(9, dtype=bool)
        assert block[same].mean() > block[works[:, None] % 3 != works[None, :] % 3].mean()


def test_item_item_takes_sparse_and_dense(history) -> None:
    sparse = fit_neighbours(history, weighting="tfidf", neighbours=30)
    dense = ItemItem(sparse.matrix.toarray())
    assert np.allclose(sparse.scores(history), dense.scores(history), atol=1e-5)
