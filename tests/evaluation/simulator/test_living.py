"""The whole real system in a closed loop on a small home; the home itself stays as it was."""

import hashlib
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generec.cli.main import main
from generec.domain.errors import ConfigError, DataError
from generec.evaluation.simulator import living
from generec.evaluation.simulator.arms import FULL, RETRIEVE, Task
from generec.evaluation.simulator.homes import Base
from generec.evaluation.simulator.living import Setup, live
from generec.evaluation.simulator.run import SimulateConfig, simulate
from generec.system import GeneRec


def state(home: Path) -> dict[str, str]:
    files = [file for file in sorted(home.rglob("*")) if file.is_file() and "generec.db-" not in file.name]
    return {str(file.relative_to(home)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


@pytest.fixture(scope="module")
def setup(small_home, tmp_path_factory) -> Setup:
    out = tmp_path_factory.mktemp("simulation")
    base = Base(out)
    before = state(small_home)
    base.make(small_home, residents=6, mixes=1, seed=0, say=lambda line: None)
    assert state(small_home) == before
    known = base.record()
    assert known["residents_left_out"] == 4
    return Setup(
        base=base.path,
        out=out,
        viewers=2,
        days=2,
        population={"talk": 1.0},
        catalogue=tuple(known["catalogue"]),
        starts=known["ends"] + 3600.0,
    )


def test_compilations_are_labelled_part_by_part(setup):
    mix = next(item for item in setup.catalogue if item["parts"])
    assert len(mix["parts"]) == 4
    assert sorted(topics[0] for _, _, topics in mix["parts"]) == sorted(mix["topics"])
    assert mix["parts"][-1][1] == pytest.approx(16.0, abs=0.1)


def told(setup: Setup, task: Task) -> tuple[list[dict], dict]:
    folder = setup.out / "runs" / task.name
    shows = [json.loads(line) for line in (folder / living.SHOWS).read_text().splitlines()]
    return shows, json.loads((folder / living.DONE).read_text())


@pytest.mark.parametrize("arm", [RETRIEVE, FULL])
def test_a_run_lives_through_its_days_and_leaves_nothing_behind(setup, arm):
    task = Task(arm=arm, seed=0)
    live(task, setup)
    shows, done = told(setup, task)
    assert {show["user"] for show in shows} == set(done["truth"])
    assert all(0 <= show["share"] <= 1 for show in shows)
    assert done["cpu_s"] > 0
    assert all(len(one["chances"]) == 1 and 0 < one["chances"][0] < 1 for one in done["truth"].values())
    said = [wish for one in done["truth"].values() for wish in one["wishes"]]
    assert bool(said) == arm.words
    if not arm.personal:
        assert not any(show["ai"] for show in shows)
        assert not done["jobs"]
    assert not (setup.out / "homes" / task.name).exists()


def test_the_same_seed_lives_the_same_life(setup, tmp_path):
    task = Task(arm=FULL, seed=0)
    live(task, setup)
    again = setup.model_copy(update={"out": tmp_path})
    live(task, again)

    def plain(shows: list[dict]) -> list[dict]:
        return [{k: v for k, v in show.items() if k != "ids"} for show in shows]

    assert plain(told(setup, task)[0]) == plain(told(again, task)[0])
    assert told(setup, task)[1]["truth"] == told(again, task)[1]["truth"]


def test_a_home_without_topics_is_told_what_is_missing(tmp_path):
    with GeneRec.open(tmp_path / "bare") as system:
        system.items([{"id": f"t{n}", "title": f"T {n}", "text": "Words."} for n in range(20)])
    with pytest.raises(DataError, match="column 'topics'"):
        simulate(tmp_path / "bare", tmp_path / "out", SimulateConfig(), say=lambda line: None)
    call = ["simulate", "--home", str(tmp_path / "none"), "--out", str(tmp_path / "o")]
    assert CliRunner().invoke(main, call).exit_code == 2


def test_an_arm_that_is_not_there_is_named(tmp_path):
    told = CliRunner().invoke(main, ["simulate", "--home", str(tmp_path), "--arm", "all"])
    assert told.exit_code == 2
    assert "no arm 'all'" in told.output
    assert "'full - editing'" in told.output


def test_another_simulation_is_not_mixed_in(tmp_path):
    (tmp_path / "plan.json").write_text('{"home": "/elsewhere"}')
    with pytest.raises(ConfigError, match="another --out"):
        simulate(tmp_path, tmp_path, SimulateConfig(), say=lambda line: None)
