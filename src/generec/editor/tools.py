"""What the editors need of the rest of the house, handed in."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from generec.domain.drafts import Draft
from generec.domain.errors import ConfigError, DataError, MediaError, NotAllowed
from generec.domain.guidance import Guidance
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.profiles import Floats, FrameFeatures, Profile
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.colours import Leaning
from generec.editor.sdedit import SdeditConfig
from generec.editor.taste import Centre, Wish, wish_of
from generec.encoders.speech import Speech
from generec.media import pictures
from generec.media.frames import frame_at
from generec.media.probe import probe
from generec.media.watermark import Watermark
from generec.media.watermark.place import on_picture
from generec.models.chat import Chat

COVER_SIDE = 640
DRAFT = "draft-"
"""What is being made is called so; it is swept up where nobody went on with it for a day."""
Config = TypeVar("Config", bound=BaseModel)


def _unknown() -> Centre | None:
    return None


def _unnamed() -> Floats | None:
    return None


def _nowhere(profile: Profile) -> Leaning | None:
    return None


def _unmarked(recipe: Recipe) -> Watermark | None:
    return None


def _none(ids: Sequence[str]) -> Mapping[str, Item]:
    return {}


@dataclass(frozen=True, slots=True)
class Tools:
    """`features` and `media` take a blob key: frame features if known, and a local file for a while.

    `words` turns words into vectors (k, t); `folder` holds drafts until they are sealed (None: the
    system's own); `centre` gives the catalogue's (see `generec.editor.taste`), `topics` (n, t) the
    vectors of its topics' names, where it has some; `leaning` says which colours go with what lies near a
    viewer in the fit in force, where that is known; `items` gives those there are by id; `speech` gives
    what writes down what is said, and raises `MissingExtra` where that is not installed; `chat` asks a
    language model, where one is configured, and `chat_name` is what recipes call it; `sdedit` says which
    looks a diffusion model draws, where one is named; `watermark` gives the invisible mark of a recipe,
    which goes into all pictures that are encoded.
    """

    features: Callable[[str], FrameFeatures | None]
    media: Callable[[str], AbstractContextManager[Path]]
    words: Callable[[Sequence[str]], Floats] | None = None
    folder: Path | None = None
    centre: Callable[[], Centre | None] = _unknown
    topics: Callable[[], Floats | None] = _unnamed
    leaning: Callable[[Profile], Leaning | None] = _nowhere
    items: Callable[[Sequence[str]], Mapping[str, Item]] = _none
    speech: Callable[[], Speech] | None = None
    chat: Chat | None = None
    chat_name: str = ""
    sdedit: SdeditConfig = field(default_factory=SdeditConfig)
    watermark: Callable[[Recipe], Watermark | None] = _unmarked

    def wish(self, guidance: Guidance) -> Wish | None:
        """The vectors of what the viewer wants and does not want; None where neither is said."""
        return wish_of(guidance, texts=self.words) if self.words is not None else None

    def features_of(self, item: Item) -> FrameFeatures:
        """The frame features of a video. Raises `MediaError` where there are none."""
        found = self.features(media_of(item))
        if found is None or not len(found.times):
            raise MediaError(f"{item.id!r} has no frame features yet: ingest it again")
        return found

    def marked(self, image: Image, recipe: Recipe) -> Image:
        """A finished picture (height, width, 3) with the invisible mark of its recipe in it."""
        mark = self.watermark(recipe)
        return on_picture(image, mark) if mark else image

    def write(self, image: Image, recipe: Recipe, media: Path, thumbnail: Path, *, quality: int) -> None:
        """Write a finished picture, marked, as JPEG, and a small one of it."""
        image = self.marked(image, recipe)
        media.write_bytes(pictures.jpeg(image, quality=quality))
        thumbnail.write_bytes(pictures.jpeg(pictures.resize(image, longest=COVER_SIDE)))

    def file(self, suffix: str) -> Path:
        """A new empty file for a draft."""
        if self.folder is not None:
            self.folder.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=DRAFT, suffix=suffix, dir=self.folder)
        os.close(handle)
        return Path(name)


def configured(kind: type[Config], settings: Mapping[str, Any], *, name: str) -> Config:
    """The checked settings of the editor `name`, without its tools. Raises `ConfigError` naming the key."""
    try:
        return kind(**{key: value for key, value in settings.items() if key != "tools"})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(map(str, first["loc"]))
        raise ConfigError(f"{name}: {key}: {first['msg']}", field=key) from error


def media_of(item: Item) -> str:
    """The blob key of a video's media. Raises `NotAllowed` for an item of another kind."""
    if item.kind != "video" or item.media is None:
        raise NotAllowed(f"{item.id!r} is no video: there is nothing to cut or restyle in it")
    return item.media


def picture_of(item: Item) -> str:
    """The blob key of a picture. Raises `NotAllowed` for an item of another kind."""
    if item.kind != "image" or item.media is None:
        raise NotAllowed(f"{item.id!r} is no picture")
    return item.media


def source_of(recipe: Recipe, sources: Sequence[Item]) -> tuple[Item, str]:
    """The recipe's one source and the key of its media. Raises `DataError` when it is not among `sources`."""
    wanted = recipe.sources[0]
    for item in sources:
        if item.id == wanted.item and wanted.media:
            return item, wanted.media
    raise DataError(f"the recipe's source {wanted.item!r} is not there")


def recipe_of(item: Item, steps: Sequence[Step], *, kind: str = "video") -> Recipe:
    """The recipe of steps over one item."""
    return Recipe.model_validate(
        {"kind": kind, "sources": (Source(item=item.id, media=item.media),), "steps": tuple(steps)}
    )


def video_draft(recipe: Recipe, item: Item, media: Path, *, thumbnail: Path, changes: Sequence[str]) -> Draft:
    """The draft of a video that was just written of `item`, with a thumbnail from its middle."""
    return film_draft(
        recipe,
        media,
        thumbnail=thumbnail,
        changes=changes,
        title=item.title,
        description=item.description,
        topics=item.topics,
        language=item.language,
    )


def film_draft(
    recipe: Recipe,
    media: Path,
    *,
    thumbnail: Path,
    cover_s: float | None = None,
    changes: Sequence[str],
    **words: Any,
) -> Draft:
    """The draft of a video that was just written; its thumbnail is the frame at `cover_s` (None: its middle).

    `words` are the draft's title, description and the like. A system chose what to change: the draft
    counts as made by AI, in part or whole.
    """
    facts = probe(media)
    at_s = facts.duration_s / 2 if cover_s is None else cover_s
    thumbnail.write_bytes(pictures.jpeg(frame_at(media, at_s, longest=COVER_SIDE)))
    return Draft(
        recipe=recipe,
        kind="video",
        media=media,
        mime=facts.mime,
        thumbnail=thumbnail,
        duration_s=facts.duration_s,
        width=facts.width,
        height=facts.height,
        fps=facts.fps,
        has_audio=facts.has_audio,
        changes=tuple(changes),
        ai=True,
        **words,
    )


def seconds(value: float) -> str:
    """Seconds in words for people: 7 s, 2.5 s."""
    return f"{round(value, 1):g} s"
