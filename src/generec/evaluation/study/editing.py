"""Content editing: what is recommended, bent towards a taste by the editor's `taste`, told in three ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import MappingProxyType

import numpy as np

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Clause, Guidance, Taste
from generec.domain.items import Item, Kind
from generec.domain.parts import Editor
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe
from generec.editor import open_editors, picture, video
from generec.editor.tools import Tools
from generec.evaluation.metrics.motion import unrest
from generec.evaluation.study.config import Left, Measure
from generec.evaluation.study.judge import Judges
from generec.evaluation.study.made import Workshop
from generec.evaluation.study.making import BY_COLOURS, PSNR, SSIM, Making, Values, Way
from generec.evaluation.study.world import World

NAMES: dict[Kind, str] = {"video": video.NAME, "image": picture.NAME}
_JUDGE = "the small picture model, which has no part in bending colours"
PICTURES = Measure("history", _JUDGE, "between what was made and the held-out likes, in its features")
UNREST = Measure(
    "source",
    _JUDGE,
    "how much more its features change from moment to moment than the source's (1: as steady)",
    up=False,
)
_BY_FIT = "by embedding"
_OURS = ("by history", _BY_FIT, "by instruction")
_TOLD = {
    "original": "the item as it is",
    "for all": "bent towards everybody's mean taste, by history",
    "by history": "bent towards the colours and pace of what the viewer liked",
    _BY_FIT: "bent towards the colours of what lies near the viewer in the trained fit alone",
    "by instruction": "bent towards those likes that show what the viewer would name",
}


class ContentEditing(Making):
    """Of what is recommended the shortest, edited: colours, look and tempo go towards what is liked."""

    name = "content editing"
    baselines: tuple[str, ...] = ("original", "for all")
    measures: Mapping[str, Measure] = MappingProxyType(
        {
            "Cosine@K colours": BY_COLOURS,
            "Cosine@K pictures": PICTURES,
            "SSIM to source": SSIM,
            "PSNR to source": PSNR,
            "unrest": UNREST,
        }
    )

    def __init__(self, world: World, judges: Judges, shop: Workshop) -> None:
        super().__init__(world, judges, shop)
        self.ours = tuple(way for way in _OURS if way != _BY_FIT or self._fitted)
        self.changed = ("for all", *self.ours)
        self.told = {way: text for way, text in _TOLD.items() if way != _BY_FIT or self._fitted}

    @cached_property
    def _fitted(self) -> bool:
        """Whether the fit knows which colours lie near viewers."""
        leaning = self.shop.parts.corpus.leaning
        return any(leaning(self.world.profile(user)) is not None for user in self.users()[:3])

    def note(self) -> str:
        """Who takes part, and whether the fit is asked."""
        missing = (
            f" {_BY_FIT[0].upper()}{_BY_FIT[1:]} is not in it: the fit knows the colours of too few works."
        )
        return super().note() + ("" if self._fitted else missing)

    def unable(self) -> str:
        """Clips and pictures are bent, where their rights allow it."""
        able = any(item.kind in NAMES and "edit" in item.allow for item in self.world.items.values())
        return "" if able else "this home has no videos or pictures that may be changed"

    def ways(self, user: str, profile: Profile) -> list[tuple[str, dict[str, Way]]]:
        """The shortest of what is recommended that all ways can change: rendering goes by length."""
        out: list[tuple[str, dict[str, Way]]] = []
        why = "nothing that is recommended may be changed"
        for item in sorted(self.top(user, tuple(NAMES)), key=lambda item: item.duration_s):
            if len(out) == self.world.config.edits:
                break
            try:
                out.append((item.title or item.id, self._ways(item, user, profile)))
            except NotAllowed as error:
                why = error.message.replace(repr(user), "the viewer")
        if not out:
            raise Left(why)
        return out

    def _ways(self, item: Item, user: str, profile: Profile) -> dict[str, Way]:
        """All is planned before anything is rendered. Raises `NotAllowed`."""
        likes, place = self._by_likes[NAMES[item.kind]], self._by_place[NAMES[item.kind]]
        topic, said = self._said(likes, item, user, profile)
        plans = {
            "for all": self.shop.planned(likes, item, _wish(), self.world.everybody),
            "by history": self.shop.planned(likes, item, _wish(), profile),
            **({_BY_FIT: self.shop.planned(place, item, _wish(), profile)} if self._fitted else {}),
            "by instruction": said,
        }
        words = {"by instruction": f"like what shows {topic}"}
        made = {way: self.shop.edited(likes, item, recipe) for way, recipe in plans.items()}
        return {
            "original": Way(self.shop.source(item)),
            **{way: Way(one, words.get(way, "")) for way, one in made.items()},
        }

    def _said(self, editor: Editor, item: Item, user: str, profile: Profile) -> tuple[str, Recipe]:
        """The first topic that the viewer would name of which the editor knows enough, and its plan."""
        why = NotAllowed("the viewer liked nothing that has topics")
        for topic in self.topics(user, fewest=1):
            try:
                return topic, self.shop.planned(editor, item, _wish(topic), profile)
            except NotAllowed as error:
                why = NotAllowed("of no topic that the viewer would name enough was liked")
                why.__cause__ = error
        raise why

    @cached_property
    def _by_likes(self) -> Mapping[str, Editor]:
        """Editors to whom the fit is not known."""
        return open_editors(replace(self._tools, leaning=lambda profile: None))

    @cached_property
    def _by_place(self) -> Mapping[str, Editor]:
        """Editors to whom what was liked is not known, but where the viewer lies in the fit."""
        return open_editors(replace(self._tools, items=lambda ids: {}))

    @property
    def _tools(self) -> Tools:
        editor = self.shop.parts.editors.named(video.NAME)
        assert isinstance(editor, video.VideoEditor)
        return editor.tools

    def judged(self, user: str, ways: Sequence[Mapping[str, Way]]) -> Values:
        """Colours and pictures of what was liked later; and how far each went from its source."""
        out = self.colours(user, ways, encoded="Cosine@K pictures")
        out |= self.fidelity(ways, "original", self.changed)
        moving = [one for one in ways if one["original"].made.kind == "video"]
        if moving:
            out["unrest"] = {method: self._unrest(moving, method) for method in self.changed}
        return out

    def _unrest(self, ways: Sequence[Mapping[str, Way]], method: str) -> float:
        look = self.shop.look
        found = [unrest(look(one[method].made).encoded, look(one["original"].made).encoded) for one in ways]
        return float(np.mean(np.minimum(found, 10.0)))


def _wish(topic: str | None = None) -> Guidance:
    edit = Taste(about=(topic,) if topic else None)
    return Guidance(clauses=(Clause(route="edit", target="current", edits=(edit,)),))
