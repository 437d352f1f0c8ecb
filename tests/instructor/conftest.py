"""Our own wishes with their meanings, read from plain text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from generec.instructor import Instructor

SCREENS = {
    "@": {"title": "Carving a spoon", "topics": ["woodwork"], "duration_s": 75},
    "#": {"title": "Council votes on new tram line", "topics": ["transport"], "duration_s": 0},
}


@pytest.fixture(scope="session")
def instructor() -> Instructor:
    return Instructor()


@pytest.fixture(scope="session")
def wishes() -> Any:
    return read_wishes


def read_wishes(name: str) -> Iterator[dict[str, Any]]:
    category = ""
    for number, line in enumerate((Path(__file__).parent / name).read_text("utf-8").splitlines(), 1):
        if line.startswith("["):
            category = line.strip("[]")
        elif " => " in line and category:
            text, meaning = line.rsplit(" => ", 1)
            screen = SCREENS.get(text[:1]) if text[:2] in ("@ ", "# ") else None
            yield {
                "id": f"{name}:{number}",
                "category": category,
                "text": text[2:] if screen else text,
                "context": {"current_item": screen},
                "expect": expectation(meaning, on_screen=screen is not None),
            }


def expectation(meaning: str, *, on_screen: bool) -> dict[str, Any]:
    if meaning.strip() in ("?", "!"):
        return {"ask": True} if meaning.strip() == "?" else {"refuse": "unsafe"}
    out: dict[str, Any] = {"more": [], "less": [], "edits": [], "create": None, "lasting": False}
    limits: dict[str, Any] = dict.fromkeys(("max_seconds", "min_seconds", "origin", "language", "mood"))
    about, seconds, feed = [], None, False
    for part in (p.strip() for p in meaning.split(";")):
        key, _, value = part.partition("=")
        if part[0] in "+-":
            out["more" if part[0] == "+" else "less"].append(part[1:].split("/"))
        elif key == "about":
            about.append(value.split("/"))
        elif key == "secs":
            seconds = float(value)
        elif key in ("max", "min"):
            limits[f"{key}_seconds"] = float(value)
        elif key in ("origin", "mood"):
            limits[key] = value
        elif key == "lang":
            limits["language"] = value
        elif part == "last":
            out["lasting"] = True
        elif part == "feed":
            feed = True
        else:
            out["edits"].append(operation(key, value))
    if about:
        out["create"] = {"about": about, "seconds": seconds}
    out["limits"] = limits
    out["route"] = "create" if about else "edit" if out["edits"] else "retrieve"
    out["target"] = None if about else "current" if out["edits"] and not feed else "feed"
    return out


def operation(op: str, value: str) -> dict[str, Any]:
    names = {"clip": "seconds", "style": "name", "caption": "text", "reframe": "aspect", "speed": "factor",
             "music": "mood"}  # fmt: skip
    if op == "adjust":
        what, by = value.split(":")
        return {"op": op, "what": what, "by": by}
    if op == "rewrite":
        return (
            {"op": op, "tone": None, "language": value[1:]}
            if value[:1] == "@"
            else {"op": op, "tone": value or None}
        )
    if op in names:
        number = op in ("clip", "speed") and value
        return {"op": op, names[op]: float(value) if number else value or None}
    return {"op": op}
