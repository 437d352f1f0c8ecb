"""A wish about an item, tried by an operator: begun at once, followed as a job."""

from __future__ import annotations

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Guidance
from generec.domain.record import Record
from generec.system.assembly import Parts
from generec.system.call import rng_of
from generec.system.home import OPERATOR


class Begun(Record):
    """What was begun: the wish as understood, jobs, items that were there already, and what was left out."""

    guidance: Guidance
    jobs: tuple[str, ...]
    items: tuple[str, ...]
    left_out: tuple[str, ...]


def begin(parts: Parts, item: str, *, say: str) -> Begun:
    """Begin to change an item as said, for everybody's eyes, and do not wait for it.

    Raises `NotFound`, `Gone`, and `NotAllowed` where rights, checks or the words forbid it.
    """
    source = parts.reading.item(item, user=OPERATOR)
    profile = parts.reading.profile(OPERATOR, at=parts.home.clock())
    guidance = parts.reading.guidance(say, item=source, profile=profile, previous=None)
    if guidance.reply.kind != "done" or not guidance.edits:
        raise NotAllowed(guidance.reply.text or "the words ask for no change of an item", field="say")
    rng = rng_of(f"{item}{guidance.model_dump_json(exclude={'reply'})}")
    asked = parts.maker.ask(item=source, guidance=guidance, profile=profile, request=None, rng=rng)
    jobs = tuple(one.job.id for one in asked if one.job is not None and one.item is None)
    items = tuple(one.item.id for one in asked if one.item is not None)
    left_out = tuple(why for one in asked for why in (one.why_not, *one.notes) if why)
    if not jobs and not items:
        raise NotAllowed("; ".join(left_out) or "nothing of it can be made")
    return Begun(guidance=guidance, jobs=jobs, items=items, left_out=left_out)
