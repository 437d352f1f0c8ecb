"""The part that shows something: "only the part with the cat" asks for a clip and says what of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generec.domain.guidance import Clause, Clip
from generec.domain.items import Item

_PART = re.compile(
    r"\b(?:(?:just|only)\s+)?the\s+(?:part|bit|scene|moment|section|segment)s?\s+"
    r"(?:with|where|when|about|showing|featuring|that\s+shows?|in\s+which)\s+"
    r"(?:(?:the|a|an|some|my|that|there\s+is|there\s+are|you\s+see|i\s+see)\s+)*"
    r"(?P<what>[^\s,.;!?][^,.;!?]{0,59}?)"
    r"(?=\s+(?:and|but|please|in|as)\b|\s*[,.;!?]|\s*$)",
    re.IGNORECASE,
)
_PLAIN = "the best part"


def part(text: str, item: Item | None) -> tuple[str, str | None]:
    """(the text with the part made plain, what the part shows); unchanged, None where it says none.

    Only of a video on screen a part can be asked for.
    """
    found = _PART.search(text) if item is not None and item.kind == "video" else None
    if found is None:
        return text, None
    return f"{text[: found.start()]}{_PLAIN}{text[found.end() :]}", found["what"].strip()


def about(clauses: Sequence[Clause], what: str | None) -> list[Clause]:
    """The clauses with `what` in the first clip that they ask for."""
    out = list(clauses)
    for number, clause in enumerate(out):
        edits = tuple(
            edit.model_copy(update={"about": (what,)}) if isinstance(edit, Clip) and what else edit
            for edit in clause.edits
        )
        if what and edits != clause.edits:
            out[number] = clause.model_copy(update={"edits": edits})
            break
    return out
