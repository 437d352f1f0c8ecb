"""What only a process of its own shows: pipes that break, two at once, a server that is stopped."""

import json
import os
import signal
import subprocess
import sys
import urllib.request

import pytest

GENEREC = [sys.executable, "-m", "generec"]


def start(*args, **options):
    return subprocess.Popen(
        [*GENEREC, *map(str, args)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options
    )


def test_a_reader_that_goes_away_ends_it_quietly(home):
    read, write = os.pipe()
    os.close(read)
    process = subprocess.run(
        [*GENEREC, "recommend", "v0", "--json", "--home", str(home)],
        stdout=write,
        stderr=subprocess.PIPE,
        timeout=60,
    )
    os.close(write)
    assert process.returncode == 1
    assert process.stderr == b""


def test_two_processes_share_a_home(home):
    words = ("--item", "c0", "--say", "make this black and white", "--wait", "60", "--json", "--home", home)
    processes = [start("recommend", user, *words) for user in ("v0", "v1")]
    feeds = [json.loads(process.communicate(timeout=120)[0]) for process in processes]
    first, second = (feed["items"][0] for feed in feeds)
    assert first["origin"] == "edited"
    assert first["id"] == second["id"]


def test_a_new_home_is_made_by_two_at_once(tmp_path, models):
    (tmp_path / "coffee.txt").write_text("How to brew coffee: grind, pour, wait.")
    call = ("ingest", tmp_path / "coffee.txt", "--json", "--home", tmp_path / "new")
    processes = [start(*call) for _ in range(2)]
    taken = []
    for process in processes:
        out, told = process.communicate(timeout=120)
        assert (process.returncode, told) == (0, b"")
        taken.append(json.loads(out)["items"])
    assert all(items["rejected"] == 0 and items["new"] + items["unchanged"] == 1 for items in taken)


def test_a_database_that_is_damaged_is_named(home):
    (home / "generec.db").write_bytes(b"this is no database" * 500)
    for suffix in ("-wal", "-shm"):
        (home / f"generec.db{suffix}").unlink(missing_ok=True)
    process = start("recommend", "v0", "--home", home, text=True)
    out, told = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, "")
    assert told.startswith("Error: ")
    assert told.count("\n") == 1
    assert "generec.db" in told


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_server_answers_and_ends_cleanly(home, number):
    process = start("serve", "--port", "0", "--home", home, text=True)
    url = process.stdout.readline().strip()
    with urllib.request.urlopen(f"{url.rstrip('/')}/healthz", timeout=20) as answer:
        assert answer.status == 200
    process.send_signal(number)
    _, told = process.communicate(timeout=30)
    assert "Traceback" not in told
    assert process.returncode in (0, 130, 143, -number)
