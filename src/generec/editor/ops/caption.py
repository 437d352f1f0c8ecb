"""Captions: what a viewer dictates, the subtitles that a video brings with it, or what is said in it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pydantic import JsonValue

from generec import models
from generec.domain.errors import MediaError, MissingExtra, NotAllowed
from generec.domain.guidance import Caption
from generec.domain.items import Item
from generec.domain.recipes import Step
from generec.editor.ops.operation import VISUAL, WORDS, Asking, Making
from generec.editor.tools import Tools, media_of
from generec.media.chain import Change
from generec.media.decode import Reader
from generec.media.lettering import Lettering, Line, missing
from generec.media.spans import Stretch, shown_within, timeline
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
        item = asking.item
        params = _written(item, asking) if edit.text is None else _dictated(edit.text)
        used = asking.tools.speech().models if "speech" in params and asking.tools.speech else {}
        models = {FONT: entry(FONT).sha256, **used}
        return Step(component=asking.component, op="caption", params=params, models=models)

    def apply(self, step: Step, making: Making) -> str:
        """Add the painter of the words."""
        text = step.params.get("text")
        if text is not None:
            lines, told = [Line(str(text))], "given a caption"
        elif "speech" in step.params:
            lines, told = _spoken(step, making), "given subtitles that were written from its speech"
        else:
            lines, told = subtitles(making.path), "given its subtitles"
        making.changes.append(lettering(lines, path=making.path, spans=making.spans, speed=making.speed))
        return told


def _written(item: Item, asking: Asking) -> dict[str, JsonValue]:
    """Where the words come from that nobody dictated: the track that is there, or what is spoken."""
    if item.kind == "image":
        raise NotAllowed("a picture has no subtitles: say what to write on it")
    name = item.title or repr(item.id)
    with asking.tools.media(media_of(item)) as path:
        lines = subtitles(path)
        if not lines:
            _listen(path, item, asking.tools, name=name)
    if not lines:
        asked = asking.guidance.limits.language
        return {"speech": asked.split("-")[0].lower() if asked else None}
    _check("".join(line.text for line in lines), whose="its subtitles have")
    return {}


def _listen(path: Path, item: Item, tools: Tools, *, name: str) -> None:
    """Raises `NotAllowed` where no words can be had from the sound."""
    why = f"{name} has no subtitles of its own"
    if tools.speech is None:
        raise NotAllowed(f"{why}: say what to write on it")
    if not item.has_audio:
        raise NotAllowed(f"{why}, and no sound: say what to write on it")
    try:
        heard = tools.speech().heard(path)
    except MissingExtra as error:
        raise NotAllowed(f"{why}: say what to write on it ({error.message})") from error
    if not heard:
        raise NotAllowed(f"{why}, and nobody speaks in it: say what to write on it")


def _spoken(step: Step, making: Making) -> list[Line]:
    """What is said, in the language asked for. Raises `MediaError` where it cannot be had."""
    name = making.item.title or repr(making.item.id)
    assert making.tools.speech is not None
    language, lines = making.tools.speech()(making.path)
    asked = step.params["speech"]
    if lines and asked not in (None, language):
        raise MediaError(f"{name} is in {language}: its subtitles cannot be translated here")
    if not lines:
        raise MediaError(f"what is said in {name} could not be understood")
    font = models.path(FONT)
    # A sign that the font lacks would be a box: such a caption says nothing.
    if any(missing(line.text, font) for line in lines):
        raise MediaError(f"what is said in {name} is written in signs that cannot be set here")
    return list(lines)


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


def lettering(lines: Sequence[Line], *, path: Path, spans: Sequence[Stretch], speed: float) -> Change:
    """The overlay of lines (s of the video `path`) over the stretches that are shown at that tempo."""
    shown = [line for line in lines if line.end_s is None]
    timed = [(line, line.start_s, line.end_s) for line in lines if line.end_s is not None]
    if timed:
        with Reader(path, threads=1) as reader:
            parts = timeline(reader, spans, speed=speed)
        found = [(line, shown_within(start, end, parts)) for line, start, end in timed]
        shown = [replace(line, start_s=a, end_s=b) for line, times in found for a, b in times] + shown
    font = models.path(FONT)
    return lambda: Lettering(shown, font=font)


def _check(text: str, *, whose: str) -> None:
    unknown = missing(text, models.path(FONT))
    if unknown:
        name = unicodedata.name(unknown, f"U+{ord(unknown):04X}").lower()
        sign = f"{unknown!r}, " if unknown.isprintable() else ""
        raise NotAllowed(f"{whose} a character that cannot be set: {sign}{name}")
