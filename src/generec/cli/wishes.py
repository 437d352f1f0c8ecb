"""Verbs that run the loop or a part of it: recommend, understand, edit, create."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from generec.cli.common import STANDARD, home_of, opened, show, verb
from generec.domain.errors import DataError
from generec.domain.feed import Feed

if TYPE_CHECKING:
    from generec.domain.items import Item
    from generec.system import GeneRec


@click.command()
@click.argument("user")
@click.option("--say", help="What the viewer says, in plain words.")
@click.option("--item", help="The item on screen.")
@click.option("-k", "k", type=click.IntRange(1, 500), default=10, show_default=True, help="How many items.")
@click.option(
    "--wait",
    type=click.FloatRange(0, 86_400),
    default=0.0,
    help="Seconds to wait for what has to be made; what was begun is finished before the command ends.",
)
@click.option("--after", metavar="REQUEST", help="The request that this one follows: continues a dialogue.")
@click.option(
    "--image",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="A picture: with words such as 'make it look like this', its look; else what is like it is found.",
)
@verb()
def recommend(
    user: str,
    say: str | None,
    item: str | None,
    k: int,
    wait: float,
    after: str | None,
    image: Path | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """The loop, once: what to show this viewer, and what was made for them."""
    with opened(home) as system:
        feed = system.recommend(user, say=say, item=item, k=k, wait=wait, after=after, image=image)
        show(feed.record(), as_json=as_json, text=lambda: _feed(feed))


def _feed(feed: Feed) -> str:
    lines = [f"request {feed.request}"]
    if feed.reply.text:
        lines.append(feed.reply.text)
    lines += [f"  - {choice}" for choice in feed.reply.choices]
    lines += [f"making {p.job} ({p.state})" for p in feed.pending]
    for item in feed.items:
        window = f"  plays {item.clip[0]:.1f}-{item.clip[1]:.1f} s" if item.clip else ""
        mark = f"  [{item.label}]" if item.label else ""
        lines.append(f"{item.score:5.2f}  {item.id}  {item.title}{mark}{window}  ({item.because})")
    lines += [
        f"{s.step}: {s.did}" + (f", because {s.because}" if s.because else "") + f" ({s.ms:.1f} ms)"
        for s in feed.trace
    ]
    return "\n".join(lines)


@click.command()
@click.argument("text", required=False)
@click.option(
    "--file",
    "source",
    type=click.File("r", encoding="utf-8-sig"),
    help="JSONL with id, text, context; - for standard input.",
)
@click.option(
    "--out",
    type=click.File("w", encoding="utf-8"),
    default="-",
    help="Where to write; - for standard output.",
)
@verb()
def understand(
    text: str | None, source: IO[str] | None, out: IO[str], home: Path | None, as_json: bool
) -> None:
    """The instructor alone: what a wish means, as guidance."""
    if (text is None) == (source is None):
        raise click.UsageError("give a text, or --file with a JSONL file")
    with opened(home, absent="borrow") as system:
        if source is None:
            json.dump(system.understand(text or "").record(), out, ensure_ascii=False, indent=2)
            out.write("\n")
            return
        for row in _rows(source):
            guidance = system.understand(str(row.get("text") or ""), context=row.get("context")).record()
            out.write(json.dumps({"id": row.get("id"), "guidance": guidance}, ensure_ascii=False) + "\n")


def _rows(source: IO[str]) -> Iterator[dict[str, Any]]:
    for number, line in _lines(source):
        if line.strip():
            try:
                row = json.loads(line)
            except ValueError as error:
                raise DataError(f"not JSON: {error}", file=source.name, row=number) from error
            if not isinstance(row, dict) or not isinstance(row.get("text"), str):
                raise DataError("not a record with id and text", file=source.name, row=number, field="text")
            if not isinstance(row.get("context"), dict | None):
                raise DataError("the context is no record", file=source.name, row=number, field="context")
            yield row


def _lines(source: IO[str]) -> Iterator[tuple[int, str]]:
    try:
        yield from enumerate(source, 1)
    except UnicodeDecodeError as error:
        raise DataError("it is not text in UTF-8", file=source.name) from error


def _operations(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """The operations as they were given; a wrong one is a wrong call."""
    from generec.system.operations import operation

    for text in given:
        try:
            operation(text)
        except DataError as error:
            raise click.BadParameter(error.reason, ctx=context, param=option) from error
    return given


@click.command()
@click.argument("item")
@click.option("--say", help="What to change, in plain words.")
@click.option(
    "--op",
    "ops",
    multiple=True,
    callback=_operations,
    metavar="OP[:VALUE]",
    help="An operation, such as clip:6; several are done in order.",
)
@click.option(
    "--like",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="PICTURE",
    help="A picture whose style the item is to have.",
)
@click.option("--user", help="The viewer it is for.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Copy the result to this file; - for standard output.",
)
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.png",
    help="A contact sheet: frames of the result under those of the source.",
)
@verb()
def edit(
    item: str,
    say: str | None,
    ops: tuple[str, ...],
    like: Path | None,
    user: str | None,
    out: Path | None,
    sheet: Path | None,
    home: Path | None,
    as_json: bool,
) -> None:
    """The editor alone, on an item of the home or on a file: checked, sealed and marked.

    A file is worked on in a temporary home of its own, and the result is copied to --out. Of a text,
    the seal stands in a second file beside it.
    """
    if (say is None and not ops and like is None) or (say is not None and ops):
        raise click.UsageError("give --say with words, or one or more --op, or --like")
    with _source(item, home=home, out=out) as (system, id):
        made = system.edit(id, say=say, operations=ops, like=like, user=user, told=_left_out)
        if sheet is not None:
            sheet.write_bytes(system.sheet(made))
        if made.kind == "text":
            _article(system, made, out=out, as_json=as_json)
            return
        with system.media(made) as file:
            _handed(made, file, out=out, as_json=as_json, sheet=sheet)


def _left_out(why: str) -> None:
    click.echo(f"not as asked: {why}", err=True)


@click.command()
@click.option("--say", required=True, help="What to make, in plain words.")
@click.option(
    "--another",
    multiple=True,
    metavar="ITEM",
    help="Another version than this one, made for the same words before; again for each.",
)
@click.option("--user", help="The viewer it is for.")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Copy the result to this file; - for standard output.",
)
@verb()
def create(
    say: str, another: tuple[str, ...], user: str | None, out: Path | None, home: Path | None, as_json: bool
) -> None:
    """The creator alone: a new video, poster, collage or digest out of the home's own; checked and sealed.

    Only what allows to be put into something new is used, and all of it is credited. A text is printed,
    or written to --out with its seal beside it.
    """
    with opened(home) as system:
        made = system.create(say, another=another, user=user)
        if made.text is not None:
            _article(system, made, out=out, as_json=as_json)
            return
        with system.media(made) as file:
            _handed(made, file, out=out, as_json=as_json, sheet=None)


def _handed(made: Item, file: Path, *, out: Path | None, as_json: bool, sheet: Path | None) -> None:
    """Copy what was made to where it is wanted, and tell of it."""
    if out == STANDARD:
        with file.open("rb") as stream:
            shutil.copyfileobj(stream, sys.stdout.buffer)
        return
    if out is not None:
        shutil.copyfile(file, out)
    where = out or file
    record = {**made.model_dump(mode="json"), "media": str(where), "sheet": str(sheet) if sheet else None}
    show(record, as_json=as_json, text=lambda: f"{made.id}  {made.title}  {where}")


def _article(system: GeneRec, made: Item, *, out: Path | None, as_json: bool) -> None:
    """Print a changed text, or write it to `out` with its seal beside it."""
    from generec.system.articles import save

    if out is not None and out != STANDARD:
        save(system, made, out)
    if out == STANDARD:
        click.echo(made.text, nl=False)
        return
    where = out or f"\n{made.text}"
    show(made.model_dump(mode="json"), as_json=as_json, text=lambda: f"{made.id}  {made.title}  {where}")


@contextmanager
def _source(item: str, *, home: Path | None, out: Path | None) -> Iterator[tuple[GeneRec, str]]:
    """The system and the id of what to edit: an item of the home, or else a media file on its own."""
    with ExitStack() as stack:
        file, system = Path(item), None
        if not file.is_file() and (file.suffix or file.name != item) and not home_of(home).is_dir():
            raise DataError(f"there is no file {item}, and no home with such an item", field="item")
        if not file.is_file() or home_of(home).is_dir():
            system = stack.enter_context(opened(home))
            if not file.is_file() or system.home.rows.items.get([item]):
                yield system, item
                return
        if out is None:
            raise click.UsageError(f"{item} is a media file: say with --out where the result goes")
        from generec.system.single import alone

        yield stack.enter_context(alone(file, under=system))


VERBS = (recommend, understand, edit, create)
