"""Opens databases: the settings that durability rests on, and the version of the tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import DatabaseError

from generec.domain.errors import ConfigError
from generec.store.database import WRITES, Database
from generec.store.durable import exclusive, folder
from generec.store.migrations import HEAD, REVISIONS

_BUSY_S = 60.0
_WRITER_LOCK = 0x67656E65726563  # "generec"


def open_sqlite(url: str) -> Database:
    """Open a SQLite file (WAL, durable commits), made and migrated if need be. Raises `ConfigError`."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ConfigError(f"{url!r} names no file: rows need one, such as sqlite:///home/generec.db")
    path = Path(name)
    folder(path.parent)
    engine = create_engine(
        url, connect_args={"timeout": _BUSY_S, "check_same_thread": False}, max_overflow=-1
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    with exclusive(path.with_name(path.name + ".lock")):
        return _ready(Database(engine), name=str(path))


def open_postgres(url: str) -> Database:
    """Open a PostgreSQL database, migrated if need be. Raises `ConfigError`."""
    target = make_url(url).set(drivername="postgresql+psycopg")
    engine = create_engine(target, pool_pre_ping=True, max_overflow=-1)
    event.listen(engine, "begin", _take_turn)
    reading = {"isolation_level": "REPEATABLE READ"}
    return _ready(Database(engine, reading=reading), name=target.render_as_string(hide_password=True))


def _ready(db: Database, *, name: str) -> Database:
    try:
        _migrate(db, name=name)
    except DatabaseError as error:
        db.close()
        raise ConfigError(f"{name} cannot be opened as a database: {error.orig}") from error
    except ConfigError:
        db.close()
        raise
    return db


def _migrate(db: Database, *, name: str) -> None:
    """Bring the tables to this version, in one transaction."""
    with db.write() as connection:
        version = _version(connection)
        if version == HEAD:
            return
        if version is not None and version not in REVISIONS:
            raise ConfigError(
                f"{name} was written by a newer GeneRec (schema {version}, this one knows {HEAD}): "
                "upgrade with pip install -U generec"
            )
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Imported here: Alembic is slow to load, and only a database that is not up to date needs it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _prepare(connection: Any, _record: object) -> None:
    # The driver must not begin transactions by itself: `_begin` does.
    connection.isolation_level = None
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
        "cache_size=-32000",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that upgrades later would fail if another came between.
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _take_turn(connection: Connection) -> None:
    # What is checked and what is written after it must be one step, for every writer.
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITER_LOCK})")
