"""A small real home for the command line, and calls in this process."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import generec
from generec.cli import main


@pytest.fixture(scope="session")
def corpus(tmp_path_factory, make, table) -> Path:
    """A folder with six clips of three topics, their table and a log of four viewers."""
    folder = tmp_path_factory.mktemp("cli") / "corpus"
    folder.mkdir()
    items, events = [], []
    for number in range(6):
        topic = ("boats", "lamps", "trees")[number % 3]
        name = f"c{number}.mp4"
        make.clip(
            folder / name, seconds=5.0, size=(128, 96), fps=12, scenes=(number, 90 + number), audio=True
        )
        items.append({"item_id": f"c{number}", "title": f"{topic} {number}", "topics": topic, "media": name})
    for viewer in range(4):
        for step in range(2):
            row = {"user_id": f"v{viewer}", "item_id": f"c{(viewer + 3 * step) % 6}"}
            events.append({**row, "timestamp": 1_750_000_000 + 10 * viewer + step, "liked": 1})
    table(folder / "log.csv", events)
    table(folder / "items.csv", items)
    return folder


@pytest.fixture(scope="session")
def filled(corpus, models) -> Path:
    """A home that was filled and fitted once; tests work on copies."""
    home = corpus.parent / "home"
    with generec.open(home) as system:
        system.ingest(corpus / "items.csv", interactions=corpus / "log.csv", rights="own")
        system.fit()
    return home


@pytest.fixture
def home(filled, tmp_path, monkeypatch) -> Path:
    """A home of the test's own, in an otherwise empty folder that is the current one."""
    shutil.copytree(filled, tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GENEREC_HOME", raising=False)
    return tmp_path / "home"


@pytest.fixture
def call(home):
    """Calls `generec` on the home."""

    def run(*args, **options):
        return CliRunner().invoke(
            main, ["--home", str(home), *map(str, args)], prog_name="generec", **options
        )

    return run
