"""A crowd fitted to a log is like the crowd that left it."""

import numpy as np

from generec.evaluation.simulator.people.calibration import LEAST, Log, fitted, imagined
from generec.evaluation.simulator.people.population import Population

TOPICS = 12


def rows(
    crowd: Population, *, viewers: int, items: int = 80
) -> tuple[list[list[object]], dict[str, list[str]]]:
    rng = np.random.default_rng(2)
    table = np.zeros((items, TOPICS))
    for row in table:
        row[rng.choice(TOPICS, size=2, replace=False)] = 0.5
    count = rng.integers(10, 50, viewers)
    user = np.repeat(np.arange(viewers), count)
    none = np.zeros(len(user))
    frame = Log(user, rng.integers(items, size=len(user)), none, none > 0, none > 0, none)
    log = imagined(frame, table, crowd, seed=4)
    catalogue = {f"i{n}": [f"t{t}" for t in np.flatnonzero(row)] for n, row in enumerate(table)}
    out = [
        [f"u{u}", f"i{i}", float(s), bool(like), bool(skip), 100.0 * n]
        for n, (u, i, s, like, skip, _) in enumerate(zip(*log, strict=True))
    ]
    return out, catalogue


def test_what_a_log_was_made_by_is_found_again():
    true = Population(pull=2.4, chance=0.7, stay=-0.2, likes=3.0)
    log, catalogue = rows(true, viewers=240)
    found = fitted(log, catalogue, seed=0)
    crowd = found["parameters"]
    assert abs(crowd["stay"] - true.stay) < 0.35
    assert abs(crowd["pull"] - true.pull) < 0.8
    assert abs(crowd["chance"] - true.chance) < 0.3
    assert abs(crowd["skip_under"] - true.skip_under) < 0.03
    assert abs(crowd["like_by"] - true.like_by) < 1.5
    gaps = {row["what"]: row["gap"] for row in found["fit"]}
    assert gaps["share watched of an item"] < 0.08
    assert all(gap < 0.25 for gap in gaps.values())
    assert found["held_out"] == 80


def test_a_small_log_fits_nothing():
    log, catalogue = rows(Population(), viewers=LEAST - 1)
    assert fitted(log, catalogue, seed=0)["parameters"] == {}
