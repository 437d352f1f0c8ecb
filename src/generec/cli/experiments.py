"""Verbs for learning what is better: experiments start, stop, list, show, estimate."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generec.cli.common import opened, show, table, verb
from generec.domain.errors import ConfigError

if TYPE_CHECKING:
    from generec.system.experiments import Arm, Experiment


@click.group()
def experiments() -> None:
    """Learn what is better: from logs before it is shown, from a split of viewers after."""


@experiments.command()
@click.argument("name")
@click.option(
    "--arm",
    "arms",
    multiple=True,
    required=True,
    metavar="NAME[=WEIGHT]",
    help="An arm; the first is the control. Two at least.",
)
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="ARM:SECTION.KEY=VALUE",
    help="What an arm does otherwise, as in generec.toml.",
)
@click.option(
    "--traffic",
    type=click.FloatRange(0, 1, min_open=True),
    default=1.0,
    show_default=True,
    help="The share of viewers that take part.",
)
@click.option(
    "--days",
    type=click.FloatRange(0, 365, min_open=True),
    default=7.0,
    show_default=True,
    help="A viewer's outcome is what happens in so many days from the first request on.",
)
@verb()
def start(
    name: str,
    arms: tuple[str, ...],
    changes: tuple[str, ...],
    traffic: float,
    days: float,
    home: Path | None,
    as_json: bool,
) -> None:
    """Divide viewers among settings, from the next request on; each stays in the same arm.

    Viewers without profiling take no part.
    """
    from generec.system.experiments import Experiments

    with opened(home) as system:
        new = Experiments(system.home).start(name, _arms(arms, changes), traffic=traffic, days=days)
    show(_record(new), as_json=as_json, text=lambda: f"{new.name} runs: {_split(new)}")


def _arms(arms: Sequence[str], changes: Sequence[str]) -> list[Arm]:
    """Arms from the options. Raises `ConfigError` for one that cannot be read."""
    from generec.system.experiments import Arm

    weights: dict[str, float] = {}
    for text in arms:
        name, _, weight = text.partition("=")
        try:
            weights[name] = float(weight or 1)
        except ValueError:
            raise ConfigError(f"--arm {text!r} is not NAME=WEIGHT, such as new=0.2", field="arm") from None
    settings: dict[str, dict[str, Any]] = {name: {} for name in weights}
    for text in changes:
        arm, colon, rest = text.partition(":")
        path, equals, value = rest.partition("=")
        if not colon or not equals or arm not in settings or "." not in path:
            told = "is not ARM:SECTION.KEY=VALUE with an arm that is named"
            raise ConfigError(f"--set {text!r} {told}", field="set")
        place = settings[arm]
        *above, key = path.split(".")
        for part in above:
            place = place.setdefault(part, {})
        place[key] = _value(value)
    return [Arm(name=name, weight=weight, settings=settings[name]) for name, weight in weights.items()]


def _value(text: str) -> Any:
    """A value as in TOML; what is none is text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text


def _record(one: Experiment) -> dict[str, Any]:
    return one.model_dump(mode="json", exclude={"salt"})


def _split(one: Experiment) -> str:
    shares = zip(one.arms, one.shares, strict=True)
    return ", ".join(f"{arm.name} {share * one.traffic:.1%}" for arm, share in shares)


@experiments.command()
@click.argument("name")
@verb()
def stop(name: str, home: Path | None, as_json: bool) -> None:
    """Serve all viewers by the home's own settings again. What was logged stays readable."""
    from generec.system.experiments import Experiments

    with opened(home) as system:
        ended = Experiments(system.home).stop(name)
    show(_record(ended), as_json=as_json, text=lambda: f"{ended.name} is stopped")


@experiments.command("list")
@verb()
def list_experiments(home: Path | None, as_json: bool) -> None:
    """All experiments, running or stopped."""
    from generec.system.experiments import Experiments

    with opened(home) as system:
        found = Experiments(system.home).all()
    rows = [(one.name, "running" if one.ended_at is None else "stopped", _split(one)) for one in found]
    show(
        [_record(one) for one in found],
        as_json=as_json,
        text=lambda: table(rows, head=("name", "state", "viewers")),
    )


@experiments.command("show")
@click.argument("name")
@click.option(
    "--alpha",
    type=click.FloatRange(0, 0.5, min_open=True),
    default=0.05,
    show_default=True,
    help="The chance of a false finding, however often you look.",
)
@verb()
def show_experiment(name: str, alpha: float, home: Path | None, as_json: bool) -> None:
    """What an experiment says by now; look as often as you like.

    Exit 1 where viewers were not split as planned: then nothing can be concluded.
    """
    from generec.evaluation.experiments import readout
    from generec.system.experiments import Experiments

    with opened(home) as system:
        one = Experiments(system.home).get(name)
        found = readout.read(system.home.rows, one, at=system.home.clock(), alpha=alpha)
    show(found.record(), as_json=as_json, text=lambda: readout.text(found))
    if found.split_wrong:
        click.get_current_context().exit(1)


@experiments.command()
@click.option(
    "--decisions",
    type=click.Choice(["variant", "cover", "window", "headline", "route"]),
    default="variant",
    show_default=True,
    help="Which choices of the home's log.",
)
@click.option(
    "--reward",
    type=click.Choice(["like", "outcome", "dwell"]),
    default="like",
    show_default=True,
    help="How a showing went: liked; as variants learn it; the share watched.",
)
@click.option(
    "--policy",
    "policies",
    multiple=True,
    metavar="NAME",
    help="logged, uniform, greedy, first (the original), target (of --log), always:OPTION. All but the last "
    "two where none is named.",
)
@click.option(
    "--log",
    "table",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A table in place of the home's log: user, options, probabilities, chosen, reward, target, x_...",
)
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of replay's draws.")
@verb()
def estimate(
    decisions: str,
    reward: str,
    policies: tuple[str, ...],
    table: Path | None,
    seed: int,
    home: Path | None,
    as_json: bool,
) -> None:
    """What other policies would have been worth, from choices logged with their probabilities.

    Replay, IPS, SNIPS and doubly robust, with 95 % intervals by viewer, and what they rest on: how many
    choices count, weights, support, whether propensities are those of the draws.
    """
    import numpy as np

    from generec.evaluation.offpolicy import reading, report

    if table is not None:
        log = reading.read_table(table)
    else:
        with opened(home) as system:
            log = reading.read_home(
                system.home.rows,
                kind=next(kind for kind in reading.KINDS if kind == decisions),
                measure=next(kind for kind in reading.MEASURES if kind == reward),
            )
    chosen = policies or (
        "logged",
        "uniform",
        "greedy",
        "first",
        *(["target"] if log.target is not None else []),
    )
    found = report.judge(log, chosen, rng=np.random.default_rng(seed)) if len(log) else []
    show(report.record(log, found), as_json=as_json, text=lambda: report.text(log, found))


VERBS = (experiments,)
"""The verbs of this module."""
