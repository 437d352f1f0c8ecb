"""Another one: what was made before for the same wish, so that it is not made again."""

from __future__ import annotations

from collections.abc import Sequence

from generec.domain.errors import DataError
from generec.domain.feed import Request
from generec.domain.guidance import Clause, Guidance
from generec.system.assembly import Parts

LOOKED_BACK = 16
"""How many requests of a dialogue are looked at."""


def made_before(parts: Parts, former: Request | None, said: Guidance) -> set[str]:
    """The keys of the recipes that the requests before gave for the very wish that is said again.

    "Another one" makes the last wish anew, and so does saying it twice in one dialogue.
    """
    requests: list[Request] = []
    while former is not None and len(requests) < LOOKED_BACK and _wish(former.guidance) == _wish(said):
        requests.append(former)
        former = parts.home.rows.decisions.request(former.after) if former.after else None
    if not requests:
        return set()
    items = parts.home.rows.items.get([id for request in requests for id in request.items])
    shown = {item.recipe for item in items.values() if item.origin == "created" and item.recipe}
    return shown | parts.maker.given({request.id for request in requests}, user=requests[0].user)


def named(parts: Parts, ids: Sequence[str], *, user: str | None) -> set[str]:
    """The keys of the recipes of made items. Raises `NotFound`, `Gone`, `DataError` for what was found."""
    out = set()
    for id in ids:
        item = parts.reading.item(id, user=user)
        if item.origin != "created" or item.recipe is None:
            raise DataError(f"{id!r} was not created: there is no other version of it", field="another")
        out.add(item.recipe)
    return out


def _wish(guidance: Guidance) -> list[Clause]:
    """What is wished, without the words it was said in."""
    return [clause.model_copy(update={"words": ""}) for clause in guidance.clauses]
