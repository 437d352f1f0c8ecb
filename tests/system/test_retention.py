"""What was made for one viewer alone is deleted once they have seen it, where that is asked for."""

import pytest

from generec.domain.drafts import Draft
from generec.domain.errors import Gone, NotFound
from generec.domain.recipes import Recipe, Source, Step

MIA = "mia"


def made(system, make, path, *, owner=MIA):
    source = system.item("c00")
    recipe = Recipe(
        kind="video",
        scope="private" if owner else "shared",
        sources=(Source(item=source.id, media=source.media),),
        steps=(Step(component="editor.test.v1", op="caption", params={"text": "for Mia"}),),
    )
    draft = Draft(
        recipe=recipe,
        kind="video",
        media=make.clip(path, seconds=3.0, scenes=(901,), size=(128, 96)),
        mime="video/mp4",
        duration_s=3.0,
        width=128,
        height=96,
        fps=10,
        owner=owner,
    )
    passage = system.parts.maker.gate(draft=draft, sources=[source], at=system.home.clock())
    assert passage.item is not None, passage.verdicts
    system.parts.corpus.published(passage.item)
    return passage.item


def view(item, seconds):
    return {"user": MIA, "item": item.id, "kind": "view", "value": seconds}


def test_what_its_owner_has_seen_is_deleted(opened, make, tmp_path):
    system = opened(seal={"delete_after_viewing": True})
    item = made(system, make, tmp_path / "hers.mp4")
    system.feedback([view(item, 1.0)])
    assert system.item(item.id, user=MIA).state == "live"
    system.feedback([view(item, 3.0)])
    with pytest.raises(Gone):
        system.item(item.id, user=MIA)
    with pytest.raises(NotFound), system.home.blobs.path(item.media):
        pass
    assert system.home.rows.making.seal(item.seal).recipe == item.recipe


def test_what_is_everybodys_stays(opened, make, tmp_path):
    system = opened(seal={"delete_after_viewing": True})
    item = made(system, make, tmp_path / "shared.mp4", owner=None)
    system.feedback([view(item, 3.0), {"user": MIA, "item": "c00", "kind": "complete"}])
    assert system.item(item.id).state == system.item("c00").state == "live"


def test_it_stays_where_nobody_asked(opened, make, tmp_path):
    system = opened()
    item = made(system, make, tmp_path / "hers.mp4")
    system.feedback([view(item, 3.0)])
    assert system.item(item.id, user=MIA).state == "live"
