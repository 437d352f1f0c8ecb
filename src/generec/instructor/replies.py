"""What is said back: a refusal with its reason, or one question with choices."""

from __future__ import annotations

from generec.domain.guidance import Guidance, Reply
from generec.domain.items import Item
from generec.instructor.lexicon import Lexicon


def refusal(lexicon: Lexicon, reason: str) -> Guidance:
    """A refusal of something unsafe; `reason` is the kind of harm, or `command`."""
    said = lexicon.reply.get("refuse", {})
    text = said.get(reason) or said.get("other") or "I can't do that."
    return Guidance(refuse="unsafe", reply=Reply(kind="refuse", text=text))


def question(lexicon: Lexicon, item: Item | None) -> Guidance:
    """One question with two or three choices that fit what is on screen."""
    said = lexicon.reply.get("ask", {})
    choices = list(said.get("with_item" if item is not None else "without_item", ()))
    topic = item.topics[0] if item is not None and item.topics else ""
    filled = tuple(choice.replace("{topic}", topic) for choice in choices if topic or "{topic}" not in choice)
    return Guidance(ask=True, reply=Reply(kind="ask", text=said.get("text", ""), choices=filled[:3]))
