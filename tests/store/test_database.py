"""What SQLite itself must hold to: versions, rules, crashes, and several processes at once."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from contract_jobs import add
from sqlalchemy import create_engine
from store_made import found, made_of, recipe_of

from generec.domain.drafts import Verdict
from generec.domain.errors import ConfigError, DataError
from generec.domain.events import Event
from generec.store import migrations, open_rows
from generec.store.interface import Rows
from generec.store.schema import METADATA


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "generec.db"


def opened(path: Path) -> Rows:
    return open_rows(f"sqlite:///{path}")


def raw(path: Path) -> sqlite3.Connection:
    """A connection that knows nothing of ours, as any tool would open one."""
    return sqlite3.connect(path, isolation_level=None)


def python(code: str, *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, args)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class TestVersions:
    def test_migrations_make_the_tables_of_the_schema(self, path: Path) -> None:
        opened(path).close()
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            assert compare_metadata(MigrationContext.configure(connection), METADATA) == []
        engine.dispose()

    def test_known_revisions_are_those_shipped(self) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        shipped = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
        assert tuple(reversed(shipped)) == migrations.REVISIONS

    def test_reopening_keeps_everything(self, path: Path) -> None:
        rows = opened(path)
        rows.items.put([found("a")])
        seq = rows.items.seq()
        rows.close()
        again = opened(path)
        assert again.items.get(["a"]) == {"a": found("a")}
        assert again.items.seq() == seq
        again.close()

    def test_a_home_of_before_invisible_marks_is_brought_up_to_date(self, path: Path) -> None:
        path.parent.mkdir()
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        engine = create_engine(f"sqlite:///{path}")
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "0001")
        engine.dispose()
        with raw(path) as connection:
            connection.execute("INSERT INTO recipes VALUES ('r', 'shared', '{}')")
            connection.execute("INSERT INTO seals VALUES ('s', 'r', NULL, 'm', 'us', 1.0, NULL)")
        rows = opened(path)
        seal = rows.making.seal("s")
        assert seal is not None
        assert (seal.mark, seal.payload, seal.fingerprint) == ("m", None, None)
        assert list(rows.making.seals()) == []
        rows.close()

    def test_a_newer_database_is_refused_and_untouched(self, path: Path) -> None:
        opened(path).close()
        with raw(path) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(ConfigError, match=r"newer GeneRec \(schema 9999"):
            opened(path)
        assert raw(path).execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]

    def test_what_is_no_database(self, path: Path) -> None:
        path.parent.mkdir()
        path.write_bytes(b"no database at all, but long enough to look like one" * 10)
        with pytest.raises(ConfigError, match="cannot be opened"):
            opened(path)

    @pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "generec.db", "mysql://host/x"])
    def test_urls_that_name_no_store(self, url: str) -> None:
        with pytest.raises(ConfigError):
            open_rows(url)

    def test_processes_that_open_a_new_home_at_once(self, path: Path) -> None:
        code = "import sys; from generec.store import open_rows; open_rows(sys.argv[1]).close()"
        openers = [python(code, f"sqlite:///{path}") for _ in range(3)]
        for opener in openers:
            opener.communicate(timeout=60)
        assert [opener.returncode for opener in openers] == [0, 0, 0]
        assert raw(path).execute("SELECT count(*) FROM alembic_version").fetchone() == (1,)

    def test_settings_that_durability_rests_on(self, path: Path) -> None:
        rows = opened(path)
        with rows.items._db.read() as connection:  # type: ignore[attr-defined]
            values = {
                name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
            }
        assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
        rows.close()


INSERT = (
    "INSERT INTO items (id, seq, work, origin, state, scope, owner, recipe, seal, body)"
    " VALUES ('fake', 99, 'a', ?, 'live', ?, ?, ?, ?, '{}')"
)


class TestRules:
    """What no code may get around, not even raw SQL by a tool that leaves foreign keys off."""

    @pytest.fixture
    def home(self, path: Path) -> tuple[Path, str, str]:
        """A database with an item, a published one, and a recipe that was never checked or sealed."""
        rows = opened(path)
        rows.items.put([found("a")])
        made = made_of("a", id="m")
        rows.making.publish(made)
        bare = rows.making.put_recipe(recipe_of("a", seed=1))
        rows.close()
        return path, made.recipe.key(), bare

    @pytest.mark.parametrize("keys", ["ON", "OFF"])
    @pytest.mark.parametrize("origin", ["edited", "created"])
    def test_a_made_item_needs_recipe_seal_and_verdicts(
        self, home: tuple[Path, str, str], keys: str, origin: str
    ) -> None:
        path, published, bare = home
        connection = raw(path)
        connection.execute(f"PRAGMA foreign_keys={keys}")
        for recipe, seal in (
            (None, None),
            (published, None),
            (None, "seal-m"),
            ("no such recipe", "seal-m"),
            (published, "no such seal"),
            (bare, "seal-m"),
        ):
            with pytest.raises(sqlite3.IntegrityError):
                connection.execute(INSERT, (origin, "shared", "", recipe, seal))
        connection.execute(
            "INSERT INTO seals (id, recipe, mark, issuer, signed_at) VALUES ('s2', ?, 'mark2', 'x', 1.0)",
            (bare,),
        )
        with pytest.raises(sqlite3.IntegrityError, match="needs verdicts"):
            connection.execute(INSERT, (origin, "shared", "", bare, "s2"))
        assert connection.execute("SELECT count(*) FROM items").fetchone() == (2,)
        connection.close()

    def test_verdicts_of_another_owner_do_not_count_and_a_block_blocks(
        self, home: tuple[Path, str, str]
    ) -> None:
        path, _, bare = home
        rows = opened(path)
        rows.making.put_verdicts(bare, [Verdict(check="c", outcome="pass")], owner="u1")
        connection = raw(path)
        connection.execute(
            "INSERT INTO seals (id, recipe, mark, issuer, signed_at) VALUES ('s2', ?, 'mark2', 'x', 1.0)",
            (bare,),
        )
        with pytest.raises(sqlite3.IntegrityError, match="needs verdicts"):
            connection.execute(INSERT, ("edited", "shared", "", bare, "s2"))
        rows.making.put_verdicts(bare, [Verdict(check="c", outcome="block")])
        with pytest.raises(sqlite3.IntegrityError, match="check blocks"):
            connection.execute(INSERT, ("edited", "shared", "", bare, "s2"))
        rows.making.put_verdicts(bare, [Verdict(check="c", outcome="hold")])
        with pytest.raises(sqlite3.IntegrityError, match="check holds"):
            connection.execute(INSERT, ("edited", "shared", "", bare, "s2"))
        rows.making.put_verdicts(bare, [Verdict(check="c", outcome="warn")])
        connection.execute(INSERT, ("edited", "shared", "", bare, "s2"))
        connection.close()
        rows.close()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE items SET origin = 'edited' WHERE id = 'a'",
            "UPDATE items SET origin = 'found', recipe = NULL, seal = NULL WHERE id = 'm'",
            "UPDATE items SET owner = 'u9', scope = 'private' WHERE id = 'm'",
            "UPDATE items SET state = 'gone' WHERE id = 'a'",
            "UPDATE items SET owner = 'u9' WHERE id = 'a'",
            "UPDATE items SET recipe = (SELECT max(key) FROM recipes WHERE key <> recipe) WHERE id = 'm'",
            "DELETE FROM verdicts",
            "DELETE FROM seals",
        ],
    )
    def test_what_is_published_cannot_be_undone_behind_our_back(
        self, home: tuple[Path, str, str], statement: str
    ) -> None:
        connection = raw(home[0])
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(statement)
        connection.close()

    def test_our_own_code_reports_the_rule(self, home: tuple[Path, str, str]) -> None:
        rows = opened(home[0])
        made = made_of("a", id="other", seed=5)
        same_mark = made.seal.model_copy(update={"mark": "mark-m"})
        with pytest.raises(DataError, match="refuses"):
            rows.making.publish(made.model_copy(update={"seal": same_mark}))
        assert rows.making.recipe(made.recipe.key()) is None
        rows.close()


def test_erased_words_are_in_no_file(path: Path) -> None:
    rows = opened(path)
    secret = "Zaphod-Beeblebrox"
    rows.events.put([Event(id=f"e{n}", user=secret, item="a", kind="view", at=1.0) for n in range(500)])
    rows.events.put([Event(id="why", user=secret, item="a", kind="why", at=1.0, text="Heart of Gold")])
    rows.viewers.erase(secret)
    content = b"".join(file.read_bytes() for file in path.parent.iterdir())
    assert secret.encode() not in content
    assert b"Heart of Gold" not in content
    rows.close()


EVENTS = """
import sys
from generec.domain.events import Event
from generec.store import open_rows

rows = open_rows(sys.argv[1])
fields = {"user": "u", "kind": "view"}
events = [Event(id=f"{sys.argv[2]}.{n}", item=f"i{n % 7}", at=float(n), **fields) for n in range(60_000)]
print("ready", flush=True)
sys.stdin.readline()
rows.events.put(events)
print("done", flush=True)
"""


def test_a_killed_bulk_insert_leaves_nothing_half_there(path: Path) -> None:
    url = f"sqlite:///{path}"
    whole = 0
    for n, seconds in enumerate((0.05, 0.2, 0.4)):
        writer = python(EVENTS, url, n)
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == "ready\n"
        writer.stdin.write("go\n")
        writer.stdin.flush()
        try:
            writer.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.kill(writer.pid, signal.SIGKILL)
        written = "done" in writer.communicate()[0]
        rows = opened(path)
        counted = sum(sum(kinds.values()) for kinds in rows.events.counts().values())
        there = sum(1 for _ in rows.events.all())
        assert counted == there == rows.events.seq()
        assert there - whole in ((60_000,) if written else (0, 60_000))
        whole = there
        rows.close()
    check = raw(path).execute("PRAGMA integrity_check").fetchone()
    assert check == ("ok",)


WRITER = """
import sys
from generec.domain.events import Event
from generec.domain.items import Item
from generec.store import open_rows

rows = open_rows(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
for n in range(40):
    id = f"{sys.argv[2]}.{n}"
    rows.items.put([Item(id=id, work=id, kind="text")])
    rows.events.put([Event(id=id, user=sys.argv[2], item="both", kind="view", at=float(n))])
rows.close()
"""

LEASER = """
import sys
from generec.store import open_rows

rows = open_rows(sys.argv[1])
print("ready", flush=True)
sys.stdin.readline()
while job := rows.jobs.lease(worker=sys.argv[2], now=0.0, seconds=60.0):
    print(job.id, flush=True)
    assert rows.jobs.finish(job.id, worker=sys.argv[2], state="done", at=1.0)
rows.close()
"""


def together(code: str, path: Path, *, n: int) -> list[list[str]]:
    """Run the code in n processes that begin at the same moment; returns the lines that each printed."""
    workers = [python(code, f"sqlite:///{path}", f"w{i}") for i in range(n)]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("go\n")
        worker.stdin.flush()
    out = [worker.communicate(timeout=120)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0] * n
    return out


def test_processes_that_write_at_once(path: Path) -> None:
    opened(path).close()
    together(WRITER, path, n=3)
    rows = opened(path)
    assert rows.items.count() == {"found.live": 120}
    assert rows.items.seq() == 120
    assert len({seq for seq, _ in rows.items.changed()}) == 120
    assert rows.events.counts() == {"both": {"view": 120}}
    rows.close()


def test_processes_never_hold_the_same_job(path: Path) -> None:
    rows = opened(path)
    for n in range(40):
        add(rows, f"j{n}")
    for n in range(20):
        assert rows.jobs.lease(worker="dead", now=-9.0, seconds=1.0, job=f"j{n}")
    taken = [id for ids in together(LEASER, path, n=3) for id in ids]
    assert Counter(taken) == Counter(f"j{n}" for n in range(40))
    assert Counter(job.attempts for job in rows.jobs.list()) == {1: 20, 2: 20}
    assert not rows.jobs.finish("j0", worker="dead", state="failed", at=2.0)
    rows.close()
