"""Operators' accounts: hashed, checked, taken away."""

import json
import stat

import pytest

from generec.domain.errors import ConfigError, NotFound
from generec.serving.studio.operators import Operators


def test_a_password_is_kept_as_a_hash_alone(tmp_path):
    accounts = Operators(tmp_path / "keys")
    password = accounts.put("ann")
    assert len(password) >= 20
    text = accounts.file.read_text()
    assert password not in text
    assert json.loads(text)["ann"]["n"] >= 2**15
    assert stat.S_IMODE(accounts.file.stat().st_mode) == 0o600
    assert accounts.check("ann", password) == accounts.mark("ann")
    assert accounts.check("ann", password + "x") is None
    assert accounts.check("nobody", password) is None
    assert accounts.put("ann") != password
    assert accounts.check("ann", password) is None


def test_what_is_no_name_or_too_short_is_refused(tmp_path):
    accounts = Operators(tmp_path)
    for name, password in (("", None), ("../x", None), ("ann", "short"), ("ann", "x" * 2000)):
        with pytest.raises(ConfigError):
            accounts.put(name, password)
    assert accounts.names() == []
    accounts.put("ann", "half a surrogate \ud83d")
    assert accounts.check("ann", "half a surrogate \ud83d")
    accounts.remove("ann")
    with pytest.raises(NotFound):
        accounts.remove("ann")


def test_a_file_that_cannot_be_read_lets_nobody_in(tmp_path):
    accounts = Operators(tmp_path)
    accounts.file.write_text("{")
    with pytest.raises(ConfigError):
        accounts.check("ann", "whatever it is")
