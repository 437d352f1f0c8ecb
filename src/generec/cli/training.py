"""Verbs that train what the default install does not need: train creator."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from generec.cli.common import opened, progress, show, verb

if TYPE_CHECKING:
    from generec.creator.diffusion.config import Preset


@click.group()
def train() -> None:
    """Train models on what this home has. Needs the extra [diffusion]."""


@train.command("creator")
@click.option(
    "--preset",
    type=click.Choice(["tiny", "small", "base"]),
    default="tiny",
    show_default=True,
    help="tiny is for two CPU cores; small and base are for GPUs, and were never trained.",
)
@click.option("--resume", is_flag=True, help="Go on with the training that stands here.")
@click.option("--restart", is_flag=True, help="Begin anew, in place of the training that stands here.")
@click.option("--minutes", type=click.FloatRange(min=0, min_open=True), help="Stop after so long, and save.")
@click.option("--steps", type=click.IntRange(min=1), help="Steps of the run, in place of the preset's.")
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), help="Another run: what it begins from and draws.")
@click.option("--threads", type=click.IntRange(min=1), help="Cores to use.")
@click.option("--device", help="Device of PyTorch: cpu, cuda, mps.")
@click.option(
    "--precision", type=click.Choice(["float32", "bfloat16"]), help="Of the layers, in place of the preset's."
)
@verb()
def creator(
    preset: Preset,
    resume: bool,
    restart: bool,
    minutes: float | None,
    home: Path | None,
    as_json: bool,
    **others: int | str | None,
) -> None:
    """Train a network that draws clips for groups of viewers, on the home's own videos.

    Interrupted (Ctrl-C), it saves and ends; --resume goes on to the same result. Killed, it loses at most
    what came after the last saving, a minute by default.
    """
    from generec.creator.diffusion.config import PRESETS, TrainingConfig
    from generec.creator.diffusion.run import record
    from generec.system.training import train_creator

    if resume and restart:
        raise click.UsageError("--resume and --restart do not go together")
    given = {name: value for name, value in others.items() if value is not None}
    config = TrainingConfig.model_validate({**PRESETS[preset].model_dump(), **given})
    with opened(home) as system, progress("Training") as step:
        done = train_creator(
            system.home,
            system.parts.reading,
            config,
            resume=resume,
            restart=restart,
            minutes=minutes,
            progress=step,
        )
    show(record(done), as_json=as_json, text=done.text)


VERBS = (train,)
