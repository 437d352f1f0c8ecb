"""The verb about fairness: audit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from generec.cli.common import opened, show, verb
from generec.domain.errors import DataError

_TABLE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--days", type=float, default=28.0, show_default=True, help="How far back to look.")
@click.option("--window", type=int, default=7, show_default=True, help="Days of a window of the alarm.")
@click.option("--viewers", type=_TABLE, default=None, help="A table of viewers; it is read and not kept.")
@click.option("--group", default=None, help="Its column with the groups, such as language or age band.")
@click.option("--creators", type=_TABLE, default=None, help="A table of creators; it is read and not kept.")
@click.option("--creator-group", default=None, help="Its column with the groups.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write a page (HTML) too."
)
@verb()
def audit(
    days: float,
    window: int,
    viewers: Path | None,
    group: str | None,
    creators: Path | None,
    creator_group: str | None,
    out: Path | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """Fairness: who was shown how much, who was served how well, whether AI crowds people out.

    Exit 0 where nothing is alarming, 1 where something is.
    """
    from generec.fidelity.fairness.telling import page, text

    given = {"viewers": _groups(viewers, group, "--group")}
    given["creators"] = _groups(creators, creator_group, "--creator-group")
    with opened(home) as system:
        found = system.audit(days=days, window_days=window, **given)
    if out is not None:
        out.write_text(page(found), encoding="utf-8")
    show(found.model_dump(mode="json"), as_json=as_json, text=lambda: text(found))
    sys.exit(1 if found.alarms else 0)


def _groups(table: Path | None, column: str | None, option: str) -> dict[str, str] | None:
    from generec.system.auditing import groups_of

    if table is None and column is None:
        return None
    if table is None or column is None:
        raise DataError(f"a table and its column go together: give both the file and {option}", field=option)
    return groups_of(table, column)


VERBS = (audit,)
