"""What a viewer asked for in words tells of their taste on later days, too: more than a few glances."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from generec.domain.guidance import Clause, Guidance
from generec.domain.profiles import Asked, Viewer
from generec.instructor.standing import taken_back

MOST: Final = 60
"""So many topics asked for are remembered, the latest."""
_STEP: Final = 0.6
"""By which share of what is left to full liking each wish for a topic goes."""


def heard(
    viewer: Viewer,
    guidance: Guidance,
    *,
    before: Guidance | None,
    names: Collection[str],
    at: float,
    amended: bool = False,
) -> Viewer:
    """The viewer after words were understood as `guidance`, which follows on `before`, at epoch seconds `at`.

    Topics of the corpus (`names`) that are newly asked for are remembered; those of a clause that was taken
    back, or with `amended` put right by hand, are forgotten as often as it said them. Nothing is kept where
    profiling is off.
    """
    old = before.clauses if before is not None else ()
    back = old if amended or before is None else taken_back(before, guidance)
    new = guidance.clauses if amended else [clause for clause in guidance.clauses if clause not in old]
    asked = list(viewer.asked)
    for topic in _topics(back, names):
        last = max((n for n, one in enumerate(asked) if one.topic == topic), default=None)
        if last is not None:
            del asked[last]
    if viewer.profiling:
        asked += [Asked(topic=topic, at=at) for topic in _topics(new, names)]
    kept = tuple(asked[-MOST:])
    return viewer if kept == viewer.asked else viewer.model_copy(update={"asked": kept})


def asked_for(viewer: Viewer, *, at: float, half_life_s: float) -> dict[str, float]:
    """In (0, 1) by topic, how much was asked for it, what was said longer ago counting less."""
    out: dict[str, float] = {}
    for one in viewer.asked if viewer.profiling else ():
        step = _STEP * 0.5 ** (max(at - one.at, 0.0) / half_life_s)
        out[one.topic] = 1.0 - (1.0 - out.get(one.topic, 0.0)) * (1.0 - step)
    return out


def raised(topics: Mapping[str, float], asked: Mapping[str, float]) -> dict[str, float]:
    """Weights of topics in [-1, 1], those raised towards 1 that were asked for."""
    out = dict(topics)
    own = {topic.casefold(): topic for topic in topics}
    for topic, weight in asked.items():
        name = own.get(topic.casefold(), topic)
        out[name] = out.get(name, 0.0) + weight * (1.0 - out.get(name, 0.0))
    return out


def _topics(clauses: Collection[Clause], names: Collection[str]) -> list[str]:
    """The corpus's names of what clauses want, each once; what is not wanted says nothing of a taste."""
    known = {name.casefold(): name for name in names}
    wanted = [topic for clause in clauses for topic in (*clause.more, *_about(clause))]
    said = [phrase.casefold() for topic in wanted for phrase in topic[:2]]
    return list(dict.fromkeys(known[phrase] for phrase in said if phrase in known))


def _about(clause: Clause) -> tuple[tuple[str, ...], ...]:
    return clause.create.about if clause.create is not None else ()
