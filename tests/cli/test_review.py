"""generec review: from the list to the decision."""

import json


def test_held_drafts_are_listed_shown_and_decided(call, home, tmp_path):
    told = call("review")
    assert (told.exit_code, told.output) == (0, "nothing waits\n")
    (home / "generec.toml").write_text('[plugins."fidelity.safety.nudity.v1"]\nwarn = 0\nhold = 0\n')
    item = json.loads(call("recommend", "v0", "-k", "1", "--json").output)["items"][0]["id"]
    assert call("edit", item, "--op", "clip:3").exit_code == 1
    (held,) = json.loads(call("review", "list", "--json").output)
    assert held["id"] in call("review").output
    shown = call("review", "show", held["id"], "--out", tmp_path / "held.mp4")
    assert "fidelity.safety.nudity.v1" in shown.output
    assert (tmp_path / "held.mp4").stat().st_size > 1000
    done = call("review", "approve", held["id"], "--by", "ann", "--note", "fine")
    assert done.exit_code == 0
    assert done.output.startswith("g_")
    again = call("review", "reject", held["id"], "--by", "ann", "--json")
    assert again.exit_code == 1
    assert "approved before" in json.loads(again.stderr)["error"]["message"]
    assert json.loads(call("review", "--stats", "--json").output)[0]["approved"] == 1
    assert "0.00 (0.00-0.97)" in call("review", "--stats").output
    assert call("review", "show", "h_none").exit_code == 1
