"""Ingest: from folders, tables and logs to items, features, vectors and events."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from generec.domain.errors import DataError, MediaError
from generec.domain.items import Rights
from generec.domain.parts import Encoder
from generec.ingest.config import IngestConfig
from generec.ingest.entries import Allow, Entry, Reader
from generec.ingest.interactions import Reading, read_events
from generec.ingest.report import IngestReport, Progress, Rejects
from generec.ingest.sources import Plan, plan
from generec.ingest.stream import Looked, Shape, Work, look
from generec.ingest.taking import Copied, Taking, Target
from generec.store.interface import Blobs, Features, Rows, Vectors

__all__ = ["Ingest", "IngestConfig", "IngestReport"]

_GROUP = 256
_EVENTS = 5000


class Ingest:
    """Takes sources in. Running it again takes nothing twice, and finishes what was interrupted.

    Of one id the first row counts; a later one that differs is rejected, an equal one counted as
    repeated. `rejects` is the folder for the rejects file (no file without it). Media are kept
    before the features, these before the vectors, and the item's row is written last: whatever
    was interrupted has no row and is done again, and features are found by the media's hash. `copied` tells
    what a file is a copy of that may not be copied; it is asked of what is called one's own.
    """

    name = "ingest.v1"

    def __init__(
        self,
        config: IngestConfig,
        rows: Rows,
        blobs: Blobs,
        vectors: Vectors,
        features: Features,
        encoder: Encoder,
        allow: Allow,
        rejects: Path | None = None,
        copied: Copied | None = None,
    ) -> None:
        self.config = config
        self.copied = None if config.copies == "take" else copied
        self.rows = rows
        self.allow = allow
        self.rejects = rejects
        self.target = Target(rows, blobs, vectors, features, encoder, words=config.words)

    def __call__(
        self,
        sources: Iterable[Path],
        interactions: Path | Iterable[Path] | None = None,
        rights: Rights = "unknown",
        columns: Mapping[str, str] | None = None,
        progress: Progress | None = None,
        at: float | None = None,
    ) -> IngestReport:
        """Take in `sources` (folders, tables, single files), then the feedback logs.

        `columns` ({"title": "headline"}) chooses columns that common names do not find; `progress`
        is called with (done, about how many, what); `at` names the rejects file (epoch seconds).
        Raises `DataError` or `ConfigError` before any work when a source or `columns` is wrong;
        single bad rows and media go to the rejects.
        """
        logs = [interactions] if isinstance(interactions, str | Path) else list(interactions or [])
        read = plan(sources, interactions=logs, columns=columns)
        reader = self._reader(rights)
        with _Run(self, read.size() if progress else 0, progress, at) as run:
            run.report.unknown_columns = read.unknown()
            for file, reason in read.refused:
                run.refuse_item(file, None, None, reason)
            run.report.notes += [f"read as published: {name}" for name in read.layouts]
            if read.ignored:
                run.report.notes.append(
                    f"{read.ignored} files are neither media, texts nor tables: left alone"
                )
            run.items(_entries(read, reader, run))
            for log in read.logs:
                run.events(log)
        return run.report

    def items(
        self,
        records: Sequence[Mapping[str, Any]],
        *,
        folder: Path | None = None,
        rights: Rights = "unknown",
        progress: Progress | None = None,
        at: float | None = None,
    ) -> IngestReport:
        """Take in plain records: fields of an item, and `media`, a path inside `folder`, or `text`.

        Nothing is fetched from anywhere. Without `folder` only texts are taken. Rows of the rejects
        count from 0.
        """
        reader = self._reader(rights)
        with _Run(self, len(records), progress, at) as run:
            run.items(_records(records, reader, folder, run))
        return run.report

    def _reader(self, rights: Rights) -> Reader:
        return Reader(rights, self.allow, self.config.max_text, self.config.outside)


class _Run:
    """One ingest: its report, its rejects, and what it has seen."""

    def __init__(self, ingest: Ingest, total: int, progress: Progress | None, at: float | None) -> None:
        self.ingest = ingest
        self.config = ingest.config
        self.report = IngestReport()
        self.taking = Taking(
            ingest.target,
            self.report,
            self.refuse_item,
            copied=ingest.copied,
            rejects_copies=ingest.config.copies == "reject",
        )
        self._rejects = Rejects(ingest.rejects, at=time.time() if at is None else at)
        self._progress, self._total, self._done = progress, total, 0
        self._began = time.perf_counter()
        self._seen: dict[str, tuple[bytes, str]] = {}

    def __enter__(self) -> _Run:
        return self

    def __exit__(self, *error: object) -> None:
        self.taking.close()
        self._rejects.__exit__()
        self.report.rejects = self._rejects.path
        self.report.seconds = time.perf_counter() - self._began

    def refuse_item(self, file: str, row: int | None, field: str | None, reason: str) -> None:
        self.report.items["rejected"] += 1
        self._rejects.add(file=file, row=row, field=field, reason=reason)

    def step(self, what: str, n: int = 1) -> None:
        self._done += n
        if self._progress:
            self._progress(self._done, max(self._total, self._done), what)

    def items(self, entries: Iterator[Entry]) -> None:
        """Take every entry: what needs to be looked at flows through decoder and encoder."""
        config = self.config
        shape = Shape(
            config.every_s, config.limit, config.longest, config.batch, config.held, config.decoders
        )
        looked: Iterator[Looked[Any]] = look(
            self._works(self._once(entries)),
            encoder=self.ingest.target.encoder,
            shape=shape,
        )
        for result in looked:
            self.taking.looked(result)
            self.step(result.tag.entry.item.title or result.tag.entry.item.id)
        self.taking.flush()

    def _works(self, entries: Iterator[Entry]) -> Iterator[Work[Any]]:
        while group := list(islice(entries, _GROUP)):
            known = self.ingest.rows.items.get([entry.item.id for entry in group])
            for entry in group:
                work = self.taking.begin(entry, known.get(entry.item.id), config=self.config)
                if work is None:
                    self.step(entry.item.title or entry.item.id)
                else:
                    yield work

    def _once(self, entries: Iterator[Entry]) -> Iterator[Entry]:
        """The first entry of each id."""
        for entry in entries:
            content = entry.item.model_dump_json() + str(entry.media)
            mark = hashlib.blake2b(content.encode(), digest_size=16).digest()
            place = f"{entry.file}, row {entry.row}" if entry.row is not None else entry.file
            first = self._seen.get(entry.item.id)
            if first is None:
                self._seen[entry.item.id] = mark, place
                yield entry
                continue
            if first[0] == mark:
                self.report.items["repeated"] += 1
            else:
                reason = f"the id {entry.item.id!r} was there before ({first[1]})"
                self.refuse_item(entry.file, entry.row, "id", reason)
            self.step(entry.item.id)

    def events(self, log: Reading) -> None:
        """Take a feedback log: events of items that the catalogue has."""
        known: dict[str, bool] = {}
        file = log.table.path.name

        def refuse(row: int, field: str | None, reason: str) -> None:
            self.report.events["rejected"] += 1
            self._rejects.add(file=file, row=row, field=field, reason=reason)

        read = read_events(log, refuse=refuse)
        last = 0
        while group := list(islice(read, _EVENTS)):
            new = {event.item for _, event in group} - known.keys()
            there = self.ingest.rows.items.get(sorted(new))
            known.update({item: item in there for item in new})
            good = {event.id: event for _, event in reversed(group) if known[event.item]}
            for row, event in group:
                if not known[event.item]:
                    refuse(row, log.match.fields["item"], f"no item {event.item!r} in the catalogue")
            added = self.ingest.rows.events.put(list(good.values())[::-1])
            self.report.events["new"] += added
            self.report.events["known"] += len(good) - added
            self.report.events["repeated"] += sum(known[event.item] for _, event in group) - len(good)
            self.step(file, group[-1][0] - last)
            last = group[-1][0]


def _entries(read: Plan, reader: Reader, run: _Run) -> Iterator[Entry]:
    for source in read.listed:
        yield from reader.listed(source, refuse=run.refuse_item)
    for found in read.found:
        yield from _tried(partial(reader.found, found), run, str(found.path), None)


def _records(
    records: Sequence[Mapping[str, Any]], reader: Reader, folder: Path | None, run: _Run
) -> Iterator[Entry]:
    for row, record in enumerate(records):
        yield from _tried(partial(reader.record, record, row=row, folder=folder), run, "records", row)


def _tried(make: Callable[[], Entry], run: _Run, file: str, row: int | None) -> Iterator[Entry]:
    try:
        yield make()
    except DataError as error:
        run.refuse_item(file, row, error.field, error.reason)
    except MediaError as error:
        run.refuse_item(file, row, "media", error.message)
