"""What a film is, in words: its title, what was done, and whose footage it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from generec.creator.film.storyboard import FPS
from generec.creator.story.stating import FILLS
from generec.domain.drafts import Draft
from generec.domain.facts import FACTS, cited
from generec.domain.items import Item
from generec.domain.recipes import Recipe, Step
from generec.editor.tools import film_draft
from generec.media.music import NEUTRAL
from generec.policy.licences import credit

FROM, FACTS_FROM = "Made from:", "Facts from:"


def draft(recipe: Recipe, sources: Sequence[Item], media: Path, *, thumbnail: Path) -> Draft:
    """The draft of a film that was just made; its cover is the hook with its title."""
    title: Any = next(step.params for step in recipe.steps if step.op == "title")
    topics = Counter(topic for item in sources for topic in item.topics)
    return film_draft(
        recipe,
        media,
        thumbnail=thumbnail,
        cover_s=0.6 * float(title["seconds"]),
        changes=changes(recipe),
        title=str(title["text"]),
        asked=tuple(title.get("asked", ())),
        ours=(*lacked(recipe), FROM, FACTS_FROM, *_lacking(recipe)),
        description=described(recipe, sources),
        topics=tuple(name for name, _ in topics.most_common(3)),
    )


def described(recipe: Recipe, sources: Sequence[Item]) -> str:
    """What it was made from, with the credit of every source; where facts are from; and what lacked."""
    said = [*lacked(recipe), *_lacking(recipe)]
    if sources:
        said.append(f"{FROM} {'; '.join(credit(item) for item in sources)}.")
    facts = dict.fromkeys(credit(source) for source in cited(recipe))
    if facts:
        said.append(f"{FACTS_FROM} {'; '.join(facts)}.")
    return " ".join(said)


def lacked(recipe: Recipe) -> list[str]:
    """How much footage there was, where cards fill up for it or there was none; nothing where it sufficed."""
    if not _played(recipe):
        return ["There was no footage of it here: all that is shown was drawn."]
    fill = sum(_frames(step) for step in recipe.steps if step.op == "card" or FILLS in step.params)
    if not fill:
        return []
    there = sum(_frames(step) for step in _played(recipe))
    found = f"There was not footage enough: only {_seconds(there)} of it show what was asked for"
    return [f"{found}, and cards fill the other {_seconds(fill)}."]


def _played(recipe: Recipe) -> list[Step]:
    """The shots of footage."""
    return [step for step in recipe.steps if step.op == "shot"]


def _frames(step: Step) -> int:
    return int(str(step.params["frames"]))


def _seconds(frames: int) -> str:
    return f"{frames / FPS:.1f} s"


def changes(recipe: Recipe) -> list[str]:
    """What was done, in order, in plain words."""
    shots, cards = _played(recipe), _cards(recipe)
    n = len({str(step.params["source"]) for step in shots})
    out = [f"put together from {_many(len(shots), 'shot')} of {_many(n, 'video')}"] if n else []
    if not n:
        out.append("drawn, as no footage was found")
    elif cards:
        out.append(f"given {_many(cards, 'card')} where no more footage was found")
    for step in recipe.steps:
        params: Any = step.params
        if step.op == "style":
            out.append(f"given the look {params['name']}")
        elif step.op in ("caption", "captions"):
            out.append("given captions")
        elif step.op == "mute":
            out.append("left without the sound of its sources")
        elif step.op == "subtitles":
            out.append("given subtitles that were written from its speech")
        elif step.op == FACTS:
            out.append(f"given {_many(len(params[FACTS]), 'fact')}, each from a source that it names")
        elif step.op == "narration":
            out.append("read aloud by a speech program")
        elif step.op == "music":
            mood = "" if params["mood"] == NEUTRAL else f"{params['mood']} "
            out.append(f"cut to {mood}music that was composed for it")
    return out


def _lacking(recipe: Recipe) -> list[str]:
    """What was asked for and could not be told or spoken, in sentences."""
    found: list[Any] = [step.params["told"] for step in recipe.steps if step.op == "lacking"]
    return [str(one) for told in found for one in told]


def _cards(recipe: Recipe) -> int:
    return sum(step.op == "card" for step in recipe.steps)


def _many(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"
