"""Drafts that runs share: a recipe is rendered once, and charged to every run that wants it."""

from __future__ import annotations

import json
import shutil
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from generec.domain.drafts import Draft
from generec.domain.recipes import Recipe

_DRAFT, _COST = "draft.json", "cost.json"
_FILES = ("media", "thumbnail")


class SharedDrafts:
    """Renders a recipe, or takes what another run rendered of it.

    `charged` are the CPU seconds that rendering everything here would have taken, `saved` those of it
    that were not spent. Checks and seals are never shared.
    """

    def __init__(self, folder: Path, *, own: Path) -> None:
        self.folder = folder
        self.own = own
        self.charged = 0.0
        self.saved = 0.0

    def __call__(self, recipe: Recipe, render: Callable[[], Draft]) -> Draft:
        """The draft of a recipe, with files that this run owns."""
        kept = self.folder / recipe.key()
        if not kept.exists():
            return self._rendered(recipe, render, kept)
        began = time.process_time()
        draft = Draft.model_validate({**json.loads((kept / _DRAFT).read_text("utf-8")), "recipe": recipe})
        self.own.mkdir(parents=True, exist_ok=True)
        files = {}
        for name in _FILES:
            if (file := getattr(draft, name)) is not None:
                files[name] = self.own / f"draft-{uuid.uuid4().hex}{Path(file).suffix}"
                shutil.copyfile(kept / Path(file).name, files[name])
        cost = float(json.loads((kept / _COST).read_text("utf-8")))
        self.charged += cost
        self.saved += cost - (time.process_time() - began)
        return draft.model_copy(update=files)

    def _rendered(self, recipe: Recipe, render: Callable[[], Draft], kept: Path) -> Draft:
        began = time.process_time()
        draft = render()
        cost = time.process_time() - began
        self.charged += cost
        part = self.folder / f".new-{uuid.uuid4().hex}"
        part.mkdir(parents=True)
        names = {}
        for name in _FILES:
            if (file := getattr(draft, name)) is not None:
                names[name] = Path(f"{name}{file.suffix}")
                shutil.copyfile(file, part / names[name])
        text = draft.model_copy(update={**names, "owner": None}).model_dump_json(exclude={"recipe"})
        (part / _DRAFT).write_text(text, "utf-8")
        (part / _COST).write_text(json.dumps(cost), "utf-8")
        try:
            part.rename(kept)
        except OSError:  # another run was quicker: what it made is the same
            shutil.rmtree(part)
        return draft
