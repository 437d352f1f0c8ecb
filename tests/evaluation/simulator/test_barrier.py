"""The truth about simulated viewers is out of the system's reach: by process, by type, by import."""

import subprocess
import sys
from pathlib import Path

from generec.evaluation.simulator.link import People
from generec.evaluation.simulator.messages import Act, Answer, Begin, Labelled, Screen, Showing, Visit

PEOPLE = "generec.evaluation.simulator.people"
SYSTEM = (
    "system",
    "instructor",
    "retriever",
    "editor",
    "creator",
    "fidelity",
    "policy",
    "jobs",
    "encoders",
    "ingest",
)


def begin(folder: Path) -> Begin:
    catalogue = tuple(Labelled(id=f"i{n}", kind="text", topics=(f"t{n % 5}",)) for n in range(20))
    return Begin(catalogue=catalogue, viewers=3, seed=1, folder=str(folder))


def test_the_people_s_process_has_nothing_of_the_system(tmp_path):
    with People() as people:
        assert people.begin(begin(tmp_path)) == 3
        visits = people.day(0)
        people.look(Screen(user=visits[0].user, showings=(Showing(item="i0", kind="text"),)))
        loaded = people.modules()
    assert any(name.startswith(PEOPLE) for name in loaded)
    for room in SYSTEM:
        assert not [
            name for name in loaded if name == f"generec.{room}" or name.startswith(f"generec.{room}.")
        ]


DRIVER = """
import gc, sys
from pathlib import Path
from generec.evaluation.simulator import living, run, report
from generec.evaluation.simulator.link import People
from generec.evaluation.simulator.messages import Begin, Labelled, Screen, Showing
from generec.system import GeneRec
people = People()
catalogue = tuple(Labelled(id=f"i{n}", kind="text", topics=(f"t{n % 5}",)) for n in range(20))
people.begin(Begin(catalogue=catalogue, viewers=3, seed=1, folder=sys.argv[1]))
for visit in people.day(0):
    people.look(Screen(user=visit.user, showings=tuple(Showing(item=f"i{n}", kind="text") for n in range(8))))
near = "generec.evaluation.simulator.people"
assert not [name for name in sys.modules if name.startswith(near)], "imported"
found = [one for one in gc.get_objects() if str(type(one).__module__).startswith(near)]
assert not found, found[:3]
records = [one for one in gc.get_objects() if isinstance(one, dict) and "span_s" in one]
assert not records, [sorted(map(str, one))[:20] for one in records]
people.__exit__(None, None, None)
print("out of reach")
"""


def test_no_object_of_truth_is_in_the_system_s_process(tmp_path):
    call = [sys.executable, "-c", DRIVER, str(tmp_path)]
    done = subprocess.run(call, capture_output=True, text=True, check=False, timeout=300)
    assert done.stdout.strip() == "out of reach", done.stderr


def test_messages_back_hold_what_hands_and_words_do_and_no_more():
    assert set(Visit.model_fields) == {"user", "at"}
    assert set(Act.model_fields) == {"item", "kind", "value", "position", "at"}
    assert set(Answer.model_fields) == {"acts", "seconds", "then", "say", "item"}


def test_once_the_truth_is_told_nothing_more_is(tmp_path):
    with People() as people:
        people.begin(begin(tmp_path))
        truth = people.truth()["viewers"]
        assert len(truth) == 3
        assert all(one["likes"] for one in truth.values())
        assert people._process.wait(timeout=30) == 0
