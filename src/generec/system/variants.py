"""Variants of a work: which of them a viewer is shown, and what is learned from how it went."""

from __future__ import annotations

import copy
import json
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.random import Generator

from generec.domain.events import Event
from generec.domain.feed import Decision
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.instructor.behaviour import expected_dwell
from generec.policy.bandit import ORIGINAL, Arm, BanditConfig, Seen, Tally, weigh
from generec.policy.rights import public
from generec.retriever.catalogue import Catalogue
from generec.store.durable import replacing
from generec.system import groups
from generec.system.home import Home

POLICY = "policy.bandit.v1"
TALLY, GROUPS = "variants.json", "groups.npz"
VIEWERS = 2000
"""From how many viewers groups are found, at most."""

_GOOD = frozenset(("like", "share", "complete", "purchase"))
_BAD = frozenset(("dislike", "hide", "report", "skip"))

Pick = tuple[Item, Decision | None]


class Variants:
    """Draws among the original of a work and what was made of it for all; learns from outcomes."""

    def __init__(self, home: Home, *, catalogue: Catalogue) -> None:
        self.home = home
        self.config: BanditConfig = home.settings.variants
        self.catalogue = catalogue
        self._lock = threading.Lock()
        self._fit: Path | None = None
        self._tally = Tally()
        self._groups: groups.Groups | None = None
        self._doubles: tuple[int, dict[str, list[str]]] = (-1, {})
        self._learner: Variants | None = None
        self._family = lru_cache(maxsize=4096)(self._family_of)

    def under(self, config: BanditConfig) -> Variants:
        """The same variants and what is learned of them, drawn under other settings."""
        out = copy.copy(self)
        out.config, out._learner = config, self
        return out

    # choosing

    def of(
        self, *, profile: Profile, guidance: Guidance, request: str, at: float, rng: Generator, local: bool
    ) -> Callable[[Item, int], Pick]:
        """Chooses for one viewer and wish: of an item and its slot, the variant to show and the decision.

        Where the viewer wants no AI, or asks for changes now, the item itself is shown.
        """
        plain = not profile.viewer.ai or guidance.limits.origin is not None or bool(guidance.edits)

        def choose(item: Item, slot: int) -> Pick:
            if plain or item.origin != "found":
                return item, None
            minor = profile.viewer.minor
            made = [
                one
                for one in self._made(item)
                if self._fits(one, item, guidance, at=at, minor=minor, local=local)
            ]
            return self._draw(item, made, profile, request, at, rng, slot) if made else (item, None)

        return choose

    def _draw(
        self,
        item: Item,
        made: Sequence[Item],
        profile: Profile,
        request: str,
        at: float,
        rng: Generator,
        slot: int,
    ) -> Pick:
        self._refresh()
        arms = [Arm(item.id, ORIGINAL), *(Arm(one.id, self._family(one.recipe or "")) for one in made)]
        group = self._groups.of(profile) if self._groups is not None else groups.NONE
        with self._lock:
            competing, odds = weigh(arms, self._tally, group=group, config=self.config)
        chosen = min(int(np.searchsorted(np.cumsum(odds), rng.random(), side="right")), len(competing) - 1)
        decision = Decision(
            request=request,
            user=profile.user,
            at=at,
            kind="variant",
            policy=POLICY,
            slot=slot,
            work=item.work,
            options=tuple(arm.item for arm in competing),
            probabilities=tuple(map(float, odds)),
            chosen=chosen,
        )
        picked = competing[chosen].item
        return next(one for one in (item, *made) if one.id == picked), decision

    def _made(self, item: Item) -> list[Item]:
        """What was made of a work for everybody."""
        shelf = self.catalogue.snapshot()
        if self._doubles[0] != shelf.seq:
            by_work: dict[str, list[str]] = {}
            for row in shelf.doubles.tolist():
                by_work.setdefault(shelf.work_of(row), []).append(shelf.ids[row])
            self._doubles = shelf.seq, by_work
        ids = [id for id in self._doubles[1].get(item.work, ()) if id != item.id]
        return list(self.home.rows.items.get(ids).values()) if ids else []

    def _fits(
        self, one: Item, item: Item, guidance: Guidance, *, at: float, minor: bool, local: bool
    ) -> bool:
        limits, length = guidance.limits, one.duration_s
        if one.origin != "edited" or one.kind != item.kind or one.owner is not None:
            return False
        if item.kind == "video" and not (
            (limits.min_seconds or 0.0) <= length <= (limits.max_seconds or float("inf"))
        ):
            return False
        return one.showable(at=at, minor=minor) and (local or public(one))

    def _family_of(self, recipe: str) -> str:
        """The operations of a recipe, such as `clip+style:noir`."""
        found = self.home.rows.making.recipe(recipe)
        if found is None:
            return "unknown"
        names = (
            f"{step.op}:{step.params['name']}" if step.op == "style" else step.op for step in found.steps
        )
        return "+".join(sorted(names))

    # learning

    def learn(
        self, events: Sequence[Event], items: Mapping[str, Item], *, profile: Callable[[str], Profile]
    ) -> None:
        """Count at once what was just reported of variants that were drawn."""
        if not any(event.request for event in events) or not self._doubles[1]:
            return
        found = self.groups()
        users = {event.user for event in events if event.request} if found is not None else set()
        known = {user: found.of(profile(user)) for user in users} if found is not None else {}
        for (request, _), group in _by_showing(events).items():
            drawn = [one for one in self.home.rows.decisions.of_request(request) if one.kind == "variant"]
            for decision in drawn:
                seen = self._seen(decision, group, items, known)
                if seen is not None:
                    with self._lock:
                        self._tally.add(seen)

    def _seen(
        self,
        decision: Decision,
        events: Sequence[Event],
        items: Mapping[str, Item],
        known: Mapping[str, int],
    ) -> Seen | None:
        shown = decision.options[decision.chosen]
        told = [event for event in events if event.item == shown]
        item = items.get(shown)
        reward = reward_of(told, item) if item is not None else None
        if item is None or reward is None:
            return None
        family = ORIGINAL if item.origin == "found" else self._family(item.recipe or "")
        return Seen(item.work, shown, family, known.get(decision.user, groups.NONE), reward)

    def fit(self, out: Path, profiles: Iterable[Profile]) -> None:
        """Find groups, count all outcomes that were logged anew, and write both to the folder of a fit."""
        known = list(profiles)
        found = groups.find(known, rng=np.random.default_rng(0))
        member: dict[str, int] = {}
        if found is not None:
            found[0].save(out / GROUPS)
            member = {p.user: int(group) for p, group in zip(known, found[1], strict=True)}
        tally = Tally(self._logged(member))
        with replacing(out / TALLY) as stream:
            stream.write(json.dumps(tally.record()).encode())

    def _logged(self, member: Mapping[str, int]) -> Iterator[Seen]:
        drawn: dict[str, list[Decision]] = {}
        for decision in self.home.rows.decisions.all(kind="variant"):
            drawn.setdefault(decision.request, []).append(decision)
        if not drawn:
            return
        told = _by_showing(event for event in self.home.rows.events.all() if event.request in drawn)
        items = self.home.rows.items.get(list({event.item for group in told.values() for event in group}))
        for (request, shown), group in told.items():
            for decision in drawn[request]:
                if decision.options[decision.chosen] == shown:
                    seen = self._seen(decision, group, items, member)
                    if seen is not None:
                        yield seen

    def _refresh(self) -> None:
        """Take over what the fit in force learned; for other settings, what the learner knows."""
        if self._learner is not None:
            self._learner._refresh()
            self._tally, self._groups = self._learner._tally, self._learner._groups
            return
        current = self.home.fits.current()
        with self._lock:
            if current is None or current == self._fit:
                return
            file = current / TALLY
            self._tally = Tally.of(json.loads(file.read_text())) if file.exists() else Tally()
            self._groups = groups.load(current / GROUPS)
            self._fit = current

    def groups(self) -> groups.Groups | None:
        """The groups of the fit in force."""
        self._refresh()
        return self._groups

    def effect(self, family: str, *, group: int) -> float:
        """What showing this family of variants to a group is expected to gain."""
        self._refresh()
        with self._lock:
            return self._tally.effect(Arm("", family), group=group, config=self.config)


def _by_showing(events: Iterable[Event]) -> dict[tuple[str, str], list[Event]]:
    """Events with a request, by request and item."""
    out: dict[tuple[str, str], list[Event]] = {}
    for event in events:
        if event.request is not None:
            out.setdefault((event.request, event.item), []).append(event)
    return out


def reward_of(events: Sequence[Event], item: Item, *, pace_s: float = 40.0) -> float | None:
    """How one showing went, in [0, 1]; None where nothing was said of it.

    An explicit act decides; else the time watched against what is expected of that length, so that
    a clip is not better only because it is shorter.
    """
    kinds = {event.kind for event in events}
    if kinds & (_BAD - {"skip"}):
        return 0.0
    if kinds & _GOOD:
        return 1.0
    views = [event.value for event in events if event.kind == "view" and event.value is not None]
    if views and item.duration_s > 0:
        return min(1.0, 0.7 * sum(views) / expected_dwell(item.duration_s, pace_s=pace_s))
    return 0.0 if "skip" in kinds else None
