"""Our own wishes are understood; every score agrees with the definitions."""

from pathlib import Path
from typing import Any

import pytest

from generec.evaluation.bench_understand import evaluate, read
from generec.instructor import Instructor, understand


def report(instructor: Instructor, records: Any) -> Any:
    return evaluate(records, lambda record: understand(record, instructor=instructor))


@pytest.mark.parametrize(
    ("name", "floor"),
    [("wishes.txt", 0.98), ("further.txt", 0.98), ("unseen.txt", 0.9), ("languages.txt", 0.98)],
)
def test_our_own_sentences(instructor: Instructor, wishes: Any, name: str, floor: float) -> None:
    found = report(instructor, list(wishes(name)))
    assert found.share >= floor, found.missed


@pytest.mark.parametrize("language", ["es", "de", "fr", "pt", "zh"])
def test_each_language(instructor: Instructor, wishes: Any, language: str) -> None:
    records = [r for r in wishes("languages.txt") if r["category"] == language]
    assert len(records) >= 20
    assert report(instructor, records).share >= 0.9


def test_the_shared_instructions(instructor: Instructor, data: Path) -> None:
    path = data.resolve().parent / "spec" / "instructions-dev.jsonl"
    if not path.is_file():
        pytest.skip(f"no instructions at {path}")
    found = report(instructor, read(path))
    assert found.share >= 0.90, found.missed


def test_no_polarity_is_inverted_in_our_sentences(instructor: Instructor, wishes: Any) -> None:
    for name in ("wishes.txt", "further.txt", "unseen.txt", "languages.txt"):
        for record in wishes(name):
            said = understand(record, instructor=instructor)["guidance"]
            for mine, other in (("more", "less"), ("less", "more")):
                wanted = {word for topic in record["expect"].get(mine, ()) for word in topic}
                assert not wanted & {topic[0] for topic in said.get(other, ())}, record["text"]
