"""Verbs about people's rights: export, erase, withdraw; and the queue."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO

import click

from generec.cli.common import opened, show, table, verb


@click.command()
@click.argument("user")
@click.option(
    "--out",
    type=click.File("w", encoding="utf-8"),
    default="-",
    help="File; - for standard output.",
)
@verb()
def export(user: str, out: IO[str], home: Path | None, as_json: bool) -> None:
    """Everything that is kept about a viewer, as JSON."""
    with opened(home) as system:
        kept = system.export(user)
    json.dump(kept, out, ensure_ascii=False, indent=2)
    out.write("\n")


@click.command()
@click.argument("user")
@click.option("--yes", is_flag=True, help="Do not ask.")
@verb()
def erase(user: str, yes: bool, home: Path | None, as_json: bool) -> None:
    """Erase everything of a viewer: record, events, wishes, private items. It cannot be undone.

    At a terminal it asks first.
    """
    if not yes and sys.stdin.isatty():
        click.confirm(f"Erase everything of {user!r}?", abort=True, err=True)
    with opened(home) as system:
        counts = system.erase(user)
    lines = "\n".join(f"{name}: {n}" for name, n in counts.items() if n)
    show(
        {"user": user, "erased": counts},
        as_json=as_json,
        text=lambda: lines or f"nothing was kept of {user!r}",
    )


@click.command()
@click.argument("item")
@click.option("--reason", default="", help="Kept in the log.")
@verb()
def withdraw(item: str, reason: str, home: Path | None, as_json: bool) -> None:
    """Take an item down, with everything made from it."""
    with opened(home) as system:
        gone = system.withdraw(item, reason=reason)
    show({"withdrawn": gone}, as_json=as_json, text=lambda: "withdrawn: " + ", ".join(gone))


@click.command()
@click.option("--work", is_flag=True, help="Do the queued jobs now, one after the other.")
@click.option("--cancel", metavar="JOB", help="Cancel a job.")
@verb()
def jobs(work: bool, cancel: str | None, home: Path | None, as_json: bool) -> None:
    """The queue: what is being made, was made, or failed, the latest first."""
    with opened(home) as system:
        if cancel:
            system.cancel(cancel)
        while work and system.work():
            pass
        found = system.jobs()
    rows = [
        (j.id, j.state, j.user or "", j.item or j.error or j.progress, f"{j.seconds:.1f} s") for j in found
    ]
    show(
        [j.model_dump(mode="json") for j in found],
        as_json=as_json,
        text=lambda: table(rows, head=("job", "state", "user", "result", "took")) if rows else "no jobs",
    )


VERBS = (export, erase, withdraw, jobs)
