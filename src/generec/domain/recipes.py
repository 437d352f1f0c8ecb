"""Recipes: what is made from what, by which steps. A recipe is an identity."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from pydantic import Field, JsonValue, model_validator

from generec.domain.items import Kind, Origin, Scope
from generec.domain.record import Record, canonical

_DOMAIN = "generec.recipe.v1\n"


class Source(Record):
    """One thing that a recipe uses: the item, and the hash of the very media it had then."""

    item: str = Field(min_length=1)
    media: str | None = None


class ModelTerms(Record):
    """What the licence of a generative model leaves to what is made with it, as the operator read it.

    `licence` is its SPDX identifier or the name on the model's card.
    """

    model: str = Field(min_length=1)
    licence: str = Field(min_length=1)
    commercial: bool = False
    derivatives: Literal["allowed", "share-alike", "forbidden"] = "forbidden"


class Step(Record):
    """One operation of one versioned component, fully resolved: nothing is left to choose.

    `component` is a registered name such as `editor.clip.v1`; `models` maps the name of each
    model file that the step uses to its SHA-256, and `terms` are those of generative models that were
    brought from outside.
    """

    component: str = Field(pattern=r"^[a-z_]+(\.[a-z0-9_]+)+\.v[0-9]+$")
    op: str = Field(min_length=1)
    params: dict[str, JsonValue] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
    terms: tuple[ModelTerms, ...] = Field(default=(), exclude_if=lambda terms: not terms)


class Recipe(Record):
    """What is made from what: ordered steps over ordered sources, with the seed.

    Personal choices enter only as far as they change the result, never as a viewer's id or
    vector. `scope` is `private` when it holds something that is one viewer's own (dictated
    words, an upload): then what is made is served to its owner alone.
    """

    kind: Kind
    origin: Origin = "edited"
    sources: tuple[Source, ...] = ()
    steps: tuple[Step, ...] = Field(min_length=1)
    seed: int = Field(default=0, ge=0, lt=2**63)
    scope: Scope = "shared"

    @model_validator(mode="after")
    def _made(self) -> Recipe:
        if self.origin == "found":
            raise ValueError("a recipe makes something: its origin is edited or created")
        canonical(self.content())
        return self

    @property
    def terms(self) -> tuple[ModelTerms, ...]:
        """The terms of all generative models that were brought from outside, each once."""
        return tuple(dict.fromkeys(one for step in self.steps for one in step.terms))

    def content(self) -> dict[str, Any]:
        """The recipe as plain JSON data: what `key` is computed from, and what is stored."""
        return self.model_dump(mode="json")

    def canonical(self) -> str:
        """The canonical JSON text (see `generec.domain.record.canonical`)."""
        return canonical(self.content())

    def key(self) -> str:
        """SHA-256 (hex) of the canonical text: equal recipes, and only these, share a key."""
        return hashlib.sha256((_DOMAIN + self.canonical()).encode()).hexdigest()


class Version(Record):
    """One of several recipes for a wish, and how good it promises to be, told from the plan alone.

    `relevance` to the wish in [0, 1], `taste` (relevance to the viewer) in [-1, 1], `quality` as of
    frames, about 0 for usual ones; `score` is what versions of one wish are ordered by.
    """

    recipe: Recipe
    relevance: float
    taste: float
    quality: float
    score: float
