"""The rows on SQLite keep the contract of rows."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract_events import DecisionsContract, EventsContract, LogContract, ViewersContract
from contract_items import ItemsContract, MakingContract
from contract_jobs import JobsContract, KeptContract
from contract_reviews import ReviewsContract
from contract_sessions import SessionsContract

from generec.store import open_rows
from generec.store.interface import Rows


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Rows]:
    opened = open_rows(f"sqlite:///{tmp_path}/generec.db")
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
