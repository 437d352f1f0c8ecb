import base64
import json
import stat
import threading

import pytest

from generec.domain.errors import ConfigError, NotAllowed, NotFound
from generec.serving.keys import Keys


@pytest.fixture
def keys(tmp_path) -> Keys:
    return Keys(tmp_path / "keys")


def test_a_key_is_good_until_it_is_revoked(keys):
    key = keys.new("site")
    other = keys.new("batch")
    assert keys.check(key)
    assert keys.names() == ["batch", "site"]
    keys.revoke("site")
    assert not keys.check(key)
    assert keys.check(other)


def test_only_a_hash_is_kept_where_nobody_else_can_read_it(keys):
    key = keys.new("site")
    kept = keys.file.read_text()
    assert key not in kept
    assert key.removeprefix("gk1_") not in kept
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600
    keys.token("ada", 60)
    assert stat.S_IMODE((keys.folder / "tokens.secret").stat().st_mode) == 0o600


@pytest.mark.parametrize("wrong", ["", "gk1_", "gk1_wrong", "gt1.a.b", "gk1_" + "é" * 40])
def test_a_wrong_key_is_refused(keys, wrong):
    keys.new("site")
    assert not keys.check(wrong)


def test_without_keys_none_is_good(keys):
    assert not keys.check("gk1_any")
    assert keys.names() == []


def test_names_are_unique_and_readable(keys):
    keys.new("site")
    with pytest.raises(ConfigError, match="revoke it first"):
        keys.new("site")
    for name in ("", "a/b", "\n", "x" * 65):
        with pytest.raises(ConfigError):
            keys.new(name)
    with pytest.raises(NotFound):
        keys.revoke("nobody")


def test_keys_made_at_once_are_all_kept(tmp_path):
    made: list[str] = []
    threads = [
        threading.Thread(target=lambda n=n: made.append(Keys(tmp_path).new(f"k{n}"))) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(Keys(tmp_path).names()) == 8
    assert all(Keys(tmp_path).check(key) for key in made)


def test_a_token_is_good_for_its_viewer_until_it_ends(keys):
    token = keys.token("a/b 🎬", 60, now=1000)
    assert keys.user_of(token, 1059) == "a/b 🎬"
    with pytest.raises(NotAllowed, match="expired"):
        keys.user_of(token, 1060)


def test_a_media_token_does_nothing_else(keys):
    token = keys.token("ada", 60, now=0, scope="media")
    assert keys.user_of(token, 1, scope="media") == "ada"
    with pytest.raises(NotAllowed, match="media"):
        keys.user_of(token, 1)
    assert keys.user_of(keys.token("ada", 60, now=0), 1, scope="media") == "ada"


def test_a_tampered_token_is_refused(keys):
    token = keys.token("ada", 60, now=0)
    version, content, signature = token.split(".")
    padded = base64.urlsafe_b64decode(content + "=" * (-len(content) % 4))
    other = json.loads(padded) | {"u": "ben"}
    forged = base64.urlsafe_b64encode(json.dumps(other).encode()).rstrip(b"=").decode()
    wrong = [
        f"{version}.{forged}.{signature}",
        f"gt2.{content}.{signature}",
        f"{version}.{content}.",
        f"{version}.{content}.{signature[:-2]}AA",
        f"{version}.{content}.{signature}é",
        "",
        ".",
        "gt1..",
    ]
    for one in wrong:
        with pytest.raises(NotAllowed):
            keys.user_of(one, 1)


def test_a_token_of_another_installation_is_refused(keys, tmp_path):
    with pytest.raises(NotAllowed):
        keys.user_of(Keys(tmp_path / "other").token("ada", 60, now=0), 1)


def test_the_secret_is_made_once(tmp_path):
    tokens: list[str] = []
    threads = [
        threading.Thread(target=lambda: tokens.append(Keys(tmp_path).token("ada", 60, now=0)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(tokens)) == 1


@pytest.mark.parametrize("seconds", [0, -1, 8 * 24 * 3600])
def test_tokens_are_short_lived(keys, seconds):
    with pytest.raises(ConfigError):
        keys.token("ada", seconds)
