"""What a home's own creator is trained on: its clips, its words and its groups of viewers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from generec.creator.diffusion import clips, material, run
from generec.creator.diffusion.config import TrainingConfig
from generec.creator.diffusion.material import Floats, Material, Work
from generec.creator.diffusion.run import Trained
from generec.domain.errors import DataError, MediaError
from generec.domain.events import Event
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.encoders.topics import Texts
from generec.system import groups
from generec.system.corpus import Progress
from generec.system.home import Home
from generec.system.reading import EVENTS, Reading
from generec.system.variants import VIEWERS


def train_creator(
    home: Home,
    reading: Reading,
    config: TrainingConfig,
    *,
    resume: bool = False,
    restart: bool = False,
    minutes: float | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Train a home's own creator, and put it in force (see `generec.creator.diffusion.run.train`)."""
    return run.train(
        home.path / run.TRAINED,
        lambda: gather(home, reading, config=config, progress=progress),
        config,
        resume=resume,
        restart=restart,
        minutes=minutes,
        progress=progress,
    )


def gather(
    home: Home, reading: Reading, *, config: TrainingConfig, progress: Progress | None = None
) -> Material:
    """Clips of all videos that may be put into new ones, and groups by what they like of those trained on.

    Groups come of likes of works that are trained on alone, so that the others can judge. Raises
    `DataError` where there is nothing to train on.
    """
    items = _videos(home)
    works: list[Work] = []
    frames: list[clips.Frames] = []
    starts: list[tuple[int, int]] = []
    cut = config.clips
    chosen = material.held_out([item.id for item in items], share=cut.held_out, fold=cut.fold)
    side = material.kept_side(config.network, config.clips)
    for number, (item, held) in enumerate(zip(items, chosen, strict=True)):
        if progress is not None:
            progress(number, len(items), item.title or item.id)
        found = _frames(home, item, side=side, config=config)
        if found is None:
            continue
        starts += [(len(works), start) for start in found[1]]
        works.append(_work(item, held))
        frames.append(found[0])
    if not works:
        raise DataError("this home has no videos that may be put into new ones: nothing to train on")
    kept = {work.id for work in works if not work.held_out}
    tastes, liking = tastes_of(home, reading, works, kept=kept)
    together, bounds = clips.together(frames)
    return Material(
        works=tuple(works),
        frames=together,
        bounds=bounds,
        starts=np.array(starts, np.int64).reshape(-1, 2),
        words=_words([item for item in items if item.id in {w.id for w in works}], home.encoder.texts),
        tastes=tastes,
        liking=liking,
    )


def _videos(home: Home) -> list[Item]:
    """Found videos of everybody's that may be put into new ones, in order of id."""
    at = home.clock()
    items = (item for _, item in home.rows.items.changed())
    able = [
        item
        for item in items
        if item.kind == "video" and item.origin == "found" and item.owner is None and item.media
    ]
    return sorted(
        (item for item in able if {"compose", "serve"} <= item.allow and item.showable(at=at)),
        key=lambda item: item.id,
    )


def _frames(
    home: Home, item: Item, *, side: int, config: TrainingConfig
) -> tuple[clips.Frames, list[int]] | None:
    """The frames of a video and where clips may begin; None where none can, or it cannot be read."""
    key = item.media or ""
    try:
        with home.blobs.path(key) as file:
            frames = clips.squares(file, fps=config.clips.fps, side=side, longest_s=config.clips.longest_s)
    except MediaError:
        return None
    known = home.features.get(key, encoder=home.encoder.name)
    begins = clips.starts(
        len(frames),
        frames=config.network.frames,
        fps=config.clips.fps,
        shots=known.shots if known is not None else None,
    )
    return (frames, begins) if begins else None


def _work(item: Item, held: bool) -> Work:
    return Work(
        id=item.id,
        media=item.media or "",
        title=item.title,
        creator=item.creator,
        licence=item.licence,
        topics=item.topics,
        held_out=held,
    )


def _words(items: Sequence[Item], texts: Texts) -> Floats:
    """(n, 3, t): each video by its title, by its topics, and by both."""
    told = [
        words
        for item in items
        for title, topics in [(item.title or item.id, " ".join(item.topics) or item.title or item.id)]
        for words in (title, topics, f"{topics}: {title}")
    ]
    return texts(told).reshape(len(items), 3, -1)


def tastes_of(
    home: Home, reading: Reading, works: Sequence[Work], *, kept: set[str]
) -> tuple[Floats, Floats]:
    """(g, t) tastes of groups and (g, works) how they like works, by what was done with `kept` alone."""
    profiles = profiles_by(home, reading, kept=kept)
    found = groups.find(profiles, rng=np.random.default_rng(0))
    if found is None:
        size = home.encoder.dims[1]
        return np.zeros((0, size), np.float32), np.zeros((0, len(works)), np.float32)
    fans, seen = counts(profiles, found[1], len(found[0]), [work.id for work in works])
    return found[0].meaning, material.liking(fans, seen, least=groups.SAME)


def profiles_by(home: Home, reading: Reading, *, kept: set[str]) -> list[Profile]:
    """Viewers' profiles, at most `VIEWERS`, as if nothing but the works `kept` had ever been shown."""
    users = home.rows.viewers.known()
    at, out = home.clock(), []
    for user in users[:: max(1, -(-len(users) // VIEWERS))]:
        viewer = home.rows.viewers.get(user)
        if not viewer.profiling:
            continue
        events: list[Event] = home.rows.events.of(user, limit=EVENTS)
        items = home.rows.items.get(list({event.item for event in events}))
        mine = [event for event in events if event.item in items and items[event.item].work in kept]
        out.append(
            reading.behaviour(
                viewer=viewer,
                events=mine,
                items=items,
                vectors=home.collection("meaning").get,
                pictures=home.collection("pictures").get,
                at=at,
            )
        )
    return out


def counts(
    profiles: Sequence[Profile], member: Sequence[int] | np.ndarray, n: int, ids: Sequence[str]
) -> tuple[np.ndarray, np.ndarray]:
    """(n, ids) how many members of each of `n` groups like each work, and how many saw it."""
    place = {id: i for i, id in enumerate(ids)}
    fans, seen = np.zeros((n, len(ids)), np.int64), np.zeros((n, len(ids)), np.int64)
    for profile, group in zip(profiles, member, strict=True):
        if group < 0:
            continue
        for work in profile.liked:
            if work in place:
                fans[group, place[work]] += 1
        for work in profile.seen | set(profile.liked):
            if work in place:
                seen[group, place[work]] += 1
    return fans, seen
