"""Subtitles of what is said in the shots themselves, where their own sound is kept and somebody speaks."""

from __future__ import annotations

import math
import wave
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from pydantic import JsonValue

from generec import models
from generec.creator.film.casting import Cast, Played
from generec.creator.film.scripting import Script
from generec.creator.film.storyboard import FPS
from generec.creator.film.timeline import on_screen
from generec.domain.errors import MissingExtra, MissingModel
from generec.domain.recipes import Recipe
from generec.editor.tools import Tools
from generec.encoders.speech import Speech
from generec.media.lettering import Line, missing
from generec.media.loudness import loudness
from generec.media.samples import STUDIO, Block
from generec.media.sound import source_sound
from generec.media.spans import Span

SUBTITLES = "subtitles"
_LOUD_LUFS = -38.0
_LEAST_S = 1.2
_SURE = -0.5
"""The mean log probability of what is written under a shot: a few seconds, cut out of a talk, are easily
misheard. Of five such shots of dogs, the four below it were wrong or half a sentence."""
_READ_S = 0.6
"""A line that would stand for less after the title is not shown."""


def listener(tools: Tools) -> Speech | None:
    """What writes down speech; None where that is not installed."""
    try:
        found = tools.speech() if tools.speech is not None else None
        return found if found is not None and found.models else None
    except (MissingExtra, MissingModel):
        return None


def subtitled(script: Script, cast: Cast, *, tools: Tools, speed: float) -> Script:
    """The script with subtitles for the shots in which somebody speaks aloud (see `beside`).

    As it was where no captions are asked for, where the video is read aloud or mute, and where speech
    is not written down here.
    """
    ops = [op for op, _ in script.steps]
    speech = listener(tools) if "captions" in ops and not {"mute", "narration"} & set(ops) else None
    if speech is None or speed != 1.0:
        return script
    shots = [params for op, params in script.steps if op == "shot"]
    cast_shots = [one for one in cast.played if one.segment is not None]
    heard = [
        number
        for number, (params, one) in enumerate(zip(shots, cast_shots, strict=True))
        if params["heard"] and _speaks(one, tools, speech)
    ]
    if not heard:
        return script
    numbers: list[JsonValue] = [*heard]
    return replace(script, steps=(*script.steps, (SUBTITLES, {"shots": numbers})))


def lines(recipe: Recipe, files: Sequence[Path], *, tools: Tools) -> list[Line]:
    """What is surely said in the shots that the recipe names, in the result's time, once the title is gone.

    Raises `MissingExtra`.
    """
    step = next((step for step in recipe.steps if step.op == SUBTITLES), None)
    if step is None or tools.speech is None:
        return []
    wanted: Any = step.params["shots"]
    out: list[Line] = []
    for number, one in enumerate(on_screen(recipe, "shot")):
        if number in wanted:
            params: Any = recipe.steps[one.place].params
            file, seconds = files[int(params["source"])], (one.end - one.begin) / FPS
            out += _said(tools.speech(), file, float(params["start_s"]), seconds, at_s=one.begin_s)
    return [*_after(_title_s(recipe), out)]


def beside(told: Sequence[Line], said: Sequence[Line]) -> list[Line]:
    """What is said, and of the captions `told` those that are not on screen at the same time."""
    return [
        *said,
        *(one for one in told if not any(_together(one, other) for other in said)),
    ]


def _together(one: Line, other: Line) -> bool:
    ends = [math.inf if line.end_s is None else line.end_s for line in (one, other)]
    return one.start_s < ends[1] and other.start_s < ends[0]


def _title_s(recipe: Recipe) -> float:
    """When the title is gone."""
    return max(
        (float(str(step.params["seconds"])) for step in recipe.steps if step.op == "title"), default=0.0
    )


def _after(time_s: float, said: Sequence[Line]) -> Iterator[Line]:
    for line in said:
        start_s = max(line.start_s, time_s)
        if line.end_s is None or start_s == line.start_s or line.end_s - start_s >= _READ_S:
            yield replace(line, start_s=start_s)


def _said(speech: Speech, file: Path, start_s: float, seconds: float, *, at_s: float) -> Iterator[Line]:
    font = models.path("font-bold")
    with TemporaryDirectory(prefix="generec-heard-") as folder:
        path = Path(folder) / "heard.wav"
        _write(path, _sound(file, start_s, seconds))
        for line in speech(path, least=_SURE).lines:
            end_s = min(seconds, line.end_s if line.end_s is not None else seconds)
            if line.start_s < end_s and not missing(line.text, font):
                yield Line(line.text, round(at_s + line.start_s, 3), round(at_s + end_s, 3))


def _speaks(one: Played, tools: Tools, speech: Speech) -> bool:
    """Whether somebody speaks aloud in a shot that is long enough for words."""
    seconds = one.shot.frames / FPS
    assert one.segment is not None
    item = one.segment.item
    if seconds < _LEAST_S or not item.has_audio or item.media is None:
        return False
    with tools.media(item.media) as file, TemporaryDirectory(prefix="generec-heard-") as folder:
        sound = _sound(file, one.start_s, seconds)
        path = Path(folder) / "heard.wav"
        if loudness(iter([sound])) < _LOUD_LUFS:
            return False
        _write(path, sound)
        return speech.heard(path)


def _sound(file: Path, start_s: float, seconds: float) -> Block:
    span = Span(start_s, start_s + seconds, 0.0, 1.0)
    return np.concatenate(list(source_sound(file, [span], form=STUDIO)))


def _write(path: Path, sound: Block) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(STUDIO.rate)
        mono = np.clip(sound.mean(axis=1), -1, 1)
        file.writeframes((mono * 32767).astype("<i2").tobytes())
