"""What is kept of an item, and in which order: media, features, vectors, and the row last."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import MediaError
from generec.domain.items import Item
from generec.domain.parts import Encoder
from generec.domain.profiles import Floats, FrameFeatures
from generec.ingest.config import IngestConfig
from generec.ingest.entries import Entry, read_text
from generec.ingest.report import IngestReport
from generec.ingest.stream import Looked, Work
from generec.media import pictures
from generec.media.frames import picture_at
from generec.media.probe import Probe, probe
from generec.media.sniff import sniff
from generec.store.interface import Blobs, Features, Rows, Vectors

_FLUSH = 32
_KEEPERS = 4
_WORDS = 600
"""Characters of a body that stand for it in its meaning: its beginning; more costs time and says little."""

_FACTS = ("kind", "media", "mime", "thumbnail", "duration_s", "width", "height", "fps", "has_audio")


Copied = Callable[[Item, Path, FrameFeatures], str | None]
"""What a file is a copy of that may not be copied, in words; None where of nothing."""


class Target:
    """Where an ingest writes, and the encoder whose vectors it writes."""

    def __init__(
        self,
        rows: Rows,
        blobs: Blobs,
        vectors: Vectors,
        features: Features,
        encoder: Encoder,
        *,
        words: float,
    ) -> None:
        self.rows, self.blobs, self.features, self.encoder = rows, blobs, features, encoder
        self.words = words
        dim, meaning = encoder.dims
        self.pictures = vectors.collection("pictures", dim=dim)
        self.meaning = vectors.collection("meaning", dim=meaning)


@dataclass(frozen=True, slots=True)
class Task:
    """An entry whose media are looked at. `key` is their blob key."""

    entry: Entry
    before: Item | None
    media: Path
    key: str


@dataclass(frozen=True, slots=True)
class _Ready:
    item: Item
    before: Item | None
    pictures: Floats | None
    concepts: Floats | None
    entry: Entry
    kept: Future[None] | None = None


class Taking:
    """Decides what an entry needs, and writes what came of it, a group at a time."""

    def __init__(
        self,
        target: Target,
        report: IngestReport,
        refuse: Callable[[str, int | None, str | None, str], None],
        *,
        copied: Copied | None = None,
        rejects_copies: bool = True,
    ) -> None:
        self.target, self.report, self.refuse = target, report, refuse
        self._copied, self._rejects_copies = copied, rejects_copies
        self._ready: list[_Ready] = []
        self._keepers = ThreadPoolExecutor(_KEEPERS, "keep")

    def close(self) -> None:
        """End the threads that keep media; what they have begun is finished."""
        self._keepers.shutdown(cancel_futures=True)

    def begin(self, entry: Entry, before: Item | None, *, config: IngestConfig) -> Work[Task] | None:
        """The work of looking at the entry's media; None where nothing has to be decoded.

        An item that was withdrawn is left alone, and its media are not kept again.
        """
        if before and (before.origin != "found" or before.state == "withdrawn"):
            why = "was withdrawn" if before.state == "withdrawn" else "is a made item"
            self.refuse(entry.file, entry.row, "id", f"{entry.item.id!r} {why}")
            return None
        try:
            return self._begin(entry, before, config)
        except MediaError as error:
            self.refuse(entry.file, entry.row, "media", error.message)
            return None

    def looked(self, result: Looked[Task]) -> None:
        """Take what came of the looking."""
        task, entry = result.tag, result.tag.entry
        if result.problem or result.probe is None or result.features is None:
            self.refuse(entry.file, entry.row, "media", result.problem)
            return
        self.report.embedded += len(result.features.times)
        facts = _facts(result.probe, result.features, task.key, bytes_key(result.thumbnail))
        if self._is_copy(entry, task.media, facts, result.features):
            return
        kept = self._keepers.submit(self._keep, task.media, task.key, result.thumbnail, result.features)
        self._add(entry, task.before, facts, result.features, kept)

    def flush(self) -> None:
        """Write everything that is ready: vectors first, rows last."""
        group, self._ready = [part for part in self._ready if self._is_kept(part)], []
        if not group:
            return
        seen = [part for part in group if part.pictures is not None]
        if seen:
            matrix = np.stack([part.pictures for part in seen if part.pictures is not None])
            self.target.pictures.put([part.item.id for part in seen], matrix)
        self.target.meaning.put([part.item.id for part in group], self._meaning(group))
        self.target.rows.items.put([part.item for part in group])
        for part in group:
            self.report.items["changed" if part.before else "new"] += 1
            self.report.kinds[part.item.kind] += 1

    def _keep(self, media: Path, key: str, thumbnail: bytes, features: FrameFeatures) -> None:
        """Store the media, then what was made of them. Waiting for the disk goes on beside all else."""
        if self.target.blobs.put(media) != key:
            raise MediaError(f"{media.name}: changed while it was read; ingest again")
        self.target.blobs.put(thumbnail)
        self.target.features.put(key, features, encoder=self.target.encoder.name)

    def _is_kept(self, part: _Ready) -> bool:
        """Whether the part's media are stored; waits for them."""
        try:
            if part.kept:
                part.kept.result()
        except MediaError as error:
            self.refuse(part.entry.file, part.entry.row, "media", error.message)
            return False
        return True

    def _begin(self, entry: Entry, before: Item | None, config: IngestConfig) -> Work[Task] | None:
        path = entry.media
        if path is None:
            self._add(entry, before, {"kind": "text"}, None)
            return None
        size = path.stat().st_size
        if size > config.max_bytes:
            raise MediaError(
                f"{path.name}: {size:,} bytes are more than {config.max_bytes:,} (ingest.max_bytes)"
            )
        if sniff(path).kind == "text":
            self._text(entry, before, path, limit=config.max_text)
            return None
        key = file_key(path)
        features = self.target.features.get(key, encoder=self.target.encoder.name)
        if features is not None and before and before.media == key and before.thumbnail:
            self._add(entry, before, {name: getattr(before, name) for name in _FACTS}, features)
            return None
        if features is not None:
            self._again(entry, before, path, key, features, longest=config.longest)
            return None
        return Work(path, Task(entry, before, path, key))

    def _again(
        self,
        entry: Entry,
        before: Item | None,
        path: Path,
        key: str,
        features: FrameFeatures,
        *,
        longest: int,
    ) -> None:
        """Media that were looked at before, under another id or in a run that was interrupted."""
        found = probe(path)
        image = picture_at(path, kind=found.kind, at_s=float(features.times[0]), longest=longest)
        thumbnail = pictures.jpeg(image)
        facts = _facts(found, features, key, bytes_key(thumbnail))
        if self._is_copy(entry, path, facts, features):
            return
        kept = self._keepers.submit(self._keep, path, key, thumbnail, features)
        self._add(entry, before, facts, features, kept)

    def _is_copy(self, entry: Entry, path: Path, facts: dict[str, Any], features: FrameFeatures) -> bool:
        """Whether it is kept out as a copy: called one's own, and another's. Told of in any case."""
        if self._copied is None or entry.item.rights != "own":
            return False
        try:
            why = self._copied(entry.item.model_copy(update=facts), path, features)
        except MediaError as error:
            why = f"it could not be compared with works that may not be changed: {error.message}"
        if why is None:
            return False
        if self._rejects_copies:
            self.refuse(entry.file, entry.row, "media", f"{entry.item.id!r} is called own, but {why}")
        else:
            self.report.notes.append(f"{entry.item.id!r} is called own, but {why}")
        return self._rejects_copies

    def _text(self, entry: Entry, before: Item | None, path: Path, *, limit: int) -> None:
        body = read_text(path, limit=limit)
        if not body:
            raise MediaError(f"{path.name}: holds no words")
        first = body.splitlines()[0].lstrip("# ").strip()
        update: dict[str, Any] = {"kind": "text", "text": body, "mime": sniff(path).mime}
        if entry.row is None and 0 < len(first) <= 120:
            update["title"] = first
        self._add(entry, before, update, None)

    def _add(
        self,
        entry: Entry,
        before: Item | None,
        facts: dict[str, Any],
        features: FrameFeatures | None,
        kept: Future[None] | None = None,
    ) -> None:
        """Make ready what is new. What was looked at again, by another encoder, has new vectors too."""
        if before and not entry.state_given:
            facts = {**facts, "state": before.state}
        item = entry.item.model_copy(update=facts)
        if item == before and kept is None:
            self.report.items["unchanged"] += 1
            return
        seen = mean(features.pictures) if features is not None else None
        meant = mean(features.concepts) if features is not None else None
        self._ready.append(_Ready(item, before, seen, meant, entry, kept))
        if len(self._ready) >= _FLUSH:
            self.flush()

    def _meaning(self, group: list[_Ready]) -> Floats:
        """(n, t) unit rows: words and mean concepts, weighted; the one alone where the other lacks."""
        told = [(i, words_of(part.item)) for i, part in enumerate(group)]
        told = [(i, words) for i, words in told if words]
        out = np.zeros((len(group), self.target.encoder.dims[1]), np.float32)
        if told:
            weight = np.array([self.target.words if group[i].concepts is not None else 1.0 for i, _ in told])
            texts = self.target.encoder.texts([words for _, words in told])
            out[[i for i, _ in told]] = texts * weight[:, None]
        named = {i for i, _ in told}
        for i, part in enumerate(group):
            if part.concepts is not None:
                out[i] += part.concepts * (1.0 - self.target.words if i in named else 1.0)
        return unit(out)


def words_of(item: Item) -> str:
    """What is said of an item: title, topics and description; of a text without one, its beginning."""
    told = item.description or (item.text or "")[:_WORDS]
    return ". ".join(part for part in (item.title, ", ".join(item.topics), told) if part)


def file_key(path: Path) -> str:
    """The blob key that a file's content has."""
    with path.open("rb") as file:
        return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()


def bytes_key(content: bytes) -> str:
    """The blob key of some bytes."""
    return "sha256:" + hashlib.sha256(content).hexdigest()


def mean(rows: Floats) -> Floats:
    """The unit vector along the mean of unit rows (n, d); (d,)."""
    return unit(rows.mean(axis=0, dtype=np.float64))


def unit(rows: NDArray[np.floating[Any]]) -> Floats:
    """Rows at length 1; a row of zeros stays."""
    size = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(np.divide(rows, np.maximum(size, 1e-12)), np.float32)


def _facts(found: Probe, features: FrameFeatures, key: str, thumbnail: str) -> dict[str, Any]:
    return {
        "kind": found.kind,
        "media": key,
        "mime": found.mime,
        "thumbnail": thumbnail,
        "duration_s": round(features.duration_s, 3),
        "width": found.width,
        "height": found.height,
        "fps": round(found.fps, 3),
        "has_audio": found.has_audio,
    }
