"""Frame features of stored videos: what was kept, or else looked at once and kept."""

from __future__ import annotations

from generec.domain.profiles import FrameFeatures
from generec.ingest.stream import Shape, Work, look
from generec.system.home import Home


class Frames:
    """Features by blob key.

    Ingest looks at every video that comes in; one that was made here is looked at when somebody
    wants it changed again.
    """

    def __init__(self, home: Home) -> None:
        self.home = home

    def __call__(self, key: str) -> FrameFeatures | None:
        """The features of a video; None where it cannot be looked at. Raises `NotFound`."""
        home = self.home
        found = home.features.get(key, encoder=home.encoder.name)
        if found is not None:
            return found
        config = home.settings.ingest
        shape = Shape(config.every_s, config.limit, config.longest, config.batch, config.held)
        with home.blobs.path(key) as path:
            works = iter([Work(path, key)])
            looked = next(look(works, encoder=home.encoder, shape=shape), None)
        if looked is None or looked.features is None:
            return None
        home.features.put(key, looked.features, encoder=home.encoder.name)
        return looked.features
