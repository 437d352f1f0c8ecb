"""What belongs to one viewer: shown to nobody else, handed out whole, erased whole."""

import json
import shutil

import pytest

from generec.domain.drafts import Draft
from generec.domain.errors import DataError, Gone, NotFound
from generec.domain.recipes import Recipe, Source, Step

MIA = "mia-7f3a9c"
WORDS = "zebras-for-mia-alone"


@pytest.fixture
def private(system, tmp_path, make):
    """A clip with a caption that Mia dictated, through the gate."""
    source = system.item("c00")
    recipe = Recipe(
        kind="video",
        scope="private",
        sources=(Source(item=source.id, media=source.media),),
        steps=(Step(component="editor.video.v1", op="caption", params={"text": WORDS}),),
    )
    media = make.clip(tmp_path / "hers.mp4", seconds=3.0, scenes=(901,), size=(128, 96))
    draft = Draft(
        recipe=recipe,
        kind="video",
        media=media,
        mime="video/mp4",
        title=f"Boats, {WORDS}",
        duration_s=3.0,
        width=128,
        height=96,
        fps=10,
        owner=MIA,
    )
    passage = system.parts.maker.gate(draft=draft, sources=[source], at=system.home.clock())
    assert passage.item, passage.verdicts
    system.parts.corpus.published(passage.item)
    return passage.item


def live(system):
    """Everything that a viewer can leave behind, in one life."""
    first = system.recommend(MIA, say="never show me boats again, I am Mia", k=4)
    shown = first.items[0].id
    system.feedback(
        [
            {"user": MIA, "item": shown, "kind": "impression", "request": first.request, "id": "mia-1"},
            {"user": MIA, "item": shown, "kind": "view", "value": 5.5},
            {"user": MIA, "item": shown, "kind": "why", "text": WORDS},
        ]
    )
    system.set_viewer(MIA, minor=True)
    system.recommend(MIA, say="make this black and white", item=shown, wait=60, k=3)
    system.recommend(MIA, say="make this vintage", item=shown, wait=0, k=3)
    system.fit()
    return shown


def traces(folder, *needles):
    """Files under a folder that hold any of the texts."""
    return [
        (str(file.relative_to(folder)), needle)
        for file in folder.rglob("*")
        if file.is_file()
        for needle in needles
        if needle.encode() in file.read_bytes()
    ]


def test_a_private_item_is_its_owners_alone(system, private):
    assert private.scope == "private"
    assert system.item(private.id, user=MIA) == private
    for stranger in ("v00", None):
        with pytest.raises(NotFound, match="there is no item"):
            system.item(private.id, user=stranger)
    with pytest.raises(NotFound):
        system.recommend("v00", item=private.id)
    with pytest.raises(NotFound):
        system.feedback([{"user": "v00", "item": private.id, "kind": "like"}])
    with pytest.raises(DataError):
        system.edit(private.id, operations=["clip:1"], user="v00")
    for user in ("v00", "nobody"):
        assert private.id not in {item.id for item in system.recommend(user, k=50).items}
    assert system.feedback([{"user": MIA, "item": private.id, "kind": "like"}]) == 1


def test_everything_of_a_viewer_is_handed_out(system, private):
    shown = live(system)
    out = system.export(MIA)
    json.dumps(out)
    assert out["user"] == MIA
    assert {event["kind"] for event in out["events"]} == {"impression", "view", "why"}
    assert WORDS in {event["text"] for event in out["events"]}
    assert out["viewers"][0]["minor"] is True
    assert out["viewers"][0]["wishes"]
    assert len(out["requests"]) == 3
    assert {row["kind"] for row in out["decisions"]} >= {"route"}
    assert len(out["jobs"]) == 2
    assert [item["id"] for item in out["items"]] == [private.id]
    assert out["seals"]
    assert out["verdicts"]
    assert WORDS in json.dumps(out["recipes"])
    assert shown in json.dumps(out)
    assert "v00" not in json.dumps({name: rows for name, rows in out.items() if name != "items"})


def test_an_erased_viewer_leaves_no_trace(system, private):
    live(system)
    home = system.home.path
    assert traces(home, MIA, WORDS)
    with system.media(private) as media:
        assert media.exists()
    counts = system.erase(MIA)
    assert traces(home, MIA, WORDS, "I am Mia") == []
    assert not media.exists()
    assert not system.home.collection("meaning").get([private.id])[1].any()
    assert not system.home.collection("pictures").get([private.id])[1].any()
    assert system.home.features.get(private.media, encoder=system.home.encoder.name) is None
    assert {name: counts[name] for name in ("viewers", "events", "items", "requests")} == {
        "viewers": 1,
        "events": 3,
        "items": 1,
        "requests": 3,
    }
    kept = system.export(MIA)
    assert [name for name, rows in kept.items() if rows and name != "user"] == []
    assert system.recommend(MIA, k=3).items, "who comes back is new"
    assert system.about(MIA)["events"] == 0


def test_what_others_may_share_outlives_the_viewer_who_asked(system):
    live(system)
    job = next(job for job in system.jobs() if job.state == "done")
    system.erase(MIA)
    assert system.item(job.item).state == "live"
    assert system.job(job.id).user is None
    assert all(job.user != MIA for job in system.jobs())


def test_erasing_a_stranger_is_harmless(system):
    assert not any(system.erase("never-seen").values())


def test_a_withdrawn_source_takes_all_that_was_made_along(system, private):
    one = system.recommend("v00", say="make this black and white", item="c00", wait=60, k=3).items[0]
    two = system.recommend("v01", say="make this faster", item=one.id, wait=60, k=3).items[0]
    assert two.parents == (one.id,)
    open_job = system.recommend("v02", say="make this vintage", item=one.id, wait=0).pending[0].job
    gone = system.withdraw("c00", reason="takedown")
    assert set(gone) == {"c00", one.id, two.id, private.id}
    for id in gone:
        with pytest.raises(Gone):
            system.item(id, user=MIA)
    assert system.job(open_job).state == "cancelled"
    assert system.work() is None
    assert not {"c00"} & {item.work for item in system.recommend("new", k=50).items}
    with pytest.raises(Gone):
        system.recommend("v00", item=one.id)
    assert not system.home.collection("meaning").get(gone)[1].any()


def test_withdrawn_stays_withdrawn_when_it_comes_again(world, system):
    system.withdraw("c01", reason="takedown")
    corpus = world.parent / "corpus"
    report = system.ingest(corpus / "items.csv", rights="own")
    assert report.n_rejected == 1
    with pytest.raises(Gone):
        system.item("c01")


def test_a_copied_home_is_the_same_home(system, tmp_path):
    from generec.system import GeneRec

    made = system.recommend("v00", say="make this black and white", item="c00", wait=60, k=3).items[0]
    system.close()
    shutil.copytree(system.home.path, tmp_path / "moved")
    shutil.rmtree(system.home.path)
    with GeneRec.open(tmp_path / "moved") as moved:
        again = moved.recommend("v01", say="make this black and white", item="c00", k=3).items[0]
        assert again.id == made.id
        assert moved.verify(again.media).trusted


def test_a_caption_that_a_viewer_dictates_is_theirs_alone(system):
    words = f'add the caption "{WORDS}"'
    mine, hers = (
        system.recommend(user, say=words, item="c00", wait=60, k=3).items[0] for user in ("v00", MIA)
    )
    assert mine.origin == hers.origin == "edited"
    assert mine.id != hers.id
    assert system.item(hers.id, user=MIA).owner == MIA
    with pytest.raises(NotFound):
        system.item(hers.id, user="v00")
    assert not {mine.id, hers.id} & {item.id for item in system.recommend("v01", k=50).items}
    system.erase(MIA)
    assert traces(system.home.path, MIA) == []
    assert system.item(mine.id, user="v00").state == "live"
    system.erase("v00")
    assert traces(system.home.path, WORDS) == []
