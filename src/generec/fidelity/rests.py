"""`fidelity.authenticity.rests.v1`: does all that is stated rest on a source that says it?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.facts import Fact, Said, stated
from generec.domain.items import Item
from generec.editor.text.facts import strangers, words_of
from generec.editor.text.passages import clean
from generec.plugins import register

NAME: Final = "fidelity.authenticity.rests.v1"
_SHOWN: Final = 4

Known = Callable[[str], str | None]
"""From the id of a source that is no item to what it says; None where it is not known."""


class RestsConfig(BaseModel):
    """What follows from a statement without a source that says it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome = Field(
        default="hold", description="what a statement does that rests on no fact, or a fact on no source"
    )


class RestsCheck:
    """Looks up every fact of a recipe in the source that it names, and every statement among the facts.

    A fact has to stand word for word where it says, with each value and place that is drawn of it. What is
    shown or spoken has to be a fact, or say nothing that its fact does not (numbers, names, quotations,
    denials); only the title may be spoken without one. The score is the share of both that failed.
    """

    name = NAME

    def __init__(self, config: RestsConfig | None = None, *, known: Known | None = None) -> None:
        self.config = config or RestsConfig()
        self._known = known or (lambda id: None)

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look up everything that the recipe states. Raises `DataError` for a fact that is none."""
        told = stated(draft.recipe)
        if not told.facts and not told.said:
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="it states nothing")
        items = {item.id: item for item in sources}
        wrong = [fault for fact in told.facts for fault in self._fact(fact, items)]
        wrong += [fault for said in told.said for fault in _statement(said, told.facts, draft)]
        detail: dict[str, Any] = {
            "rests": [[fact.text, fact.source.title, fact.source.address] for fact in told.facts],
            "wrong": [*wrong],
        }
        if wrong:
            return Verdict(
                check=NAME,
                outcome=self.config.outcome,
                score=min(1.0, len(wrong) / (len(told.facts) + len(told.said))),
                evidence="; ".join(wrong[:_SHOWN]),
                detail=detail,
            )
        named = len({fact.source.id for fact in told.facts})
        return Verdict(
            check=NAME,
            outcome="pass",
            score=0.0,
            evidence=f"{len(told.facts)} facts stand word for word in the {named} sources they name",
            detail=detail,
        )

    def _fact(self, fact: Fact, items: Mapping[str, Item]) -> Iterator[str]:
        """What is wrong with a fact."""
        source = fact.source
        if source.kind == "item":
            item = items.get(source.id)
            words = words_of(item) if item is not None else None
        else:
            words = self._known(source.id)
        if words is None:
            yield f"the source “{source.title}” of {fact.text!r} cannot be looked into"
            return
        start, end = fact.span
        lines = fact.lines()
        if words[start:end] != fact.text:
            told = [stranger.told for stranger in strangers(fact.text, words)][:2]
            yield f"{fact.text!r} does not stand in “{source.title}”" + "".join(f": {one}" for one in told)
        for line in lines[1:]:
            if line not in words.split("\n"):
                yield f"the value {line!r} is not in “{source.title}”"


def _statement(said: Said, facts: Sequence[Fact], draft: Draft) -> Iterator[str]:
    """What is wrong with something that is shown or spoken."""
    if said.fact is None:
        if clean(said.text).casefold() != clean(draft.title).casefold():
            yield f"{said.text!r} rests on no fact"
        return
    if said.fact >= len(facts):
        yield f"{said.text!r} rests on a fact that is not there"
        return
    fact = facts[said.fact]
    if said.text != fact.text:
        for stranger in strangers(clean(said.text), clean(fact.text)):
            yield f"{said.text!r}: {stranger.told}"


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> RestsCheck:
    """The check with its settings and, under `known`, what sources that are no items say."""
    return RestsCheck(
        RestsConfig(**{key: value for key, value in settings.items() if key != "known"}),
        known=settings.get("known"),
    )
