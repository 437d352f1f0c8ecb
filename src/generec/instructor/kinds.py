"""What is to be made: a poster, a collage, a digest of the news. The grammar itself knows of videos alone.

A wish for something else is read in two steps: what it is to be is taken out here, and the rest is
read as a wish for a video.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from generec.domain.guidance import Clause, Create, Form, Guidance
from generec.domain.items import Kind
from generec.instructor.bounds import SHORT_S
from generec.instructor.kind_words import Found, Words, words_of
from generec.instructor.quantities import chinese_number, spoken

_KINDS: Mapping[str, tuple[Kind, Form | None]] = {
    "poster": ("image", "poster"),
    "collage": ("image", "collage"),
    "cover": ("image", "cover"),
    "picture": ("image", "picture"),
    "digest": ("text", "digest"),
    "summary": ("text", "digest"),
    "text": ("text", "digest"),
    "video": ("video", None),
}
_OF_ITEM = frozenset(("cover", "summary", "poster", "text"))
"""With something on screen, these are made of it where nothing else is said."""
_MOST = 2000
_SHORT, _LONG = 80, 400
"""Words of a text that is to be short, or long."""
_READ = 1000
"""Characters of a wish that are looked at: longer ones are stories."""
_END = re.compile(r"[,;.!?，。！？；]")


@dataclass(frozen=True, slots=True)
class Making:
    """What is to be made; `topic` are the words of what it is about, as far as they were found."""

    kind: Kind
    form: Form | None = None
    words: int | None = None
    sentences: int | None = None
    topic: str = ""


def making(text: str, *, language: str, on_screen: bool) -> tuple[str, Making | None]:
    """(the text as a wish for a video, what is to be made); unchanged and None where it is no such wish.

    `on_screen` says whether an item is on screen, that "a summary" could be one of.
    """
    words = words_of(language)
    if len(text) > _READ:
        return text, None
    plain, sizes = _sized(text, words)
    found = _asked(plain, words, on_screen=on_screen) or _summed(plain, words)
    if found is None:
        return text, Making("video") if words.video.search(text) else None
    kind, form = _KINDS[found.name]
    topic, rest = _parted(words.saying.sub(", ", found.topic)) if language != "zh" else (found.topic, "")
    rest += words.saying.sub(", ", found.rest)
    if kind == "text":
        topic = _of_news(topic, words)
        return words.canon(found, topic, rest), Making(kind, form, *sizes, topic)
    return words.canon(found, topic, rest), Making(kind, form)


def noted(clauses: Sequence[Clause], made: Making | None, *, said: str | None = None) -> tuple[Clause, ...]:
    """The clauses with what is to be made in those that ask for something, and what was `said` for it.

    The grammar reads other words than those, see `making`.
    """
    return tuple(
        clause.model_copy(update={"create": _noted(clause.create, made), "words": said or clause.words})
        if made is not None and clause.create is not None
        else clause
        for clause in clauses
    )


def _noted(create: Create, made: Making) -> Create:
    # A topic that is a word for media is none to the grammar: a digest of film news.
    about = create.about or (((made.topic,),) if made.topic else ())
    found = create.model_copy(update={"about": about, "kind": made.kind, "form": made.form})
    if made.kind != "text":
        return found
    sized = made.words or made.sentences or create.seconds is None
    words = made.words if sized else _SHORT if create.seconds == SHORT_S else _LONG
    return found.model_copy(update={"seconds": None, "words": words, "sentences": made.sentences})


def rather(text: str, previous: Guidance, *, language: str) -> Guidance | None:
    """The last wish as another kind of thing: "make it a poster instead"; None where that is not said."""
    pattern = words_of(language).rather
    found = pattern.fullmatch(text.strip(" .!?")) if pattern is not None else None
    if found is None or previous.create is None:
        return None
    kind, form = _KINDS[_name(found)]
    return previous.model_copy(update={"clauses": noted(previous.clauses, Making(kind, form))})


def _name(found: re.Match[str]) -> str:
    """Which of the things a pattern met."""
    return next(name for name, row in found.groupdict().items() if row and name in _KINDS)


def _sized(text: str, words: Words) -> tuple[str, tuple[int | None, int | None]]:
    """(the text without how long it is to be and "in one article", (words at most, sentences))."""
    found: list[int | None] = []
    for pattern in words.sizes:
        number = None
        for match in pattern.finditer(text):
            number = _number(match["number"], words.language)
            if number is not None and 0 < number <= _MOST:
                # "150 words on ...": the words are what is asked for.
                bare = "bound" in match.groupdict() and not match["bound"]
                text = text[: match.start()] + (match["unit"] if bare else "") + text[match.end() :]
                break
            number = None
        found.append(number)
    plain = " ".join(words.whole.sub("", text).split())
    return re.sub(r"\s+([,.;!?])", r"\1", plain).lstrip(" ,;"), (found[0], found[1])


def _number(said: str, language: str) -> int | None:
    if said.isdigit():
        return int(said)
    value = chinese_number(said) if language == "zh" else spoken(said.casefold().replace("-", " "), language)
    return None if value is None else int(value)


def _asked(text: str, words: Words, *, on_screen: bool) -> Found | None:
    """A wish for one of the things."""
    for pattern in words.asked:
        match = pattern.fullmatch(text)
        if match is None:
            continue
        parts = {name: row or "" for name, row in match.groupdict().items()}
        found = Found(
            _name(match), *(parts.get(key, "") for key in ("before", "pre", "post", "topic", "rest"))
        )
        own = on_screen and found.name in _OF_ITEM
        if words.here.match(found.topic) or (own and not found.topic):
            continue
        if found.name == "summary" and on_screen and not words.news.search(found.topic):
            continue
        return found
    return None


def _summed(text: str, words: Words) -> Found | None:
    """ "Sum up the news on rugby": one article of several."""
    match = words.summed.fullmatch(text)
    if match is None or words.here.match(match["topic"]):
        return None
    return Found("summary", before=match["before"], topic=match["topic"])


def _parted(topic: str) -> tuple[str, str]:
    """What it is about, up to the first mark, and the rest."""
    mark = _END.search(topic)
    return (topic, "") if mark is None else (topic[: mark.start()], topic[mark.start() :])


def _of_news(topic: str, words: Words) -> str:
    """What the news are about: "today's business news" is business."""
    topic = words.compound.sub(r"\1", topic)
    topic = words.time.sub(" ", words.news.sub(" ", topic))
    for _ in range(2):
        topic = words.glue.sub(" ", topic)
    return topic.replace(" ", "") if words.language == "zh" else " ".join(topic.split())
