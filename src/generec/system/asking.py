"""What is asked of an editor or a creator alone, outside of the feed: an item comes back, or an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from generec.domain.errors import NotAllowed
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.instructor.beside import of_edit
from generec.system import examples
from generec.system.another import named
from generec.system.assembly import Parts
from generec.system.call import rng_of
from generec.system.home import OPERATOR as OPERATOR
from generec.system.making import Asked
from generec.system.operations import wish


def edited(
    parts: Parts,
    item: str,
    *,
    say: str | None,
    operations: Sequence[str],
    like: examples.Source | None,
    user: str | None,
    wait: float,
    told: Callable[[str], object] | None,
) -> Item:
    """The item, changed as said or as the operations have it (see `GeneRec.edit`)."""
    source = parts.reading.item(item, user=user)
    profile = parts.reading.profile(user or OPERATOR, at=parts.home.clock())
    look = examples.look_of(like) if like is not None else None

    def parse(words: str | None) -> Guidance:
        return parts.reading.guidance(words, item=source, profile=profile, previous=None)

    if say is None:
        guidance = wish(operations, like=look)
    elif look is None:
        guidance = parse(say)
    else:
        guidance = examples.guided(say, heard=of_edit(say), look=look, parse=parse)
    if guidance.reply.kind != "done" or not guidance.edits:
        raise NotAllowed(guidance.reply.text or "the words ask for no change of an item", field="say")
    rng = rng_of(f"{item}{guidance.model_dump_json(exclude={'reply'})}")
    asked = parts.maker.ask(item=source, guidance=guidance, profile=profile, request=None, rng=rng)
    made, done = _made(parts, asked, user=profile.user, wait=wait)
    # Where several editors share a wish, one of them may have made nothing.
    for one in done:
        for why in (one.why_not, *one.notes):
            if why and told is not None:
                told(why)
    return made


def created(parts: Parts, say: str, *, another: Sequence[str], user: str | None, wait: float) -> Item:
    """Something new, as said (see `GeneRec.create`)."""
    if "create" not in parts.routes:
        raise NotAllowed("making is switched off here")
    profile = parts.reading.profile(user or OPERATOR, at=parts.home.clock())
    if not profile.viewer.ai:
        raise NotAllowed("content made by AI is switched off for this viewer")

    guidance = parts.reading.guidance(say, item=None, profile=profile, previous=None, create=True)
    if guidance.reply.kind != "done" or guidance.route != "create":
        raise NotAllowed(guidance.reply.text or "the words do not say what to make", field="say")
    rng = rng_of(guidance.model_dump_json(exclude={"reply"}))
    skip = named(parts, another, user=user)
    asked = parts.maker.create(guidance=guidance, profile=profile, request=None, rng=rng, skip=skip)
    return _made(parts, [asked], user=profile.user, wait=wait)[0]


def _made(parts: Parts, asked: Sequence[Asked], *, user: str, wait: float) -> tuple[Item, list[Asked]]:
    """What came of it within `wait` seconds, of one and of all. Raises `NotAllowed` where nothing did."""
    parts.maker.wait([one.job.id for one in asked if one.job is not None], seconds=wait)
    done = [parts.maker.settled(one, user=user) for one in asked]
    made = next((one.item for one in done if one.item is not None), None)
    if made is None:
        jobs = " and ".join(one.job.id for one in done if one.job is not None)
        late = f"it was not made within {wait:g} s and goes on (job {jobs}): ask again later"
        raise NotAllowed("; ".join(one.reason for one in done if one.reason) or late)
    return made, done
