"""The rows on PostgreSQL keep the contract of rows.

Needs a server: GENEREC_TEST_POSTGRES=postgresql://user@host/database, in which each test makes a
schema of its own and drops it.
"""

import os
import uuid
from collections.abc import Iterator

import pytest
from contract_events import DecisionsContract, EventsContract, LogContract, ViewersContract
from contract_items import ItemsContract, MakingContract
from contract_jobs import JobsContract, KeptContract
from contract_reviews import ReviewsContract
from contract_sessions import SessionsContract
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import IntegrityError

from generec.store import open_rows
from generec.store.interface import Rows

SERVER = os.environ.get("GENEREC_TEST_POSTGRES", "")
pytestmark = pytest.mark.skipif(not SERVER, reason="no server: set GENEREC_TEST_POSTGRES")


@pytest.fixture
def url() -> Iterator[str]:
    server = make_url(SERVER).set(drivername="postgresql+psycopg")
    schema = f"test_{uuid.uuid4().hex}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE SCHEMA {schema}"))
        url = make_url(SERVER).update_query_dict({"options": f"-csearch_path={schema}"})
        yield url.render_as_string(hide_password=False)
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


@pytest.fixture
def rows(url: str) -> Iterator[Rows]:
    opened = open_rows(url)
    yield opened
    opened.close()


class TestItems(ItemsContract): ...


class TestMaking(MakingContract): ...


class TestEvents(EventsContract): ...


class TestDecisions(DecisionsContract): ...


class TestViewers(ViewersContract): ...


class TestJobs(JobsContract): ...


class TestKept(KeptContract): ...


class TestReviews(ReviewsContract): ...


class TestSessions(SessionsContract): ...


class TestLog(LogContract): ...


def test_raw_insertion_of_a_made_item_is_refused(rows: Rows, url: str) -> None:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    statement = text(
        "INSERT INTO items (id, seq, work, origin, state, scope, owner, recipe, seal, body)"
        " VALUES ('fake', 99, 'a', 'edited', 'live', 'shared', '', 'r', 's', '{}')"
    )
    with engine.connect() as connection, pytest.raises(IntegrityError, match="needs"):
        connection.execute(statement)
    engine.dispose()
