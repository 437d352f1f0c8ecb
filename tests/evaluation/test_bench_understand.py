"""Scores of understanding follow the definitions of the guidance page."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from generec.domain.errors import DataError
from generec.evaluation.bench_understand import bench_understand, evaluate, read, same_edit, score
from generec.evaluation.topic_match import same_text, same_topic
from generec.instructor import Instructor, understand

GOLD: dict[str, Any] = {
    "route": "edit",
    "target": "current",
    "more": [["cooking", "food"]],
    "less": [["politics"]],
    "edits": [{"op": "clip", "seconds": 10}, {"op": "music", "mood": None}],
    "create": None,
    "limits": {"max_seconds": None, "min_seconds": None, "origin": None, "language": None, "mood": None},
    "lasting": False,
}


def wrong(**changes: Any) -> set[str]:
    return {name for name, s in score(GOLD, GOLD | changes).items() if not s.right}


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("dogs", "Dog", True),
        ("babies", "baby", True),
        ("running", "run", True),
        ("hip-hop", "hiphop", True),
        ("cooking videos", "cooking", True),
        ("street art", "art", True),
        ("videos", "clips", False),
        ("news", "new", False),
        ("cats", "dogs", False),
        ("", "cats", False),
    ],
)
def test_topics_match_by_words(a: str, b: str, same: bool) -> None:
    assert same_topic([a], [b]) is same
    assert same_topic([b], ["zebra", a]) is same


def test_each_field_is_scored_on_its_own() -> None:
    assert wrong() == set()
    assert wrong(route="create") == {"route"}
    assert wrong(lasting=True) == {"lasting"}
    assert wrong(more=[["food"], ["cars"]]) == {"more"}
    assert wrong(less=[]) == {"less"}
    assert wrong(limits=GOLD["limits"] | {"mood": "sad"}) == {"mood"}
    assert wrong(create={"about": [], "seconds": None}) == {"create"}
    assert score(GOLD, GOLD | {"more": [["food"], ["cars"]]})["more"].value == pytest.approx(2 / 3)


def test_an_open_parameter_accepts_any_value() -> None:
    assert same_edit({"op": "music", "mood": None}, {"op": "music", "mood": "sad"})
    assert not same_edit({"op": "clip", "seconds": 10}, {"op": "clip", "seconds": None})
    assert same_edit({"op": "caption", "text": "Let it go!"}, {"op": "caption", "text": "let it GO"})
    assert same_text("Hello, you", "hello you")


def test_a_refusal_is_right_or_wrong_as_a_whole() -> None:
    assert score({"refuse": "unsafe"}, {"refuse": "unsafe"})["outcome"].right
    assert not score({"refuse": "unsafe"}, {"ask": True})["outcome"].right
    assert not score({"ask": True}, GOLD)["outcome"].right
    assert not score(GOLD, {"ask": True})["route"].right


def test_a_report_counts_and_times() -> None:
    records = [{"id": i, "text": "x", "expect": {"ask": True}} for i in range(4)]
    answers = iter([{"ask": True}, {"ask": True}, {"ask": True}, GOLD])
    report = evaluate(records, lambda _: {"guidance": next(answers)})
    assert (report.n, report.understood, report.share) == (4, 3, 0.75)
    assert report.missed == {"3": ("outcome",)}
    assert report.percentile(50) > 0


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text('{"id": 1, "text": "x", "expect": {}}\n{"id": 2}\n', encoding="utf-8")
    with pytest.raises(DataError, match="row 2"):
        read(path)


def test_the_rows_of_the_benchmark(data: Path, tmp_path: Path) -> None:
    if not (data.resolve().parent / "spec" / "instructions-dev.jsonl").is_file():
        pytest.skip("no shared instructions")
    rows = {row.name: row for row in bench_understand(data)}
    assert float(rows["understood"].figure) >= 0.90
    assert "field edits" in rows
    assert bench_understand(tmp_path)[0].name == "not run"


def test_our_scores_agree_with_the_scoring_script(data: Path, tmp_path: Path) -> None:
    spec = data.resolve().parent / "spec"
    gold, script = spec / "instructions-dev.jsonl", spec / "score_guidance.py"
    if not (gold.is_file() and script.is_file()):
        pytest.skip("no shared instructions or scoring script")
    instructor = Instructor()
    answers = [understand(record, instructor=instructor) for record in read(gold)]
    path = tmp_path / "answers.jsonl"
    path.write_text("\n".join(json.dumps(a) for a in answers), encoding="utf-8")
    said = subprocess.run(
        [sys.executable, str(script), str(gold), str(path)], capture_output=True, text=True, check=True
    )
    by_id = {a["id"]: a for a in answers}
    report = evaluate(read(gold), lambda record: by_id[record["id"]])
    assert f"understood {report.understood} of {report.n}" in said.stdout
