"""Verbs about people's rights: export, erase, withdraw; and the queue."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import IO, Any

import click

from generec.cli.common import opened, show, table, verb


@click.command()
@click.argument("user")
@click.option("--ai/--no-ai", default=None, help="Show what AI made, in part or whole, or keep it away.")
@click.option("--profiling/--no-profiling", default=None, help="Use what the viewer did, or do not.")
@click.option("--forget", multiple=True, metavar="WISH", help="Forget a standing wish, by its id; or: all.")
@click.option("--change", metavar="WISH", help="The id of a standing wish to change; with --say.")
@click.option("--say", help="What --change puts in its place, in plain words.")
@verb()
def viewer(
    user: str,
    ai: bool | None,
    profiling: bool | None,
    forget: tuple[str, ...],
    change: str | None,
    say: str | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """What is known of a viewer and why; their switches and standing wishes.

    A wish stands when it was said for good: generec recommend USER --say "never show me boats again".
    """
    if (change is None) != (say is None):
        raise click.UsageError("--change and --say go together")
    with opened(home) as system:
        if ai is not None or profiling is not None or forget or change:
            gone = [wish.id for wish in system.viewer(user).wishes] if "all" in forget else forget
            instead = {change: say} if change is not None and say is not None else {}
            system.set_viewer(user, ai=ai, profiling=profiling, forget=gone, change=instead)
        about = system.about(user)
    show(about, as_json=as_json, text=lambda: _about(about))


def _about(about: dict[str, Any]) -> str:
    likes = [topic["topic"] for topic in about["topics"] if topic["weight"] > 0]
    lines = [
        f"{about['user']}: {about['because']}",
        f"likes {', '.join(likes)}" if likes else "likes: nothing known",
        f"made by AI: {'shown' if about['ai'] else 'kept away'}; "
        f"what they did: {'used' if about['profiling'] else 'not used'}",
        "standing wishes:" if about["wishes"] else "no standing wishes",
    ]
    lines += [f"  {wish['id']}  {wish['says']}" for wish in about["wishes"]]
    return "\n".join(lines)


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


VERBS = (viewer, export, erase, withdraw, jobs)
