"""Benchmark of digests: are they traceable, do they repeat themselves, are they about what was asked for?

Topics are words that stand in the titles of several articles; of each, digests are made for two viewers
who like different categories. What is measured goes by TF-IDF vectors of words, which take no part in
the making: relevance is the mean cosine of a digest's sentences to the articles about the topic that the
digest does *not* use. The peers have as many sentences out of the very same articles: drawn by chance, or
the first ones of each. Intervals are of the mean difference, by bootstrap over digests.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from generec.creator.text.digest import DigestCreator
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Clause, Create, Guidance
from generec.domain.profiles import Profile, Viewer
from generec.editor.text.notes import taken_apart
from generec.editor.text.passages import clean, sentences
from generec.evaluation.bench import Row
from generec.evaluation.metrics.statistics import interval
from generec.system.generec import GeneRec

_WORD = re.compile(r"[^\W\d_]{3,}")
_LEAST_TITLES, _LIKES = 7, 20

Vector = dict[str, float]


@dataclass(frozen=True, slots=True)
class _Made:
    """One digest: what it was about, its sentences with their articles, and whose it is."""

    topic: str
    likes: str
    parts: tuple[tuple[str, str], ...]


class _Terms:
    """TF-IDF vectors of texts, of unit length, over one set of documents."""

    def __init__(self, documents: Mapping[str, str]) -> None:
        seen = Counter(word for text in documents.values() for word in set(_words(text)))
        self._idf = {word: float(np.log(len(documents) / n)) for word, n in seen.items()}

    def __call__(self, text: str) -> Vector:
        counts = Counter(_words(text))
        row = {word: n * self._idf.get(word, 0.0) for word, n in counts.items()}
        size = float(np.sqrt(sum(value * value for value in row.values()))) or 1.0
        return {word: value / size for word, value in row.items()}


def bench_digests(folder: Path, *, digests: int = 50) -> list[Row]:
    """The rows over `news/items.jsonl`."""
    lines = (folder / "news" / "items.jsonl").read_text(encoding="utf-8").splitlines()
    records = {record["item_id"]: record for record in map(json.loads, lines)}
    bodies = {id: clean(record["body"]) for id, record in records.items()}
    terms = _Terms(bodies)
    rng = np.random.default_rng(0)
    topics = _topics(records, digests // 2, rng)
    made, refused = _made(records, topics, rng)
    return [
        *_traced(made, records, refused),
        *_repeated(made, terms),
        *_relevant(made, topics, bodies, terms, rng),
        *_personal(made, records, bodies, terms),
    ]


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def _topics(records: Mapping[str, Any], n: int, rng: Generator) -> dict[str, list[str]]:
    """`n` words with the ids of the articles whose titles have them: names and things, no small words."""
    titled: dict[str, list[str]] = defaultdict(list)
    for id, record in records.items():
        for word in set(_words(record["title"])):
            if len(word) > 4:
                titled[word].append(id)
    common = Counter(word for record in records.values() for word in set(_words(record["body"])))
    fit = sorted(
        word for word, ids in titled.items() if len(ids) >= _LEAST_TITLES and common[word] < len(records) / 12
    )
    return {str(word): titled[str(word)] for word in rng.permutation(fit)[:n]}


def _made(
    records: Mapping[str, Any], topics: Mapping[str, list[str]], rng: Generator
) -> tuple[list[_Made], int]:
    out, refused = [], 0
    by_category: dict[str, list[str]] = defaultdict(list)
    for id, record in records.items():
        by_category[record["category"]].append(id)
    with tempfile.TemporaryDirectory() as home, GeneRec.open(home) as system:
        system.items([_entry(record) for record in records.values()], rights="own")
        creator = system.parts.creators.named("creator.digest.v1")
        assert isinstance(creator, DigestCreator)
        shelf = creator.studio.shelf()
        for topic in topics:
            for likes in rng.permutation(sorted(by_category))[:2]:
                liked = rng.permutation(by_category[str(likes)])[:_LIKES]
                mean = shelf.vectors(np.array([shelf.find(str(id)) for id in liked])).mean(axis=0)
                profile = Profile(viewer=Viewer(id="u"), meaning=mean / np.linalg.norm(mean))
                wish = Create(about=((topic,),), kind="text")
                guidance = Guidance(clauses=(Clause(route="create", target=None, create=wish),))
                try:
                    recipe = creator.plan(guidance=guidance, profile=profile, rng=rng)
                except NotAllowed:
                    refused += 1
                    continue
                ids = [source.item for source in recipe.sources]
                draft = creator.render(recipe, [system.item(id) for id in ids])
                noted = taken_apart(draft.text or "")
                parts = tuple((words, ids[numbers[0]]) for words, numbers in noted.parts)
                out.append(_Made(topic, str(likes), parts))
    return out, refused


def _entry(record: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "id": record["item_id"],
        "title": record["title"],
        "text": record["body"],
        "topics": [record["category"]],
    }


def _traced(made: Sequence[_Made], records: Mapping[str, Any], refused: int) -> Iterator[Row]:
    """Read from the raw files: blanks are made even, nothing else."""
    raw = {id: " ".join(record["body"].split()) for id, record in records.items()}
    parts = [part for one in made for part in one.parts]
    found = sum(" ".join(words.split()) in raw[id] for words, id in parts)
    yield _row(
        f"sentences that stand word for word in the article they name ({len(made)} digests)",
        f"{found} of {len(parts)}",
        "all",
        found / max(1, len(parts)),
    )
    yield _row("wishes refused for want of articles", f"{refused}", f"{len(made) + refused} wishes", None)


def _repeated(made: Sequence[_Made], terms: _Terms) -> Iterator[Row]:
    most = np.array([_most_alike([terms(words) for words, _ in one.parts]) for one in made])
    yield _row(
        "redundancy: the two most alike sentences of a digest, cosine of words (mean, and the worst)",
        f"{most.mean():.3f}, {most.max():.3f}",
        "",
        None,
    )


def _most_alike(rows: Sequence[Vector]) -> float:
    return max((_cosine(a, b) for i, a in enumerate(rows) for b in rows[:i]), default=0.0)


def _relevant(
    made: Sequence[_Made],
    topics: Mapping[str, list[str]],
    bodies: Mapping[str, str],
    terms: _Terms,
    rng: Generator,
) -> Iterator[Row]:
    split = {
        id: [s.text for s in sentences(bodies[id], language="en")] for one in made for _, id in one.parts
    }
    ours: list[float] = []
    chance: list[float] = []
    lead: list[float] = []
    for one in made:
        used = Counter(id for _, id in one.parts)
        centre = _mean([terms(bodies[id]) for id in topics[one.topic] if id not in used])
        if not centre:
            continue
        drawn = [s for id, n in used.items() for s in rng.permutation(np.array(split[id], object))[:n]]
        first = [s for id, n in used.items() for s in split[id][:n]]
        for kept, said in ((ours, [words for words, _ in one.parts]), (chance, drawn), (lead, first)):
            kept.append(float(np.mean([_cosine(terms(words), centre) for words in said])))
    for name, peer in (("chance", chance), ("the first ones", lead)):
        low, high = interval(np.array(ours) - np.array(peer), rng=rng)
        yield _row(
            f"relevance to the topic, beside sentences of the same articles by {name} ({len(ours)} digests)",
            f"{np.mean(ours):.4f} (difference {low:+.4f} to {high:+.4f})",
            f"{np.mean(peer):.4f}",
            float(np.mean(ours) / np.mean(peer)),
        )


def _personal(
    made: Sequence[_Made], records: Mapping[str, Any], bodies: Mapping[str, str], terms: _Terms
) -> Iterator[Row]:
    """Of two digests on one topic, is each nearer to articles of the category that its viewer likes?"""
    taste = {
        category: _mean([terms(bodies[id]) for id in records if records[id]["category"] == category])
        for category in {one.likes for one in made}
    }
    by_topic: dict[str, list[_Made]] = defaultdict(list)
    for one in made:
        by_topic[one.topic].append(one)
    nearer = []
    for pair in by_topic.values():
        if len(pair) == 2 and pair[0].parts != pair[1].parts:
            for mine, other in (pair, pair[::-1]):
                own, others = (
                    _cosine(terms(" ".join(words for words, _ in one.parts)), taste[mine.likes])
                    for one in (mine, other)
                )
                nearer.append(own > others)
    if nearer:
        yield _row(
            "digests nearer to the viewer's own category than the one made of the same topic for another",
            f"{sum(nearer)} of {len(nearer)}",
            "half by chance",
            2 * float(np.mean(nearer)),
        )


def _mean(rows: Sequence[Vector]) -> Vector:
    total: Counter[str] = Counter()
    for row in rows:
        total.update(row)
    size = float(np.sqrt(sum(value * value for value in total.values()))) or 1.0
    return {word: value / size for word, value in total.items()}


def _cosine(one: Vector, other: Vector) -> float:
    small, large = sorted((one, other), key=len)
    return sum(value * large.get(word, 0.0) for word, value in small.items())


def _row(name: str, figure: str, against: str, ratio: float | None) -> Row:
    return Row(bench="digests", name=name, figure=figure, against=against, ratio=ratio)
