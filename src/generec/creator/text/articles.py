"""The articles there are for a digest, and what of them may be quoted: sentences with their places."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.footage.evidence import EvidenceConfig, Rows, evidence, of_kind
from generec.creator.footage.stock import Studio, refused
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Guidance, Topic
from generec.domain.items import Item
from generec.domain.profiles import Floats, Profile
from generec.editor.text.language import language_of
from generec.editor.text.passages import Sentence, clean, sentences
from generec.policy.licences import derive
from generec.retriever.catalogue import Shelf

_DATELINE = re.compile(
    r"^(?:[^()\n]{0,60}\([A-Z][^()\n]{1,40}\)|[A-Z][\w.]{1,24}|[A-Z][A-Z ,.'/]{2,40})\s*(?:-{1,2}|[–—])\s+"
    r"(?=[\"'“‘]?[A-Z\d])"
    r"|^[A-Z]{3,}(?: [A-Z]{3,})*: (?=[A-Z])"
    r"|^[A-Z]{3,}(?: [A-Z]{3,})+ (?=[A-Z][a-z])|^[A-Z]{4,}(?: [A-Z]{3,})*, [A-Z][a-z]+\.\s?(?=[A-Z])"
)
"""Who sent it from where, before what is said: "NEW YORK (Reuters) - "."""

_DAY_S = 86400.0


class ArticlesConfig(BaseModel):
    """How articles are found and ordered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    evidence: EvidenceConfig = Field(
        default=EvidenceConfig(), description="When an article counts as being about a topic."
    )
    looked_into: int = Field(default=24, ge=2, description="articles that are read, the best first")
    taste: float = Field(default=0.5, ge=0, description="weight of what the viewer likes")
    fresh: float = Field(default=0.3, ge=0, description="weight of being new")
    fresh_days: float = Field(default=3.0, gt=0, description="days after which newness is down to a third")
    often: float = Field(default=0.1, ge=0, description="weight of how many articles tell the same story")
    same: float = Field(
        default=0.78, gt=0, le=1, description="likeness of meaning from which two articles tell one story"
    )
    sentences: int = Field(default=12, ge=2, description="sentences of an article that are read")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence of an article: the characters [start, end) of its cleaned body, without a dateline."""

    sentence: Sentence
    start: int
    end: int

    @property
    def text(self) -> str:
        """Its words."""
        return self.sentence.text


@dataclass(frozen=True, slots=True)
class Article:
    """An article that may be quoted; `topic` is the number of the one that it is about, `vector` (t,) its
    meaning, `worth` what speaks for it."""

    item: Item
    body: str
    lines: tuple[Line, ...]
    topic: int
    worth: float
    vector: Floats


def body_of(item: Item) -> str:
    """The cleaned body of an article, in which places of sentences are counted."""
    return clean(item.text or "", markdown=(item.mime or "").endswith("markdown"))


def lines_of(body: str, *, language: str) -> list[Line]:
    """The sentences of a cleaned body with their places; the dateline stays out."""
    out: list[Line] = []
    at = 0
    for sentence in sentences(body, language=language):
        start = body.find(sentence.text, at)
        if start < 0:  # sentences are runs of the body, but for blanks that were joined
            continue
        at = end = start + len(sentence.text)
        found = _DATELINE.match(sentence.text) if not out else None
        start += found.end() if found is not None else 0
        told = Sentence(body[start:end], sentence.paragraph, sentence.place, sentence.whole)
        out.append(Line(told, start, end))
    return out


def articles(
    guidance: Guidance,
    topics: tuple[Topic, ...],
    *,
    profile: Profile,
    studio: Studio,
    config: ArticlesConfig,
) -> list[Article]:
    """The articles about the topics (all, where there are none), the best first, in one language.

    Only those that allow `compose` and `serve`. Raises `NotAllowed` where there is none.
    """
    shelf, at = studio.shelf(), studio.clock()
    human = None if guidance.limits.origin is None else guidance.limits.origin == "human"
    rows = of_kind(shelf, "text", at=at, human=human)
    if not len(rows):
        raise NotAllowed("there are no articles here that a digest could be made of")
    rows = rows[~refused(shelf, rows, guidance.less, texts=studio.texts)]
    shares = np.ones((1, len(rows)), np.float32)
    if topics:
        shares = evidence(shelf, rows, topics, texts=studio.texts, config=config.evidence).shares
    worth = _worth(shelf, rows, shares, profile, at=at, config=config)
    kept = np.flatnonzero(shares.max(axis=0, initial=0.0) > 0)
    order = kept[np.argsort(-worth[kept], kind="stable")]
    found = list(_read(shelf, rows, order, shares, worth, studio=studio, at=at, config=config))
    if not found:
        told = " and ".join(topic[0] for topic in topics)
        raise NotAllowed(f"no article here is about {told}" if told else "no article here may be quoted")
    return _of_one_language(found, guidance.limits.language)


def _worth(
    shelf: Shelf, rows: Rows, shares: Floats, profile: Profile, *, at: float, config: ArticlesConfig
) -> Floats:
    """(rows,) what speaks for each: the topic, the viewer, how new it is, how many tell the same."""
    vectors = shelf.vectors(rows)
    out = shares.max(axis=0, initial=0.0).astype(np.float32)
    if profile.meaning is not None and vectors.shape[1] == len(profile.meaning):
        out += np.float32(config.taste) * (vectors @ profile.meaning)
    published = shelf.published[rows]
    if np.isfinite(published).any():
        newest = published[np.isfinite(published)].max()
        out += np.float32(config.fresh) * np.exp((published - newest) / (config.fresh_days * _DAY_S))
    about = np.flatnonzero(shares.max(axis=0, initial=0.0) > 0)
    same = (vectors[about] @ vectors[about].T >= config.same).sum(axis=1)
    out[about] += np.float32(config.often) * np.log2(np.maximum(same, 1)).astype(np.float32)
    return np.asarray(out, np.float32)


def _read(
    shelf: Shelf,
    rows: Rows,
    order: Rows,
    shares: Floats,
    worth: Floats,
    *,
    studio: Studio,
    at: float,
    config: ArticlesConfig,
) -> list[Article]:
    """The best articles with their sentences, one of each work, a fair share of each topic.

    Those whose licence excludes that of one before them stay out.
    """
    out: list[Article] = []
    taken: Counter[int] = Counter()
    works: set[str] = set()
    most = max(1, config.looked_into // len(shares))
    vectors = shelf.vectors(rows)
    order = order[: 8 * config.looked_into]
    items = studio.tools.items([shelf.ids[int(rows[i])] for i in order])
    for i in order.tolist():
        topic = int(shares[:, i].argmax())
        item = items.get(shelf.ids[int(rows[i])])
        if len(out) >= config.looked_into or taken[topic] >= most:
            continue
        if item is None or not _may(item, at) or item.work in works or _excluded(item, out):
            continue
        body = body_of(item)
        lines = lines_of(body, language=language_of(body, told=item.language))[: config.sentences]
        if lines:
            works.add(item.work)
            taken[topic] += 1
            out.append(Article(item, body, tuple(lines), topic, float(worth[i]), vectors[i]))
    return out


def _may(item: Item, at: float) -> bool:
    return {"compose", "serve"} <= item.allow and item.showable(at=at) and bool(item.text)


def _excluded(item: Item, before: Sequence[Article]) -> bool:
    return bool(derive([*(one.item for one in before), item]).conflict)


def _of_one_language(found: Sequence[Article], wished: str | None) -> list[Article]:
    """Those in the wished language, else in that of the best. Raises `NotAllowed` where there is none."""
    spoken = [language_of(one.body, told=one.item.language) for one in found]
    language = wished.split("-")[0] if wished else spoken[0]
    kept = [one for one, own in zip(found, spoken, strict=True) if own == language]
    if not kept:
        raise NotAllowed(f"no article about it is in the language {wished!r}, and none is translated")
    return kept
