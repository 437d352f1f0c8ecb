"""Verbs that bring data in and train: ingest, fit, models."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from generec.cli.common import opened, progress, show, table, verb
from generec.domain.errors import ConfigError
from generec.domain.items import Rights

SAMPLE = "sample"
"""The pack of the demo's photos and films: it has a manifest of its own."""

LONGEST_S = 86_400.0
"""Variants are made for a day at most; the rest stays queued."""

if TYPE_CHECKING:
    from generec.domain.items import Item
    from generec.retriever.train import FitReport


@click.command()
@click.argument("sources", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--interactions", type=click.Path(path_type=Path), help="The feedback log: CSV, JSONL, Parquet or .inter."
)
@click.option(
    "--rights",
    type=click.Choice(["own", "licensed", "research", "unknown"]),
    default="unknown",
    show_default=True,
    help="What you may do with items whose table and licence do not say.",
)
@click.option(
    "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help="Which column holds a field."
)
@verb()
def ingest(
    sources: tuple[Path, ...],
    interactions: Path | None,
    rights: Rights,
    columns: tuple[str, ...],
    home: Path | None,
    as_json: bool,
) -> None:
    """Take in folders of media, tables, or both. Run it again at any time: nothing is taken twice."""
    if not sources and interactions is None:
        raise click.UsageError("name a folder or table, or give --interactions")
    pairs = dict(_pair(text) for text in columns)
    with opened(home, absent="make") as system, progress("Ingesting") as step:
        report = system.ingest(
            *sources, interactions=interactions, rights=rights, columns=pairs, progress=step
        )
    show(report.record(), as_json=as_json, text=report.text)


def _pair(text: str) -> tuple[str, str]:
    field, _, column = text.partition("=")
    if not field or not column:
        raise ConfigError(f"--column {text!r} is not FIELD=COLUMN, such as title=headline")
    return field, column


@click.command()
@click.option("--rollback", is_flag=True, help="Go back to the fit before this one.")
@click.option(
    "--variants",
    type=click.IntRange(min=1),
    metavar="ITEMS",
    help="Then make variants of so many of the items met most, for groups of viewers.",
)
@verb()
def fit(rollback: bool, variants: int | None, home: Path | None, as_json: bool) -> None:
    """Train what needs training, and swap it in at once; or go back to the fit before."""
    if rollback and variants:
        raise click.UsageError("--rollback and --variants do not go together")
    with opened(home) as system:
        if rollback:
            name = system.rollback()
            show({"fit": name}, as_json=as_json, text=lambda: f"back to fit {name}")
            return
        report = system.fit()
        made = system.prepare(items=variants, wait=LONGEST_S) if variants else []
    record = {**_fitted(report), "variants": [item.id for item in made]}
    show(record, as_json=as_json, text=lambda: "\n".join([_told(report), *map(_variant, made)]))


def _fitted(report: FitReport) -> dict[str, Any]:
    return {**asdict(report), "terms": report.terms.model_dump(mode="json")}


def _variant(item: Item) -> str:
    return f"variant {item.id} of {item.work}: {item.title}"


def _told(report: FitReport) -> str:
    parts = [f"{report.likes} likes of {report.viewers} viewers on {report.works} works"]
    parts += [f"{name}: {what}" for name, what in report.parts.items()]
    return "\n".join(parts)


@click.group()
def models() -> None:
    """The model files: what each is for, its licence and size, whether it is present and unaltered."""


@models.command("list")
@verb(home=False)
def list_models(as_json: bool) -> None:
    """Every model file in the manifest."""
    from generec import models as files

    states = {status.name: status for status in files.verify()}
    rows = [
        (f.name, f.pack, f"{f.size / 1e6:.1f} MB", f.licence, states[f.name].state, f.purpose)
        for f in files.manifest()
    ]
    head = ("name", "pack", "size", "licence", "state", "purpose")
    show(
        [dict(zip(head, row, strict=True)) for row in rows],
        as_json=as_json,
        text=lambda: table(rows, head=head),
    )


@models.command()
@click.argument("names", nargs=-1)
@click.option("--pack", "packs", multiple=True, help="A pack of files; 'default' where nothing is named.")
@verb(home=False)
def pull(names: tuple[str, ...], packs: tuple[str, ...], as_json: bool) -> None:
    """Fetch model files and check their hashes. Nothing else is ever fetched."""
    from generec import models as files
    from generec.demo import pack

    said = (lambda line: click.echo(line, err=True)) if sys.stderr.isatty() else None
    chosen = [name for name in packs if name != SAMPLE]
    done = 0
    if names or chosen or not packs:
        done += len(files.pull(names or None, packs=chosen or None, progress=said))
    if SAMPLE in packs:
        done += pack.pull(progress=said)
    show({"files": done}, as_json=as_json, text=lambda: f"{done} files are present and unaltered")


@models.command()
@click.argument("names", nargs=-1)
@verb(home=False)
def verify(names: tuple[str, ...], as_json: bool) -> None:
    """Check that model files are present and unaltered. Exit 1 where one is not."""
    from generec import models as files

    states = files.verify(list(names) or None)
    bad = [s for s in states if s.state != "present"]
    rows = [(s.name, s.state) for s in states]
    show(
        [{"name": s.name, "state": s.state} for s in states],
        as_json=as_json,
        text=lambda: table(rows, head=("name", "state")),
    )
    sys.exit(1 if bad else 0)


VERBS = (ingest, fit, models)
