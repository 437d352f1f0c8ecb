"""The command and its verbs."""

from __future__ import annotations

from pathlib import Path

import click

from generec import __version__
from generec.cli import corpus, people, running, trust, wishes


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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


for room in (corpus, wishes, trust, people, running):
    for command in room.VERBS:
        main.add_command(command)
