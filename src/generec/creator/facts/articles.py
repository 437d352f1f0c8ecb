"""Facts out of the corpus: sentences of its articles, word for word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from generec.creator.facts.passage import Bounds, spans
from generec.domain.facts import Fact, FactSource
from generec.domain.guidance import Topic
from generec.domain.items import Item
from generec.domain.profiles import Floats
from generec.editor.text.facts import words_of
from generec.editor.text.language import language_of
from generec.retriever.catalogue import KINDS, Shelf

READ = 12
"""Articles that are read for a topic, the likeliest first."""
ABOUT = 0.25
"""From this likeness on an article is about a topic: one word of it in passing is not enough."""


def articles(
    topic: Topic,
    wanted: Floats,
    *,
    shelf: Shelf,
    items: Callable[[Sequence[str]], Mapping[str, Item]],
    at: float,
    bounds: Bounds,
) -> Iterator[Fact]:
    """The sentences of articles that may be about a topic and can stand alone.

    `wanted` (t,) is the topic's vector. Articles are found ones that everybody may see, and that allow
    `compose` and `serve`.
    """
    ids = [shelf.ids[row] for row in _rows(topic, wanted, shelf, at)]
    found = items(ids)
    for id in ids:
        item = found.get(id)
        if item is None or not {"compose", "serve"} <= item.allow or not item.showable(at=at):
            continue
        source = FactSource(
            kind="item",
            id=item.id,
            title=item.title or item.id,
            licence=item.licence,
            address=item.source or "",
            creator=item.creator or "",
        )
        words = words_of(item)
        language = language_of(words, told=item.language)
        for start, end in spans(words, language=language, bounds=bounds):
            yield Fact(text=words[start:end], source=source, span=(start, end), language=language)


def _rows(topic: Topic, wanted: Floats, shelf: Shelf, at: float) -> list[int]:
    """The likeliest articles: those with the topic's words, then those nearest in meaning."""
    fit = shelf.alive & shelf.serve & (shelf.kind == KINDS.index("text")) & (shelf.origin == 0)
    fit &= (shelf.owner < 0) & (shelf.published <= at) & (at < shelf.expires)
    rows = np.flatnonzero(fit)
    if not len(rows):
        return []
    vectors = shelf.vectors(rows)
    likeness = vectors @ wanted if vectors.shape[1] == len(wanted) else np.zeros(len(rows), np.float32)
    named = np.isin(rows, shelf.words.find(topic[0], n=shelf.n))
    order = np.argsort(-(likeness + named), kind="stable")[:READ]
    return [int(rows[i]) for i in order if likeness[i] >= ABOUT or (named[i] and not likeness.any())]
