"""The library of facts: given files, the articles of the corpus, and a knowledge service, as one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.facts.articles import articles
from generec.creator.facts.choose import RelevanceConfig, relevant
from generec.creator.facts.given import Given
from generec.creator.facts.passage import Bounds
from generec.creator.facts.web import Web, WebConfig
from generec.domain.errors import ServiceError
from generec.domain.facts import Fact
from generec.domain.guidance import Topic
from generec.domain.items import Item
from generec.encoders.topics import Texts, topic_vectors
from generec.retriever.catalogue import Shelf

__all__ = ["FactsConfig", "Library", "Read"]


class FactsConfig(BaseModel):
    """Where facts come from, and which are told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    files: tuple[str, ...] = Field(
        default=(), description="files of given facts (.jsonl, .csv, .md), from the home on"
    )
    articles: bool = Field(default=True, description="whether sentences of the corpus's articles are facts")
    web: WebConfig = Field(default=WebConfig(), description="A knowledge service to ask.")
    relevance: RelevanceConfig = Field(
        default=RelevanceConfig(), description="From which likeness on a statement is about a topic."
    )
    most: int = Field(default=5, ge=1, description="at most so many facts are told")
    longest: int = Field(default=140, ge=30, le=200, description="characters of a statement out of a text")


@dataclass(frozen=True, slots=True)
class Read:
    """Facts on what was asked for, the best first, and why there are not more."""

    facts: tuple[Fact, ...] = ()
    lacking: str = ""


class Library:
    """All facts of a home. `folder` is where given files are named from and pages of the web are kept."""

    def __init__(
        self,
        config: FactsConfig,
        *,
        folder: Path,
        shelf: Callable[[], Shelf],
        items: Callable[[Sequence[str]], Mapping[str, Item]],
    ) -> None:
        self.config = config
        self._given = Given([folder / Path(name).expanduser() for name in config.files])
        self._web = Web(config.web, folder=folder / "knowledge")
        self._shelf, self._items = shelf, items

    def about(self, topics: Sequence[Topic], *, texts: Texts, at: float) -> Read:
        """What is known of the topics, in turn. Raises `DataError`, `ConfigError` for a given file."""
        if not topics:
            return Read()
        wanted = topic_vectors(topics, texts=texts)
        lacking: list[str] = []
        found = [
            self._of(topic, vector, texts=texts, at=at, lacking=lacking)
            for topic, vector in zip(topics, wanted, strict=True)
        ]
        mixed = [fact for turn in zip_longest(*found) for fact in turn if fact is not None]
        facts = tuple({fact.text: fact for fact in mixed}.values())[: self.config.most]
        return Read(facts, "; ".join(dict.fromkeys(lacking)))

    def words(self, id: str) -> str | None:
        """What the source of a given fact or one of the web says, by its id; None where it is not known."""
        return self._web.words(id) if id.startswith("web:") else self._given.words(id)

    def _of(
        self, topic: Topic, wanted: np.ndarray, *, texts: Texts, at: float, lacking: list[str]
    ) -> list[Fact]:
        bounds = Bounds(self.config.longest)
        facts = self._given.facts()
        if self.config.articles:
            facts += articles(topic, wanted, shelf=self._shelf(), items=self._items, at=at, bounds=bounds)
        try:
            facts += self._web.facts(topic[0], bounds=bounds)
        except ServiceError as error:
            lacking.append(error.message)
        ranked = relevant(facts, topic, wanted, texts=texts, config=self.config.relevance)
        return [fact for _, fact in ranked[: self.config.most]]
