"""Drafts, the verdicts of checks over them, and the seals of those that passed."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, JsonValue

from generec.domain.items import Kind, Origin, Scope
from generec.domain.recipes import Recipe
from generec.domain.record import Record

Outcome = Literal["pass", "warn", "hold", "block"]
SEVERITY: dict[Outcome, int] = {"pass": 0, "warn": 1, "hold": 2, "block": 3}


class Draft(Record):
    """Something made that nobody may see yet. Only the gate turns a draft into an item.

    `media` is a local file that the draft owns (or None for text). `owner` is set for private
    drafts. `changes` says in plain words, in order, what was done. `asked` are words of its title that
    the viewer's wish gave, as they were said; `ours` are fixed phrases of title and description that are
    the maker's own and say nothing of a source.
    """

    recipe: Recipe
    kind: Kind
    media: Path | None = None
    mime: str | None = None
    thumbnail: Path | None = None
    text: str | None = None
    title: str = ""
    description: str = ""
    topics: tuple[str, ...] = ()
    language: str | None = None
    duration_s: float = 0.0
    width: int = 0
    height: int = 0
    fps: float = 0.0
    has_audio: bool = False
    changes: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    ai: bool = True
    owner: str | None = None

    @property
    def origin(self) -> Origin:
        """Edited or created, as the recipe says."""
        return self.recipe.origin

    @property
    def scope(self) -> Scope:
        """Shared or private, as the recipe says."""
        return self.recipe.scope


class Verdict(Record):
    """What one check found: `pass`, `warn` (shown, noted), `hold` (a person decides) or `block`.

    `score` is the check's own measure in [0, 1] (its meaning stands in the check's docstring);
    `evidence` is a sentence for people; `detail` points at what was seen (frame time, span, pair).
    """

    check: str
    outcome: Outcome
    score: float | None = Field(default=None, allow_inf_nan=False)
    evidence: str = ""
    detail: dict[str, JsonValue] = Field(default_factory=dict)


def worst(verdicts: tuple[Verdict, ...] | list[Verdict]) -> Outcome:
    """The gravest outcome among `verdicts`; `pass` when there is none."""
    return max((v.outcome for v in verdicts), key=SEVERITY.__getitem__, default="pass")


class Seal(Record):
    """Proof that a draft passed: who signed what, and when (epoch seconds).

    `media` is the blob key of the signed bytes; `mark` is the id that the file carries;
    `manifest` is the signed provenance manifest's own label or a sidecar's blob key; `payload` is what
    the invisible mark says (32 bits), where one is put in, and `fingerprint` how the pictures look
    (`generec.media.fingerprint`).
    """

    id: str
    recipe: str
    media: str | None
    mark: str
    issuer: str
    signed_at: float
    manifest: str | None = None
    payload: int | None = Field(default=None, ge=0, lt=2**32)
    fingerprint: str | None = None
