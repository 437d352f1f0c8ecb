"""The part that shows something: "only the part with the cat" asks for a clip and says what of."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files

from generec.domain.guidance import Clause, Clip, Topic
from generec.domain.items import Item
from generec.instructor.naming import named

_WHAT = (
    r"(?P<what>[^\s,.;:!?()][^,.;:!?()…]{0,59}?)"
    r"(?=\s+(?:and|but|only|please|in|as|if|thanks|thank|cheers|bitte|danke|und|wenn|gracias|porfa|por|y|si|merci|et"
    r"|svp|obrigad[oa]|valeu|e|se)\b|\s*[,.;:!?()…]|\s*$)"
)


@lru_cache(maxsize=8)
def _known(language: str) -> tuple[str, tuple[re.Pattern[str], ...]]:
    """(what a part is read as, the patterns that say what one shows)."""
    text = files("generec.instructor").joinpath("words/parts.toml").read_text("utf-8")
    row = tomllib.loads(text)[language]
    start = "" if language == "zh" else r"\b"
    found = (start + pattern.replace("WHAT", _WHAT) for pattern in row["patterns"])
    return row["plain"], tuple(re.compile(pattern, re.IGNORECASE) for pattern in found)


def part(text: str, item: Item | None, *, language: str) -> tuple[str, Topic | None]:
    """(the text with the part made plain, what the part shows); unchanged, None where it says none.

    Only of a video on screen a part can be asked for.
    """
    plain, patterns = _known(language)
    seen = (pattern.search(text) for pattern in patterns) if item and item.kind == "video" else ()
    found = next((match for match in seen if match is not None), None)
    if found is None:
        return text, None
    what = named(found["what"].strip(), language=language)
    return f"{text[: found.start()]}{plain}{text[found.end() :]}", what


def about(clauses: Sequence[Clause], what: Topic) -> list[Clause]:
    """The clauses with `what` in the first clip that they ask for."""
    out = list(clauses)
    for number, clause in enumerate(out):
        edits = tuple(
            edit.model_copy(update={"about": what}) if isinstance(edit, Clip) else edit
            for edit in clause.edits
        )
        if edits != clause.edits:
            out[number] = clause.model_copy(update={"edits": edits})
            break
    return out
