"""Attacks on rights: drafts of sources that do not allow them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from generec.domain.items import Item
from generec.domain.recipes import ModelTerms

from .builders import digest
from .cases import Attack, Found
from .stage import AT, SIZE, Stage

Fields = Mapping[str, Any]
PRODUCT = frozenset(("cover", "clip", "serve"))
"""What pictures of things for sale allow: crop, background and cover, and no change of what they show."""


def made(
    *sources: Fields,
    op: str = "style",
    earning: bool = False,
    terms: Sequence[ModelTerms] = (),
    owner: str | None = None,
    then: Callable[[Stage, list[Item]], None] | None = None,
) -> Attack:
    """A picture made of sources with those fields; `then` happens after planning and before the gate."""

    def attack(stage: Stage) -> Found:
        items = [stage.source(**fields) for fields in sources]
        return picture_of(stage, items, op=op, earning=earning, terms=terms, owner=owner, then=then)

    return attack


def picture_of(
    stage: Stage,
    items: list[Item],
    *,
    op: str = "style",
    earning: bool = False,
    terms: Sequence[ModelTerms] = (),
    owner: str | None = None,
    then: Callable[[Stage, list[Item]], None] | None = None,
) -> Found:
    """Bring a picture of the items to the gate."""
    several = len(items) > 1
    name = "creator.collage.v1" if several else "editor.picture.v1"
    recipe = stage.recipe(
        items,
        (name, "sheet" if several else op, {"name": "vivid"}),
        kind="image",
        origin="created" if several else "edited",
        scope="private" if owner else "shared",
        terms=terms,
    )
    photo = stage.media.photo("cactus", size=SIZE)
    draft = stage.draft(recipe, file=photo, title="A walk outside", **({"owner": owner} if owner else {}))
    if then:
        then(stage, items)
    return stage.submit(draft, items, gate=stage.earning if earning else None)


def licence(text: str, **more: Any) -> Attack:
    """An edit of a work under that licence, though its table's column allows everything."""
    return made({"licence": text}, **more)


def chain(change: Callable[[Stage, Item], None], *, depth: int = 1) -> Attack:
    """An edit of an edit, after something has happened to the root of both."""

    def attack(stage: Stage) -> Found:
        root = stage.source()
        parent = root
        for _ in range(depth):
            recipe = stage.recipe([parent], ("editor.picture.v1", "style", {"of": parent.id}), kind="image")
            photo = stage.media.photo("cactus", size=SIZE)
            draft = stage.draft(recipe, file=photo, title="A walk outside")
            passage = stage.gate(draft=draft, sources=[parent], at=AT)
            if passage.item is None:
                return Found("unmade", (), "the parent itself did not pass")
            parent = passage.item
        change(stage, root)
        again = stage.rows.items.get([parent.id])
        return picture_of(stage, [again.get(parent.id, parent)])

    return attack


def becomes(**fields: Any) -> Callable[[Stage, Item], None]:
    """The root is entered anew with other fields."""

    def change(stage: Stage, root: Item) -> None:
        stage.rows.items.put([root.model_copy(update=fields)])

    return change


def withdrawn(stage: Stage, root: Item) -> None:
    """The root is taken down."""
    stage.rows.items.withdraw(root.id, reason="takedown", at=AT)


def taken_down(stage: Stage, items: list[Item]) -> None:
    """The first source is taken down between planning and the gate."""
    withdrawn(stage, items[0])


def swapped(stage: Stage, items: list[Item]) -> None:
    """The first source becomes another file between planning and the gate."""
    other = stage.media.photo("moon", size=SIZE)
    items[0] = items[0].model_copy(update={"media": stage.blobs.put(other)})
    stage.rows.items.put([items[0]])


def text_of(*licences: str, earning: bool = False) -> Attack:
    """A digest of texts under those licences."""

    def attack(stage: Stage) -> Found:
        words = ("The pond froze.", "The roses bloom.", "The gate is open.")
        items = [stage.source("text", text=words[n], licence=licence) for n, licence in enumerate(licences)]
        recipe = stage.recipe(items, ("creator.digest.v1", "sentence", {}), kind="text", origin="created")
        marked = " ".join(word + f"{{{n}}}" for n, word in enumerate(words[: len(items)]))
        draft = stage.draft(recipe, text=digest(marked, items))
        return stage.submit(draft, items, gate=stage.earning if earning else None)

    return attack
