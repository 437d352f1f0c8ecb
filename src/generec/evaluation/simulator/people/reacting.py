"""How a viewer reacts to one showing: from topics on screen and measured media alone.

The share that a viewer watches of what is all the same has the logit `stay + pull * appeal - what disturbs +
chance`, as fitted on a log; a like follows from it. Interest is used up: a stretch takes its length over
that share of it, and the viewer leaves when all is used up. So a part of a compilation that one does not
care for costs, and one that one likes is worth its length.
"""

from __future__ import annotations

import hashlib
import math
from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from scipy.special import expit, ndtri

from generec.evaluation.simulator.messages import Showing
from generec.evaluation.simulator.people.measuring import Eyes, Measured, Part
from generec.evaluation.simulator.people.population import Population, Viewer

_LATE: Final = 8
"""How many of the last showings tire a viewer of their topics."""
_LOUD_LUFS, _QUIET_LUFS = -14.0, -40.0
_READ_S, _LOOK_S = 30.0, 6.0
"""How long a text or a picture is taken to last."""


class Outcome(NamedTuple):
    """How a showing went: seconds that it lasts, the share watched, and how good it was, 0 to 1."""

    lasts: float
    share: float
    good: float


_USUAL: Final = Outcome(0.0, 0.55, 0.55)


@dataclass(slots=True)
class Mood:
    """What a viewer carries along: topics seen of late, what was met, and what people's items are worth."""

    late: deque[tuple[str, ...]] = field(default_factory=lambda: deque(maxlen=_LATE))
    met: dict[str, int] = field(default_factory=dict)
    usual: Outcome = _USUAL
    n_found: int = 3
    trust: float = 0.0

    def remember(self, outcome: Outcome) -> None:
        """Take an item that people made into the usual."""
        self.n_found += 1
        w = 1.0 / self.n_found
        old = self.usual
        self.usual = Outcome(
            outcome.lasts,
            old.share + w * (outcome.share - old.share),
            old.good + w * (outcome.good - old.good),
        )


def chance(*parts: object) -> float:
    """A number in (0, 1) that is the same for the same parts: what is by chance is equal in all arms."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return (int.from_bytes(digest[:7], "big") + 0.5) / 2**56


class Reacting:
    """Reactions of a crowd. `effect` scales what making and choosing is worth against the source as it is."""

    def __init__(self, crowd: Population, eyes: Eyes, *, seed: int, effect: float) -> None:
        self.crowd = crowd
        self.eyes = eyes
        self.seed = seed
        self.effect = effect
        self._usual_cost: dict[str, float] = {}

    def __call__(self, viewer: Viewer, mood: Mood, showing: Showing) -> Outcome:
        """How this showing goes with the viewer; the mood is not changed."""
        luck = self._luck(viewer, mood, showing)
        badge = self.crowd.badge * mood.trust if showing.label else 0.0
        shown = self._as_it_is(viewer, mood, showing, luck + badge)
        if showing.made == "found" and showing.clip is None and showing.cover_s is None:
            return shown
        plain = self._plain(viewer, mood, showing, luck + badge)
        share = plain.share + self.effect * (shown.share - plain.share)
        good = plain.good + self.effect * (shown.good - plain.good)
        return Outcome(shown.lasts, min(max(share, 0.0), 1.0), min(max(good, 0.0), 1.0))

    def _plain(self, viewer: Viewer, mood: Mood, showing: Showing, luck: float) -> Outcome:
        """How it would have gone without making or choosing.

        Of an item chosen or changed: the item itself, whole, with its own cover. For what is new: what
        people's items have been worth to this viewer, moved by luck and badge as the new one is.
        """
        sources = self.eyes.sources(showing)
        if showing.made == "created" or not sources:
            usual = mood.usual
            return Outcome(0.0, _moved(usual.share, luck), _moved(usual.good, luck))
        item = sources[0]
        source = Showing(item=item.id, kind=item.kind, media=item.media)
        return self._as_it_is(viewer, mood, source, luck)

    def _as_it_is(self, viewer: Viewer, mood: Mood, showing: Showing, luck: float) -> Outcome:
        parts = self.eyes.parts(showing)
        found = self.eyes.measures.of(showing.media) if showing.media and showing.kind != "text" else None
        lasts = parts[-1][1] if showing.kind == "video" else _LOOK_S if showing.kind == "image" else _READ_S
        level = viewer.stay + luck + self._front(viewer, showing, parts)
        level -= self._disturbed(viewer, found, lasts if showing.kind == "video" else 0.0) - self._usually(
            viewer
        )
        level -= self.crowd.again * _tired(mood.late, parts)
        shares = [float(expit(level + self.crowd.pull * viewer.appeal(topics))) for _, _, topics in parts]
        return _through(parts, shares, lasts)

    def sounds(self, showing: Showing) -> bool:
        """Whether a video that plays is anything but quiet."""
        if showing.kind != "video" or showing.media is None:
            return False
        return self.eyes.measures.of(showing.media).lufs > _QUIET_LUFS

    def _front(self, viewer: Viewer, showing: Showing, parts: Sequence[Part]) -> float:
        """What the cover promises beyond what plays: the topics of its moment against the whole's mean."""
        own = self.eyes.known.get(showing.item)
        whole = self.eyes.whole(own) if own is not None else parts
        at = showing.cover_s if showing.cover_s is not None else 0.0
        front = next((topics for start, end, topics in whole if start <= at < end), whole[-1][2])
        return self.crowd.cover * (viewer.appeal(front) - _mean(viewer, whole))

    def _usually(self, viewer: Viewer) -> float:
        """What disturbs a viewer in the catalogue's items on average: that is in what was fitted to a log."""
        if viewer.id not in self._usual_cost:
            every = [self._disturbed(viewer, one, one.seconds) for one in self.eyes.measured()]
            self._usual_cost[viewer.id] = sum(every) / max(len(every), 1)
        return self._usual_cost[viewer.id]

    def _disturbed(self, viewer: Viewer, found: Measured | None, lasts: float) -> float:
        """What length, sound, shape, colours and blur cost."""
        if found is None:
            return self._usually(viewer)
        cost = self.crowd.blur * found.blur - viewer.colour * found.colour
        if lasts > viewer.span_s:
            cost += self.crowd.long * math.log2(lasts / viewer.span_s)
        if viewer.quiet:
            loud = (found.lufs - _QUIET_LUFS) / (_LOUD_LUFS - _QUIET_LUFS)
            cost += self.crowd.loud * min(max(loud, 0.0), 1.0)
        if viewer.phone:
            cost += self.crowd.upright * min(max(found.wide - 9 / 16, 0.0), 1.0)
        return cost

    def _luck(self, viewer: Viewer, mood: Mood, showing: Showing) -> float:
        """What no label explains: the viewer's own, of the work and of how often they met it."""
        work = work_of(showing, self.eyes)
        times = mood.met.get(work, 0)
        return self.crowd.chance * float(ndtri(chance(self.seed, viewer.id, work, times))) - 1.0 * (times > 0)


def work_of(showing: Showing, eyes: Eyes) -> str:
    """What it counts as: an item of the catalogue, or itself where it is new."""
    sources = eyes.sources(showing)
    return sources[0].id if sources and showing.made != "created" else showing.item


def _moved(share: float, by: float) -> float:
    share = min(max(share, 0.01), 0.99)
    return float(expit(math.log(share / (1 - share)) + by))


def _mean(viewer: Viewer, parts: Sequence[Part]) -> float:
    length = sum(end - start for start, end, _ in parts)
    return sum((end - start) * viewer.appeal(topics) for start, end, topics in parts) / max(length, 1e-6)


def _tired(late: Iterable[tuple[str, ...]], parts: Sequence[Part]) -> float:
    """The share of the last showings that had a topic of this one."""
    mine = {topic for _, _, topics in parts for topic in topics}
    return sum(bool(mine & set(topics)) for topics in late) / _LATE


def _through(parts: Sequence[Part], shares: Sequence[float], lasts: float) -> Outcome:
    """Watch until interest is used up: how much was watched, and how good that was by the second."""
    length = parts[-1][1]
    interest, seen, good = 1.0, 0.0, 0.0
    for (start, end, _), share in zip(parts, shares, strict=True):
        cost = (end - start) / max(share * length, 1e-9)
        part = (end - start) * min(1.0, interest / cost)
        seen, good = seen + part, good + part * share
        interest -= cost
        if interest <= 0:
            break
    return Outcome(lasts, seen / length, good / max(seen, 1e-9))
