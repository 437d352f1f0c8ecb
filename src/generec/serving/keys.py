"""Who may call beyond this machine: server keys for a site's back end, tokens for a viewer's page.

A server key acts for every viewer; it is shown once and kept as a salted hash. A viewer token is
signed, short-lived and good for one viewer only:

    gt1.<base64url of {"e": expiry, "s": scope, "u": user}>.<base64url of HMAC-SHA256>

Scope `viewer` does what the viewer may do; scope `media` only loads pictures, clips and the stream,
so that it can stand in an address. The signature covers the text before it, version included.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import time
from pathlib import Path
from typing import Final, Literal

from generec.domain.errors import ConfigError, NotAllowed, NotFound
from generec.serving.entries import Entries, write_private

Scope = Literal["viewer", "media"]

KEY_PREFIX: Final = "gk1_"
TOKEN_PREFIX: Final = "gt1."
LONGEST_S: Final = 7 * 24 * 3600.0
"""The longest life of a viewer token, in seconds."""


class Keys:
    """The keys in a folder (`home/keys`). Every answer comes from the file: a revocation counts at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.file = folder / "server.json"
        self._entries = Entries(self.file, what="a key")

    def new(self, name: str) -> str:
        """Make a server key and return it: the only time that it is seen. Raises `ConfigError`."""
        self._entries.named(name)
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        with self._entries.changing() as kept:
            if name in kept:
                raise ConfigError(
                    f"there is a key named {name!r}: choose another name, or revoke it first", field="name"
                )
            salt = secrets.token_hex(16)
            kept[name] = {"salt": salt, "hash": _hash(key, salt), "made_at": int(time.time())}
        return key

    def names(self) -> list[str]:
        """The names of the server keys there are."""
        return sorted(self._entries.read())

    def revoke(self, name: str) -> None:
        """Make a server key worthless. Raises `NotFound`."""
        with self._entries.changing() as kept:
            if kept.pop(name, None) is None:
                raise NotFound(f"there is no server key named {name!r}")

    def check(self, key: str) -> bool:
        """Whether it is a server key; in a time that does not tell how near a wrong one came."""
        right = False
        for entry in self._entries.read().values():
            right |= hmac.compare_digest(_hash(key, entry["salt"]), entry["hash"])
        return right

    def token(self, user: str, seconds: float, *, now: float | None = None, scope: Scope = "viewer") -> str:
        """A token for one viewer, good for `seconds` from `now` (epoch seconds; default: the clock)."""
        if not user or len(user) > 512:
            raise ConfigError("a token is for a viewer's id of 1 to 512 characters", field="user")
        if not 0 < seconds <= LONGEST_S:
            raise ConfigError("a token is good for at most seven days", field="seconds")
        expiry = int((time.time() if now is None else now) + seconds)
        text = json.dumps({"e": expiry, "s": scope, "u": user}, ensure_ascii=False, separators=(",", ":"))
        signed = TOKEN_PREFIX + _text64(text.encode())
        return f"{signed}.{_text64(self._sign(signed))}"

    def user_of(self, token: str, now: float, *, scope: Scope = "viewer") -> str:
        """The viewer whom a token is good for at `now`. Raises `NotAllowed`.

        A token of scope `viewer` serves for `media` too, never the other way round.
        """
        signed, _, signature = token.rpartition(".")
        if not signed.startswith(TOKEN_PREFIX) or not token.isascii():
            raise NotAllowed("this is no viewer token")
        if not hmac.compare_digest(_text64(self._sign(signed)), signature):
            raise NotAllowed("the viewer token's signature does not hold")
        content = json.loads(_bytes64(signed.removeprefix(TOKEN_PREFIX)))
        if now >= content["e"]:
            raise NotAllowed("the viewer token has expired: ask the site for a new one")
        if content["s"] not in ("viewer", scope):
            raise NotAllowed("this token only loads media")
        return str(content["u"])

    def _sign(self, text: str) -> bytes:
        return hmac.digest(self._secret(), text.encode(), "sha256")

    def _secret(self) -> bytes:
        """The installation's secret; whoever is first makes it, whole or not at all."""
        file = self.folder / "tokens.secret"
        if not file.exists():
            write_private(file, secrets.token_bytes(32), exclusive=True)
        return file.read_bytes()


def _hash(key: str, salt: str) -> str:
    """The keys are 256 random bits, so that one round of a salted hash is enough."""
    return hashlib.sha256(f"generec.key.v1\n{salt}\n{key}".encode()).hexdigest()


def _text64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


def _bytes64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
