"""Which cover and window of a video, and which line over an article: presentation, drawn with known odds."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.domain.feed import Decision
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures, Profile
from generec.editor.choice import Choice
from generec.editor.cover import CoverChooser, CoverConfig, plainer
from generec.editor.taste import Centre, Crowd, centre_of, wish_of
from generec.editor.text.headline import HeadlineChooser, HeadlineConfig
from generec.editor.window import WindowChooser, WindowConfig
from generec.encoders.topics import Texts
from generec.store.durable import replacing

SAMPLE = 512
"""From how many videos the catalogue's centre is computed."""


_Kind = Literal["cover", "window", "headline"]


@dataclass(frozen=True, slots=True)
class Picks:
    """What was chosen for one item and viewer; None where there was nothing to choose."""

    cover: Choice[float] | None = None
    window: Choice[tuple[float, float]] | None = None
    headline: Choice[str] | None = None

    @property
    def title(self) -> str | None:
        """The line that stands over an article, or None where its own title does."""
        return self.headline.value if self.headline is not None and self.headline.chosen else None

    @property
    def clip(self) -> tuple[float, float] | None:
        """The window that plays, or None where the whole does."""
        return self.window.value if self.window is not None and len(self.window.options) > 1 else None

    @property
    def cover_s(self) -> float | None:
        """The second of the cover's frame."""
        return self.cover.value if self.cover is not None else None

    @property
    def propensity(self) -> float | None:
        """P(cover, window, headline): they are drawn apart, so it is the product."""
        every = (self.cover, self.window, self.headline)
        drawn = [choice.propensity for choice in every if choice is not None]
        return float(np.prod(drawn)) if drawn else None

    @property
    def told(self) -> tuple[str, ...]:
        """What was chosen, in words for the viewer."""
        out = [f"cover: {self.cover.because}"] if self.cover is not None else []
        if self.window is not None and self.clip is not None:
            out.append(f"clip: {self.window.because}")
        if self.headline is not None and self.title is not None:
            out.append(f"headline: {self.headline.because}")
        return tuple(out)

    def decisions(self, *, request: str, user: str, at: float, slot: int, work: str) -> list[Decision]:
        """What is logged of the choices that were one."""
        kinds: tuple[tuple[_Kind, str, Choice[Any] | None], ...] = (
            ("cover", CoverChooser.name, self.cover),
            ("window", WindowChooser.name, self.window),
            ("headline", HeadlineChooser.name, self.headline),
        )
        return [
            Decision(
                request=request,
                user=user,
                at=at,
                kind=kind,
                policy=policy,
                slot=slot,
                work=work,
                options=tuple(_text(option) for option in choice.options),
                probabilities=choice.probabilities,
                chosen=choice.chosen,
            )
            for kind, policy, choice in kinds
            if choice is not None and len(choice.options) > 1
        ]


def _text(option: float | tuple[float, float] | str) -> str:
    if isinstance(option, str):
        return option
    return f"{option:.3f}" if isinstance(option, float) else f"{option[0]:.3f}-{option[1]:.3f}"


class Choosers:
    """The choosers of covers, windows and headlines, with the catalogue's centre of the fit in force."""

    def __init__(
        self, *, cover: CoverConfig, window: WindowConfig, headline: HeadlineConfig, texts: Texts
    ) -> None:
        self.cover_config = cover
        self.window_config = window
        self.texts = texts
        self.headline = HeadlineChooser(headline, texts=texts)
        self.use(None)

    def use(self, centre: Centre | None) -> None:
        """Compare with this centre from now on."""
        self.centre = centre
        self.cover = CoverChooser(self.cover_config, centre=centre)
        self.window = WindowChooser(self.window_config, centre=centre)

    def of(
        self, *, profile: Profile, guidance: Guidance, rng: Generator
    ) -> Callable[[Item, FrameFeatures | None], Picks]:
        """Chooses for one viewer and wish, item by item."""
        wish = wish_of(guidance, texts=self.texts)
        other = any(edit.op == "thumbnail" for edit in guidance.edits)
        front = plainer(wish, texts=self.texts) if other else wish
        fresh = self.headline.config.fresh

        def choose(item: Item, features: FrameFeatures | None) -> Picks:
            nonlocal fresh
            if item.kind == "text" and "cover" in item.allow:
                known = self.headline.ready(item)
                fresh -= not known
                if known or fresh >= 0:
                    return Picks(headline=self.headline(item=item, profile=profile, rng=rng))
            if features is None or not len(features.times):
                return Picks()
            cover = self.cover(features=features, profiles=[profile], rng=rng, wish=front)[0]
            window = self.window(
                features=features, profiles=[profile], rng=rng, guidance=guidance, wish=wish
            )[0]
            return Picks(cover=cover, window=window)

        return choose


def measure_centre(features: Iterable[FrameFeatures], *, meaning: NDArray[np.float32]) -> Centre | None:
    """The centre of at most `SAMPLE` videos; None without any."""
    sample = list(islice((one for one in features if len(one.times)), SAMPLE))
    return centre_of(sample, meaning=meaning) if sample else None


def save_centre(centre: Centre, file: Path) -> None:
    """Write a centre, and what all like with it, whole or not at all."""
    rows: dict[str, Any] = {
        "pictures": centre.pictures,
        "concepts": centre.concepts,
        "meaning": centre.meaning,
    }
    if (crowd := centre.crowd) is not None:
        rows |= {"crowd_pictures": crowd.pictures, "crowd_meaning": crowd.meaning, "crowd_half": crowd.half}
    with replacing(file) as stream:
        np.savez(stream, **rows)


def load_centre(file: Path) -> Centre | None:
    """A centre that was saved, or None."""
    if not file.exists():
        return None
    with np.load(file, allow_pickle=False) as kept:
        crowd = None
        if "crowd_half" in kept:
            crowd = Crowd(kept["crowd_pictures"], kept["crowd_meaning"], float(kept["crowd_half"]))
        return Centre(kept["pictures"], kept["concepts"], kept["meaning"], crowd)
