"""The moods of the sample clips: which music they have, and how loud the ambience is beside it."""

from __future__ import annotations

from typing import NamedTuple


class Bed(NamedTuple):
    """Music of `generec.media.music` by name, and the strength of the ambience beside it (linear)."""

    music: str
    air: float = 0.35


MOODS: dict[str, Bed] = {
    "morning": Bed("neutral"),
    "wonder": Bed("dreamy", 0.3),
    "city": Bed("upbeat"),
    "playful": Bed("funny"),
    "calm": Bed("calm", 0.45),
    "lazy": Bed("lofi", 0.5),
    "storm": Bed("epic", 0.7),
    "history": Bed("sad", 0.3),
    "curious": Bed("mysterious"),
    "drive": Bed("exciting"),
    "winter": Bed("romantic", 0.5),
}
