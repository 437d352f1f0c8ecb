"""What may be done with an item: from the table's column, the operator's word, or the licence.

| rights | without a licence that grants | with one | forbids derivatives |
|---|---|---|---|
| own, licensed, research | everything | everything | cover, serve |
| unknown | cover, serve | everything | cover, serve |

`cover` is choosing a cover among existing frames, and with `serve` goes choosing the window that
plays: presentation, by which nothing is made. What is made from `research` items is never public.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from generec.domain.errors import DataError
from generec.domain.items import PERMISSIONS, Item, Permission, Rights
from generec.domain.recipes import ModelTerms, Recipe
from generec.policy.licences import of_model, terms

PRESENTATION: Final[frozenset[Permission]] = frozenset(("cover", "serve"))
EXCERPTS: Final = frozenset(("clip", "thumbnail", "reframe"))
"""Operations that only take a part of the source and change nothing in it: what things for sale allow."""

_WORD = re.compile(r"[\s,;|+/]+")


def allow(
    *, rights: Rights, licence: str | None, column: str | Iterable[str] | None = None
) -> frozenset[Permission]:
    """The permissions of an item.

    `column` is the table's own `allow` field (words separated by comma, semicolon, bar or space;
    `all` and `none` too) and decides where it is set; else `rights` does, and where that is
    `unknown` the licence. A licence that forbids derivatives wins over all of them.
    Raises `DataError` for a word that is no permission.
    """
    told = permissions(column)
    read = terms(licence)
    if told is not None:
        granted = told
    elif rights != "unknown" or read.granted:
        granted = PERMISSIONS
    else:
        granted = PRESENTATION
    return granted & PRESENTATION if read.no_derivatives else granted


def permissions(column: str | Iterable[str] | None) -> frozenset[Permission] | None:
    """The permissions that a table's field names; None where it is empty. Raises `DataError`."""
    words = _WORD.split(column) if isinstance(column, str) else list(column or ())
    named = {word.strip().casefold() for word in words} - {""}
    if not named:
        return frozenset() if column is not None and not isinstance(column, str) else None
    if strange := sorted(named - PERMISSIONS - {"all", "none"}):
        known = ", ".join(sorted(PERMISSIONS))
        raise DataError(f"{strange[0]!r} is not a permission: use {known}, all or none", field="allow")
    if "none" in named and len(named) > 1:
        raise DataError("'none' stands beside other permissions", field="allow")
    return PERMISSIONS if "all" in named else PERMISSIONS & named


def needed(recipe: Recipe) -> frozenset[Permission]:
    """What every source of the recipe must allow: `compose` when several are put together or
    something new is created, `clip` when only a part is taken, `edit` for any other change."""
    if recipe.origin == "created" or len({source.item for source in recipe.sources}) > 1:
        return frozenset(("compose", "serve"))
    if all(step.op in EXCERPTS for step in recipe.steps):
        return frozenset(("clip", "serve"))
    return frozenset(("edit", "serve"))


def inherited(
    sources: Sequence[Item], *, used: Sequence[ModelTerms] = ()
) -> tuple[frozenset[Permission], Rights]:
    """(allow, rights) of something made from `sources` with the models `used`: what all of them allow, and
    the narrowest rights among them (one research source makes it research; a model's licence, licensed)."""
    allowed = PERMISSIONS.intersection(*(item.allow for item in sources))
    if any(of_model(one).no_derivatives for one in used):
        allowed &= PRESENTATION
    rights: set[Rights] = {item.rights for item in sources}
    if used:
        rights.add("licensed")
    return allowed, min(rights, key=_WIDTH.index, default="own")


_WIDTH: Final[tuple[Rights, ...]] = ("research", "unknown", "licensed", "own")


def public(item: Item) -> bool:
    """Whether the item may be served beyond this machine: what was made from `research` items may not."""
    return item.origin == "found" or item.rights != "research"
