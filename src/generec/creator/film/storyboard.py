"""Storyboards: which shots, how long, with which words and sound, and how they are joined.

A micro-video opens with its strongest picture and its title (the hook), quickens (the build), comes to
rest (the close), and ends on its credits. Shots are cut on the beats of the music.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.footage.evidence import own_names
from generec.creator.story.tellings import Telling
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Aspect, Caption, Guidance, Mood, Music, Mute, Reframe, Topic
from generec.domain.profiles import Profile
from generec.domain.record import Record
from generec.media.music import NEUTRAL, Piece, mood_of
from generec.media.music.meaning import Vectors

FPS = 30
Role = Literal["hook", "build", "close", "credits"]
JoinKind = Literal["cut", "dissolve", "whip"]
Face = Literal["words", "quote", "rows"]

PACE: dict[Mood | None, float] = {
    "calm": 4.6,
    "sad": 4.2,
    "romantic": 3.8,
    "scary": 3.2,
    "inspiring": 3.0,
    None: 2.8,
    "funny": 2.4,
    "exciting": 1.7,
}
"""About how long a shot is, s."""

SLOW_S, FAST_S = 3.6, 2.0
"""Shots that are this long dissolve into each other; where they are this short, the camera whips at turns."""
_DISSOLVE, _SOFT, _WHIP = 18, 10, 8
_TITLE_S = 1.8
_LEAST_S = 0.8
_CREDITS_S, CREDITS_SHARE = (1.2, 4.0), 0.12
"""Credits are on screen so long, and no more than that share of the whole unless a line could not be read."""


class StoryboardConfig(BaseModel):
    """How long what is made is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = Field(default=20.0, gt=0, description="length where none is asked for, s")
    shortest_s: float = Field(default=4.0, gt=0, description="the shortest that is made, s")
    longest_s: float = Field(default=180.0, gt=0, description="the longest that is made, s")
    credits_from_s: float = Field(default=10.0, gt=0, description="from this length on, credits end it, s")


class BoardShot(Record):
    """One shot: its part in the whole, which topic it shows (by number), and how long it is on screen.

    `join` says how it takes over from the one before, in `join_frames` frames around the cut. `told` is
    the number of the telling that it draws, where it draws one; `text`, said by `by`, and `face` are those
    of a card that fills up for footage.
    """

    role: Role
    topic: int = 0
    frames: int = Field(gt=0)
    join: JoinKind = "cut"
    join_frames: int = Field(default=0, ge=0)
    told: int | None = None
    text: str = ""
    by: str = ""
    face: Face = "words"

    @property
    def drawn(self) -> bool:
        """Whether it is a card."""
        return self.told is not None or bool(self.text)


class Storyboard(Record):
    """What is to be made, before it is known out of what.

    `topics` are what it shows, in words; `title` is set on the hook. `music` is the mood of the
    music, None for none; `mute` leaves the sources' own sound out; `tellings` are the facts it tells.
    `pace_s` is the usual length of a shot in seconds. `aspect` is None where it is free.
    """

    title: str
    topics: tuple[Topic, ...]
    mood: Mood | None = None
    pace_s: float
    aspect: Aspect | None = None
    music: str | None = None
    seed: int = 0
    mute: bool = False
    captions: bool = False
    tellings: tuple[Telling, ...] = ()
    shots: tuple[BoardShot, ...]

    @property
    def frames(self) -> int:
        """The length in frames of 1/30 s."""
        return sum(shot.frames for shot in self.shots)

    @property
    def seconds(self) -> float:
        """The length."""
        return self.frames / FPS


def storyboard(
    guidance: Guidance,
    *,
    profile: Profile,
    version: int = 0,
    pace: float = 1.0,
    even: bool = False,
    vectors: Vectors | None = None,
    seconds: float | None = None,
    config: StoryboardConfig | None = None,
) -> Storyboard:
    """The storyboard of a wish; the same for the same wish, length and `version`.

    `pace` makes shots longer (above 1) or shorter than the mood has them, `even` all about as long: for
    footage that would not do otherwise. `seconds` is its length where none is asked for. Raises
    `NotAllowed` where it is not said what to show, or for a length that is not made here.
    """
    config = config or StoryboardConfig()
    topics = wanted(guidance, profile=profile)
    seconds = length_of(guidance, profile=profile, config=config, free_s=seconds)
    mood = guidance.limits.mood
    music = _music(guidance, topics, vectors)
    title = title_of(topics)
    seed = zlib.crc32(f"{title} {mood} {seconds:g} {version}".encode())
    frames = round(seconds * FPS)
    pace_s = PACE[mood] * pace
    beats = Piece(music or NEUTRAL, seconds=seconds, seed=seed).beats if music else _even(seconds)
    end = _credits_at(beats, frames) if seconds >= config.credits_from_s else frames
    lengths = _lengths(_cuts(beats, end, pace_s, even=even), end)
    shots = joined(lengths, credits=frames - end, topics=len(topics), pace_s=pace_s, calm=mood == "calm")
    return Storyboard(
        title=title,
        topics=topics,
        mood=mood,
        pace_s=round(pace_s, 3),
        aspect=next((edit.aspect for edit in guidance.edits if isinstance(edit, Reframe)), None),
        music=music,
        seed=seed,
        mute=any(isinstance(edit, Mute) and edit.only is None for edit in guidance.edits),
        captions=any(isinstance(edit, Caption) and edit.text is None for edit in guidance.edits),
        shots=shots,
    )


def wanted(guidance: Guidance, *, profile: Profile | None = None) -> tuple[Topic, ...]:
    """What is to be shown: what is said, else what the viewer likes most. Raises `NotAllowed` for neither."""
    about = (guidance.create.about if guidance.create else ()) or guidance.more
    liked = profile.topics if profile is not None else {}
    best = max(liked, key=liked.__getitem__, default="")
    if not about and best and liked[best] > 0:
        about = ((best,),)
    if not about:
        raise NotAllowed("say what it should show")
    kept: list[Topic] = []
    for topic in about:
        # "cooking and food" is one thing, in a corpus that calls each by the other's name.
        if not any(topic[0] in other or other[0] in topic for other in kept):
            kept.append(topic)
    return tuple(kept)


def said_s(guidance: Guidance) -> float | None:
    """The length that was asked for, s."""
    said = guidance.create.seconds if guidance.create else None
    return said or guidance.limits.max_seconds or guidance.limits.min_seconds


def length_of(
    guidance: Guidance, *, profile: Profile, config: StoryboardConfig, free_s: float | None = None
) -> float:
    """How long it is to be, s: as said, else `free_s` or as this viewer likes it. Raises `NotAllowed`."""
    said = said_s(guidance)
    if said is None and free_s is not None:
        return float(round(min(max(free_s, config.shortest_s), config.longest_s)))
    if said is None:
        liked = profile.length_s if profile.length_s is not None else config.seconds
        return float(round(min(max(liked, 0.5 * config.seconds), 1.5 * config.seconds)))
    if not config.shortest_s <= said <= config.longest_s:
        bounds = f"{config.shortest_s:g} to {config.longest_s:g} s"
        raise NotAllowed(f"videos of {said:g} s are not made here: {bounds} are")
    return float(said)


def title_of(topics: Sequence[Topic]) -> str:
    """The title, with a capital of its own."""
    title = " & ".join(titled(topics))
    return title[:1].upper() + title[1:]


def titled(topics: Sequence[Topic]) -> tuple[str, ...]:
    """What stands in the title: the corpus's name where it is one of the viewer's words, else these."""
    return tuple(dict.fromkeys(min(own_names(topic), key=len, default=topic[0]) for topic in topics))


def _music(guidance: Guidance, topics: Sequence[Topic], vectors: Vectors | None) -> str | None:
    asked = [edit for edit in guidance.edits if isinstance(edit, Music)]
    if not asked and any(isinstance(edit, Mute) for edit in guidance.edits):
        return None
    said = next((edit.mood for edit in asked if edit.mood), None) or guidance.limits.mood
    if said:
        return mood_of(said, vectors=vectors)
    known = (mood_of(word) for topic in topics for word in topic)
    return next((mood for mood in known if mood != NEUTRAL), NEUTRAL)


def beats_of(board: Storyboard) -> NDArray[np.float64]:
    """The seconds at which a board may be cut: the beats of its music."""
    if board.music is None:
        return _even(board.seconds)
    return np.asarray(Piece(board.music, seconds=board.seconds, seed=board.seed).beats, np.float64)


def _even(seconds: float) -> NDArray[np.float64]:
    """Where there is no music: every quarter of a second."""
    return np.arange(0.0, seconds, 0.25)


def _credits_at(beats: NDArray[np.float64], frames: int) -> int:
    """The frame at which credits begin: a beat, if one lies where they are neither too short nor too long."""
    least, most = _CREDITS_S
    longest = min(max(CREDITS_SHARE * frames / FPS, least), most)
    left = frames / FPS - beats
    fit = beats[(left >= max(least, 0.7 * longest)) & (left <= longest)]
    return round(float(fit[0]) * FPS) if len(fit) else frames - round(longest * FPS)


def _cuts(beats: NDArray[np.float64], end: int, pace_s: float, *, even: bool) -> list[int]:
    """The frames at which shots begin after the first, on beats, shorter towards the end."""
    at, cuts = 0.0, list[int]()
    end_s = end / FPS
    while True:
        wish = pace_s if even else _wish(at / end_s, pace_s)
        wanted = at + max(wish, _LEAST_S if cuts or even else _TITLE_S)
        close = pace_s * (1.0 if even else 1.2)
        fit = beats[(beats >= at + _LEAST_S) & (beats <= end_s - min(close, 0.75 * (end_s - at)))]
        if not len(fit) or wanted > end_s - 0.6 * close:
            return cuts
        at = float(fit[np.abs(fit - wanted).argmin()])
        cuts.append(round(at * FPS))


def _wish(place: float, pace_s: float) -> float:
    """How long a shot at that place of the whole, in [0, 1], should be."""
    return pace_s * (1.15 - 0.45 * min(1.0, place / 0.85))


def _lengths(cuts: Sequence[int], end: int) -> list[int]:
    edges = [0, *cuts, end]
    return [high - low for low, high in pairwise(edges)]


def joined(
    lengths: Sequence[int], *, credits: int, topics: int, pace_s: float, calm: bool
) -> tuple[BoardShot, ...]:
    """The shots with their parts and joins, then the credits."""
    turns = {1, round(len(lengths) * 0.5), len(lengths) - 1} if pace_s <= FAST_S * 1.25 else set()
    out: list[BoardShot] = []
    for number, frames in enumerate(lengths):
        role: Role = "hook" if not number else "close" if number == len(lengths) - 1 else "build"
        kind: JoinKind = "dissolve" if pace_s >= SLOW_S or calm else "whip" if number in turns else "cut"
        n = {"cut": 0, "dissolve": _DISSOLVE, "whip": _WHIP}[kind] if number else 0
        most = min(frames, lengths[number - 1]) // 3 // 2 * 2 if number else 0
        n = min(n, most)
        out.append(
            BoardShot(
                role=role, topic=number % topics, frames=frames, join=kind if n else "cut", join_frames=n
            )
        )
    if credits:
        out.append(BoardShot(role="credits", frames=credits, join="dissolve", join_frames=_SOFT))
    return tuple(out)
