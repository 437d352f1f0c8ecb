"""The accounts of operators: a name and the hash of a password, made from the shell.

Passwords are hashed by scrypt (RFC 7914) with n = 2^15, r = 8, p = 1 (32 MB and about a tenth of a second)
and a salt of their own. A password that is not known and an account that is not there cost the same time.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from pathlib import Path
from typing import Any, Final

from generec.domain.errors import ConfigError, NotFound
from generec.serving.entries import Entries

SHORTEST: Final = 12
"""The fewest characters of a password."""

LONGEST: Final = 1024
_N, _R, _P = 1 << 15, 8, 1
_MEMORY: Final = 64 << 20
_NOBODY: Final = {"salt": "00" * 16, "hash": "00" * 32, "n": _N, "r": _R, "p": _P}


class Operators:
    """The accounts in a folder (`home/keys`). Every answer comes from the file: a removal counts at once."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "operators.json"
        self._entries = Entries(self.file, what="an operator")
        # One at a time: each takes 32 MB, and many at once would be a way to fill the memory.
        self._one = threading.Lock()

    def put(self, name: str, password: str | None = None) -> str:
        """Make an account, or give it another password; returns the password: a random one if none is given.

        Whoever is signed in by the old one is signed out. Raises `ConfigError`.
        """
        self._entries.named(name)
        chosen = secrets.token_urlsafe(15) if password is None else password
        if not SHORTEST <= len(chosen) <= LONGEST:
            raise ConfigError(f"a password has {SHORTEST} to {LONGEST} characters", field="password")
        salt = secrets.token_hex(16)
        entry = {"salt": salt, "n": _N, "r": _R, "p": _P, "made_at": int(time.time())}
        entry["hash"] = self._hash(chosen, entry)
        with self._entries.changing() as kept:
            kept[name] = entry
        return chosen

    def names(self) -> list[str]:
        """The names of the accounts there are."""
        return sorted(self._entries.read())

    def remove(self, name: str) -> None:
        """Take an account away; whoever is signed in by it is signed out. Raises `NotFound`."""
        with self._entries.changing() as kept:
            if kept.pop(name, None) is None:
                raise NotFound(f"there is no operator named {name!r}", field="name")

    def check(self, name: str, password: str) -> str | None:
        """The account's present mark where name and password are right, else None.

        The mark changes with the password, so that a session can tell whether it is still good.
        """
        entry = self._entries.read().get(name)
        found = self._hash(password[:LONGEST], entry or _NOBODY)
        right = hmac.compare_digest(found, str((entry or _NOBODY)["hash"]))
        return self.mark(name) if right and entry is not None else None

    def mark(self, name: str) -> str | None:
        """What tells an account's password from the one before; None where there is no account."""
        entry = self._entries.read().get(name)
        return None if entry is None else str(entry["salt"])

    def _hash(self, password: str, entry: dict[str, Any]) -> str:
        with self._one:
            return hashlib.scrypt(
                password.encode("utf-8", "surrogatepass"),
                salt=bytes.fromhex(entry["salt"]),
                n=entry["n"],
                r=entry["r"],
                p=entry["p"],
                maxmem=_MEMORY,
                dklen=32,
            ).hex()
