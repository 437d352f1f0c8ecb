"""The creators of a home: which of them makes what is asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from numpy.random import Generator

from generec.domain.errors import ConfigError, GenerecError, NotAllowed
from generec.domain.guidance import Create, Guidance
from generec.domain.items import Kind
from generec.domain.parts import Creator, Versatile
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe
from generec.system.versions import Versions

BUILT_IN = "creator."
"""Names of our own creators begin so; others are asked before them."""

KINDS: tuple[Kind, ...] = ("video", "image", "text")
"""What is tried in turn where a wish does not say what is to be made."""


_GENERATE = re.compile(
    r"\b(generat|generier|genera|g[eé]n[eé]r|imagin|invent|erfind|dream\s+up|ai[- ]made|synthe)|生成|想象",
    re.IGNORECASE,
)
"""Words of a wish, in any of the languages, that ask for what was never filmed."""


class Creators:
    """Creators by name, a plugin's first; then those that put together what there is, then those that draw.

    `drawing` names the latter: they come before the others where a wish says "generate", and always
    where they are among `first`. `kept` keeps the versions that were planned beside the one that is made.
    """

    def __init__(
        self,
        creators: Mapping[str, Creator],
        *,
        drawing: Collection[str] = (),
        first: Collection[str] = (),
        kept: Versions | None = None,
    ) -> None:
        self._drawing, self._kept = frozenset(drawing), kept

        def order(name: str) -> tuple[bool, bool, bool, str]:
            return name.startswith(BUILT_IN), name not in first, name in drawing, name

        self._named = {name: creators[name] for name in sorted(creators, key=order)}

    def __len__(self) -> int:
        """How many there are."""
        return len(self._named)

    def named(self, name: str) -> Creator:
        """The creator that a recipe names. Raises `ConfigError`."""
        if name not in self._named:
            raise ConfigError(f"the creator {name!r} is not installed here")
        return self._named[name]

    def plan(
        self, *, guidance: Guidance, profile: Profile, rng: Generator, skip: Collection[str] = ()
    ) -> Recipe:
        """The recipe of the first that offers what is asked for and can make it: its best version.

        What is in `skip` (keys of recipes) was made before, and another version is wanted: the next of those
        that were kept, where there is one, which needs no planning. Where the
        wish names no kind, a video comes before an image, and that before a text. Raises
        `NotAllowed` with what the last said, of the first kind that is offered, where none can.
        """
        if skip and self._kept is not None:
            known = self._kept.next(guidance, profile, skip=skip)
            if known is not None and known.steps[0].component in self._named:
                return known
        wish = guidance.create or Create()
        told: NotAllowed | None = None
        for kind in (wish.kind,) if wish.kind else KINDS:
            said: NotAllowed | None = None
            for creator in self._offering(wish.model_copy(update={"kind": kind}), guidance):
                try:
                    best, *others = _best(creator, guidance=guidance, profile=profile, rng=rng, skip=skip)
                except NotAllowed as error:
                    said = error
                    continue
                if self._kept is not None and others:
                    self._kept.keep(guidance, profile, others)
                return best
            told = told or said
        raise told or NotAllowed("no creator of this is installed here, so this shows what there is")

    def _offering(self, create: Create, guidance: Guidance) -> list[Creator]:
        """Those that offer it, in the order in which they are asked."""
        able = [creator for creator in self._named.values() if creator.offers(create)]
        if not any(_GENERATE.search(clause.words) for clause in guidance.clauses if clause.create):
            return able
        return sorted(able, key=lambda one: (one.name.startswith(BUILT_IN), one.name not in self._drawing))


def _best(
    creator: Creator, *, guidance: Guidance, profile: Profile, rng: Generator, skip: Collection[str]
) -> list[Recipe]:
    """The versions that are not in `skip`, the best first. Raises `NotAllowed` where there is none."""
    found: list[Recipe] = []
    if not isinstance(creator, Versatile):
        found.append(creator.plan(guidance=guidance, profile=profile, rng=rng))
    else:
        try:
            for version in creator.versions(guidance=guidance, profile=profile, rng=rng):
                found.append(version.recipe)
        except GenerecError:
            if not found:
                raise
    if left := [recipe for recipe in found if recipe.key() not in skip]:
        return left
    raise NotAllowed("there is no other version of that: say what should be different")
