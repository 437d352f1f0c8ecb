"""`fidelity.legal.blocked.v1`: the operator's own lists, and rules of the countries that a home serves."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import SEVERITY, Draft, Outcome, Verdict
from generec.domain.items import Item, Kind, Origin
from generec.fidelity.looking import exhibit
from generec.fidelity.wording import plain
from generec.plugins import register

NAME: Final = "fidelity.legal.blocked.v1"
_SHOWN: Final = 4


class CountryRule(BaseModel):
    """What may not be made where a country is served. Every condition that is given has to hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str = Field(description="ISO 3166 code, such as DE; * for all", pattern=r"^([A-Z]{2}|\*)$")
    terms: tuple[str, ...] = Field(default=(), description="words or phrases, one of which it says")
    topics: tuple[str, ...] = Field(default=(), description="topics, one of which it or a source has")
    kind: Kind | None = Field(default=None, description="video, image or text")
    origin: Origin | None = Field(default=None, description="edited or created")
    does: Outcome = Field(default="block", description="what follows")
    why: str = Field(default="", description="the law, in a few words: it is shown as evidence")


class BlockedConfig(BaseModel):
    """Lists of what nothing may be made of or say, and rules by country."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    terms: tuple[str, ...] = Field(default=(), description="words or phrases that nothing made may say")
    items: tuple[str, ...] = Field(default=(), description="ids of items that nothing may be made of")
    creators: tuple[str, ...] = Field(default=(), description="creators of whose works nothing may be made")
    hashes: tuple[str, ...] = Field(default=(), description="SHA-256 of files that nothing may be made of")
    serves: tuple[str, ...] = Field(default=(), description="countries that this home serves, such as DE")
    countries: tuple[CountryRule, ...] = Field(
        default=(),
        description='rules by country: [{ country = "DE", terms = ["..."], does = "hold", why = "..." }]',
    )


class BlockedCheck:
    """block: a listed word in title, description, text, captions or on cards; a listed item, creator or file
    among the sources or what they were made from; a rule of a country that is served. The score is 1 then.

    Words are compared whole, without regard to capitals, accents kept. Nothing is listed by default.
    """

    name = NAME

    def __init__(self, config: BlockedConfig | None = None) -> None:
        self.config = config or BlockedConfig()
        self._hashes = frozenset(one.removeprefix("sha256:").casefold() for one in self.config.hashes)
        self._creators = frozenset(plain(one) for one in self.config.creators)

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look words and sources up."""
        shown = exhibit(draft, sources)
        kin = shown.records.ancestors(sources) if shown.records is not None else ()
        said = [plain(words) for _, words in shown.texts()]
        found = [*self._sources([*sources, *kin]), *self._words(said), *self._rules(draft, sources, said)]
        outcome: Outcome = max((one for one, _ in found), key=SEVERITY.__getitem__, default="pass")
        told = list(dict.fromkeys(told for _, told in found))
        return Verdict(
            check=NAME,
            outcome=outcome,
            score=float(bool(found)),
            evidence="; ".join(told[:_SHOWN]) or "it is on no list of this home",
            detail={"found": [*told]},
        )

    def _sources(self, items: Sequence[Item]) -> Iterator[tuple[Outcome, str]]:
        for item in items:
            name = item.title or item.id
            if item.id in self.config.items or item.work in self.config.items:
                yield "block", f"nothing may be made of “{name}” here"
            if item.creator and plain(item.creator) in self._creators:
                yield "block", f"nothing may be made of works by {item.creator} here"
            if item.media and item.media.removeprefix("sha256:") in self._hashes:
                yield "block", f"the file of “{name}” is listed"

    def _words(self, said: Sequence[str]) -> Iterator[tuple[Outcome, str]]:
        for term in self.config.terms:
            if _says(said, term):
                yield "block", f"it says {term!r}, which is listed"

    def _rules(
        self, draft: Draft, sources: Sequence[Item], said: Sequence[str]
    ) -> Iterator[tuple[Outcome, str]]:
        told = [*draft.topics, *(topic for item in sources for topic in item.topics)]
        topics = {plain(topic) for topic in told}
        for rule in self.config.countries:
            fits = rule.country == "*" or rule.country in self.config.serves
            fits = fits and rule.kind in (None, draft.kind) and rule.origin in (None, draft.origin)
            fits = fits and (not rule.terms or any(_says(said, term) for term in rule.terms))
            fits = fits and (not rule.topics or any(plain(topic) in topics for topic in rule.topics))
            if fits and rule.does != "pass":
                yield rule.does, f"a rule for {rule.country}: {rule.why or 'not to be made'}"


def _says(said: Sequence[str], term: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(plain(term))}(?!\w)", words) for words in said)


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> BlockedCheck:
    """The check with its settings."""
    return BlockedCheck(BlockedConfig(**settings))
