"""A log of choices with propensities as arrays, and the policies that are judged by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import DataError

Floats = NDArray[np.float64]
_SLACK = 1e-4
"""How far probabilities that were rounded when they were written may be from 1 in sum."""


@dataclass(frozen=True, slots=True)
class Logged:
    """Choices that were shown, and how each went.

    For n choices among at most m options: `user` (n,) names the viewer, whose choices hang together;
    `names` the options of each, `odds` (n, m) the probabilities they were drawn with (0 beyond the
    options there were), `chosen` (n,) the index drawn, `reward` (n,) how it went, `context` (n, c)
    what was known before. `target` (n, m) are probabilities of another policy, where the log brings them.
    `left_out` counts choices that could not be used, by why.
    """

    user: NDArray[np.str_]
    names: Sequence[Sequence[str]]
    odds: Floats
    chosen: NDArray[np.int64]
    reward: Floats
    context: Floats
    target: Floats | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.reward)

    @property
    def there(self) -> NDArray[np.bool_]:
        """(n, m): which options there were."""
        count = np.array([len(names) for names in self.names])
        return np.arange(self.odds.shape[1]) < count[:, None]

    @property
    def propensity(self) -> Floats:
        """(n,) the probability of what was chosen."""
        return np.asarray(self.odds[np.arange(len(self)), self.chosen])

    def rows(self, keep: NDArray[Any]) -> Logged:
        """Some of the choices, by mask or index."""
        index = np.arange(len(self))[keep]
        return replace(
            self,
            user=self.user[index],
            names=[self.names[n] for n in index],
            odds=self.odds[index],
            chosen=self.chosen[index],
            reward=self.reward[index],
            context=self.context[index],
            target=None if self.target is None else self.target[index],
        )


Policy = Callable[[Logged], Floats]
"""(n, m) probabilities over the options of each choice; rows sum to 1."""


def gather(choices: Sequence[Mapping[str, Any]], *, left_out: Mapping[str, int] | None = None) -> Logged:
    """A log from records: user, names, odds, chosen, reward, context (may be empty), target (may be None).

    Raises `DataError` for one that cannot be: probabilities that are none, a choice outside of the options.
    """
    m = max((len(one["names"]) for one in choices), default=1)
    odds, target = np.zeros((len(choices), m)), np.zeros((len(choices), m))
    width = {len(one["context"]) for one in choices} or {0}
    if len(width) > 1:
        raise DataError("choices have contexts of different lengths")
    with_target = bool(choices) and all(one.get("target") is not None for one in choices)
    for n, one in enumerate(choices):
        odds[n] = _probabilities(one["odds"], len(one["names"]), m, row=n, what="probabilities")
        if with_target:
            target[n] = _probabilities(one["target"], len(one["names"]), m, row=n, what="target")
        if not 0 <= one["chosen"] < len(one["names"]):
            raise DataError(
                f"option {one['chosen']} of {len(one['names'])} was chosen", row=n, field="chosen"
            )
        if odds[n, one["chosen"]] <= 0:
            raise DataError("what had no chance was chosen", row=n, field="probabilities")
        if not np.isfinite(one["reward"]):
            raise DataError(f"a reward is a number, not {one['reward']}", row=n, field="reward")
    return Logged(
        user=np.array([one["user"] for one in choices], np.str_),
        names=[tuple(one["names"]) for one in choices],
        odds=odds,
        chosen=np.array([one["chosen"] for one in choices], np.int64),
        reward=np.array([one["reward"] for one in choices], np.float64),
        context=np.array([list(one["context"]) for one in choices], np.float64).reshape(
            len(choices), width.pop()
        ),
        target=target if with_target else None,
        left_out=dict(left_out or {}),
    )


def _probabilities(given: Sequence[float], n: int, m: int, *, row: int, what: str) -> Floats:
    values = np.asarray(given, np.float64)
    if len(values) != n:
        raise DataError(f"{len(values)} probabilities for {n} options", row=row, field=what)
    if not np.isfinite(values).all() or (values < 0).any() or abs(values.sum() - 1) > _SLACK * n:
        raise DataError("probabilities are not negative and sum to 1", row=row, field=what)
    return np.pad(values / values.sum(), (0, m - n))


# policies


def as_logged(log: Logged) -> Floats:
    """What was in force: its value is the mean reward."""
    return log.odds


def uniform(log: Logged) -> Floats:
    """Every option as often."""
    there = log.there
    return np.asarray(there / there.sum(axis=1, keepdims=True))


def greedy(log: Logged) -> Floats:
    """Always what was most probable; ties to the first."""
    return _sure(log, log.odds.argmax(axis=1))


def first(log: Logged) -> Floats:
    """Always the first option: of variants, the original."""
    return _sure(log, np.zeros(len(log), np.int64))


def given(log: Logged) -> Floats:
    """The probabilities that the log brings. Raises `DataError` where it brings none."""
    if log.target is None:
        raise DataError("the log has no column 'target' with another policy's probabilities", field="target")
    return log.target


def always(name: str) -> Policy:
    """Always the option of this name; where there is none, the first."""

    def policy(log: Logged) -> Floats:
        found = [names.index(name) if name in names else 0 for names in log.names]
        return _sure(log, np.array(found, np.int64))

    return policy


def _sure(log: Logged, index: NDArray[np.int64]) -> Floats:
    out = np.zeros_like(log.odds)
    out[np.arange(len(log)), index] = 1.0
    return out


POLICIES: Mapping[str, Policy] = {
    "logged": as_logged,
    "uniform": uniform,
    "greedy": greedy,
    "first": first,
    "target": given,
}


def policy_of(name: str) -> Policy:
    """A policy by name: one of `POLICIES`, or `always:OPTION`. Raises `DataError`."""
    kind, _, option = name.partition(":")
    if kind == "always" and option:
        return always(option)
    if name not in POLICIES:
        raise DataError(
            f"no policy is called {name!r}: there are {', '.join(POLICIES)} and always:OPTION", field="policy"
        )
    return POLICIES[name]
