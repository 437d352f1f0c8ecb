"""Verbs that run something: serve, demo, bench, doctor."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generec.cli.common import home_of, show, table, verb


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Any other host than this machine needs keys."
)
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@verb()
def serve(host: str, port: int, home: Path | None, as_json: bool) -> None:
    """The HTTP API and the pages."""
    from generec.serving.run import serve as run

    run(home_of(home), host=host, port=port, announce=lambda url: click.echo(url, err=as_json))


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="A busy one gives way to the next.",
)
@click.option("--no-serve", is_flag=True, help="Make the world and run the loop, but do not serve it.")
@verb()
def demo(port: int, no_serve: bool, home: Path | None, as_json: bool) -> None:
    """Make the sample world, run the loop for a few viewers, and serve the feed."""
    from generec.demo.run import run

    run(home_of(home), port=port, serve=not no_serve, say=lambda line: click.echo(line, err=as_json))


@click.command()
@click.argument("name", required=False)
@click.option("--only", metavar="PART", help="One part of a long one; a wrong name tells which there are.")
@click.option(
    "--keep",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder in which diffusion leaves its trainings, and goes on with them.",
)
@verb()
def bench(name: str | None, only: str | None, keep: Path | None, home: Path | None, as_json: bool) -> None:
    """Benchmarks: name, figure, limit or peer, ratio. Without a name, all of them."""
    from generec.evaluation.bench import run

    rows = list(run(name, only=only, keep=keep, progress=lambda line: click.echo(line, err=True)))
    cells = [
        (r.bench, r.name, r.figure, r.against, "" if r.ratio is None else f"{r.ratio:.2f}") for r in rows
    ]
    head = ("bench", "name", "figure", "limit or peer", "ratio")
    show([row.record() for row in rows], as_json=as_json, text=lambda: table(cells, head=head))


@click.command()
@verb()
def doctor(home: Path | None, as_json: bool) -> None:
    """What is installed, what is missing and which extra brings it, whether the models load."""
    from generec.system.doctor import examine

    found = examine(home_of(home))
    rows = [(f.state, f.what, f.detail) for f in found]
    show(
        [f.record() for f in found],
        as_json=as_json,
        text=lambda: table(rows, head=("state", "what", "detail")),
    )
    sys.exit(1 if any(f.state == "wrong" for f in found) else 0)


VERBS = (serve, demo, bench, doctor)
