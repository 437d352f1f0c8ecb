"""`fidelity.authenticity.facts.v1`: does a text say only what its sources say?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.facts import cited
from generec.domain.items import Item
from generec.editor.text.facts import Stranger, strangers, words_of
from generec.editor.text.language import LANGUAGES, language_of
from generec.editor.text.notes import without_notes
from generec.editor.text.passages import clean
from generec.plugins import register
from generec.policy.licences import credit

NAME: Final = "fidelity.authenticity.facts.v1"
_SHOWN: Final = 5


class FactsConfig(BaseModel):
    """What follows from a fact that no source has."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome = Field(
        default="hold", description="what a number, name, quotation or denial does that no source has"
    )


class FactsCheck:
    """Compares the numbers, names, quotations and denials of a text, and of a changed title, with its
    sources (`generec.editor.text.facts`); what is no text passes.

    What a viewer asked for is no fact of a source: such words in a title are looked at as they were
    said, so that no capital of ours makes a name of them. A name among them ("Eiffel Tower") still
    has to be in a source: footage of another tower must not go by it.

    The score is the count of strangers over the count of words, at most 1.
    """

    name = NAME

    def __init__(self, config: FactsConfig | None = None) -> None:
        self.config = config or FactsConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look at the draft's own words."""
        told = self._told(draft, sources)
        if not told and not draft.asked:
            return Verdict(check=NAME, outcome="pass", score=0.0, evidence="it has no words of its own")
        found = _strangers(told, draft, [*sources, *cited(draft.recipe)])
        score = min(1.0, len(found) / max(1, len(" ".join((told, *draft.asked)).split())))
        if not found:
            return Verdict(
                check=NAME,
                outcome="pass",
                score=0.0,
                evidence="every number, name and quotation is in the source",
            )
        return Verdict(
            check=NAME,
            outcome=self.config.outcome,
            score=score,
            evidence="; ".join(stranger.told for stranger in found[:_SHOWN]),
            detail={"strangers": [[stranger.kind, stranger.text] for stranger in found]},
        )

    def _told(self, draft: Draft, sources: Sequence[Item]) -> str:
        """The words that are the draft's own: its text, and a title or description that no source has."""
        titles = {item.title for item in sources}
        about = {item.description for item in sources}
        title = draft.title if draft.title not in titles else ""
        description = draft.description if draft.description not in about else ""
        for phrase in draft.ours:
            title, description = title.replace(phrase, " "), description.replace(phrase, " ")
        for words in draft.asked:
            title = re.sub(re.escape(words), " ", title, flags=re.IGNORECASE)
        parts = (clean(title), clean(description), clean(without_notes(draft.text or "")))
        return "\n\n".join(part for part in parts if part)


def _strangers(told: str, draft: Draft, sources: Sequence[Item]) -> list[Stranger]:
    # Who made a source, and its licence, are facts of the source too.
    source = "\n\n".join(f"{words_of(item)}\n\n{credit(item)}." for item in sources)
    spoken = language_of(source, told=next((item.language for item in sources if item.language), None))
    base = (draft.language or "").split("-")[0].casefold()
    mine = base if base in LANGUAGES else spoken if draft.language is None else language_of(told)
    found = strangers(told, source, language=mine, source_language=spoken)
    for words in draft.asked:
        found += _strangers_asked(clean(words), source, spoken)
    return list(dict.fromkeys(found))


def _strangers_asked(words: str, source: str, spoken: str) -> list[Stranger]:
    """What is strange in words of a wish whichever of the languages they are in.

    In German every noun has a capital, so that a capital alone makes no name.
    """
    readings = [strangers(words, source, language=mine, source_language=spoken) for mine in (spoken, "de")]
    return [stranger for stranger in readings[0] if all(stranger in other for other in readings)]


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> FactsCheck:
    """The check with its settings."""
    return FactsCheck(FactsConfig(**settings))
