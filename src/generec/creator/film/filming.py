"""From the steps of a recipe to a film: nothing is chosen here."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from generec.creator.cards.cards import Credits, Fonts, Statement, Title, palette
from generec.creator.cards.faces import Quote, Rows
from generec.creator.film import hearing
from generec.creator.film.looking import Grade
from generec.creator.film.timeline import SHOTS, on_screen
from generec.creator.story import stating
from generec.creator.story.narration import Speaker
from generec.domain.errors import DataError, NotFound
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Step
from generec.editor.looks import ADJUSTMENTS, ASPECTS, reframe, styled
from generec.editor.tools import DRAFT, Tools
from generec.media import mix
from generec.media.chain import Change, Filter
from generec.media.compose import Composed, Join, Progress, Shot, compose
from generec.media.crop import Crop
from generec.media.lettering import Lettering, Line
from generec.media.music import player
from generec.media.overlay import Overlay

Params = dict[str, Any]


def film(
    recipe: Recipe,
    sources: Sequence[Item],
    target: Path,
    *,
    tools: Tools,
    fonts: Fonts,
    fps: int,
    speaker: Speaker,
    progress: Progress | None,
) -> Composed:
    """Make the film of a recipe at `target`. Raises `MediaError`, `DataError` for a source that is gone."""
    frame = _one(recipe, "frame")
    size = int(frame["width"]), int(frame["height"])
    colours = palette(float(frame["hue"]))
    looks = _looks(recipe.steps)
    with ExitStack() as stack:
        files = _files(recipe, sources, tools, stack)
        shots = [
            _shot(step.params, files, looks)
            if step.op == "shot"
            else _card(step, recipe, size=size, colours=colours, fonts=fonts, fps=fps)
            for step in recipe.steps
            if step.op in SHOTS
        ]
        title = _one(recipe, "title")
        over: list[Overlay] = [
            Title(title["text"], end_s=float(title["seconds"]), colours=colours, fonts=fonts),
            *stating.plates(recipe, size=size, colours=colours, fonts=fonts),
            *_captions(
                recipe, fonts, end_s=_credits_s(recipe), said=hearing.lines(recipe, files, tools=tools)
            ),
        ]
        return compose(
            shots,
            target,
            size=size,
            fps=fps,
            overlays=over,
            music=_music(recipe),
            voice=stating.spoken(recipe, speaker),
            mute=any(step.op == "mute" for step in recipe.steps),
            watermark=tools.watermark(recipe),
            progress=progress,
            kept=tools.folder / f"{DRAFT}takes-{recipe.key()[:32]}" if tools.folder else None,
        )


def _one(recipe: Recipe, op: str) -> Params:
    found = [step.params for step in recipe.steps if step.op == op]
    if len(found) != 1:
        raise DataError(f"the recipe {recipe.key()[:12]} has {len(found)} steps {op!r}: one is needed")
    return found[0]


def _files(recipe: Recipe, sources: Sequence[Item], tools: Tools, stack: ExitStack) -> list[Path]:
    """The media of the recipe's videos, in its order; articles come behind. Raises `DataError`."""
    there = {item.id: item.kind for item in sources}
    out = []
    for source in recipe.sources:
        if there.get(source.item) == "text":
            continue
        if source.item not in there or source.media is None:
            raise DataError(f"the recipe's source {source.item!r} is not there")
        try:
            out.append(stack.enter_context(tools.media(source.media)))
        except NotFound as error:
            raise DataError(f"the media of the source {source.item!r} are gone: {error.message}") from error
    return out


def _shot(params: Params, files: Sequence[Path], looks: Sequence[Change]) -> Shot:
    frame: list[Change] = [*_inside(params["bars"])]
    frame.append(_crop(params))
    return Shot(
        int(params["frames"]),
        files[int(params["source"])],
        start_s=float(params["start_s"]),
        speed=float(params["speed"]),
        frame=frame,
        look=[*Grade(**params["grade"]).filters(), *looks],
        heard=bool(params["heard"]),
        join=_join(params),
    )


def _crop(params: Params) -> Change:
    """The crop to the aspect: one filter where it stands still."""
    times, x, y = (tuple(params[name]) for name in ("times", "x", "y"))
    if len(times) == 1:
        return reframe(params["aspect"], x=float(x[0]), y=float(y[0]))
    return Crop(ASPECTS[params["aspect"]], times=times, x=x, y=y)


def _inside(bars: Sequence[float]) -> list[Filter]:
    """The crop that takes black bars away; none where there are none."""
    left, top, right, bottom = (float(share) for share in bars)
    if not any((left, top, right, bottom)):
        return []
    size = f"w=iw*{1 - left - right:.4f}:h=ih*{1 - top - bottom:.4f}"
    return [("crop", f"{size}:x=iw*{left:.4f}:y=ih*{top:.4f}")]


def _card(step: Step, recipe: Recipe, *, size: tuple[int, int], colours: Any, fonts: Fonts, fps: int) -> Shot:
    params: Params = step.params
    frames = int(params["frames"])
    draw: Any
    if step.op == stating.FACT:
        draw = stating.card(step, recipe, size=size, colours=colours, fonts=fonts)
    elif step.op == "card":
        draw = _said(params, frames / fps, size=size, colours=colours, fonts=fonts)
    else:
        lines = [(str(title), str(rest)) for title, rest in params["lines"]]
        draw = Credits("Made from", lines, params["more"], params["foot"], size, colours, fonts)
    return Shot(frames, draw=draw, heard=False, join=_join(params))


def _said(params: Params, seconds: float, *, size: tuple[int, int], colours: Any, fonts: Fonts) -> Any:
    """The card of its face. A recipe of before there were faces has none: it is a statement."""
    text, turn = str(params["text"]), int(params["turn"])
    if params.get("face") == "quote":
        return Quote(text, str(params["by"]), size, colours, fonts, turn=turn)
    if params.get("face") == "rows":
        return Rows(text, size, colours, fonts, turn=turn)
    return Statement(text, seconds, size, colours, fonts, turn=turn)


def _join(params: Params) -> Join:
    return Join(params["join"], int(params["join_frames"]))


def _looks(steps: Sequence[Step]) -> list[Change]:
    out: list[Change] = []
    for step in steps:
        params: Params = step.params
        if step.op == "style":
            out += styled(params["name"], float(params["strength"]))
        if step.op == "adjust":
            out += ADJUSTMENTS[params["what"], params["by"]]
    return out


def _captions(recipe: Recipe, fonts: Fonts, *, end_s: float, said: Sequence[Line]) -> list[Overlay]:
    lines: list[Line] = []
    for step in recipe.steps:
        params: Params = step.params
        if step.op == "captions":
            lines += [Line(str(text), float(start), float(end)) for text, start, end in params["lines"]]
        if step.op == "caption":
            begin = float(_one(recipe, "title")["seconds"])
            lines.append(Line(params["text"], begin, end_s))
    lines = hearing.beside(lines, said)
    return [Lettering(lines, font=fonts.bold)] if lines else []


def _credits_s(recipe: Recipe) -> float:
    """When the credits begin, or the end."""
    return max((one.end_s for one in on_screen(recipe, *SHOTS[:-1])), default=0.0)


def _music(recipe: Recipe) -> mix.Music | None:
    params: Params | None = next((step.params for step in recipe.steps if step.op == "music"), None)
    if params is None:
        return None
    return mix.Music(
        play=player(params["mood"], seed=int(params["seed"])),
        under_db=float(params["under_db"]),
        duck_db=float(params["duck_db"]),
        fade_in_s=0.01,
        fade_out_s=0.0,
    )
