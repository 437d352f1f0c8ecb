"""Work of one step of a pass while the next step is at the last result."""

from __future__ import annotations

import queue
import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Final, TypeVar

__all__ = ["ahead"]

T = TypeVar("T")

_LOOK_S: Final = 0.1
"""How often a thread whose results nobody takes looks whether anybody still will."""


def ahead(items: Generator[T, None, None], *, room: int = 2) -> Generator[T, None, None]:
    """The items in their order, worked out in a thread of its own, at most `room` before they are taken.

    What `items` raises is raised here, in its place. Whoever stops taking closes the generator: then
    `items` is closed too, and the thread is waited for. An item must not be changed by `items` once it
    was given.
    """
    line: queue.Queue[tuple[T] | BaseException | None] = queue.Queue(room)
    left = threading.Event()

    def put(what: tuple[T] | BaseException | None) -> None:
        while not left.is_set():
            try:
                return line.put(what, timeout=_LOOK_S)
            except queue.Full:
                continue

    def work() -> None:
        try:
            with closing(items):
                for item in items:
                    put((item,))
                    if left.is_set():
                        return
            put(None)
        except BaseException as error:  # noqa: BLE001 (whatever it is, is raised where items are taken)
            put(error)

    thread = threading.Thread(target=work, name="ahead", daemon=True)
    thread.start()
    try:
        yield from _taken(line)
    finally:
        left.set()
        thread.join()


def _taken(line: queue.Queue[tuple[T] | BaseException | None]) -> Iterator[T]:
    while True:
        what = line.get()
        if what is None:
            return
        if isinstance(what, BaseException):
            raise what
        yield what[0]
