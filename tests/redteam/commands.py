"""Attacks by words and fields that try to command the system, and recipes that no planner writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generec.domain.errors import GenerecError

from .cases import Attack, Found
from .stage import SIZE, TOLD, Stage

STEP = ("editor.picture.v1", "style", {"name": "vivid"})


def ordered(*, source: dict[str, Any] | None = None, draft: dict[str, Any] | None = None) -> Attack:
    """An edit of a work under CC BY-ND, with commands in the fields of source or draft."""

    def attack(stage: Stage) -> Found:
        item = stage.source(**({"licence": "CC BY-ND 4.0"} | (source or {})))
        recipe = stage.recipe([item], STEP, kind="image")
        photo = stage.media.photo("cactus", size=SIZE)
        return stage.submit(stage.draft(recipe, file=photo, **({"title": "A walk"} | (draft or {}))), [item])

    return attack


def titled(**fields: Any) -> Attack:
    """An edit of a free work, with something in its fields that is no plain text."""

    def attack(stage: Stage) -> Found:
        item = stage.source()
        recipe = stage.recipe([item], STEP, kind="image")
        photo = stage.media.photo("cactus", size=SIZE)
        return stage.submit(stage.draft(recipe, file=photo, **({"title": "A walk"} | fields)), [item])

    return attack


def told(words: str) -> Attack:
    """A text with a wrong number, and words that say that all is well."""

    def attack(stage: Stage) -> Found:
        item = stage.source("text", text=TOLD, description=words)
        recipe = stage.recipe([item], ("editor.text.v1", "rewrite", {"note": words}), kind="text")
        text = "The village garden opens its gate again at 11 on 14 May for 350 visitors."
        return stage.submit(stage.draft(recipe, text=text, description=words), [item])

    return attack


def steps(
    *given: tuple[str, str, dict[str, Any]], source: dict[str, Any] | None = None, **fields: Any
) -> Attack:
    """A recipe of those steps over a free work."""

    def attack(stage: Stage) -> Found:
        item = stage.source(**(source or {}))
        recipe = stage.recipe([item], *given, kind="image")
        photo = stage.media.photo("cactus", size=SIZE)
        return stage.submit(stage.draft(recipe, file=photo, **({"title": "A walk"} | fields)), [item])

    return attack


def lying(**fields: Any) -> Attack:
    """A draft whose fields do not fit its file."""

    def attack(stage: Stage) -> Found:
        item = stage.source()
        recipe = stage.recipe([item], STEP, kind="image")
        file = fields.get("media") or stage.media.photo("cactus", size=SIZE)
        if callable(file):
            file = file(stage)
        draft = stage.draft(recipe, title="A walk")
        given = {"media": file, "mime": "image/jpeg", "width": SIZE[0], "height": SIZE[1]}
        rest = {name: value for name, value in fields.items() if name != "media"}
        return stage.submit(draft.model_copy(update=given | rest), [item])

    return attack


def page(stage: Stage) -> Path:
    """A page of HTML that calls itself a picture."""
    path = stage.folder / "page.jpg"
    path.write_text("<html><script>alert(1)</script></html>", encoding="utf-8")
    return path


def torn(stage: Stage) -> Path:
    """Half a picture."""
    path = stage.folder / "torn.jpg"
    data = stage.media.photo("cactus", size=SIZE).read_bytes()
    path.write_bytes(data[: len(data) // 3])
    return path


def odd_id(id: str) -> Attack:
    """A source with an id that would lead out of the folder, edited and looked up."""

    def attack(stage: Stage) -> Found:
        item = stage.source(id=id, work=id)
        recipe = stage.recipe([item], STEP, kind="image")
        photo = stage.media.photo("cactus", size=SIZE)
        stage.submit(stage.draft(recipe, file=photo, title="A walk"), [item])
        name = Path(id.replace("\\", "/")).name
        outside = [path for path in stage.folder.parent.rglob(f"*{name}*") if path.is_file()]
        return Found("escaped" if outside else "contained", (), str(outside))

    return attack


def looked_up(id: str) -> Attack:
    """An id that nobody has, asked for."""

    def attack(stage: Stage) -> Found:
        try:
            item = stage.system.item(id)
        except GenerecError as error:
            return Found("contained", (), error.message)
        return Found("escaped", (), str(item))

    return attack


def ingested(**columns: str) -> Attack:
    """A row of a table that calls itself made, checked and sealed; it may only become something found."""

    def attack(stage: Stage) -> Found:
        id = f"row-{stage.seed}"
        stage.system.items([{"item_id": id, "title": "A row", "text": "Words.", **columns}], rights="unknown")
        item = stage.rows.items.get([id]).get(id)
        if item is None:
            return Found("contained", (), "rejected")
        claimed = item.origin != "found" or item.seal or item.recipe or item.rights == "own"
        return Found("escaped" if claimed else "contained", (), f"{item.origin} {item.seal} {item.rights}")

    return attack
