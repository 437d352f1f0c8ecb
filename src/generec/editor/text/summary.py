"""Which sentences of a text say most of it: an extract, never a word that was not there.

The set is chosen whole, not sentence by sentence: its vector (the mean of its sentences', weighted
by length) shall be near to that of the text, which rewards what is central and what is new at
once (as centroid-based extraction does: Rossiello et al., 2017). To this come the place in the
text, how well the length asked for is filled, and that no sentence leans on one left out. The best
set is found by beam search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.profiles import Floats
from generec.editor.text.leaning import needs
from generec.editor.text.passages import Sentence
from generec.editor.text.quotations import plain

_HAN = re.compile(r"[\u3400-\u9fff]")
_HAN_WORD = 1.7
"""Characters of Chinese that say as much as one word."""


class SummaryConfig(BaseModel):
    """How long a summary is and what makes a good one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: float = Field(default=0.3, gt=0, lt=1, description="Words of a summary, as a share of the text's.")
    least: int = Field(default=50, ge=5, description="But no fewer words than this.")
    most: int = Field(default=120, ge=10, description="And no more than this.")
    over: float = Field(default=0.06, ge=0, le=0.5, description="By what share the length may be exceeded.")
    text: float = Field(default=1.0, ge=0, description="Weight of likeness to the mean of all sentences.")
    opening: float = Field(default=0.4, ge=0, description="Weight of likeness to the first part of the text.")
    title: float = Field(default=0.3, ge=0, description="Weight of likeness to the title.")
    early: float = Field(
        default=0.15, ge=0, description="What the first sentence is worth; the second half of it."
    )
    fill: float = Field(default=0.6, ge=0, description="Weight of meeting the length.")
    leaning: float = Field(
        default=0.15, ge=0, description='What a sentence costs that leans on one left out ("But he ...").'
    )
    beam: int = Field(default=40, ge=1, description="Sets that are followed at once.")
    candidates: int = Field(default=18, ge=3, description="Sentences that are tried, the best alone.")
    read: int = Field(default=150, ge=10, description="Sentences that are looked at, at most.")


@dataclass(frozen=True, slots=True)
class Passage:
    """What a summary is made of: sentences (n), their unit vectors (n, t), and those of the text's
    first part and of its title (t,), or None where there is no title."""

    sentences: Sequence[Sentence]
    vectors: Floats
    opening: Floats
    title: Floats | None = None


def count(text: str) -> int:
    """How many words a text has; Chinese characters count as part of one."""
    han = len(_HAN.findall(text))
    return len(_HAN.sub(" ", text).split()) + round(han / _HAN_WORD) if han else len(text.split())


def length_of(text: str, config: SummaryConfig) -> int:
    """How many words the summary of a text should have."""
    return int(np.clip(round(config.share * count(text)), config.least, config.most))


def usable(sentence: Sentence, *, most: float) -> bool:
    """Whether a sentence may stand in a summary: whole, of some length, its quotations closed, no list."""
    marks = plain(sentence.text)
    listed = marks.startswith(("- ", "* ", "• ")) or marks.count(" - ") > 2 or marks.count(",") > 8
    return sentence.whole and not listed and 4 <= count(sentence.text) <= most and marks.count('"') % 2 == 0


def looked_at(sentences: Sequence[Sentence], config: SummaryConfig) -> list[int]:
    """The places of the sentences that are read: all, or of a long text those that open paragraphs first."""
    if len(sentences) <= config.read:
        return list(range(len(sentences)))
    order = sorted(range(len(sentences)), key=lambda n: (sentences[n].place, n))
    return sorted(order[: config.read])


def chosen(passage: Passage, *, words: int, language: str, config: SummaryConfig) -> list[int]:
    """The places of the chosen sentences, in order; none where no sentence is usable within `words`."""
    sizes = np.array([count(sentence.text) for sentence in passage.sentences], float)
    most = words * (1 + config.over)
    fit = [n for n, sentence in enumerate(passage.sentences) if usable(sentence, most=most)]
    if not fit:
        return []
    goal = _goal(passage, sizes, config)
    early = config.early / (1.0 + np.arange(len(sizes)))
    worth = passage.vectors @ goal + early
    tried = sorted(sorted(fit, key=lambda n: -worth[n])[: config.candidates])
    search = _Search(
        vectors=passage.vectors * sizes[:, None],
        sizes=sizes,
        goal=goal,
        early=early,
        needs=needs(passage.sentences, language=language),
        words=words,
        config=config,
    )
    return list(search(tried))


def _goal(passage: Passage, sizes: NDArray[np.float64], config: SummaryConfig) -> Floats:
    mean = _unit((passage.vectors * sizes[:, None]).sum(axis=0))
    goal = config.text * mean + config.opening * passage.opening
    if passage.title is not None:
        goal = goal + config.title * passage.title
    return _unit(goal)


def _unit(row: NDArray[np.floating]) -> Floats:
    return np.asarray(row / max(float(np.linalg.norm(row)), 1e-9), np.float32)


@dataclass(frozen=True, slots=True)
class _Search:
    """Beam search over sets of sentences; `vectors` (n, t) are weighted by the sentences' sizes."""

    vectors: Floats
    sizes: NDArray[np.float64]
    goal: Floats
    early: NDArray[np.floating]
    needs: Sequence[int | None]
    words: int
    config: SummaryConfig

    def __call__(self, tried: Sequence[int]) -> tuple[int, ...]:
        most = self.words * (1 + self.config.over)
        beam: list[tuple[int, ...]] = [()]
        best: tuple[float, tuple[int, ...]] = (-np.inf, ())
        while beam:
            grown = {
                tuple(sorted((*one, n)))
                for one in beam
                for n in tried
                if n not in one and self.sizes[[*one, n]].sum() <= most
            }
            scored = sorted(((self._score(one), one) for one in sorted(grown)), key=lambda pair: -pair[0])
            if scored and scored[0][0] > best[0]:
                best = scored[0]
            beam = [one for _, one in scored[: self.config.beam]]
        return best[1]

    def _score(self, one: tuple[int, ...]) -> float:
        places = list(one)
        mean = self.vectors[places].sum(axis=0)
        near = float(mean @ self.goal) / max(float(np.linalg.norm(mean)), 1e-9)
        missed = max(0.0, self.words - float(self.sizes[places].sum())) / self.words
        lost = sum(need is not None and need not in one for need in (self.needs[n] for n in one))
        first = self.needs[one[0]] is not None
        return (
            near
            + float(self.early[places].sum())
            - self.config.fill * missed
            - self.config.leaning * (lost + 0.5 * first)
        )
