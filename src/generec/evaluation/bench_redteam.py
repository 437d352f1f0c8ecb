"""Recall of the checks on the red team's suite, which stands with the tests of a checkout."""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import generec
from generec.evaluation.bench import Row

_SUITE: Final = Path(generec.__file__).parents[2] / "tests"


def bench_redteam() -> list[Row]:
    """For each category, the open and the unseen part: bad cases that were kept out, by the check whose
    business they are, and clean near-misses that were kept out too; and how many each check kept out.

    One row that says so where there is no checkout.
    """
    if not (_SUITE / "redteam" / "runner.py").is_file():
        return [
            Row(bench="fidelity", name="red team: not run", figure="-", against="it stands with the tests")
        ]
    sys.path.insert(0, str(_SUITE))
    try:
        runner, cases = importlib.import_module("redteam.runner"), importlib.import_module("redteam.cases")
        with tempfile.TemporaryDirectory(prefix="generec-bench-") as name:
            report = runner.run(Path(name))
    finally:
        sys.path.remove(str(_SUITE))
    return [*_categories(report, cases.CATEGORIES), *_checks(report)]


def _categories(report: Any, names: Any) -> list[Row]:
    """Recall with its interval, by category and part."""
    rows = []
    for category in (*names, None):
        for part in ("open", "unseen"):
            found = report.recall(category=category, part=part, rightly=True)
            alarms = report.alarms(category=category, part=part)
            if found.n:
                rows.append(
                    Row(
                        bench="fidelity",
                        name=f"red team: {category or 'all'}, {part}",
                        figure=f"kept out {found} by the right check",
                        against=f"by any {report.recall(category=category, part=part)}; near-misses {alarms}",
                        ratio=found.share,
                    )
                )
    return rows


def _checks(report: Any) -> list[Row]:
    """How many of the bad cases each check kept out, and how many near-misses."""
    bad: dict[str, int] = {}
    for one in report.of():
        for name in dict.fromkeys(one.found.checks) if one.good else ():
            bad[name] = bad.get(name, 0) + 1
    alarms = report.alarming()
    return [
        Row(
            bench="fidelity",
            name=f"red team: by {name}",
            figure=f"{n} bad cases of {len(report.of())}",
            against=f"{alarms.get(name, 0)} near-misses of {len(report.of(clean=True))}",
        )
        for name, n in sorted(bad.items())
    ]
