"""The report: a record, a CSV for each table, the media, and one page that needs no network."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

from generec.domain.errors import GenerecError
from generec.evaluation.records import plain, write_csv
from generec.evaluation.study.config import TASKS, Task
from generec.evaluation.study.figures import Line, Rows, examples, sentences
from generec.evaluation.study.judge import Judges
from generec.evaluation.study.world import World

LIMITS = (
    "Nobody looked at what was chosen or made here: what viewers liked later speaks for them, by the topics "
    "that people gave to items and by colours. Both are coarse.",
    "The log was made by another system, which showed what it showed; what a viewer would have liked had "
    "they met it is not known.",
    "Short clips are much the same from end to end, so that no choice in them can be worth much. "
    "Compilations (four labelled clips or pictures in a row) make it a real one; no catalogue holds such.",
    "Intervals are over viewers. Compilations are the same for all of them: a few may carry a result.",
    "What is made here is rendered for few viewers by the home's own editors and creators, and is neither "
    "checked nor published: what the gate would keep out is not known from this.",
    "The probability of a like (PS@K) is only as good as the recommender that gives it: see its AUC.",
)
_HERE = Path(__file__).parent


def write(
    out: Path,
    world: World,
    judges: Judges,
    tasks: Sequence[Task],
    found: Sequence[dict[str, Any]],
    kept: Mapping[str, Sequence[Line]],
    *,
    mixes: int,
) -> dict[str, Any]:
    """Write `report.json`, the tables, `media/` and `index.html`; the record."""
    every = {one["name"]: one for one in found}
    for task in tasks:
        if task.name in kept:
            every[task.name]["examples"] = _examples(task, kept[task.name], out / "media")
    ordered = [every[name] for name in TASKS if name in every]
    record = {
        "sentences": sentences(ordered),
        "limits": LIMITS,
        "home": {"items": len(world.items), "compilations": mixes, "k": world.config.k},
        "config": world.config.model_dump(mode="json"),
        "splits": [
            {"key": key, "split": one.name, "used": key == world.config.split, "viewers": len(one.viewers),
             "left_out": one.left_out}
            for key, one in world.splits.items()
        ],
        "judge": judges.record(),
        "tasks": ordered,
    }  # fmt: skip
    data = plain(record)
    (out / "report.json").write_text(json.dumps(data, indent=1, ensure_ascii=False), "utf-8")
    _tables(out, record, kept)
    (out / "index.html").write_text(_page(data), "utf-8")
    return record


def _examples(task: Task, lines: Sequence[Line], media: Path) -> Rows:
    """The best, the median and the worst viewer with what each method came to."""
    media.mkdir(exist_ok=True)
    out: Rows = []
    for which, by, measure, line in examples(task, lines):
        shown = []
        for one in line["shown"]:
            try:
                files = {method: task.media(one, method, media) for method in task.told}
            except GenerecError:
                continue
            shown.append({**one, "files": {method: name for method, name in files.items() if name}})
        out.append({"which": which, "user": line["user"], "by": by, "measure": measure, "shown": shown})
    return out


def _tables(out: Path, record: Mapping[str, Any], kept: Mapping[str, Sequence[Line]]) -> None:
    tasks = record["tasks"]
    write_csv(out / "means.csv", [{"task": t["name"], **row} for t in tasks for row in t.get("means", ())])
    write_csv(
        out / "against.csv", [{"task": t["name"], **row} for t in tasks for row in t.get("against", ())]
    )
    left = [
        {"task": t["name"], "why": why, "viewers": n}
        for t in tasks
        for part in ("left_out", "left_out_of_some_measures")
        for why, n in t.get(part, {}).items()
    ]
    write_csv(out / "left_out.csv", left)
    splits = record["splits"]
    rows = [
        {"split": s["split"], "used": s["used"], "viewers": s["viewers"], **s["left_out"]} for s in splits
    ]
    write_csv(out / "splits.csv", rows)
    write_csv(out / "viewers.csv", [
        {"task": name, "viewer": line["user"], "measure": m, "method": method, "value": value}
        for name, lines in kept.items()
        for line in lines
        for m, values in line.get("values", {}).items()
        for method, value in values.items()
    ])  # fmt: skip


def _page(record: Mapping[str, Any]) -> str:
    """One file: style, script and the record in it; only the media stand beside."""
    data = json.dumps(record, ensure_ascii=False).replace("</", "<\\/")
    style, script = ((_HERE / name).read_text("utf-8") for name in ("page.css", "page.js"))
    told = "".join(f"<li>{escape(one)}</li>" for one in record["sentences"])
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>The study</title><style>{style}</style></head><body><main>"
        f'<h1>The study</h1><p class="soft" id="scale"></p><h2>What came out</h2><ul class="told">{told}</ul>'
        '<div id="page"></div></main>'
        f'<script type="application/json" id="data">{data}</script><script>{script}</script></body></html>\n'
    )
