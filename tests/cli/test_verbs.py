"""Every verb on a real home: what it prints, its JSON, its exit status."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from generec.cli import main
from generec.media.render import render

FEED = {"request", "user", "guidance", "trace", "reply", "items", "pending", "cursor"}
ITEM = {
    *("id", "kind", "title", "origin", "ai", "score", "because", "media", "thumbnail"),
    *("clip", "parents", "recipe", "propensity", "verdicts"),
}
BESIDE = {
    *("work", "description", "topics", "cover_s", "duration_s", "width", "height", "text", "label", "chosen"),
}
SEAL = {
    *("file", "signed", "valid", "trusted", "issuer", "made_by", "origin", "recipe", "parents"),
    *("mark", "tampered"),
}


def done(result):
    assert result.exit_code == 0, result.output
    assert result.stderr == ""
    return json.loads(result.stdout)


def failed(result, status=1):
    """The one line of an error that is told as text."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_recommend_prints_the_shape_that_is_promised(call):
    feed = done(call("recommend", "v0", "-k", "3", "--json"))
    assert set(feed) == FEED
    assert feed["user"] == "v0"
    assert set(feed["trace"][0]) == {"step", "did", "because", "ms"}
    assert set(feed["reply"]) == {"kind", "text", "choices"}
    assert {"route", "target", "more", "less", "limits", "edits", "create"} <= set(feed["guidance"])
    assert len(feed["items"]) == 3
    for item in feed["items"]:
        assert set(item) == ITEM | BESIDE
        assert (item["origin"], item["ai"], item["recipe"]) == ("found", False, None)
        assert (item["verdicts"], item["parents"]) == ([], [])
        assert item["clip"] is None or item["clip"][0] < item["clip"][1]
    assert feed["pending"] == []


def test_a_viewer_sees_changes_and_forgets_what_stands(call):
    assert "no standing wishes" in call("viewer", "v0").stdout
    done(call("recommend", "v0", "--say", "never show me boats again", "--json"))
    told = call("viewer", "v0").stdout
    assert "no boats" in told
    (wish,) = done(call("viewer", "v0", "--json"))["wishes"]
    assert wish["id"] in told
    changed = done(call("viewer", "v0", "--change", wish["id"], "--say", "no lamps", "--no-ai", "--json"))
    assert [one["says"] for one in changed["wishes"]] == ["no lamps"]
    assert changed["ai"] is False
    assert "no standing wish" in failed(call("viewer", "v0", "--forget", wish["id"]))
    assert done(call("viewer", "v0", "--forget", "all", "--ai", "--json"))["wishes"] == []
    failed(call("viewer", "v0", "--change", "x"), status=2)


def test_recommend_makes_on_request_or_says_what_is_pending(call):
    words = ("recommend", "v0", "--item", "c2", "-k", "3", "--json", "--say", "make this black and white")
    feed = done(call(*words))
    assert [set(job) for job in feed["pending"]] == [{"job", "recipe", "state"}]
    made = done(call(*words, "--wait", "60"))["items"][0]
    assert (made["origin"], made["parents"], made["ai"]) == ("edited", ["c2"], True)
    assert {"check", "outcome", "score", "evidence"} <= set(made["verdicts"][0])
    jobs = done(call("jobs", "--json"))
    assert [(job["id"], job["state"]) for job in jobs] == [(feed["pending"][0]["job"], "done")]
    assert "done" in call("jobs").stdout


def test_recommend_goes_on_after_a_request(call):
    words = (
        "recommend",
        "v0",
        "--say",
        "make this black and white",
        "--item",
        "c0",
        "--wait",
        "60",
        "--json",
    )
    first = done(call(*words))
    words = ("recommend", "v0", "--say", "make it 2 seconds long", "--wait", "60", "--json")
    after = done(call(*words, "--after", first["request"]))["items"][0]
    assert (after["work"], after["duration_s"]) == ("c0", 2.0)


def test_an_unknown_viewer_is_served_and_an_unknown_item_is_not(call):
    assert len(done(call("recommend", "never-seen", "--json"))["items"]) == 6
    assert "'nothing'" in failed(call("recommend", "v0", "--item", "nothing"))
    assert "no request" in failed(call("recommend", "v0", "--after", "q_1"))
    assert "viewer's id" in failed(call("recommend", ""))
    assert "nothing" in failed(call("edit", "nothing", "--op", "clip:2"))
    assert "nothing" in failed(call("withdraw", "nothing"))


def test_with_json_an_error_has_its_shape(call):
    result = call("recommend", "v0", "--item", "nothing", "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    error = json.loads(result.stderr)
    assert set(error) == {"error"}
    assert set(error["error"]) == {"code", "message", "field"}
    assert (error["error"]["code"], error["error"]["field"]) == ("not_found", "item")


def test_a_refusal_and_a_question_are_answers(call):
    feed = done(call("recommend", "v0", "--say", "asdf", "--json"))
    assert feed["reply"]["kind"] == "ask"
    assert feed["items"]


def test_a_wrong_setting_is_a_wrong_call(call, home):
    (home / "generec.toml").write_text("[budget]\nprice_jobs = 1\n")
    assert "budget.price_jobs" in failed(call("recommend", "v0"), 2)
    assert json.loads(call("fit", "--json").stderr)["error"]["field"] == "budget.price_jobs"


def test_home_stands_before_or_after_the_verb_or_in_the_environment(home, tmp_path):
    def viewers(*args, **env):
        result = CliRunner().invoke(main, args, prog_name="generec", env=env)
        return len(done(result)["items"])

    other = str(tmp_path / "other")
    assert viewers("--home", str(home), "recommend", "v0", "--json") > 0
    assert viewers("recommend", "v0", "--home", str(home), "--json") > 0
    assert viewers("recommend", "v0", "--json", GENEREC_HOME=str(home)) > 0
    assert viewers("--home", str(home), "recommend", "v0", "--json", GENEREC_HOME=other) > 0
    assert viewers("--home", other, "recommend", "v0", "--home", str(home), "--json") > 0
    assert not (tmp_path / "other").exists()
    result = CliRunner().invoke(main, ["recommend", "v0"])
    assert "there is no home at generec-home" in failed(result, 2)
    assert not (tmp_path / "generec-home").exists()


def test_a_home_that_cannot_be_one_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    result = CliRunner().invoke(main, ["recommend", "v0", "--home", str(tmp_path / "file")])
    assert "file" in failed(result, 2)
    result = CliRunner().invoke(main, ["recommend", "v0", "--home", str(tmp_path / "file" / "below")])
    assert "below" in failed(result, 2)


def test_ingest_and_fit(call, corpus, tmp_path):
    again = done(call("ingest", corpus, "--interactions", corpus / "log.csv", "--rights", "own", "--json"))
    assert again["items"]["unchanged"] + again["items"]["repeated"] >= 6
    assert again["events"]["new"] == 0
    (tmp_path / "bad.csv").write_text("item_id,title,media\nx,Gone,gone.mp4\n")
    report = done(call("ingest", tmp_path / "bad.csv", "--json"))
    assert report["items"]["rejected"] == 1
    reject = json.loads(Path(report["rejects"]).read_text().splitlines()[0])
    assert {"file", "row", "field", "reason"} <= set(reject)
    assert "absent" in failed(call("ingest", tmp_path / "absent"))
    assert "FIELD=COLUMN" in failed(call("ingest", corpus, "--column", "title"), 2)
    fit = done(call("fit", "--variants", "2", "--json"))
    assert (fit["viewers"], fit["variants"]) == (4, [])
    assert "do not go together" in call("fit", "--variants", "2", "--rollback").stderr
    assert done(call("fit", "--rollback", "--json")) == {"fit": "000001"}
    assert "no earlier fit" in failed(call("fit", "--rollback"))


def test_understand_one_text_and_lines(call, tmp_path):
    guidance = done(call("understand", "no boats", "--json"))
    assert guidance["less"][0][0] == "boats"
    lines = (
        '{"id": 1, "text": "no boats"}\n\n{"id": "b", "text": "kürzer", "context": {"current_item": null}}\n'
    )
    result = call("understand", "--file", "-", input=lines)
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, "b"]
    assert all(set(json.loads(line)) == {"id", "guidance"} for line in result.stdout.splitlines())
    (tmp_path / "in.jsonl").write_text("\ufeff" + lines, encoding="utf-8")
    written = call("understand", "--file", tmp_path / "in.jsonl", "--out", tmp_path / "out.jsonl")
    assert (written.exit_code, written.stdout) == (0, "")
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == result.stdout


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{"id": 1, "text": "caf\xe9"}\n', "UTF-8"),
        (b'{"id": 1, "text": "ok"}\n{"id": 2\n', "row 2"),
        (b'{"id": 1}\n', "text"),
        (b"[1]\n", "row 1"),
        (b'{"id": 1, "text": "x", "context": [1]}\n', "context"),
        (b"\xff\xfe\x00", "UTF-8"),
    ],
)
def test_lines_that_cannot_be_read_are_named(call, tmp_path, content, told):
    (tmp_path / "in.jsonl").write_bytes(content)
    result = call("understand", "--file", tmp_path / "in.jsonl")
    assert result.exit_code == 1
    assert told in result.stderr
    assert "in.jsonl" in result.stderr
    assert result.stderr.count("\n") == 1


def test_edit_check_and_verify(call, tmp_path, corpus):
    out, sheet = tmp_path / "noir.mp4", tmp_path / "sheet.png"
    made = done(
        call("edit", "c0", "--op", "clip:2", "--op", "style:noir", "--out", out, "--sheet", sheet, "--json")
    )
    assert (made["media"], made["parents"]) == (str(out), ["c0"])
    assert sheet.read_bytes().startswith(b"\x89PNG")
    verified = done(call("verify", out, "--json"))
    assert set(verified) == SEAL
    assert set(verified["mark"]) == {"found", "id"}
    assert (verified["file"], verified["signed"], verified["valid"]) == (str(out), True, True)
    assert (verified["made_by"], verified["origin"], verified["trusted"]) == ("generec", "edited", True)
    assert (verified["recipe"], verified["tampered"]) == (made["recipe"], False)
    checked = done(call("check", out, "--json"))
    assert {verdict["outcome"] for verdict in checked["verdicts"]} == {"pass"}
    assert call("check", out).exit_code == 0
    piped = call("verify", "-", "--json", input=out.read_bytes())
    assert done(piped) == {**verified, "file": "-"}
    data = bytearray(out.read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "altered.mp4").write_bytes(data)
    altered = call("verify", tmp_path / "altered.mp4", "--json")
    assert altered.exit_code == 1
    assert json.loads(altered.stdout)["tampered"] is True
    assert call("check", tmp_path / "altered.mp4").exit_code == 1


def test_check_and_verify_of_what_was_found_and_of_what_is_no_media(call, tmp_path, corpus):
    assert call("check", corpus / "c0.mp4").exit_code == 0
    found = call("verify", corpus / "c0.mp4", "--json")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["signed"] is False
    (tmp_path / "no.mp4").write_bytes(b"\x00\x01\x02" * 50)
    for verb in ("check", "verify"):
        assert "no.mp4" in failed(call(verb, tmp_path / "no.mp4"), 3)
        assert set(json.loads(call(verb, tmp_path / "no.mp4", "--json").stderr)) == {"error"}
        assert "absent.mp4" in failed(call(verb, tmp_path / "absent.mp4"), 2)
        failed(call(verb), 2)
        failed(call(verb, tmp_path), 2)


def test_edit_in_words_to_standard_output(call):
    result = call("edit", "c1", "--say", "make this 2 seconds long", "--out", "-")
    assert result.exit_code == 0, result.stderr
    assert result.stdout_bytes[4:8] == b"ftyp"
    assert call("verify", "-", input=result.stdout_bytes).exit_code == 0
    assert failed(call("edit", "c1", "--say", "asdf qwer"))
    assert failed(call("edit", "c1", "--op", "clip:60"))


def test_edit_of_a_file_needs_no_home(corpus, tmp_path, monkeypatch, models):
    monkeypatch.chdir(tmp_path)

    def run(*args):
        return CliRunner().invoke(main, ["edit", str(corpus / "c3.mp4"), *args], prog_name="generec")

    assert "--out" in failed(run("--op", "clip:2"), 2)
    made = done(run("--op", "clip:2", "--out", "short.mp4", "--sheet", "sheet.png", "--json"))
    assert made["media"] == "short.mp4"
    assert made["duration_s"] == pytest.approx(2.0, abs=0.1)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sheet.png", "short.mp4"]
    found = CliRunner().invoke(main, ["verify", "short.mp4", "--json", "--home", "other"])
    assert (done(found)["valid"], done(found)["trusted"]) == (True, False)
    (tmp_path / "no.mp4").write_bytes(b"\x00" * 99)
    result = CliRunner().invoke(main, ["edit", "no.mp4", "--op", "clip:2", "--out", "x.mp4"])
    assert "no.mp4" in failed(result)


def test_an_item_of_the_home_goes_before_a_file_of_its_name(call, tmp_path):
    (tmp_path / "c0").write_text("not media")
    assert done(call("edit", "c0", "--op", "clip:2", "--json"))["parents"] == ["c0"]


def test_export_erase_and_withdraw(call, tmp_path):
    kept = done(call("export", "v0"))
    assert kept["user"] == "v0"
    assert len(kept["events"]) == 2
    assert call("export", "v0", "--out", tmp_path / "v0.json").exit_code == 0
    assert json.loads((tmp_path / "v0.json").read_text()) == kept
    assert done(call("erase", "v0", "--json"))["erased"]["events"] == 2
    assert call("erase", "v0").stdout == "nothing was kept of 'v0'\n"
    assert done(call("export", "v0"))["events"] == []
    made = done(call("edit", "c0", "--op", "clip:2", "--json"))["id"]
    assert set(done(call("withdraw", "c0", "--reason", "asked", "--json"))["withdrawn"]) == {"c0", made}
    assert "withdrawn" in failed(call("recommend", "v1", "--item", made))


def test_jobs_are_worked_and_cancelled(call):
    for style in ("noir", "vintage"):
        call("recommend", "v0", "--item", "c0", "--say", f"make this {style}")
    queued = done(call("jobs", "--json"))
    assert [job["state"] for job in queued] == ["queued", "queued"]
    assert done(call("jobs", "--cancel", queued[0]["id"], "--json"))[0]["state"] == "cancelled"
    assert [job["state"] for job in done(call("jobs", "--work", "--json"))] == ["cancelled", "done"]
    assert "j_0" in failed(call("jobs", "--cancel", "j_0"))


def test_operators_accounts(call):
    made = done(call("keys", "operator", "ann", "--json"))
    assert made["name"] == "ann"
    assert call("keys", "operator", "ann").stdout.strip() not in ("", made["password"])
    assert done(call("keys", "operators", "--json")) == ["ann"]
    assert done(call("keys", "operator", "ann", "--remove", "--json")) == {"removed": "ann"}
    assert call("keys", "operators").stdout == "no operators\n"
    assert failed(call("keys", "operator", "ann", "--remove"))


def test_keys_and_tokens(call):
    key = done(call("keys", "new", "--name", "web", "--json"))
    assert set(key) == {"name", "key"}
    assert done(call("keys", "list", "--json")) == ["web"]
    assert set(done(call("keys", "token", "v0", "--minutes", "5", "--json"))) == {"user", "token"}
    assert done(call("keys", "revoke", "web", "--json")) == {"revoked": "web"}
    assert call("keys", "list").stdout == "no server keys\n"
    assert failed(call("keys", "revoke", "web"))
    before = call("keys", "certificate").stdout
    assert before.startswith("-----BEGIN CERTIFICATE-----")
    assert done(call("keys", "rotate", "--json"))["authority"] is False
    assert call("keys", "certificate").stdout == before
    assert done(call("keys", "rotate", "--authority", "--json"))["authority"] is True
    assert call("keys", "certificate").stdout.endswith(before)


def test_models_and_doctor(call):
    listed = CliRunner().invoke(main, ["models", "list", "--json"])
    assert {"name", "pack", "size", "licence", "state", "purpose"} == set(done(listed)[0])
    name = next(row["name"] for row in done(listed) if row["pack"] == "default")
    assert done(CliRunner().invoke(main, ["models", "verify", name, "--json"]))[0]["state"] == "present"
    assert CliRunner().invoke(main, ["models", "verify", "nonsense"]).exit_code in (1, 2)
    looked = done(call("doctor", "--json"))
    assert {"state", "what", "detail"} == set(looked[0])


def test_the_command_itself():
    version = CliRunner().invoke(main, ["--version"], prog_name="generec")
    assert version.stdout.startswith("generec, version ")
    for name, command in main.commands.items():
        shown = CliRunner().invoke(main, [name, "--help"], prog_name="generec")
        assert shown.exit_code == 0
        assert command.help
        assert command.help.splitlines()[0] in shown.stdout.replace("\n  ", " ")


def test_create(call, tmp_path):
    out = tmp_path / "new.mp4"
    made = done(call("create", "--say", "4 seconds of boats, no sound", "--out", out, "--json"))
    assert (made["origin"], made["media"], made["title"]) == ("created", str(out), "Boats")
    assert set(made["parents"]) <= {"c0", "c3"}
    assert done(call("verify", out, "--json"))["origin"] == "created"
    assert "nothing here shows volcanoes" in failed(call("create", "--say", "volcanoes"))
    assert "--say" in failed(call("create"), 2)


def test_a_file_edited_beside_a_home_is_sealed_and_marked_with_its_keys(call, make, tmp_path):
    own = make.clip(tmp_path / "own.mp4", seconds=5.0, size=(640, 360), fps=12, scenes=(4,))
    out, stripped = tmp_path / "out.mp4", tmp_path / "stripped.mp4"
    done = call("edit", own, "--op", "style:noir", "--out", out)
    assert done.exit_code == 0, done.output
    assert json.loads(call("verify", out, "--json").output)["trusted"]
    render(out, stripped)
    told = call("verify", stripped)
    assert told.exit_code == 1
    assert "carry this home's invisible mark" in told.output
    assert not [path for path in (tmp_path / "home" / "keys").iterdir() if path.name.startswith(".")]
