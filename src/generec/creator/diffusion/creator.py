"""`creator.diffusion.v1`: short clips drawn by a network that was trained on the home's own videos."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec import plugins
from generec.creator.diffusion import checkpoint
from generec.creator.diffusion.drawing import SMOOTH, Wanted, drawn
from generec.creator.diffusion.saving import saved
from generec.creator.film.storyboard import said_s, title_of, wanted
from generec.creator.footage.stock import Studio
from generec.creator.hub.wording import personal
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Create, Guidance, Topic
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Source, Step
from generec.editor import upscale
from generec.editor.tools import configured

__all__ = ["NAME", "DiffusionConfig", "DiffusionCreator"]

NAME: Final = "creator.diffusion.v1"
NOBODY: Final = -1


class DiffusionConfig(BaseModel):
    """Clips by a network trained here (`generec train creator`); off by default: they show no things."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    enabled: bool = Field(
        default=False, description="Whether it draws at all; it needs the extra [diffusion]."
    )
    first: bool = Field(
        default=False, description="It is asked before footage is, and not only where a wish says generate."
    )
    seconds: float = Field(default=4.0, gt=0, description="Length where none is asked for, s.")
    longest_s: float = Field(default=8.0, gt=0, description="The longest that is drawn, s.")
    steps: int = Field(default=25, ge=2, le=200, description="Steps from noise to a clip.")
    sampler: str = Field(default="dpm", pattern="^(dpm|ddim)$", description="The sampler: dpm or ddim.")
    guidance: float = Field(default=4.0, ge=0, le=30, description="How much taste and words count.")
    smooth: float = Field(
        default=SMOOTH,
        ge=0,
        le=8,
        description="Detail finer than so many drawn pixels is left out: a small network draws specks there.",
    )
    side: int = Field(default=480, ge=96, le=2048, description="Width and height of the result, pixels.")
    device: str = Field(default="cpu", description="Device of PyTorch: cpu, cuda, mps.")


class DiffusionCreator:
    """Draws for the viewer's group, or for the words of a wish, or both.

    A recipe names the checkpoint by its hash, and the group by its number: no viewer's vector is in it.
    All that the network was trained on are its sources.
    """

    name = NAME

    def __init__(
        self, config: DiffusionConfig | None = None, *, studio: Studio, folder: Path | None = None
    ) -> None:
        """`folder` holds checkpoints."""
        self.config = config or DiffusionConfig()
        self.studio, self.folder = studio, folder

    def offers(self, create: Create) -> bool:
        """Videos, where it is switched on and something was trained."""
        return self.config.enabled and create.kind == "video" and self._current() is not None

    def plan(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every choice resolved.

        Raises `NotAllowed` without a checkpoint, where something that it was trained on may not be used any
        more, for edits, and where neither words nor a taste are known.
        """
        path = self._current()
        if not self.config.enabled or path is None:
            raise NotAllowed("no creator was trained here: see 'generec train creator'")
        if guidance.edits:
            op = guidance.edits[0].op.replace("_", " ")
            raise NotAllowed(f"{op} is not available for what the trained creator draws")
        card = checkpoint.card(path)
        topics = _topics(guidance)
        group = nearest(profile, checkpoint.tastes(path))
        if not topics and group == NOBODY:
            raise NotAllowed("say what it should show: too little is known of what you like")
        seed = zlib.crc32(f"{topics} {group} {int(rng.integers(2**31))}".encode())
        step = Step(
            component=NAME,
            op="dream",
            params=self._params(guidance, topics, group=group, card=card, seed=seed),
            models={"checkpoint": path.stem, upscale.MODEL: upscale.sha256()},
        )
        private = bool(topics) and personal(guidance, topics, shelf=self.studio.shelf())
        return Recipe(
            kind="video",
            origin="created",
            sources=tuple(self._sources(card)),
            steps=(step,),
            scope="private" if private else "shared",
        )

    def render(
        self, recipe: Recipe, sources: Sequence[Item], *, progress: Callable[[str], None] | None = None
    ) -> Draft:
        """Draw it; `progress` is told how far it is ("drawing: part 2 of 8").

        Raises `MissingExtra`, `MissingModel` where the checkpoint is gone, `DataError`, `MediaError`.
        """
        step: Any = recipe.steps[0]
        assert self.folder is not None
        path = checkpoint.named(self.folder, step.models["checkpoint"])
        model = checkpoint.load(path, self.config.device)
        words = step.params["words"]
        group = int(step.params["group"])
        want = Wanted(
            taste=None if group == NOBODY else model.tastes[group],
            words=self.studio.texts([words])[0] if words else None,
        )
        frames = drawn(model, want, step.params, told=progress)
        return saved(recipe, frames, checkpoint.card(path), tools=self.studio.tools, told=progress)

    def _current(self) -> Path | None:
        return checkpoint.current(self.folder) if self.folder is not None else None

    def _sources(self, card: checkpoint.Card) -> list[Source]:
        """All that it was trained on, as far as it still may be used."""
        items, at = self.studio.tools.items([work.id for work in card.works]), self.studio.clock()
        for work in card.works:
            item = items.get(work.id)
            able = item is not None and {"compose", "serve"} <= item.allow and item.showable(at=at)
            if item is None or not able or item.media != work.media:
                raise NotAllowed(
                    f"the creator was trained on {work.title or work.id!r}, which may not be used any more: "
                    "'generec train creator --restart' trains it without"
                )
        return [Source(item=work.id, media=work.media) for work in card.works]

    def _params(
        self, guidance: Guidance, topics: tuple[Topic, ...], *, group: int, card: checkpoint.Card, seed: int
    ) -> dict[str, Any]:
        config, fps = self.config, card.config.clips.fps
        seconds = min(said_s(guidance) or config.seconds, config.longest_s)
        title = title_of(topics) if topics else "A dream"
        return {
            "group": group,
            "words": " and ".join(topic[0] for topic in topics),
            "title": title,
            "topics": [topic[0] for topic in topics],
            "frames": max(2, round(seconds * fps)),
            "fps": fps,
            "steps": config.steps,
            "sampler": config.sampler,
            "guidance": config.guidance,
            "smooth": config.smooth,
            "side": config.side,
            "seed": seed,
        }


def nearest(profile: Profile, tastes: np.ndarray) -> int:
    """The group whose taste is nearest to a viewer's; `NOBODY` where none is known."""
    if profile.meaning is None or not len(tastes) or tastes.shape[1] != len(profile.meaning):
        return NOBODY
    return int((tastes @ profile.meaning).argmax())


def _topics(guidance: Guidance) -> tuple[Topic, ...]:
    """What is said to be shown; nothing where only the viewer's taste is to count."""
    said = (guidance.create.about if guidance.create else ()) or guidance.more
    return wanted(guidance) if said else ()


@plugins.register("creator", NAME)
def make(settings: Mapping[str, Any]) -> DiffusionCreator:
    """The creator with its settings, `folder`, and, under `tools`, what it works with (a `Studio`)."""
    own = {name: value for name, value in settings.items() if name != "folder"}
    folder = settings.get("folder")
    return DiffusionCreator(
        configured(DiffusionConfig, own, name=NAME),
        studio=settings["tools"],
        folder=Path(folder) if folder is not None else None,
    )
