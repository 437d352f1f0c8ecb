"""The command and its verbs."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from generec import __version__
from generec.cli import (
    audit,
    corpus,
    experiments,
    people,
    review,
    running,
    simulating,
    studying,
    training,
    trust,
    wishes,
)


class Root(click.Group):
    """Tells a wrong call like every other error: in one line, or in the JSON shape of errors."""

    def main(self, args: Sequence[str] | None = None, **options: Any) -> Any:  # type: ignore[override]
        """Run a call; ends the process unless `standalone_mode` is off."""
        if not options.pop("standalone_mode", True):
            return super().main(args, standalone_mode=False, **options)
        given = list(sys.argv[1:] if args is None else args)
        try:
            sys.exit(super().main(given, standalone_mode=False, **options) or 0)
        except click.exceptions.NoArgsIsHelpError as error:
            error.show()
            sys.exit(error.exit_code)
        except click.ClickException as error:
            click.echo(_line(error, as_json="--json" in given), err=True)
            sys.exit(error.exit_code)
        except click.Abort:
            click.echo("Error: nothing was done", err=True)
            sys.exit(1)


def _line(error: click.ClickException, *, as_json: bool) -> str:
    message = error.format_message().replace("\n", " ")
    context = error.ctx if isinstance(error, click.UsageError) else None
    field = error.param.name if isinstance(error, click.BadParameter) and error.param else None
    if as_json:
        record = {"error": {"code": "usage", "message": message, "field": field}}
        return json.dumps(record, ensure_ascii=False)
    return f"Error: {message}" + (f" ({context.command_path} --help)" if context else "")


@click.group(cls=Root, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="generec")
@click.option(
    "--home",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="GENEREC_HOME",
    default=None,
    help="The home folder, for any verb.",
)
@click.pass_context
def main(context: click.Context, home: Path | None) -> None:
    """GeneRec: a recommender that can make what it cannot find.

    Shell completion: eval "$(_GENEREC_COMPLETE=bash_source generec)" (zsh_source, fish_source).
    """
    context.obj = {"home": home}


for room in (
    corpus,
    training,
    wishes,
    trust,
    review,
    audit,
    people,
    experiments,
    studying,
    simulating,
    running,
):
    for command in room.VERBS:
        main.add_command(command)
