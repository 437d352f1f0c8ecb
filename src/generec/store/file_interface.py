"""What every backend of blobs, vectors and features offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

import numpy as np
from numpy.typing import NDArray

from generec.domain.profiles import FrameFeatures


class Blobs(Protocol):
    """Content-addressed bytes: a key is `sha256:<hex of the content>`."""

    def put(self, source: bytes | Path) -> str:
        """Store bytes or a file's content; atomic; harmless when it is there. Returns the key."""
        ...

    def get(self, key: str) -> bytes:
        """The whole content. Raises `NotFound`."""
        ...

    def open(self, key: str) -> BinaryIO:
        """A seekable stream over the content. Raises `NotFound`."""
        ...

    def path(self, key: str) -> AbstractContextManager[Path]:
        """A local file with the content (a copy where the backend is not local). Raises `NotFound`."""
        ...

    def size(self, key: str) -> int:
        """Length in bytes. Raises `NotFound`."""
        ...

    def exists(self, key: str) -> bool:
        """Whether it is stored."""
        ...

    def delete(self, key: str) -> bool:
        """Remove it; False when it was not there."""
        ...

    def keys(self) -> Iterator[str]:
        """All keys."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A collection as it stood at one moment; later appends do not change it.

    `ids` (n) and `matrix` (n, d) float32, row by row; deleted ids are already left out of `live`
    (n,) bool. The matrix is memory-mapped read-only.
    """

    ids: Sequence[str]
    matrix: NDArray[np.float32]
    live: NDArray[np.bool_]


class Vectors(Protocol):
    """Named collections of vectors, each of one dimension, scanned exactly."""

    def collection(self, name: str, *, dim: int) -> Collection:
        """Open or make a collection. Raises `DataError` when it exists with another dimension."""
        ...

    def names(self) -> list[str]:
        """The collections there are."""
        ...


class Collection(Protocol):
    """Vectors by id."""

    name: str
    dim: int

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Append, or replace where the id exists; atomic, durable; (n, dim), finite. Raises `DataError`."""
        ...

    def get(self, ids: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """((n, dim), found (n,)): rows of ids that do not exist are zero and not found."""
        ...

    def delete(self, ids: Sequence[str]) -> int:
        """Remove ids; returns how many there were."""
        ...

    def snapshot(self) -> Snapshot:
        """The collection now; cheap when nothing changed."""
        ...

    def search(
        self,
        queries: NDArray[np.float32],
        *,
        k: int,
        allow: NDArray[np.bool_] | Callable[[str], bool] | None = None,
        snapshot: Snapshot | None = None,
    ) -> tuple[list[list[str]], NDArray[np.float32]]:
        """Exact top k by inner product: ids and scores (q, k), best first.

        `allow` is a mask over the rows of `snapshot` (default: of one taken now), or a predicate on ids.
        Fewer than k matches: short id rows, scores padded with -inf. Ties go to the earlier row.
        """
        ...

    def __len__(self) -> int: ...


class Features(Protocol):
    """Frame features by media hash and encoder: computed once, whatever the number of items."""

    def get(self, media: str, *, encoder: str) -> FrameFeatures | None:
        """What was computed for the media (blob key) by the encoder, if it was."""
        ...

    def put(self, media: str, features: FrameFeatures, *, encoder: str) -> None:
        """Store atomically; harmless when it is there."""
        ...

    def delete(self, media: str) -> int:
        """Forget what any encoder computed for the media; returns how many files went."""
        ...
