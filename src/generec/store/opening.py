"""Opens each store by its URL or folder. Backends come through the same door as plugins."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, cast
from urllib.parse import unquote, urlsplit

from generec import plugins
from generec.domain.errors import ConfigError, MissingExtra
from generec.store.interface import Blobs, Features, Rows, Vectors


def open_rows(url: str) -> Rows:
    """The rows at `url`, such as `sqlite:///home/generec.db`; made and migrated if need be.

    Raises `ConfigError` for an unknown scheme, a file that is no database, or one that a newer
    version has written.
    """
    return cast(Rows, plugins.make("rows", _scheme(url), {"url": url}))


def open_blobs(url: str) -> Blobs:
    """The blobs at `url`: `file:///folder`, a plain path, or `s3://bucket/prefix`.

    Raises `ConfigError` for an unknown scheme, `MissingExtra` where an extra brings it.
    """
    return cast(Blobs, plugins.make("blobs", _scheme(url, default="file"), {"url": url}))


def open_vectors(path: str | Path) -> Vectors:
    """The vectors in a folder, made if absent."""
    from generec.store.vectors import FileVectors

    return FileVectors(Path(path))


def open_features(path: str | Path) -> Features:
    """The frame features in a folder, made if absent."""
    from generec.store.features import FileFeatures

    return FileFeatures(Path(path))


# The backends import what they stand on when they are asked for: SQLAlchemy alone takes longer to load than
# most commands take to run.


@plugins.register("rows", "sqlite")
def _sqlite(settings: Mapping[str, Any]) -> Rows:
    from generec.store.engines import open_sqlite
    from generec.store.rows import SqlRows

    return SqlRows(open_sqlite(settings["url"]))


@plugins.register("rows", "postgresql")
def _postgres(settings: Mapping[str, Any]) -> Rows:
    if find_spec("psycopg") is None:
        raise MissingExtra("postgres", what="keeping rows in PostgreSQL")
    from generec.store.engines import open_postgres
    from generec.store.rows import SqlRows

    return SqlRows(open_postgres(settings["url"]))


@plugins.register("blobs", "file")
def _file(settings: Mapping[str, Any]) -> Blobs:
    from generec.store.blobs import FileBlobs

    parts = urlsplit(settings["url"])
    if parts.scheme and parts.netloc not in ("", "localhost"):
        raise ConfigError(f"{settings['url']!r} names another host: a local folder is file:///folder")
    return FileBlobs(Path(unquote(parts.path) if parts.scheme else settings["url"]))


@plugins.register("blobs", "s3")
def _s3(settings: Mapping[str, Any]) -> Blobs:
    if find_spec("s3fs") is None:
        raise MissingExtra("s3", what=f"storing blobs in {settings['url']}")
    import fsspec

    from generec.store.remote_blobs import RemoteBlobs

    files, root = fsspec.core.url_to_fs(settings["url"])
    return RemoteBlobs(files, root)


def _scheme(url: str, *, default: str = "") -> str:
    scheme = url.partition(":")[0] if "://" in url else default
    if not scheme:
        raise ConfigError(f"{url!r} is no URL: rows are opened by one such as sqlite:///home/generec.db")
    return scheme.partition("+")[0]
