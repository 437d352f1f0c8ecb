"""Prompts: what is to be drawn and what is not, in words, out of guidance alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from generec.creator.footage.evidence import own_names
from generec.creator.hub.config import PipelineConfig
from generec.domain.errors import NotAllowed
from generec.domain.guidance import (
    Adjust,
    Aspect,
    Guidance,
    Mood,
    Music,
    Mute,
    Reframe,
    Style,
    Taste,
    Topic,
)
from generec.editor.looks import ASPECTS
from generec.editor.sdedit import PROMPTS
from generec.retriever.catalogue import Shelf
from generec.retriever.words import tokens

MOODS: Final[dict[Mood, str]] = {
    "calm": "calm, soft light, slow movement",
    "funny": "playful and funny, bright light",
    "exciting": "dynamic, energetic, dramatic angle",
    "sad": "melancholic, muted colours, overcast",
    "inspiring": "uplifting, wide view, golden light",
    "scary": "eerie, dark, fog",
    "romantic": "tender, warm evening light",
}
ADJUSTED: Final[dict[tuple[str, str], str]] = {
    ("brightness", "up"): "bright",
    ("brightness", "down"): "dark",
    ("contrast", "up"): "high contrast",
    ("contrast", "down"): "low contrast",
    ("saturation", "up"): "vivid colours",
    ("saturation", "down"): "muted colours",
}
_DRAWN: Final = (Style, Adjust, Reframe, Music, Mute, Taste)


class Prompt(NamedTuple):
    """Words for and against."""

    words: str
    against: str


def prompt(guidance: Guidance, topics: Sequence[Topic], *, config: PipelineConfig, extra: str) -> Prompt:
    """What is to be drawn and what is not.

    Topics in the corpus's words where these are among the viewer's, then look and mood. Raises
    `NotAllowed` for an edit that no words can ask for.
    """
    if undone := [edit.op for edit in guidance.edits if not _can(edit)]:
        raise NotAllowed(f"{undone[0].replace('_', ' ')} is not available for what a model draws")
    mood = guidance.limits.mood
    words = [
        " and ".join(dict.fromkeys(named(topic) for topic in topics)),
        *(PROMPTS[edit.name] for edit in guidance.edits if isinstance(edit, Style)),
        *(ADJUSTED[edit.what, edit.by] for edit in guidance.edits if isinstance(edit, Adjust)),
        MOODS[mood] if mood else "",
        extra,
    ]
    against = [*(topic[0] for topic in guidance.less), config.against]
    return Prompt(_listed(words), _listed(against))


def _can(edit: object) -> bool:
    return isinstance(edit, _DRAWN) and not (isinstance(edit, Taste) and edit.about is not None)


def named(topic: Topic) -> str:
    """The corpus's name of a topic where it is one of the viewer's words, else these."""
    return min(own_names(topic), key=len, default=topic[0])


def personal(guidance: Guidance, topics: Sequence[Topic], *, shelf: Shelf) -> bool:
    """Whether words of a prompt are the viewer's own: such as the corpus never uses."""
    said = [*(named(topic) for topic in topics), *(topic[0] for topic in guidance.less)]
    return any(not len(shelf.words.find(word, n=shelf.n)) for words in said for word in tokens(words))


def size(guidance: Guidance, config: PipelineConfig) -> tuple[int, int]:
    """(width, height) in pixels: as set, or about as large in the aspect that is asked for."""
    aspect: Aspect | None = next((edit.aspect for edit in guidance.edits if isinstance(edit, Reframe)), None)
    if aspect is None:
        return config.width, config.height
    wide, high = ASPECTS[aspect]
    scale = (config.width * config.height / (wide * high)) ** 0.5
    return _rounded(wide * scale, config.multiple), _rounded(high * scale, config.multiple)


def _rounded(side: float, multiple: int) -> int:
    return max(1, round(side / multiple)) * multiple


def _listed(parts: Sequence[str]) -> str:
    return ", ".join(part.strip() for part in parts if part.strip())
