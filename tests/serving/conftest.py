"""A small real home behind a real app: clips, a photo and a text made by code, and a short log."""

import shutil
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image

from generec.serving.app import create_app
from generec.serving.keys import Keys
from generec.serving.run import start
from generec.serving.service import ServingConfig
from generec.system import GeneRec

EVIL = "<img src=x onerror='window.__xss=1'><script>window.__xss=1</script>"
STRANGE = "shelf/one & two?#%/🎬"
LOCAL = "http://127.0.0.1:8000"
ELSEWHERE = "http://rec.example.org"


def _corpus(folder: Path, make, table) -> tuple[Path, Path]:
    folder.mkdir()
    titles = ["Boats at noon", EVIL, "Lamps at night", "Trees in wind", "Boats again", "More lamps"]
    ids = ["boats", "evil", STRANGE, "trees", "boats-2", "lamps-2"]
    topics = ["boats", "boats", "lamps", "trees", "boats", "lamps"]
    items = []
    for number, (id, title, topic) in enumerate(zip(ids, titles, topics, strict=True)):
        clip = folder / f"c{number}.mp4"
        make.clip(
            clip, seconds=6.0, size=(180, 320), fps=12, scenes=(number, 50 + number, 90 + number), audio=True
        )
        items.append({"id": id, "title": title, "topics": topic, "media": clip.name, "text": ""})
    Image.fromarray(make.scene(7, 240, 320)).save(folder / "photo.png")
    items.append({"id": "photo", "title": "A photo", "topics": "trees", "media": "photo.png", "text": ""})
    items.append({"id": "words", "title": "A note", "topics": "lamps", "media": "", "text": "Words alone."})
    now = int(time.time())
    events = [
        {
            "user_id": f"v{viewer}",
            "item_id": ids[(viewer + step) % 6],
            "timestamp": now - 9000 + step,
            "liked": 1,
        }
        for viewer in range(6)
        for step in range(2)
    ]
    return table(folder / "items.csv", items), table(folder / "log.csv", events)


@pytest.fixture(scope="session")
def filled(tmp_path_factory, make, table, models) -> Path:
    """A home that was filled once; tests work on copies."""
    folder = tmp_path_factory.mktemp("serving")
    items, log = _corpus(folder / "corpus", make, table)
    with GeneRec.open(folder / "home") as system:
        report = system.ingest(items, interactions=log, rights="own")
        assert report.n_rejected == 0
    return folder / "home"


@pytest.fixture
def system(filled, tmp_path):
    """A home of the test's own."""
    shutil.copytree(filled, tmp_path / "home")
    with GeneRec.open(tmp_path / "home") as system:
        yield system


@pytest.fixture
def keys(system) -> Keys:
    return Keys(system.home.path / "keys")


@pytest.fixture
def local(system, keys):
    """A client of a server that only this machine can reach."""
    with TestClient(create_app(system, loopback=True, keys=keys), base_url=LOCAL) as client:
        yield client


@pytest.fixture
def outside(system, keys):
    """A client, without key or token, of a server that others can reach."""
    with TestClient(create_app(system, loopback=False, keys=keys), base_url=ELSEWHERE) as client:
        yield client


@pytest.fixture
def bearer(keys):
    """Headers with a fresh server key, or with the token of a viewer."""

    def make_(user: str | None = None, **options) -> dict[str, str]:
        credential = keys.token(user, 600, **options) if user else keys.new(f"key {len(keys.names())}")
        return {"Authorization": f"Bearer {credential}"}

    return make_


@pytest.fixture
def running(system):
    """A server on a port of its own, with a worker."""
    server = start(system, port=0, config=ServingConfig(streams_of_viewer=2))
    yield server
    server.stop()


@pytest.fixture(scope="session")
def error_of():
    """The error in a response, which has the one shape and nothing else."""

    def read(response) -> dict:
        content = response.json()
        assert set(content) == {"error"}
        assert set(content["error"]) == {"code", "message", "field"}
        assert content["error"]["message"]
        assert "Traceback" not in response.text
        return content["error"]

    return read
