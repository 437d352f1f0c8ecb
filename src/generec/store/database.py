"""One database: connections, transactions and the version of its tables."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Insert,
    Select,
    Table,
    create_engine,
    event,
    inspect,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from generec.domain.errors import ConfigError, DataError
from generec.store.durable import exclusive
from generec.store.migrations import HEAD, REVISIONS
from generec.store.schema import COUNTERS

T = TypeVar("T")
MANY = 500
"""How many ids go into one IN list: below the smallest limit of variables of any SQLite."""

_WRITES = "generec_writes"
_BUSY_S = 60.0


class Database:
    """Transactions over one engine. Safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite has one writer; threads queue here, fairly, rather than poll its busy timeout.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the database."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, durable when the block ends; undone when the block raises.

        Raises `DataError` when a rule of the database forbids what was written.
        """
        with self._turn, self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            try:
                with connection.begin():
                    yield connection
            except IntegrityError as error:
                raise DataError(f"the database refuses it: {error.orig}") from error

    def stream(self, query: Select[Any]) -> Iterator[Any]:
        """The rows of a query, fetched in batches, from one consistent view."""
        with self.read() as connection:
            yield from connection.execution_options(yield_per=2_000).execute(query)

    def scrub(self) -> None:
        """Overwrite the write-ahead log too, so that what was deleted is nowhere in the files.

        A reader that is at work keeps the log alive until it ends; the next checkpoint takes it then.
        """
        if self.engine.dialect.name == "sqlite":
            with self._turn, self.engine.connect() as connection:
                driver: Any = connection.connection.dbapi_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        """Release the connections."""
        self.engine.dispose()


def insert_new(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Insert rows, leaving out those whose key is taken; returns how many are new."""
    if not rows:
        return 0
    result = connection.execute(
        insert_statement(connection, table).on_conflict_do_nothing(),
        rows,
        execution_options={"preserve_rowcount": True},
    )
    return result.rowcount


def insert_or_replace(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or overwrite every column where the primary key is taken."""
    if not rows:
        return
    statement = insert_statement(connection, table)
    keys = [column.name for column in table.primary_key]
    fields = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=fields), rows)


def insert_statement(connection: Connection, table: Table) -> Any:
    """An insert in the database's own dialect: both can say what happens on a conflict."""
    makers: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    statement: Insert = makers[connection.dialect.name](table)
    return statement


def advance(connection: Connection, counter: str, *, by: int = 1) -> int:
    """Move a counter on; returns its new value. Holds off other movers until the commit."""
    mine = COUNTERS.c.name == counter
    connection.execute(update(COUNTERS).where(mine).values(value=COUNTERS.c.value + by))
    return current(connection, counter)


def current(connection: Connection, counter: str) -> int:
    """The value of a counter."""
    query = select(COUNTERS.c.value).where(COUNTERS.c.name == counter)
    return int(connection.execute(query).scalar_one())


def chunks(values: Sequence[T], size: int = MANY) -> Iterator[Sequence[T]]:
    """`values` in consecutive parts of at most `size`."""
    for start in range(0, len(values), size):
        yield values[start : start + size]


def open_sqlite(url: str) -> Database:
    """Open a SQLite file (WAL, durable commits), made and migrated if need be. Raises `ConfigError`."""
    name = make_url(url).database
    if not name or name == ":memory:":
        raise ConfigError(f"{url!r} names no file: rows need one, such as sqlite:///home/generec.db")
    path = Path(name)
    engine = create_engine(
        url, connect_args={"timeout": _BUSY_S, "check_same_thread": False}, max_overflow=-1
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    try:
        with exclusive(path.with_name(path.name + ".lock")):
            with engine.connect() as connection:
                connection.connection.dbapi_connection.execute("PRAGMA journal_mode=WAL")  # type: ignore[union-attr]
            migrate(engine, name=str(path))
    except (DatabaseError, OperationalError) as error:
        engine.dispose()
        raise ConfigError(f"{path} cannot be opened as a database: {error.orig}") from error
    except ConfigError:
        engine.dispose()
        raise
    return Database(engine)


def migrate(engine: Engine, *, name: str) -> None:
    """Bring the tables to this version, in one transaction.

    Raises `ConfigError` for a database that a newer version has written.
    """
    with Database(engine).write() as connection:
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
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON", "cache_size=-32000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: one that upgrades later would fail if another came between.
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
