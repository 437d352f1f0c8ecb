"""How well wishes are understood: per-field scores, the share understood, and time for one wish.

The definitions are those of the guidance page: route, target, lasting and the outcome are exact;
topics and operations count by F1 over a one-to-one matching; each limit is exact, and one that was
not asked for is wrong. A wish is understood when all of it is right.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import linear_sum_assignment

from generec.domain.errors import DataError
from generec.evaluation.bench import Row
from generec.evaluation.topic_match import same_text, same_topic
from generec.instructor.instructor import Instructor
from generec.instructor.records import understand

Answer = Mapping[str, Any]
LIMITS = ("max_seconds", "min_seconds", "origin", "language", "mood")
FIELDS = ("outcome", "route", "target", "lasting", "more", "less", "about", "edits", "create", *LIMITS)


@dataclass(frozen=True, slots=True)
class Score:
    """One field of one record: F1 (exact fields: 0 or 1), whether it is right, whether it says anything."""

    value: float
    right: bool
    spoken: bool = True


@dataclass(slots=True)
class Report:
    """The result over a set. `fields` maps a field to its mean score and on how many records it rests."""

    n: int = 0
    understood: int = 0
    fields: dict[str, tuple[float, int]] = field(default_factory=dict)
    missed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    milliseconds: tuple[float, ...] = ()

    @property
    def share(self) -> float:
        """Understood over all; 0 for an empty set."""
        return self.understood / self.n if self.n else 0.0

    def percentile(self, q: float) -> float:
        """The q-th percentile (0 to 100) of milliseconds for one wish."""
        return float(np.percentile(self.milliseconds, q)) if self.milliseconds else 0.0


def read(path: Path) -> list[dict[str, Any]]:
    """The records of a JSONL file. Raises `DataError` that names the line."""
    out = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            raise DataError(f"no JSON: {error}", file=str(path), row=number) from error
        if not isinstance(record, dict) or not {"id", "text", "expect"} <= record.keys():
            raise DataError("a record has id, text and expect", file=str(path), row=number)
        out.append(record)
    return out


def evaluate(
    records: Iterable[Mapping[str, Any]], answer_to: Callable[[Mapping[str, Any]], Answer]
) -> Report:
    """Score what `answer_to` answers (`{"id", "guidance"}`) to each record, and time it."""
    report = Report()
    collected: dict[str, list[float]] = {}
    taken: list[float] = []
    for record in records:
        start = time.perf_counter()
        answer = answer_to(record)["guidance"]
        taken.append(1e3 * (time.perf_counter() - start))
        scores = score(record["expect"], answer)
        wrong = tuple(name for name, s in scores.items() if not s.right)
        report.n += 1
        report.understood += not wrong
        if wrong:
            report.missed[str(record["id"])] = wrong
        for name, s in scores.items():
            if s.spoken:
                collected.setdefault(name, []).append(s.value)
    report.fields = {
        f: (sum(collected[f]) / len(collected[f]), len(collected[f])) for f in FIELDS if f in collected
    }
    report.milliseconds = tuple(taken)
    return report


def score(expect: Answer, answer: Answer) -> dict[str, Score]:
    """The score of each field of one record."""
    scores = {"outcome": _exact(_outcome(expect), _outcome(answer))}
    if _outcome(expect) != "guidance":
        return scores
    given = answer if _outcome(answer) == "guidance" else {}
    for name in ("route", "target", "lasting"):
        right = name in given and given[name] == expect.get(name)
        scores[name] = Score(float(right), right)
    for name in ("more", "less"):
        scores[name] = _matched(expect.get(name) or (), given.get(name) or (), same_topic)
    scores["edits"] = _matched(expect.get("edits") or (), given.get("edits") or (), same_edit)
    wanted, made = expect.get("create"), given.get("create")
    scores["about"] = _matched((wanted or {}).get("about") or (), (made or {}).get("about") or (), same_topic)
    right = (wanted is None) == (made is None) and _same(
        (wanted or {}).get("seconds"), (made or {}).get("seconds")
    )
    scores["create"] = Score(float(right), right, spoken=wanted is not None or made is not None)
    limits, got = expect.get("limits") or {}, given.get("limits") or {}
    for name in LIMITS:
        right = _same(limits.get(name), got.get(name))
        spoken = limits.get(name) is not None or got.get(name) is not None
        scores[name] = Score(float(right), right, spoken)
    return scores


def same_edit(wanted: Answer, given: Answer) -> bool:
    """Whether an operation is the one wanted; a parameter left open accepts any value."""
    if wanted.get("op") != given.get("op"):
        return False
    asked = {k: v for k, v in wanted.items() if k != "op" and v is not None}
    return all(
        same_text(str(value), str(given.get(key) or "")) if key == "text" else _same(value, given.get(key))
        for key, value in asked.items()
    )


def _outcome(answer: Answer) -> str:
    if answer.get("refuse"):
        return f"refuse {answer['refuse']}"
    return "ask" if answer.get("ask") else "guidance"


def _exact(wanted: str, given: str) -> Score:
    return Score(float(wanted == given), wanted == given)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, int | float) and isinstance(b, int | float) and not isinstance(a, bool):
        return abs(float(a) - float(b)) < 1e-6
    if isinstance(a, str) and isinstance(b, str):
        return a.strip().casefold() == b.strip().casefold()
    return bool(a == b)


def _matched(wanted: Sequence[Any], given: Sequence[Any], same: Callable[[Any, Any], bool]) -> Score:
    """F1 over the largest one-to-one matching."""
    if not wanted and not given:
        return Score(1.0, True, spoken=False)
    hits = 0
    if wanted and given:
        table = np.array([[same(w, g) for g in given] for w in wanted], dtype=float)
        rows, columns = linear_sum_assignment(table, maximize=True)
        hits = int(table[rows, columns].sum())
    value = 2.0 * hits / (len(wanted) + len(given))
    return Score(value, hits == len(wanted) == len(given))


def bench_understand(folder: Path) -> list[Row]:
    """The rows of the benchmark over `instructions-dev.jsonl`, which stands in `../spec` of the data folder.

    The share understood against 0.90, each field's score, and milliseconds for one wish against 15
    (median) and 60 (p99), with models loaded: each wish is read once before it is timed.
    """
    path = folder.resolve().parent / "spec" / "instructions-dev.jsonl"
    if not path.is_file():
        return [Row(bench="understand", name="not run", figure="-", against=f"no {path}")]
    records, instructor = read(path), Instructor()

    def answer(record: Mapping[str, Any]) -> Answer:
        return understand(record, instructor=instructor)

    for record in records:
        answer(record)
    report = evaluate(records, answer)
    rows = [_row("understood", report.share, 0.90), _row("median ms", report.percentile(50), 15.0)]
    rows.append(_row("p99 ms", report.percentile(99), 60.0))
    return rows + [
        Row(bench="understand", name=f"field {name}", figure=f"{value:.3f}", against=f"{n} records")
        for name, (value, n) in report.fields.items()
    ]


def _row(name: str, figure: float, limit: float) -> Row:
    return Row(
        bench="understand", name=name, figure=f"{figure:.4g}", against=f"{limit:g}", ratio=figure / limit
    )
