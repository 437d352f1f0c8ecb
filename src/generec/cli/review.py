"""The verb about held drafts: review."""

from __future__ import annotations

import getpass
import shutil
from pathlib import Path
from typing import Any, get_args

import click

from generec.cli.common import opened, show, table, verb
from generec.domain.errors import NotFound
from generec.domain.reviews import Decided, Review, ReviewState

HELD = ("id", "kind", "held by", "title")


@click.group(invoke_without_command=True)
@click.option("--stats", is_flag=True, help="How often people agreed with each check that held.")
@verb()
@click.pass_context
def review(context: click.Context, stats: bool, home: Path | None, as_json: bool) -> None:
    """Held drafts: list, show, approve, reject. Without a verb: those that wait."""
    if context.invoked_subcommand is None:
        (_stats if stats else _list)(home, as_json, "waiting")


def _stats(home: Path | None, as_json: bool, _state: str) -> None:
    with opened(home) as system:
        rows = system.review_stats()
    cells = [
        (
            row.check,
            row.held,
            row.approved,
            row.rejected,
            f"{row.precision:.2f} ({row.low:.2f}-{row.high:.2f})",
        )
        for row in rows
    ]
    show(
        [row.model_dump() for row in rows],
        as_json=as_json,
        text=lambda: (
            table(cells, head=("check", "held", "approved", "rejected", "precision (95 %)"))
            if cells
            else "nothing was decided yet"
        ),
    )


def _list(home: Path | None, as_json: bool, state: str) -> None:
    wanted = tuple(one for one in get_args(ReviewState) if state in ("all", one))
    with opened(home) as system:
        found = system.reviews(states=wanted, limit=None)
    cells = [
        (one.id, one.draft.kind, ", ".join(v.check for v in one.held_by), one.draft.title) for one in found
    ]
    show(
        [_told(one) for one in found],
        as_json=as_json,
        text=lambda: table(cells, head=HELD) if cells else "nothing waits",
    )


@review.command("list")
@click.option(
    "--state",
    type=click.Choice([*get_args(ReviewState), "all"]),
    default="waiting",
    show_default=True,
    help="Which ones.",
)
@verb()
def list_held(state: str, home: Path | None, as_json: bool) -> None:
    """Held drafts, the one that waits longest first."""
    _list(home, as_json, state)


@review.command("show")
@click.argument("id")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    default=None,
    help="Write the picture, video or text to this file.",
)
@verb()
def show_held(id: str, out: Path | None, home: Path | None, as_json: bool) -> None:
    """One held draft: its verdicts with evidence, and what it shows."""
    with opened(home) as system:
        found = system.held(id)
        if out is not None and found.draft.text is not None:
            out.write_text(found.draft.text, encoding="utf-8")
        elif out is not None:
            with system.held_media(found) as path:
                shutil.copyfile(path, out)
    rows = [(v.outcome, v.check, v.evidence) for v in found.verdicts]
    lines = [f"{found.id}: {found.state}, {found.draft.kind}, {found.draft.title}"]
    lines += [f"{found.state} by {found.by}: {found.note}".rstrip(": ")] if found.by else []
    lines += [found.draft.text] if found.draft.text else []
    show(
        _told(found),
        as_json=as_json,
        text=lambda: "\n".join([*lines, table(rows, head=("outcome", "check", "evidence"))]),
    )


def _decide(decision: Decided, id: str, by: str, note: str, home: Path | None, as_json: bool) -> None:
    with opened(home) as system:
        found = system.review(id, decision, by=by, note=note)
    show(_told(found), as_json=as_json, text=lambda: found.item or found.state)


def _who() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError) as error:
        raise NotFound("this account has no name: say who decides with --by") from error


_BY = click.option("--by", default=_who, show_default="your account's name", help="Who decides.")
_NOTE = click.option("--note", default="", help="Why; viewers do not see it.")


@review.command()
@click.argument("id")
@_BY
@_NOTE
@verb()
def approve(id: str, by: str, note: str, home: Path | None, as_json: bool) -> None:
    """Let a held draft pass: it is sealed and published. Prints the item's id."""
    _decide("approve", id, by, note, home, as_json)


@review.command()
@click.argument("id")
@_BY
@_NOTE
@verb()
def reject(id: str, by: str, note: str, home: Path | None, as_json: bool) -> None:
    """Keep a held draft out for good."""
    _decide("reject", id, by, note, home, as_json)


def _told(found: Review) -> dict[str, Any]:
    return found.model_dump(mode="json", exclude={"media", "thumbnail"})


VERBS = (review,)
