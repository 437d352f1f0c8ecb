"""From a ranking to what is shown: cover, window and headline chosen for this viewer, with labels.

Choosing is not making: which frame is the cover, which window plays and which line stands over an
article is logged with its propensity, and no new item comes of it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, Protocol

from numpy.random import Generator

from generec.domain.errors import MediaError, NotFound
from generec.domain.feed import Decision, FeedItem
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures, Profile
from generec.retriever.ranking import Ranking
from generec.retriever.retriever import Retriever
from generec.store.interface import Blobs
from generec.system.choosing import Choosers
from generec.system.covers import Covers
from generec.system.home import Home
from generec.system.variants import Variants

LABELS = {"edited": "Edited by AI", "created": "Made by AI"}
VARIED = "in a form that does well with viewers like you, or is being tried"
KEPT = 4096
"""How many videos' frame features are held in memory."""


class Links(Protocol):
    """How media are pointed at: files for a library, URLs for a server."""

    @property
    def local(self) -> bool:
        """Whether nothing that is pointed at leaves this machine."""
        ...

    def media(self, item: Item) -> str | None:
        """Where the item plays or is seen; None for text."""
        ...

    def thumbnail(self, item: Item, *, cover_s: float | None) -> str | None:
        """Where its cover is: the frame at `cover_s`, or the item's own cover."""
        ...


@dataclass(frozen=True, slots=True)
class Files:
    """Links to local files."""

    covers: Covers
    blobs: Blobs
    local: bool = True

    def media(self, item: Item) -> str | None:
        """The stored file."""
        return self._file(item.media)

    def thumbnail(self, item: Item, *, cover_s: float | None) -> str | None:
        """The frame's file, or that of the item's own cover where the frame cannot be had."""
        if cover_s is not None:
            try:
                return str(self.covers(item, at_s=cover_s))
            except (MediaError, NotFound):
                pass
        return self._file(item.thumbnail)

    def _file(self, key: str | None) -> str | None:
        if key is None:
            return None
        with self.blobs.path(key) as path:
            return str(path)


def label(item: Item) -> str:
    """What the viewer is told of how an item came here; empty for what people made."""
    return LABELS.get(item.origin, "AI-made" if item.ai else "")


@dataclass(frozen=True, slots=True)
class Shown:
    """Feed items in order, and the decisions about their covers and windows."""

    items: tuple[FeedItem, ...]
    decisions: tuple[Decision, ...]
    told: str

    def behind(self, made: Sequence[FeedItem], *, k: int) -> Shown:
        """What is left of it behind made items: none of their works, `k` in all, slots counted anew."""
        works = {item.work for item in made}
        kept = [item for item in self.items if item.work not in works][: max(0, k - len(made))]
        slots = {item.work: len(made) + n for n, item in enumerate(kept)}
        decisions = [
            decision.model_copy(update={"slot": slots[decision.work]})
            for decision in self.decisions
            if decision.work in slots
        ]
        return replace(self, items=tuple(kept), decisions=tuple(decisions))

    def instead(self, made: Sequence[FeedItem], *, because: str) -> Shown:
        """With made items in the places of their works. What was chosen for a source goes with it."""
        by_work = {item.work: item for item in made}
        items = tuple(
            by_work[item.work].model_copy(
                update={"score": item.score, "because": f"{item.because}; {because}"}
            )
            if item.work in by_work
            else item
            for item in self.items
        )
        decisions = tuple(decision for decision in self.decisions if decision.work not in by_work)
        return replace(self, items=items, decisions=decisions)


class Shower:
    """Turns ranked items into feed items, choosing covers and windows."""

    def __init__(
        self, home: Home, *, retriever: Callable[[], Retriever], choosers: Choosers, variants: Variants
    ) -> None:
        self.home = home
        self.retriever = retriever
        self.choosers = choosers
        self.variants = variants
        self._features: Callable[[str], FrameFeatures | None] = lru_cache(maxsize=KEPT)(
            lambda media: home.features.get(media, encoder=home.encoder.name)
        )

    def __call__(
        self,
        *,
        ranking: Ranking,
        profile: Profile,
        guidance: Guidance,
        request: str,
        at: float,
        rng: Generator,
        links: Links,
    ) -> Shown:
        """What is shown of a ranking, slot by slot."""
        found = self.home.rows.items.get(ranking.ids)
        items: list[FeedItem] = []
        decisions: list[Decision] = []
        choose = self.choosers.of(profile=profile, guidance=guidance, rng=rng)
        vary = self.variants.of(
            profile=profile, guidance=guidance, request=request, at=at, rng=rng, local=links.local
        )
        spare = len(ranking.ids) if ranking.spare is None else ranking.spare
        for id, score, because in zip(ranking.ids, ranking.scores, ranking.because, strict=True):
            item, drawn = vary(found[id], len(items)) if spare > 0 else (found[id], None)
            spare -= item.ai and not found[id].ai
            decisions += [drawn] if drawn is not None else []
            picks = choose(item, self._features_of(item))
            decisions += picks.decisions(
                request=request, user=profile.user, at=at, slot=len(items), work=item.work
            )
            items.append(
                feed_item(
                    item,
                    score=float(score),
                    because=because if item.id == id else f"{because}; {VARIED}",
                    links=links,
                    title=picks.title,
                    cover_s=picks.cover_s,
                    clip=picks.clip,
                    propensity=_both(picks.propensity, drawn),
                    chosen=picks.told,
                )
            )
        return Shown(items=tuple(items), decisions=tuple(decisions), told=_told(decisions))

    def _features_of(self, item: Item) -> FrameFeatures | None:
        if item.kind != "video" or item.media is None or "cover" not in item.allow:
            return None
        return self._features(item.media)

    def made(self, items: Sequence[Item], *, profile: Profile, links: Links) -> tuple[FeedItem, ...]:
        """Made items as they are shown to the viewer who asked for them."""
        if not items:
            return ()
        scores = self.retriever().score(profile=profile, ids=[item.work for item in items])
        verdicts = self.home.rows.making.verdicts
        return tuple(
            feed_item(
                item,
                score=float(score) if score == score else 0.5,
                because="you asked for it",
                links=links,
                propensity=1.0,
            ).model_copy(update={"verdicts": tuple(verdicts(item.recipe or "", owner=item.owner))})
            for item, score in zip(items, scores, strict=True)
        )


def _both(picked: float | None, drawn: Decision | None) -> float | None:
    """P(variant, cover and window): they are drawn apart."""
    if drawn is None:
        return picked
    return drawn.propensity * (picked if picked is not None else 1.0)


def feed_item(
    item: Item,
    *,
    score: float,
    because: str,
    links: Links,
    title: str | None = None,
    cover_s: float | None = None,
    clip: tuple[float, float] | None = None,
    propensity: float | None = None,
    chosen: tuple[str, ...] = (),
) -> FeedItem:
    """An item as it is shown."""
    return FeedItem(
        id=item.id,
        work=item.work,
        kind=item.kind,
        title=item.title if title is None else title,
        description=item.description,
        topics=item.topics,
        origin=item.origin,
        ai=item.ai,
        score=score,
        because=because,
        media=links.media(item),
        thumbnail=links.thumbnail(item, cover_s=cover_s),
        cover_s=cover_s,
        clip=clip,
        duration_s=item.duration_s,
        width=item.width,
        height=item.height,
        text=item.text,
        parents=item.parents,
        recipe=item.recipe,
        propensity=propensity,
        label=label(item),
        chosen=chosen,
    )


def _told(decisions: Sequence[Decision]) -> str:
    kinds: tuple[Literal["cover", "window", "headline", "variant"], ...]
    kinds = ("cover", "window", "headline", "variant")
    counts = {kind: sum(decision.kind == kind for decision in decisions) for kind in kinds}
    parts = [f"{n} {kind}{'s' if n > 1 else ''}" for kind, n in counts.items() if n]
    return f"chose {' and '.join(parts)}" if parts else ""
