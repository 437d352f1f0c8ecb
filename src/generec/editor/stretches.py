"""Which stretches of a video a clip keeps: one window, the part asked for, or highlights of a long one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from numpy.random import Generator
from pydantic import JsonValue

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Clip, Guidance, Topic
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures, Profile
from generec.editor.highlights import Span
from generec.editor.part import match_of, part_of
from generec.editor.taste import Wish
from generec.editor.tools import Tools, media_of, seconds
from generec.editor.window import WindowChooser, WindowConfig

_WHOLE_S = 0.05


def stretches(
    item: Item,
    *,
    guidance: Guidance,
    profile: Profile,
    rng: Generator,
    tools: Tools,
    config: WindowConfig,
) -> tuple[Span, ...] | None:
    """What a viewer would keep, in order of time; None where the whole plays.

    Raises `NotAllowed` where the part that was asked for is not found.
    """
    media_of(item)
    features = tools.features_of(item)
    wish = tools.wish(guidance)
    clip = next((edit for edit in guidance.edits if isinstance(edit, Clip)), None)
    if clip is not None and clip.about:
        _find(clip.about, item, features, wish, tools=tools, least=config.found)
    if clip is not None and clip.about and not clip.seconds and wish is not None and wish.more is not None:
        span = part_of(features, wish.more, centre=tools.centre(), others=tools.topics())
        if span is not None:
            return (span,)
    chooser = WindowChooser(config, centre=tools.centre())
    if clip is not None and not clip.about:
        several = chooser.several(features=features, profile=profile, guidance=guidance, wish=wish)
        if several is not None:
            return several
    choice = chooser(features=features, profiles=[profile], rng=rng, guidance=guidance, wish=wish)[0]
    start, end = choice.value
    return ((start, end),) if end - start < features.duration_s - _WHOLE_S else None


def _find(
    about: Topic, item: Item, features: FrameFeatures, wish: Wish | None, *, tools: Tools, least: float
) -> None:
    """Raises `NotAllowed` where neither the pictures nor the item's own words show what was asked for."""
    if wish is None or wish.more is None:
        return
    words = " ".join((item.title, item.description, *item.topics)).casefold().split()
    stems = [name.casefold().rstrip("s") for name in about]
    if any(word.startswith(stem) for word in words for stem in stems):
        return
    if match_of(features, wish.more, centre=tools.centre()) < least:
        raise NotAllowed(f"no part of {item.title or repr(item.id)} was found that shows {about[0]}")


def written(spans: tuple[Span, ...]) -> dict[str, JsonValue]:
    """Stretches as the parameters of a step."""
    if len(spans) == 1:
        return {"start_s": spans[0][0], "end_s": spans[0][1]}
    return {"spans": [[start, end] for start, end in spans]}


def read(params: Mapping[str, Any]) -> tuple[Span, ...]:
    """The stretches of a step."""
    if "spans" in params:
        return tuple((float(start), float(end)) for start, end in params["spans"])
    return ((float(params["start_s"]), float(params["end_s"])),)


def told(spans: tuple[Span, ...]) -> str:
    """What was kept, in plain words."""
    length = seconds(sum(end - start for start, end in spans))
    if len(spans) > 1:
        return f"cut to {length}, in {len(spans)} pieces from {seconds(spans[0][0])} on"
    return f"cut to {length}, from {seconds(spans[0][0])} on"
