"""What a seal says: the C2PA manifest of a made file, and the same statement for a text's sidecar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from importlib.metadata import version
from typing import Any, Final

from generec.domain.drafts import Draft
from generec.domain.facts import Fact, stated
from generec.domain.items import Item
from generec.domain.recipes import Step
from generec.fidelity.labels import NAME, VOCABULARY, source_type, words
from generec.policy.licences import derive_of

ASSERTION: Final = "org.generec.recipe"
_ACTIONS: Final = {
    "clip": "c2pa.trimmed",
    "thumbnail": "c2pa.converted",
    "reframe": "c2pa.cropped",
    "style": "c2pa.filtered",
    "adjust": "c2pa.adjustedColor",
    "blur_faces": "c2pa.filtered",
    "speed": "c2pa.changedSpeed",
    "translate": "c2pa.translated",
}
"""C2PA's name for an operation; what has none is an edit in general."""


@cache
def _version() -> str:
    return version("generec")


def statement(draft: Draft, *, sources: Sequence[Item], mark: str) -> dict[str, Any]:
    """What we assert of a made item. Holds no viewer's id and no viewer's words."""
    derived = derive_of(draft.recipe, sources)
    facts = [_fact(fact) for fact in stated(draft.recipe).facts]
    return ({"facts": facts} if facts else {}) | {
        "mark": mark,
        "recipe": draft.recipe.key(),
        "origin": draft.origin,
        "scope": draft.scope,
        "kind": draft.kind,
        "ai": draft.ai,
        "label": words(draft),
        "digitalSourceType": VOCABULARY + source_type(draft),
        "parents": [item.id for item in sources],
        "licence": derived.licence,
        "attribution": list(derived.attribution),
        "version": _version(),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    """A fact that is told, and its source."""
    source = fact.source
    return {"statement": fact.text, "span": [*fact.span], **source.model_dump(mode="json")}


def actions(draft: Draft, *, when: datetime) -> list[dict[str, Any]]:
    """What was done, in order. The parameters of a private recipe (dictated words) stay out."""
    shared = draft.scope == "shared"
    return [_action(step, when=when, shared=shared, term=source_type(draft)) for step in draft.recipe.steps]


def _action(step: Step, *, when: datetime, shared: bool, term: str) -> dict[str, Any]:
    parameters: dict[str, Any] = {"org.generec.operation": step.op, "org.generec.component": step.component}
    if shared and step.params:
        parameters["org.generec.parameters"] = step.params
    return {
        "action": _ACTIONS.get(step.op, "c2pa.edited"),
        "when": when.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "description": step.op.replace("_", " "),
        "softwareAgent": {"name": step.component},
        "digitalSourceType": VOCABULARY + term,
        "parameters": parameters,
    }


def definition(
    draft: Draft, *, sources: Sequence[Item], mark: str, when: datetime, mime: str, part: str
) -> dict[str, Any]:
    """The manifest definition for the signing library; `part` is `media` or `thumbnail`."""
    told = statement(draft, sources=sources, mark=mark) | {"part": part}
    changes = list(draft.changes) if draft.scope == "shared" else []
    title = draft.title if draft.scope == "shared" and draft.title else words(draft)
    return {
        "claim_generator_info": [{"name": NAME, "version": _version()}],
        "title": title,
        "format": mime,
        "assertions": [
            {"label": ASSERTION, "data": told | {"changes": changes}},
            {"label": "c2pa.actions.v2", "data": {"actions": actions(draft, when=when)}},
        ],
    }
