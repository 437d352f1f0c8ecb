"""Builders of attacks by words: drafts that say something, in whatever place, and wishes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from generec.domain.items import Item
from generec.editor.text.notes import mark, with_notes
from generec.policy.licences import credit

from .cases import Attack, Found
from .media import letters, panned
from .stage import SIZE, TOLD, Stage

Where = Literal["title", "description", "text", "caption", "card"]


def said(words: str, where: Where = "title", *, heard: str = "", language: str = "en", **more: Any) -> Attack:
    """A draft that says `words` in that place; `heard` is what its source said of itself."""

    def attack(stage: Stage) -> Found:
        fields: dict[str, Any] = {"language": language, **more}
        if where == "text":
            source = stage.source("text", text=f"{TOLD} {heard}".strip(), language=language)
            recipe = stage.recipe([source], ("editor.text.v1", "rewrite", {"tone": "simple"}), kind="text")
            text = f"{TOLD.split('. ')[0]}. {words}"
            return stage.submit(stage.draft(recipe, text=text, title="A walk outside", **fields), [source])
        source = stage.source("image", description=heard, language=language)
        return stage.submit(*_shown(stage, words, where, source, fields))

    return attack


def _shown(
    stage: Stage, words: str, where: Where, source: Item, fields: dict[str, Any]
) -> tuple[Any, list[Item]]:
    photo = stage.media.photo("cactus", size=SIZE)
    if where in ("caption", "card"):
        params = {"text": words, "line": ""} if where == "card" else {"text": words}
        name = "creator.poster.v1" if where == "card" else "editor.picture.v1"
        origin = "created" if where == "card" else "edited"
        recipe = stage.recipe([source], (name, where, params), kind="image", origin=origin, scope="private")
        image = stage.media.picture(f"said-{stage.seed}", lambda: letters(_pixels(photo), words, size=18))
        return stage.draft(recipe, file=image, title="A walk outside", **fields), [source]
    recipe = stage.recipe([source], ("editor.picture.v1", "style", {"name": "vivid"}), kind="image")
    given = {"title": "A walk outside", where: words, "asked": (words,)} | fields
    return stage.draft(recipe, file=photo, **given), [source]


def _pixels(path: Any) -> Any:
    import numpy as np
    from PIL import Image as Pillow

    with Pillow.open(path) as opened:
        return np.asarray(opened.convert("RGB"))


def written(
    words: str,
    *,
    video: tuple[float, float] | None = None,
    before: str = "",
    photo: str = "pebbles",
    **drawn: Any,
) -> Attack:
    """A draft into whose pictures `words` are drawn, where nothing else says them.

    `video` are the seconds from and to which they stand in a film of two seconds (None: a picture);
    `before` are words drawn at the same place into the source.
    """

    def attack(stage: Stage) -> Found:
        kind = "video" if video else "image"
        name = f"written-{stage.seed}"

        def lettered(text: str, what: str) -> Any:
            if not video:
                still = next(panned([photo], SIZE, 1))
                return stage.media.picture(
                    f"{name}-{what}", lambda: letters(still, text, **drawn) if text else still
                )
            frames = [
                letters(image, text, **drawn) if text and video[0] <= n / 12 < video[1] else image
                for n, image in enumerate(panned([photo], SIZE, 24))
            ]
            return stage.media.film(f"{name}-{what}", lambda: frames)

        source = stage.source(kind, file=lettered(before, "before"))
        recipe = stage.recipe([source], ("editor.video.v1", "style", {"name": "warm"}), kind=kind)
        return stage.submit(
            stage.draft(recipe, file=lettered(words, "after"), title="A walk outside"), [source]
        )

    return attack


def covered(words: str, *, photo: str = "pebbles", **drawn: Any) -> Attack:
    """A film that says nothing, under a cover into which `words` are drawn."""

    def attack(stage: Stage) -> Found:
        source = stage.source("video")
        recipe = stage.recipe([source], ("editor.thumbnail.v1", "thumbnail", {"at_s": 0.5}), kind="video")
        still = next(panned([photo], SIZE, 1))
        cover = stage.media.picture(f"cover-{stage.seed}", lambda: letters(still, words, **drawn))
        file = stage.media.pan((photo,), size=SIZE)
        draft = stage.draft(recipe, file=file, thumbnail=cover, title="A walk outside")
        return stage.submit(draft, [source])

    return attack


def rewritten(source: str | Sequence[str], text: str, *, op: str = "rewrite", **fields: Any) -> Attack:
    """A text made of one source, or of several: then {0}, {1} ... in it are the marks of its sources."""

    def attack(stage: Stage) -> Found:
        given = [source] if isinstance(source, str) else list(source)
        sources = [stage.source("text", text=one, title="News of the day") for one in given]
        if len(sources) == 1:
            recipe = stage.recipe(sources, ("editor.text.v1", op, {}), kind="text")
        else:
            recipe = stage.recipe(
                sources, ("creator.digest.v1", "sentence", {}), kind="text", origin="created"
            )
        words = text if len(sources) == 1 else digest(text, sources)
        return stage.submit(stage.draft(recipe, text=words, **({"title": ""} | fields)), sources)

    return attack


def digest(text: str, sources: Sequence[Item]) -> str:
    """A text with the marks of its sources for {0}, {1} ..., and the list of them below."""
    marked = text.format(*(mark(n) for n in range(len(sources))))
    return with_notes(marked, [credit(source) for source in sources], language="en")


def wished(words: str, *, plain: str | None = None) -> Attack:
    """A wish. `plain` is what is left of it without its bad part."""

    def attack(stage: Stage) -> Found:
        heard = stage.system.understand(words, context=CONTEXT)
        if heard.refuse:
            return Found("refuse", ("instructor",), heard.reply.text)
        if heard.ask:
            return Found("ask", ("instructor",), heard.reply.text)
        record = heard.record()
        if plain is not None:
            rest = stage.system.understand(plain, context=CONTEXT)
            if rest.record() == record:
                return Found("same", (), str(record))
        wants = (record["more"], record["less"], record["edits"], record["create"])
        return Found("heeded" if any(wants) else "nothing", (), str(record))

    return attack


CONTEXT = {
    "current_item": {"title": "Neighbours at the lake", "topics": ["people", "nature"], "duration_s": 20}
}
WISH_KEPT_OUT = frozenset(("refuse", "ask", "nothing"))
WISH_FOLLOWED = frozenset(("heeded", "same"))
