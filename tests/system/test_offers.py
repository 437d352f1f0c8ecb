"""Offers to viewers whom nothing seems to suit: rare, logged, and taken up in plain words."""

UNMADE = {"decide": {"explore": 0.0}, "generation": {"routes": {"create": "off"}}}
"""Nothing is created here."""


def skip_everything(system, clock, user="v00", n=8):
    feed = system.recommend(user, k=n)
    shown = feed.items[:n]
    rows = [
        {"user": user, "item": item.id, "kind": kind, "at": clock.now + number}
        for number, item in enumerate(shown)
        for kind in ("skip", "dislike")
    ]
    assert system.feedback(rows) == 2 * len(shown)
    clock.now += 60


def test_who_skips_everything_is_offered_something_new_where_it_can_be_made(opened, clock):
    system = opened(decide={"explore": 0.0})
    skip_everything(system, clock)
    feed = system.recommend("v00", k=3)
    assert feed.reply.kind == "ask"
    assert next(step for step in feed.trace if step.step == "decide").did == "offer to create"
    logged = system.home.rows.decisions.of_request(feed.request)[0]
    assert (logged.options[logged.chosen], logged.propensity) == ("create", 1.0)
    taken = system.recommend("v00", say=feed.reply.choices[0], after=feed.request, k=3)
    assert taken.guidance.route == "create"
    assert taken.pending or taken.reply.text


def test_who_skips_everything_is_offered_a_change_once_and_can_take_it_up(opened, clock):
    system = opened(**UNMADE)
    before = system.recommend("v00", k=3)
    assert (before.reply.kind, before.reply.text) == ("done", "")
    skip_everything(system, clock)
    feed = system.recommend("v00", k=3)
    assert feed.reply.kind == "ask"
    assert 2 <= len(feed.reply.choices) <= 3
    assert feed.items, "there is a feed all the same"
    route = next(step for step in feed.trace if step.step == "decide")
    assert route.did == "offer to edit"
    assert "does not suit you" in route.because
    logged = system.home.rows.decisions.of_request(feed.request)[0]
    assert (logged.kind, logged.options[logged.chosen], logged.propensity) == ("route", "edit", 1.0)
    taken = system.recommend("v00", say=feed.reply.choices[-1], after=feed.request, k=3)
    assert taken.guidance.route == "edit"
    assert taken.pending
    again = system.recommend("v00", k=3)
    assert (again.reply.kind, again.reply.choices) == ("done", ())
    clock.now += 3601
    assert system.recommend("v00", k=3).reply.kind == "ask"


def test_nothing_is_offered_where_nothing_can_be_made(opened, clock):
    system = opened(decide={"explore": 0.0}, generation={"generation": "off"})
    skip_everything(system, clock)
    assert system.recommend("v00", k=3).reply.kind == "done"
    system.set_viewer("v00", profiling=False)
    assert system.about("v00")["dissatisfaction"] == 0.0


def test_looks_that_did_well_are_known_and_offered(opened, clock):
    system = opened(**UNMADE)
    made = system.edit("c00", operations=["style:vintage"], user="v00")
    system.feedback(
        [{"user": "v00", "item": made.id, "kind": kind} for kind in ("like", "share", "complete")]
    )
    assert system.about("v00")["looks"]["vintage"] > 0
    assert "the look vintage" in system.recommend("v00", k=1).trace[0].did
    clock.now += 60
    skip_everything(system, clock)
    assert "make everything vintage" in system.recommend("v00", k=3).reply.choices
