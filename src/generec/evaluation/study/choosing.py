"""Thumbnail selection and clipping: one choice among what exists, by five ways, on clips and compilations."""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Clause, Clip, Guidance
from generec.domain.profiles import Profile
from generec.editor.choice import DrawConfig
from generec.editor.cover import CoverChooser
from generec.editor.quality import usable
from generec.editor.window import WindowChooser
from generec.evaluation.metrics.exposure import unit_rows
from generec.evaluation.study.acts import rates
from generec.evaluation.study.config import Left, Measure, Result, Shown
from generec.evaluation.study.judge import CIRCLE, COLOURS, TOPICS, Judges, frames_of
from generec.evaluation.study.pieces import Piece, Pieces
from generec.evaluation.study.world import World
from generec.media import pictures

Span = tuple[float, float]
Floats = NDArray[np.float64]
Chosen = Sequence[tuple[Piece, dict[str, Span]]]
_GREEDY = DrawConfig(greedy=True)
SHORT_S = 7.0

MEASURES = {
    "liked part": Measure(
        "history",
        TOPICS,
        "on compilations, the share of what was chosen that lies in a part with a topic that the viewer "
        "likes, by held-out acts",
    ),
    "PS@K topics": Measure(
        "history",
        TOPICS,
        "on compilations, the probability of a like that a recommender gives, trained on held-out acts",
    ),
    "Cosine@K topics": Measure(
        "history", TOPICS, "on compilations, between what was chosen and the held-out likes"
    ),
    "Cosine@K colours": Measure(
        "history", COLOURS, "on recommended items as they are, between what was chosen and the held-out likes"
    ),
    "Cosine@K own encoder": Measure(
        "history", CIRCLE, "on recommended items, in the space in which the choice was made", circle=True
    ),
}


_COVERS = {
    "original": "the first frame (of a picture, the whole)",
    "random": "a random usable frame",
    "for all": "the frame nearest to everybody's mean taste",
    "personal": "the frame that the cover chooser takes for this viewer",
}


_WINDOWS = {
    "unclipped": "the whole clip",
    "first": "the first window",
    "random": "a random window",
    "for all": "the window that suits everybody's mean taste",
    "personal": "the window that the chooser takes for this viewer",
}


class Choosing(ABC):
    """One of both tasks. `ours` is held against `baselines`; `oracle` knows the held-out part."""

    ours: tuple[str, ...] = ("personal",)
    lead: tuple[str, ...] = ("liked part", "PS@K topics", "Cosine@K colours")
    peer = "for all"
    measures: Mapping[str, Measure] = MEASURES

    def __init__(self, world: World, pieces: Pieces, judges: Judges, mixes: Sequence[Piece]) -> None:
        self.world, self.pieces, self.judges, self.mixes = world, pieces, judges, mixes
        centre = world.system.parts.corpus.centre()
        settings = world.system.settings
        self._cover = CoverChooser(settings.cover.model_copy(update={"draw": _GREEDY}), centre=centre)
        self._window = WindowChooser(settings.window.model_copy(update={"draw": _GREEDY}), centre=centre)
        self._middle = centre.pictures.astype(float) if centre is not None else 0.0

    name = ""
    baselines: tuple[str, ...] = ()
    told: Mapping[str, str] = MappingProxyType({})

    def media(self, shown: Mapping[str, Any], method: str, folder: Path) -> str | None:
        """Put what a method took into `folder`; its name for the page. None where there is nothing."""
        piece, span = self._named(shown["piece"]), shown["spans"].get(method)
        if piece is None or span is None:
            return None
        return self.kept(piece, (span[0], span[1]), folder)

    @abstractmethod
    def kept(self, piece: Piece, span: Span, folder: Path) -> str:
        """A file with what was taken."""

    def _named(self, id: str) -> Piece | None:
        mix = next((mix for mix in self.mixes if mix.id == id), None)
        return mix or self.pieces.of(self.world.items[id])

    def unable(self) -> str:
        """Why this task cannot be done on this home; empty where it can."""
        return ""

    @abstractmethod
    def chosen(self, piece: Piece, profile: Profile) -> dict[str, Span]:
        """What each method takes of a piece, in seconds."""

    @abstractmethod
    def candidates(self, piece: Piece) -> list[Span]:
        """What the oracle takes the best of."""

    def __call__(self, user: str) -> Result:
        """One viewer's result. Raises `Left`."""
        profile = self.world.profile(user)
        if profile.pictures is None and profile.meaning is None:
            raise Left("nothing is known of the viewer's taste before the split")
        values, shown = self._corpus(user, profile)
        left = []
        mixes = [(mix, self.chosen(mix, profile)) for mix in self._unseen(user)]
        for part in (self._hits, self._topics):
            try:
                values |= part(user, mixes)
            except Left as why:
                left.append(str(why))
        return Result(values, [*self._mix_shown(user, mixes), *shown[:2]], tuple(dict.fromkeys(left)))

    def note(self) -> str:
        """Who takes part, in words for the report; empty where all that were drawn do."""
        return ""

    def users(self) -> Sequence[str]:
        """All that were drawn."""
        return self.world.users

    def _corpus(self, user: str, profile: Profile) -> tuple[dict[str, dict[str, float]], Shown]:
        found = [self.pieces.of(item) for item in self.world.top(user, kind=self._kind)]
        pieces = [piece for piece in found if piece is not None and len(piece.features.times) > 1]
        if not pieces:
            raise Left("nothing recommended has anything to choose from")
        spans = [self.chosen(piece, profile) for piece in pieces]
        colours = self._rows(pieces, spans, lambda piece: piece.colours)
        own = self._rows(pieces, spans, lambda piece: piece.features.pictures.astype(float))
        values = {"Cosine@K colours": self.judges.by_colours(user, colours)}
        circle = self.judges.in_own_space(
            user, {m: unit_rows(r) for m, r in own.items()}, np.asarray(self._middle)
        )
        if circle:
            values["Cosine@K own encoder"] = circle
        return values, [_seen(piece, span) for piece, span in zip(pieces, spans, strict=True)]

    @property
    def _kind(self) -> str | None:
        return None

    def _rows(
        self, pieces: Sequence[Piece], spans: Sequence[dict[str, Span]], of: Callable[[Piece], Floats]
    ) -> dict[str, Floats]:
        """(K, d) mean rows of what each method took."""
        return {
            method: np.stack(
                [of(p)[frames_of(p, s[method])].mean(axis=0) for p, s in zip(pieces, spans, strict=True)]
            )
            for method in spans[0]
        }

    def _unseen(self, user: str) -> list[Piece]:
        met = {
            act.item for part in (self.world.held.before, self.world.held.after) for act in part.get(user, [])
        }
        return [mix for mix in self.mixes if not met & set(mix.sources)]

    def _hits(self, user: str, mixes: Chosen) -> dict[str, dict[str, float]]:
        """How much of what was chosen is liked.

        Beside it what all choices come to (`chance`), what somebody would take who knows the topics of every
        part and this viewer's acts before the split (`by labels`), and the best there is (`oracle`).
        """
        liked, rows = self.judges.liked(user), []
        known = rates(self.world.held.before.get(user, []), self.judges.topics)
        for piece, spans in mixes:
            good = np.array([bool(liked & set(topics)) for _, _, topics in piece.parts])
            if not good.any() or good.all():
                continue
            frames = good[piece.part_of()]
            line = {method: float(frames[frames_of(piece, span)].mean()) for method, span in spans.items()}
            every = [float(frames[frames_of(piece, span)].mean()) for span in self.candidates(piece)]
            rows.append(
                {
                    **line,
                    "chance": float(np.mean(every)),
                    "by labels": self._by_labels(piece, known, good),
                    "oracle": max(every),
                }
            )
        if not rows:
            raise Left("no unseen compilation has both parts that the viewer likes and others")
        return {"liked part": {method: float(np.mean([row[method] for row in rows])) for method in rows[0]}}

    @staticmethod
    def _by_labels(piece: Piece, known: Mapping[str, float], good: NDArray[np.bool_]) -> float:
        """Whether the part is liked whose topics did best before; the mean of equals."""
        worth = np.array([np.mean([known.get(t, 0.0) for t in topics]) for _, _, topics in piece.parts])
        return float(good[worth == worth.max()].mean())

    def _topics(self, user: str, mixes: Chosen) -> dict[str, dict[str, float]]:
        if not mixes:
            raise Left("the viewer had met something of every compilation")
        pieces, spans = [piece for piece, _ in mixes], [one for _, one in mixes]
        vocabulary = self.judges.vocabulary
        return self.judges.by_topics(user, self._rows(pieces, spans, lambda piece: piece.labels(vocabulary)))

    def _mix_shown(self, user: str, mixes: Chosen) -> Shown:
        liked = self.judges.liked(user)

        def mixed(pair: tuple[Piece, dict[str, Span]]) -> bool:
            return len({bool(liked & set(topics)) for _, _, topics in pair[0].parts}) > 1

        return [
            {**_seen(piece, spans), "likes": sorted(liked)[:12],
             "parts": [[a, b, list(topics), bool(liked & set(topics))] for a, b, topics in piece.parts]}
            for piece, spans in sorted(mixes, key=mixed, reverse=True)[:2]
        ]  # fmt: skip


def _seen(piece: Piece, spans: dict[str, Span]) -> dict[str, object]:
    return {"piece": piece.id, "title": piece.title, "kind": piece.kind,
            "spans": {method: [round(a, 3), round(b, 3)] for method, (a, b) in spans.items()}}  # fmt: skip


class ThumbnailSelection(Choosing):
    """Which frame of a clip, or crop of a picture, is its cover."""

    name = "thumbnail selection"
    baselines: tuple[str, ...] = ("original", "random", "for all")
    told: Mapping[str, str] = _COVERS

    def kept(self, piece: Piece, span: Span, folder: Path) -> str:
        """The frame as JPEG."""
        file = folder / f"{piece.id}-{span[0]:.2f}.jpg"
        if not file.exists():
            image = self.pieces.image(piece, (span[0] + span[1]) / 2)
            file.write_bytes(pictures.jpeg(pictures.resize(image, longest=360)))
        return file.name

    def chosen(self, piece: Piece, profile: Profile) -> dict[str, Span]:
        """The first frame, a random one, the one that suits everybody most, the one that suits the viewer."""
        features = piece.features
        able = np.flatnonzero(usable(features))
        rng = self.world.rng("cover", profile.user, piece.id)
        picked = self._cover(features=features, profiles=[self.world.everybody, profile], rng=rng)
        at = {
            "original": float(features.times[0]),
            "random": float(features.times[rng.choice(able)]),
            "for all": picked[0].value,
            "personal": picked[1].value,
        }
        return {method: (time - 1e-3, time + 1e-3) for method, time in at.items()}

    def candidates(self, piece: Piece) -> list[Span]:
        """Every frame that can be a cover."""
        features = piece.features
        return [(float(t) - 1e-3, float(t) + 1e-3) for t in features.times[usable(features)]]


class Clipping(Choosing):
    """Which window of a clip plays."""

    name = "clipping"
    baselines: tuple[str, ...] = ("unclipped", "first", "random", "for all")
    told: Mapping[str, str] = _WINDOWS

    def kept(self, piece: Piece, span: Span, folder: Path) -> str:
        """The whole clip, and which part of it a player is to show."""
        file = folder / f"{piece.id}.mp4"
        if not file.exists():
            with self.pieces.file(piece) as path:
                shutil.copyfile(path, file)
        return f"{file.name}#t={span[0]:g},{span[1]:g}"

    def unable(self) -> str:
        """Only videos are clipped."""
        videos = any(item.kind == "video" for item in self.world.items.values())
        return "" if videos else "this home has no videos, so there is nothing to clip"

    @property
    def _kind(self) -> str | None:
        return "video"

    def chosen(self, piece: Piece, profile: Profile) -> dict[str, Span]:
        """The whole, and windows of one length: the first, a random one, everybody's, the viewer's."""
        whole, length = piece.features.duration_s, length_of(piece)
        rng = self.world.rng("window", profile.user, piece.id)
        picked = self._window(
            features=piece.features,
            profiles=[self.world.everybody, profile],
            rng=rng,
            guidance=_wanted(length),
        )
        start = float(rng.uniform(0, whole - length))
        return {
            "unclipped": (0.0, whole),
            "first": (0.0, length),
            "random": (start, start + length),
            "for all": picked[0].value,
            "personal": picked[1].value,
        }

    def candidates(self, piece: Piece) -> list[Span]:
        """Every window of that length that begins at a frame."""
        length, whole = length_of(piece), piece.features.duration_s
        starts = [float(t) for t in piece.features.times if t + length <= whole + 1e-6] or [0.0]
        return [(start, start + length) for start in starts]


def length_of(piece: Piece) -> float:
    """How long windows of a piece are: one part of a compilation, half of a clip, `SHORT_S` at most."""
    whole = piece.features.duration_s
    return round(min(SHORT_S, whole / len(piece.parts) if len(piece.parts) > 1 else whole / 2), 3)


def _wanted(seconds: float) -> Guidance:
    return Guidance(clauses=(Clause(route="edit", target="current", edits=(Clip(seconds=seconds),)),))
