"""What was understood, put right part by part."""

import pytest

from generec.domain.errors import DataError
from generec.domain.guidance import Guidance
from generec.instructor.amending import Amendment, amended


@pytest.fixture(scope="module")
def heard(instructor):
    return instructor(text="shorter, more cooking, no politics, and make this a cartoon")


def without(guidance, *parts, lasting=None):
    return amended(guidance, Amendment(without=parts, lasting=lasting))


def test_one_part_goes_and_the_rest_stays(heard):
    left = without(heard, "less/0").record()
    assert left["less"] == []
    assert left["more"] == heard.record()["more"]
    assert left["edits"] == heard.record()["edits"]
    assert left["limits"] == heard.record()["limits"]


def test_without_its_changes_an_edit_is_a_search(heard):
    assert heard.route == "edit"
    gone = [f"edits/{number}" for number in range(len(heard.edits))]
    left = without(heard, *gone)
    assert (left.route, left.target, left.edits) == ("retrieve", "feed", ())
    assert left.more == heard.more


def test_a_limit_goes(instructor):
    heard = instructor(text="more cooking, at most 20 seconds")
    left = without(heard, "limits/max_seconds")
    assert heard.limits.max_seconds == 20
    assert left.limits.max_seconds is None
    assert left.more == heard.more


def test_everything_goes(heard):
    assert without(heard, "all") == Guidance()
    record = heard.record()
    parts = [f"{name}/{at}" for name in ("more", "less", "edits") for at in range(len(record[name]))]
    parts += [f"limits/{name}" for name, value in record["limits"].items() if value is not None]
    assert without(heard, *parts).clauses == ()


def test_for_good_and_for_now_again(heard):
    good = without(heard, lasting=True)
    assert all(clause.lasting for clause in good.clauses)
    assert without(good, lasting=False) == heard.model_copy(update={"reply": Guidance().reply})


def test_what_is_made_loses_a_part_or_all(instructor):
    heard = instructor(text="make me a 20 second video of rockets and planets")
    assert heard.create
    assert len(heard.create.about) == 2
    one = without(heard, "create/about/0", "create/seconds")
    assert one.create.about == heard.create.about[1:]
    assert one.create.seconds is None
    assert one.route == "create"
    assert without(heard, "create/about/0", "create/about/1").create is None
    assert without(heard, "create").route == "retrieve"


def test_the_words_do_not_stay_where_they_said_more(heard):
    words = {clause.words for clause in without(heard, "less/0", "limits/max_seconds", "more/0").clauses}
    assert "politics" not in " ".join(words)


@pytest.mark.parametrize("part", ["less/7", "less/x", "more", "limits/height", "words", "edits/-1", ""])
def test_a_part_that_is_not_there_is_named(heard, part):
    with pytest.raises(DataError, match="no part"):
        without(heard, part)
