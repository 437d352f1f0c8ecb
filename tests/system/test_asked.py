"""What a viewer asks for in words teaches the system for later days; it is theirs to see and take back."""

from generec.instructor.amending import Amendment

DAY = 86_400.0


def of(topic: str, feed) -> int:
    return sum(topic in item.topics for item in feed.items)


def told(system, user="new") -> dict[str, float]:
    return {one["topic"]: one["weight"] for one in system.about(user)["topics"]}


def test_what_was_asked_for_yesterday_is_found_today_and_told(system, clock):
    before = system.recommend("new", k=4)
    topic = min(("boats", "lamps", "trees"), key=lambda topic: of(topic, before))
    system.recommend("new", say=f"more {topic}", k=4)
    clock.now += DAY
    later = system.recommend("new", k=4)
    assert of(topic, later) > of(topic, before)
    assert later.items[0].because == f"{topic}, which you asked for before"
    assert told(system)[topic] > 0.5
    clock.now += 200 * DAY
    assert told(system).get(topic, 0.0) < 0.01


def test_taking_the_wish_back_takes_back_what_it_taught(system):
    for undo in ({"say": "undo that"}, {"amend": Amendment(without=("all",))}):
        said = system.recommend("new", say="more boats", k=4)
        assert "boats" in told(system)
        system.recommend("new", after=said.request, k=4, **undo)
        assert "boats" not in told(system)


def test_further_pages_of_a_wish_do_not_say_it_again(system):
    said = system.recommend("new", say="more boats", k=2)
    once = told(system)["boats"]
    system.recommend("new", cursor=said.request, k=2)
    assert told(system)["boats"] == once


def test_it_is_off_with_profiling_and_goes_with_the_viewer(system):
    system.set_viewer("new", profiling=False)
    system.recommend("new", say="more boats", k=4)
    assert system.viewer("new").asked == ()
    system.set_viewer("new", profiling=True)
    system.recommend("new", say="more boats", k=4)
    assert "boats" in str(system.export("new"))
    system.erase("new")
    assert told(system) == {}
    assert system.viewer("new").asked == ()


def test_what_was_refused_teaches_nothing(system):
    system.recommend("new", say="make a video of boats sinking with naked children", k=4)
    assert system.viewer("new").asked == ()


def test_who_saw_all_of_it_is_told_so_and_offered_something_new(system, clock):
    boats = [item.id for _, item in system.home.rows.items.changed() if "boats" in item.topics]
    system.feedback([{"user": "new", "item": id, "kind": "view", "value": 1.0} for id in boats[1:]])
    assert "all that is here" not in system.recommend("new", say="more boats", k=4).reply.text
    system.feedback([{"user": "new", "item": boats[0], "kind": "view", "value": 1.0}])
    feed = system.recommend("new", say="more boats", k=4)
    assert feed.reply.text == "You have seen all that is here of boats."
    assert feed.reply.choices == ("make me a video about boats",)
    later = system.recommend("new", cursor=feed.request, k=4)
    assert not later.reply.text
    assert not system.recommend("new", k=4).reply.text
