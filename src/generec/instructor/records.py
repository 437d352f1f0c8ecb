"""Records of the guidance page: lines in, lines out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from generec.domain.errors import DataError
from generec.domain.items import Item
from generec.instructor.instructor import Instructor


def on_screen(context: Mapping[str, Any] | None) -> Item | None:
    """The item that a record's `context.current_item` describes, or None.

    A title, topics and a length are all that is known; without a length it is taken for a text.
    """
    current = (context or {}).get("current_item")
    if not isinstance(current, Mapping):
        return None
    seconds = current.get("duration_s")
    length = float(seconds) if isinstance(seconds, int | float) and 0 < seconds < float("inf") else 0.0
    topics = current.get("topics")
    return Item(
        id="on-screen",
        work="on-screen",
        kind="video" if length else "text",
        title=str(current.get("title") or ""),
        topics=tuple(str(t) for t in topics) if isinstance(topics, list | tuple) else (),
        duration_s=length,
    )


def understand(record: Mapping[str, Any], *, instructor: Instructor) -> dict[str, Any]:
    """One line `{"id", "guidance"}` for one line `{"id", "text", "context"}`.

    Raises `DataError` when the record is no object with an id, or its text is no text.
    """
    if not isinstance(record, Mapping) or "id" not in record:
        raise DataError('a record is an object {"id", "text", "context"}', field="id")
    text = record.get("text")
    if text is None:
        text = ""
    if not isinstance(text, str):
        raise DataError("the text of a record is a string", field="text")
    context = record.get("context")
    item = on_screen(context if isinstance(context, Mapping) else None)
    return {"id": record["id"], "guidance": instructor(text=text, item=item).record()}
