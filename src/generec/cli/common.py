"""What all verbs share: the home, output as text or JSON, errors in one line, progress."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from generec.domain.errors import ConfigError, GenerecError, MissingModel

if TYPE_CHECKING:
    from generec.system import GeneRec

WRONG_CALL = 2


def verb(*, home: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """The options that every verb has, and the one way in which errors end it."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            try:
                return function(*args, **kwargs)
            except GenerecError as error:
                fail(error, as_json=bool(kwargs.get("as_json")))
            except BrokenPipeError:
                # Whoever read has gone: what is left to flush at the end must not fail again.
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
                sys.exit(1)
            except OSError as error:
                what = f"{error.filename}: " if error.filename else ""
                told = GenerecError(f"{what}{error.strerror or error}")
                fail(told, as_json=bool(kwargs.get("as_json")))

        run = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(run)
        if home:
            run = click.option(
                "--home",
                type=click.Path(path_type=Path, file_okay=False),
                default=None,
                show_default="GENEREC_HOME or ./generec-home",
                help="The home folder; ingest, serve and demo make it.",
            )(run)
        return run

    return wrap


def fail(error: GenerecError, *, as_json: bool, status: int | None = None) -> None:
    """Print an error to stderr in one line (or as its JSON shape) and exit."""
    line = json.dumps(error.record(), ensure_ascii=False) if as_json else f"Error: {error.message}"
    click.echo(line.replace("\n", " "), err=True)
    wrong = isinstance(error, ConfigError) and not isinstance(error, MissingModel)
    sys.exit(status if status is not None else WRONG_CALL if wrong else 1)


def home_of(home: Path | None) -> Path:
    """The home folder of a call: the verb's option, that of the group (or the environment's), the default."""
    context = click.get_current_context().find_root()
    return home or (context.obj or {}).get("home") or Path("generec-home")


@contextmanager
def opened(home: Path | None, *, absent: Literal["refuse", "make", "borrow"] = "refuse") -> Iterator[GeneRec]:
    """The system of a home, closed at the end.

    Where there is no home yet, a verb that brings something in makes it, one that needs none
    borrows an empty one for the while, and every other refuses: a mistyped path is no new home.
    """
    from generec.system import GeneRec

    path = home_of(home)
    with ExitStack() as stack:
        if absent != "make" and not (path / "generec.toml").exists():
            if absent == "refuse":
                raise ConfigError(f"there is no home at {path}: 'generec ingest' makes one", field="home")
            path = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="generec-")))
        yield stack.enter_context(GeneRec.open(path))


STANDARD = Path("-")
"""Standard input or output."""


@contextmanager
def readable(file: Path) -> Iterator[Path]:
    """The file; for `-` what comes from standard input, as a file for a while."""
    if file != STANDARD:
        yield file
        return
    with tempfile.TemporaryDirectory(prefix="generec-") as folder:
        spooled = Path(folder) / "standard-input"
        with spooled.open("wb") as stream:
            shutil.copyfileobj(sys.stdin.buffer, stream)
        yield spooled


def show(value: Any, *, as_json: bool, text: Callable[[], str]) -> None:
    """Print a result: `value` as JSON, or the text for people."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2) if as_json else text())


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """A progress bar on stderr, where a person looks; elsewhere silence. Called with (done, total, what)."""
    if not sys.stderr.isatty():
        yield lambda done, total, what: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.description}"),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def step(done: int, total: int, what: str) -> None:
            bar.update(task, completed=done, total=total, description=what[:48])

        yield step


def table(rows: list[tuple[Any, ...]], *, head: tuple[str, ...]) -> str:
    """Rows as text in columns."""
    cells = [tuple(str(c) for c in row) for row in rows]
    widths = [max(len(r[i]) for r in [head, *cells]) for i in range(len(head))]
    lines = [
        "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in [head, *cells]
    ]
    return "\n".join(lines)
