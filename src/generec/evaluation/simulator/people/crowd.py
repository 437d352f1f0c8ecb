"""The crowd: who comes when, how a screen goes, whether they go on, and whether they come back."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import expit

from generec.evaluation.simulator.messages import Act, Answer, Begin, Screen, Showing, Visit
from generec.evaluation.simulator.people.measuring import Eyes, Measures
from generec.evaluation.simulator.people.population import Population, Viewer, draw
from generec.evaluation.simulator.people.reacting import Mood, Outcome, Reacting, chance, work_of
from generec.evaluation.simulator.people.wishing import Met, Wish, felt, granted

_GOOD = 0.56
"""What a usual item is worth: how good a visit is, is counted from here."""
_LEARN = 0.05
_PAUSE_S = 1.0


@dataclass(slots=True)
class Life:
    """What happens to one viewer."""

    viewer: Viewer
    mood: Mood
    going: float = _GOOD
    visits: list[int] = field(default_factory=list)
    chances: list[float] = field(default_factory=list)
    wishes: list[Wish] = field(default_factory=list)
    met: list[Met] = field(default_factory=list)
    asked: Wish | None = None
    day: int = 0
    seen: int = 0
    visit: float = _GOOD


class Crowd:
    """All viewers of a run; nothing of them leaves but acts, words and, at the very end, the truth."""

    def __init__(self, begin: Begin) -> None:
        self.population = Population(**begin.population)
        self.begin = begin
        topics = Counter(topic for item in begin.catalogue for topic in item.topics)
        self.eyes = Eyes(begin.catalogue, Measures(Path(begin.folder)))
        self.reacting = Reacting(self.population, self.eyes, seed=begin.seed, effect=begin.effect)
        people = draw(topics, begin.viewers, crowd=self.population, seed=begin.seed)
        self.lives = {one.id: Life(one, Mood(trust=one.trust)) for one in people}

    def day(self, day: int) -> list[Visit]:
        """Who comes on a day, in order of time; on the first all do."""
        out = []
        for id, life in self.lives.items():
            if day:
                life.chances.append(self._returning(life))
                if chance(self.begin.seed, id, day, "return") >= life.chances[-1]:
                    continue
            life.day = day
            life.visits.append(day)
            life.seen, life.visit, life.met = 0, life.going, []
            life.mood.late.clear()
            out.append(Visit(user=id, at=86_400 * chance(self.begin.seed, id, day, "when")))
        return sorted(out, key=lambda visit: visit.at)

    def _returning(self, life: Life) -> float:
        """The chance that a viewer comes on a day, by how visits went so far."""
        base = math.log(self.population.returning / (1 - self.population.returning))
        return float(expit(base + self.population.come * (life.going - _GOOD)))

    def look(self, screen: Screen) -> Answer:
        """What a viewer does with a screen: watches from the top, until they have something better to do."""
        life = self.lives[screen.user]
        if life.asked is not None and life.asked.granted is None:
            life.asked.granted = granted(life.asked, screen, self.eyes)
        if screen.reply == "ask" and (choice := self._choice(life, screen)) is not None:
            return Answer(seconds=_PAUSE_S, then="say", say=choice)
        acts: list[Act] = []
        at = 0.0
        for position, showing in enumerate(screen.showings):
            outcome = self._meet(life, showing)
            at += self._acts(life, showing, outcome, position, at, acts)
            if self._leaves(life):
                return Answer(acts=tuple(acts), seconds=at, then="leave")
            if wish := self._wish(life):
                return Answer(acts=tuple(acts), seconds=at, then="say", say=wish.text, item=showing.item)
        return Answer(acts=tuple(acts), seconds=at, then="more" if screen.showings else "leave")

    def _meet(self, life: Life, showing: Showing) -> Outcome:
        outcome = self.reacting(life.viewer, life.mood, showing)
        parts = self.eyes.parts(showing)
        topics = tuple(dict.fromkeys(t for _, _, part in parts for t in part))
        mood, work = life.mood, work_of(showing, self.eyes)
        mood.met[work] = mood.met.get(work, 0) + 1
        mood.late.append(topics)
        if showing.made == "found":
            mood.remember(outcome)
        if showing.label:
            mood.trust = float(
                np.clip(mood.trust + _LEARN * math.copysign(1, outcome.good - mood.usual.good), -1, 1)
            )
        met = Met(showing, topics, outcome, len(parts) > 1, self.reacting.sounds(showing))
        life.met = [*life.met[-7:], met]
        life.seen += 1
        life.visit += 0.2 * (outcome.good - life.visit)
        life.going += 0.06 * (outcome.good - life.going)
        return outcome

    def _acts(
        self, life: Life, showing: Showing, outcome: Outcome, position: int, at: float, acts: list[Act]
    ) -> float:
        """Note what a hand does; the seconds that it took."""
        crowd, viewer = self.population, life.viewer
        watched = outcome.lasts * outcome.share
        times = life.mood.met[work_of(showing, self.eyes)]
        work = work_of(showing, self.eyes)

        def act(kind: str, value: float | None = None) -> None:
            acts.append(
                Act.model_validate(
                    {
                        "item": showing.item,
                        "kind": kind,
                        "value": value,
                        "position": position,
                        "at": round(at + watched, 3),
                    }
                )
            )

        act("view", round(watched, 3))
        if outcome.share < crowd.skip_under:
            act("skip")
        like = float(expit(crowd.like_at + crowd.like_by * outcome.good))
        if chance(self.begin.seed, viewer.id, work, times, "like") < like:
            act("like")
        return watched + _PAUSE_S

    def _leaves(self, life: Life) -> bool:
        """Whether the visit ends after this item: sooner where it goes badly."""
        usual = math.log(1.0 / max(life.viewer.patience - 1.0, 0.05))
        odds = float(expit(usual - self.population.leave * (life.visit - _GOOD) / 0.2))
        return chance(self.begin.seed, life.viewer.id, life.day, life.seen, "leave") < odds

    def _wish(self, life: Life) -> Wish | None:
        """A wish that is said now, if any: at most one for every third item."""
        if not self.begin.words or life.seen % 3:
            return None
        rng = np.random.default_rng(
            int(2**52 * chance(self.begin.seed, life.viewer.id, life.day, life.seen, "say"))
        )
        if rng.random() >= life.viewer.talk:
            return None
        wish = felt(life.viewer, life.mood, life.met, life.wishes[-4:], rng=rng)
        if wish is not None:
            life.wishes.append(wish)
            life.asked = wish
        return wish

    def _choice(self, life: Life, screen: Screen) -> str | None:
        """Of choices that the system offers, the one that suits; None: looks at the feed."""
        liked = life.viewer.liked()
        for choice in screen.choices:
            words = choice.casefold()
            fits = any(topic.casefold() in words for topic in liked)
            if fits or ("short" in words and life.viewer.span_s < self.population.span_s):
                tapped = chance(self.begin.seed, life.viewer.id, life.day, life.seen, "tap") < 0.5
                return choice if tapped and life.mood.trust > -0.6 else None
        return None

    def truth(self) -> dict[str, Any]:
        """What nobody knew, for the report: asked for when all is over."""
        return {"viewers": {id: _told(life) for id, life in self.lives.items()}}


def _told(life: Life) -> Mapping[str, Any]:
    viewer = life.viewer
    return {
        "likes": viewer.liked(),
        "dislikes": viewer.disliked(),
        "span_s": round(viewer.span_s, 1),
        "trust": round(viewer.trust, 2),
        "tongue": viewer.tongue,
        "visits": life.visits,
        "chances": [round(one, 5) for one in life.chances],
        "satisfaction": round(life.going, 4),
        "wishes": [_wish(wish) for wish in life.wishes],
    }


def _wish(wish: Wish) -> Sequence[Any]:
    return [wish.kind, wish.x, wish.y, wish.text, wish.granted]
