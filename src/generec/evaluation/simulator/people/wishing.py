"""Which wish a viewer feels, after what was on screen, and whether it came true."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from numpy.random import Generator

from generec.evaluation.simulator.messages import Screen, Showing
from generec.evaluation.simulator.people.measuring import Eyes
from generec.evaluation.simulator.people.population import Viewer
from generec.evaluation.simulator.people.reacting import Mood, Outcome
from generec.evaluation.simulator.people.wording import said


class Met(NamedTuple):
    """A showing, its topics, how it went, whether its parts show different things, and whether it sounds."""

    showing: Showing
    topics: tuple[str, ...]
    outcome: Outcome
    varied: bool = False
    sounds: bool = True


@dataclass(slots=True)
class Wish:
    """A wish that was said: its kind, topics, length, words, and whether the next screen granted it."""

    kind: str
    text: str
    x: str | None = None
    y: str | None = None
    seconds: float = 0.0
    item: str | None = None
    granted: float | None = None


def felt(
    viewer: Viewer, mood: Mood, met: Sequence[Met], before: Sequence[Wish], *, rng: Generator
) -> Wish | None:
    """The wish that presses most, in words; None where nothing presses.

    One that was just said is not said again, but one for something that the shelf then did not hold
    becomes one for something new.
    """
    done = {(wish.kind, wish.x, wish.y) for wish in before}
    for kind, x, y, seconds, item in _needs(viewer, mood, met, before, rng):
        if (kind, x, y) in done and kind not in ("cut", "part", "hush", "vivid"):
            continue
        text = said(kind, viewer=viewer, rng=rng, x=x, y=y, n=seconds)
        return Wish(kind, text, x, y, seconds, item)
    return None


_Need = tuple[str, str | None, str | None, float, str | None]


def _needs(
    viewer: Viewer, mood: Mood, met: Sequence[Met], before: Sequence[Wish], rng: Generator
) -> list[_Need]:
    out: list[_Need] = []
    wanted = _lacking(viewer, met)
    disliked = next((t for t in viewer.disliked() if sum(t in one.topics for one in met) > 0), None)
    refused = [
        wish for wish in before if wish.kind in ("more", "both", "make") and (wish.granted or 0.0) < 0.3
    ]
    span = max(3.0, float(round(viewer.span_s)))
    if mood.trust < -0.6 and any(one.showing.label for one in met):
        out.append(("human", None, None, 0.0, None))
    if refused and refused[-1].kind != "make" and refused[-1].x is not None:
        out.append(("make", refused[-1].x, None, min(span, 12.0), None))
    if met:
        out += _about(viewer, met[-1], span)
    poor = not met or sum(one.outcome.good for one in met) / len(met) < 0.5
    if disliked is not None and sum(disliked in one.topics for one in met) > 1:
        out.append(("never", None, disliked, 0.0, None))
    if wanted is not None and (poor or rng.random() < 0.4):
        out.append(("both" if disliked else "more", wanted, disliked, 0.0, None))
    if disliked is not None:
        out.append(("less", None, disliked, 0.0, None))
    long = [one for one in met if one.outcome.lasts > 1.4 * viewer.span_s]
    if len(long) > len(met) / 3 and len(met) > 2:
        out.append(("brief", None, None, span, None))
    if wanted is not None and rng.random() < 0.3:
        out.append(("make", wanted, None, min(span, 12.0), None))
    return out


def _about(viewer: Viewer, last: Met, span: float) -> list[_Need]:
    """What would make the item on screen better."""
    if last.showing.kind != "video":
        return []
    out: list[_Need] = []
    item = last.showing.item
    liked = [t for t in last.topics if viewer.tastes.get(t, 0.0) > 0.4]
    if liked and last.varied:
        out.append(("part", liked[0], None, 0.0, item))
    if viewer.appeal(last.topics) > 0.1 and last.outcome.lasts > 1.5 * viewer.span_s:
        out.append(("cut", None, None, span, item))
    if viewer.quiet and last.sounds and viewer.appeal(last.topics) > 0.1:
        out.append(("hush", None, None, 0.0, item))
    if viewer.colour > 0.15 and viewer.appeal(last.topics) > 0.1:
        out.append(("vivid", None, None, 0.0, item))
    return out


def _lacking(viewer: Viewer, met: Sequence[Met]) -> str | None:
    """The liked topic that was on screen least of late."""
    liked = viewer.liked()
    return min(liked, key=lambda t: (sum(t in one.topics for one in met), -viewer.tastes[t]), default=None)


def granted(wish: Wish, screen: Screen, eyes: Eyes) -> float:
    """How far the next screen grants a wish, 0 to 1, by what can be seen on it."""
    shown = [eyes.parts(one) for one in screen.showings]
    topics = [{topic for _, _, part in parts for topic in part} for parts in shown]
    made = screen.asked > 0 and bool(screen.showings)
    if wish.kind in ("more", "both"):
        return sum(wish.x in one for one in topics) / len(topics) if topics else 0.0
    if wish.kind in ("less", "never"):
        return 1.0 - sum(wish.y in one for one in topics) / len(topics) if topics else 1.0
    if wish.kind == "brief":
        lengths = [
            one.clip[1] - one.clip[0] if one.clip else parts[-1][1]
            for one, parts in zip(screen.showings, shown, strict=True)
        ]
        return sum(length <= 1.15 * wish.seconds for length in lengths) / len(lengths) if lengths else 1.0
    if wish.kind == "human":
        return float(not any(one.label for one in screen.showings))
    if wish.kind == "make":
        return float(made and screen.showings[0].made == "created" and wish.x in topics[0])
    if not made:
        return 0.0
    if wish.kind == "cut":
        return float(shown[0][-1][1] <= 1.2 * wish.seconds)
    if wish.kind == "part":
        length = sum(end - start for start, end, _ in shown[0])
        return sum(end - start for start, end, part in shown[0] if wish.x in part) / max(length, 1e-6)
    return 1.0
