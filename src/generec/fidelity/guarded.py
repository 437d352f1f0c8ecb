"""Works that may only be shown as they are, and how to tell that something looks like one of them.

Two stages. Vectors of the picture encoder, which ingest has computed, name a few works that look alike in
general; then the very pictures are compared by points that stand out in both (SIFT: D. Lowe, Distinctive
image features from scale-invariant keypoints, 2004), which must lie in the same places but for a shift, a
turn and a scale. So a crop, a border, a mirror image, other colours and another encoding are seen through,
and two photos of the same kind of thing are told apart.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Collection as Some
from collections.abc import Sequence
from typing import Final, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import GenerecError
from generec.domain.items import Item
from generec.domain.parts import Encoder, Image
from generec.media import pictures
from generec.media.frames import frame_at
from generec.store.interface import Blobs, Features, Rows, Vectors

CHANGES: Final = frozenset(("clip", "edit", "compose"))
_SIDE: Final = 400
_POINTS: Final = 600
_RATIO: Final = 0.75
_OFF: Final = 4.0
_WORKS: Final = 6
_FRAMES: Final = 4
_KEPT: Final = 256
_COARSE: Final = 0.15
_COVERED: Final = 0.06

Floats = NDArray[np.float32]


class Points(NamedTuple):
    """What stands out in a picture: places (n, 2) in pixels, descriptors (n, 128), and the picture's area."""

    places: Floats
    kinds: Floats
    area: float


class Match(NamedTuple):
    """A work that a picture is taken from: its id and title, its second, and how many points agree."""

    item: str
    title: str
    time: float
    points: int
    mirrored: bool


def guarded(item: Item, also: Some[str] = ()) -> bool:
    """Whether a work may not be changed: withdrawn, allowed to be shown alone, or named in `also`."""
    if item.origin != "found" or item.kind == "text" or item.media is None:
        return False
    return item.id in also or item.state == "withdrawn" or not item.allow & CHANGES


class Guarded:
    """The guarded works of a home. Safe to share between threads; kept up with the catalogue when asked."""

    def __init__(
        self, rows: Rows, blobs: Blobs, vectors: Vectors, features: Features, encoder: Encoder
    ) -> None:
        self._rows, self._blobs, self._features, self.encoder = rows, blobs, features, encoder
        self._pictures = vectors.collection("pictures", dim=encoder.dims[0])
        self._lock = threading.Lock()
        self._seq = 0
        self._all: dict[str, Item] = {}
        self._also: frozenset[str] = frozenset()
        self._gone: dict[str, Floats] = {}
        self._points: OrderedDict[tuple[str, float], Points] = OrderedDict()

    def works(self, also: Some[str] = ()) -> dict[str, Item]:
        """The guarded works by id, as the catalogue stands now; `also` are ids that an operator named."""
        with self._lock:
            if frozenset(also) != self._also:
                self._seq, self._all, self._also = 0, {}, frozenset(also)
            if self._rows.items.seq() != self._seq:
                for seq, item in self._rows.items.changed(since=self._seq):
                    self._seq = max(self._seq, seq)
                    self._all.pop(item.id, None)
                    if guarded(item, self._also):
                        self._all[item.id] = item
            return dict(self._all)

    def found(
        self,
        images: Sequence[Image],
        *,
        but: Some[str] = (),
        also: Some[str] = (),
        least: int = 16,
        vectors: Floats | None = None,
    ) -> list[tuple[int, Match]]:
        """(place in `images`, match) of the pictures that were taken from a guarded work.

        `but` are ids of works that do not count. `least` points have to agree. `vectors` (n, d) are those of
        the pictures where they are known.
        """
        works = {id: item for id, item in self.works(also).items() if id not in but}
        if not works or not images:
            return []
        seen = self.encoder.images(images) if vectors is None else vectors
        out = []
        for place, image in enumerate(images):
            near = self._near(seen[place], works)
            best = self._best(image, seen[place], near, least)
            if best is not None:
                out.append((place, best))
        return out

    def _near(self, vector: Floats, works: dict[str, Item]) -> list[Item]:
        """The works that look most alike, as a whole."""
        ids, scores = self._pictures.search(vector[None], k=_WORKS, allow=lambda id: id in works)
        near = [works[id] for id, score in zip(ids[0], scores[0], strict=False) if score > _COARSE]
        gone = [item for item in works.values() if item.state == "withdrawn"]
        return near + [item for item in gone if float(self._mean(item) @ vector) > _COARSE][:_WORKS]

    def _mean(self, item: Item) -> Floats:
        """The mean picture of a work whose vectors are gone."""
        if item.id not in self._gone:
            found = self._features.get(item.media or "", encoder=self.encoder.name)
            mean = found.pictures.mean(axis=0) if found is not None else np.zeros(self.encoder.dims[0])
            self._gone[item.id] = (mean / max(float(np.linalg.norm(mean)), 1e-6)).astype(np.float32)
        return self._gone[item.id]

    def _best(self, image: Image, vector: Floats, near: Sequence[Item], least: int) -> Match | None:
        """The match with the most points; None where no work has enough."""
        mine = [(False, points(image)), (True, points(np.ascontiguousarray(image[:, ::-1])))]
        found: list[Match] = []
        for item in near:
            for time in self._times(item, vector):
                theirs = self._of(item, time)
                for mirrored, own in mine if theirs is not None else ():
                    n = agreeing(own, theirs) if theirs is not None else 0
                    if n >= least:
                        found.append(Match(item.id, item.title or item.id, time, n, mirrored))
            if found:
                break  # the most alike come first
        return max(found, key=lambda one: one.points, default=None)

    def _times(self, item: Item, vector: Floats) -> list[float]:
        """The seconds of a work that look most like a picture."""
        known = self._features.get(item.media or "", encoder=self.encoder.name)
        if item.kind == "image" or known is None:
            return [0.0]
        return [float(known.times[n]) for n in np.argsort(-(known.pictures @ vector))[:_FRAMES]]

    def _of(self, item: Item, time: float) -> Points | None:
        """The points of a work's picture; None where it cannot be read any more."""
        key = (item.media or "", time)
        with self._lock:
            if key in self._points:
                self._points.move_to_end(key)
                return self._points[key]
        try:
            with self._blobs.path(key[0]) as path:
                image = pictures.read(path) if item.kind == "image" else frame_at(path, time, longest=_SIDE)
        except GenerecError:
            return None
        found = points(image)
        with self._lock:
            self._points[key] = found
            while len(self._points) > _KEPT:
                self._points.popitem(last=False)
        return found


def points(image: Image) -> Points:
    """What stands out in a picture (height, width, 3), brought to at most 400 pixels a side."""
    scale = _SIDE / max(image.shape[:2])
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    places, kinds = cv2.SIFT.create(nfeatures=_POINTS).detectAndCompute(grey, None)
    if kinds is None:
        return Points(np.zeros((0, 2), np.float32), np.zeros((0, 128), np.float32), float(grey.size))
    # Square roots of L1-normalised descriptors compare better (Arandjelović and Zisserman, 2012).
    kinds = np.sqrt(kinds / np.maximum(kinds.sum(axis=1, keepdims=True), 1e-6))
    return Points(
        np.array([one.pt for one in places], np.float32), kinds.astype(np.float32), float(grey.size)
    )


def agreeing(some: Points, others: Points) -> int:
    """How many points of two pictures lie alike, but for one shift, turn and scale of all.

    None where they cover next to nothing of either: letters and logos are on many pictures.
    """
    if min(len(some.places), len(others.places)) < 8:
        return 0
    far = 2.0 - 2.0 * some.kinds @ others.kinds.T
    two = np.argpartition(far, 1, axis=1)[:, :2]
    near = np.sort(np.take_along_axis(far, two, axis=1), axis=1)
    best = far.argmin(axis=1)
    good = np.flatnonzero(near[:, 0] < _RATIO**2 * near[:, 1])
    good = good[np.unique(best[good], return_index=True)[1]]
    if len(good) < 4:
        return 0
    a, b = some.places[good], others.places[best[good]]
    found, inside = cv2.estimateAffinePartial2D(a, b, method=cv2.RANSAC, ransacReprojThreshold=_OFF)
    if found is None:
        return 0
    scale = float(np.hypot(found[0, 0], found[0, 1]))
    kept = inside.ravel().astype(bool)
    if not 0.15 < scale < 7 or kept.sum() < 4:
        return 0
    covered = min(_hull(a[kept]) / some.area, _hull(b[kept]) / others.area)
    return int(kept.sum()) if covered >= _COVERED else 0


def _hull(places: Floats) -> float:
    return float(cv2.contourArea(cv2.convexHull(places.astype(np.float32))))
