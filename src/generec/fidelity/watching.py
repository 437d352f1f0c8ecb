"""One pass over a film for all that want to see its frames.

A watcher is made for an open film, is given every frame in order, and tells at the end what it found. Any
number of them share one decoding; no frame outlives its turn but where a watcher keeps a picture of it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from pathlib import Path
from typing import Any, Protocol

from av.video.frame import VideoFrame

from generec.domain.errors import MediaError
from generec.media.decode import Reader


class Watcher(Protocol):
    """Sees a film frame by frame."""

    def see(self, time: float, frame: VideoFrame) -> None:
        """The next frame, and its second."""
        ...

    def done(self) -> Any:
        """What was found, once all frames were seen."""
        ...


Watchers = Mapping[Hashable, Callable[[Reader], Watcher]]
"""What makes each watcher, by what it is asked for under."""


class Failed:
    """A watcher that could not finish, and why. The others went on."""

    def __init__(self, error: Exception) -> None:
        self.error = error


def watch(path: Path, watchers: Watchers) -> dict[Hashable, Any]:
    """What each of the watchers found in a film, or `Failed`. Decodes the film once."""
    out: dict[Hashable, Any] = {}
    try:
        with Reader(path) as reader:
            _run(reader, watchers, out)
    except MediaError as error:
        out |= {key: Failed(error) for key in watchers if key not in out}
    return out


def _run(reader: Reader, watchers: Watchers, out: dict[Hashable, Any]) -> None:
    """Feed all; who fails stands in `out` at once and sees no more."""

    def tried(key: Hashable, step: Callable[..., Any], *given: Any) -> Any:
        try:
            return step(*given)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is raised where its result is asked for)
            out[key] = Failed(error)
            return None

    going = {key: tried(key, make, reader) for key, make in watchers.items()}
    for time, frame in reader.frames():
        for key, watcher in going.items():
            if key not in out:
                tried(key, watcher.see, time, frame)
        if len(out) == len(going):
            return
    for key, watcher in going.items():
        if key not in out:
            found = tried(key, watcher.done)
            out.setdefault(key, found)
