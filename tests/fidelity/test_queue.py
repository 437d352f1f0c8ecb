"""Held drafts wait for a person, whose word the law's own checks do not bow to."""

import pytest

from generec.domain.drafts import Verdict
from generec.domain.errors import NotAllowed, NotFound
from generec.domain.profiles import Viewer
from generec.fidelity.gate import LICENCE, MEDIA, GateConfig
from generec.fidelity.queue import REVIEW, agreement, interval
from generec.fidelity.readback import LABEL

EXTRA = "fidelity.safety.acme.v1"
CONFIG = GateConfig(checks=(LICENCE, MEDIA, EXTRA), timeout_s=20)


@pytest.fixture
def gate(home, says):
    return home.shut(*home.gate.checks, says(EXTRA, "hold"), config=CONFIG)


def hold(home, gate, source, **fields):
    draft = home.draft(source, **fields)
    assert gate(draft=draft, sources=[source], at=home.at).outcome == "hold"
    return draft, home.rows.reviews.list(states=["waiting"])[-1]


@pytest.mark.parametrize("kind", ["video", "image", "text"])
def test_what_a_person_lets_pass_is_sealed_like_any_other_and_says_so(home, gate, kind: str) -> None:
    source = home.source(kind=kind, text="Long." if kind == "text" else None)
    before = set(home.blobs.keys())
    draft, review = hold(home, gate, source, kind=kind)
    item = gate.approve(review.id, by="ann", note="harmless", at=home.at + 9)
    seal = home.rows.making.seal(item.seal)
    assert (item.recipe, item.media, item.text) == (draft.recipe.key(), seal.media, draft.text)
    verdicts = home.rows.making.verdicts(item.recipe)
    assert [v.check for v in verdicts] == [LICENCE, MEDIA, EXTRA, REVIEW, LABEL]
    assert [v.outcome for v in verdicts] == ["pass", "pass", "warn", "pass", "pass"]
    assert verdicts[3].detail == {"review": review.id, "approved": [EXTRA]}
    assert "ann" not in "".join(v.model_dump_json() for v in verdicts)
    kept = home.rows.reviews.get(review.id)
    assert (kept.state, kept.by, kept.note, kept.item) == ("approved", "ann", "harmless", item.id)
    left = set(home.blobs.keys()) - before
    assert left == {key for key in (item.media, seal.manifest) if key and key.startswith("sha256:")}
    assert item.adults_only, "what was held is not for minors, whoever let it pass"
    assert gate(draft=draft, sources=[source], at=home.at + 20).item == item


def test_what_a_person_rejects_stays_out_whoever_asks_and_however_often(home, gate, says) -> None:
    source = home.source()
    before = set(home.blobs.keys())
    draft, review = hold(home, gate, source, owner="u1")
    gate.reject(review.id, by="ann", note="no", at=home.at)
    assert set(home.blobs.keys()) == before
    kind = home.shut(*home.gate.checks, says(EXTRA, "pass"), config=CONFIG)
    for owner in ("u1", "u2"):
        again = kind(draft=home.draft(source, owner=owner), sources=[source], at=home.at)
        assert (again.outcome, again.item) == ("block", None)
    assert home.rows.making.verdicts(draft.recipe.key(), owner="u1")[-1].check == REVIEW
    with pytest.raises(NotAllowed, match="rejected before"):
        gate.approve(review.id, by="bo", at=home.at)


def test_a_decision_is_made_once(home, gate) -> None:
    _, review = hold(home, gate, home.source())
    gate.approve(review.id, by="ann", at=home.at)
    for decide in (gate.approve, gate.reject):
        with pytest.raises(NotAllowed, match="approved before"):
            decide(review.id, by="bo", at=home.at)
    with pytest.raises(NotFound):
        gate.approve("h_none", by="bo", at=home.at)


def test_rights_are_asked_again_and_nobody_overrules_them(home, gate) -> None:
    source = home.source()
    _, review = hold(home, gate, source)
    home.rows.items.put([source.model_copy(update={"licence": "CC BY-ND 4.0"})])
    with pytest.raises(NotAllowed, match=f"cannot be approved: {LICENCE}"):
        gate.approve(review.id, by="ann", at=home.at)
    home.rows.items.withdraw("a", reason="takedown", at=home.at)
    with pytest.raises(NotAllowed, match="gone"):
        gate.approve(review.id, by="ann", at=home.at)
    assert home.rows.items.by_recipe(review.recipe) is None


def test_a_hold_by_the_law_is_not_approved_away(home, says) -> None:
    source = home.source()
    held = home.draft(source).model_copy(update={"duration_s": 99.0})  # not as long as it claims
    assert home.gate(draft=held, sources=[source], at=home.at).outcome == "hold"
    (review,) = home.rows.reviews.list()
    assert [v.check for v in review.held_by] == [MEDIA]
    with pytest.raises(NotAllowed, match=MEDIA):
        home.gate.approve(review.id, by="ann", at=home.at)


def test_what_is_let_pass_for_a_minor_is_shown_to_that_minor(home, gate) -> None:
    home.rows.viewers.put(Viewer(id="kim", minor=True))
    _, review = hold(home, gate, home.source(), owner="kim")
    item = gate.approve(review.id, by="ann", at=home.at)
    assert item.showable(at=home.at, user="kim", minor=True)


def test_the_same_draft_waits_once_and_shadow_stays_shadow(home, gate) -> None:
    source = home.source()
    for _ in range(2):
        gate(draft=home.draft(source), sources=[source], at=home.at, shadow=True)
    (review,) = home.rows.reviews.list()
    assert gate.approve(review.id, by="ann", at=home.at).state == "unavailable"


def test_a_takedown_empties_the_queue_of_what_was_made_from_it(home, gate) -> None:
    source = home.source()
    before = set(home.blobs.keys())
    _, review = hold(home, gate, source)
    gate.queue.drop(["a"], at=home.at)
    assert home.rows.reviews.get(review.id).state == "gone"
    assert set(home.blobs.keys()) == before


def test_decisions_are_counted_against_the_checks(home, gate) -> None:
    reviews = []
    for n, decision in enumerate(("rejected", "rejected", "rejected", "approved", "gone", "waiting")):
        _, review = hold(home, gate, home.source(f"s{n}"))
        more = Verdict(check="other.v1", outcome="hold" if n == 0 else "warn")
        reviews.append(review.model_copy(update={"state": decision, "verdicts": (*review.verdicts, more)}))
    rows = agreement(reviews)
    assert [(row.check, row.held, row.approved, row.rejected) for row in rows] == [
        (EXTRA, 4, 1, 3),
        ("other.v1", 1, 0, 1),
    ]
    assert (rows[0].precision, round(rows[0].low, 3), round(rows[0].high, 3)) == (0.75, 0.194, 0.994)


def test_intervals_are_clopper_and_pearsons() -> None:
    assert interval(0, 10)[0] == 0.0
    assert interval(10, 10)[1] == 1.0
    assert [round(bound, 4) for bound in interval(3, 149)] == [0.0042, 0.0577]
