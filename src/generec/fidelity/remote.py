"""Signing by a key that never comes here: a command of the operator's that asks a key service."""

from __future__ import annotations

import base64
import binascii
import shlex
import subprocess
from typing import Final

from generec.domain.errors import ConfigError

_TIMEOUT_S: Final = 30.0


class Command:
    """Runs a command that gets the bytes to sign on standard input and writes their signature.

    The signature may be raw, in DER (as key services give it for elliptic curves), or either in base64.
    """

    def __init__(self, line: str, *, timeout_s: float = _TIMEOUT_S) -> None:
        self._words = shlex.split(line)
        self._timeout_s = timeout_s

    def __call__(self, data: bytes) -> bytes:
        """The signature. Raises `ConfigError` where the command fails, is late or says nothing."""
        name = self._words[0]
        try:
            done = subprocess.run(
                self._words, input=data, capture_output=True, timeout=self._timeout_s, check=False
            )
        except subprocess.TimeoutExpired as error:
            raise ConfigError(f"seal.command: {name} did not answer in {self._timeout_s:g} s") from error
        except OSError as error:
            raise ConfigError(f"seal.command: {name} cannot be run: {error.strerror}") from error
        if done.returncode or not done.stdout:
            said = done.stderr.decode(errors="replace").strip().splitlines()
            why = said[-1] if said else f"status {done.returncode}"
            raise ConfigError(f"seal.command: {name} gave no signature ({why})")
        return _plain(done.stdout)


def _plain(said: bytes) -> bytes:
    """Bytes that may have been said in base64."""
    try:
        return base64.b64decode(b"".join(said.split()), validate=True)
    except binascii.Error:
        return said
