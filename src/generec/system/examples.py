"""A picture beside the words: an example of how an item is to look, or of what is to be found.

Nothing of the picture is kept. A look is the 100 numbers of its style, in guidance and recipe; what is to
be found is how much each item is like it, for one request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from generec.domain.errors import MediaError
from generec.domain.guidance import Clause, Guidance, Like, Target
from generec.domain.parts import Image
from generec.domain.profiles import Floats
from generec.media import pictures
from generec.models import style
from generec.system.home import Home

Source = str | Path | bytes
"""A picture as the caller has it: a file's path, or what is in the file."""

MOST_PIXELS = 40_000_000
"""Pictures above this are refused before they are unpacked: several may come at once."""

MOST = 100
"""How many items at most count as being like a picture."""

_SIDE = 640
_LOOKED_AT, _SAMPLE = 500, 2000
_APART, _LEAST = 1.0, 0.3
"""An item is like a picture from one standard deviation above the catalogue's mean likeness, and this sum
of two cosines: of the item's meaning with what the picture shows, and of the pictures themselves."""

_PICTURE = (
    r"(?:(?:this|that|the|my|attached|following)\s+)*(?:picture|photo|photograph|image|painting|drawing)"
)
_SHOWN = rf"(?:{_PICTURE}|this\s+one|this|that)\b"
_MANY = (
    r"(?:everything|(?:all\s+of\s+)?(?:them|these)(?:\s+all)?|all\s+(?:the\s+)?videos|all|(?:the|my)\s+feed)"
)
_THING = rf"(?:it|this|that|(?:this|that|the)\s+(?:video|clip|item|one|post)|(?P<many>{_MANY}))"
_MAKE = rf"(?:make|let|have|render|paint|repaint|draw|redraw|restyle|style|turn|do)\s+{_THING}\s+"
_STYLE = r"(?:art\s+|visual\s+)?(?:style|look|colou?rs|palette)"
_LOOK = re.compile(
    rf"\b(?:{_MAKE}(?:to\s+)?(?:(?:look|looking|be|seem|feel)\s+)?(?:(?:more|just|exactly)\s+)?like\s+{_SHOWN}"
    rf"|(?:{_MAKE.replace('many', 'many2')})?(?:in|with)\s+(?:the\s+(?:same\s+)?|this\s+|that\s+){_STYLE}"
    rf"(?:\s+(?:of|as|from|in)\s+{_SHOWN})?"
    rf"|give\s+{_THING.replace('many', 'many3')}\s+(?:the\s+(?:same\s+)?|this\s+|that\s+){_STYLE}"
    rf"(?:\s+(?:of|as|from|in)\s+{_SHOWN})?"
    rf"|(?:use|apply|copy|take|match)\s+(?:the|this|that)\s+{_STYLE}(?:\s+(?:of|as|from|in)\s+{_SHOWN})?)",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"^\W*(?:just\s+)?(?:look(?:ing)?\s+)?like\s+{_SHOWN}(?:\s+please)?\W*$", re.IGNORECASE)
_FIND = re.compile(
    r"(?<!\bi\s)(?<!\byou\s)(?<!'d\s)(?<!would\s)\b(?:(?:that|which)\s+(?:are|is|look|looks)\s+)?"
    rf"(?:(?:more|looking|just)\s+)*(?:(?:like|similar\s+to|resembling)\s+{_SHOWN}"
    rf"|(?:with|in)\s+(?:the\s+(?:same\s+)?|this\s+|that\s+){_STYLE}(?:\s+(?:of|as)\s+{_SHOWN})?)"
    rf"|\bwhat(?:'s|\s+is)\s+(?:in|on)\s+{_SHOWN}",
    re.IGNORECASE,
)
_FINDING = re.compile(
    r"\b(?:find|search|recommend|show\s+me|look\s+for|more|things?|something|anything|videos|clips|items|stuff)\b",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"(?:an?|and|any(?:thing)?|are|but|can|could|find|for|get|give|i|i'd|in|is|just|like|look(?:ing|s)?|me|more|"
    r"now|of|ones?|only|others?|please|recommend|search|see|show|similar|so|some(?:thing)?|stuff|than|that|the|"
    r"then|things?|this|to|want|what|which|with|would|you|clips?|items?|videos?|posts?|pictures?|photos?|images?)"
)
"""Words that say nothing by themselves once the picture is spoken of no more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What words say of the picture beside them: for a look, and of what; and the `rest` of the words."""

    look: Target | None = None
    rest: str | None = None


@dataclass(frozen=True, slots=True)
class Example:
    """A picture as this request uses it: a `look`, or what is `like` it with how much (above 0)."""

    heard: Heard
    look: Like | None = None
    like: Mapping[str, float] = field(default_factory=dict)

    def guided(self, say: str | None, *, parse: Callable[[str | None], Guidance]) -> Guidance:
        """The guidance of the words with this picture (see `guided`)."""
        return guided(say, heard=self.heard, look=self.look, parse=parse)

    def told(self) -> tuple[str, str]:
        """(did, because) for the trace."""
        if self.look is not None:
            return "took the style of the picture and nothing else of it", "the words ask for its look"
        found = f"{len(self.like)} items are like it" if self.like else "nothing here is like it"
        return f"looked for what is like the picture: {found}", "the words ask for no look"


def opened(source: Source) -> Image:
    """A picture that somebody gave, at most 640 pixels wide and high.

    Raises `MediaError` for what is no picture, is damaged or has more than `MOST_PIXELS`.
    """
    source = Path(source) if isinstance(source, str) else source
    try:
        with pictures.open_picture(source) as header:
            width, height = header.size
        if width * height > MOST_PIXELS:
            raise MediaError(f"the picture is too large ({width} x {height}); at most {MOST_PIXELS:,} pixels")
        return pictures.read(source, longest=_SIDE)
    except MediaError as error:
        raise MediaError(error.message, field="image") from error


def look_of(source: Source) -> Like:
    """The style of a picture. Raises `MediaError`, `MissingModel`."""
    return Like(style=tuple(round(float(n), 3) for n in style.vector(opened(source))))


def heard(say: str | None, *, screen: bool) -> Heard:
    """What words ask of the picture beside them; `screen`: an item is on screen."""
    words = (say or "").strip()
    if screen and _ALONE.match(words):
        return Heard(look="current")
    found = _LOOK.search(words)
    made = found is not None and re.match(r"in\b|with\b", found[0], re.IGNORECASE) is None
    if found is not None and (made or not _FINDING.search(words)):
        many = any(found.groupdict().values())
        return Heard(look="feed" if many else "current", rest=_rest(words, found))
    other = _FIND.search(words)
    return Heard(rest=_rest(words, other))


def of_edit(say: str) -> Heard:
    """What words say beside a picture where an item is edited: there it is always for its look."""
    understood = heard(say, screen=True)
    return Heard(look="current", rest=understood.rest)


def _rest(words: str, found: re.Match[str] | None) -> str | None:
    """The words without those about the picture; None where nothing is said in what is left."""
    rest = words
    if found is not None:
        before, after = words[: found.start()].strip(" ,;"), words[found.end() :].strip(" ,;.!?")
        rest = f"{before} {after}".strip()
    said = re.findall(r"[^\W_]+(?:'[^\W_]+)?", rest.lower())
    return None if all(map(_EMPTY.fullmatch, said)) else rest


def read(source: Source, *, say: str | None, screen: bool, home: Home) -> Example:
    """What a picture is for, by the words beside it. Raises `MediaError`, `MissingModel`."""
    understood = heard(say, screen=screen)
    if understood.look is not None:
        return Example(understood, look=look_of(source))
    return Example(understood, like=alike(opened(source), home=home))


def guided(
    say: str | None, *, heard: Heard, look: Like | None, parse: Callable[[str | None], Guidance]
) -> Guidance:
    """The guidance of words with a picture: of what they say beside it, and its look where they ask for it.

    What is refused with the words about the picture is refused.
    """
    if heard.rest != say and say is not None and (whole := parse(say)).refuse:
        return whole
    guidance = parse(heard.rest)
    if look is None or heard.look is None or guidance.refuse or guidance.ask:
        return guidance
    clause = Clause(route="edit", target=heard.look, edits=(look,))
    return guidance.model_copy(update={"clauses": (*guidance.clauses, clause)})


def alike(image: Image, *, home: Home) -> dict[str, float]:
    """Ids of items that are like a picture, with how many standard deviations more than items are.

    Measured on 40 clips of known topics, each asked for by a frame: 0.60 of the first five share a topic
    with it, 0.46 by pictures alone, 0.16 by chance.
    """
    seen, shown = home.encoder.both([image])
    meaning, looks = home.collection("meaning"), home.collection("pictures")
    sample = _sample(meaning.snapshot().ids, meaning.snapshot().live)
    if not sample:
        return {}
    rows, known = looks.get(sample)
    middle = rows[known].mean(axis=0) if known.any() else np.zeros(looks.dim, np.float32)

    def likeness(ids: Sequence[str]) -> Floats:
        own, there = looks.get(ids)
        centred = _unit(own - middle) @ _unit(seen[0] - middle)
        return np.asarray(meaning.get(ids)[0] @ shown[0] + np.where(there, centred, 0.0), np.float32)

    usual = likeness(sample)
    near = [*meaning.search(shown, k=_LOOKED_AT)[0][0], *looks.search(seen, k=_LOOKED_AT)[0][0]]
    ids = list(dict.fromkeys(near))
    found = likeness(ids)
    apart = (found - usual.mean()) / max(float(usual.std()), 1e-6)
    best = [i for i in np.argsort(-found, kind="stable")[:MOST] if apart[i] >= _APART and found[i] >= _LEAST]
    return {ids[i]: float(apart[i]) for i in best}


def _sample(ids: Sequence[str], live: NDArray[np.bool_]) -> list[str]:
    rows = np.flatnonzero(live)
    return [ids[row] for row in rows[:: max(1, -(-len(rows) // _SAMPLE))]]


def _unit(rows: Floats) -> Floats:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), np.float32)
