"""What a language model is asked about a wish, and the form of its answer. A viewer's words go as data."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from generec.domain.guidance import Edit, Limits, Target
from generec.domain.items import Item
from generec.domain.record import Record
from generec.models.chat import Message

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Quote = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]

_MOST = 1_000
"""Characters of a wish that are sent."""
_TITLE = 200
_TOPICS = 8


class HeardEdit(Record):
    """A change, and the viewer's words for it."""

    words: Quote
    edit: Edit


class HeardCreate(Record):
    """Something to be made."""

    about: tuple[Words, ...] = Field(default=(), max_length=6)
    seconds: float | None = Field(default=None, gt=0, le=86_400)


class HeardLimits(Limits):
    """Bounds, and the viewer's words for them."""

    words: Quote


class Heard(Record):
    """A language model's reading of a wish, before any of it is believed."""

    clear: bool = True
    less: tuple[Words, ...] = Field(default=(), max_length=12)
    more: tuple[Words, ...] = Field(default=(), max_length=12)
    edits: tuple[HeardEdit, ...] = Field(default=(), max_length=8)
    target: Target = "feed"
    create: HeardCreate | None = None
    limits: HeardLimits | None = None


@lru_cache(maxsize=1)
def script() -> Mapping[str, Any]:
    """The prompt, the examples, the control wishes and the questions of `words/model.toml`."""
    return tomllib.loads(files("generec.instructor").joinpath("words/model.toml").read_text("utf-8"))


def messages(text: str, item: Item | None) -> list[Message]:
    """The conversation that asks for a `Heard`: the rules, examples, and the wish as JSON data.

    Of the item on screen its kind, title, topics and length are told; of the viewer, nothing.
    """
    out = [Message(role="system", content=str(script()["prompt"]).strip())]
    for example in script()["example"]:
        out.append(_said(example["wish"], example.get("on_screen")))
        heard = Heard.model_validate(example["heard"])
        out.append(Message(role="assistant", content=_json(heard.model_dump(mode="json"))))
    return [*out, _said(text[:_MOST], None if item is None else _screen(item))]


def _said(wish: str, screen: Mapping[str, Any] | None) -> Message:
    return Message(role="user", content=_json({"on_screen": screen, "wish": wish}))


def _screen(item: Item) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "title": item.title[:_TITLE],
        "topics": list(item.topics[:_TOPICS]),
        "seconds": item.duration_s,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
