"""The footage there is for a wish: segments of all videos that may be put into new ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.facts import Library
from generec.creator.footage.evidence import (
    LIKE,
    NAMED,
    WHO,
    EvidenceConfig,
    Rows,
    evidence,
    of_kind,
    own_names,
)
from generec.creator.footage.naming import without_names
from generec.creator.footage.segments import Segment, SegmentsConfig, Sought, Source, segments
from generec.domain.errors import ConfigError
from generec.domain.guidance import Guidance, Topic
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.editor.tools import Tools
from generec.encoders.topics import Texts, topic_vectors
from generec.instructor.people import who
from generec.retriever.catalogue import Shelf
from generec.retriever.words import fold, tokens

_OF_THEM = frozenset(map(fold, ["hands", "fingers", "arms", "feet", "legs", "faces", "crowd", "selfie"]))
"""Words for what of somebody is to be seen, where nobody is to be."""


class StockConfig(BaseModel):
    """How far the corpus is searched."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: EvidenceConfig = Field(
        default=EvidenceConfig(), description="When an item counts as being about a topic."
    )
    segments: SegmentsConfig = Field(
        default=SegmentsConfig(), description="When a stretch of it counts as showing the topic."
    )
    looked_into: int = Field(
        default=200, ge=1, description="at most so many videos are looked into, the likeliest first"
    )
    chance: int = Field(default=100, ge=0, description="so many others tell what frames have by chance")


@dataclass(frozen=True, slots=True)
class Studio:
    """What creators need of the rest of the house: the editors' tools, the catalogue, the time, and facts."""

    tools: Tools
    shelf: Callable[[], Shelf]
    clock: Callable[[], float]
    facts: Library | None = None

    @property
    def texts(self) -> Texts:
        """Words to vectors. Raises `ConfigError` where there is no encoder."""
        if self.tools.words is None:
            raise ConfigError("creators need an encoder of words")
        return self.tools.words


@dataclass(frozen=True, slots=True)
class Stock:
    """The footage for one wish, by pieces of about a length."""

    sources: tuple[Source, ...]
    sought: Sought
    config: StockConfig

    def pieces(self, piece_s: float, *, profile: Profile, studio: Studio) -> list[Segment]:
        """The segments, none much longer than `piece_s`."""
        return segments(
            self.sources,
            self.sought,
            profile=profile,
            centre=studio.tools.centre(),
            piece_s=piece_s,
            words=self.config.evidence.words,
            config=self.config.segments,
        )


def stock(
    guidance: Guidance,
    topics: tuple[Topic, ...],
    *,
    studio: Studio,
    config: StockConfig,
    kinds: Sequence[Kind] = ("video",),
) -> Stock:
    """The items of `kinds` (videos, pictures) that may show `topics`, with what is known of their frames.

    Only those that allow `compose` and may be served; none that is named by what is not wanted. Who the
    people in it are is told by what was written alone, and where that says nothing, by nothing.
    """
    shelf, at = studio.shelf(), studio.clock()
    human = None if guidance.limits.origin is None else guidance.limits.origin == "human"
    rows = np.concatenate([of_kind(shelf, kind, at=at, human=human) for kind in kinds])
    rows = rows[~refused(shelf, rows, guidance.less, texts=studio.texts)]
    shown = tuple(_shown(topic, shelf) for topic in topics)
    found = evidence(shelf, rows, shown, texts=studio.texts, config=config.evidence)
    order = _order(found.shares.max(axis=0, initial=0.0), config)
    ids = [shelf.ids[int(rows[i])] for i in order]
    items = studio.tools.items(ids)
    sources = []
    for i, id in zip(order, ids, strict=True):
        item = items.get(id)
        if item is None or not _may(item, at):
            continue
        features = studio.tools.features(item.media or "")
        if features is not None and len(features.times):
            sources.append(Source(item, features, found.shares[:, i], found.fits[:, i]))
    seen = [topic for topic in guidance.less if not who(topic[0]).words]
    unwanted = topic_vectors(seen, texts=studio.texts) if seen else None
    sought = Sought(topic_vectors(shown, texts=studio.texts), unwanted)
    return Stock(tuple(_named_first(sources, topics)), sought, config)


def no_people(less: Sequence[Topic]) -> bool:
    """Whether nobody is to be seen."""
    return any(set(tokens(topic[0])) & (WHO | {"human", "face"}) for topic in less)


def _shown(topic: Topic, shelf: Shelf) -> Topic:
    """What pictures can show of a topic. The corpus's names for it hang on all of its words, so that of
    one that says who somebody is, or names somebody unknown, only those made of the rest are kept."""
    rest = who(without_names(topic, shelf=shelf)).shown
    return topic if rest == topic[0] else (rest, *own_names((rest, *topic[1:])))


def _named_first(sources: Sequence[Source], topics: Sequence[Topic]) -> Iterator[Source]:
    """The same; where the wish says who somebody is, and texts of sources do, the others count for less."""
    said = [who(topic[0]).words for topic in topics]
    named = np.array([[not words or words <= _written(one.item) for words in said] for one in sources], bool)
    if not named.size:
        return
    there = np.array([one.shares > 0 for one in sources]) & named
    for one, row in zip(sources, named, strict=True):
        yield replace(one, shares=np.where(row | ~there.any(axis=0), one.shares, NAMED * one.shares))


def _written(item: Item) -> frozenset[str]:
    """Words for who somebody is, of an item's title, description and topics."""
    tags = frozenset(word for topic in item.topics for word in topic.casefold().split())
    return tags | frozenset[str]().union(*(who(text).words for text in (item.title, item.description)))


def _may(item: Item, at: float) -> bool:
    return {"compose", "serve"} <= item.allow and item.showable(at=at) and item.media is not None


def refused(shelf: Shelf, rows: Rows, less: tuple[Topic, ...], *, texts: Texts) -> Rows:
    """(rows,) which are named by what is not wanted; for people, by any word for them."""
    if not less:
        return np.zeros(len(rows), bool)
    found = evidence(shelf, rows, less, texts=texts, config=EvidenceConfig())
    out = (found.shares > LIKE).any(axis=0)
    if no_people(less):
        for word in sorted(WHO | _OF_THEM):
            out |= np.isin(rows, shelf.words.find(word, n=shelf.n))
    return np.asarray(out)


def _order(shares: np.ndarray, config: StockConfig) -> list[int]:
    """Which rows are looked into: the likeliest, then others, evenly spread, for what chance gives."""
    order = [int(i) for i in np.argsort(-shares, kind="stable")]
    likely = [i for i in order if shares[i] > 0] if config.evidence.words else order
    likely = likely[: config.looked_into]
    others = sorted(set(order) - set(likely))
    step = max(1, -(-len(others) // max(1, config.chance)))
    return [*likely, *(others[::step] if config.chance else [])]
