"""`fidelity.webhook.v1`: the operator's own moderation service, asked over HTTPS.

It is asked only where the operator adds the check to `gate.checks` and sets its address. Sent is what a
person would look at (words, some frames as JPEG, the kind), never who it is for. Both sides sign: the
header `X-GeneRec-Signature` is the HMAC-SHA256 (RFC 2104, in hex) with the shared secret over
`X-GeneRec-Timestamp`, a full stop and the body; an answer has to name the question's `id`, so that an
older one cannot be played back. No redirect is followed and no other host asked. Whatever goes wrong is an
error, which the gate takes for a hold.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import json
import secrets
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.errors import ConfigError, DataError
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.fidelity.looking import COVER, exhibit
from generec.media import pictures
from generec.plugins import register

NAME: Final = "fidelity.webhook.v1"
TIMESTAMP: Final = "X-GeneRec-Timestamp"
SIGNATURE: Final = "X-GeneRec-Signature"
_MOST: Final = 64 * 1024
_LOOPBACK: Final = frozenset(("localhost", "127.0.0.1", "::1"))


class WebhookConfig(BaseModel):
    """Whom to ask, and what is sent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(default="", description="the service's address: https, or http on this machine")
    secret: SecretStr = Field(
        default=SecretStr(""), description="what both sides sign with, 32 characters at least"
    )
    secret_file: str = Field(default="", description="a file that holds the secret instead")
    ca: str = Field(default="", description="certificates to trust instead of the system's (PEM file)")
    timeout_s: float = Field(default=20.0, gt=0, description="the answer has to be there by then, s")
    window_s: float = Field(default=300.0, gt=0, description="how far both clocks may be apart, s")
    frames: int = Field(default=8, ge=0, le=64, description="the most frames that are sent")
    texts: bool = Field(default=True, description="whether title, text and written words are sent")

    @model_validator(mode="after")
    def _reachable(self) -> WebhookConfig:
        parts = urlsplit(self.url)
        if not parts.hostname or parts.username or parts.fragment:
            raise ValueError("url names no service, such as https://moderation.example.org/check")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise ValueError("url has to be https; http is for this machine alone")
        if len(self.key()) < 32:
            raise ValueError("secret needs 32 characters at least")
        return self

    def key(self) -> bytes:
        """The secret. Raises `ConfigError` where its file cannot be read."""
        if not self.secret_file:
            return self.secret.get_secret_value().encode()
        try:
            return Path(self.secret_file).read_bytes().strip()
        except OSError as error:
            raise ConfigError(f"{self.secret_file}: {error.strerror}", field="secret_file") from error


class Answer(BaseModel):
    """What the service says: `id` is the question's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    outcome: Outcome
    score: float | None = Field(default=None, ge=0, le=1)
    evidence: str = Field(default="", max_length=2_000)


class WebhookCheck:
    """The outcome, score and evidence are the service's own."""

    name = NAME

    def __init__(self, config: WebhookConfig, *, clock: Callable[[], float] = time.time) -> None:
        self.config = config
        self.clock = clock

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Ask. Raises `DataError` for an answer that is late, unsigned, another's or none."""
        id = secrets.token_hex(16)
        body = json.dumps(self._question(id, draft, sources)).encode()
        try:
            said = self._ask(body)
        except (OSError, http.client.HTTPException) as error:
            raise DataError(
                f"the moderation service did not answer: {type(error).__name__}: {error}"
            ) from error
        try:
            answer = Answer.model_validate_json(said)
        except ValidationError as error:
            raise DataError("the moderation service answered nonsense") from error
        if not hmac.compare_digest(answer.id.encode(), id.encode()):
            raise DataError("the moderation service answered another question")
        return Verdict(
            check=NAME,
            outcome=answer.outcome,
            score=answer.score,
            evidence=answer.evidence or "the operator's moderation service said so",
        )

    def _question(self, id: str, draft: Draft, sources: Sequence[Item]) -> dict[str, Any]:
        shown = exhibit(draft, sources)
        looks = shown.looks() if self.config.frames else ()
        step = max(1, -(-len(looks) // max(1, self.config.frames)))
        return {
            "id": id,
            "kind": draft.kind,
            "texts": dict(shown.texts()) if self.config.texts else {},
            "frames": [
                {"time_s": None if look.time == COVER else look.time, "jpeg": _jpeg(look.image)}
                for look in looks[::step]
            ],
        }

    def _ask(self, body: bytes) -> bytes:
        parts = urlsplit(self.config.url)
        deadline = time.monotonic() + self.config.timeout_s
        connection = self._connection(parts.hostname or "", parts.port, parts.scheme == "https")
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            stamp = str(int(self.clock()))
            told = {TIMESTAMP: stamp, SIGNATURE: sign(self.config.key(), stamp, body)}
            connection.request("POST", path, body, {"Content-Type": "application/json", **told})
            response = connection.getresponse()
            if response.status != 200:
                raise DataError(f"the moderation service answered {response.status}")
            said = _read(connection, response, deadline)
            self._check(response, said)
            return said
        finally:
            connection.close()

    def _connection(self, host: str, port: int | None, tls: bool) -> http.client.HTTPConnection:
        if not tls:
            return http.client.HTTPConnection(host, port, timeout=self.config.timeout_s)
        context = ssl.create_default_context(cafile=self.config.ca or None)
        return http.client.HTTPSConnection(host, port, timeout=self.config.timeout_s, context=context)

    def _check(self, response: http.client.HTTPResponse, said: bytes) -> None:
        stamp = response.getheader(TIMESTAMP) or ""
        if (
            not stamp.isascii()
            or not stamp.isdigit()
            or abs(int(stamp) - self.clock()) > self.config.window_s
        ):
            raise DataError("the moderation service's answer bears no time, or one long gone")
        given = (response.getheader(SIGNATURE) or "").encode()
        if not hmac.compare_digest(given, sign(self.config.key(), stamp, said).encode()):
            raise DataError("the moderation service's answer is not signed with the secret")


def sign(key: bytes, stamp: str, body: bytes) -> str:
    """The signature of a body sent at `stamp` (whole epoch seconds), in hex."""
    return hmac.new(key, stamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def _read(
    connection: http.client.HTTPConnection, response: http.client.HTTPResponse, deadline: float
) -> bytes:
    """The body, at most 64 KB of it; one that drips slowly is late all the same."""
    said = b""
    while True:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("it took too long")
        if connection.sock is not None:
            connection.sock.settimeout(left)
        part = response.read1(4096)
        if not part:
            return said
        said += part
        if len(said) > _MOST:
            raise DataError("the moderation service's answer is too long")


def _jpeg(image: Image) -> str:
    return base64.b64encode(pictures.jpeg(image)).decode()


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> WebhookCheck:
    """The check with its settings."""
    return WebhookCheck(WebhookConfig(**settings))
