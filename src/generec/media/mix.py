"""Music under, or in place of, the sound of a video.

Both are brought to known loudness first; then the music steps back wherever somebody speaks, and
the mix is brought to the target of `loudness`. Several passes over sound alone; nothing is kept.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from av.filter import Graph

from generec.media.decode import Reader
from generec.media.loudness import SILENT_LUFS, decibels, levelled, loudness
from generec.media.samples import CHUNK, STUDIO, Block, Form, block_of, frame_of, inlet, pulled
from generec.media.sound import form_of, source_sound
from generec.media.spans import Span

Play = Callable[[float], Iterator[Block]]
"""From a length in seconds to that much music: blocks (n, 2) at 48 kHz. The same each time it is called."""

_BEFORE_MIX_LUFS = -23.0
"""Loudness of the source's sound in the mix: low enough that nothing clips before the last gain."""
_THRESHOLD_DB = -42.0
_SPEECH_DB = -26.0
"""Where the ducking begins, and about how loud the band of speech is when somebody speaks."""
_EAR = (("highpass", "f=200"), ("lowpass", "f=4000"), ("afftdn", "nr=24:nf=-40:tn=1"))


@dataclass(frozen=True, slots=True)
class Music:
    """A layer of music for the whole result, from its first to its last moment.

    `play(seconds)` gives blocks of float32 samples (n, 2) at 48 kHz, lazily, and the same ones each
    time: it is called several times. `under_db` is how much quieter the music is than the
    source's own sound, and `duck_db` (0 to 15) how much quieter still under speech. Tempo does not
    touch it. It fades in over `fade_in_s` and out over `fade_out_s` seconds.
    """

    play: Play
    under_db: float = 6.0
    duck_db: float = 10.0
    fade_in_s: float = 0.05
    fade_out_s: float = 1.0


def form_with(reader: Reader, *, mute: bool, music: Music | None) -> Form | None:
    """The form of the result's sound; None where there is none."""
    return STUDIO if music else None if mute else form_of(reader)


def mixed(path: Path, spans: Sequence[Span], music: Music, *, mute: bool, fade_s: float) -> Iterator[Block]:
    """The finished sound of a result with music: stereo at 48 kHz.

    Music alone where the source is muted, has no sound, or is silent.
    """

    def own() -> Iterator[Block]:
        return source_sound(path, spans, form=STUDIO, fade_s=fade_s)

    return scored(None if mute else own, music, length_s=spans[-1].begin_s + spans[-1].length_s)


def scored(own: Callable[[], Iterator[Block]] | None, music: Music, *, length_s: float) -> Iterator[Block]:
    """`own` sound, given anew each time it is called, with music over its whole length; or music alone.

    Stereo at 48 kHz, brought to the target of `loudness`.
    """
    length = length_s

    def played() -> Iterator[Block]:
        return _faded(_fitted(music.play(length), length), length, music)

    own_level = loudness(own()) if own else -math.inf
    if own is None or own_level < SILENT_LUFS:
        yield from levelled(played)
        return
    music_level = loudness(played())

    def both() -> Iterator[Block]:
        voice = _times(_fitted(own(), length), _BEFORE_MIX_LUFS - own_level)
        bed = _times(played(), _BEFORE_MIX_LUFS - music.under_db - music_level)
        return _ducked(voice, bed, duck_db=music.duck_db)

    yield from levelled(both)


def _times(blocks: Iterable[Block], gain_db: float) -> Iterator[Block]:
    factor = decibels(gain_db) if math.isfinite(gain_db) else np.float32(0)
    return (block * factor for block in blocks)


def _fitted(blocks: Iterable[Block], length_s: float) -> Iterator[Block]:
    """Blocks of one size, silence behind music that ends early, nothing behind the length."""
    left, store = STUDIO.count(length_s), np.zeros((0, 2), np.float32)
    for block in blocks:
        store = np.concatenate([store, np.asarray(block, np.float32)])
        while len(store) >= CHUNK and left:
            yield store[: min(CHUNK, left)]
            left -= min(CHUNK, left)
            store = store[CHUNK:]
        if not left:
            return
    while left:
        n = min(CHUNK, left)
        yield np.concatenate([store[:n], np.zeros((n - min(n, len(store)), 2), np.float32)])
        store, left = store[n:], left - n


def _faded(blocks: Iterable[Block], length_s: float, music: Music) -> Iterator[Block]:
    done = 0
    for block in blocks:
        at = (done + np.arange(len(block), dtype=np.float64)) / STUDIO.rate
        rise = at / max(music.fade_in_s, 1e-6)
        fall = (length_s - at) / max(min(music.fade_out_s, length_s / 3), 1e-6)
        done += len(block)
        yield block * np.clip(np.minimum(rise, fall), 0.0, 1.0).astype(np.float32)[:, None]


def _ducked(voice: Iterable[Block], bed: Iterable[Block], *, duck_db: float) -> Iterator[Block]:
    """The sum of both, the bed pressed down while the band of speech of the voice is loud.

    Steady noise is taken out of what the compressor listens to: a street is nobody speaking.
    """
    ratio = 1.0 / (1.0 - min(duck_db, 15.0) / (_SPEECH_DB - _THRESHOLD_DB))
    graph = _desk(ratio)
    done = 0
    for one, other in zip(voice, bed, strict=False):
        for place, block in enumerate((one, other)):
            graph.push(frame_of(block, STUDIO, done), at=place)
        done += len(one)
        yield from map(block_of, pulled(graph))
    for place in range(2):
        graph.push(None, at=place)
    yield from map(block_of, pulled(graph))


def _desk(ratio: float) -> Graph:
    """Voice and music in, in this order; their sum out."""
    graph = Graph()
    voice, bed = inlet(graph, STUDIO), inlet(graph, STUDIO)
    split = graph.add("asplit")
    ear = [graph.add(name, args) for name, args in _EAR]
    how = f"threshold={decibels(_THRESHOLD_DB):.5f}:ratio={ratio:.3f}:attack=15:release=500"
    press, total = graph.add("sidechaincompress", how), graph.add("amix", "inputs=2:normalize=0")
    graph.link_nodes(voice, split, total)
    split.link_to(ear[0], 1, 0)
    graph.link_nodes(*ear)
    bed.link_to(press, 0, 0)
    ear[-1].link_to(press, 0, 1)
    press.link_to(total, 0, 1)
    graph.link_nodes(
        total, graph.add("aformat", "sample_fmts=fltp:channel_layouts=stereo"), graph.add("abuffersink")
    )
    graph.configure()
    return graph
