"""Variants made beforehand: for the needs of groups of viewers, not for anyone by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from generec.domain.guidance import Clause, Clip, Edit, Guidance, Style, Taste
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.editor.ops import name_of
from generec.system.assembly import Parts
from generec.system.groups import LEAST, Groups
from generec.system.home import Home
from generec.system.making import Asked, Maker
from generec.system.reading import Reading
from generec.system.variants import VIEWERS, Variants

_LONGER = 1.5
"""A video is cut for a group when it is longer than they like by this factor."""
_LIKED = 0.1
"""A look is wanted from this mean effect on a group's members on."""
_TRIED: tuple[Edit, ...] = (Clip(), Taste(), Style(name="vivid"))
"""What is tried where nothing is known to be wanted, so that there is something to learn from."""


@dataclass(frozen=True, slots=True)
class Need:
    """An edit that a group is taken to want: how much (in shares of its members), and why."""

    edit: Edit
    weight: float
    because: str


def needs(profiles: Sequence[Profile], *, group: int, variants: Variants) -> list[Need]:
    """What the members of a group want changed, the most wanted first.

    From their standing wishes, from looks that did well with them, and from what the bandit learned.
    Dictated words and example pictures are nobody else's and never count.
    """
    n = len(profiles)
    asked = Counter(edit for profile in profiles for edit in set(_standing(profile)))
    out = [Need(edit, count / n, f"{count} of {n} asked for it for good") for edit, count in asked.items()]
    for name in sorted({name for profile in profiles for name in profile.looks}):
        mean = sum(profile.looks.get(name, 0.0) for profile in profiles) / n
        if mean > _LIKED:
            out.append(Need(Style.model_validate({"name": name}), mean, f"{name} did well with them"))
    known = {need.edit for need in out}
    out += [Need(edit, 0.0, "to learn whether they like it") for edit in _TRIED if edit not in known]
    gain = {need.edit: variants.effect(name_of(need.edit), group=group) for need in out}
    return sorted(out, key=lambda need: -(need.weight + gain[need.edit]))


def _standing(profile: Profile) -> Iterable[Edit]:
    for wish in profile.viewer.wishes:
        for edit in wish.clause.edits:
            if edit.op not in ("thumbnail", "like") and getattr(edit, "text", None) is None:
                yield edit


def prepare(
    items: Sequence[Item],
    *,
    groups: Groups,
    members: Mapping[int, Sequence[Profile]],
    variants: Variants,
    maker: Maker,
    each: int,
    seed: int = 0,
) -> list[Asked]:
    """Ask for at most `each` variants of each item, the groups taking turns; equal recipes are one.

    `members` are the viewers of each group. Budgets, rights and the switch hold as for any wish.
    """
    wanted = {g: needs(profiles, group=g, variants=variants) for g, profiles in members.items()}
    prototypes = {g: groups.prototype(g, profiles) for g, profiles in members.items()}
    out: list[Asked] = []
    for number, item in enumerate(items):
        recipes: set[str | None] = set()
        for group, need in _turns(wanted):
            if len(recipes) >= each:
                break
            prototype = prototypes[group]
            if isinstance(need.edit, Clip) and not _long(item, prototype):
                continue
            guidance = Guidance(clauses=(Clause(route="edit", target="current", edits=(need.edit,)),))
            asked = maker.ask(
                item=item,
                guidance=guidance,
                profile=prototype,
                request=None,
                rng=np.random.default_rng((seed, number, group)),
            )
            fresh = [one for one in asked if one.recipe not in recipes and not one.why_not]
            recipes.update(one.recipe for one in fresh)
            out += fresh
    return out


def _turns(wanted: Mapping[int, Sequence[Need]]) -> Iterable[tuple[int, Need]]:
    """The first need of each group, then the second of each, and so on."""
    for place in range(max(map(len, wanted.values()), default=0)):
        for group, mine in wanted.items():
            if place < len(mine):
                yield group, mine[place]


def _long(item: Item, prototype: Profile) -> bool:
    liked = prototype.length_s
    return item.kind == "video" and liked is not None and item.duration_s > _LONGER * liked


def sample(home: Home, reading: Reading, *, most: int = VIEWERS) -> list[Profile]:
    """Profiles of viewers that are known now, at most so many, evenly spread over their ids."""
    users = home.rows.viewers.known()
    step = max(1, -(-len(users) // most))
    at = home.clock()
    return [reading.profile(user, at=at) for user in users[::step]]


def worth(home: Home, *, most: int) -> list[Item]:
    """The items that viewers met most often and that may be changed, the most met first."""
    counts = {id: sum(kinds.values()) for id, kinds in home.rows.events.counts().items()}
    best = sorted(counts, key=lambda id: (-counts[id], id))
    found = home.rows.items.get(best[: 4 * most])
    at = home.clock()
    able = [found[id] for id in best if id in found]
    return [
        item
        for item in able
        if item.origin == "found" and item.kind == "video" and "edit" in item.allow and item.showable(at=at)
    ][:most]


def prepared(parts: Parts, *, items: int, each: int) -> list[Asked]:
    """Ask for variants of the items that are met most, for the groups of the fit in force.

    Nothing where no group of viewers is large enough.
    """
    groups = parts.variants.groups()
    if groups is None:
        return []
    profiles = [profile for profile in sample(parts.home, parts.reading) if profile.meaning is not None]
    members: dict[int, list[Profile]] = {}
    for profile in profiles:
        members.setdefault(groups.of(profile), []).append(profile)
    return prepare(
        worth(parts.home, most=items),
        groups=groups,
        members={group: found for group, found in sorted(members.items()) if len(found) >= LEAST},
        variants=parts.variants,
        maker=parts.maker,
        each=each,
    )
