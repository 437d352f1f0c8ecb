"""The client for language models against an endpoint on real sockets that misbehaves in every way."""

import asyncio
import json
import logging
import subprocess
import sys
import time
from typing import Literal

import pytest
from pydantic import BaseModel, ValidationError

from generec.domain.errors import ConfigError, ServiceError
from generec.models.chat import ChatClient, ChatConfig, Message
from generec.models.chat_form import strict

WORDS = [
    Message(role="system", content="Name a fruit."),
    Message(role="user", content="the secret word is rhubarb 🍓"),
]


class Seed(BaseModel):
    kind: Literal["seed"] = "seed"
    n: int | None = None


class Fruit(BaseModel):
    name: str
    seeds: tuple[Seed, ...] = ()


GOOD = {"name": "fig", "seeds": [{"kind": "seed", "n": 3}]}
FIG = Fruit.model_validate(GOOD)


@pytest.fixture
def ask(endpoint):
    def ask(**settings):
        config = {"model": "m", "deadline_s": 3.0, "backoff_s": 0.01, **settings}
        return ChatClient(ChatConfig(url=endpoint.url, **config))(WORDS, Fruit)

    return ask


def test_a_good_answer_is_a_validated_record(endpoint, ask, monkeypatch):
    monkeypatch.setenv("FRUIT_KEY", "k3y")
    endpoint.answers(endpoint.says(GOOD))
    assert ask(key_env="FRUIT_KEY", fields={"top_p": 1}) == FIG
    (body,), (headers,), (path,) = endpoint.bodies, endpoint.headers, endpoint.paths
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer k3y"
    assert body["messages"] == [message.model_dump() for message in WORDS]
    assert (body["model"], body["temperature"], body["top_p"], body["stream"]) == ("m", 0.0, 1, False)
    assert body["response_format"]["json_schema"]["strict"] is True


def test_what_is_empty_is_not_sent(endpoint, ask):
    endpoint.answers(endpoint.says(GOOD))
    ask(temperature=None, seed=None, max_tokens=None)
    assert not {"temperature", "seed", "max_tokens"} & endpoint.bodies[0].keys()
    assert "Authorization" not in endpoint.headers[0]


def test_half_characters_are_sent_as_question_marks(endpoint):
    endpoint.answers(endpoint.says(GOOD))
    broken = Message(role="user", content="fig \ud83c")
    assert ChatClient(ChatConfig(url=endpoint.url))([broken], Fruit) == FIG
    assert endpoint.bodies[0]["messages"][0]["content"] == "fig ?"


def test_a_strict_schema_requires_all_and_adds_nothing():
    made = strict(Fruit.model_json_schema())
    assert made["required"] == ["name", "seeds"]
    assert made["additionalProperties"] is False
    assert made["properties"]["seeds"] == {"type": "array", "items": {"$ref": "#/$defs/Seed"}}
    assert made["$defs"]["Seed"]["properties"]["n"] == {"anyOf": [{"type": "integer"}, {"type": "null"}]}
    assert "default" not in json.dumps(made)


@pytest.mark.parametrize("status", [400, 422, 501])
def test_without_schemas_an_object_is_asked_for_and_then_words(endpoint, status):
    endpoint.answers(
        endpoint.reply(status),
        endpoint.reply(status),
        endpoint.says(f"Sure!\n```json\n{json.dumps(GOOD)}\n```"),
    )
    chat = ChatClient(ChatConfig(url=endpoint.url))
    assert chat(WORDS, Fruit) == FIG
    formats = [body.get("response_format", {}).get("type") for body in endpoint.bodies]
    assert formats == ["json_schema", "json_object", None]
    first, user = endpoint.bodies[2]["messages"]
    assert first["role"] == "system"
    assert '"seeds"' in first["content"]
    assert user == WORDS[1].model_dump()
    assert chat(WORDS, Fruit) == FIG
    assert len(endpoint.bodies) == 4, "what it takes is remembered"


def test_one_request_refused_in_every_form_is_not_remembered(endpoint):
    endpoint.answers(*[endpoint.reply(400)] * 3, endpoint.says(GOOD))
    chat = ChatClient(ChatConfig(url=endpoint.url))
    with pytest.raises(ServiceError, match="400"):
        chat(WORDS, Fruit)
    chat(WORDS, Fruit)
    assert endpoint.bodies[-1]["response_format"]["type"] == "json_schema"


BAD = {
    "no JSON": "I would rather talk about rhubarb.",
    "half JSON": '{"name": "rhub',
    "another form": {"fruit": "rhubarb"},
    "a wrong type": {"name": 7, "seeds": "rhubarb"},
    "a list": '["rhubarb"]',
    "no numbers": '{"name": "x", "seeds": [{"n": NaN}]}',
    "half characters": '{"name": "rhubarb \\ud800"}',
    "deep": '{"name": ' + "[" * 60_000,
    "nothing": "",
    "null": None,
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_an_answer_of_another_form_is_an_error_that_quotes_nothing(endpoint, ask, content):
    endpoint.answers(endpoint.says(content))
    with pytest.raises(ServiceError, match="no usable answer") as caught:
        ask()
    assert "rhub" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert len(endpoint.bodies) == 3, "each form was tried"


def test_an_answer_that_fits_only_on_asking_again_in_words_counts(endpoint, ask):
    endpoint.answers(endpoint.says("A fig."), endpoint.says(GOOD))
    assert ask() == FIG


def test_thinking_aloud_before_the_answer_is_passed_over(endpoint, ask):
    endpoint.answers(endpoint.says('<think>{"name": "plum"}</think>' + json.dumps(GOOD)))
    assert ask() == FIG


@pytest.mark.parametrize(
    ("said", "told"), [({"finish": "length"}, "max_tokens"), ({"refusal": "rhubarb"}, "refused")]
)
def test_cut_off_and_refused_answers_say_so(endpoint, ask, said, told):
    endpoint.answers(endpoint.says(GOOD, **said))
    with pytest.raises(ServiceError, match=told):
        ask()


@pytest.mark.parametrize("body", [b"<html>", b"", {"choices": []}, [], 7, {"choices": [{"message": "x"}]}])
def test_what_is_no_chat_response_is_an_error(endpoint, ask, body):
    endpoint.answers(endpoint.reply(200, body))
    with pytest.raises(ServiceError):
        ask(form="schema")


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_passes_is_tried_again(endpoint, ask, status):
    endpoint.answers(endpoint.reply(status), endpoint.reply(status), endpoint.says(GOOD))
    assert ask() == FIG
    assert len(endpoint.bodies) == 3


def test_retries_end(endpoint, ask):
    endpoint.answers(endpoint.reply(500, b"rhubarb"))
    with pytest.raises(ServiceError, match="500"):
        ask(retries=1)
    assert len(endpoint.bodies) == 2


def test_a_broken_connection_is_tried_again(endpoint, ask):
    endpoint.answers(endpoint.breaks, endpoint.says(GOOD))
    assert ask() == FIG


def test_retry_after_is_honoured(endpoint, ask):
    endpoint.answers(endpoint.reply(429, Retry_After="1"), endpoint.says(GOOD))
    began = time.monotonic()
    assert ask() == FIG
    assert time.monotonic() - began >= 1.0


@pytest.mark.parametrize("after", ["60", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_retry_that_comes_too_late_is_not_waited_for(endpoint, ask, after):
    endpoint.answers(endpoint.reply(429, Retry_After=after))
    began = time.monotonic()
    with pytest.raises(ServiceError, match="429, and the next try would come too late"):
        ask()
    assert time.monotonic() - began < 1.0


@pytest.mark.parametrize("slow", ["hangs", "drips"])
def test_the_deadline_holds(endpoint, ask, slow):
    endpoint.answers(getattr(endpoint, slow))
    began = time.monotonic()
    with pytest.raises(ServiceError, match=r"within 0\.4 s"):
        ask(deadline_s=0.4)
    assert time.monotonic() - began < 1.0


def test_nobody_there_is_an_error():
    with pytest.raises(ServiceError, match="failed: it cannot be reached"):
        ChatClient(ChatConfig(url="http://127.0.0.1:9", backoff_s=0.01))(WORDS, Fruit)


def test_huge_answers_are_not_read(endpoint, ask):
    endpoint.answers(endpoint.says({"name": "fig" * 100_000}))
    with pytest.raises(ServiceError, match="more than 262144 bytes"):
        ask()


def test_compressed_answers_are_refused(endpoint, ask):
    endpoint.answers(endpoint.reply(200, b"\x1f\x8b", Content_Encoding="gzip"))
    with pytest.raises(ServiceError, match="compressed"):
        ask()


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_redirects_are_not_followed(endpoint, ask, status):
    endpoint.answers(endpoint.reply(status, Location="http://localhost:9/v1/chat/completions"))
    with pytest.raises(ServiceError, match="points elsewhere"):
        ask()
    assert len(endpoint.bodies) == 1


@pytest.mark.parametrize(("status", "told"), [(401, "NO_KEY"), (403, "NO_KEY"), (404, r"llm\.model")])
def test_a_wrong_key_or_name_is_told_at_once(endpoint, ask, monkeypatch, status, told):
    monkeypatch.setenv("NO_KEY", "wrong")
    endpoint.answers(endpoint.reply(status))
    with pytest.raises(ConfigError, match=told) as caught:
        ask(key_env="NO_KEY")
    assert "wrong" not in str(caught.value)
    assert len(endpoint.bodies) == 1


def test_a_key_that_is_not_set_names_its_variable(endpoint, ask, monkeypatch):
    monkeypatch.delenv("NO_KEY", raising=False)
    with pytest.raises(ConfigError, match="NO_KEY"):
        ask(key_env="NO_KEY")


def test_proxies_are_not_used_on_the_way_to_this_machine(endpoint, ask, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    endpoint.answers(endpoint.says(GOOD))
    assert ask() == FIG


def test_words_and_keys_are_never_logged(endpoint, ask, monkeypatch, caplog):
    monkeypatch.setenv("FRUIT_KEY", "k3y-k3y")
    caplog.set_level(logging.DEBUG)
    endpoint.answers(endpoint.reply(500, b"rhubarb"), endpoint.says('{"name": "rhubarb"}'))
    ask(key_env="FRUIT_KEY")
    assert caplog.text, "the log is on"
    assert "rhubarb" not in caplog.text
    assert "k3y-k3y" not in caplog.text


def test_it_works_where_the_caller_runs_an_event_loop(endpoint, ask):
    endpoint.answers(endpoint.says(GOOD))

    async def inside():
        return ask()

    assert asyncio.run(inside()) == FIG


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/v1",
        "localhost:8080",
        "https://name:word@host/v1",
        "https://host/v1?key=k",
        "http://h:x/v1",
    ],
)
def test_addresses_that_are_none_or_hold_secrets_are_refused(url):
    with pytest.raises(ValidationError):
        ChatConfig(url=url)


def test_without_the_extra_the_error_names_it():
    code = (
        "import sys; sys.modules['httpx'] = None\n"
        "from generec.models.chat import ChatClient, ChatConfig\n"
        "try: ChatClient(ChatConfig(url='http://127.0.0.1:9'))\n"
        "except Exception as error: print(type(error).__name__, error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.startswith("MissingExtra")
    assert "generec[llm]" in run.stdout
