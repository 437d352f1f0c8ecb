"""Model files: what each is, where it comes from, and sessions that run it.

Nothing here reaches the network but `pull`.
"""

from generec.models.cache import ModelStatus, folder, path, verify
from generec.models.entries import DEFAULT_PACK, ModelFile, choose, manifest
from generec.models.fetch import pull
from generec.models.sessions import session

__all__ = [
    "DEFAULT_PACK",
    "ModelFile",
    "ModelStatus",
    "choose",
    "folder",
    "manifest",
    "path",
    "pull",
    "session",
    "verify",
]
