"""Verbs for learning what is better: experiments estimate."""

from __future__ import annotations

from pathlib import Path

import click

from generec.cli.common import opened, show, verb


@click.group()
def experiments() -> None:
    """Learn what is better: from logs before it is shown, from a split of viewers after."""


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
