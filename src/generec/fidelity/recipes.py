"""`fidelity.authenticity.recipe.v1`: is this a recipe that a maker wrote, and are its words plain words?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from generec import plugins
from generec.domain.drafts import SEVERITY, Draft, Outcome, Verdict
from generec.domain.errors import ConfigError
from generec.domain.items import Item
from generec.domain.recipes import Recipe
from generec.fidelity.looking import exhibit
from generec.fidelity.wording import of_sources, strings
from generec.models.entries import entry
from generec.plugins import register

NAME: Final = "fidelity.authenticity.recipe.v1"
_SHOWN: Final = 4
_MARKUP: Final = re.compile(
    r"<[/!?]?[a-zA-Z-][^<>]{0,2000}>|javascript\s*:|data\s*:\s*text/html", re.IGNORECASE
)
_PICTURES: Final = re.compile(r"[\U0001f000-\U0001faff\u2600-\u27bf\u20e3\ufe0f]")
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""What makes letters stand in another order than they are written."""
_HIDDEN: Final = frozenset("\u00ad\u180e\u200b\u2060\u2061\u2062\u2063\u2064\ufeff\ufff9\ufffa\ufffb")
_BREAKS: Final = frozenset("\n\r\t")

Fault = tuple[Outcome, str]


class RecipeConfig(BaseModel):
    """How much a recipe may hold."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    steps: int = Field(default=2_000, ge=1, description="a recipe of more steps than this is held")
    depth: int = Field(default=24, ge=1, description="a recipe whose parameters nest deeper is held")


class RecipeCheck:
    """block: a step by something that is no installed editor or creator, or a draft that is of another
    kind than its recipe. hold: a step that a maker of the other sort wrote, a model's file that is not the
    one of its name, a source without its file's hash, more steps than any wish needs; and markup, signs
    that cannot be seen or that turn the order of letters, in words that no source has.

    The score is 1 where there is a fault.
    """

    name = NAME

    def __init__(self, config: RecipeConfig | None = None) -> None:
        self.config = config or RecipeConfig()

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look at the steps and at all words; what a source says in the same words is left alone."""
        faults = [*self._steps(draft.recipe), *_fits(draft, sources), *_written(draft, sources)]
        outcome: Outcome = max((one for one, _ in faults), key=SEVERITY.__getitem__, default="pass")
        told = list(dict.fromkeys(told for _, told in faults))
        return Verdict(
            check=NAME,
            outcome=outcome,
            score=float(bool(faults)),
            evidence="; ".join(told[:_SHOWN]) or f"{len(draft.recipe.steps)} steps of installed makers",
            detail={"faults": [*told]},
        )

    def _steps(self, recipe: Recipe) -> Iterator[Fault]:
        """What is wrong with the steps."""
        if len(recipe.steps) > self.config.steps:
            yield "hold", f"the recipe has {len(recipe.steps)} steps"
        makers = {"edited": plugins.names("editor"), "created": plugins.names("creator")}
        known = {name for names in makers.values() for name in names}
        for component in dict.fromkeys(step.component for step in recipe.steps):
            if component not in known:
                yield "block", f"{component!r} is no editor and no creator that is installed here"
            elif component not in makers[recipe.origin]:
                yield "hold", f"{component!r} is not what makes something {recipe.origin}"
        for step in recipe.steps:
            yield from (("hold", told) for told in _models(step.models))
            if _depth(step.params) > self.config.depth:
                yield "hold", f"the parameters of the step {step.op!r} nest too deep"


def _fits(draft: Draft, sources: Sequence[Item]) -> Iterator[Fault]:
    """Where draft and recipe, or recipe and sources, do not go together."""
    if draft.kind != draft.recipe.kind:
        yield (
            "block",
            f"a draft that is {draft.kind} cannot come of a recipe for {draft.recipe.kind}",
        )
    had = {source.item: source.media for source in draft.recipe.sources}
    for item in sources:
        if item.media is not None and had.get(item.id) is None:
            yield "hold", f"the recipe does not say which file of {item.id!r} it uses"


def _models(models: Mapping[str, str]) -> Iterator[str]:
    """Model files that are not those of their names."""
    for name, sha in models.items():
        try:
            right = entry(name).sha256
        except ConfigError:
            continue  # an operator's own model: its name and licence stand in the step's terms
        if sha != right:
            yield f"the file of the model {name!r} is not the one that is published under this name"


def _written(draft: Draft, sources: Sequence[Item]) -> Iterator[Fault]:
    """Markup and hidden signs in words that are new."""
    known = of_sources(sources)
    told = [*exhibit(draft, sources).texts(), *(("changes", words) for words in draft.changes)]
    told += [
        (f"{step.op}.{key}", words) for step in draft.recipe.steps for key, words in strings(step.params)
    ]
    for where, words in dict.fromkeys(told):
        if any(words in one for one in known):
            continue
        if found := _MARKUP.search(words):
            yield "hold", f"markup in the {where}: {found[0][:60]!r}"
        if sign := _sign(words):
            yield "hold", f"a sign in the {where} that readers do not see: U+{ord(sign):04X}"


def _sign(words: str) -> str:
    """The first sign that hides or turns what is written; empty where there is none.

    Joiners belong to emoji and to some scripts, and marks of direction to right-to-left text.
    """
    for place, sign in enumerate(words):
        tag = 0xE0000 <= ord(sign) <= 0xE007F
        if tag and _PICTURES.search(words[max(0, place - 8) : place]):
            continue
        odd = unicodedata.category(sign) in ("Cc", "Co", "Cs") and sign not in _BREAKS
        if tag or odd or sign in _TURNING or sign in _HIDDEN:
            return sign
    return ""


def _depth(value: Any, level: int = 0) -> int:
    if level > 200:
        return level
    inner = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    return max((_depth(one, level + 1) for one in inner), default=level)


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> RecipeCheck:
    """The check with its settings."""
    return RecipeCheck(RecipeConfig(**settings))
