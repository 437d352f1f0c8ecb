"""Compilations: labelled clips in a row, so that which part of a video is shown to whom is a real choice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path
from typing import NamedTuple

from numpy.random import Generator

from generec.domain.items import Item
from generec.media.compose import Shot, compose

Media = Callable[[Item], AbstractContextManager[Path]]
FPS = 24
SIZE = (360, 640)
_SHORTEST_S = 2.0


class Compilation(NamedTuple):
    """A video to be made: its file, the items it shows, and (start s, end s, topics) of each part."""

    id: str
    file: Path
    sources: tuple[Item, ...]
    parts: tuple[tuple[float, float, tuple[str, ...]], ...]

    @property
    def topics(self) -> tuple[str, ...]:
        """All topics, in order."""
        return tuple(dict.fromkeys(topic for _, _, topics in self.parts for topic in topics))


def compilations(
    items: Sequence[Item],
    *,
    media: Media,
    folder: Path,
    n: int,
    rng: Generator,
    clips: int = 4,
    part_s: float = 4.0,
) -> Iterator[Compilation]:
    """At most `n` compilations of `clips` videos, put together (see `planned` and `rendered`)."""
    for mix in planned(items, folder=folder, n=n, rng=rng, clips=clips, part_s=part_s):
        rendered(mix, media=media)
        yield mix


def planned(
    items: Sequence[Item],
    *,
    folder: Path,
    n: int,
    rng: Generator,
    clips: int = 4,
    part_s: float = 4.0,
    again: bool = True,
) -> Iterator[Compilation]:
    """At most `n` compilations of `clips` videos, no two with a topic in common, `part_s` seconds of each.

    `items` may be any; those count that are labelled videos and may be put together; without `again`
    each once. Nothing is rendered.
    """
    able = [
        item
        for item in items
        if item.kind == "video" and item.topics and item.media and "compose" in item.allow
        and item.origin == "found" and item.duration_s >= _SHORTEST_S
    ]  # fmt: skip
    for number in range(n):
        chosen = apart(able, clips, rng)
        if len(chosen) < clips:
            return
        able = able if again else [item for item in able if item not in chosen]
        frames = [int(min(part_s, item.duration_s - 0.1) * FPS) for item in chosen]
        ends = [sum(frames[: k + 1]) / FPS for k in range(clips)]
        parts = tuple(
            (end - n / FPS, end, item.topics) for end, n, item in zip(ends, frames, chosen, strict=True)
        )
        yield Compilation(f"mix-{number:03d}", folder / f"mix-{number:03d}.mp4", tuple(chosen), parts)


def rendered(mix: Compilation, *, media: Media) -> Path:
    """The file of a compilation; one that is there is taken as it is.

    Raises `MediaError` for a source that does not decode.
    """
    if not mix.file.exists():
        frames = [round((end - start) * FPS) for start, end, _ in mix.parts]
        with ExitStack() as stack:
            paths = [stack.enter_context(media(item)) for item in mix.sources]
            shots = [Shot(n, source=path) for n, path in zip(frames, paths, strict=True)]
            compose(shots, mix.file, size=SIZE, fps=FPS)
    return mix.file


def apart(items: Sequence[Item], n: int, rng: Generator) -> list[Item]:
    """Up to `n` items by chance and in any order, none with a topic of another.

    Who is drawn first may have the most topics, so the order of drawing is not that of showing.
    """
    out: list[Item] = []
    for index in rng.permutation(len(items)):
        item = items[int(index)]
        if not any(set(item.topics) & set(other.topics) for other in out):
            out.append(item)
            if len(out) == n:
                break
    return [out[int(place)] for place in rng.permutation(len(out))]
