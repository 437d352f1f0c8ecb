"""Captions: the words that a viewer dictates, or the subtitles that a video brings with it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from pydantic import JsonValue

from generec import models
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Caption
from generec.domain.items import Item
from generec.domain.recipes import Step
from generec.editor.ops.operation import VISUAL, WORDS, Asking, Making
from generec.editor.tools import Tools, media_of
from generec.media.chain import Change
from generec.media.lettering import Lettering, Line, missing
from generec.media.subtitles import subtitles
from generec.models.entries import entry

FONT = "font-bold"
LONGEST = 200
"""Characters of a dictated caption: what can be read at a glance."""


class Captions:
    """Words on the pictures."""

    names = ("caption",)
    kinds = VISUAL
    rank = WORDS

    def plan(self, edit: Caption, asking: Asking) -> Step:
        """The step that sets the words, with `text` where they were dictated.

        Dictated words are the viewer's own: a recipe with them is private. Raises `NotAllowed` where
        there is nothing to set, or a character that the font lacks.
        """
        params = _own(asking.item, asking.tools) if edit.text is None else _dictated(edit.text)
        return Step(
            component=asking.component, op="caption", params=params, models={FONT: entry(FONT).sha256}
        )

    def apply(self, step: Step, making: Making) -> str:
        """Add the painter of the words."""
        text = step.params.get("text")
        own = None if text is None else str(text)
        making.changes.append(lettering(own, making.path, start_s=making.start_s, speed=making.speed))
        return "given its subtitles" if own is None else "given a caption"


def _own(item: Item, tools: Tools) -> dict[str, JsonValue]:
    if item.kind == "image":
        raise NotAllowed("a picture has no subtitles: say what to write on it")
    with tools.media(media_of(item)) as path:
        lines = subtitles(path)
    if not lines:
        name = item.title or repr(item.id)
        raise NotAllowed(f"{name} has no subtitles of its own: say what to write on it")
    _check("".join(line.text for line in lines), whose="its subtitles have")
    return {}


def _dictated(said: str) -> dict[str, JsonValue]:
    text = tidy(said)
    if not text:
        raise NotAllowed("the caption has no words")
    if len(text) > LONGEST:
        raise NotAllowed(f"the caption has {len(text)} characters: at most {LONGEST} can be read")
    _check(text, whose="the caption has")
    return {"text": text}


def tidy(text: str) -> str:
    """The words in Unicode NFC, each run of white space one space, line breaks kept."""
    rows = (" ".join(row.split()) for row in unicodedata.normalize("NFC", text).splitlines())
    return "\n".join(row for row in rows if row)


def lettering(text: str | None, path: Path, *, start_s: float, speed: float) -> Change:
    """The painter of a dictated text, or of the subtitles of `path` from `start_s` on at that tempo."""
    if text is not None:
        lines = [Line(text)]
    else:
        lines = [
            Line(line.text, (line.start_s - start_s) / speed, ((line.end_s or 0.0) - start_s) / speed)
            for line in subtitles(path)
            if (line.end_s or 0.0) > start_s
        ]
    font = models.path(FONT)
    return lambda: Lettering(lines, font=font)


def _check(text: str, *, whose: str) -> None:
    unknown = missing(text, models.path(FONT))
    if unknown:
        name = unicodedata.name(unknown, f"U+{ord(unknown):04X}").lower()
        sign = f"{unknown!r}, " if unknown.isprintable() else ""
        raise NotAllowed(f"{whose} a character that cannot be set: {sign}{name}")
