"""Why an item is shown, in plain words, from the part that spoke most for it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Topic
from generec.domain.profiles import Profile
from generec.retriever.scoring import Scoring
from generec.retriever.wishes import PICTURE

Floats = NDArray[np.float32]
_LIKES = 100
_NEAR = 0.35


def asked(topic: Topic, *, named: bool) -> str:
    """For an item that matches a wish: by its words, or only by likeness of meaning."""
    if topic == PICTURE:
        return "like the picture that you gave"
    return f"you asked for {topic[0]}" if named else f"near to {topic[0]}, which you asked for"


def reasons(
    scoring: Scoring, *, profile: Profile, rows: NDArray[np.int64], warm: float, site: bool = False
) -> list[str]:
    """One reason for each row; `site`: the rows came from the site's own ranker."""
    if site:
        return ["chosen by this site for you"] * len(rows)
    out = ["popular now" if popular > 0 else "something different" for popular in scoring.popularity[rows]]
    for at, row in enumerate(rows):
        if scoring.fresh[row]:
            out[at] = "new here"
    if len(rows) and warm > 0:
        _told_by_taste(out, scoring, profile=profile, rows=rows)
    for at, topic in _topics(scoring, likes=profile.asked, rows=rows).items():
        out[at] = f"{topic}, which you asked for before"
    return out


def _told_by_taste(out: list[str], scoring: Scoring, *, profile: Profile, rows: NDArray[np.int64]) -> None:
    for at, title in _liked(scoring, profile=profile, rows=rows).items():
        out[at] = f"because you liked '{title}'"
    for at, topic in _topics(scoring, likes=profile.topics, rows=rows).items():
        if out[at] in ("popular now", "something different"):
            out[at] = f"you like {topic}"


def _liked(scoring: Scoring, *, profile: Profile, rows: NDArray[np.int64]) -> dict[int, str]:
    """For positions in `rows`: the title of the liked work that speaks most for it, where one does."""
    shelf, model = scoring.shelf, scoring.model
    liked = [work for work in list(profile.liked)[:_LIKES] if shelf.find(work) >= 0]
    titled = [work for work in liked if shelf.titles[shelf.find(work)]]
    if not titled:
        return {}
    sources = np.array([shelf.find(work) for work in titled])
    weight = np.array([profile.liked[work] for work in titled], np.float32)
    best = shelf.vectors(sources) @ shelf.vectors(rows).T
    best = np.where(best >= _NEAR, best, 0.0)
    if model is not None and model.parts:
        name = max(model.parts, key=lambda part: model.terms.weights.get(part, 0.0))
        best = best + _alike(scoring, name, sources, rows)
    best = best * weight[:, None]
    top = best.argmax(axis=0)
    return {at: shelf.titles[int(sources[source])] for at, source in enumerate(top) if best[source, at] > 0}


def _alike(scoring: Scoring, name: str, sources: NDArray[np.int64], rows: NDArray[np.int64]) -> Floats:
    """(sources, rows) the part's likeness, in [0, 1] by its largest; 0 where the model met neither."""
    assert scoring.model is not None
    here, there = scoring.place[sources], scoring.place[rows]
    block = scoring.model.parts[name].likeness(np.maximum(here, 0), np.maximum(there, 0))
    block = np.where((here >= 0)[:, None] & (there >= 0)[None, :], block, 0)
    return np.asarray(np.maximum(block, 0) / max(float(block.max(initial=0)), 1e-9), np.float32)


def _topics(scoring: Scoring, *, likes: Mapping[str, float], rows: NDArray[np.int64]) -> dict[int, str]:
    """For positions in `rows`: the item's topic that is liked most, where one is liked."""
    out: dict[int, str] = {}
    likes = {topic.casefold(): weight for topic, weight in likes.items() if weight > 0}
    for at, row in enumerate(rows):
        known = [topic for topic in scoring.shelf.topics_of(int(row)) if topic in likes]
        if known:
            out[at] = max(known, key=likes.__getitem__)
    return out
