"""Verbs that measure on a log that there is: study."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from generec.cli.common import home_of, progress, show, verb
from generec.domain.errors import ConfigError


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("generec-study"),
    show_default=True,
    help="Where everything goes; run again, it goes on there.",
)
@click.option(
    "--viewers",
    type=click.IntRange(3, 100_000),
    default=200,
    show_default=True,
    help="Drawn from the log, to choose for.",
)
@click.option(
    "--made",
    type=click.IntRange(1, 10_000),
    default=12,
    show_default=True,
    help="Of them, for whom covers, edits and new items are made: each takes many seconds.",
)
@click.option(
    "--edits",
    type=click.IntRange(1, 50),
    default=1,
    show_default=True,
    help="Items edited for each of these.",
)
@click.option("--task", "tasks", multiple=True, help="Do this one and no others. Again for more.")
@click.option("-k", type=click.IntRange(1, 50), default=5, show_default=True, help="Items for each viewer.")
@click.option(
    "--mixes", type=click.IntRange(0, 500), default=64, show_default=True, help="Compilations to choose from."
)
@click.option("--seed", type=click.IntRange(0, 10_000), default=0, show_default=True, help="Of all chance.")
@click.option(
    "--split",
    type=click.Choice(["viewer", "time"]),
    default="viewer",
    show_default=True,
    help="Hold out each viewer's last fifth, or the log's.",
)
@verb()
def study(home: Path | None, out: Path, as_json: bool, **settings: Any) -> None:
    """The paper's tasks on the corpus in the home, beside their baselines.

    A copy of the home forgets the last fifth of the log and chooses; what it forgot judges, in other
    features than those that chose. Prints what came out, and writes report.json, tables, the media and
    index.html to --out. The home itself is only read.
    """
    from generec.evaluation.study.config import TASKS, StudyConfig
    from generec.evaluation.study.run import study as run

    if unknown := [name for name in settings["tasks"] if name not in TASKS]:
        raise ConfigError(f"there is no task {unknown[0]!r}: {', '.join(map(repr, TASKS))}", field="task")
    path = home_of(home)
    if not (path / "generec.toml").exists():
        raise ConfigError(f"there is no home at {path}: 'generec ingest' makes one", field="home")

    def say(line: str) -> None:
        click.echo(line, err=True)

    with progress("Studying") as step:
        record: dict[str, Any] = run(path, out, StudyConfig(**settings), say=say, progress=step)
    show(
        record,
        as_json=as_json,
        text=lambda: "\n".join([*record["sentences"], f"The report: {out / 'index.html'}"]),
    )


VERBS = (study,)
