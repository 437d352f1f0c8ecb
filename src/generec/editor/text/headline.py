"""Personal headlines: which of an article's own sentences, or its title, stands over it for a viewer.

A candidate is the title, or a sentence of the article word for word, up to a clause that can be
left off. It must be as near to the whole article as the title is: then choosing by taste changes
what is put forward, and not what the article is about. Nothing is written, so nothing is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.items import Item
from generec.domain.profiles import Floats, Profile
from generec.editor.choice import Choice, DrawConfig, draw
from generec.editor.text.facts import strangers
from generec.editor.text.language import language_of
from generec.editor.text.leaning import leans
from generec.editor.text.passages import clean, sentences
from generec.editor.text.quotations import plain, quotations
from generec.editor.text.summary import count

_REST = re.compile(r", (?:which|who|whose|where|after|following|as|while|with|despite|in a|amid)\b")
_END = re.compile(r"[.。]$")
_FEWEST: Final = 5
_KEPT: Final = 4096

Texts = Callable[[Sequence[str]], Floats]


class HeadlineConfig(BaseModel):
    """Which sentences may stand over an article, and how one is chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    personal: bool = Field(
        default=True, description="Choose headlines; else the title stands over everything."
    )
    words: int = Field(default=20, ge=5, description="Words of a headline, at most.")
    read: int = Field(default=10, ge=1, description="Sentences of an article that are looked at.")
    most: int = Field(default=5, ge=2, le=8, description="Candidates, the title among them.")
    slack: float = Field(
        default=0.0,
        ge=0,
        description="How much less near to the article than its title one may be, as cosine.",
    )
    title: float = Field(default=0.05, ge=0, description="What the title is worth, as cosine.")
    fresh: int = Field(
        default=3,
        ge=0,
        description="Articles read anew for one request; the others keep their title meanwhile.",
    )
    draw: DrawConfig = Field(default=DrawConfig(), description="How one of them is drawn.")


@dataclass(frozen=True, slots=True)
class Candidates:
    """What may stand over an article, the title first, with unit vectors (n, t)."""

    texts: tuple[str, ...]
    vectors: Floats


class HeadlineChooser:
    """Chooses among candidates for a viewer, with known odds. Threads may share it."""

    name = "editor.headline.v1"

    def __init__(self, config: HeadlineConfig | None = None, *, texts: Texts) -> None:
        self.config = config or HeadlineConfig()
        self._texts = texts
        self._known: dict[tuple[str, str], Candidates] = {}

    def __call__(self, *, item: Item, profile: Profile, rng: Generator) -> Choice[str] | None:
        """The headline for a viewer; None where there is no choice or nothing is known of the viewer."""
        if profile.meaning is None or not self.config.personal or not item.title or not item.text:
            return None
        found = self.candidates(item)
        if len(found.texts) < 2:
            return None
        scores = found.vectors @ profile.meaning
        scores = np.asarray(scores + self.config.title * (np.arange(len(scores)) == 0), np.float32)
        because = "the line of the article nearest to what you liked"
        return draw(found.texts, scores, config=self.config.draw, rng=rng, because=because)

    def ready(self, item: Item) -> bool:
        """Whether the item's candidates are known already."""
        return _key(item) in self._known

    def candidates(self, item: Item) -> Candidates:
        """What may stand over an article; computed once."""
        key = _key(item)
        found = self._known.get(key)
        if found is None:
            found = self._candidates(item)
            if len(self._known) >= _KEPT:
                self._known.clear()
            self._known[key] = found
        return found

    def _candidates(self, item: Item) -> Candidates:
        text = clean(item.text or "", markdown=(item.mime or "").endswith("markdown"))
        language = language_of(text, told=item.language)
        told = [one.text for one in sentences(text, language=language)[: self.config.read]]
        lines = list(dict.fromkeys(line for one in told if (line := self._line(one, language))))
        if not lines:
            return Candidates((item.title,), np.zeros((1, 0), np.float32))
        rows = self._texts([item.title, " ".join(told), *told, *lines])
        article = rows[1] + _unit(rows[2 : 2 + len(told)].mean(axis=0))
        near = np.concatenate([rows[:1], rows[2 + len(told) :]]) @ article
        order = sorted(range(1, len(near)), key=lambda n: -near[n])
        kept = [n for n in order if near[n] >= near[0] - self.config.slack][: self.config.most - 1]
        kept = [
            n for n in kept if not strangers(lines[n - 1], text, language=language, source_language=language)
        ]
        vectors = np.concatenate([rows[:1], rows[2 + len(told) :]])[[0, *kept]]
        return Candidates((item.title, *(lines[n - 1] for n in kept)), vectors)

    def _line(self, sentence: str, language: str) -> str:
        """A sentence as a headline: without a clause at its end, where it is too long; else empty."""
        if leans(sentence, language=language) or quotations(sentence) or '"' in plain(sentence):
            return ""
        line = sentence
        for found in reversed(list(_REST.finditer(sentence))):
            if count(line) > self.config.words:
                line = sentence[: found.start()]
        if not _FEWEST <= count(line) <= self.config.words or line.endswith("?"):
            return ""
        return _END.sub("", line)


def _key(item: Item) -> tuple[str, str]:
    return item.id, item.text or ""


def _unit(row: Floats) -> Floats:
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), np.float32)
