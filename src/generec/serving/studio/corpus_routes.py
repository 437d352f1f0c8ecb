"""The corpus for the studio: browsed, searched by words, and each item with its family and results."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import unquote

from fastapi import APIRouter, Query

from generec.domain.errors import NotFound
from generec.domain.items import Item, Kind, Origin
from generec.serving.describe import provenance, record
from generec.serving.links import Urls
from generec.serving.service import ServiceOf
from generec.serving.studio.access import LinksOf, OperatorOf
from generec.system import GeneRec
from generec.system.lineage import family, variants
from generec.system.outcomes import outcomes
from generec.system.searching import found

router = APIRouter(prefix="/studio/api/items", include_in_schema=False)
MOST = 40
VARIANTS = 12


@router.get("")
async def browse(
    operator: OperatorOf,
    service: ServiceOf,
    links: LinksOf,
    q: Annotated[str, Query(max_length=500)] = "",
    kind: Kind | None = None,
    origin: Origin | None = None,
    withdrawn: bool = False,
    begin: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> dict[str, Any]:
    """One page of the corpus: the newest first, or what matches the words best."""
    page = await service.call(
        found,
        service.system.parts,
        words=q,
        kind=kind,
        origin=origin,
        withdrawn=withdrawn,
        begin=begin,
        most=MOST,
    )
    rows = [_brief(service.system, item, links) | {"match": match} for item, match in page.items]
    return {"items": rows, "total": page.total, "next": begin + MOST if begin + MOST < page.total else None}


@router.get("/{id:path}")
async def one(id: str, operator: OperatorOf, service: ServiceOf, links: LinksOf) -> dict[str, Any]:
    """An item, its family as nodes and pairs, and its variants with their results."""
    return await service.call(_told, service.system, unquote(id), links)


def _told(system: GeneRec, id: str, links: Urls) -> dict[str, Any]:
    rows = system.home.rows
    item = rows.items.get([id]).get(id)
    if item is None or item.owner not in (None, links.user):
        raise NotFound(f"there is no item {id!r}", field="item")
    kin = family(rows.items, item)
    shown = variants(kin, item)[:VARIANTS]
    results = outcomes(rows.events, [one.id for one in shown])
    return _brief(system, item, links) | {
        "rights": item.rights,
        "provenance": provenance(system, item, links, verify=False),
        "family": {
            "nodes": [_brief(system, one, links) for one in kin.items.values()],
            "pairs": kin.pairs,
            "more": kin.more,
        },
        "variants": [
            _brief(system, one, links) | {"outcome": result.model_dump(mode="json")}
            for one, result in zip(shown, results, strict=True)
        ],
    }


def _brief(system: GeneRec, item: Item, links: Urls) -> dict[str, Any]:
    """An item with addresses; what was withdrawn, or may not leave this machine, without."""
    out = record(item, links) | {"changes": list(item.changes)}
    if item.state == "withdrawn" or not (links.local or system.public(item)):
        out |= {"media": None, "thumbnail": None, "text": None}
    return out
