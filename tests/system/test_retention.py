"""What was made is deleted once those who asked for it have seen it, where an operator wants that."""

import pytest

from generec.domain.drafts import Draft
from generec.domain.errors import Gone, NotFound
from generec.domain.recipes import Recipe, Source, Step

MIA = "mia"


def made(system, make, path, *, owner=MIA):
    source, told = system.item("c00"), {"text": "for Mia"} if owner else {"name": "noir"}
    recipe = Recipe(
        kind="video",
        scope="private" if owner else "shared",
        sources=(Source(item=source.id, media=source.media),),
        steps=(Step(component="editor.video.v1", op="caption" if owner else "style", params=told),),
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


def asked(system, user, *, say="make this black and white", item="c01"):
    """A change that a viewer asked for, shown to them."""
    feed = system.recommend(user, say=say, item=item, k=3, wait=120)
    assert feed.items[0].ai, feed.reply.text
    return system.item(feed.items[0].id, user=user)


def ended(user, item):
    return {"user": user, "item": item.id, "kind": "view", "value": item.duration_s}


def files(system):
    return [path for path in (system.home.path / "blobs").rglob("*") if path.is_file()]


def test_what_is_for_all_goes_once_everybody_who_asked_has_seen_it(opened):
    system = opened(seal={"delete_after_viewing": "all"})
    item = asked(system, "v00")
    assert item.owner is None
    assert asked(system, "v01").id == item.id
    covers = system.cover(item, at_s=1.0)
    before = len(files(system))
    system.feedback([ended("v02", item)])  # met it, and never asked
    system.feedback([ended("v00", item)])
    assert system.item(item.id).state == "live"
    system.feedback([ended("v01", item)])
    with pytest.raises(Gone):
        system.item(item.id)
    assert len(files(system)) < before
    assert not covers.exists()
    making = system.home.rows.making
    assert making.seal(item.seal).recipe == item.recipe == making.recipe(item.recipe).key()
    assert making.verdicts(item.recipe)
    assert item.id not in [one.id for one in system.recommend("v05", k=12).items]


def test_a_copy_is_still_verified_and_the_same_wish_is_made_again(opened, tmp_path):
    system = opened(seal={"delete_after_viewing": "all"})
    item = asked(system, "v00")
    copy = tmp_path / "copy.mp4"
    with system.media(item) as path:
        copy.write_bytes(path.read_bytes())
    system.feedback([ended("v00", item)])
    found = system.verify(copy)
    assert (found.state, found.recipe) == ("clean", item.recipe)
    again = asked(system, "v03")
    assert (again.id, again.recipe) == (item.id, item.recipe)
    assert again.seal != item.seal
    assert system.item(item.id).state == "live"
    assert system.verify(copy).recipe == item.recipe


def test_what_something_else_is_made_from_waits_for_it(opened):
    system = opened(seal={"delete_after_viewing": "all"})
    first = asked(system, "v00")
    second = asked(system, "v00", say="make this a cartoon", item=first.id)
    assert first.id in second.parents
    system.feedback([ended("v00", first)])
    assert system.item(first.id).state == "live"
    system.feedback([ended("v00", second)])
    for item in (first, second):
        with pytest.raises(Gone):
            system.item(item.id)


def test_an_open_job_keeps_its_source(opened):
    system = opened(seal={"delete_after_viewing": "all"})
    item = asked(system, "v00")
    feed = system.recommend("v00", say="make this a cartoon", item=item.id, k=1)
    assert feed.pending
    system.feedback([ended("v00", item)])
    assert system.item(item.id).state == "live"
    assert system.work().state == "done"


def test_what_was_prepared_for_everybody_and_what_was_found_stay(opened):
    system = opened(seal={"delete_after_viewing": "all"})
    item = system.edit("c02", operations=["clip:3"])
    system.feedback([ended("v00", item), {"user": "v00", "item": "c00", "kind": "complete"}])
    assert system.item(item.id).state == system.item("c00").state == "live"


def test_bytes_that_a_stopped_process_left_go_at_the_next_start(opened, monkeypatch):
    system = opened(seal={"delete_after_viewing": "all"})
    item = asked(system, "v00")
    with monkeypatch.context() as patch:
        patch.setattr(type(system.home.blobs), "delete", lambda self, key: (_ for _ in ()).throw(OSError))
        with pytest.raises(OSError):
            system.feedback([ended("v00", item)])
    with system.home.blobs.path(item.media) as left:
        assert left.exists()
    system.close()
    later = opened(seal={"delete_after_viewing": "all"})
    with pytest.raises(NotFound), later.home.blobs.path(item.media):
        pass


def test_the_older_form_of_the_setting_is_read(opened):
    assert opened(seal={"delete_after_viewing": True}).settings.seal.delete_after_viewing == "own"


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
