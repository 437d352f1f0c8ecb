"""What all like here is learned at a fit, kept beside it, and counts for who is new."""

import numpy as np


def joined_by_many(system):
    """Sixteen more viewers, who like boats."""
    system.feedback(
        [
            {"user": f"more{n:02d}", "item": f"c{item:02d}", "kind": kind, "id": f"{n}-{item}"}
            for n in range(16)
            for item, kind in ((0, "like"), (3, "like"), (6, "like"), (1, "skip"), (2, "skip"))
        ]
    )


def test_a_fit_learns_what_all_like_once_there_are_enough(system):
    assert system.parts.corpus.centre().crowd is None
    joined_by_many(system)
    system.fit()
    crowd = system.parts.corpus.centre().crowd
    assert crowd is not None
    assert np.isclose(np.linalg.norm(crowd.pictures), 1.0, atol=1e-4)
    assert crowd.half > 0


def test_it_is_kept_with_the_fit_and_goes_with_it(system, opened):
    joined_by_many(system)
    system.fit()
    first, second = system.parts.corpus.centre().crowd, opened().parts.corpus.centre().crowd
    assert np.array_equal(first.meaning, second.meaning)
    assert first.half == second.half
    system.parts.corpus.rollback()
    assert system.parts.corpus.centre().crowd is None


def test_what_all_like_chooses_the_cover_of_a_new_viewer(system):
    def told():
        picks = system.recommend("nobody-yet", k=6).items
        return " ".join(line for item in picks for line in item.chosen)

    assert "typical" in told()
    joined_by_many(system)
    system.fit()
    assert "what all like here" in told()
