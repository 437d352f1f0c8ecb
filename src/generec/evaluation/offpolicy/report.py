"""Estimates of policies with what they rest on, as data and as text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from numpy.random import Generator

from generec.evaluation.offpolicy.diagnostics import Diagnosis, diagnose
from generec.evaluation.offpolicy.estimators import Estimate, difference, estimate
from generec.evaluation.offpolicy.log import Logged, as_logged, policy_of
from generec.evaluation.records import plain


class Judged(NamedTuple):
    """One policy: its estimates, what it is worth more than the logged one, and what that rests on."""

    policy: str
    estimates: tuple[Estimate, ...]
    gain: Estimate
    diagnosis: Diagnosis


def judge(log: Logged, policies: Sequence[str], *, rng: Generator) -> list[Judged]:
    """All estimates of the named policies. Raises `DataError` for a name that is none."""
    out = []
    for name in policies:
        policy = policy_of(name)
        out.append(
            Judged(
                name,
                tuple(estimate(log, policy, rng=rng)),
                difference(log, policy, as_logged),
                diagnose(log, policy),
            )
        )
    return out


def record(log: Logged, found: Sequence[Judged]) -> dict[str, Any]:
    """Plain JSON data."""
    return {
        "choices": len(log),
        "viewers": len(set(log.user.tolist())),
        "left_out": dict(log.left_out),
        "logged": float(log.reward.mean()) if len(log) else None,
        "policies": [
            {
                "policy": one.policy,
                "estimates": [plain(each._asdict()) for each in one.estimates],
                "gain": plain(one.gain._asdict()),
                "diagnosis": {
                    **plain(one.diagnosis._asdict()),
                    "calibration": [bin._asdict() for bin in one.diagnosis.calibration],
                },
            }
            for one in found
        ],
    }


def text(log: Logged, found: Sequence[Judged]) -> str:
    """The same for people."""
    left = "".join(f"; {n} {why}" for why, n in log.left_out.items())
    if not len(log):
        return f"there is nothing to estimate from: no choice of this kind was reported as seen{left}"
    viewers = len(set(log.user.tolist()))
    lines = [f"{len(log)} choices of {viewers} viewers{left}; mean reward as logged {log.reward.mean():.4f}"]
    for one in found:
        d = one.diagnosis
        lines.append("")
        lines.append(
            f"{one.policy}: {d.ess:.0f} choices count (ESS), largest weight {d.largest:.1f}, heaviest 1 % "
            f"holds {d.heaviest:.0%}, support {d.support:.1%}, mean weight {d.mean_weight:.3f}, propensities "
            f"against draws p = {d.calibration_p:.3f}"
        )
        for each in (*one.estimates, one.gain):
            took = f"  ({each.n} choices taken, {each.n / len(log):.0%})" if each.method == "replay" else ""
            lines.append(f"  {each.method:26} {each.value:8.4f}  [{each.low:.4f}, {each.high:.4f}]{took}")
        lines += [f"  ! {warning}" for warning in d.warnings]
    return "\n".join(lines)
