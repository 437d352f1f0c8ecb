"""Learning what is better, from the shell."""

import json

import numpy as np

HEAD = "user,options,probabilities,chosen,reward,target\n"


def done(result):
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def a_log(path, n=3000):
    """Blue is liked four times of five, red one of five; red was shown three times of four."""
    rng = np.random.default_rng(0)
    rows = []
    for row in range(n):
        chosen = int(rng.random() > 0.75)
        liked = int(rng.random() < (0.2, 0.8)[chosen])
        rows.append(f"u{row % 60},red;blue,0.75;0.25,{chosen},{liked},0;1")
    path.write_text(HEAD + "\n".join(rows) + "\n")
    return path


def test_a_table_tells_what_another_policy_is_worth(call, tmp_path):
    found = done(call("experiments", "estimate", "--log", str(a_log(tmp_path / "log.csv")), "--json"))
    by_name = {one["policy"]: one for one in found["policies"]}
    assert set(by_name) == {"logged", "uniform", "greedy", "first", "target"}
    for one in by_name["target"]["estimates"]:
        assert abs(one["value"] - 0.8) < 0.1
    assert by_name["target"]["gain"]["low"] > 0.3
    assert by_name["target"]["diagnosis"]["warnings"] == []
    assert found["choices"] == 3000


def test_a_homes_own_log_is_read(call, home):
    feed = done(call("recommend", "v0", "-k", "3", "--json"))
    found = done(call("experiments", "estimate", "--decisions", "cover", "--json"))
    assert found["policies"] == []
    import generec

    with generec.open(home) as system:
        rows = [
            {"user": "v0", "item": one["id"], "kind": "like", "request": feed["request"]}
            for one in feed["items"]
        ]
        system.feedback(rows)
    found = done(call("experiments", "estimate", "--decisions", "cover", "--policy", "uniform", "--json"))
    assert found["viewers"] == 1
    assert found["logged"] == 1
    told = call("experiments", "estimate", "--decisions", "cover").stdout
    assert "doubly robust" in told
    assert "viewers are too few" in told


def test_wrong_calls_are_told_in_one_line(call, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(HEAD + "a,x;y,1;1,x,0,1;0\n")
    result = call("experiments", "estimate", "--log", str(path))
    assert result.exit_code == 1
    assert "log.csv, row 2, field 'probabilities'" in result.stderr
    result = call("experiments", "estimate", "--log", str(a_log(path)), "--policy", "best")
    assert result.exit_code == 1
    assert "no policy is called 'best'" in result.stderr


def test_an_experiment_is_started_read_and_stopped(call):
    found = done(
        call(
            *("experiments", "start", "covers", "--arm", "old", "--arm", "new=3", "--days", "2"),
            *("--set", "new:variants.greed=5", "--set", "new:cover.draw.epsilon=0.5", "--json"),
        )
    )
    assert found["arms"][1] == {
        "name": "new",
        "weight": 3.0,
        "settings": {"variants": {"greed": 5}, "cover": {"draw": {"epsilon": 0.5}}},
    }
    assert "salt" not in found
    for n in range(3):
        done(call("recommend", f"x{n}", "-k", "2", "--json"))
    found = done(call("experiments", "show", "covers", "--json"))
    assert sum(found["assigned"].values()) == 3
    assert found["compared"][0]["low"] is None
    assert "not enough viewers yet" in call("experiments", "show", "covers").stdout
    assert "old 25.0%, new 75.0%" in call("experiments", "list").stdout
    assert done(call("experiments", "stop", "covers", "--json"))["ended_at"] is not None
    assert "stopped" in call("experiments", "list").stdout


def test_wrong_experiments_are_told(call):
    for args, told in (
        (("--arm", "a", "--arm", "b", "--set", "c:variants.greed=1"), "--set 'c:variants.greed=1'"),
        (("--arm", "a", "--arm", "b=much"), "--arm 'b=much'"),
        (("--arm", "a", "--arm", "b", "--set", "b:store.rows=x"), "not 'store'"),
    ):
        result = call("experiments", "start", "t", *args)
        assert result.exit_code == 2
        assert told in result.stderr
    assert call("experiments", "show", "t").exit_code == 1
