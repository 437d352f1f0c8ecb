"""Verbs that let made-up viewers use the system: simulate."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generec.cli.common import home_of, progress, show, verb
from generec.domain.errors import ConfigError


@click.command()
@click.option("--viewers", type=click.IntRange(2, 10_000), default=20, show_default=True, help="Of a crowd.")
@click.option(
    "--days", type=click.IntRange(2, 365), default=5, show_default=True, help="With a fit each night."
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("generec-simulation"),
    show_default=True,
    help="Where everything goes; run again, it goes on there.",
)
@click.option(
    "--seeds", type=click.IntRange(1, 100), default=1, show_default=True, help="Crowds, each other viewers."
)
@click.option(
    "--seed", type=click.IntRange(0, 10_000), default=0, show_default=True, help="The first crowd's."
)
@click.option(
    "--effect",
    "effects",
    type=float,
    multiple=True,
    default=(-1.0, 0.0, 1.0),
    show_default=True,
    help="What making does to viewers: 1 as the media measure, 0 nothing. Again for more.",
)
@click.option(
    "--arm",
    "arms",
    multiple=True,
    help="Run this arm and no others, as 'full', 'retrieve', 'full - editing'. Again for more.",
)
@click.option("--ablate", is_flag=True, help="Run everything without each part too.")
@click.option(
    "--residents",
    type=click.IntRange(0),
    default=150,
    show_default=True,
    help="Kept of the home's own viewers.",
)
@click.option(
    "--mixes", type=click.IntRange(0, 500), default=8, show_default=True, help="Compilations that are added."
)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True, help="Runs at a time.")
@verb()
def simulate(
    effects: tuple[float, ...],
    arms: tuple[str, ...],
    ablate: bool,
    home: Path | None,
    out: Path,
    as_json: bool,
    **numbers: int,
) -> None:
    """Simulated viewers use the feed, with ever more of it switched on.

    Viewers with hidden tastes live some days with copies of the home, which itself is not touched: found
    items alone, then edited, created, and asked for in words. Prints what that was worth, and writes
    report.json, tables and index.html to --out. The simulator cannot prove what it assumes: see the page.
    """
    from generec.evaluation.simulator.arms import NAMES
    from generec.evaluation.simulator.run import SimulateConfig, simulate

    if unknown := [name for name in arms if name not in NAMES]:
        raise ConfigError(f"there is no arm {unknown[0]!r}: {', '.join(map(repr, NAMES))}", field="arm")
    path = home_of(home)
    if not (path / "generec.toml").exists():
        raise ConfigError(f"there is no home at {path}: 'generec ingest' makes one", field="home")
    config = SimulateConfig.model_validate(
        {**numbers, "effects": tuple(sorted({1.0, *effects})), "arms": arms, "ablate": ablate}
    )

    def say(line: str) -> None:
        click.echo(line, err=True)

    with progress("Simulating") as step:
        record: dict[str, Any] = simulate(path, out, config, say=say, progress=step)
    show(
        record,
        as_json=as_json,
        text=lambda: "\n".join([*record["sentences"], f"The report: {out / 'index.html'}"]),
    )


VERBS = (simulate,)
