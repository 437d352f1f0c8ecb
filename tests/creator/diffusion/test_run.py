"""A training in its folder: stopped, interrupted, killed and gone on with; nothing is lost or mixed up."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from generec.creator.diffusion import checkpoint, material, run
from generec.domain.errors import ConfigError, DataError, MissingModel

SHORT = {"steps": 24, "judge_every": 8, "judged": 8, "batch": 4}


def state(folder):
    return (folder / "state.pt").read_bytes()


def trained_in(folder, toy, config, **more):
    return run.train(folder, lambda: toy, config, **more)


@pytest.fixture(scope="module")
def whole(toy, toy_config, tmp_path_factory):
    """A run to its end: (folder, what it says)."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, trained_in(folder, toy, toy_config(**SHORT))


def test_a_run_leaves_a_checkpoint_a_curve_and_something_to_look_at(whole, toy):
    folder, told = whole
    assert told.step == told.steps == SHORT["steps"]
    assert told.works == 6
    assert told.groups == ("red, blue", "blue, red")
    lines = (folder / "curve.csv").read_text().splitlines()
    assert lines[0] == "step,training,trained,held_out,cpu_s"
    assert [line.split(",")[0] for line in lines[1:]] == ["8", "16", "24"]
    page = (folder / "report.html").read_text()
    assert "CC0 1.0" in page
    assert "<svg" in page
    assert (folder / "sheet.png").read_bytes()[:4] == b"\x89PNG"
    card = checkpoint.card(checkpoint.current(folder / "checkpoints"))
    assert [work.id for work in card.works] == [f"w{i}" for i in range(6)]
    assert card.licences() == {"CC0 1.0": 6}
    assert card.material == toy.fingerprint()


def test_a_checkpoint_is_named_by_its_hash_and_read_back_whole(whole):
    folder, told = whole
    path = checkpoint.current(folder / "checkpoints")
    assert str(path) == told.checkpoint
    assert checkpoint.named(folder / "checkpoints", path.stem) == path
    model = checkpoint.load(path)
    assert model.tastes.shape == (2, 6)
    with pytest.raises(MissingModel, match="generec train creator"):
        checkpoint.named(folder / "checkpoints", "0" * 64)


def test_an_altered_checkpoint_is_not_taken(whole, tmp_path):
    path = checkpoint.current(whole[0] / "checkpoints")
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    (tmp_path / path.name).write_bytes(content)
    with pytest.raises(MissingModel):
        checkpoint.named(tmp_path, path.stem)
    (tmp_path / "other.safetensors").write_bytes(b"\xff" * 64)
    with pytest.raises(DataError, match="no checkpoint"):
        checkpoint.card(tmp_path / "other.safetensors")


def test_a_run_stopped_by_the_clock_goes_on_to_the_same_checkpoint(whole, toy, toy_config, tmp_path):
    first = trained_in(tmp_path, toy, toy_config(**SHORT), minutes=1e-9)
    assert first.step < SHORT["steps"]
    assert "--resume" in first.text()
    last = trained_in(tmp_path, toy, toy_config(), resume=True)
    assert Path(last.checkpoint).stem == Path(whole[1].checkpoint).stem


def test_an_interrupted_run_saves_what_it_has_and_goes_on(whole, toy, toy_config, tmp_path):
    before = signal.getsignal(signal.SIGINT)
    seen = []

    def progress(done, total, what):
        seen.append(done)
        if done == 5:
            os.kill(os.getpid(), signal.SIGINT)

    stopped = trained_in(tmp_path, toy, toy_config(**SHORT), progress=progress)
    assert stopped.step in (5, 6)
    assert not stopped.report  # which takes a while: whoever interrupts wants to be gone
    assert not (tmp_path / "report.html").exists()
    assert signal.getsignal(signal.SIGINT) is before
    last = trained_in(tmp_path, toy, toy_config(), resume=True)
    assert Path(last.checkpoint).stem == Path(whole[1].checkpoint).stem


KILLED = """
    import importlib.util, sys, time
    from pathlib import Path
    spec = importlib.util.spec_from_file_location("toy", {conftest!r})
    toy = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(toy)
    from generec.creator.diffusion import run
    slow = lambda done, total, what: time.sleep(0.05)
    run.train(Path({folder!r}), toy.toy_material, toy.small(**{settings!r}, save_s=0.01), progress=slow)
"""


def test_a_killed_run_goes_on_from_its_last_saving(whole, toy, toy_config, tmp_path):
    conftest = str(Path(__file__).with_name("conftest.py"))
    code = textwrap.dedent(KILLED).format(conftest=conftest, folder=str(tmp_path), settings=SHORT)
    with subprocess.Popen([sys.executable, "-c", code]) as process:
        deadline = time.monotonic() + 120
        while not (tmp_path / "state.pt").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.kill()
    assert not (tmp_path / "checkpoints").exists()
    last = trained_in(tmp_path, toy, toy_config(), resume=True)
    assert Path(last.checkpoint).stem == Path(whole[1].checkpoint).stem


def test_a_run_is_not_lost_by_mistake(whole, toy, toy_config, tmp_path):
    folder, _ = whole
    before = state(folder)
    with pytest.raises(ConfigError, match=r"--resume goes on with it, --restart"):
        trained_in(folder, toy, toy_config(**SHORT))
    assert state(folder) == before
    with pytest.raises(ConfigError, match="no training"):
        trained_in(tmp_path, toy, toy_config(**SHORT), resume=True)


def test_a_damaged_state_and_other_material_are_told(toy, toy_config, tmp_path):
    trained_in(tmp_path, toy, toy_config(**SHORT), minutes=1e-9)
    good = state(tmp_path)
    (tmp_path / "state.pt").write_bytes(good[:-1] + b"?")
    with pytest.raises(DataError, match="damaged"):
        trained_in(tmp_path, toy, toy_config(), resume=True)
    (tmp_path / "state.pt").write_bytes(good)
    works = json.loads((tmp_path / "material" / "material.json").read_text())
    works[0]["title"] = "another"
    (tmp_path / "material" / "material.json").write_text(json.dumps(works))
    with pytest.raises(DataError, match="not what the run was begun on"):
        trained_in(tmp_path, toy, toy_config(), resume=True)


def test_another_run_takes_its_place_when_told_to(toy, toy_config, tmp_path):
    trained_in(tmp_path, toy, toy_config(**SHORT), minutes=1e-9)
    told = trained_in(tmp_path, toy, toy_config(**{**SHORT, "steps": 2}), restart=True)
    assert told.step == told.steps == 2


def test_material_is_read_back_as_it_was(toy, tmp_path):
    toy.save(tmp_path)
    assert material.load(tmp_path).fingerprint() == toy.fingerprint()
    assert material.load(tmp_path / "nothing") is None
