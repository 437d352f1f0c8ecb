"""One POST to an endpoint, with retries, inside one deadline. Nothing of what is sent is ever logged."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar
from urllib.parse import urlsplit

from generec.domain.errors import ConfigError, MissingExtra, ServiceError

if TYPE_CHECKING:
    import httpx

T = TypeVar("T")

_AGAIN = frozenset((408, 425, 429))
_NOT_TAKEN = frozenset((400, 415, 422, 501))
_GRACE_S = 0.25
"""How much longer than the deadline the caller waits for the other thread to say that it passed."""
_LOCAL = frozenset(("localhost", "127.0.0.1", "::1"))


class NotTaken(Exception):
    """The endpoint does not understand the request; its text is the status."""


def within(seconds: float, work: Callable[[float], Awaitable[T]]) -> T:
    """The result of `work`, which is told when its time ends (on its event loop's clock).

    It runs on an event loop in a thread of its own: the deadline then holds for every read of a slow
    answer and for a name server that hangs, also where the caller's thread runs a loop already.
    """
    pool = ThreadPoolExecutor(1, thread_name_prefix="generec-chat")
    try:
        return pool.submit(lambda: asyncio.run(_timed(seconds, work))).result(seconds + _GRACE_S)
    except TimeoutError:
        raise ServiceError(
            f"the language model did not answer within {seconds:g} s", field="llm.url"
        ) from None
    finally:
        pool.shutdown(wait=False)


async def _timed(seconds: float, work: Callable[[float], Awaitable[T]]) -> T:
    async with asyncio.timeout(seconds):
        return await work(asyncio.get_running_loop().time() + seconds)


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    headers: Mapping[str, str]
    content: bytes


class Endpoint:
    """An address that takes JSON and answers JSON. Raises `MissingExtra` without the extra `[llm]`.

    `chance` gives numbers from 0 to 1, `clock` the time of day (s). Redirects are refused: words go
    only where the operator said.
    """

    def __init__(
        self,
        url: str,
        *,
        key_env: str,
        connect_s: float,
        retries: int,
        backoff_s: float,
        most_bytes: int,
        chance: Callable[[], float],
        clock: Callable[[], float],
    ) -> None:
        try:
            import httpx
        except ImportError as error:
            raise MissingExtra("llm", what="a language model") from error
        self.url = url
        self.key_env = key_env
        self.connect_s = connect_s
        self.retries = retries
        self.backoff_s = backoff_s
        self.most_bytes = most_bytes
        self._chance = chance
        self._clock = clock
        # no TLS, no certificates to load: an address without it cannot lead to one with it
        self._verify = httpx.create_ssl_context() if url.startswith("https:") else False

    @property
    def host(self) -> str:
        """The host that words go to."""
        return urlsplit(self.url).hostname or ""

    def open(self) -> httpx.AsyncClient:
        """A client for one conversation. Raises `ConfigError` where the key's variable is not set.

        Proxies of the environment are honoured, but not on the way to this machine.
        """
        import httpx

        headers = {"Accept": "application/json", "Accept-Encoding": "identity"}
        if self.key_env:
            key = os.environ.get(self.key_env, "").strip()
            if not key or not key.isascii() or not key.isprintable():
                raise ConfigError(
                    f"the environment variable {self.key_env} has no key for the language model: set it",
                    field="llm.key_env",
                )
            headers["Authorization"] = f"Bearer {key}"
        return httpx.AsyncClient(
            headers=headers,
            timeout=httpx.Timeout(None, connect=self.connect_s),
            follow_redirects=False,
            trust_env=self.host not in _LOCAL,
            verify=self._verify,
        )

    async def post(self, client: httpx.AsyncClient, body: Mapping[str, Any], *, ends: float) -> Any:
        """The JSON answer to a body.

        Raises `NotTaken` for a request that is not understood, `ServiceError` for an endpoint that cannot
        be reached or fails, `ConfigError` for one that refuses the key or knows no such model.
        """
        import httpx

        failure, wait = "", 0.0
        for attempt in range(self.retries + 1):
            if attempt:
                await self._pause(wait, failure, ends=ends)
            wait = self.backoff_s * 2**attempt * (1 - self._chance() / 2)
            try:
                response = await self._once(client, body)
            except httpx.TransportError as error:
                failure = f"it cannot be reached ({type(error).__name__})"
                continue
            if response.status not in _AGAIN and (response.status < 500 or response.status == 501):
                return self._json(response)
            failure = f"it answers {response.status}"
            wait = max(wait, self._retry_after(response.headers.get("retry-after", "")))
        raise self._failed(failure)

    async def _once(self, client: httpx.AsyncClient, body: Mapping[str, Any]) -> _Response:
        content = bytearray()
        async with client.stream("POST", self.url, json=body) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise self._failed("it sends compressed answers, which were not asked for")
            async for chunk in response.aiter_raw():
                content += chunk
                if len(content) > self.most_bytes:
                    raise self._failed(f"its answer has more than {self.most_bytes} bytes")
        return _Response(response.status_code, response.headers, bytes(content))

    async def _pause(self, seconds: float, failure: str, *, ends: float) -> None:
        if asyncio.get_running_loop().time() + seconds >= ends:
            raise self._failed(f"{failure}, and the next try would come too late")
        await asyncio.sleep(seconds)

    def _retry_after(self, header: str) -> float:
        """The seconds that an endpoint asks to wait: a number or a date; 0 for neither."""
        if header.strip().isdecimal():
            return float(header)
        try:
            date = parsedate_to_datetime(header)
        except (TypeError, ValueError):
            return 0.0
        return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - self._clock())

    def _json(self, response: _Response) -> Any:
        status = response.status
        if 300 <= status < 400:
            raise self._failed("it points elsewhere, which is not followed: name the last address as llm.url")
        if status in (401, 403):
            self._refused(
                f"refuses the key ({status}): look at {self.key_env or 'llm.key_env, which names none'}"
            )
        if status == 404:
            self._refused("knows no such path or model (404): look at llm.url and llm.model")
        if status in _NOT_TAKEN:
            raise NotTaken(str(status))
        if status >= 400:
            raise self._failed(f"it answers {status}")
        try:
            return json.loads(response.content)
        except (ValueError, RecursionError):
            raise self._failed("its answer is no JSON") from None

    def _refused(self, told: str) -> NoReturn:
        raise ConfigError(f"the language model {told}", field="llm.url")

    def _failed(self, told: str) -> ServiceError:
        return ServiceError(f"the language model failed: {told}", field="llm.url")
