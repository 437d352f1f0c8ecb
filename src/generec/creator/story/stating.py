"""From a story to the steps of a recipe that tell it, and from these back to pictures and sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from pydantic import JsonValue

from generec.creator.cards import charts, maps
from generec.creator.cards.cards import Fonts, Palette
from generec.creator.cards.panel import Box, Look, Painter, Panel
from generec.creator.cards.plates import Plate
from generec.creator.film.casting import Cast
from generec.creator.film.scripting import Params, Script, readable
from generec.creator.film.storyboard import FPS, Storyboard
from generec.creator.story.narration import Speaker
from generec.creator.story.story import Story
from generec.creator.story.tellings import Telling
from generec.domain.errors import DataError
from generec.domain.facts import FACTS, SAYS, Fact, stated
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Step
from generec.media.overlay import Overlay
from generec.media.voice import Spoken

FACT, PLATE, NARRATION, LACKING = "fact", "plate", "narration", "lacking"
FILLS = "fills"
"""A fact has it that nobody asked for: it stands where footage lacked."""
SPOKEN_UNDER_DB = 9.0
"""How much quieter than the voice music is where nobody speaks; under words it steps back further."""
_TITLE_AT_S, _LINE_AT_S = 0.35, 0.3
_ROW = 46
"""Characters of a caption of what is said."""


def told(script: Script, story: Story, cast: Cast, *, items: Sequence[Item]) -> Script:
    """The script with what the story tells; `items` are the articles that its facts stand in."""
    board = cast.board
    used = sorted({one.fact for one in board.tellings})
    places = {fact: place for place, fact in enumerate(used)}
    facts = [story.facts[fact] for fact in used]
    kept = [step for step in script.steps if step[0] != "captions" or not (board.tellings and story.voice)]
    kept = [(op, _clear(params, board) if op == "captions" else params) for op, params in kept]
    steps = [_filled(op, params, board, story, places, captioned=board.captions) for op, params in kept]
    if facts:
        steps.insert(1, (FACTS, {FACTS: [fact.model_dump(mode="json") for fact in facts]}))
    if not (board.captions and story.voice):
        steps += [(PLATE, _plate(one, story, places)) for one in board.tellings if not one.drawn]
    if story.voice:
        said = list(_said(board, story, places))
        steps.append((NARRATION, {"voice": story.voice, "language": story.language, SAYS: [*said]}))
        if board.captions:
            steps.append(("captions", {"lines": [*_captions(said)]}))
    lacking = [*story.lacking]
    if story.tellings and not board.tellings and not story.spare:
        lacking.append("There was no room for facts in so short a video.")
    if lacking:
        steps.append((LACKING, {"told": [*lacking]}))
    known = {item.id for item in script.sources}
    wanted = {fact.source.id for fact in facts if fact.source.kind == "item"} - known
    return Script(tuple(steps), (*script.sources, *(item for item in items if item.id in wanted)))


def _filled(
    op: str, params: Params, board: Storyboard, story: Story, places: dict[int, int], *, captioned: bool
) -> tuple[str, Params]:
    """A step with what only the story knows: what a card draws, whom the credits name, how music lies."""
    if op == FACT:
        number: Any = params["told"]
        one = board.tellings[number]
        fact = story.facts[one.fact]
        spoken = bool(story.voice) and captioned
        said: JsonValue = [{"text": fact.text, "fact": places[one.fact]}]
        rest = {key: value for key, value in params.items() if key != "told"}
        fills: Params = {FILLS: True} if story.spare else {}
        return op, {**rest, **fills, "face": one.face, "words": not spoken, SAYS: said}
    if op == "credits" and places:
        lines: Any = params["lines"]
        sources = {story.facts[fact].source.title: story.facts[fact].source for fact in places}
        named = [[f"Facts: {title}", _where(one.address, one.creator)] for title, one in sources.items()]
        frames: Any = params["frames"]
        room = readable(frames)
        footage = lines[: max(1, room - len(named))]
        return op, {**params, "lines": [*footage, *named[: max(1, room - len(footage))]]}
    if op == "music" and story.voice:
        return op, {**params, "under_db": SPOKEN_UNDER_DB}
    return op, params


def _clear(params: Params, board: Storyboard) -> Params:
    """Captions without those that would stand where a fact lies over footage."""
    lines: Any = params["lines"]
    times = [(one.begin / FPS, (one.begin + one.frames) / FPS) for one in board.tellings]
    kept = [line for line in lines if not any(low < line[2] and line[1] < high for low, high in times)]
    return {**params, "lines": kept}


def _where(address: str, creator: str) -> str:
    """The site of a source, as on screen nobody can follow more; the description has the whole address."""
    return address.split("://", 1)[-1].split("/", 1)[0] or creator


def _plate(one: Telling, story: Story, places: dict[int, int]) -> Params:
    said: JsonValue = [{"text": story.facts[one.fact].text, "fact": places[one.fact]}]
    begin, end = one.begin / FPS + 0.1, (one.begin + one.frames) / FPS - 0.05
    return {"begin_s": round(begin, 3), "end_s": round(end, 3), SAYS: said}


def _said(board: Storyboard, story: Story, places: dict[int, int]) -> Iterator[dict[str, JsonValue]]:
    """What is said, when it begins and how long it takes (s); the title rests on no fact."""
    yield {"text": story.title, "fact": None, "begin_s": _TITLE_AT_S, "seconds": round(story.title_s, 3)}
    for one in board.tellings:
        yield {
            "text": story.facts[one.fact].text,
            "fact": places[one.fact],
            "begin_s": round(one.begin / FPS + _LINE_AT_S, 3),
            "seconds": round(one.spoken_s, 3),
        }


def _captions(said: Sequence[dict[str, Any]]) -> Iterator[list[JsonValue]]:
    """[words, from, to] of what is said, but for the title, which is on screen; long lines in parts.

    A part has as much of the line's time as it has of its letters.
    """
    for line in said[1:]:
        words, parts = str(line["text"]).split(), list[str]()
        n = -(-len(str(line["text"])) // _ROW)
        goal = len(str(line["text"])) / n
        for word in words:
            done = sum(len(part) + 1 for part in parts)
            if parts and (done + len(word) / 2 < goal * len(parts) or len(parts) == n):
                parts[-1] += f" {word}"
            else:
                parts.append(word)
        at, letters = float(line["begin_s"]), sum(map(len, parts))
        for part in parts:
            seconds = float(line["seconds"]) * len(part) / letters
            yield [part, round(at, 3), round(at + seconds, 3)]
            at += seconds


def card(step: Step, recipe: Recipe, *, size: tuple[int, int], colours: Palette, fonts: Fonts) -> Panel:
    """The drawing of a fact's card. Raises `DataError` for a recipe that does not fit together."""
    params: Any = step.params
    fact = _fact(params, recipe)
    look = Look(size, colours, fonts)
    drawing = _drawing(fact, str(params["face"]))
    return Panel(fact, look, drawing, words=bool(params["words"]), turn=int(params["turn"]))


def _drawing(fact: Fact, face: str) -> Callable[[Look, Box], Painter] | None:
    if face in ("bars", "line") and fact.series is not None:
        return charts.bars(fact.series) if face == "bars" else charts.line(fact.series)
    if face == "map":
        return maps.world(fact.places)
    return charts.counter(fact) if face == "number" else None


def plates(recipe: Recipe, *, size: tuple[int, int], colours: Palette, fonts: Fonts) -> list[Overlay]:
    """The facts that lie over footage."""
    out: list[Overlay] = []
    for step in recipe.steps:
        if step.op == PLATE:
            params: Any = step.params
            look = Look(size, colours, fonts)
            times = {"begin_s": float(params["begin_s"]), "end_s": float(params["end_s"])}
            out.append(Plate(_fact(params, recipe), **times, look=look))
    return out


def spoken(recipe: Recipe, speaker: Speaker) -> list[Spoken]:
    """What is said aloud. Raises `DataError` where the speech program is another than was planned with."""
    step = next((step for step in recipe.steps if step.op == NARRATION), None)
    if step is None:
        return []
    params: Any = step.params
    language = str(params["language"])
    speaker.voice(language)
    if dict(speaker.models) != step.models:
        raise DataError("the speech program is another than the one this was planned with: ask again")
    voice = str(params["voice"])
    return [
        Spoken(float(line["begin_s"]), speaker(str(line["text"]), voice=voice, language=language))
        for line in params[SAYS]
    ]


def _fact(params: Any, recipe: Recipe) -> Fact:
    facts, number = stated(recipe).facts, params[SAYS][0]["fact"]
    if not isinstance(number, int) or not 0 <= number < len(facts):
        raise DataError(f"the recipe {recipe.key()[:12]} shows a fact that it does not have")
    return facts[number]
