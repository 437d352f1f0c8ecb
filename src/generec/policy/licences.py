"""What a licence's text demands, and what it leaves to whatever is made from the work.

Prohibitions are read generously (any hint that derivatives or commerce are forbidden counts) and
grants strictly (a text that doubts itself, such as "CC BY, not verified", grants nothing). This is
a reading of short licence fields in a table, not legal advice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from generec.domain.facts import cited
from generec.domain.items import Item
from generec.domain.recipes import ModelTerms, Recipe
from generec.domain.record import Record
from generec.policy import licence_names as named

UNKNOWN = "unknown"


class Terms(Record):
    """What one licence text says.

    `granted`: it permits adaptations in general. The other fields are its conditions. `name` is
    the text itself, or `unknown`.
    """

    name: str = UNKNOWN
    granted: bool = False
    attribution: bool = True
    share_alike: bool = False
    non_commercial: bool = False
    no_derivatives: bool = False


class Derived(Record):
    """What holds for something made from several sources.

    `licence` is a text that demands at least what the sources demand together, `attribution` the
    credit lines that must go along, `conflict` why no licence fits all of them (or empty).
    """

    licence: str
    terms: Terms
    attribution: tuple[str, ...] = ()
    conflict: str = ""


def terms(licence: str | None) -> Terms:
    """Read a licence text. An empty one is unknown: nothing granted, credit asked for."""
    text = (licence or "").strip()
    flat = named.flat(text)
    free, no_credit = bool(named.FREE.search(flat)), bool(named.NO_CREDIT.search(flat))
    grant = bool(named.GRANT.search(flat) or named.MIT.search(text))
    doubt = bool(named.DOUBT.search(flat))
    forbidden = bool(named.NO_DERIVATIVES.search(flat))
    return Terms(
        name=text or UNKNOWN,
        granted=(free or no_credit or grant) and not forbidden and not doubt,
        attribution=grant or doubt or not (free or no_credit),
        share_alike=bool(named.SHARE_ALIKE.search(flat)),
        non_commercial=bool(named.NON_COMMERCIAL.search(flat)),
        no_derivatives=forbidden,
    )


def derive(sources: Sequence[Item], *, used: Sequence[ModelTerms] = ()) -> Derived:
    """The licence of something made from `sources` and with the models `used`, with the credit that must
    go along.

    A share-alike licence becomes the licence of the whole; two different ones conflict, and so
    does share-alike beside terms it does not carry (another's ban on commerce).
    """
    every = [*(terms(item.licence) for item in sources), *map(of_model, used)]
    read = {one.name: one for one in every}
    alike = [one for one in read.values() if one.share_alike]
    union = _union(read.values())
    licence = alike[0].name if alike else " + ".join(sorted(read)) or UNKNOWN
    return Derived(
        licence=licence,
        terms=union.model_copy(update={"name": licence}),
        attribution=tuple(
            dict.fromkeys(
                (
                    *(line for item in sources for line in _credits(item)),
                    *(f"made with the model {one.model}, {one.licence}" for one in used),
                )
            )
        ),
        conflict=_conflict(alike, union),
    )


def derive_of(recipe: Recipe, sources: Sequence[Item]) -> Derived:
    """The same for what a recipe makes of its `sources`: with its models, and with the sources of its facts.

    Raises `DataError` for a fact that is none.
    """
    return derive([*sources, *cited(recipe)], used=recipe.terms)


def of_model(model: ModelTerms) -> Terms:
    """What a model's licence demands of what is made with it; `name` says it in words that `terms` reads."""
    told = terms(model.licence)
    name = model.licence.strip()
    if not model.commercial and not told.non_commercial:
        name += ", non-commercial"
    if model.derivatives == "share-alike" and not told.share_alike:
        name += ", share-alike"
    if model.derivatives == "forbidden" and not told.no_derivatives:
        name += ", no derivatives"
    return terms(name).model_copy(update={"granted": model.derivatives != "forbidden"})


def _credits(item: Item) -> tuple[str, ...]:
    """The lines that go along with an item: those of what it was made from, and its own."""
    own = (credit(item),) if terms(item.licence).attribution else ()
    return (*item.credits, *own)


def _union(read: Iterable[Terms]) -> Terms:
    parts = list(read)
    return Terms(
        granted=bool(parts) and all(one.granted for one in parts),
        attribution=any(one.attribution for one in parts),
        share_alike=any(one.share_alike for one in parts),
        non_commercial=any(one.non_commercial for one in parts),
        no_derivatives=any(one.no_derivatives for one in parts),
    )


def _conflict(alike: Sequence[Terms], union: Terms) -> str:
    if len(alike) > 1:
        return f"share-alike licences that exclude each other: {', '.join(one.name for one in alike)}"
    if alike and union.non_commercial and not alike[0].non_commercial:
        return f"{alike[0].name} does not permit another source's ban on commercial use"
    if alike and union.no_derivatives:
        return f"{alike[0].name} does not permit a ban on derivatives"
    return ""


def credit(item: Item) -> str:
    """The credit line of an item: title, creator, licence and where it came from, as far as known."""
    line = f"“{item.title}”" if item.title else item.id
    if item.creator:
        line += f" by {item.creator}"
    if terms(item.licence).name != UNKNOWN:
        line += f", {item.licence.strip()}"
    return f"{line}, {item.source}" if item.source else line
