"""`fidelity.authenticity.promise.v1`: does it show what its title and its captions promise?

By the default encoder alone: words against the classes that the pictures are taken for. On 149 clips with
titles by people, cut at random, a cut was held in 0.9 % for what its title promised; as captions of their own
clips 0.7 % of the titles were held, and as captions of another clip 29 % (44 % of those that name a thing).
So it finds the plain cases, and what it passes may still be wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.domain.profiles import Floats
from generec.encoders.conse import class_vectors
from generec.fidelity.looking import exhibit
from generec.fidelity.seeing import Eyes, Seen, eyes_of, features, seen
from generec.fidelity.wording import of_sources
from generec.plugins import register

NAME: Final = "fidelity.authenticity.promise.v1"
_SAID: Final = ("title", "caption.text", "caption.lines")


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
        told = [*self._cut_away(draft, sources, own), *self._contradicted(draft, sources, own)]
        return self._verdict(
            told, "title and captions agree with the pictures, as far as they can be compared"
        )

    def _cut_away(self, draft: Draft, sources: Sequence[Item], own: Seen) -> Iterator[tuple[float, str]]:
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
            part = float((own.concepts @ vector).max())
            if whole >= config.promised and part < config.kept and whole - part >= config.lost:
                likes = f"{whole:.2f}, {part:.2f}"
                told = f"“{title}”: the source shows it, what was made does not (likeness {likes})"
                yield whole - part, told
                return

    def _contradicted(self, draft: Draft, sources: Sequence[Item], own: Seen) -> Iterator[tuple[float, str]]:
        """New titles and captions that name a thing which is in no picture."""
        assert self._eyes is not None
        known = of_sources(sources)
        told = [(where, words) for where, words in exhibit(draft, sources).texts() if where in _SAID]
        new = [(where, words) for where, words in dict.fromkeys(told) if words not in known]
        if not new:
            return
        vectors = self._eyes.encoder.texts([words for _, words in new])
        for (where, words), vector in zip(new, vectors, strict=True):
            best = float((own.concepts @ vector).max())
            if best < self.config.contradicts and float((self._classes @ vector).max()) >= self.config.names:
                place = where.split(".")[0]
                yield (
                    self.config.names - best,
                    f"the {place} “{words}” names what no picture shows (likeness {best:.2f})",
                )

    def _verdict(self, told: Sequence[tuple[float, str]], good: str) -> Verdict:
        return Verdict(
            check=NAME,
            outcome=self.config.outcome if told else "pass",
            score=min(1.0, max((one for one, _ in told), default=0.0)),
            evidence="; ".join(words for _, words in told) or good,
        )


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> PromiseCheck:
    """The check with its settings and, under `eyes`, what the home compares pictures with."""
    own, eyes = eyes_of(settings)
    return PromiseCheck(PromiseConfig(**own), eyes=eyes)
