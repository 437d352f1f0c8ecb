"""Settings: option beats environment beats file beats default, and a wrong key is never ignored."""

import re
import tomllib

import pytest

from generec.domain.errors import ConfigError
from generec.system.settings import Settings, load, template


@pytest.fixture
def file(tmp_path):
    return tmp_path / "generec.toml"


def test_option_beats_environment_beats_file_beats_default(file, monkeypatch):
    assert load(file).budget.price_job == 0.0
    file.write_text("[budget]\nprice_job = 1.0\n")
    assert load(file).budget.price_job == 1.0
    monkeypatch.setenv("GENEREC_BUDGET__PRICE_JOB", "0.5")
    assert load(file).budget.price_job == 0.5
    assert load(file, options={"budget": {"price_job": 0.25}}).budget.price_job == 0.25


def test_each_layer_sets_single_keys_and_leaves_the_others(file, monkeypatch):
    default = Settings()
    file.write_text('[budget.viewer]\njobs = 5\n[generation]\ngeneration = "shadow"\n')
    monkeypatch.setenv("GENEREC_BUDGET__VIEWER__SECONDS", "60")
    found = load(file, options={"budget": {"home": {"jobs": 7}}})
    assert (found.budget.viewer.jobs, found.budget.viewer.seconds) == (5, 60.0)
    assert found.budget.viewer.bytes == default.budget.viewer.bytes
    assert found.budget.item == default.budget.item
    assert found.budget.home == default.budget.home.model_copy(update={"jobs": 7})
    assert found.generation.generation == "shadow"
    assert found.clip.window.draw.greedy is True


def test_the_template_changes_nothing(file):
    file.write_text(template())
    assert load(file) == load(file.with_name("absent.toml")) == Settings()


def test_the_template_with_every_key_uncommented_is_the_defaults(file):
    text = re.sub(r"(?m)^# (?=[a-z_]+ = )", "", template())
    table = tomllib.loads(text)
    for name, field in Settings.model_fields.items():
        if name != "plugins":
            assert set(table[name]) == set(type(field.default).model_fields), name
    file.write_text(text)
    assert load(file) == Settings()


def test_the_template_explains_every_key():
    lines = template().splitlines()
    for number, line in enumerate(lines):
        if re.match(r"# [a-z_]+ = ", line):
            assert re.match(r"# [A-Z']", lines[number - 1]), line
    assert "\n\n\n" not in template()


def test_a_limit_can_be_taken_away(file):
    file.write_text('[budget.viewer]\nseconds = ""\n')
    assert load(file).budget.viewer.seconds is None


def test_the_environment_takes_tables_as_json(file, monkeypatch):
    monkeypatch.setenv("GENEREC_GENERATION__OPERATIONS", '{"style": "off"}')
    monkeypatch.setenv("GENEREC_GENERATION__GENERATION", "")
    found = load(file).generation
    assert found.operations == {"style": "off"}
    assert found.generation == "on"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[budget]\nprice_jobs = 1.0\n", "budget.price_jobs"),
        ("[budget.viewer]\njob = 1\n", "budget.viewer.job"),
        ("[bugdet]\nprice_job = 1.0\n", "bugdet"),
        ("[budget]\nprice_job = -1.0\n", "budget.price_job"),
        ('[budget]\nprice_job = "dear"\n', "budget.price_job"),
        ('[generation]\ngeneration = "maybe"\n', "generation.generation"),
        ("[gate]\nchecks = []\n", "gate"),
        ("budget = 5\n", "budget"),
        ("[clip.window.draw]\ngreed = true\n", "clip.window.draw.greed"),
    ],
)
def test_a_wrong_key_or_value_is_named(file, text, key):
    file.write_text(text)
    with pytest.raises(ConfigError, match=re.escape(repr(key))) as caught:
        load(file)
    assert caught.value.field == key
    assert str(file) in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize("text", ["[budget", "= 5", "price = 5 = 6"])
def test_a_file_that_is_no_toml_is_named(file, text):
    file.write_text(text)
    with pytest.raises(ConfigError, match=r"generec\.toml"):
        load(file)
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=r"generec\.toml"):
        load(file)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("GENEREC_BUDGET__PRICE_JOB", "dear", "budget.price_job"),
        ("GENEREC_BUDGET__PRICE_JOBS", "1", "budget.price_jobs"),
        ("GENEREC_BUGDET__PRICE_JOB", "1", "GENEREC_BUGDET__PRICE_JOB"),
        ("GENEREC_PLUGINS", "{not json", "plugins"),
    ],
)
def test_a_wrong_variable_is_named(file, monkeypatch, name, value, told):
    monkeypatch.setenv(name, value)
    with pytest.raises(ConfigError, match=re.escape(told)):
        load(file)


def test_variables_that_are_no_settings_are_left_alone(file, monkeypatch):
    for name in ("GENEREC_HOME", "GENEREC_MODELS", "GENEREC_DATA", "GENERECX__Y"):
        monkeypatch.setenv(name, "anything")
    assert load(file) == Settings()


def test_a_new_home_gets_the_template_and_keeps_what_stands_there(tmp_path):
    from generec.system.home import Home

    Home(tmp_path / "home").close()
    file = tmp_path / "home" / "generec.toml"
    assert file.read_text() == template()
    file.write_text("[jobs]\nattempts = 1\n")
    home = Home(tmp_path / "home", options={"jobs": {"lease_s": 5.0}})
    home.close()
    assert (home.settings.jobs.attempts, home.settings.jobs.lease_s) == (1, 5.0)
    assert file.read_text() == "[jobs]\nattempts = 1\n"
