"""The stage of every attack: a real home with its real gate. Nothing here is played by a stand-in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from generec.domain.drafts import Draft
from generec.domain.errors import GenerecError
from generec.domain.items import PERMISSIONS, Item
from generec.domain.recipes import ModelTerms, Recipe, Source, Step
from generec.fidelity import Gate, open_checks
from generec.system import GeneRec

from .cases import KEPT_OUT, LICENCE, Audience, Case, Found
from .media import Media

AT = 1_790_000_000.0
SIZE = (320, 180)


class Stage:
    """An open home, its gate, and makers of sources and drafts.

    The clock stands still at `AT`. `media` makes pictures and films, each once.
    """

    def __init__(self, folder: Path, *, media: Media | None = None) -> None:
        self.folder = folder
        self.system = GeneRec.open(folder / "home", clock=lambda: AT)
        self.media = media or Media(folder / "media")
        self.home = self.system.home
        self.rows, self.blobs = self.home.rows, self.home.blobs
        self.gate = self.system.parts.maker.gate
        self._earning: Gate | None = None
        self.case_id, self.seed = "", 0
        self.audience: Audience = "adult"
        self._n = 0
        self.kept: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.system.close()

    def run(self, case: Case) -> Found:
        """Try a case. One that ends by a fault has the outcome `error`, which no case accepts."""
        self.case_id, self.seed, self.audience, self._n = case.id, case.seed, case.audience, 0
        try:
            return case.attack(self)
        except Exception as error:  # noqa: BLE001 (one fault is not to hide what the other cases say)
            return Found("error", (), f"{type(error).__name__}: {error}")
        finally:
            self._strike()

    def _strike(self) -> None:
        """Take away the pictures of the sources of a case: another with the same photo is no theft of it."""
        items = self.rows.items.get([f"{self.case_id}.{n}" for n in range(1, self._n + 1)])
        self.rows.items.put(
            [item.model_copy(update={"media": None, "thumbnail": None}) for item in items.values()]
        )

    @property
    def earning(self) -> Gate:
        """The gate of the same home where it earns money."""
        if self._earning is None:
            config = self.gate.config
            checks = [check for check in self.gate.checks if check.name != LICENCE]
            checks += open_checks([LICENCE], {LICENCE: {"commercial": True}})
            self._earning = Gate(
                config, checks=checks, sealer=self.gate.sealer, rows=self.rows, blobs=self.blobs
            )
        return self._earning

    # what drafts are made from

    def source(self, kind: str = "image", *, file: Path | None = None, **fields: Any) -> Item:
        """A found item of the home, the home's own unless `fields` say otherwise."""
        self._n += 1
        id = f"{self.case_id}.{self._n}"
        told: dict[str, Any] = {"title": "A walk outside", "rights": "own", "allow": PERMISSIONS}
        told |= {"licence": "CC BY 4.0", "language": "en"}
        if kind == "image":
            file = file or self.media.photo("cactus", size=SIZE)
        elif kind == "video":
            file = file or self.media.pan(("pebbles",), size=SIZE)
        if file is not None:
            told |= {"media": self.blobs.put(file), **self.media.told(file)}
        item = Item(**({"id": id, "work": fields.get("id", id), "kind": kind} | told | fields))
        self.rows.items.put([item])
        return item

    # drafts

    def recipe(
        self,
        sources: Sequence[Item],
        *steps: tuple[str, str, dict[str, Any]],
        kind: str,
        origin: str = "edited",
        scope: str = "shared",
        terms: Sequence[ModelTerms] = (),
    ) -> Recipe:
        """A recipe of (component, op, params) over the sources."""
        return Recipe(
            kind=kind,  # type: ignore[arg-type]
            origin=origin,  # type: ignore[arg-type]
            sources=tuple(Source(item=item.id, media=item.media) for item in sources),
            steps=tuple(
                Step(component=name, op=op, params=params, terms=tuple(terms)) for name, op, params in steps
            ),
            seed=self.seed,
            scope=scope,  # type: ignore[arg-type]
        )

    def draft(self, recipe: Recipe, *, file: Path | None = None, **fields: Any) -> Draft:
        """A draft of a recipe, with media or text."""
        told: dict[str, Any] = {"recipe": recipe, "kind": recipe.kind, "language": "en"}
        if recipe.scope == "private":
            told["owner"] = "viewer-1"
        if file is not None:
            told |= {"media": file, **self.media.told(file)}
        return Draft(**(told | fields))

    def submit(self, draft: Draft, sources: Sequence[Item], *, gate: Gate | None = None) -> Found:
        """Bring a draft to the gate. What the gate refuses to look at counts as blocked."""
        try:
            passage = (gate or self.gate)(draft=draft, sources=sources, at=AT)
        except GenerecError as error:
            return Found("block", ("gate",), error.message)
        stopped = [verdict for verdict in passage.verdicts if verdict.outcome in KEPT_OUT]
        outcome = str(passage.outcome)
        if (passage.item is not None) == (passage.outcome in KEPT_OUT):
            return Found("shown", (), f"{passage.outcome} and yet an item: {passage.item}")
        if self.audience == "minor" and passage.item is not None and not self._for_minors(passage.item):
            stopped = [verdict for verdict in passage.verdicts if verdict.detail.get("minors") in KEPT_OUT]
            outcome = "hold"
        return Found(
            outcome,
            tuple(verdict.check for verdict in stopped),
            "; ".join(verdict.evidence for verdict in stopped),
        )

    def _for_minors(self, item: Item) -> bool:
        """Whether it is shown to a minor, too."""
        return item.showable(at=AT, user=item.owner, minor=True)

    # files

    def published(self, kind: str = "image", name: str = "") -> Item:
        """A made item that passed the gate, the same for all who give the same `name`."""
        key = f"published.{kind}.{name}"
        if key not in self.kept:
            self.kept[key] = self._publish(kind, name)
        made: Item = self.kept[key]
        return made

    def _publish(self, kind: str, name: str) -> Item:
        made = self._made_of(kind, name)
        told = {"text": TOLD} if kind == "text" else {"file": made["file"]}
        sources = [self.source(kind, id=f"{kind}{name}-source", **told)]
        step = ("editor.text.v1", "rewrite", {}) if kind == "text" else ("editor.picture.v1", "style", {})
        recipe = self.recipe(sources, (*step[:2], {"name": f"x{name}"}), kind=kind)
        draft = self.draft(recipe, title="A walk outside", **made)
        passage = self.gate(draft=draft, sources=sources, at=AT)
        assert passage.item is not None, [v for v in passage.verdicts if v.outcome in KEPT_OUT]
        return passage.item

    def _made_of(self, kind: str, name: str) -> dict[str, Any]:
        """Photos that no other case uses: a file has to lead back to one recipe alone."""
        if kind == "text":
            return {"text": TOLD.split(". ")[0] + "."}
        if kind == "image":
            return {"file": self.media.photo("tower" if name else "hurricane", size=SIZE)}
        return {"file": self.media.pan(("retina" if name else "earth",), size=SIZE)}


TOLD = (
    "The village garden opens its gate again on Saturday. Visitors can see roses, old apple trees and a"
    " pond with frogs. The gardeners show how they water the beds in dry weeks. Tea and cake are served"
    " beside the greenhouse."
)
