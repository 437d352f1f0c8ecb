"""Music: composed for the mood that is asked for, under the video's own sound or in its place."""

from __future__ import annotations

import zlib

from generec.domain.guidance import Music
from generec.domain.items import Item
from generec.domain.recipes import Step
from generec.editor.ops.operation import LOOK, VIDEO, Asking, Making
from generec.media import mix
from generec.media.music import NEUTRAL, mood_of, player

UNDER_DB, DUCK_DB = 3.0, 9.0
"""How much quieter the music is than the video's own sound, and how much quieter still under speech."""


class Scoring:
    """Puts music on a video. Its own sound stays, louder than the music; muted, the music is alone."""

    names = ("music",)
    kinds = VIDEO
    rank = LOOK

    def plan(self, edit: Music, asking: Asking) -> Step:
        """Which music, and which piece of it: the same for equal wishes about one item."""
        mood = mood_of(edit.mood, vectors=asking.tools.words) if edit.mood else _of(asking.item)
        seed = zlib.crc32(asking.item.work.encode())
        return asking.step("music", {"mood": mood, "seed": seed, "under_db": UNDER_DB, "duck_db": DUCK_DB})

    def apply(self, step: Step, making: Making) -> str:
        """Lay it under the whole result; it is composed to the result's length."""
        mood, seed = str(step.params["mood"]), int(str(step.params["seed"]))
        making.music = mix.Music(
            play=player(mood, seed=seed),
            under_db=float(str(step.params["under_db"])),
            duck_db=float(str(step.params["duck_db"])),
            fade_in_s=0.01,
            fade_out_s=0.0,
        )
        return f"given {'' if mood == NEUTRAL else mood + ' '}music"


def _of(item: Item) -> str:
    """The music for a video of which nothing is said: what one of its topics is known for, else neutral."""
    found = (mood_of(topic) for topic in item.topics)
    return next((mood for mood in found if mood != NEUTRAL), NEUTRAL)
