"""What happens to the catalogue: it is taken in, learned from, and taken down."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from generec.domain.items import Item, Rights
from generec.domain.profiles import FrameFeatures, Profile
from generec.editor import colours
from generec.editor.bulk import Bulk, choose
from generec.editor.crowd import crowd_of
from generec.editor.taste import Centre, Crowd
from generec.fidelity import blocked, likeness
from generec.fidelity.blocked import BlockedConfig
from generec.fidelity.copies import Copies
from generec.fidelity.guarded import Guarded
from generec.fidelity.likeness import LikenessConfig
from generec.fidelity.queue import Queue
from generec.ingest.pipeline import Ingest
from generec.ingest.report import IngestReport
from generec.policy import rights as rights_of
from generec.retriever.catalogue import Catalogue
from generec.retriever.model import BLANK, load
from generec.retriever.retriever import Retriever
from generec.retriever.train import FitReport, train
from generec.store.durable import exclusive
from generec.system.choosing import Choosers, load_centre, measure_centre, save_centre
from generec.system.home import Home

_TOGETHER = "what viewers with likes like yours also liked"
_MEANS = {
    "meaning": "how near an item is, in words and pictures, to what you liked",
    "topics": "how often you liked or skipped the item's topics",
    "popularity": "how much everybody likes the item, the recent likes counting most",
}
_RULES = {
    "your words": "topics you ask for get a larger share, topics you do not want get none",
    "standing wishes": "what you said for good is kept until you take it back",
    "seen": "what you have seen is not shown again while there is something else",
    "variety": "near-duplicates, and many items by one creator, are kept apart",
    "new items": "a small share is kept for what is new here",
    "switches": "without profiling nothing you did is used; without AI nothing made by AI is shown",
}

CENTRE, COLOURS = "centre.npz", "colours.npz"

Progress = Callable[[int, int, str], None]


class Corpus:
    """The catalogue of a home and the fit over it. `retriever` is the one in force."""

    def __init__(self, home: Home, *, choosers: Choosers) -> None:
        self.home = home
        self.choosers = choosers
        self.catalogue = Catalogue(rows=home.rows, meaning=home.collection("meaning"))
        self._fit: Path | None = None
        self._known: colours.Colours | None = None
        self._retriever = Retriever(home.settings.retriever, self.catalogue)

    def retriever(self) -> Retriever:
        """The retriever with the current fit; another process's new fit counts at once."""
        current = self.home.fits.current()
        if current != self._fit:
            model = load(current) if current is not None else None
            self.choosers.use(load_centre(current / CENTRE) if current is not None else None)
            self._retriever = Retriever(self.home.settings.retriever, self.catalogue, model)
            self._fit, self._known = current, None
        return self._retriever

    def under(self, home: Home, *, choosers: Choosers) -> Corpus:
        """The same catalogue and fit, ranked and presented under the settings of another view of the home."""
        out = copy.copy(self)
        out.home, out.choosers, out._fit = home, choosers, None
        out._retriever = Retriever(home.settings.retriever, self.catalogue)
        return out

    def centre(self) -> Centre | None:
        """The catalogue's centre of the fit in force."""
        self.retriever()
        return self.choosers.centre

    def leaning(self, profile: Profile) -> colours.Leaning | None:
        """Which colours go with what lies near the viewer in the fit in force; None where it cannot tell."""
        model = self.retriever().model
        if self._fit is None or model is None:
            return None
        if self._known is None:
            self._known = colours.load(self._fit / COLOURS)
        if self._known is None or not (near := model.affinity(profile)):
            return None
        n = len(profile.liked)
        return self._known.leaning(near, trust=n / (n + model.terms.warmth))

    def ingest(
        self,
        sources: Sequence[Path],
        *,
        interactions: Path | None,
        rights: Rights,
        columns: Mapping[str, str] | None,
        progress: Progress | None,
    ) -> IngestReport:
        """Take in folders and tables (see `generec.ingest`)."""
        report = self._ingest()(
            sources, interactions=interactions, rights=rights, columns=columns, progress=progress
        )
        detail = ", ".join(str(path) for path in sources)
        self.home.rows.log.put(
            at=self.home.clock(), action="ingest", subject=f"rights {rights}", detail=detail
        )
        return report

    def items(self, records: Sequence[Mapping[str, Any]], *, rights: Rights) -> IngestReport:
        """Take in items given as records."""
        return self._ingest().items(records, rights=rights)

    def _ingest(self) -> Ingest:
        home = self.home
        return Ingest(
            home.settings.ingest,
            rows=home.rows,
            blobs=home.blobs,
            vectors=home.vectors,
            features=home.features,
            encoder=home.encoder,
            allow=rights_of.allow,
            rejects=home.path / "rejects",
            copied=self._copies(),
        )

    def _copies(self) -> Copies:
        """What knows copies of the works that may not be changed here, and of those that are blocked."""
        home, plugged = self.home, self.home.settings.plugins
        works = Guarded(home.rows, home.blobs, home.vectors, home.features, home.encoder)
        guard = LikenessConfig.model_validate(plugged.get(likeness.NAME, {})).guard
        listed = BlockedConfig.model_validate(plugged.get(blocked.NAME, {})).items
        return Copies(works, also=(*guard, *listed))

    def fit(self, viewers: Sequence[Profile], beside: Callable[[Path], None]) -> FitReport:
        """Train on everything there is and put the new fit in force; one process at a time.

        What all like together is learned from `viewers`; `beside` writes to the fit's folder what else is
        learned, before it is in force.
        """
        with exclusive(self.home.path / "fits" / ".lock"):
            out = self.home.fits.fresh()
            report = train(
                config=self.home.settings.train,
                rows=self.home.rows,
                catalogue=self.catalogue,
                out=out,
                rng=np.random.default_rng(int(out.name)),
                at=self.home.clock(),
            )
            if centre := measure_centre(
                self._features(), meaning=self.home.collection("meaning").snapshot().matrix
            ):
                save_centre(replace(centre, crowd=self._crowd(viewers, centre)), out / CENTRE)
            self._colours(load(out).works).save(out / COLOURS)
            beside(out)
            self.home.fits.adopt(out)
        return report

    def _colours(self, works: Sequence[str]) -> colours.Colours:
        """The colours of works, of some where there are many."""
        some = works[:: max(1, len(works) // colours.MOST)]
        found = self.home.rows.items.get(some)
        return colours.measured(list(found.values()), self.home.blobs.path)

    def _crowd(self, viewers: Sequence[Profile], centre: Centre) -> Crowd | None:
        """What viewers like together."""
        home = self.home

        @cache
        def shown(work: str) -> FrameFeatures | None:
            item = home.rows.items.get([work]).get(work)
            return home.features.get(item.media, encoder=home.encoder.name) if item and item.media else None

        return crowd_of(
            viewers,
            pictures=home.collection("pictures").get,
            meaning=home.collection("meaning").get,
            shown=shown,
            centre=centre,
            config=home.settings.cover.taste,
        )

    def _features(self) -> Iterator[FrameFeatures]:
        """The frame features of the catalogue's items, newest last."""
        for _, item in self.home.rows.items.changed():
            found = item.media and self.home.features.get(item.media, encoder=self.home.encoder.name)
            if found:
                yield found

    def rollback(self) -> str:
        """Put the fit before the current one in force; returns its name. Raises `NotFound`."""
        with exclusive(self.home.path / "fits" / ".lock"):
            return self.home.fits.rollback().name

    def parameters(self) -> list[dict[str, str]]:
        """What drives the ranking, in plain words, the weightiest first."""
        model = self.retriever().model
        weights = dict(model.terms.weights) if model is not None else dict(BLANK.weights)
        order = sorted(weights, key=lambda name: -weights[name])
        told = [
            {"parameter": name, "weight": f"{weights[name]:.2f}", "means": _MEANS.get(name, _TOGETHER)}
            for name in order
            if weights[name] > 0
        ]
        return told + [
            {"parameter": name, "weight": "rule", "means": means} for name, means in _RULES.items()
        ]

    def published(self, item: Item) -> None:
        """Let a made item be found: it has the meaning of its parents, by its own words."""
        texts = [". ".join(part for part in (item.title, item.description, *item.topics) if part)]
        words = self.home.encoder.texts(texts)
        parents, known = self.home.collection("meaning").get(list(item.parents))
        blend = 0.5 * words[0] + 0.5 * parents[known].mean(axis=0) if known.any() else words[0]
        size = float(np.linalg.norm(blend))
        if size > 0:
            self.home.collection("meaning").put([item.id], (blend / size)[None].astype(np.float32))
        pictures, known = self.home.collection("pictures").get(list(item.parents))
        if known.any():
            self.home.collection("pictures").put([item.id], pictures[known][:1])

    def present(self, profiles: Sequence[Profile], *, seconds: float) -> tuple[list[str], Bulk]:
        """Covers and windows of all videos that may be shown with another cover, for viewers."""
        at = self.home.clock()
        videos = [
            (item.id, features)
            for _, item in self.home.rows.items.changed()
            if item.kind == "video" and item.media and "cover" in item.allow and item.showable(at=at)
            if (features := self.home.features.get(item.media, encoder=self.home.encoder.name))
        ]
        self.retriever()
        chosen = choose(
            features=[features for _, features in videos],
            profiles=profiles,
            seconds=seconds,
            centre=self.choosers.centre,
        )
        return [id for id, _ in videos], chosen

    def withdraw(self, id: str, *, reason: str) -> list[str]:
        """Take an item down with everything made from it; returns all ids. Raises `NotFound`."""
        gone = self.home.rows.items.withdraw(id, reason=reason, at=self.home.clock())
        Queue(self.home.rows, self.home.blobs).drop(gone, at=self.home.clock())
        self.home.forget(gone)
        self.home.rows.log.put(at=self.home.clock(), action="withdraw", subject=id, detail=reason)
        return gone
