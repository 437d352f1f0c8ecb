"""What every backend of vectors must do."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from store_made import STRANGE

from generec.domain.errors import ConfigError, DataError
from generec.store.interface import Vectors

Floats = NDArray[np.float32]


def unit(n: int, dim: int, seed: int = 0) -> Floats:
    rows = np.random.default_rng(seed).normal(size=(n, dim)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def names(n: int, start: int = 0) -> list[str]:
    return [f"i{row}" for row in range(start, start + n)]


class VectorsContract:
    def test_put_get_delete(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=8)
        rows = unit(3, 8)
        some.put(["a", "b", "c"], rows)
        got, there = some.get(["c", "none", "a"])
        np.testing.assert_array_equal(got, np.stack((rows[2], np.zeros(8), rows[0])))
        assert there.tolist() == [True, False, True]
        assert some.delete(["b", "none", "b"]) == 1
        assert some.delete(["b"]) == 0
        assert len(some) == 2
        assert not some.get(["b"])[1].any()

    def test_names_and_dimensions(self, vectors: Vectors) -> None:
        vectors.collection("pictures", dim=4)
        some = vectors.collection("meaning", dim=8)
        assert vectors.names() == ["meaning", "pictures"]
        assert (some.name, some.dim, len(some)) == ("meaning", 8, 0)
        with pytest.raises(DataError, match="8 dimensions"):
            vectors.collection("meaning", dim=9)
        for name in ("", "../x", "A", "a/b"):
            with pytest.raises(ConfigError, match="name a collection"):
                vectors.collection(name, dim=8)

    def test_replace(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=2)
        some.put(["a", "b"], np.eye(2, dtype=np.float32))
        some.put(["a"], np.array([[0, 3]], dtype=np.float32))
        assert len(some) == 2
        assert some.search(np.array([[0, 1]], dtype=np.float32), k=5)[0] == [["a", "b"]]

    def test_wrong_input_changes_nothing(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=2)
        bad = np.array([[1, 2], [np.nan, 0]], dtype=np.float32)
        with pytest.raises(DataError, match="'b' is not finite"):
            some.put(["a", "b"], bad)
        with pytest.raises(DataError, match="takes"):
            some.put(["a"], np.ones((1, 3), dtype=np.float32))
        with pytest.raises(DataError, match="occurs twice"):
            some.put(["a", "a"], np.ones((2, 2), dtype=np.float32))
        for queries, k in (
            (bad, 1),
            (np.ones((1, 3), dtype=np.float32), 1),
            (np.ones((1, 2), np.float32), 0),
        ):
            with pytest.raises(DataError):
                some.search(queries, k=k)
        assert len(some) == 0
        some.put([], np.zeros((0, 2), dtype=np.float32))

    def test_empty_collection_and_too_few(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=2)
        query = np.ones((1, 2), dtype=np.float32)
        ids, scores = some.search(query, k=2)
        assert ids == [[]]
        assert np.isneginf(scores).all()
        some.put(["a"], np.array([[1, 0]], dtype=np.float32))
        ids, scores = some.search(query, k=2)
        assert ids == [["a"]]
        np.testing.assert_array_equal(scores, [[1, -np.inf]])
        ids, scores = some.search(np.zeros((0, 2), dtype=np.float32), k=2)
        assert (ids, scores.shape) == ([], (0, 2))

    def test_strange_ids(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=4)
        rows = unit(len(STRANGE), 4)
        some.put(STRANGE, rows)
        assert some.get(STRANGE)[1].all()
        assert [found[0] for found in some.search(rows, k=1)[0]] == list(STRANGE)

    def test_ties_go_to_the_earlier_row(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=2)
        some.put(names(500), np.ones((500, 2), dtype=np.float32))
        ids, _ = some.search(np.ones((3, 2), dtype=np.float32), k=7)
        assert ids == [names(7)] * 3
        some.put(["i0"], np.zeros((1, 2), dtype=np.float32))
        some.put(["i0"], np.ones((1, 2), dtype=np.float32))
        assert some.search(np.ones((1, 2), dtype=np.float32), k=3)[0] == [["i1", "i2", "i3"]]

    def test_snapshot_stays_as_it_was(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=8)
        rows = unit(2_000, 8)
        some.put(names(300), rows[:300])
        before = some.snapshot()
        some.put(names(1_700, 300), rows[300:])
        some.put(names(100), -rows[:100])
        some.delete(names(10, 200))
        np.testing.assert_array_equal(before.matrix, rows[:300])
        assert list(before.ids) == names(300)
        assert before.live.all()
        after = some.snapshot()
        assert after is some.snapshot()
        assert int(after.live.sum()) == len(some) == 1_990
        with pytest.raises(ValueError):
            after.matrix[0, 0] = 1
        ids, _ = some.search(rows[:1], k=1, snapshot=before)
        assert ids == [["i0"]]

    def test_compaction_is_safe_for_readers(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=8)
        rows = unit(3_000, 8)
        some.put(names(3_000), rows)
        before = some.snapshot()
        assert some.delete(names(2_500)) == 2_500
        after = some.snapshot()
        assert len(after.ids) == len(some) == 500
        np.testing.assert_array_equal(after.matrix, rows[2_500:])
        np.testing.assert_array_equal(before.matrix, rows)
        assert some.search(rows[2_700:2_701], k=1)[0] == [["i2700"]]
        some.put(["new"], rows[:1])
        assert some.search(rows[:1], k=1)[0] == [["new"]]

    def test_mask_and_predicate(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=8)
        rows = unit(400, 8)
        some.put(names(400), rows)
        some.delete(["i3"])
        here = some.snapshot()
        mask = np.arange(400) % 3 == 0
        by_mask = some.search(rows[:4], k=400, allow=mask, snapshot=here)
        by_rule = some.search(rows[:4], k=400, allow=lambda id: int(id[1:]) % 3 == 0)
        assert by_mask[0] == by_rule[0]
        assert {len(found) for found in by_mask[0]} == {133}
        assert all(int(id[1:]) % 3 == 0 and id != "i3" for id in by_mask[0][0])
        with pytest.raises(DataError, match="snapshot"):
            some.search(rows[:1], k=1, allow=mask[:-1])

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(draw=st.data())
    def test_as_brute_force(self, vectors: Vectors, draw: st.DataObject) -> None:
        """Whole numbers: sums are exact in any order, so scores and ties must agree to the bit."""
        some = vectors.collection(f"c{len(vectors.names())}", dim=3)
        truth: dict[str, tuple[int, ...]] = {}
        vector = st.tuples(*[st.integers(-3, 3)] * 3)
        for _ in range(draw.draw(st.integers(1, 4))):
            batch = draw.draw(st.dictionaries(st.sampled_from(names(40)), vector, max_size=30))
            some.put(list(batch), np.array(list(batch.values()), dtype=np.float32).reshape(-1, 3))
            for id, row in batch.items():
                if truth.get(id) != row:
                    truth.pop(id, None)
                    truth[id] = row
            gone = draw.draw(st.lists(st.sampled_from(names(40)), max_size=5))
            assert some.delete(gone) == len(set(gone) & set(truth))
            truth = {id: row for id, row in truth.items() if id not in gone}
        queries = np.array(draw.draw(st.lists(vector, min_size=1, max_size=5)), dtype=np.float32)
        k = draw.draw(st.integers(1, 45))
        allowed = draw.draw(st.sets(st.sampled_from(names(40)), min_size=20))
        ids, scores = some.search(queries, k=k, allow=allowed.__contains__)
        kept = [id for id in truth if id in allowed]
        for query, got, values in zip(queries, ids, scores, strict=True):
            exact = {id: float(np.dot(query, truth[id])) for id in kept}
            wanted = sorted(kept, key=lambda id, exact=exact: -exact[id])[:k]  # type: ignore[misc]
            assert got == wanted
            assert values[: len(got)].tolist() == [exact[id] for id in wanted]
            assert np.isneginf(values[len(got) :]).all()

    def test_many_queries_over_many_blocks(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=16)
        rows = np.random.default_rng(1).integers(-9, 9, size=(40_000, 16)).astype(np.float32)
        some.put(names(40_000), rows)
        queries = rows[:300]
        ids, scores = some.search(queries, k=20)
        products = queries @ rows.T
        best = np.argsort(-products, axis=1, kind="stable")[:, :20]
        assert ids == [[f"i{row}" for row in found] for found in best]
        np.testing.assert_array_equal(scores, np.take_along_axis(products, best, axis=1))

    def test_threads_read_while_one_writes(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=4)
        rows = unit(2_000, 4)

        def write() -> None:
            for start in range(0, 2_000, 50):
                some.put(names(50, start), rows[start : start + 50])

        def read() -> None:
            size = 0
            while size < 2_000:
                here = some.snapshot()
                assert len(here.ids) == len(here.matrix) == len(here.live) >= size
                size = len(here.ids)
                np.testing.assert_array_equal(here.matrix, rows[:size])

        with ThreadPoolExecutor(4) as pool:
            for task in [pool.submit(write), *(pool.submit(read) for _ in range(3))]:
                task.result(timeout=60)

    def test_threads_that_write(self, vectors: Vectors) -> None:
        some = vectors.collection("meaning", dim=4)
        rows = unit(800, 4)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda s: some.put(names(20, s), rows[s : s + 20]), range(0, 800, 20)))
        assert len(some) == 800
        np.testing.assert_array_equal(some.get(names(800))[0], rows)
