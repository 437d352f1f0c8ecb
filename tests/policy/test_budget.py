import pytest

from generec.policy.budget import Budget, BudgetConfig, Limit

NOW = 1_000_000.0


class Ledger:
    """Jobs as (begun, user, source, seconds, bytes), summed like the queue does."""

    def __init__(self, *jobs: tuple[float, str, str, float, int]) -> None:
        self.jobs = jobs

    def __call__(
        self, *, since: float, user: str | None = None, source: str | None = None
    ) -> tuple[float, int, int]:
        rows = [
            job
            for job in self.jobs
            if job[0] >= since and user in (None, job[1]) and source in (None, job[2])
        ]
        return sum(job[3] for job in rows), sum(job[4] for job in rows), len(rows)


def test_nothing_spent_is_within_budget() -> None:
    assert Budget(None, Ledger())(at=NOW, user="u", source="a", seconds=5).allowed


@pytest.mark.parametrize(
    ("limit", "measure"),
    [
        (Limit(seconds=10), "seconds"),
        (Limit(bytes=100), "bytes"),
        (Limit(jobs=1), "jobs"),
        (Limit(money=1.0), "money"),
    ],
)
@pytest.mark.parametrize("scope", ["viewer", "item", "home"])
def test_each_bound_holds_in_each_scope(scope: str, limit: Limit, measure: str) -> None:
    ledger = Ledger((NOW - 10, "u", "a", 10.0, 100))
    open_ = {name: Limit() for name in ("viewer", "item", "home")}
    config = BudgetConfig(**(open_ | {scope: limit}), price_second=0.2)
    said = Budget(config, ledger)(at=NOW, user="u", source="a", seconds=1, bytes=1)
    assert (said.allowed, said.scope, said.measure) == (False, scope, measure)
    assert scope in said.reason
    assert measure in said.reason


def test_another_viewers_spending_does_not_count_against_one() -> None:
    config = BudgetConfig(viewer=Limit(jobs=1), item=Limit(), home=Limit())
    budget = Budget(config, Ledger((NOW - 10, "u", "a", 1.0, 1)))
    assert budget(at=NOW, user="v", source="a").allowed
    assert not budget(at=NOW, user="u", source="b").allowed


def test_what_was_spent_a_day_ago_is_forgotten() -> None:
    config = BudgetConfig(viewer=Limit(jobs=1))
    assert Budget(config, Ledger((NOW - 86_401, "u", "a", 1.0, 1)))(at=NOW, user="u").allowed


def test_zero_is_a_bound_and_not_an_open_one() -> None:
    assert not Budget(BudgetConfig(home=Limit(jobs=0)), Ledger())(at=NOW).allowed
