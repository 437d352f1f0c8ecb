"""The sample world's facts: a file that its home reads, so that something can be explained there."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from generec.system.settings import template

FILE = "world/knowledge.md"
_OFF, _ON = "# files = []", f'files = ["{FILE}"]'


def give(home: Path) -> None:
    """Put the facts into a home, and name them in its settings where it has none yet."""
    target, settings = home / FILE, home / "generec.toml"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(files("generec.demo").joinpath("knowledge.md").read_bytes())
    if not settings.exists():
        settings.write_text(template().replace(_OFF, _ON, 1), encoding="utf-8")
