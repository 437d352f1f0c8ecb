"""One database: connections, transactions, and what both dialects have to say in their own way."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Engine,
    Insert,
    Select,
    Table,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DataError as ValueRefused
from sqlalchemy.exc import IntegrityError

from generec.domain.errors import DataError
from generec.store.schema import COUNTERS

T = TypeVar("T")
MANY = 500
"""How many ids go into one IN list: below the smallest limit of variables of any SQLite."""

WRITES = "generec_writes"
"""The execution option by which a connection says that its transaction will write."""


class Database:
    """Transactions over one engine. Safe to share between threads."""

    def __init__(self, engine: Engine, *, reading: Mapping[str, Any] | None = None) -> None:
        self.engine = engine
        self._reading = dict(reading or {})
        # One writer at a time, as SQLite has it. Threads queue here, fairly, rather than poll its
        # busy timeout; on PostgreSQL the transaction takes a lock instead.
        self._turn = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A consistent view of the database."""
        with self.engine.connect() as connection:
            connection.execution_options(**self._reading)
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction, durable when the block ends; undone when the block raises.

        Raises `DataError` when a rule of the database forbids what was written.
        """
        with self._turn, self.engine.connect() as connection:
            connection.execution_options(**{WRITES: True})
            try:
                with connection.begin():
                    yield connection
            except (IntegrityError, ValueRefused) as error:
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
