"""A film's recipe with other footage where checks kept some of it out.

The shot in question is played by a stretch that no shot shows yet, right beside one that does: of the same
take, if there is one, as after a cut something else may be seen; of another source of the film, which passed,
rather than of its own; and the one that most shows what was asked for, if it is not gone from it. Where there
is none, its place is taken by a card, as where footage lacks.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np

from generec.creator.film.hearing import SUBTITLES
from generec.creator.film.scripting import credited
from generec.creator.film.storyboard import FPS
from generec.creator.film.timeline import Seen, on_screen
from generec.creator.footage.segments import SegmentsConfig
from generec.domain.items import Item
from generec.domain.profiles import Floats, FrameFeatures
from generec.domain.recipes import Recipe, Step

Params = dict[str, Any]

_MOST: Final = 0.5
"""Where more of the shots would have to go, it is the wish, not a shot."""
_APART_S: Final = 0.5
_CLEAR: Final = 0.1
"""From this likeness to what was asked for a stretch shows it clearly enough for its absence to tell."""
_GONE: Final = SegmentsConfig().gone
_FRAME: Final = ("role", "frames", "join", "join_frames")
"""What stays of a shot whatever plays it."""


class _Stretch(NamedTuple):
    """What is seen of a source, its joins included, s."""

    source: int
    start_s: float
    end_s: float


class _Known(NamedTuple):
    """Of a source the seconds at which another take begins, and what its frames at `times` (s) show of the
    topics, as a cosine."""

    cuts: list[float]
    times: Floats
    shows: Floats

    def shown(self, start_s: float, end_s: float) -> float:
        """The mean of a stretch; 0 where nothing is known of it."""
        inside = (self.times >= start_s) & (self.times < end_s)
        return float(self.shows[inside].mean()) if inside.any() else 0.0


def recut(
    recipe: Recipe,
    sources: Sequence[Item],
    *,
    times: Sequence[float],
    features: Callable[[str], FrameFeatures | None],
    shown: Callable[[FrameFeatures], Floats],
) -> Recipe | None:
    """The recipe with other footage on screen at `times` (s of the film).

    `sources` are the items of the recipe; `features` knows stored videos, `shown` how much their frames
    (frames,) are like what was asked for. None where no footage is on screen then, or where most of all the
    footage would have to go.
    """
    steps = list(recipe.steps)
    footage = list(on_screen(recipe, "shot"))
    bad = [one for one in footage if any(one.begin_s <= time < one.end_s for time in times)]
    if not bad or len(bad) > _MOST * len(footage):
        return None
    lengths = {item.id: item.duration_s for item in sources}
    room = [lengths.get(source.item, 0.0) for source in recipe.sources]
    shots: list[Params] = [steps[one.place].params for one in footage]
    stored = {item.id: item.media for item in sources}
    known = {
        number: _known(stored.get(recipe.sources[number].item), features, shown)
        for number in {params["source"] for params in shots}
    }
    shunned = {steps[one.place].params["source"] for one in bad}
    taken = [_stretch(params) for params in shots]
    for one in bad:
        own = steps[one.place].params
        found = _likeliest(own, shots, taken, room, shunned=shunned, known=known)
        if found is not None:
            taken.append(_stretch(found))
        steps[one.place] = _card(recipe, one.place) if found is None else _with(steps[one.place], found)
    return _settled(recipe, steps, sources, bad)


def _stretch(params: Params) -> _Stretch:
    aside = int(params["join_frames"]) / 2 / FPS * params["speed"] + _APART_S
    length = int(params["frames"]) / FPS * params["speed"]
    return _Stretch(params["source"], params["start_s"] - aside, params["start_s"] + length + aside)


def _known(
    media: str | None,
    features: Callable[[str], FrameFeatures | None],
    shown: Callable[[FrameFeatures], Floats],
) -> _Known:
    found = features(media) if media else None
    if found is None:
        return _Known([], np.zeros(0, np.float32), np.zeros(0, np.float32))
    return _Known([float(begin) for begin in found.shots[1:, 0]], found.times, shown(found))


def _likeliest(
    own: Params,
    shots: Sequence[Params],
    taken: Sequence[_Stretch],
    room: Sequence[float],
    *,
    shunned: set[Any],
    known: Mapping[int, _Known],
) -> Params | None:
    """The shot on an unseen stretch right behind or before what the shots show; None where there is none.

    One of the same take as what is shown comes before others, of these the one that most shows the topics,
    and one of a `shunned` source last. The crop stands where that of the stretch beside it ended or began.
    """
    _, before_s, behind_s = _stretch({**own, "start_s": 0.0})
    out: list[tuple[bool, bool, float, Params | None]] = []
    for beside in shots:
        source, first, last = _stretch(beside)
        clear = known[source].shown(first, last)
        for start_s, at in ((last - before_s, -1), (first - behind_s, 0)):
            begin_s, end_s = start_s + before_s, start_s + behind_s
            unseen = not any(
                one.source == source and one.start_s < end_s and begin_s < one.end_s for one in taken
            )
            shows = known[source].shown(begin_s, end_s)
            gone = clear >= _CLEAR and shows < _GONE * clear
            if unseen and not gone and begin_s >= 0 and end_s <= room[source]:
                crop = {"times": [round(begin_s, 3)], "x": [beside["x"][at]], "y": [beside["y"][at]]}
                frame = {name: own[name] for name in _FRAME}
                apart = any(min(first, begin_s) < cut < max(last, end_s) for cut in known[source].cuts)
                params = {**beside, **frame, **crop, "start_s": round(start_s, 3)}
                out.append((source in shunned, apart, -round(shows, 2), params))
    return min(out, key=lambda one: one[:3], default=(True, True, 0.0, None))[3]


def _card(recipe: Recipe, place: int) -> Step:
    step = recipe.steps[place]
    title = next(one for one in recipe.steps if one.op == "title")
    params = {**{name: step.params[name] for name in _FRAME}, "text": title.params["text"], "turn": place}
    return step.model_copy(update={"op": "card", "params": params, "models": title.models})


def _settled(recipe: Recipe, steps: list[Step], sources: Sequence[Item], bad: Sequence[Seen]) -> Recipe:
    """The recipe with sources, credits and lines as its new shots have them."""
    items = {item.id: item for item in sources}
    used = {step.params["source"] for step in steps if step.op == "shot"}
    kept = [number for number in range(len(recipe.sources)) if number in used]
    # Articles, whose facts are told, stand behind the videos.
    articles = [one for one in recipe.sources if items[one.item].kind == "text"]
    out = []
    for step in steps:
        params: Params = dict(step.params)
        if step.op == "shot":
            params["source"] = kept.index(params["source"])
        elif step.op == "credits":
            shown = [items[recipe.sources[number].item] for number in kept]
            params |= credited(shown, int(params["frames"]))
        elif step.op == "captions":
            params["lines"] = [line for line in params["lines"] if not _over(line, bad)]
        elif step.op == SUBTITLES:
            params["shots"] = _still_heard(recipe, steps, params["shots"], bad)
        out.append(_with(step, params))
    left = tuple(recipe.sources[number] for number in kept)
    return recipe.model_copy(update={"sources": (*left, *articles), "steps": tuple(out)})


def _over(line: Sequence[Any], bad: Sequence[Seen]) -> bool:
    """Whether a caption, [words, from, to], names what is no longer on screen."""
    return any(one.begin_s < float(line[2]) and float(line[1]) < one.end_s for one in bad)


def _still_heard(
    recipe: Recipe, steps: Sequence[Step], numbers: Sequence[int], bad: Sequence[Seen]
) -> list[int]:
    """The numbers, among the shots as they are now, of those that speak and were left as they were."""
    before = [place for place, step in enumerate(recipe.steps) if step.op == "shot"]
    speak = {before[number] for number in numbers} - {one.place for one in bad}
    now = [place for place, step in enumerate(steps) if step.op == "shot"]
    return [number for number, place in enumerate(now) if place in speak]


def _with(step: Step, params: Params) -> Step:
    return step.model_copy(update={"params": params})
