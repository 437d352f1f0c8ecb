"""What a draft shows, looked at once for all checks.

A check stays a call with `draft` and `sources`; inside it, `exhibit(draft, sources)` gives what the other
checks of the same gate pass look at too: the video is decoded once, for all who said before what they want
of its frames (`Watches`), when the first of them asks. The gate opens the exhibit (`opened`) for the time of
a pass; elsewhere each call of a check gets one of its own, which knows no sources' files.

What stands unchanged in a source is not new: a frame found in one (`Exhibit.stands`) has that source's
standing. Two frames are the same where none of 32 x 32 fields, each an average, differs by more than
`SAME` of 255: encoding anew stays below that, and a caption, a mark or another crop does not.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Final, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from generec.domain.drafts import Draft, Outcome
from generec.domain.items import Item
from generec.domain.parts import Check, Image
from generec.fidelity import onscreen
from generec.fidelity.looks import COVER, LONGEST, LOOKS, Look, looking, small
from generec.fidelity.onscreen import Shown
from generec.fidelity.records import Records
from generec.fidelity.watching import Failed, Watchers, watch
from generec.media import frames, pictures

__all__ = ["COVER", "SAME", "Exhibit", "Look", "Watches", "exhibit", "opened"]

SAME: Final = 14.0
_FIELDS: Final = (32, 32)
_SOURCE_S: Final = 0.04
_TELLING: Final = frozenset(
    (
        "text",
        "words",
        "caption",
        "captions",
        "title",
        "subtitle",
        "headline",
        "lines",
        "line",
        "quote",
        "label",
    )
)

Files = Callable[[str], AbstractContextManager[Path]]
Standing = Callable[[Item, str], Outcome]


@runtime_checkable
class Watches(Protocol):
    """A check that says what it will ask of the frames of a draft, so that it is told in the same pass."""

    def watchers(self, draft: Draft) -> Watchers:
        """What sees the frames for it, by what it will ask for (`Exhibit.watched`)."""
        ...


class Exhibit:
    """A draft's pictures and words. Safe to share between threads; everything is made when asked for.

    `files` opens a blob by its key, and `standing` says what a check found of a source: where they are
    absent, nothing counts as unchanged. `records` are those of the home, where it is judged in one.
    `watchers` are what the checks said that they will ask of the film's frames.
    """

    def __init__(
        self,
        draft: Draft,
        sources: Sequence[Item] = (),
        *,
        files: Files | None = None,
        standing: Standing | None = None,
        records: Records | None = None,
        watchers: Watchers | None = None,
    ) -> None:
        self.draft = draft
        self.records = records
        self.sources = tuple(sources)
        self._files = files
        self._standing = standing
        self._lock = threading.Lock()
        self._once = threading.Lock()
        self._made: dict[str, Any] = {}
        self._looks: dict[tuple[float, float], tuple[Look, ...]] = {}
        self._expected = dict(watchers or {})
        self._passes = threading.Lock()
        self._watched: dict[Hashable, Any] = {}
        self._prints: dict[str, NDArray[np.float32]] = {}
        self._reads = threading.Lock()
        self._shown: tuple[Shown, ...] | None = None
        self._known: tuple[str, ...] | None = None

    def looks(self, *, every_s: float = 2.0, change: float = 20.0) -> tuple[Look, ...]:
        """The cover, then a frame at least every `every_s` seconds and wherever the picture changed.

        `change` is the mean difference (0-255) from the frame looked at before from which a frame is looked
        at too, so that every shot is. Raises `MediaError`.
        """
        with self._lock:
            if (every_s, change) not in self._looks:
                self._looks[every_s, change] = tuple(self._taken(every_s, change))
            return self._looks[every_s, change]

    def texts(self) -> tuple[tuple[str, str], ...]:
        """(where, words) of what the draft says: title, description, text, and what is written into it."""
        draft = self.draft
        told = [("title", draft.title), ("description", draft.description), ("text", draft.text or "")]
        for step in draft.recipe.steps:
            told += [(f"{step.op}.{where}", words) for where, words in _written(step.params)]
        return tuple((where, words) for where, words in told if words.strip())

    def words_on_screen(self) -> tuple[Shown, ...]:
        """The lines that can be read in the pictures, each once. Raises `MediaError`, `MissingModel`."""
        with self._reads:
            if self._shown is None:
                self._shown = onscreen.shown((look.time, look.image) for look in self.looks())
            return self._shown

    def known(self, words: str) -> bool:
        """Whether a source says these words already: in its texts, or on screen.

        The pictures of the sources are read at the first call: ask of what would count against a draft.
        """
        return onscreen.says(self.said_before(), words)

    def said_before(self) -> tuple[str, ...]:
        """What the sources say: their texts, and the lines on their screens, read at the first call."""
        with self._reads:
            if self._known is None:
                self._known = tuple(words for source in self.sources for words in self._said(source))
            return self._known

    def stands(self, look: Look, *, check: str) -> tuple[str, Outcome] | None:
        """(source's id, its standing with that check) where a source has this very picture; else None.

        A source that was found stands as it is: `pass`. Of several sources the first counts.
        """
        mine = _print(look.image)
        for source in self.sources:
            prints = self._of(source)
            if len(prints) and np.abs(prints - mine).max(axis=(1, 2, 3)).min() <= SAME:
                return source.id, self._standing(source, check) if self._standing else "pass"
        return None

    def _taken(self, every_s: float, change: float) -> Iterator[Look]:
        draft = self.draft
        if draft.thumbnail is not None:
            yield Look(COVER, pictures.read(draft.thumbnail))
        if draft.media is None:
            return
        if draft.kind == "image":
            yield Look(0.0, pictures.read(draft.media))
            return
        yield from self.watched(looking(every_s, change))

    def watched(self, watchers: Watchers) -> Any:
        """What one watcher found in the film: `watchers` has it under its key.

        All that the checks said they will ask are run in the same decoding, at the first call. Raises
        `MediaError`, and whatever the watcher itself raised.
        """
        (key,) = watchers
        assert self.draft.media is not None
        with self._passes:
            if key not in self._watched:
                left = {one: make for one, make in self._expected.items() if one not in self._watched}
                self._watched |= watch(self.draft.media, {**left, **watchers})
            found = self._watched[key]
        if isinstance(found, Failed):
            raise found.error
        return found

    def once(self, name: str, make: Callable[[], Any]) -> Any:
        """What `make` gives, made by whoever asks first under that name; it must not ask for another."""
        with self._once:
            if name not in self._made:
                self._made[name] = make()
            return self._made[name]

    @contextmanager
    def file(self, source: Item) -> Iterator[Path | None]:
        """A source's file while the block lasts; None where it is not at hand."""
        if self._files is None or source.media is None:
            yield None
        else:
            with self._files(source.media) as path:
                yield path

    def _said(self, source: Item) -> Iterator[str]:
        """What a source says: its title, description and text, and the lines on its screen."""
        yield from (source.title, source.description, source.text or "")
        if self._files is not None and source.media is not None and source.kind != "text":
            with self._files(source.media) as path:
                seen = [(0.0, pictures.read(path))] if source.kind == "image" else _looked(path)
                yield from (one.words for one in onscreen.shown(seen))

    def _of(self, source: Item) -> NDArray[np.float32]:
        """(n, 32, 32, 3) the prints of a source's frames; none where its file is not at hand."""
        if self._files is None or source.media is None:
            return np.zeros((0, *_FIELDS, 3), np.float32)
        with self._lock:
            if source.media not in self._prints:
                with self._files(source.media) as path:
                    self._prints[source.media] = np.stack([_print(image) for image in _images(source, path)])
            return self._prints[source.media]


_OPEN: dict[int, Exhibit] = {}


@contextmanager
def opened(
    draft: Draft,
    sources: Sequence[Item],
    *,
    files: Files | None = None,
    standing: Standing | None = None,
    records: Records | None = None,
    checks: Sequence[Check] = (),
) -> Iterator[Exhibit]:
    """The exhibit that every check of this draft is given while the block lasts.

    `checks` are those that will be run: what they want of a film's frames is gathered in one decoding.
    """
    wanted = {key: make for one in checks for key, make in _watchers(one, draft).items()}
    shown = Exhibit(draft, sources, files=files, standing=standing, records=records, watchers=wanted)
    _OPEN[id(draft)] = shown
    try:
        yield shown
    finally:
        _OPEN.pop(id(draft), None)


def exhibit(draft: Draft, sources: Sequence[Item] = ()) -> Exhibit:
    """What the draft shows: the one that this gate pass shares, or one of its own."""
    shown = _OPEN.get(id(draft))
    return shown if shown is not None and shown.draft is draft else Exhibit(draft, sources)


def _watchers(check: Check, draft: Draft) -> Watchers:
    """What a check will ask of the frames of a film; nothing of other drafts."""
    if draft.kind == "video" and draft.media is not None and isinstance(check, Watches):
        return check.watchers(draft)
    return {}


def _looked(path: Path) -> Iterator[tuple[float, Image]]:
    """(second, picture) of what is looked at in a source's film."""
    wanted = looking()
    (key,) = wanted
    found = watch(path, wanted)[key]
    if isinstance(found, Failed):
        raise found.error
    return ((look.time, look.image) for look in found)


def _images(source: Item, path: Path) -> Iterator[Image]:
    if source.kind == "image":
        yield pictures.read(path)
    elif source.kind == "video":
        for _, image in frames.sample(path, every_s=_SOURCE_S, limit=LOOKS, longest=LONGEST):
            yield image


def _print(image: Image) -> NDArray[np.float32]:
    return small(image, _FIELDS)


def _written(value: Any, name: str = "", *, telling: bool = False) -> Iterator[tuple[str, str]]:
    """The words among a step's parameters, wherever they stand."""
    if isinstance(value, str):
        if telling:
            yield name, value
    elif isinstance(value, Mapping):
        for key, part in value.items():
            yield from _written(part, str(key), telling=telling or key in _TELLING)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _written(part, name, telling=telling)
