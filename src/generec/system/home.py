"""A home: one folder with everything that one installation keeps."""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.errors import ConfigError
from generec.domain.recipes import Recipe
from generec.encoders import open_encoder
from generec.instructor.glossary import in_english
from generec.store import open_blobs, open_features, open_rows, open_vectors
from generec.store.interface import Collection
from generec.system import settings as settings_of
from generec.system.fits import Fits

STALE_S = 86_400.0
"""Drafts older than this are what a killed worker left behind."""

Drafting = Callable[[Recipe, Callable[[], Draft]], Draft]
"""Gives the draft of a recipe, by rendering it (the second) or from where it was rendered before."""


def _id() -> str:
    return uuid.uuid4().hex


def _rendered(recipe: Recipe, render: Callable[[], Draft]) -> Draft:
    return render()


OPERATOR = "operator"
"""Who asks where no viewer is named."""


class Home:
    """The folder, its settings and its stores. Made if absent; closed once.

    `clock` tells the time, `ids` gives new ids of requests, and `drafting` the drafts of recipes.
    """

    def __init__(
        self,
        path: Path,
        *,
        options: Mapping[str, Any] | None = None,
        clock: Callable[[], float] = time.time,
        ids: Callable[[], str] = _id,
        drafting: Drafting = _rendered,
    ) -> None:
        self.path = path.expanduser().resolve()
        self.clock, self.ids, self.drafting = clock, ids, drafting
        self.options = dict(options or {})
        self.settings = settings_of.load(self.path / "generec.toml", options=options)
        self._make()
        self._sweep()
        plugins.load()
        store = self.settings.store
        self.rows = open_rows(self._url(store.rows))
        self.blobs = open_blobs(self._url(store.blobs))
        self.vectors = open_vectors(self.path / "vectors")
        self.features = open_features(self.path / "features")
        self.fits = Fits(self.path / "fits")
        self.encoder = open_encoder(self.settings.encoder.name, self.settings.encoder.settings)

    def _make(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            file = self.path / "generec.toml"
            if not file.exists():
                file.write_text(settings_of.template(), encoding="utf-8")
        except OSError as error:
            raise ConfigError(f"the home {self.path} cannot be used: {error.strerror}") from error

    def _sweep(self) -> None:
        for file in (self.path / "drafts").glob("draft-*"):
            with suppress(FileNotFoundError):  # another process may sweep too
                if time.time() - file.stat().st_mtime > STALE_S:
                    shutil.rmtree(file) if file.is_dir() else file.unlink()

    def _url(self, url: str) -> str:
        return url.replace("{home}", str(self.path))

    def said(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """(n, t) unit vectors of what viewers say, everyday topics by their English names.

        An encoder may have learned from English alone: to the bundled one "cocina" is noise.
        """
        return self.encoder.texts([in_english(text) for text in texts])

    def collection(self, name: Literal["meaning", "pictures"]) -> Collection:
        """The vectors of items: `meaning` in the space of words, `pictures` in that of pictures."""
        d, t = self.encoder.dims
        return self.vectors.collection(name, dim=d if name == "pictures" else t)

    def forget(self, items: Sequence[str]) -> int:
        """Remove items' vectors; returns how many there were."""
        return sum(self.collection(name).delete(items) for name in ("meaning", "pictures"))

    def close(self) -> None:
        """Release what is open."""
        self.rows.close()
