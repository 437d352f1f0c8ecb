"""The corpus as the studio sees it: browsed, searched, and each item with its family."""

from urllib.parse import quote


def test_the_corpus_is_browsed_and_searched(ann):
    all_ = ann.get("/items").json()
    assert (all_["total"], all_["next"]) == (8, None)
    assert {one["kind"] for one in ann.get("/items?kind=image").json()["items"]} == {"image"}
    assert ann.get("/items?origin=created").json()["items"] == []
    found = ann.get("/items?q=lamps").json()["items"]
    assert {one["title"] for one in found[:2]} <= {"Lamps at night", "More lamps", "A note"}
    assert found[0]["match"] == "words"
    assert found[-1]["match"] == "meaning"
    assert ann.get("/items?q=photo").json()["items"][0]["id"] == "photo"
    assert ann.get("/items?kind=odd").status_code == 400


def test_an_item_has_its_family_and_results(ann, system):
    made = system.edit("boats", operations=["clip:3"])
    again = system.edit(made.id, operations=["style:noir"])
    system.feedback(
        [
            {"user": f"v{n}", "item": made.id, "kind": kind, **more}
            for n in range(6)
            for kind, more in (("impression", {}), ("view", {"value": 1.0 + n}))
        ]
        + [{"user": "v1", "item": made.id, "kind": "like"}]
    )
    told = ann.get(f"/items/{quote(made.id, safe='')}").json()
    assert {node["id"] for node in told["family"]["nodes"]} == {"boats", made.id, again.id}
    assert sorted(map(tuple, told["family"]["pairs"])) == sorted([("boats", made.id), (made.id, again.id)])
    assert told["variants"][0]["id"] == "boats"
    (mine,) = [one["outcome"] for one in told["variants"] if one["id"] == made.id]
    assert (mine["impressions"], mine["viewers"], mine["views"]) == (6, 6, 6)
    assert mine["likes"]["low"] < mine["likes"]["value"] < mine["likes"]["high"]
    assert mine["dwell_s"]["low"] < mine["dwell_s"]["value"] == 3.5 < mine["dwell_s"]["high"]
    assert told["provenance"]["changes"]


def test_odd_ids_and_what_is_gone(ann, system):
    strange = next(one["id"] for one in ann.get("/items?q=night").json()["items"])
    assert ann.get(f"/items/{quote(strange, safe='')}").json()["id"] == strange
    assert ann.get("/items/nowhere").status_code == 404
    system.withdraw("boats")
    told = ann.get("/items/boats").json()
    assert (told["state"], told["media"], told["thumbnail"]) == ("withdrawn", None, None)
    assert [one["id"] for one in ann.get("/items?withdrawn=true").json()["items"]] == ["boats"]


def test_another_viewers_own_items_are_not_there(ann, system):
    made = system.edit("boats", say="put the caption 'for my eyes only' on it", user="v1")
    assert made.owner == "v1"
    assert ann.get(f"/items/{made.id}").status_code == 404
    assert made.id not in {one["id"] for one in ann.get("/items").json()["items"]}
    assert made.id not in {one["id"] for one in ann.get("/items/boats").json()["family"]["nodes"]}
