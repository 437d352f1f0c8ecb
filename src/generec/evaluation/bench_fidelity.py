"""False holds of the checks on local data that is fit to be shown, kind by kind.

Clips, posters and photos are judged as if all in them were new (no source is named, so that nothing is
inherited); of articles the first sentences are judged against the whole. The sample is stratified: as many
of each kind, spread evenly over its files. Bounds are those of Clopper and Pearson at 95 %.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.items import PERMISSIONS, Item
from generec.domain.parts import Check
from generec.domain.recipes import Recipe, Source, Step
from generec.evaluation.bench import Row
from generec.fidelity.checking import as_draft
from generec.fidelity.gate import Gate, Passage
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
    "photos": "images/everyday/images/*.jpg",
    "clothes": "images/fashion/images/*.jpg",
}
_OPERATIONS: Final = {
    "video": ("clip:4",),
    "image": ("style:warm", "style:oil", "reframe:1:1", "adjust:brightness:up"),
    "text": (),
}

T = TypeVar("T")
Case = tuple[Draft, tuple[Item, ...]]


def bench_fidelity(folder: Path, *, each: int = EACH, only: str | None = None) -> list[Row]:
    """One row for each check, all kinds together, one for each kind and the whole gate, and one for edits.

    `only` is one of the kinds, or `edits`.
    """
    kinds = [kind for kind in (*_STRATA, "articles") if only in (None, kind)]
    held: dict[str, list[bool]] = {}
    rows = []
    with tempfile.TemporaryDirectory(prefix="generec-bench-") as name, GeneRec.open(name) as system:
        checks = [check for check in system.parts.maker.gate.checks if check.name != LICENCE]
        for stratum in kinds:
            began, any_held = time.process_time(), []
            for draft, sources in _cases(folder, stratum, each):
                found = _outcomes(checks, draft, sources)
                any_held.append(any(found.values()))
                for check, kept_out in found.items():
                    held.setdefault(check, []).append(kept_out)
            seconds = (time.process_time() - began) / max(len(any_held), 1)
            if any_held:
                rows.append(held_row(f"all checks: {stratum}, {seconds:.2f} s of CPU each", any_held))
    edited = edits(folder, each=max(2, each // 5)) if only in (None, "edits") else []
    return [*(held_row(name, found) for name, found in held.items() if found), *rows, *edited]


def edits(folder: Path, *, each: int = EDITS) -> list[Row]:
    """What the whole gate holds of edits of clips and photos with their titles, and its share of their time.

    Every second clip and photo is guarded: the others must not be taken for one of them.
    """
    spent: list[float] = []
    with tempfile.TemporaryDirectory(prefix="generec-bench-") as name, GeneRec.open(name) as system:
        path = sample(folder, Path(name) / "sample", ("clips", "photos"), 2 * each, allow=("serve", "all"))
        system.ingest(path, rights="own")
        maker = system.parts.maker
        maker.gate = _Timed(maker.gate, spent)
        found = [item for _, item in system.home.rows.items.changed() if "edit" in item.allow]
        began, kept_out, told = time.process_time(), list[bool](), set[str]()
        for item in found:
            for op in _OPERATIONS[item.kind]:
                before = len(spent)
                try:
                    system.edit(item.id, operations=[op])
                except NotAllowed as error:
                    if len(spent) == before:
                        continue  # it cannot be planned
                    told.add(error.message[:160])
                    kept_out.append(True)
                else:
                    kept_out.append(False)
        whole = time.process_time() - began
    named = ", ".join(op for operations in _OPERATIONS.values() for op in operations)
    rows = [held_row(f"all checks: edits ({named})", kept_out)]
    rows += [Row(bench="fidelity", name="held among the edits", figure=one) for one in sorted(told)]
    part = sum(spent)
    return [
        *rows,
        Row(
            bench="fidelity",
            name=f"the gate in {len(spent)} edits",
            figure=f"{part / max(1, len(spent)):.2f} s of CPU each",
            against=f"the whole edit {whole / max(1, len(spent)):.2f} s",
            ratio=part / max(whole, 1e-9),
        ),
    ]


def sample(
    folder: Path, out: Path, strata: Sequence[str], each: int, *, allow: Sequence[str] = ("all",)
) -> Path:
    """A table, in a new folder `out` beside its media, of `each` items of some of the kinds.

    Clips have their titles. What is allowed goes round by `allow`.
    """
    out.mkdir()
    with (folder / "microvideo" / "items.csv").open(encoding="utf-8") as stream:
        told = {Path(row["media"]).name: row for row in csv.DictReader(stream)}
    with (out / "items.csv").open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(("item_id", "title", "media", "licence", "allow"))
        for stratum in strata:
            for n, path in enumerate(_spread(sorted(folder.glob(_STRATA[stratum])), each)):
                name = f"{stratum}-{path.name}"
                shutil.copy(path, out / name)
                title = told.get(path.name, {}).get("title", "")
                rows.writerow((Path(name).stem, title, name, "CC BY 4.0", allow[n % len(allow)]))
    return out / "items.csv"


class _Timed(Gate):
    """The gate, with the processor time of each call noted, s."""

    def __init__(self, gate: Gate, spent: list[float]) -> None:
        super().__init__(
            gate.config, checks=gate.checks, sealer=gate.sealer, rows=gate.rows, blobs=gate.blobs
        )
        self.spent = spent

    def __call__(self, *, draft: Draft, sources: Sequence[Item], at: float, shadow: bool = False) -> Passage:
        began = time.process_time()
        try:
            return super().__call__(draft=draft, sources=sources, at=at, shadow=shadow)
        finally:
            self.spent.append(time.process_time() - began)


def held_row(name: str, held: Sequence[bool], *, most: float = MOST) -> Row:
    """How many were held, beside the share that may be, or of what is to be held all of it (1)."""
    k, n = sum(held), len(held)
    low, high = interval(k, n)
    return Row(
        bench="fidelity",
        name=name,
        figure=f"held {k} of {n} ({100 * low:.1f}-{100 * high:.1f} %)",
        against=f"at most {100 * most:.0f} %" if most < 1 else "all",
        ratio=k / n / most,
    )


def _outcomes(checks: Sequence[Check], draft: Draft, sources: Sequence[Item]) -> dict[str, bool]:
    """Whether each check would keep a draft out."""
    with opened(draft, sources, checks=checks):
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
    made = {"video": "creator.storyboard.v1", "image": "creator.poster.v1", "text": "editor.text.v1"}
    step = Step(component=made[kind], op="summarize" if kind == "text" else "look")
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
