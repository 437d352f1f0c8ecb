"""Subtitles of what is said in the shots themselves, where their own sound is kept and somebody speaks."""

from __future__ import annotations

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


def listener(tools: Tools) -> Speech | None:
    """What writes down speech; None where that is not installed."""
    try:
        found = tools.speech() if tools.speech is not None else None
        return found if found is not None and found.models else None
    except (MissingExtra, MissingModel):
        return None


def subtitled(script: Script, cast: Cast, *, tools: Tools, speed: float) -> Script:
    """The script with subtitles for the shots in which somebody speaks aloud, in place of titles.

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
    times = _times(cast)
    spoken = [times[number] for number in heard]
    steps = [
        (op, {**params, "lines": [*_clear(params["lines"], spoken)]} if op == "captions" else params)
        for op, params in script.steps
    ]
    numbers: list[JsonValue] = [*heard]
    steps.append((SUBTITLES, {"shots": numbers}))
    return replace(script, steps=tuple(steps))


def lines(recipe: Recipe, files: Sequence[Path], *, tools: Tools) -> list[Line]:
    """What is said in the shots that the recipe names, in the result's time. Raises `MissingExtra`."""
    step = next((step for step in recipe.steps if step.op == SUBTITLES), None)
    if step is None or tools.speech is None:
        return []
    wanted: Any = step.params["shots"]
    out: list[Line] = []
    begin, number = 0, -1
    for one in recipe.steps:
        params: Any = one.params
        number += one.op == "shot"
        if one.op == "shot" and number in wanted:
            seconds = int(params["frames"]) / FPS
            file = files[int(params["source"])]
            out += _said(tools.speech(), file, float(params["start_s"]), seconds, at_s=begin / FPS)
        begin += int(params["frames"]) if "frames" in params else 0
    return out


def _said(speech: Speech, file: Path, start_s: float, seconds: float, *, at_s: float) -> Iterator[Line]:
    font = models.path("font-bold")
    with TemporaryDirectory(prefix="generec-heard-") as folder:
        path = Path(folder) / "heard.wav"
        _write(path, _sound(file, start_s, seconds))
        for line in speech(path).lines:
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


def _times(cast: Cast) -> list[tuple[float, float]]:
    """(from, to) of each shot with footage, s of the result."""
    out, begin = [], 0
    for one in cast.played:
        if one.segment is not None:
            out.append((begin / FPS, (begin + one.shot.frames) / FPS))
        begin += one.shot.frames
    return out


def _clear(told: Any, spoken: Sequence[tuple[float, float]]) -> Iterator[JsonValue]:
    """The captions that are not on screen while somebody is heard."""
    for text, start, end in told:
        if not any(low < float(end) and float(start) < high for low, high in spoken):
            yield [text, start, end]


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
