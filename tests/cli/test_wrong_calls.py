"""A wrong call ends with status 2 and one line on stderr, or the JSON shape of errors."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import generec
from generec.cli import main


def call(*args: str, home: Path) -> Result:
    return CliRunner().invoke(main, ["--home", str(home), *args], prog_name="generec")


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["recommend"], "Missing argument 'USER'"),
        (["recommend", "u1", "-k", "0"], "'-k': 0 is not in the range"),
        (["recommend", "u1", "--wait", "inf"], "'--wait': inf is not in the range"),
        (["nonsense"], "No such command 'nonsense'"),
        (["ingest"], "name a folder or table"),
        (["ingest", ".", "--rights", "mine"], "'mine' is not one of"),
        (["edit", "x", "--op", "cip:3"], "'cip' is not an operation"),
        (["edit", "x", "--op", "clip:soon"], "'clip:soon'"),
        (["understand"], "give a text"),
    ],
)
def test_a_wrong_call_is_told_in_one_line(tmp_path: Path, args: list[str], says: str) -> None:
    result = call(*args, home=tmp_path / "home")
    assert result.exit_code == 2
    assert result.stdout == ""
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert result.stderr.startswith("Error: ")
    assert not (tmp_path / "home").exists()


def test_with_json_a_wrong_call_has_the_shape_of_errors(tmp_path: Path) -> None:
    result = call("recommend", "u1", "-k", "0", "--json", home=tmp_path / "home")
    assert result.exit_code == 2
    error = json.loads(result.stderr)["error"]
    assert error == {"code": "usage", "message": error["message"], "field": "k"}
    assert "not in the range" in error["message"]


def test_a_bare_call_shows_the_verbs(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, [], prog_name="generec")
    assert result.exit_code == 2
    assert "recommend" in result.stderr


def test_at_a_terminal_an_answer_of_no_erases_nothing(tmp_path: Path) -> None:
    mine, theirs = pty.openpty()
    os.write(mine, b"n\n")
    call = [sys.executable, "-m", "generec", "--home", str(tmp_path / "home"), "erase", "u1"]
    result = subprocess.run(call, stdin=theirs, capture_output=True, text=True, timeout=60)
    assert result.returncode == 1
    assert "nothing was done" in result.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.usefixtures("models")
def test_a_file_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    generec.open(tmp_path / "home").close()
    result = call("export", "u1", "--out", str(tmp_path / "no" / "x.json"), home=tmp_path / "home")
    assert result.exit_code == 1
    assert result.stderr.count("\n") == 1
    assert "x.json" in result.stderr
