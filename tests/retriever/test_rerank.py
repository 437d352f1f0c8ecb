import numpy as np

from generec.retriever.rerank import Breadth, Ceiling, Quota, rerank

NONE = np.full(12, -1, np.int32)
SCORES = np.linspace(1, 0, 12, dtype=np.float32)
UNIT = np.eye(12, dtype=np.float32)


def run(**changes) -> list[int]:
    usual = {
        "scores": SCORES, "vectors": UNIT, "creators": NONE, "quotas": (), "k": 6, "spread": 0.0,
        "creator_limit": 3,
    }  # fmt: skip
    return rerank(**(usual | changes))


def test_without_wishes_or_spread_the_best_come_in_order() -> None:
    assert run() == [0, 1, 2, 3, 4, 5]


def test_spread_puts_unlike_things_before_likes_of_what_is_chosen() -> None:
    vectors = UNIT.copy()
    vectors[1] = vectors[2] = vectors[0]
    order = run(vectors=vectors, spread=2.0)
    assert order[0] == 0
    assert not {1, 2} & set(order[:4])


def test_a_share_holds_at_every_beginning_of_the_list() -> None:
    among = np.arange(12) >= 6
    order = run(quotas=[Quota(among, 0.5)], k=8)
    for length in range(1, 9):
        assert sum(n >= 6 for n in order[:length]) >= 0.5 * length - 1e-9
    assert sorted(order[:8]) == [0, 1, 2, 3, 6, 7, 8, 9]


def test_a_share_that_cannot_be_had_takes_what_there_is() -> None:
    order = run(quotas=[Quota(np.arange(12) == 11, 0.6)])
    assert order == [11, 0, 1, 2, 3, 4]


def test_a_creator_has_at_most_its_turns_while_there_are_others() -> None:
    creators = np.array([7] * 8 + [1, 2, 3, 4], np.int32)
    order = run(creators=creators, k=7)
    assert sum(creators[order] == 7) == 3
    assert len(run(creators=np.full(12, 7, np.int32), k=7)) == 7


def test_fewer_candidates_than_asked_are_all_returned_once() -> None:
    assert sorted(run(k=50)) == list(range(12))
    empty = np.zeros(0, np.float32)
    assert rerank(
        scores=empty, vectors=np.zeros((0, 3), np.float32), creators=np.zeros(0, np.int32), quotas=(),
        k=5, spread=0.3, creator_limit=2,
    ) == []  # fmt: skip


def test_a_ceiling_holds_at_every_beginning_while_others_are_left_and_in_all() -> None:
    among = np.arange(12) < 6
    order = run(ceiling=Ceiling(among, most=3, share=0.3), k=10)
    assert len(order) == 9
    for length in range(1, 9):
        assert sum(n < 6 for n in order[:length]) <= np.ceil(0.3 * length)
    assert sum(n < 6 for n in order) == 3


def test_a_ceiling_is_stronger_than_a_share_that_was_asked_for() -> None:
    among = np.arange(12) < 6
    order = run(ceiling=Ceiling(among, most=1, share=0.2), quotas=[Quota(among, 0.8)], k=6)
    assert sum(n < 6 for n in order) == 1
    assert run(ceiling=Ceiling(np.ones(12, bool), most=0, share=0.0)) == []


def test_breadth_charges_every_pair_so_that_topics_take_turns() -> None:
    topics = np.eye(2, dtype=np.float32)[[0] * 6 + [1] * 6]
    none = topics[:0]
    assert run(breadth=Breadth(topics, none, 0.0)) == run()
    order = run(breadth=Breadth(topics, none, 5.0))
    assert [n < 6 for n in order] == [True, False] * 3
    later = run(breadth=Breadth(topics, topics[:2], 5.0))
    assert [n < 6 for n in later[:2]] == [False, False], "the former page was of the first topic"
