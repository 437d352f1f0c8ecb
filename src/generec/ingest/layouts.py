"""Data sets as they are published, read where they lie: MicroLens, MovieLens, MIND.

A folder is recognised by its files. Its tables are read row by row and handed on as tables of items and
logs with the usual columns, so that everything after is as for any other table, and a reject names the
published file and its row. Exact layouts are on the page of own data.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from generec.ingest.tables import Row, Table

VIDEOS, PICTURES = (".mp4", ".mkv", ".webm", ".mov"), (".jpg", ".jpeg", ".png", ".webp")
DAY_S = 86_400.0

Cells = Callable[[list[str]], Iterator[dict[str, Any]]]
"""What one published row becomes: no row, one or several. Raises `ValueError` for a row it cannot read."""


class Layout(NamedTuple):
    """A folder that was recognised: its tables of items and its logs. `name` is the data set's."""

    name: str
    items: tuple[Table, ...]
    logs: tuple[Table, ...]


class _Form(NamedTuple):
    """How a published file is written; `least` fields stand in a row."""

    delimiter: str
    least: int = 2
    encoding: str = "utf-8-sig"
    quoted: bool = False
    header: bool = False


def recognised(folder: Path) -> Layout | None:
    """The layout of a folder, or None where it is none of the known ones."""
    for read in (_microlens, _movielens, _mind):
        found = read(folder)
        if found is not None:
            return found
    return None


def _made(path: Path, form: _Form, cells: Cells, *, columns: Sequence[str]) -> Table:
    return Table(path, tuple(columns), made=partial(_rows, path, form, cells))


def _rows(path: Path, form: _Form, cells: Cells) -> Iterator[Row]:
    for number, line in _lines(path, form):
        if len(line) < form.least:
            yield Row(number, {}, f"has {len(line)} fields, not {form.least}")
            continue
        try:
            yield from (Row(number, one) for one in cells(line))
        except ValueError as error:
            yield Row(number, {}, str(error))


def _lines(path: Path, form: _Form) -> Iterator[tuple[int, list[str]]]:
    """(row number from 1, fields) of every line with something in it; the header is left out."""
    with path.open(encoding=form.encoding, errors="replace", newline="") as file:
        if form.quoted:
            lines: Iterator[list[str]] = csv.reader(file, delimiter=form.delimiter)
        else:
            lines = (line.rstrip("\r\n").split(form.delimiter) for line in file)
        for number, line in enumerate(lines, start=1):
            if any(line) and not (form.header and number == 1):
                yield number, line


def _headed(path: Path) -> bool:
    """Whether the first field is a name: published ids are numbers."""
    with path.open(encoding="utf-8-sig") as file:
        return not file.readline().split(",")[0].strip().strip('"').isdigit()


def _only(folder: Path, pattern: str) -> Path | None:
    return next(iter(sorted(folder.glob(pattern))), None)


def _media(folder: Path, names: Sequence[str], endings: tuple[str, ...]) -> dict[str, str]:
    """Media by name, relative to the folder, from the first of the folders that is there."""
    for pattern in names:
        for found in sorted(folder.glob(pattern)):
            if found.is_dir():
                files = (path for path in sorted(found.iterdir()) if path.suffix.lower() in endings)
                return {path.stem: path.relative_to(folder).as_posix() for path in files}
    return {}


def _described(id: str, title: str, media: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """An item's cells; where it has no media its words are its body."""
    own = {"media": media[id]} if id in media else {"text": more.get("description") or title}
    return {"item_id": id, "title": title, **more, **own}


_ITEM = ("item_id", "title", "description", "topics", "media", "text", "language")


# MicroLens: Ni et al., "A content-driven micro-video recommendation dataset at scale", 2023


def _microlens(folder: Path) -> Layout | None:
    pairs = _only(folder, "MicroLens*_pairs.csv")
    titles = _only(folder, "MicroLens*_title*.csv")
    if pairs is None or titles is None:
        return None
    media = {
        **_media(folder, ("MicroLens*_covers", "covers"), PICTURES),
        **_media(folder, ("MicroLens*_videos", "videos"), VIDEOS),
    }
    tags = folder / "tags_to_summary.csv"
    kinds = {line[0].strip(): line[1].strip() for _, line in _lines(tags, _CSV)} if tags.is_file() else {}

    def item(line: list[str]) -> Iterator[dict[str, Any]]:
        id, title = line[0].strip(), line[1].strip()
        yield _described(id, title, media, topics=kinds.get(id, ""))

    def comment(line: list[str]) -> Iterator[dict[str, Any]]:
        yield {"user_id": line[0], "item_id": line[1], "timestamp": line[2], "clicked": "1"}

    return Layout(
        "MicroLens",
        (_made(titles, _CSV._replace(header=_headed(titles)), item, columns=_ITEM),),
        (
            _made(
                pairs,
                _CSV._replace(header=_headed(pairs), least=3),
                comment,
                columns=("user_id", "item_id", "timestamp", "clicked"),
            ),
        ),
    )


_CSV = _Form(",", quoted=True)


# MovieLens: Harper and Konstan, "The MovieLens datasets", 2015

_GENRES = (
    *("unknown", "Action", "Adventure", "Animation", "Children's", "Comedy", "Crime", "Documentary"),
    *("Drama", "Fantasy", "Film-Noir", "Horror", "Musical", "Mystery", "Romance", "Sci-Fi", "Thriller"),
    *("War", "Western"),
)
"""In the order of the last 19 columns of `u.item`."""

_MOVIELENS = (
    ("movies.csv", "ratings.csv", _CSV._replace(header=True, least=3)),
    ("movies.dat", "ratings.dat", _Form("::", 3, "latin-1")),
    ("u.item", "u.data", _Form("|", 24, "latin-1")),
)


def _movielens(folder: Path) -> Layout | None:
    there = [one for one in _MOVIELENS if all((folder / name).is_file() for name in one[:2])]
    if not there:
        return None
    movies, ratings, form = there[0]
    if form.header and not _starts(folder / movies, "movieId,title,genres"):
        return None
    media = _media(folder, ("posters",), PICTURES)

    def item(line: list[str]) -> Iterator[dict[str, Any]]:
        if movies == "u.item":
            flags = zip(_GENRES, line[5:24], strict=True)
            genres = ";".join(name for name, flag in flags if flag == "1" and name != "unknown")
        else:
            genres = "" if line[2].startswith("(") else line[2].replace("|", ";")
        yield _described(line[0], line[1], media, topics=genres)

    def rating(line: list[str]) -> Iterator[dict[str, Any]]:
        yield {"user_id": line[0], "item_id": line[1], "rating": line[2], "timestamp": line[3]}

    log_form = _Form("\t", 4) if movies == "u.item" else form._replace(least=4)
    return Layout(
        "MovieLens",
        (_made(folder / movies, form, item, columns=_ITEM),),
        (_made(folder / ratings, log_form, rating, columns=("user_id", "item_id", "rating", "timestamp")),),
    )


def _starts(path: Path, header: str) -> bool:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        return file.readline().strip() == header


# MIND: Wu et al., "MIND: a large-scale dataset for news recommendation", ACL 2020

_MIND_TIME = "%m/%d/%Y %I:%M:%S %p"


def _mind(folder: Path) -> Layout | None:
    parts = [folder, *(path for path in sorted(folder.iterdir()) if path.is_dir())]
    parts = [path for path in parts if (path / "news.tsv").is_file() and (path / "behaviors.tsv").is_file()]
    if not parts:
        return None
    met: set[str] = set()

    def article(line: list[str]) -> Iterator[dict[str, Any]]:
        id, category, below, title, abstract = line[:5]
        topics = f"{category};{below}" if below and below != category else category
        yield _described(id, title, {}, topics=topics, description=abstract, language="en")

    def behaviour(line: list[str]) -> Iterator[dict[str, Any]]:
        _, user, time, history, shown = line[:5]
        try:
            at = datetime.strptime(time.strip(), _MIND_TIME).replace(tzinfo=UTC).timestamp()
        except ValueError:
            raise ValueError(f"{time!r} is no time such as 11/15/2019 8:55:22 AM") from None
        if user not in met:
            met.add(user)
            before = history.split()
            for back, id in enumerate(reversed(before), start=1):
                yield {"user_id": user, "item_id": id, "timestamp": at - DAY_S - back, "kind": "click"}
        for place, one in enumerate(shown.split()):
            id, _, clicked = one.rpartition("-")
            if clicked not in ("0", "1") or not id:
                # The test part has no labels: what was shown there says nothing.
                continue
            event = {"user_id": user, "item_id": id, "timestamp": at, "position": place}
            yield {**event, "kind": "impression"}
            if clicked == "1":
                yield {**event, "kind": "click"}

    tabs = _Form("\t", 5)
    return Layout(
        "MIND",
        tuple(_made(part / "news.tsv", tabs, article, columns=_ITEM) for part in parts),
        tuple(
            _made(
                part / "behaviors.tsv",
                tabs,
                behaviour,
                columns=("user_id", "item_id", "timestamp", "kind", "position"),
            )
            for part in parts
        ),
    )
