"""GeneRec: a recommender that can make what it cannot find.

Open a home, take in a catalogue and a feedback log, fit, and ask:

    with generec.open("home") as system:
        system.ingest("clips/", interactions="log.csv", rights="own")
        system.fit()
        feed = system.recommend("u42", say="shorter, more cooking")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from generec.domain.errors import GenerecError

if TYPE_CHECKING:
    from generec.system import GeneRec

__version__ = "0.1.0"
__all__ = ["GenerecError", "__version__", "open"]


def open(path: str | Path, **options: Any) -> GeneRec:
    """Open a home: a folder with everything that one installation keeps, made if absent.

    `options` are settings by section, such as `generation={"generation": "off"}`; they beat the
    environment and the home's `generec.toml`. Raises `ConfigError` for wrong ones.
    """
    from generec.system import GeneRec

    return GeneRec.open(path, options=options)
