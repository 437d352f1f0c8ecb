"""Items and jobs as the API tells them: addresses for media, and where a made thing comes from."""

from __future__ import annotations

from typing import Any

from generec.domain.errors import GenerecError, NotFound
from generec.domain.feed import OPEN_STATES, Job
from generec.domain.items import Item
from generec.domain.recipes import Step
from generec.serving.links import Urls
from generec.system import GeneRec
from generec.system.showing import label

_TOLD = (
    "id",
    "work",
    "kind",
    "title",
    "description",
    "topics",
    "language",
    "creator",
    "licence",
    "origin",
    "ai",
    "text",
    "duration_s",
    "width",
    "height",
    "has_audio",
    "parents",
    "recipe",
    "scope",
    "state",
)


def item_of(system: GeneRec, id: str, *, user: str | None, local: bool) -> Item:
    """An item that may be told to a viewer. Raises `NotFound`, `Gone`.

    What was made from research items does not exist beyond this machine.
    """
    item = system.item(id, user=user)
    if not (local or system.public(item)):
        raise NotFound(f"there is no item {id!r}", field="item")
    return item


def record(item: Item, links: Urls) -> dict[str, Any]:
    """An item as plain data, with addresses instead of keys."""
    out = item.model_dump(mode="json", include=set(_TOLD))
    web = (item.source or "").startswith(("https://", "http://"))
    return out | {
        "label": label(item),
        "allow": sorted(item.allow),
        "source": item.source if web else None,
        "media": links.media(item),
        "thumbnail": links.thumbnail(item, cover_s=None),
    }


def provenance(system: GeneRec, item: Item, links: Urls, *, verify: bool) -> dict[str, Any] | None:
    """Where a made item comes from: changes in words, parents, verdicts, seal; None for what was found.

    What was made before changes were kept in words has its steps instead. `verify` reads the file's seal now
    and adds what that found.
    """
    making = system.home.rows.making
    recipe = making.recipe(item.recipe) if item.recipe else None
    if recipe is None:
        return None
    seal = making.seal(item.seal) if item.seal else None
    out: dict[str, Any] = {
        "changes": list(item.changes) or [changed(step) for step in recipe.steps],
        "components": list(dict.fromkeys(step.component for step in recipe.steps)),
        "credits": list(item.credits),
        "parents": [_parent(system, id, links) for id in item.parents],
        "verdicts": [verdict.model_dump(mode="json") for verdict in system.verdicts(item)],
        "seal": seal.model_dump(mode="json", include={"mark", "issuer", "signed_at"}) if seal else None,
    }
    if verify and item.media is not None:
        with system.media(item) as path:
            found = system.verify(path)
        out["verification"] = found.record() | {"file": item.id, "findings": list(found.findings)}
    return out


def _parent(system: GeneRec, id: str, links: Urls) -> dict[str, Any]:
    try:
        item = item_of(system, id, user=links.user, local=links.local)
    except GenerecError:
        return {"id": id, "title": None, "thumbnail": None}
    return {"id": id, "title": item.title, "thumbnail": links.thumbnail(item, cover_s=None)}


def changed(step: Step) -> str:
    """A step of a recipe in words: "style: cartoon"."""
    values = [
        f"{name.removesuffix('_s').replace('_', ' ')} {value:.1f} s"
        if name.endswith("_s") and isinstance(value, int | float)
        else f"{name.replace('_', ' ')} {value}"
        for name, value in step.params.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    ]
    op = step.op.replace("_", " ")
    return f"{op}: {', '.join(values)}" if values else op


def job_record(job: Job, *, local: bool) -> dict[str, Any]:
    """A job as plain data, without whose wish it was first: a shared one serves several viewers."""
    out = job.model_dump(
        mode="json",
        include={"id", "recipe", "state", "progress", "item", "created_at", "finished_at", "seconds"},
    )
    told = job.error if local or job.state in ("held", "blocked") else job.error and "it could not be made"
    return {"job": out.pop("id"), **out, "open": job.state in OPEN_STATES, "error": told}
