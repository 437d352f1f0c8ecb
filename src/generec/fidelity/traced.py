"""`fidelity.authenticity.traced.v1`: does every sentence of a digest stand in the source that it names?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.editor.text.facts import strangers, words_of
from generec.editor.text.language import language_of
from generec.editor.text.notes import taken_apart
from generec.editor.text.quotations import plain
from generec.plugins import register
from generec.policy.licences import credit

NAME: Final = "fidelity.authenticity.traced.v1"
_SHOWN: Final = 3


class TracedConfig(BaseModel):
    """What follows from a sentence without its source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome = Field(
        default="hold", description="what a sentence does that does not stand in the source it names"
    )


class TracedCheck:
    """Reads a created text as its reader does: what stands before each mark has to stand, word for word, in
    the source of that number in the list below; nothing may stand without a mark.

    Where the recipe says that a language model reworded it, words may differ: their facts are compared
    with the sources named, and the verdict is a warning. What is no created text passes. The score is the
    share of parts that were not found.
    """

    name = NAME

    def __init__(self, config: TracedConfig | None = None) -> None:
        self.config = config or TracedConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look up every part."""
        if draft.kind != "text" or draft.origin != "created":
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="it is no text of several sources")
        noted = taken_apart(draft.text or "")
        by_id = {item.id: item for item in sources}
        named = [by_id.get(source.item) for source in draft.recipe.sources]
        known = {
            n: item for n, item in enumerate(named) if item is not None and _listed(noted.notes.get(n), item)
        }
        wrong = [f"{words!r} has no mark" for words in noted.loose]
        reworded = 0
        for words, numbers in noted.parts:
            items = [known[n] for n in numbers if n in known]
            if len(items) < len(numbers):
                wrong.append(f"the source of {words!r} is not in the list")
            elif not any(plain(words) in plain(words_of(item)) for item in items):
                told = _strange(words, items, draft)
                reworded += not told
                wrong += [f"{words!r} is not in its source{f': {told}' if told else ''}"] if told else []
        return self._verdict(wrong, reworded, len(noted.parts) + len(noted.loose))

    def _verdict(self, wrong: Sequence[str], reworded: int, n: int) -> Verdict:
        if wrong or not n:
            told = "; ".join(wrong[:_SHOWN]) or "it says nothing"
            score = len(wrong) / n if n else 1.0
            return Verdict(check=NAME, outcome=self.config.outcome, score=score, evidence=told)
        if reworded:
            told = f"{reworded} of {n} parts are reworded: their facts agree with the sources they name"
            return Verdict(check=NAME, outcome="warn", score=reworded / n, evidence=told)
        told = f"each of {n} sentences stands word for word in the source it names"
        return Verdict(check=NAME, outcome="pass", score=0.0, evidence=told)


def _listed(line: str | None, item: Item) -> bool:
    """Whether a line of the list is the credit of that source."""
    return line is not None and " ".join(credit(item).split()) == line


def _strange(words: str, items: Sequence[Item], draft: Draft) -> str:
    """Why words that are not in their sources are wrong; empty where a model reworded them rightly."""
    if not any(step.op == "reword" for step in draft.recipe.steps):
        return "it was not reworded"
    source = "\n\n".join(words_of(item) for item in items)
    spoken = language_of(source, told=draft.language)
    found = strangers(words, source, language=spoken, source_language=spoken)
    return "; ".join(one.told for one in found[:_SHOWN])


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> TracedCheck:
    """The check with its settings."""
    return TracedCheck(TracedConfig(**settings))
