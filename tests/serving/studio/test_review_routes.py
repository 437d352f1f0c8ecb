"""The review queue as the studio sees it."""

import pytest

from generec.domain.drafts import Verdict
from generec.serving.studio.review_routes import places


def test_a_held_draft_comes_with_its_evidence_its_source_and_what_was_asked(reviewer):
    (told,) = reviewer.get("/reviews").json()["reviews"]
    assert (told["kind"], told["private"], told["state"]) == ("video", False, "waiting")
    assert told["wish"]["edits"][0] == {"op": "style", "name": "noir"}
    assert [source["id"] for source in told["sources"]] == ["boats"]
    assert told["verdicts"][0]["outcome"] == "hold"
    assert told["verdicts"][0]["places"][0]["time_s"] >= 0
    media = reviewer.client.get(told["media"], headers={"Range": "bytes=0-99"})
    assert (media.status_code, len(media.content)) == (206, 100)
    source = reviewer.client.get(told["sources"][0]["media"])
    assert source.status_code == 200


@pytest.mark.parametrize(("decision", "state"), [("approve", "approved"), ("reject", "rejected")])
def test_a_decision_is_kept_under_the_operators_own_name(reviewer, strict, decision, state):
    (told,) = reviewer.get("/reviews").json()["reviews"]
    forged = {"decision": decision, "note": "seen", "by": "somebody else"}
    assert reviewer.post(f"/reviews/{told['id']}", forged).status_code == 400
    done = reviewer.post(f"/reviews/{told['id']}", {"decision": decision, "note": "seen"}).json()
    assert (done["state"], done["by"], done["note"]) == (state, "ann", "seen")
    assert reviewer.get("/reviews").json()["reviews"] == []
    assert strict.held(told["id"]).by == "ann"
    published = strict.home.rows.items.count().get("edited.live", 0)
    assert published == (1 if decision == "approve" else 0)
    assert reviewer.post(f"/reviews/{told['id']}", {"decision": "approve"}).status_code == 403


def test_places_are_read_from_what_checks_say():
    def of(outcome: str = "hold", **detail):
        return list(places(Verdict(check="c", outcome=outcome, detail=detail)))

    assert of(time_s=1.5, frames=3) == [{"time_s": 1.5}]
    assert of(sentence="bad words", time_s=2.0, box=[0.1, 0.2, 0.3, 0.1]) == [
        {"span": "bad words", "time_s": 2.0, "box": [0.1, 0.2, 0.3, 0.1]}
    ]
    assert of(strangers=[["number", "7"], ["name", "Ada"]]) == [{"span": "7"}, {"span": "Ada"}]
    assert of(found=[[-1.0, "w", 4.0, 30]]) == [{"time_s": 0.0, "pair": {"item": "w", "time_s": 4.0}}]
    assert of(found=[["email", "text"]], strangers="odd", time_s="odd") == []
    assert of("pass", time_s=1.0) == []
    told = Verdict(check="c", outcome="hold", evidence="the picture at 2.9 s is like no frame")
    assert list(places(told)) == [{"time_s": 2.9}]


def test_an_open_page_asks_for_ids_and_who_decided(reviewer, strict):
    (held,) = strict.reviews()
    assert reviewer.get("/reviews/waiting").json() == {"ids": [held.id]}
    assert reviewer.get(f"/reviews/{held.id}").json()["state"] == "waiting"
    strict.review(held.id, "reject", by="ben")
    assert reviewer.get("/reviews/waiting").json() == {"ids": []}
    told = reviewer.get(f"/reviews/{held.id}").json()
    assert (told["state"], told["by"]) == ("rejected", "ben")
    assert reviewer.get("/reviews/h_none").status_code == 404
