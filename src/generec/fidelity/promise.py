"""`fidelity.authenticity.promise.v1`: does it show what its title and its captions promise?

By the default encoder alone: words against the classes that the pictures are taken for. On 149 clips with
titles by people, cut at random, a cut was held in 0.9 % for what its title promised; as captions of their own
clips 0.7 % of the titles were held, and as captions of another clip 29 % (44 % of those that name a thing).
So it finds the plain cases, and what it passes may still be wrong.

Two things are not held. Looks that draw anew (a sketch) hide from the encoder what is there: for these the
source's own frames of the stretches that were kept count too. And what viewers dictate for themselves is
theirs to say: of a private draft's own caption it is warned at most.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import SEVERITY, Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.domain.profiles import Floats, FrameFeatures
from generec.editor.stretches import read
from generec.encoders.conse import class_vectors
from generec.fidelity.looking import exhibit
from generec.fidelity.seeing import Eyes, eyes_of, features, seen
from generec.fidelity.wording import of_sources
from generec.plugins import register

NAME: Final = "fidelity.authenticity.promise.v1"
_SAID: Final = ("title", "caption.text", "caption.lines")
_REDRAWN: Final = frozenset(("style", "like", "taste", "blur_faces", "thumbnail"))
"""Operations after which the encoder may not know again what is still there; a cover has words set on it."""
_NEAR_S: Final = 0.6
"""A stretch shows what was seen so near to it: frames were looked at every half second or so."""

Fault = tuple[float, str, Outcome]
"""How much likeness is lost, what is told of it, and what follows."""


class PromiseConfig(BaseModel):
    """From which likeness of words and pictures on a promise counts as kept, or as broken."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    promised: float = Field(default=0.25, description="likeness from which the whole source shows its title")
    kept: float = Field(default=0.15, description="below this a part of it does not show it any more")
    lost: float = Field(default=0.15, description="and so much at least has to be lost")
    names: float = Field(default=0.4, description="likeness to a class from which words name a thing at all")
    contradicts: float = Field(
        default=0.02, description="below this likeness pictures contradict words that name a thing"
    )
    outcome: Outcome = Field(default="hold", description="what a promise does that is not kept")
    dictated: Outcome = Field(
        default="warn",
        description="what a caption does that viewers dictated for themselves, and no picture shows",
    )


class PromiseCheck:
    """Looks for titles of which the source shows what the cut does not, and for new titles and captions that
    name a thing where every picture shows another.

    Words that name nothing to be seen ("Good morning!") pass, and so does what is created: other checks ask
    what its titles rest on. The score is the greatest loss of likeness.
    """

    name = NAME

    def __init__(self, config: PromiseConfig | None = None, *, eyes: Eyes | None = None) -> None:
        self.config = config or PromiseConfig()
        self._eyes = eyes

    @cached_property
    def _classes(self) -> Floats:
        """(1000, t) unit rows of what pictures can be taken for."""
        assert self._eyes is not None
        rows = class_vectors(self._eyes.encoder.texts)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Compare words with pictures. Raises `MediaError`, `MissingModel`."""
        if self._eyes is None or draft.media is None or draft.origin != "edited":
            return self._verdict([], "nothing is promised here that could be looked up")
        shown = exhibit(draft, sources)
        own = seen(shown, self._eyes)
        if not len(own.looks):
            return self._verdict([], "there is nothing to see")
        found = features(sources, self._eyes)
        concepts = np.concatenate([own.concepts, *_beneath(draft, found)])
        told = [*self._cut_away(draft, sources, concepts), *self._contradicted(draft, sources, concepts)]
        return self._verdict(
            told, "title and captions agree with the pictures, as far as they can be compared"
        )

    def _cut_away(self, draft: Draft, sources: Sequence[Item], concepts: Floats) -> Iterator[Fault]:
        """Titles that the whole source keeps and what was made of it does not."""
        eyes, config = self._eyes, self.config
        titles = list(
            dict.fromkeys(one for one in (draft.title, *(item.title for item in sources[:1])) if one)
        )
        found = features(sources, eyes) if eyes is not None else []
        if eyes is None or not titles or not found:
            return
        for title, vector in zip(titles, eyes.encoder.texts(titles), strict=True):
            whole = max(float((one.concepts @ vector).max()) for _, one in found)
            part = float((concepts @ vector).max())
            if whole >= config.promised and part < config.kept and whole - part >= config.lost:
                likes = f"{whole:.2f}, {part:.2f}"
                told = f"“{title}”: the source shows it, what was made does not (likeness {likes})"
                yield whole - part, told, config.outcome
                return

    def _contradicted(self, draft: Draft, sources: Sequence[Item], concepts: Floats) -> Iterator[Fault]:
        """New titles and captions that name a thing which is in no picture."""
        assert self._eyes is not None
        known, config = of_sources(sources), self.config
        told = [(where, words) for where, words in exhibit(draft, sources).texts() if where in _SAID]
        new = [(where, words) for where, words in dict.fromkeys(told) if words not in known]
        if not new:
            return
        dictated = [words for where, words in new if where == "caption.text" and draft.scope == "private"]
        vectors = self._eyes.encoder.texts([words for _, words in new])
        for (where, words), vector in zip(new, vectors, strict=True):
            best = float((concepts @ vector).max())
            if best < config.contradicts and float((self._classes @ vector).max()) >= config.names:
                told_of = (
                    f"the {where.split('.')[0]} “{words}” names what no picture shows (likeness {best:.2f})"
                )
                own = any(one in words for one in dictated)
                yield config.names - best, told_of, config.dictated if own else config.outcome

    def _verdict(self, told: Sequence[Fault], good: str) -> Verdict:
        return Verdict(
            check=NAME,
            outcome=max((one for _, _, one in told), key=SEVERITY.__getitem__, default="pass"),
            score=min(1.0, max((one for one, _, _ in told), default=0.0)),
            evidence="; ".join(words for _, words, _ in told) or good,
        )


def _beneath(draft: Draft, found: Sequence[tuple[Item, FrameFeatures]]) -> Iterator[Floats]:
    """What the sources show in the stretches that a redrawn draft keeps of them."""
    if not any(step.op in _REDRAWN for step in draft.recipe.steps):
        return
    cuts = [read(step.params) for step in draft.recipe.steps if step.op == "clip"]
    covers = [step.params.get("at_s") for step in draft.recipe.steps if step.op == "thumbnail"]
    cuts += [((float(at), float(at)),) for at in covers if isinstance(at, int | float)]
    for _, one in found:
        kept = np.ones(len(one.times), bool)
        for spans in cuts:
            kept &= np.any(
                [(one.times >= start - _NEAR_S) & (one.times <= end + _NEAR_S) for start, end in spans],
                axis=0,
            )
        yield one.concepts[kept]


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> PromiseCheck:
    """The check with its settings and, under `eyes`, what the home compares pictures with."""
    own, eyes = eyes_of(settings)
    return PromiseCheck(PromiseConfig(**own), eyes=eyes)
