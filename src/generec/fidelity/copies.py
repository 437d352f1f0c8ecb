"""Whether what is taken in as somebody's own is a copy of a work that may not be changed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from generec.domain.items import Item
from generec.domain.profiles import FrameFeatures
from generec.fidelity.guarded import Guarded, Match, guarded
from generec.media.frames import picture_at

_LOOKS: Final = 4
_SIDE: Final = 512
_SHARE: Final = 0.5
"""So many of the pictures compared have to be of the same work: a film may quote another."""


class Copies:
    """Compares pictures of a file with the guarded works of a home (`generec.fidelity.guarded`).

    `also` are ids of works that are guarded whatever their licence. Works of the same ingest count once their
    rows are written. Raises `MediaError`.
    """

    def __init__(self, known: Guarded, *, also: Collection[str] = (), least: int = 16) -> None:
        self._known, self._also, self._least = known, tuple(also), least

    def __call__(self, item: Item, path: Path, features: FrameFeatures) -> str | None:
        """What the file is a copy of, in words; None where of nothing that is known."""
        if guarded(item, self._also) or not set(self._known.works(self._also)) - {item.id}:
            return None
        places = _spread(features.times)
        times = [float(features.times[n]) for n in places]
        images = [picture_at(path, kind=item.kind, at_s=time, longest=_SIDE) for time in times]
        found = self._known.found(
            images, but=(item.id,), also=self._also, least=self._least, vectors=features.pictures[places]
        )
        return _told([match for _, match in found], len(images))


def _told(found: Sequence[Match], looked: int) -> str | None:
    by_work: dict[str, list[Match]] = {}
    for match in found:
        by_work.setdefault(match.item, []).append(match)
    most = max(by_work.values(), key=len, default=[])
    if not most or len(most) < _SHARE * looked:
        return None
    points = max(match.points for match in most)
    return (
        f"{len(most)} of {looked} pictures are those of {most[0].item!r}, which may not be changed"
        f" ({points} points lie alike)"
    )


def _spread(times: np.ndarray) -> list[int]:
    """Places of at most four moments, from the middles of equal parts."""
    n = min(_LOOKS, len(times))
    return [int((i + 0.5) * len(times) / n) for i in range(n)]
