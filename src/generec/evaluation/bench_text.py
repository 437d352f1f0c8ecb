"""Benchmark of what is done to words: summaries beside the first three sentences, plainer wording, headlines.

Of each article the summary may be as long as its first three sentences. Likeness is the cosine of
MiniLM vectors: to the mean of all sentences, and to the text as the encoder reads it (its first 256
tokens, which favours openings). ROUGE-1 is recall (Lin, 2004), of both summaries cut to the same
number of words; where the title is the reference, it is not shown to the chooser. A headline is
compared with the title of the same article, for viewers who like one category and read of another.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from generec.domain.items import Item
from generec.domain.profiles import Floats, Profile, Viewer
from generec.editor.choice import DrawConfig
from generec.editor.text.facts import strangers
from generec.editor.text.headline import HeadlineChooser, HeadlineConfig
from generec.editor.text.leaning import needs
from generec.editor.text.passages import Sentence, clean, sentences
from generec.editor.text.simple import simplified
from generec.editor.text.summary import Passage, SummaryConfig, chosen, count
from generec.evaluation.bench import Row

_LEAD = 3
_WORD = re.compile(r"[^\W_]+")
_VOWELS = re.compile(r"[aeiouy]+")

Texts = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True, slots=True)
class Article:
    """One article, read: `vectors` (n, t) of its sentences, of the whole and of the title."""

    title: str
    topic: str
    text: str
    sentences: tuple[Sentence, ...]
    vectors: Floats
    whole: Floats
    heading: Floats


def bench_text(folder: Path, *, texts: Texts, n: int | None = None) -> list[Row]:
    """The rows over the first `n` articles of `news/items.jsonl`, or over all."""
    lines = (folder / "news" / "items.jsonl").read_text(encoding="utf-8").splitlines()[:n]
    articles = [_read(json.loads(line), texts) for line in lines]
    return [*_summaries(articles, texts), *_plainer(articles), *_headlines(articles, texts)]


def _read(record: dict[str, str], texts: Texts) -> Article:
    text = clean(record["body"])
    found = tuple(sentences(text, language="en"))
    rows = texts([*(one.text for one in found), text, record["title"]])
    return Article(record["title"], record["category"], text, found, rows[:-2], rows[-2], rows[-1])


def _summaries(articles: Sequence[Article], texts: Texts) -> Iterator[Row]:
    long = [one for one in articles if len(one.sentences) > _LEAD + 1]
    tables = {name: _measured(long, texts, name) for name in ("lead", "ours", "ours without title")}
    told = f"{len(long)} articles"
    for name, key, used in (
        ("likeness to all sentences", "mean", "ours"),
        ("likeness to the text as it is read", "whole", "ours"),
        ("likeness to the title, which was not used", "title", "ours without title"),
        ("ROUGE-1 recall of the text", "rouge", "ours"),
        ("ROUGE-1 recall of the title, which was not used", "rouge_title", "ours without title"),
        ("words", "words", "ours"),
    ):
        ours, lead = (float(np.mean([row[key] for row in tables[which]])) for which in (used, "lead"))
        yield _row(
            f"summary: {name} ({told})",
            f"{ours:.4f}",
            f"{lead:.4f} of the first three sentences",
            ours / lead,
        )
    lost = sum(row["lost"] for row in tables["ours"])
    yield _row("summary: sentences that lean on one left out", f"{lost:.0f}", f"{told}", None)
    strange = sum(row["strangers"] for row in tables["ours"])
    yield _row("summary: numbers, names, quotations, denials not in the source", f"{strange:.0f}", told, None)


def _measured(articles: Sequence[Article], texts: Texts, name: str) -> list[dict[str, float]]:
    config = SummaryConfig(title=0.0) if name == "ours without title" else SummaryConfig()
    out = []
    for one in articles:
        words = sum(count(sentence.text) for sentence in one.sentences[:_LEAD])
        places = list(range(_LEAD)) if name == "lead" else _places(one, words, config)
        out.append(_figures(one, places, words, texts, checked=name == "ours"))
    return out


def _places(one: Article, words: int, config: SummaryConfig) -> list[int]:
    title = one.heading if config.title else None
    return chosen(
        Passage(one.sentences, one.vectors, one.whole, title), words=words, language="en", config=config
    )


def _figures(
    one: Article, places: Sequence[int], words: int, texts: Texts, *, checked: bool
) -> dict[str, float]:
    summary = " ".join(one.sentences[n].text for n in places)
    row = texts([summary])[0]
    mean = one.vectors.mean(axis=0)
    cut = " ".join(summary.split()[:words])
    need = needs(one.sentences, language="en")
    return {
        "mean": float(row @ mean / np.linalg.norm(mean)),
        "whole": float(row @ one.whole),
        "title": float(row @ one.heading),
        "rouge": _recall(cut, one.text),
        "rouge_title": _recall(cut, one.title),
        "words": float(count(summary)),
        "lost": float(sum(need[n] is not None and need[n] not in places for n in places)),
        "strangers": float(len(_strange(summary, one)) if checked else 0),
    }


def _strange(text: str, one: Article) -> list[object]:
    return [*strangers(text, f"{one.title}\n\n{one.text}", language="en", source_language="en")]


def _recall(text: str, reference: str) -> float:
    """ROUGE-1 recall: the share of the reference's words, each as often as it stands there."""
    have, wanted = (Counter(_WORD.findall(part.casefold())) for part in (text, reference))
    return (have & wanted).total() / max(1, wanted.total())


def _plainer(articles: Sequence[Article]) -> Iterator[Row]:
    pairs = [(one, simplified(one.text)) for one in articles]
    before, after = (
        float(np.mean([_grade(text) for text in side]))
        for side in zip(*((o.text, t) for o, t in pairs), strict=True)
    )
    changed = float(np.mean([one.text != text for one, text in pairs]))
    strange = sum(len(_strange(text, one)) for one, text in pairs)
    told = f"{len(pairs)} articles, {changed:.0%} of them changed"
    yield _row(
        f"plain words: Flesch-Kincaid grade ({told})", f"{after:.2f}", f"{before:.2f} before", after / before
    )
    yield _row("plain words: numbers, names, quotations, denials not in the source", f"{strange}", told, None)


def _grade(text: str) -> float:
    """The Flesch-Kincaid grade (Kincaid et al., 1975), syllables by groups of vowels."""
    found = sentences(text, language="en")
    words = _WORD.findall(text)
    syllables = sum(max(1, len(_VOWELS.findall(word.casefold().removesuffix("e")))) for word in words)
    return 0.39 * len(words) / max(1, len(found)) + 11.8 * syllables / max(1, len(words)) - 15.59


def _headlines(articles: Sequence[Article], texts: Texts) -> Iterator[Row]:
    """What viewers who like one category see over every third article, of whatever category."""
    topics = sorted({one.topic for one in articles})
    likes = {topic: _mean([one.whole for one in articles if one.topic == topic]) for topic in topics}
    chooser = HeadlineChooser(HeadlineConfig(draw=DrawConfig(greedy=True)), texts=texts)
    rng = np.random.default_rng(0)
    near, kept, offered, strange = [], [], 0, 0
    shown = articles[::3]
    for number, one in enumerate(shown):
        item = Item(id=str(number), work=str(number), kind="text", title=one.title, text=one.text)
        found = chooser.candidates(item)
        offered += len(found.texts) > 1
        for liked in likes.values():
            choice = chooser(item=item, profile=Profile(viewer=Viewer(id="u"), meaning=liked), rng=rng)
            if choice is None:
                continue
            row = found.vectors[choice.chosen]
            near.append((float(row @ liked), float(one.heading @ liked)))
            kept.append((float(row @ one.whole), float(one.heading @ one.whole)))
            strange += len(_strange(choice.value, one)) if choice.chosen else 0
    told = f"{offered} of {len(shown)} articles offer more than their title"
    for name, pairs in (("likeness to what the viewer likes", near), ("likeness to the article", kept)):
        ours, title = np.mean(pairs, axis=0)
        yield _row(
            f"headline: {name} ({told})", f"{ours:.4f}", f"{title:.4f} of the title", float(ours / title)
        )
    yield _row("headline: numbers, names, quotations, denials not in the source", f"{strange}", told, None)


def _mean(rows: Sequence[Floats]) -> Floats:
    mean = np.mean(rows, axis=0)
    return np.asarray(mean / np.linalg.norm(mean), np.float32)


def _row(name: str, figure: str, against: str, ratio: float | None) -> Row:
    return Row(bench="summaries", name=name, figure=figure, against=against, ratio=ratio)
