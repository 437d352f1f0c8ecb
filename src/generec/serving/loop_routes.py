"""The loop over HTTP: recommend, feedback, understand, edit, create."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from generec.domain.errors import DataError
from generec.domain.feed import Feed
from generec.serving.access import Caller, CallerOf, WisherOf
from generec.serving.bodies import Create, Edit, Feedback, Recommend, Understand
from generec.serving.describe import item_of, provenance, record
from generec.serving.described import EDIT_FORM, RECOMMEND_FORM
from generec.serving.links import urls
from generec.serving.service import Service, ServiceOf
from generec.serving.uploads import PictureRoute, unpacked

router = APIRouter(prefix="/v1", tags=["the loop"], route_class=PictureRoute)


@router.post("/recommend", openapi_extra=RECOMMEND_FORM)
async def recommend(body: Recommend, service: ServiceOf, caller: CallerOf) -> dict[str, Any]:
    """What to show a viewer; with `say`, what they asked for, made or being made. Always a feed.

    A picture beside the words (`image`) is an example of the look that an item is to have, where the words
    ask for that, and else of what is to be found.
    """
    user = caller.acts_for(body.user)
    if (body.say or body.amend or body.image) and caller.kind == "viewer":
        service.limit("wishes", user)
    pairs = [(one.id, one.score) for one in body.candidates] if body.candidates is not None else None
    slow = (body.wait > 0 and body.say) or body.image
    call = service.slowly if slow else service.call
    feed = await call(
        service.system.recommend,
        user,
        say=body.say,
        item=body.item,
        k=body.k,
        wait=body.wait,
        after=body.after,
        cursor=body.cursor,
        candidates=pairs,
        categories=body.categories,
        image=unpacked(body.image) if body.image else None,
        amend=body.amend,
        links=urls(service, caller, user),
    )
    _note(service, feed, said=body.say is not None or body.amend is not None)
    return feed.record()


def _note(service: Service, feed: Feed, *, said: bool) -> None:
    for pending in feed.pending:
        service.watch.add(feed.user, pending.job, at=service.now())
    for item in feed.items:
        service.metrics.add("generec_feed_items_total", origin=item.origin)
    if said:
        service.metrics.add("generec_replies_total", kind=feed.reply.kind)


@router.post("/feedback")
async def feedback(body: Feedback, service: ServiceOf, caller: CallerOf) -> dict[str, int]:
    """What viewers did, all of it or none. An event with an `id` may be sent again: it counts once."""
    rows = [_own(row, number, caller) for number, row in enumerate(body.events)]
    taken = await service.call(service.system.feedback, rows)
    for row in rows:
        service.metrics.add("generec_events_total", kind=str(row["kind"]))
    return {"events": len(rows), "new": taken}


def _own(row: dict[str, Any], number: int, caller: Caller) -> dict[str, Any]:
    user = row.get("user")
    if user is not None and not isinstance(user, str):
        raise DataError("a viewer's id is text", row=number, field="user")
    return {**row, "user": caller.acts_for(user)}


@router.post("/understand")
async def understand(body: Understand, service: ServiceOf, caller: WisherOf) -> dict[str, Any]:
    """What a wish means, as guidance. Nothing is kept."""
    found = await service.call(service.system.understand, body.text, context=body.context)
    return {"guidance": found.record(), "reply": found.reply.model_dump(mode="json")}


@router.post("/edit", openapi_extra=EDIT_FORM)
async def edit(body: Edit, service: ServiceOf, caller: WisherOf) -> dict[str, Any]:
    """A changed item: checked, sealed, marked and published; `left_out` tells what could not be done."""
    user = caller.maybe_for(body.user)
    left_out: list[str] = []
    source = await service.call(item_of, service.system, body.item, user=user, local=caller.local)
    if body.image and user is None:
        raise DataError("name the user: what is made after a picture is for one viewer alone", field="user")
    made = await service.slowly(
        service.system.edit,
        source.id,
        say=body.say,
        operations=body.ops,
        like=unpacked(body.image) if body.image else None,
        user=user,
        wait=body.wait,
        told=left_out.append,
    )
    made = await service.call(item_of, service.system, made.id, user=user, local=caller.local)
    links = urls(service, caller, user)
    told = await service.call(provenance, service.system, made, links, verify=False)
    return record(made, links) | {"provenance": told, "left_out": left_out}


@router.post("/create")
async def create(body: Create, service: ServiceOf, caller: WisherOf) -> dict[str, Any]:
    """Something new, put together from what there is: checked, sealed, marked and published.

    Asked again, it goes on where it was: what is not ready within `wait` is made all the same.
    """
    user = caller.maybe_for(body.user)
    made = await service.slowly(
        service.system.create, body.say, another=body.another, user=user, wait=body.wait
    )
    made = await service.call(item_of, service.system, made.id, user=user, local=caller.local)
    links = urls(service, caller, user)
    told = await service.call(provenance, service.system, made, links, verify=False)
    return record(made, links) | {"provenance": told}
