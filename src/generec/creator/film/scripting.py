"""From a cast storyboard to the steps of a recipe: every choice resolved, in plain numbers and words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from generec.creator.cards.cards import title_s
from generec.creator.film.casting import Cast, Played
from generec.creator.film.looking import Grade, grades
from generec.creator.film.storyboard import FPS, Storyboard, titled
from generec.domain.guidance import Adjust, Aspect, Caption, Guidance, Style
from generec.domain.items import Item
from generec.editor.looks import ASPECTS
from generec.policy.licences import UNKNOWN, terms

Params = dict[str, JsonValue]
UNDER_DB, DUCK_DB = -3.0, 9.0
"""The music is louder than what is heard on the spot, and steps back where somebody speaks."""
SUNG = frozenset(("music", "concert", "dance", "festival", "karaoke", "song", "opera"))
"""Topics of videos that have music of their own, which would clash with the one composed."""
_LINES, _BY_LINE_S = 8, 0.45


@dataclass(frozen=True, slots=True)
class Script:
    """Operations with their parameters, in order, and the sources they use."""

    steps: tuple[tuple[str, Params], ...]
    sources: tuple[Item, ...]


def script(cast: Cast, guidance: Guidance, *, speed: float, side: int) -> Script:
    """The steps that make a cast storyboard."""
    board = cast.board
    sources = tuple({one.segment.item.id: one.segment.item for one in cast.played if one.segment}.values())
    steps: list[tuple[str, Params]] = [("frame", _frame(cast, side))]
    steps += _shots(board, cast, sources, speed)
    steps += [("style", _style(edit)) for edit in guidance.edits if isinstance(edit, Style)]
    steps += [
        ("adjust", {"what": edit.what, "by": edit.by}) for edit in guidance.edits if isinstance(edit, Adjust)
    ]
    said = next((edit.text for edit in guidance.edits if isinstance(edit, Caption) and edit.text), None)
    steps.append(("title", _title(board)))
    if said:
        steps.append(("caption", {"text": said}))
    elif board.captions:
        steps.append(("captions", {"lines": _captions(board, cast)}))
    if board.mute:
        steps.append(("mute", {}))
    if board.music:
        steps.append(
            ("music", {"mood": board.music, "seed": board.seed, "under_db": UNDER_DB, "duck_db": DUCK_DB})
        )
    return Script(tuple(steps), sources)


def size_of(aspect: Aspect, side: int) -> tuple[int, int]:
    """(width, height) in even pixels, the shorter one about `side`."""
    wide, high = ASPECTS[aspect]
    scale = side / min(wide, high)
    return round(wide * scale / 2) * 2, round(high * scale / 2) * 2


def _frame(cast: Cast, side: int) -> Params:
    width, height = size_of(cast.aspect, side)
    hues = sorted(one.looked.hue for one in cast.played if one.looked) or [cast.board.seed % 360 / 360]
    return {"width": width, "height": height, "hue": round(hues[len(hues) // 2], 3)}


def _shots(board: Storyboard, cast: Cast, sources: Sequence[Item], speed: float) -> list[tuple[str, Params]]:
    toned = iter(grades([one.looked.tone for one in cast.played if one.looked]))
    places = {item.id: number for number, item in enumerate(sources)}
    out: list[tuple[str, Params]] = []
    for number, one in enumerate(cast.played):
        if one.shot.told is not None:
            out.append(("fact", {**_joined(one), "told": one.shot.told, "turn": number}))
        elif one.segment is None:
            # The title stands on what opens, and says it all.
            text = one.shot.text or (_announced(board, cast, number) if number else "")
            said: Params = {"text": text, "by": one.shot.by, "face": one.shot.face, "turn": number}
            out.append(("card", {**_joined(one), **said}))
        else:
            out.append(
                ("shot", _shot(one, places[one.segment.item.id], next(toned), cast.aspect, board, speed))
            )
    last = board.shots[-1]
    if last.role == "credits":
        foot = "Music composed for this video" if board.music else ""
        joined = _join(last.frames, last.join, last.join_frames)
        out.append(("credits", {**joined, **credited(sources, last.frames), "foot": foot}))
    return out


def credited(sources: Sequence[Item], frames: int) -> Params:
    """The lines of credits that are on screen so long; what has no room is in the description, as all is."""
    room = readable(frames)
    lines: list[JsonValue] = [[item.title or item.id, _by(item)] for item in sources[:room]]
    more = len(sources) - room
    return {"lines": lines, "more": f"and {more} more in the description" if more > 0 else ""}


def readable(frames: int) -> int:
    """How many lines of credits can be read in so many frames."""
    return min(_LINES, max(1, int(frames / FPS / _BY_LINE_S)))


def _shot(one: Played, source: int, grade: Grade, aspect: Aspect, board: Storyboard, speed: float) -> Params:
    assert one.segment
    assert one.looked
    assert one.way
    sings = SUNG & {topic.casefold() for topic in one.segment.item.topics}
    return {
        **_joined(one),
        "source": source,
        "start_s": one.start_s,
        "speed": speed,
        "bars": list(one.looked.bars),
        "aspect": aspect,
        **{name: list(places) for name, places in one.way._asdict().items()},
        "grade": grade.model_dump(),
        "heard": not (board.music and sings),
    }


def _joined(one: Played) -> Params:
    return {"role": one.shot.role, **_join(one.shot.frames, one.shot.join, one.shot.join_frames)}


def _join(frames: int, join: str, join_frames: int) -> Params:
    return {"frames": frames, "join": join, "join_frames": join_frames}


def _title(board: Storyboard) -> Params:
    hook = board.shots[0].frames / FPS
    asked: list[JsonValue] = list(titled(board.topics))
    seconds = round(min(hook, max(2.2, title_s(board.title))), 3)
    return {"text": board.title, "asked": asked, "seconds": seconds}


def _announced(board: Storyboard, cast: Cast, number: int) -> str:
    """The words of a card: what comes next, by its own title; the whole's, where that was said before."""
    follows = next((one.segment.item.title for one in cast.played[number + 1 :] if one.segment), "")
    before = [i for i in range(number) if cast.played[i].segment is None]
    told = {_announced(board, cast, i) for i in before}
    return follows if follows and follows not in told else board.title


def _captions(board: Storyboard, cast: Cast) -> list[JsonValue]:
    """[words, from, to]: a source's title the first time it is on screen, once the board's own is gone."""
    out: list[JsonValue] = []
    begin, told = 0, set[str]()
    for number, one in enumerate(cast.played):
        end = begin + one.shot.frames
        item = one.segment.item if one.segment is not None else None
        if item is not None and item.title and item.title not in told:
            start_s = begin / FPS + (_seconds(_title(board)) if not number else 0.1)
            if end / FPS - start_s >= 0.8:
                told.add(item.title)
                out.append([item.title, round(start_s, 3), round(end / FPS - 0.05, 3)])
        begin = end
    return out


def _seconds(params: Params) -> float:
    value: Any = params["seconds"]
    return float(value)


def _style(edit: Style) -> Params:
    return {"name": edit.name, "strength": round(edit.strength or 1.0, 3)}


def _by(item: Item) -> str:
    """Who made a source, and its licence, as far as known."""
    licence = item.licence.strip() if terms(item.licence).name != UNKNOWN else ""
    return " · ".join(part for part in (item.creator or "", licence) if part)
