"""What posters and collages share: what is possible, titles, looks, credits, and the draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from generec import models
from generec.creator.footage.stock import Studio
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import Adjust, Caption, Guidance, Mood, Reframe, Style, Thumbnail, Topic
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.recipes import Recipe, Step
from generec.editor.looks import ADJUSTMENTS, WORDS, styled
from generec.editor.tools import Tools
from generec.media.chain import Change
from generec.media.lettering import missing
from generec.policy.licences import UNKNOWN, credit, terms
from generec.retriever.words import tokens

FONTS = ("font-regular", "font-bold")
FROM = "Made from:"
TINTS: dict[Mood, tuple[str, float]] = {
    "calm": ("cool", 0.3),
    "sad": ("cool", 0.5),
    "romantic": ("warm", 0.45),
    "inspiring": ("warm", 0.3),
    "funny": ("vivid", 0.4),
    "exciting": ("vivid", 0.5),
    "scary": ("noir", 0.6),
}
"""The look that a mood has where none is asked for, and how strong it is."""
_LONGEST, _LICENCE = 120, 24
"""Characters of a title, and of a licence that is named on the picture itself, at most."""
_NO_FOOTAGE = frozenset(("clip", "speed", "mute", "music"))


@dataclass(frozen=True, slots=True)
class Title:
    """The words of a title: `asked` are those that the wish gave, `dictated` whether it gave all of them;
    `private` where they are the viewer's own."""

    text: str
    asked: tuple[str, ...]
    dictated: bool
    private: bool

    def params(self) -> dict[str, JsonValue]:
        """As parameters of a step."""
        return {"text": self.text, "asked": [*self.asked]}


@dataclass(frozen=True, slots=True)
class Look:
    """Looks and adjustments, in order; `asked` says whether any was asked for in words."""

    styles: tuple[tuple[str, float], ...]
    adjustments: tuple[tuple[str, str], ...]
    asked: bool

    def steps(self, component: str) -> list[Step]:
        """As steps of a recipe."""
        out = [
            Step(component=component, op="style", params={"name": name, "strength": strength})
            for name, strength in self.styles
        ]
        return out + [
            Step(component=component, op="adjust", params={"what": what, "by": by})
            for what, by in self.adjustments
        ]


def possible(guidance: Guidance) -> None:
    """Raises `NotAllowed` for what is asked for and no picture made here has."""
    create = guidance.create
    if create is not None and create.seconds is not None:
        raise NotAllowed("a picture lasts no seconds: ask for a video")
    for edit in guidance.edits:
        if edit.op in _NO_FOOTAGE:
            raise NotAllowed(f"{edit.op} is not available for a picture: ask for a video")
        if isinstance(edit, Caption) and edit.text is None:
            raise NotAllowed("a picture has no subtitles: say what shall stand on it")
        if not isinstance(edit, Style | Adjust | Reframe | Caption | Thumbnail):
            raise NotAllowed(f"{edit.op.replace('_', ' ')} is not available for what is put together here")


def title_for(guidance: Guidance, topics: Sequence[Topic], *, studio: Studio) -> Title:
    """The words dictated, else the topics. Raises `NotAllowed` for signs that no face of type has."""
    said = next((edit.text for edit in guidance.edits if isinstance(edit, Caption) and edit.text), None)
    if said is not None:
        text = " ".join(said.split())
        if sign := missing(text, models.path(FONTS[1])):
            raise NotAllowed(f"the type has no sign for {sign!r}: use other words")
        if len(text) > _LONGEST:
            raise NotAllowed(f"at most {_LONGEST} characters can stand on it; there are {len(text)}")
        return Title(text, (text,), dictated=True, private=True)
    shelf = studio.shelf()
    text = named(topics)
    own = any(not len(shelf.words.find(word, n=shelf.n)) for word in tokens(text))
    return Title(text, tuple(topic[0] for topic in topics), dictated=False, private=own)


def named(topics: Sequence[Topic]) -> str:
    """The viewer's own words for what it is about, as a title."""
    text = " & ".join(dict.fromkeys(topic[0] for topic in topics))
    return text[:1].upper() + text[1:]


def look_of(guidance: Guidance) -> Look:
    """The looks asked for, else the one that the mood has."""
    found = tuple((e.name, e.strength or 1.0) for e in guidance.edits if isinstance(e, Style))
    adjusted = tuple((e.what, e.by) for e in guidance.edits if isinstance(e, Adjust))
    asked = bool(found or adjusted)
    mood = guidance.limits.mood
    styles: tuple[tuple[str, float], ...] = found or ((TINTS[mood],) if mood else ())
    return Look(styles, adjusted, asked)


def looks(recipe: Recipe) -> list[Change]:
    """The looks of a recipe as changes."""
    out: list[Change] = []
    for step in recipe.steps:
        params: Any = step.params
        if step.op == "style":
            out += styled(params["name"], float(params["strength"]))
        if step.op == "adjust":
            out += ADJUSTMENTS[params["what"], params["by"]]
    return out


def credit_line(items: Iterable[Item], *, told: str = "") -> str:
    """Whose pictures they are, in one short line: makers, or titles, and licences that are known.

    Nothing where it would only say what is `told` already.
    """
    known = {item.creator or item.title or item.id: _licence(item) for item in items}
    alike = len(set(known.values())) == 1
    said = [name if alike or not licence else f"{name}, {licence}" for name, licence in known.items()]
    common = next(iter(known.values())) if alike and known else ""
    if not common and said == [told]:
        return ""
    heading = "Pictures" if len(said) > 1 else "Picture"
    return f"{heading}: {' · '.join(said)}{f' ({common})' if common else ''}"


def _licence(item: Item) -> str:
    """The licence, where it is known and short."""
    name = terms(item.licence).name
    return name if name != UNKNOWN and len(name) <= _LICENCE else ""


def unlettered(text: str, font: Path) -> str:
    """The text, or nothing where the face has no sign for one of its characters."""
    return "" if missing(text, font) else text


def image_draft(
    recipe: Recipe,
    sources: Sequence[Item],
    image: Image,
    params: Any,
    changes: Sequence[str],
    *,
    tools: Tools,
) -> Draft:
    """The draft of a finished picture, written as JPEG, with a small one of it."""
    media, thumbnail = tools.file(".jpg"), tools.file(".jpg")
    tools.write(image, recipe, media, thumbnail, quality=int(params["quality"]))
    topics = Counter(topic for item in sources for topic in item.topics)
    return Draft(
        recipe=recipe,
        kind="image",
        media=media,
        mime="image/jpeg",
        thumbnail=thumbnail,
        title=str(params["text"]),
        description=f"{FROM} {'; '.join(credit(item) for item in sources)}.",
        topics=tuple(name for name, _ in topics.most_common(3)),
        width=image.shape[1],
        height=image.shape[0],
        changes=(*changes, *_told(recipe)),
        asked=tuple(params["asked"]),
        ours=(FROM,),
        ai=True,
    )


def _told(recipe: Recipe) -> list[str]:
    """The looks, in plain words."""
    out = []
    for step in recipe.steps:
        params: Any = step.params
        if step.op == "style":
            out.append(f"given the look {params['name']}")
        if step.op == "adjust":
            out.append(WORDS[params["what"], params["by"]])
    return out
