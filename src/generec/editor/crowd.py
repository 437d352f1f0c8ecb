"""What all viewers like here, and how many likes make a viewer's own taste count as much.

A viewer's taste is drawn towards everybody's, with weight n / (n + k) on their own after n liked works (see
`generec.editor.taste.own_share`). How much k is, the log says: of what each viewer met, the pictures of a
liked work should score above those of one that was not liked, by a taste to which that work did not
contribute. k is the most likely of a few under a logistic model of these pairs (the pairwise likelihood of
Rendle and others, "BPR", UAI 2009), which has one more free number, the scale of the scores. Pictures are
asked, not what is written of works, since covers are chosen by them: what words tell of a taste they may not.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize_scalar

from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.editor.taste import Centre, Crowd, TasteConfig, centred, leaning, stacked, tastes

Lookup = Callable[[Sequence[str]], tuple[NDArray[np.float32], NDArray[np.bool_]]]
"""Works -> (unit rows (n, dim), found (n,))."""

Shown = Callable[[str], FrameFeatures | None]
"""Work -> what its pictures show; None for a work without any."""

LEAST = 20
"""From fewer viewers nothing is learned of all: it would tell of one."""
HALVES = (1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0)
"""Numbers of likes that are tried as `Crowd.half`."""
USUAL = 20.0
"""`Crowd.half` where the log has too few pairs to say."""
_PAIRS, _OF_ONE, _STEEPEST = 200, 20, 100.0


class _Space(NamedTuple):
    """One of both spaces: its share; what is taken off of tastes and of frames (d,); the tastes of all
    viewers as they are (viewers, d); the rows of works; and the mean of a work's frames."""

    share: float
    mean: Floats
    usual: Floats
    every: Floats
    works: Lookup
    frames: Callable[[FrameFeatures], Floats]


class _Pair(NamedTuple):
    """A liked work, by its number among the liked, and the pictures of both."""

    liked: int
    better: FrameFeatures
    other: FrameFeatures


def crowd_of(
    profiles: Sequence[Profile],
    *,
    pictures: Lookup,
    meaning: Lookup,
    shown: Shown,
    centre: Centre,
    config: TasteConfig,
) -> Crowd | None:
    """What these viewers like together, and how far one is to lean on it; None from fewer than `LEAST`.

    `pictures` and `meaning` are what profiles are made of, `shown` the frames that are chosen among.
    """
    known = [p for p in profiles if (p.pictures is not None or p.meaning is not None) and not p.shared]
    if len(known) < LEAST:
        return None
    seen = stacked([p.pictures for p in known], len(centre.pictures))
    said = stacked([p.meaning for p in known], len(centre.meaning))
    share = config.pictures
    spaces = (
        _Space(share, centre.pictures, centre.pictures, seen, pictures, lambda f: f.pictures.mean(axis=0)),
        _Space(1 - share, centre.meaning, centre.concepts, said, meaning, lambda f: f.concepts.mean(axis=0)),
    )
    sums = [tastes([space.every.sum(axis=0)], len(space.mean), space.mean)[0] for space in spaces]
    return Crowd(pictures=sums[0], meaning=sums[1], half=_half(known, spaces, shown))


def _half(profiles: Sequence[Profile], spaces: Sequence[_Space], shown: Shown) -> float:
    """The most likely of `HALVES`; `USUAL` where there are few pairs."""
    found = [_ahead(profile, at, spaces, _pairs(profile, shown)) for at, profile in enumerate(profiles)]
    ahead = np.concatenate(found)
    if len(ahead) < _PAIRS:
        return USUAL
    return min(HALVES, key=lambda half: _loss(ahead[:, HALVES.index(half)]))


def _loss(ahead: Floats) -> float:
    """The mean logistic loss of scores' differences, at their best scale."""

    def loss(scale: float) -> float:
        return float(np.logaddexp(0.0, -scale * ahead).mean())

    return float(minimize_scalar(loss, bounds=(0.0, _STEEPEST), method="bounded").fun)


def _pairs(profile: Profile, shown: Shown) -> list[_Pair]:
    """Each of some liked works beside one that was met and not liked; nobody has more than `_OF_ONE`."""
    others = sorted(profile.seen - profile.liked.keys())
    if len(profile.liked) < 2 or not others:
        return []
    out = []
    for at, one in enumerate(sorted(profile.liked)[:_OF_ONE]):
        better, other = shown(one), shown(others[at % len(others)])
        if better is not None and other is not None and len(better.times) and len(other.times):
            out.append(_Pair(at, better, other))
    return out


def _ahead(profile: Profile, at: int, spaces: Sequence[_Space], pairs: Sequence[_Pair]) -> Floats:
    """(pairs, halves) by how much the liked is ahead for a viewer who had not met it."""
    total = np.zeros((len(pairs), len(HALVES)), np.float32)
    if not pairs:
        return total
    liked = sorted(profile.liked)
    rest = len(liked) - 1
    weights = np.array([profile.liked[work] for work in liked], np.float32)
    left = [pair.liked for pair in pairs]
    for space in spaces:
        rows, found = space.works(liked)
        rows = weights[:, None] * np.where(np.asarray(found, bool)[:, None], np.nan_to_num(rows), 0.0)
        own = tastes(list((rows.sum(axis=0) - rows[left]).astype(np.float32)), len(space.mean), space.mean)
        crowd = tastes([space.every.sum(axis=0) - space.every[at]], len(space.mean), space.mean)[0]
        better, other = (
            centred(np.stack([space.frames(f) for f in some]), space.usual)
            for some in ([pair.better for pair in pairs], [pair.other for pair in pairs])
        )
        for column, half in enumerate(HALVES):
            taste = leaning(own, crowd, np.full(len(pairs), rest / (rest + half), np.float32))
            total[:, column] += space.share * (taste * (better - other)).sum(axis=1)
    return total
