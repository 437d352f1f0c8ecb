"""False holds of the checks on local data that is fit to be shown, kind by kind.

Clips, posters and photos are judged as if all in them were new (no source is named, so that nothing is
inherited); of articles the first sentences are judged against the whole. The sample is stratified: as many
of each kind, spread evenly over its files. Bounds are those of Clopper and Pearson at 95 %.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from generec.domain.drafts import Draft
from generec.domain.items import PERMISSIONS, Item
from generec.domain.parts import Check
from generec.domain.recipes import Recipe, Source, Step
from generec.evaluation.bench import Row
from generec.fidelity.checking import as_draft, open_checks
from generec.fidelity.gate import Gate, GateConfig, Passage
from generec.fidelity.judging import judge
from generec.fidelity.looking import opened
from generec.fidelity.queue import interval
from generec.fidelity.table import KEPT_OUT, LICENCE
from generec.system import GeneRec

MOST: Final = 0.02
"""The share of clean items that may be held."""
EACH: Final = 150
EDITS: Final = 6
_STRATA: Final = {
    "clips": "microvideo/videos/*.mp4",
    "posters": "movielens-posters/posters/*.jpg",
    "everyday photos": "images/everyday/images/*.jpg",
    "clothes": "images/fashion/images/*.jpg",
}

T = TypeVar("T")
Case = tuple[Draft, tuple[Item, ...]]


def bench_fidelity(folder: Path, *, each: int = EACH) -> list[Row]:
    """One row for each check, each with all kinds together, and one for each kind and the whole gate."""
    checks = open_checks([name for name in GateConfig().checks if name != LICENCE])
    held: dict[str, list[bool]] = {check.name: [] for check in checks}
    rows = []
    for stratum in (*_STRATA, "articles"):
        began, any_held = time.process_time(), []
        for draft, sources in _cases(folder, stratum, each):
            found = _outcomes(checks, draft, sources)
            any_held.append(any(found.values()))
            for name, kept_out in found.items():
                held[name].append(kept_out)
        seconds = (time.process_time() - began) / max(len(any_held), 1)
        if any_held:
            rows.append(_row(f"all checks: {stratum}, {seconds:.2f} s of CPU each", any_held))
    return [*(_row(name, found) for name, found in held.items() if found), *rows, share(folder)]


def share(folder: Path, *, edits: int = EDITS) -> Row:
    """How much of an edit's time the gate takes: clips cut to 4 s, from the call to the published item."""
    spent: list[float] = []
    with tempfile.TemporaryDirectory(prefix="generec-bench-") as name, GeneRec.open(name) as system:
        clips = Path(name) / "clips"
        clips.mkdir()
        for path in _spread(sorted(folder.glob(_STRATA["clips"])), edits):
            shutil.copy(path, clips)
        system.ingest(clips, rights="own")
        maker = system.parts.maker
        maker.gate = _Timed(maker.gate, spent)
        found = [item for _, item in system.home.rows.items.changed() if item.duration_s > 5]
        began = time.perf_counter()
        for item in found:
            system.edit(item.id, operations=["clip:4"])
        whole = time.perf_counter() - began
    part = sum(spent)
    return Row(
        bench="fidelity",
        name=f"the gate in {len(found)} edits (cut to 4 s)",
        figure=f"{part / len(found):.2f} s each",
        against=f"the whole edit {whole / len(found):.2f} s",
        ratio=part / whole,
    )


class _Timed(Gate):
    """The gate, with the seconds of each call noted."""

    def __init__(self, gate: Gate, spent: list[float]) -> None:
        super().__init__(
            gate.config, checks=gate.checks, sealer=gate.sealer, rows=gate.rows, blobs=gate.blobs
        )
        self.spent = spent

    def __call__(self, *, draft: Draft, sources: Sequence[Item], at: float, shadow: bool = False) -> Passage:
        began = time.perf_counter()
        try:
            return super().__call__(draft=draft, sources=sources, at=at, shadow=shadow)
        finally:
            self.spent.append(time.perf_counter() - began)


def _row(name: str, held: Sequence[bool]) -> Row:
    k, n = sum(held), len(held)
    low, high = interval(k, n)
    return Row(
        bench="fidelity",
        name=name,
        figure=f"held {k} of {n} ({100 * low:.1f}-{100 * high:.1f} %)",
        against=f"at most {100 * MOST:.0f} %",
        ratio=k / n / MOST,
    )


def _outcomes(checks: Sequence[Check], draft: Draft, sources: Sequence[Item]) -> dict[str, bool]:
    """Whether each check would keep a draft out."""
    with opened(draft, sources):
        found = judge(checks, draft=draft, sources=sources, timeout_s=600.0)
    return {verdict.check: verdict.outcome in KEPT_OUT for verdict in found}


def _cases(folder: Path, stratum: str, each: int) -> Iterator[Case]:
    if stratum == "articles":
        lines = (folder / "news" / "items.jsonl").read_text(encoding="utf-8").splitlines()
        for line in _spread(lines, each):
            yield _article(json.loads(line))
        return
    for path in _spread(sorted(folder.glob(_STRATA[stratum])), each):
        seen = as_draft(path)
        yield seen.model_copy(update={"recipe": _recipe(seen.kind)}), ()


def _spread(found: Sequence[T], n: int) -> list[T]:
    step = max(1.0, len(found) / n)
    return [found[int(i * step)] for i in range(min(n, len(found)))]


def _recipe(kind: str, *sources: Source) -> Recipe:
    step = Step(component="evaluation.fidelity.v1", op="summarize" if kind == "text" else "look")
    origin = "edited" if sources else "created"
    return Recipe.model_validate({"kind": kind, "steps": (step,), "sources": sources, "origin": origin})


def _article(told: dict[str, Any]) -> Case:
    """An article, and its beginning as a short form of it."""
    id, title, body = str(told["item_id"]), str(told["title"]), str(told["body"])
    whole = Item(
        id=id, work=id, kind="text", title=title, text=body, rights="own", allow=PERMISSIONS, language="en"
    )
    begin = " ".join(re.split(r"(?<=[.!?])\s+", body)[:3])
    draft = Draft(
        recipe=_recipe("text", Source(item=id)), kind="text", title=title, text=begin, language="en"
    )
    return draft, (whole,)
