"""Which facts are about what was asked for, by meaning and by words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.facts import Fact
from generec.domain.guidance import Topic
from generec.domain.profiles import Floats
from generec.encoders.topics import Texts
from generec.retriever.words import tokens


class RelevanceConfig(BaseModel):
    """From which likeness of meaning on a statement is about a topic.

    Measured with the default encoder on 2,043 sentences of 500 news articles and on a file of given
    facts: what is not about a topic reaches 0.31 at most for sentences (0.41 where a word is used in
    another sense), and 0.29 for given facts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    near: float = Field(default=0.4, ge=-1, le=1, description="a sentence out of a text")
    given: float = Field(
        default=0.35, ge=-1, le=1, description="a given fact, which is filed under a topic of its own"
    )
    named: float = Field(default=0.3, ge=-1, le=1, description="either, where it has the topic's own words")


_ALIKE = 0.82
"""Two statements this alike say one thing."""
_SHOWN = 0.06
"""What it is worth that a fact can be drawn."""


def relevant(
    facts: Sequence[Fact], topic: Topic, wanted: Floats, *, texts: Texts, config: RelevanceConfig
) -> list[tuple[float, Fact]]:
    """The facts about a topic with what they are worth, the best first; no two that say the same.

    `wanted` (t,) is the topic's vector.
    """
    if not facts:
        return []
    rows = np.asarray(texts([_meant(fact) for fact in facts]), np.float32)
    likeness = rows @ wanted
    said = [bool(_stems(fact) & set(tokens(topic[0]))) for fact in facts]
    worth = [float(one) + _SHOWN * _drawn(fact) for one, fact in zip(likeness, facts, strict=True)]
    order = sorted(range(len(facts)), key=lambda i: (-round(worth[i], 6), facts[i].source.id, facts[i].span))
    kept: list[int] = []
    for i in order:
        given = facts[i].source.kind == "given"
        floor = config.named if said[i] else config.given if given else config.near
        if likeness[i] >= floor and not any(float(rows[i] @ rows[j]) > _ALIKE for j in kept):
            kept.append(i)
    return [(worth[i], facts[i]) for i in kept]


def _meant(fact: Fact) -> str:
    return f"{fact.topic}: {fact.text}" if fact.topic else fact.text


def _stems(fact: Fact) -> set[str]:
    return set(tokens(f"{fact.topic} {fact.text}"))


def _drawn(fact: Fact) -> bool:
    return bool(fact.number or fact.series or fact.places)
