"""Which column of a table is what: recognised by the names that data sets commonly use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from generec.domain.errors import ConfigError

_IDS = (
    "item_id", "item", "video_id", "movie_id", "news_id", "article_id", "image_id", "product_id",
    "doc_id", "book_id", "track_id", "post_id", "iid", "asin", "sku", "id",
)  # fmt: skip

ITEM: Mapping[str, tuple[str, ...]] = {
    "id": _IDS,
    "title": ("title", "name", "headline", "movie_title", "item_name", "product_name", "video_title"),
    "description": ("description", "desc", "caption", "summary", "abstract", "overview", "plot"),
    "text": ("text", "body", "content", "article"),
    "topics": (
        "topics", "topic", "category", "categories", "genres", "genre", "tags", "tag", "class", "classes",
        "labels", "label", "keywords",
    ),
    "media": (
        "media", "media_path", "path", "file", "file_name", "filepath", "video", "video_path", "image",
        "image_path", "poster", "url", "uri",
    ),
    "licence": ("licence", "license", "usage_licence"),
    "creator": ("creator", "author", "uploader", "channel", "artist", "publisher", "creator_id", "author_id"),
    "language": ("language", "lang"),
    "published_at": ("published_at", "published", "publish_time", "release_date", "upload_time"),
    "expires_at": ("expires_at", "expires", "expiry", "valid_until"),
    "allow": ("allow", "permissions"),
    "rights": ("rights",),
    "source": ("source", "origin_url", "provenance"),
    "ai": ("ai", "is_ai", "ai_generated"),
    "available": ("available", "is_available"),
}  # fmt: skip

EVENT: Mapping[str, tuple[str, ...]] = {
    "user": ("user_id", "user", "uid", "viewer_id", "viewer", "customer_id", "member_id", "account_id"),
    "item": _IDS,
    "at": ("timestamp", "time", "ts", "at", "datetime", "date", "event_time", "created_at", "unix_time"),
    "kind": ("kind", "event", "event_type", "type", "action", "behavior", "behaviour"),
    "value": ("value",),
    "rating": ("rating", "stars", "score"),
    "watched_s": (
        "watched_s", "watch_time", "watch_s", "watch_seconds", "dwell", "dwell_s", "dwell_time",
        "play_duration", "playing_time", "watched",
    ),
    "liked": ("liked", "like", "is_like", "thumbs_up", "favourite", "favorite"),
    "disliked": ("disliked", "dislike", "is_dislike", "thumbs_down"),
    "skipped": ("skipped", "skip", "is_skip"),
    "clicked": ("clicked", "click", "is_click"),
    "completed": ("completed", "complete", "is_complete", "finished"),
    "shared": ("shared", "share", "is_share", "forward", "is_forward"),
    "purchased": ("purchased", "purchase", "bought", "is_purchase"),
    "hidden": ("hidden", "hide", "is_hide", "is_hate"),
    "text": ("why", "comment", "review"),
    "event_id": ("event_id", "interaction_id"),
    "position": ("position", "slot"),
    "request": ("request", "request_id"),
}  # fmt: skip

MEASURED = frozenset(
    ("duration", "durations", "lengths", "width", "height", "fps", "hasaudio", "kind", "type")
)
"""Columns that are known but not believed: the media themselves are measured."""


class Match(NamedTuple):
    """`fields` maps each recognised field to its column; `unknown` columns are left alone."""

    fields: dict[str, str]
    unknown: tuple[str, ...]


def match(
    columns: Sequence[str], names: Mapping[str, tuple[str, ...]], chosen: Mapping[str, str] | None = None
) -> Match:
    """Recognise `columns`; `chosen` ({"title": "headline"}) goes before the common names.

    Case, blanks, `_` and `-` do not matter. Where several columns could be a field, the one whose
    name comes first in the list of names is it.
    """
    known: dict[str, str] = {}
    for column in columns:
        known.setdefault(plain(column), column)
    fields = {f: c for f, c in (chosen or {}).items() if f in names and c in columns}
    for field, options in names.items():
        taken = set(fields.values())
        found = (known[plain(o)] for o in options if plain(o) in known)
        free = next((c for c in found if c not in taken), None)
        if field not in fields and free is not None:
            fields[field] = free
    used = set(fields.values())
    return Match(fields, tuple(c for c in columns if c not in used and plain(c) not in MEASURED))


def is_events(columns: Sequence[str], chosen: Mapping[str, str] | None = None) -> bool:
    """Whether a table holds interactions: it names both a user and an item."""
    fields = match(columns, EVENT, chosen).fields
    return "user" in fields and "item" in fields


def check_choice(chosen: Mapping[str, str], tables: Iterable[Sequence[str]]) -> None:
    """Raise `ConfigError` for a field that there is not, or a column that no table has."""
    columns = {column for table in tables for column in table}
    for field, column in chosen.items():
        if field not in ITEM and field not in EVENT:
            known = ", ".join(sorted({*ITEM, *EVENT}))
            raise ConfigError(f"columns: {field!r} is no field; there are: {known}", field=field)
        if column not in columns:
            raise ConfigError(f"columns: no table has a column {column!r} (for {field!r})", field=field)


def plain(name: str) -> str:
    """A column's name without case, blanks and punctuation: movieId and movie_id are one."""
    return re.sub(r"[\W_]+", "", name).casefold()
