"""`fidelity.safety.words.v1`: words that harm, in whatever place a draft says them.

Judged are title, description and text, what is written or spoken into it by its steps (captions, cards, lines
of narration), and the words that can be read in its pictures. What a source says already, in the same words,
is not held against it: only what is new counts. How it is judged: `generec.encoders.harm`.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import SEVERITY, Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.encoders.harm import GROWN_UP, Harm, harms, parted, sentences
from generec.fidelity.looking import Exhibit, exhibit
from generec.fidelity.looks import looking
from generec.fidelity.onscreen import plain
from generec.fidelity.watching import Watchers
from generec.plugins import register

NAME: Final = "fidelity.safety.words.v1"
ON_SCREEN: Final = "on screen"
_KINDS: Final = {
    "profanity": "profanity",
    "threat": "a threat",
    "hate": "hatred of a group",
    "harassment": "an insult to somebody",
    "self_harm": "a call to harm oneself",
    "sexual": "sexual words",
    "child": "sexual words about or to a child",
    "how_to_harm": "how to do violence",
    "mild": "coarse words",
    "young": "drink, drugs, gambling or gore",
}
_TOGETHER_S: Final = 0.5


class WordsConfig(BaseModel):
    """What follows from what is found."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hold: float = Field(
        default=0.9, gt=0, le=1, description="how sure it must be that words harm for a person to decide"
    )
    warn: float = Field(
        default=0.85, gt=0, le=1, description="how sure it must be for a warning, which keeps it from minors"
    )
    screen: bool = Field(default=True, description="whether the words in the pictures are read too")


class WordsCheck:
    """hold: words that harm. warn: what may be harm, is reported by others, or is no matter for the young.

    The score is how sure the worst finding is; `detail` has its kind, where it stands and the sentence, and
    for words on screen the second and the box.
    """

    name = NAME

    def __init__(self, config: WordsConfig | None = None) -> None:
        self.config = config or WordsConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Judge all words. Raises `MediaError`, or `MissingModel` naming the command."""
        shown = exhibit(draft, sources)
        before = frozenset(one for source in sources for text in _texts(source) for one in sentences(text))
        found = [
            (outcome, harm, where, more)
            for where, text, more in self._said(shown)
            for harm in harms(text, language=draft.language or "en", but=before)
            if (outcome := self._outcome(harm)) != "pass" and not _stands(shown, harm)
        ]
        if not found:
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="no words that harm were found")
        outcome, harm, where, more = max(found, key=lambda one: (SEVERITY[one[0]], one[1].sure))
        told = ", as is reported" if harm.told else ""
        others = f" ({len(found)} findings)" if len(found) > 1 else ""
        return Verdict(
            check=NAME,
            outcome=outcome,
            score=min(1.0, harm.sure),
            evidence=f'{_KINDS[harm.kind]} {_place(where, more)}{told}: "{harm.found[:120]}"{others}',
            detail={"kind": harm.kind, "where": where, "sentence": harm.sentence.strip()[:400], **more},
        )

    def watchers(self, draft: Draft) -> Watchers:
        """What takes the frames that are read."""
        return looking() if self.config.screen else {}

    def _outcome(self, harm: Harm) -> Outcome:
        if harm.sure < self.config.warn:
            return "pass"
        if harm.told or harm.kind in GROWN_UP or harm.sure < self.config.hold:
            return "warn"
        return "hold"

    def _said(self, shown: Exhibit) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """(where, words, detail) of everything that is said."""
        for where, text in shown.texts():
            yield where, text, {}
        if not self.config.screen or shown.draft.media is None:
            return
        lines = shown.words_on_screen()
        written = [plain(text) for where, text in shown.texts() if "." in where]
        for line in lines:
            # what a step wrote is judged whole, above: half of its sentence on a line says something else
            if any(plain(line.words) in text for text in written):
                continue
            # a line that is read with others beside it is judged with them: words are broken over lines
            beside = [x.words for x in lines if abs(x.time - line.time) < _TOGETHER_S]
            yield ON_SCREEN, parted(line.words), {"time_s": max(0.0, line.time), "box": list(line.box)}
            if len(beside) > 1 and beside[0] == line.words:
                yield (
                    ON_SCREEN,
                    parted(" ".join(beside)),
                    {"time_s": max(0.0, line.time), "box": list(line.box)},
                )


def _texts(source: Item) -> tuple[str, ...]:
    return (source.title, source.description, source.text or "")


def _stands(shown: Exhibit, harm: Harm) -> bool:
    """Whether a source says the very sentence, and the same harm is in it: no word of it may be new."""
    if not shown.sources or not shown.known(harm.sentence):
        return False
    known = {(one.kind, one.found) for said in shown.said_before() for one in _harms_of(said)}
    return (harm.kind, harm.found) in known


@functools.lru_cache(maxsize=256)
def _harms_of(text: str) -> tuple[Harm, ...]:
    return tuple(harms(text))


def _place(where: str, more: Mapping[str, Any]) -> str:
    return f"on screen at {more['time_s']:.1f} s" if where == ON_SCREEN else f"in the {where}"


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> WordsCheck:
    """The check with its settings."""
    return WordsCheck(WordsConfig(**settings))
