"""Videos and pictures that no footage shows, drawn by the models that the operator named."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from numpy.random import Generator

from generec import plugins
from generec.creator.film.storyboard import wanted
from generec.creator.footage.stock import StockConfig, Studio
from generec.creator.hub.config import FilmConfig, HubConfig, Way
from generec.creator.hub.drawing import Drawer
from generec.creator.hub.liking import beginning, liked
from generec.creator.hub.planning import NAME, Sources, length, step
from generec.creator.hub.saving import saved
from generec.creator.hub.wording import Prompt, personal, prompt, size
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Create, Guidance, Music, Topic
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Step
from generec.editor.tools import configured
from generec.media.music import NEUTRAL, mood_of

__all__ = ["NAME", "HubCreator"]

_NEEDS: Final[dict[Way, tuple[str, ...]]] = {
    "words": ("text_to_video",),
    "picture": ("text_to_image", "image_to_video"),
    "frame": ("image_to_video",),
}


class HubCreator:
    """Draws with pipelines of `diffusers`. A recipe has a step for each drawing, with all it rests on.

    It is private where words of the viewer's own are drawn, or pictures that this viewer likes count.
    """

    name = NAME

    def __init__(self, config: HubConfig | None = None, *, studio: Studio) -> None:
        self.config = config or HubConfig()
        self.studio = studio

    def offers(self, create: Create) -> bool:
        """Videos and pictures, where a model for them is named; no posters and the like."""
        if create.kind == "video":
            return bool(self._ways())
        return create.kind == "image" and create.form in (None, "picture") and self._has("text_to_image")

    def plan(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every choice resolved; weights that were read before are not read again.

        Raises `NotAllowed` for what cannot be drawn, `ConfigError` for a model that is not there.
        """
        topics = wanted(guidance, profile=profile)
        seed = zlib.crc32(f"{topics} {guidance.limits.mood} {int(rng.integers(2**31))}".encode())
        kind = guidance.create.kind if guidance.create else None
        if kind == "image" or (kind is None and not self._ways()):
            sources = Sources()
            steps = [self._picture(guidance, topics, profile, sources, seed)]
            return self._recipe("image", steps, sources, guidance, topics, profile)
        told: NotAllowed | None = None
        for way in self._ways():
            try:
                return self._film(way, guidance, topics, profile, seed)
            except NotAllowed as error:
                told = told or error
        raise told or NotAllowed("no model that draws is named in [hub]")

    def render(
        self, recipe: Recipe, sources: Sequence[Item], *, progress: Callable[[str], None] | None = None
    ) -> Draft:
        """Draw it; `progress` is told how far it is ("drawing: step 3 of 25").

        Raises `MediaError` where memory does not do, `DataError` for other weights than the recipe's,
        `NotAllowed` where the model's own checker objects.
        """
        frames = Drawer(self.config, recipe, sources, tools=self.studio.tools, told=progress)()
        return saved(recipe, frames, tools=self.studio.tools, sources=sources, progress=progress)

    def _has(self, *tasks: str) -> bool:
        return all(self.config.model(task).model for task in tasks)

    def _ways(self) -> list[Way]:
        return [way for way in self.config.ways if self._has(*_NEEDS[way])]

    def _picture(
        self, guidance: Guidance, topics: tuple[Topic, ...], profile: Profile, sources: Sources, seed: int
    ) -> Step:
        own = self.config.text_to_image
        frames = (
            liked(profile, topics, studio=self.studio, most=self.config.liked)
            if self.config.ip_adapter.model
            else []
        )
        return step(
            self.config,
            "text_to_image",
            self._prompt(guidance, topics, "text_to_image"),
            topics=topics,
            size=size(guidance, own),
            seed=seed,
            liked=[sources.frame(frame) for frame in frames],
        )

    def _film(
        self, way: Way, guidance: Guidance, topics: tuple[Topic, ...], profile: Profile, seed: int
    ) -> Recipe:
        sources, steps, begins = Sources(), [], None
        task = "text_to_video" if way == "words" else "image_to_video"
        own: FilmConfig = self.config.model(task)
        frames = length(guidance, own)
        if way == "picture":
            steps.append(self._picture(guidance, topics, profile, sources, seed))
        if way == "frame":
            frame = beginning(guidance, topics, profile=profile, studio=self.studio, config=StockConfig())
            begins = sources.frame(frame)
        said, shape = self._prompt(guidance, topics, task), size(guidance, own)
        steps.append(
            step(self.config, task, said, topics=topics, size=shape, seed=seed, begins=begins, frames=frames)
        )
        steps += self._music(guidance, seed)
        return self._recipe("video", steps, sources, guidance, topics, profile)

    def _music(self, guidance: Guidance, seed: int) -> list[Step]:
        """Music is composed where it is asked for."""
        asked = [edit for edit in guidance.edits if isinstance(edit, Music)]
        if not asked:
            return []
        said = next((edit.mood for edit in asked if edit.mood), None) or guidance.limits.mood
        mood = mood_of(said, vectors=self.studio.tools.words) if said else NEUTRAL
        return [Step(component=NAME, op="music", params={"mood": mood, "seed": seed})]

    def _prompt(self, guidance: Guidance, topics: Sequence[Topic], task: str) -> Prompt:
        return prompt(guidance, topics, config=self.config.model(task), extra=self.config.words)

    def _recipe(
        self,
        kind: Any,
        steps: Sequence[Step],
        sources: Sources,
        guidance: Guidance,
        topics: Sequence[Topic],
        profile: Profile,
    ) -> Recipe:
        own = any("liked" in step.params for step in steps) and not profile.shared
        private = own or personal(guidance, topics, shelf=self.studio.shelf())
        return Recipe(
            kind=kind,
            origin="created",
            sources=tuple(sources.all),
            steps=tuple(steps),
            scope="private" if private else "shared",
        )


@plugins.register("creator", NAME)
def make(settings: Mapping[str, Any]) -> HubCreator:
    """The creator with its settings and, under `tools`, what it works with (a `Studio`)."""
    return HubCreator(configured(HubConfig, settings, name=NAME), studio=settings["tools"])
