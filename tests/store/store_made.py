"""Small records for the tests of the stores."""

from generec.domain.drafts import Seal, Verdict
from generec.domain.items import Item
from generec.domain.made import Made
from generec.domain.recipes import Recipe, Source, Step

STRANGE = (
    "a/b/../c",
    "🎬 clip #1?&=%20",
    "é" + "e\u0301",
    "日本語/ひらがな",
    "x" * 500,
    "'; DROP TABLE items; --",
    "tab\tnew\nline",
    " ",
)


def key(content: str) -> str:
    """A blob key."""
    return "sha256:" + content.encode().hex().rjust(64, "0")[-64:]


def found(id: str, **fields: object) -> Item:
    """A found item."""
    return Item.model_validate({"id": id, "work": id, "kind": "video", "title": f"About {id}"} | fields)


def recipe_of(*sources: str, seed: int = 0, scope: str = "shared") -> Recipe:
    """A recipe over sources."""
    step = Step(component="editor.style.v1", op="style", params={"name": "cartoon"})
    return Recipe(
        kind="video",
        sources=tuple(Source(item=source) for source in sources),
        steps=(step,),
        seed=seed,
        scope=scope,  # type: ignore[arg-type]
    )


def made_of(
    parent: str,
    *,
    id: str,
    work: str | None = None,
    seed: int = 0,
    owner: str | None = None,
    outcomes: tuple[str, ...] = ("pass",),
) -> Made:
    """Something made from one parent, ready to publish."""
    recipe = recipe_of(parent, seed=seed, scope="private" if owner else "shared")
    media = key(f"{id}-media")
    seal = Seal(
        id=f"seal-{id}",
        recipe=recipe.key(),
        media=media,
        mark=f"mark-{id}",
        issuer="test",
        signed_at=5.0,
        manifest=key(f"{id}-manifest"),
    )
    item = Item(
        id=id,
        work=work or parent,
        kind="video",
        origin="edited",
        ai=True,
        media=media,
        thumbnail=key(f"{id}-thumb"),
        parents=(parent,),
        recipe=recipe.key(),
        seal=seal.id,
        scope=recipe.scope,
        owner=owner,
    )
    verdicts = tuple(
        Verdict(check=f"fidelity.test{i}.v1", outcome=outcome)  # type: ignore[arg-type]
        for i, outcome in enumerate(outcomes)
    )
    return Made(item=item, seal=seal, verdicts=verdicts, recipe=recipe)
