"""How a language model is asked for JSON of a form, and how its answer is read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

Form = Literal["schema", "object", "prompt"]
FORMS: tuple[Form, ...] = ("schema", "object", "prompt")
"""From the strictest that an endpoint may know to the one that all know."""

Answer = TypeVar("Answer", bound=BaseModel)

_KEPT = frozenset(("type", "enum", "const", "description", "$ref"))
"""Keywords that go over as they are; the rest is checked here and unknown to many endpoints."""
_THOUGHT = re.compile(r"^.*?</think>", re.DOTALL)


class Misfit(Exception):
    """An answer that is not of the form. Its text is safe to show: it quotes nothing."""


def asked(form: Form, messages: Sequence[Mapping[str, str]], schema: type[BaseModel]) -> dict[str, Any]:
    """The fields of a request that say what is asked, and for which form of answer."""
    wanted = strict(schema.model_json_schema())
    if form == "schema":
        told = {"name": schema.__name__, "strict": True, "schema": wanted}
        return {
            "messages": list(messages),
            "response_format": {"type": "json_schema", "json_schema": told},
        }
    words = f"Answer with one JSON object and nothing else. It fits this JSON schema:\n{json.dumps(wanted)}"
    body: dict[str, Any] = {"messages": [{"role": "system", "content": words}, *messages]}
    if messages and messages[0]["role"] == "system":  # many chat templates take a single system message
        first = {"role": "system", "content": f"{messages[0]['content']}\n\n{words}"}
        body["messages"] = [first, *messages[1:]]
    return body | ({"response_format": {"type": "json_object"}} if form == "object" else {})


def strict(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A JSON schema of Pydantic as endpoints with strict schemas take it.

    Every property is required and none may be added; defaults and bounds are left out.
    """
    out: dict[str, Any] = {key: value for key, value in schema.items() if key in _KEPT}
    if "$ref" in out:
        return {"$ref": out["$ref"]}
    if "properties" in schema:
        out["properties"] = {name: strict(part) for name, part in schema["properties"].items()}
        out["required"] = list(schema["properties"])
        out["additionalProperties"] = False
    for key in ("anyOf", "oneOf"):
        if key in schema:
            out["anyOf"] = [strict(part) for part in schema[key]]
    if "items" in schema:
        out["items"] = strict(schema["items"])
    if "$defs" in schema:
        out["$defs"] = {name: strict(part) for name, part in schema["$defs"].items()}
    return out


def read(response: Any, schema: type[Answer]) -> Answer:
    """The record in a response. Raises `Misfit` where there is none of the form."""
    return record(_content(response), schema)


def _content(response: Any) -> str:
    try:
        choice = response["choices"][0]
        message, ended = choice["message"], choice.get("finish_reason")
        content, refusal = message.get("content"), message.get("refusal")
    except (KeyError, IndexError, TypeError, AttributeError):
        raise Misfit("the response is not one of the chat protocol") from None
    if refusal:
        raise Misfit("the model refused")
    if not isinstance(content, str) or not content.strip():
        raise Misfit("the answer is empty")
    if ended == "length":
        raise Misfit("the answer was cut off: raise llm.max_tokens")
    return content


def record(text: str, schema: type[Answer]) -> Answer:
    """The first JSON object in an answer, validated. Raises `Misfit`, which quotes nothing of it."""
    text = _THOUGHT.sub("", text)
    start = text.find("{")
    if start < 0:
        raise Misfit("the answer holds no JSON object")
    try:
        found, _ = json.JSONDecoder(parse_constant=_no_number).raw_decode(text, start)
        json.dumps(found, ensure_ascii=False).encode()  # half characters (surrogates) cannot be kept
    except (ValueError, RecursionError):
        raise Misfit("the answer is not valid JSON") from None
    try:
        return schema.model_validate(found)
    except ValidationError as error:
        places = {".".join(p for p in map(str, e["loc"]) if p in _names(schema)) for e in error.errors()}
        raise Misfit(
            f"the answer does not fit the form at {', '.join(sorted(places - {''})) or 'its top'}"
        ) from None


def _names(schema: type[BaseModel]) -> set[str]:
    return set(schema.model_fields)


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number of JSON")
