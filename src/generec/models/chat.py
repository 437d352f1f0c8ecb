"""A client for endpoints that speak OpenAI's chat protocol. Reaches nothing unless one is named."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal, Protocol, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, JsonValue, field_validator

from generec.domain.errors import ServiceError
from generec.domain.record import Record
from generec.models.chat_form import FORMS, Form, Misfit, asked, read
from generec.models.chat_http import Endpoint, NotTaken, within

Answer = TypeVar("Answer", bound=BaseModel)


class ChatConfig(BaseModel):
    """A language model behind an OpenAI-compatible endpoint; off without a URL."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str = Field(
        default="",
        description="Where it is, such as http://127.0.0.1:8080/v1. Empty: no model, and no word leaves.",
    )
    model: str = Field(default="", description="The model's name at the endpoint.")
    key_env: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9_]*$",
        description="Name of the environment variable with the key; the key itself never stands here.",
    )
    deadline_s: float = Field(
        default=5.0, gt=0, le=3600, description="Longest time for one answer with all retries, s."
    )
    connect_s: float = Field(default=2.0, gt=0, description="Longest time to connect, s.")
    retries: int = Field(
        default=2, ge=0, le=10, description="How often to try again after 429, 5xx and broken connections."
    )
    backoff_s: float = Field(
        default=0.25,
        gt=0,
        description="First wait before trying again, s; it doubles, by chance up to half less.",
    )
    temperature: float | None = Field(default=0.0, ge=0, description="Not sent when empty.")
    seed: int | None = Field(default=7, description="Not sent when empty.")
    max_tokens: int | None = Field(
        default=800, gt=0, description="Longest answer, tokens; not sent when empty."
    )
    most_bytes: int = Field(default=262_144, gt=0, description="Largest response that is read, bytes.")
    form: Literal["auto", "schema", "object", "prompt"] = Field(
        default="auto",
        description="How to ask for JSON: by schema, as an object, in words, or (auto) the first that works.",
    )
    fields: dict[str, JsonValue] = Field(
        default_factory=dict, description="Further fields of the request, such as max_completion_tokens."
    )

    @field_validator("url")
    @classmethod
    def _plain_url(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("it begins with http:// or https:// and names a host")
        try:
            parts.port  # noqa: B018 - a port that is no number shows only when it is looked at
        except ValueError:
            raise ValueError("its port is a number up to 65535") from None
        if parts.username or parts.password or parts.query or parts.fragment:
            raise ValueError("it holds no name, password, query or fragment; the key goes by key_env")
        return url.rstrip("/")

    @property
    def on(self) -> bool:
        """Whether an endpoint is named."""
        return bool(self.url)


class Message(Record):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


class Chat(Protocol):
    """Asks a language model for a record."""

    def __call__(
        self, messages: Sequence[Message], schema: type[Answer], *, seconds: float | None = None
    ) -> Answer:
        """The model's answer to the messages, of the asked form. Raises `GenerecError` without one.

        `seconds` is the time that is left, where it is less than the deadline of every call.
        """
        ...


class ChatClient:
    """A `Chat` over HTTP. Threads may share it; words and keys are never logged.

    Where the endpoint does not know answers by schema, it is asked for a JSON object with the schema
    in words, then for text; what it takes is remembered. Every answer is validated here. Raises
    `MissingExtra` without the extra `[llm]`.
    """

    def __init__(
        self,
        config: ChatConfig,
        *,
        chance: Callable[[], float] = random.random,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.config = config
        self._endpoint = Endpoint(
            f"{config.url}/chat/completions",
            key_env=config.key_env,
            connect_s=config.connect_s,
            retries=config.retries,
            backoff_s=config.backoff_s,
            most_bytes=config.most_bytes,
            chance=chance,
            clock=clock,
        )
        self._forms: tuple[Form, ...] = FORMS if config.form == "auto" else (config.form,)

    def __call__(
        self, messages: Sequence[Message], schema: type[Answer], *, seconds: float | None = None
    ) -> Answer:
        """The answer, within the deadline or the `seconds` that are left.

        Raises `ServiceError` where there is no usable one, `ConfigError` for a key or name that is wrong.
        """
        limit = self.config.deadline_s if seconds is None else min(seconds, self.config.deadline_s)
        return within(limit, lambda ends: self._ask(messages, schema, ends))

    async def _ask(self, messages: Sequence[Message], schema: type[Answer], ends: float) -> Answer:
        said = [{"role": m.role, "content": _whole(m.content)} for m in messages]
        forms, failure = self._forms, ""
        refused = False
        async with self._endpoint.open() as client:
            for number, form in enumerate(forms):
                try:
                    body = {**self._fields(), **asked(form, said, schema)}
                    answer = read(await self._endpoint.post(client, body, ends=ends), schema)
                except NotTaken as error:
                    failure, refused = f"it takes no such request ({error})", True
                except Misfit as error:
                    failure = str(error)
                else:
                    if refused:
                        self._forms = forms[number:]
                    return answer
        raise ServiceError(f"the language model gave no usable answer: {failure}", field="llm.url")

    def _fields(self) -> Mapping[str, Any]:
        config = self.config
        sent = {"temperature": config.temperature, "seed": config.seed, "max_tokens": config.max_tokens}
        plain = {name: value for name, value in sent.items() if value is not None}
        return {"model": config.model, "stream": False, **plain, **config.fields}


def _whole(text: str) -> str:
    """Text that can be sent: half characters (surrogates) become question marks."""
    return text.encode("utf-8", "replace").decode()
