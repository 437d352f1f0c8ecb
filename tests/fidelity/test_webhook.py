"""The operator's own service: a real one on this machine, well-behaved and not."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from pydantic import ValidationError

from generec.domain.errors import DataError
from generec.fidelity.checking import open_checks
from generec.fidelity.gate import LICENCE, MEDIA, GateConfig
from generec.fidelity.webhook import NAME, SIGNATURE, TIMESTAMP, WebhookCheck, WebhookConfig, sign

SECRET = "s" * 32


class Service:
    """Answers as it is told; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict] = []
        self.how = "well"
        self.outcome = "pass"
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                service.answer(self)

            def log_message(self, *_: object) -> None: ...

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/check"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        body = request.rfile.read(int(request.headers["Content-Length"]))
        assert request.headers[SIGNATURE] == sign(SECRET.encode(), request.headers[TIMESTAMP], body)
        question = json.loads(body)
        self.asked.append(question)
        said = {"id": question["id"], "outcome": self.outcome, "score": 0.5, "evidence": "looked"}
        if self.how == "another question":
            said["id"] = "0" * 32
        text = json.dumps(said).encode()
        text = {"garbage": b"<html>", "no outcome": b'{"id": "x"}', "endless": b"x" * 200_000}.get(
            self.how, text
        )
        stamp = str(int(time.time()) - (3600 if self.how == "old" else 0))
        key = b"other" if self.how == "wrong secret" else SECRET.encode()
        request.send_response({"redirect": 307, "error": 500}.get(self.how, 200))
        if self.how == "redirect":
            request.send_header("Location", self.url + "/other")
        if self.how != "unsigned":
            request.send_header(TIMESTAMP, stamp)
            request.send_header(SIGNATURE, sign(key, stamp, text))
        request.end_headers()
        for byte in text if self.how == "slow" else ():
            time.sleep(0.1)
            try:
                request.wfile.write(bytes([byte]))
            except OSError:
                return
        if self.how != "slow":
            request.wfile.write(text)


@pytest.fixture
def service():
    started = Service()
    yield started
    started.server.shutdown()
    started.server.server_close()


def check(service: Service, **settings: object) -> WebhookCheck:
    return WebhookCheck(WebhookConfig(url=service.url, secret=SECRET, **settings))


@pytest.mark.parametrize("outcome", ["pass", "warn", "hold", "block"])
def test_the_services_word_counts_and_it_learns_of_no_viewer(home, service, outcome: str) -> None:
    service.outcome = outcome
    draft = home.draft(home.source(), owner="viewer-7", title="A boat")
    verdict = check(service)(draft=draft, sources=())
    assert (verdict.check, verdict.outcome, verdict.score, verdict.evidence) == (NAME, outcome, 0.5, "looked")
    (asked,) = service.asked
    assert set(asked) == {"id", "kind", "texts", "frames"}
    assert (asked["kind"], asked["texts"]) == ("video", {"title": "A boat"})
    assert asked["frames"]
    assert "viewer-7" not in json.dumps(asked)


def test_what_is_sent_can_be_less(home, service) -> None:
    check(service, frames=0, texts=False)(draft=home.draft(home.source(), title="T"), sources=())
    assert (service.asked[0]["texts"], service.asked[0]["frames"]) == ({}, [])


@pytest.mark.parametrize(
    "how",
    [
        "wrong secret",
        "unsigned",
        "old",
        "another question",
        "garbage",
        "no outcome",
        "endless",
        "redirect",
        "error",
        "slow",
    ],
)
def test_whatever_goes_wrong_holds(home, service, how: str) -> None:
    service.how = how
    config = GateConfig(checks=(LICENCE, MEDIA, NAME))
    gate = home.shut(*home.gate.checks, check(service, timeout_s=1.0), config=config)
    source = home.source()
    began = time.monotonic()
    passage = gate(draft=home.draft(source), sources=[source], at=home.at)
    assert (passage.outcome, passage.item) == ("hold", None)
    assert passage.verdicts[-1].detail["failed"] is True
    assert time.monotonic() - began < 15
    assert len(service.asked) == 1, "no redirect is followed"


def test_a_service_that_is_not_there_holds(home, service) -> None:
    service.server.shutdown()
    service.server.server_close()
    with pytest.raises(DataError, match="did not answer"):
        check(service)(draft=home.draft(home.source()), sources=())


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"url": "http://moderation.example.org/", "secret": SECRET},
        {"url": "ftp://127.0.0.1/", "secret": SECRET},
        {"url": "https://user@example.org/", "secret": SECRET},
        {"url": "https://example.org/", "secret": "short"},
    ],
)
def test_it_is_not_opened_half_set(settings: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        WebhookConfig(**settings)


def test_it_is_found_by_name_reads_its_secret_from_a_file_and_does_not_tell_it(tmp_path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    told = {"url": "https://example.org/check", "secret_file": str(tmp_path / "secret")}
    (opened,) = open_checks([NAME], {NAME: told})
    assert opened.config.key() == SECRET.encode()
    assert SECRET not in repr(WebhookConfig(url="https://example.org/", secret=SECRET))
    assert NAME not in GateConfig().checks, "nothing is asked unless the operator says so"
