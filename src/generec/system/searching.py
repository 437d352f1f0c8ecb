"""The corpus, browsed and searched by words: what holds the words first, then what means them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from generec.domain.items import Item, Kind, Origin
from generec.domain.record import Record
from generec.retriever.catalogue import KINDS, ORIGINS, Shelf
from generec.system.assembly import Parts

MEANT = 24
"""How many items are searched for by meaning, at most."""

Match = Literal["words", "meaning", ""]


class Found(Record):
    """One page: items with how each matched, and how many there are in all."""

    items: tuple[tuple[Item, Match], ...]
    total: int


def found(
    parts: Parts,
    *,
    words: str = "",
    kind: Kind | None = None,
    origin: Origin | None = None,
    withdrawn: bool = False,
    begin: int = 0,
    most: int = 40,
) -> Found:
    """Items from the `begin`-th on, the newest first, or with `words` the best match first.

    Private items are left out. Items by meaning come after those that hold every word.
    """
    shelf = parts.corpus.catalogue.snapshot()
    allowed = _allowed(shelf, kind=kind, origin=origin, withdrawn=withdrawn)
    ids: dict[str, Match]
    if words.strip():
        ids = _matching(parts, shelf, words, allowed)
    else:
        ids = {shelf.ids[row]: "" for row in np.flatnonzero(allowed)[::-1].tolist()}
    page = list(ids)[begin : begin + most]
    known = parts.home.rows.items.get(page)
    shown = tuple((known[id], ids[id]) for id in page if id in known)
    return Found(items=shown, total=len(ids))


def _allowed(shelf: Shelf, *, kind: Kind | None, origin: Origin | None, withdrawn: bool) -> NDArray[np.bool_]:
    out = (shelf.gone if withdrawn else shelf.alive) & (shelf.owner == -1)
    if kind is not None:
        out &= shelf.kind == KINDS.index(kind)
    if origin is not None:
        out &= shelf.origin == ORIGINS.index(origin)
    return np.asarray(out)


def _matching(parts: Parts, shelf: Shelf, words: str, allowed: NDArray[np.bool_]) -> dict[str, Match]:
    out: dict[str, Match] = {}
    row = shelf.find(words.strip())
    if row >= 0 and allowed[row]:
        out[shelf.ids[row]] = "words"
    for one in shelf.words.find(words, n=shelf.n).tolist():
        if allowed[one]:
            out.setdefault(shelf.ids[one], "words")
    meaning = parts.home.collection("meaning")
    if len(meaning):

        def may(id: str) -> bool:
            at = shelf.find(id)
            return at >= 0 and bool(allowed[at])

        near, _ = meaning.search(parts.home.said([words]), k=MEANT, allow=may)
        for id in near[0]:
            out.setdefault(id, "meaning")
    return out
