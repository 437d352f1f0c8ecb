"""The paper's tasks, from the shell."""

import csv
import json

import generec


def a_log(path):
    """Six viewers met all six clips; each likes one topic, of which one clip came early and one last."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, ("user_id", "item_id", "timestamp", "liked", "skipped"))
        writer.writeheader()
        for viewer in range(6):
            for step in range(6):
                number = (viewer + (0, 1, 2, 4, 5, 3)[step]) % 6
                liked = int(number % 3 == viewer % 3)
                row = {"user_id": f"s{viewer}", "item_id": f"c{number}", "timestamp": 1_750_001_000 + step}
                writer.writerow({**row, "liked": liked, "skipped": 1 - liked})
    return path


def test_a_study_is_told_written_and_resumed(call, home, corpus, tmp_path):
    with generec.open(home) as system:
        system.ingest(corpus / "items.csv", interactions=a_log(tmp_path / "log.csv"), rights="own")
    out = tmp_path / "out"
    asked = ("study", "--out", str(out), "--viewers", "3", "--made", "1", "--mixes", "1", "-k", "2")
    result = call(*asked, "--json")
    assert result.exit_code == 0, result.output
    record = json.loads(result.stdout)
    first, *others = record["tasks"]
    assert (first["name"], first["viewers"]) == ("thumbnail selection", 3)
    # Nobody here liked three things of one topic, so nothing is made, and the report says so.
    assert all("0 take part" in one["note"] for one in others if one["name"].startswith("content"))
    assert (out / "index.html").exists()
    again = call(*asked)
    assert again.exit_code == 0, again.output
    assert "3 viewers, 3 of them done before" in again.stderr
    assert f"The report: {out / 'index.html'}" in again.stdout
    other = call(*asked, "--seed", "3")
    assert other.exit_code != 0
    assert "give another --out" in other.stderr


def test_a_study_needs_a_home_and_a_log(call, home, tmp_path):
    out = ("--out", str(tmp_path / "out"))
    result = call("study", *out, "--home", str(tmp_path / "nothing"))
    assert result.exit_code != 0
    assert "there is no home" in result.stderr
    result = call("study", *out)
    assert result.exit_code != 0
    assert "a study needs 3" in result.stderr
