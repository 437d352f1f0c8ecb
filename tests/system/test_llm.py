"""A language model named in the settings: the whole way from words to feed, and what the doctor says."""

import json
import sys

import pytest

from generec.domain.errors import ConfigError, MissingExtra
from generec.instructor import Instructor
from generec.instructor.model_talk import Heard, script
from generec.system.doctor import examine
from generec.system.llm import LlmConfig, writer


@pytest.fixture
def model(endpoint):
    """A model that reads the control wishes right, and everything else as it is told."""
    right = {
        c["wish"]: {side: [c[side]] for side in ("more", "less") if side in c} for c in script()["control"]
    }
    heard = {"*": {"clear": False}, **right}

    def answer(handler):
        wish = json.loads(endpoint.bodies[-1]["messages"][-1]["content"])["wish"]
        found = Heard.model_validate(heard.get(wish, heard["*"]))
        endpoint.says(found.model_dump(mode="json"))(handler)

    endpoint.answers(answer)
    endpoint.heard = heard
    return endpoint


def step(feed):
    return next(s for s in feed.trace if s.step == "instructor")


def topics(feed):
    return {item.title.split()[0] for item in feed.items}


def test_without_an_endpoint_there_is_no_model(system):
    assert type(system.parts.reading.advised) is Instructor
    assert step(system.recommend("v00", say="no boats")).because == "these are the viewer's words"


def test_an_inverted_wish_changes_nothing_in_the_feed_and_the_trace_says_so(opened, model):
    model.heard["no boats, please"] = {"more": ["boats"]}
    system = opened(llm={"url": model.url, "model": "m"})
    feed = system.recommend("v00", say="no boats, please")
    assert "Boats" not in topics(feed)
    assert "read 'boats' the other way round and was not followed" in step(feed).because
    assert step(feed).did == "no boats"


def test_what_only_the_model_can_read_steers_the_feed(opened, model):
    text = "honestly the lamps were on again and my head hurts"
    model.heard[text] = {"less": ["lamps"]}
    system = opened(llm={"url": model.url, "deadline_s": 20.0})
    assert system.understand(text).less[0][0] == "lamps"
    feed = system.recommend("v01", say=text)
    assert "Lamps" not in topics(feed)
    assert step(feed).because == "the model read it; the grammar found no wish"


def test_when_nobody_answers_the_feed_comes_all_the_same(opened):
    system = opened(llm={"url": "http://127.0.0.1:9/v1", "backoff_s": 0.01})
    feed = system.recommend("v00", say="no boats")
    assert feed.items
    assert "the model gave no usable answer in time" in step(feed).because


def test_wishes_can_be_kept_here(opened, model):
    system = opened(llm={"url": model.url, "wishes": "never"})
    system.recommend("v00", say="no boats")
    assert model.bodies == []


def test_only_unclear_wishes_may_be_sent(opened, model):
    system = opened(llm={"url": model.url, "wishes": "unclear"})
    system.recommend("v00", say="no boats")
    assert model.bodies == []
    system.understand("hello")
    assert len(model.bodies) == 1


def test_a_question_and_its_answer_are_logged_with_their_reason(opened, model):
    model.heard["I don't want fewer boats clips"] = {"less": ["boats"]}
    system = opened(llm={"url": model.url, "deadline_s": 20.0})
    feed = system.recommend("v00", say="I don't want fewer boats clips")
    assert feed.reply.kind == "ask"
    assert "opposite ways" in step(feed).because
    answered = system.recommend("v00", say=feed.reply.choices[0], after=feed.request)
    assert "Boats" not in topics(answered)


def test_a_key_never_stands_in_the_settings(opened):
    with pytest.raises(ConfigError, match="there is no such setting"):
        opened(llm={"url": "http://127.0.0.1:9/v1", "key": "secret"})


def test_without_the_extra_a_home_with_an_endpoint_says_what_is_missing(opened, monkeypatch):
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(MissingExtra, match=r"generec\[llm\]"):
        opened(llm={"url": "http://127.0.0.1:9/v1"})


def found(folder, url=""):
    (folder / "generec.toml").write_text(f'[llm]\nurl = "{url}"\nbackoff_s = 0.01\n')
    return next(f for f in examine(folder) if f.what == "language model")


def test_the_doctor_says_that_there_is_none(tmp_path):
    assert found(tmp_path).state == "absent"


def test_the_doctor_says_whether_it_answers_and_reads_well(tmp_path, model):
    good = found(tmp_path, model.url)
    assert good.state == "ok"
    assert "reads all 4 control wishes right" in good.detail
    for wish in [control["wish"] for control in script()["control"]]:
        model.heard[wish] = {"more": ["shows"]}
    weak = found(tmp_path, model.url)
    assert weak.state == "ok"
    assert "misreads plain wishes: the grammar alone will be followed" in weak.detail
    nobody = found(tmp_path, "http://127.0.0.1:9/v1")
    assert nobody.state == "wrong"
    assert "cannot be reached" in nobody.detail


def test_editors_may_ask_for_as_long_as_a_text_takes():
    config = LlmConfig(url="https://models.example/v1", model="m", texts_deadline_s=45.0)
    assert writer(config).config.deadline_s == 45.0
    assert config.name == "m@models.example"
    assert writer(config.model_copy(update={"texts": False})) is None
    assert writer(LlmConfig()) is None
    assert LlmConfig().name == ""
