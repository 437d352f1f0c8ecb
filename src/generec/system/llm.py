"""The language model that an operator may name: for what it is asked, and whether it answers."""

from __future__ import annotations

import time
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from generec.domain.errors import GenerecError
from generec.instructor.instructor import Instructor
from generec.instructor.model import AdvisedInstructor, controlled
from generec.models.chat import ChatClient, ChatConfig


class LlmConfig(ChatConfig):
    """A language model behind an OpenAI-compatible endpoint (extra [llm]); off without a URL."""

    wishes: Literal["always", "unclear", "never"] = Field(
        default="always",
        description="When viewers' wishes are sent: always, only those the grammar finds unclear, or never.",
    )
    texts: bool = Field(
        default=True, description="Whether titles and texts of items are sent to be rewritten."
    )
    texts_deadline_s: float = Field(
        default=60.0, gt=0, le=3600, description="Longest time for one answer on a text, with retries, s."
    )

    @property
    def name(self) -> str:
        """What recipes call the model: its name and host."""
        return f"{self.model or 'model'}@{urlsplit(self.url).hostname}" if self.on else ""


def instructor(config: LlmConfig, grammar: Instructor) -> Instructor | AdvisedInstructor:
    """The grammar alone, or with the model beside it. Raises `MissingExtra` without the extra `[llm]`."""
    if not config.on or config.wishes == "never":
        return grammar
    return AdvisedInstructor(grammar, ChatClient(config), deadline_s=config.deadline_s, when=config.wishes)


def writer(config: LlmConfig) -> ChatClient | None:
    """What rewrites texts, where the operator allows it. Raises `MissingExtra` without the extra `[llm]`."""
    if not config.on or not config.texts:
        return None
    return ChatClient(config.model_copy(update={"deadline_s": config.texts_deadline_s}))


def examined(config: LlmConfig) -> tuple[bool, str]:
    """Whether the endpoint answers in time, and how it reads the control wishes, in plain words.

    Nothing but these wishes is sent.
    """
    began = time.perf_counter()
    try:
        right, asked = controlled(ChatClient(config))
    except GenerecError as error:
        return False, error.message
    told = f"{config.name} answers in {(time.perf_counter() - began) / asked:.1f} s"
    if right < asked:
        return True, f"{told}, and misreads plain wishes: the grammar alone will be followed"
    return True, f"{told} and reads all {asked} control wishes right"
