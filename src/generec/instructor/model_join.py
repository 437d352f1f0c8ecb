"""The grammar's reading and a language model's, made one. A topic never turns round unasked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from generec.domain.guidance import Guidance, Reply, Topic
from generec.domain.parts import Encoder
from generec.instructor.model_check import Said, taken
from generec.instructor.model_talk import Heard, HeardEdit, HeardLimits, script
from generec.instructor.topics import stems

_ALIKE = 0.75
"""Least cosine at which topics of other words are the same."""
_SHARED = 0.5
"""Least share of common words at which topics are the same."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A topic that the grammar reads one way and the model the other."""

    topic: Topic
    wanted: bool
    """How the grammar reads it."""


def clashes(guidance: Guidance, heard: Heard, encoder: Encoder | None) -> list[Clash]:
    """The topics of the grammar that the model reads the other way round, by words or by meaning."""
    wanted = (*guidance.more, *(guidance.create.about if guidance.create else ()))
    own = [Clash(topic, True) for topic in wanted] + [Clash(topic, False) for topic in guidance.less]
    about = heard.create.about if heard.create else ()
    theirs = [(name, True) for name in (*heard.more, *about)] + [(name, False) for name in heard.less]
    found = []
    for name, sign in theirs:
        scores = [(likeness(c.topic, name, encoder), c) for c in own]
        best = max((score for score, _ in scores), default=0.0)
        nearest = [c for score, c in scores if score == best]
        if best >= _SHARED and all(c.wanted != sign for c in nearest):
            found += nearest
    return list(dict.fromkeys(found))


def likeness(topic: Topic, name: str, encoder: Encoder | None) -> float:
    """How alike a topic and a name are, 0 to 1: the share of words in common, else nearness in meaning."""
    words = stems(name)
    shared = 0.0
    for own in map(stems, topic):
        if words and own:
            shared = max(shared, len(words & own) / len(words | own), 0.9 * (words <= own or own <= words))
    if shared or encoder is None or not topic:
        return shared
    one, other = encoder.texts([topic[0], name])
    return 0.6 if float(one @ other) >= _ALIKE else 0.0


def question(clash: Clash, said: Said) -> Guidance:
    """The question which way a topic was meant, with the two ways as choices."""
    words = script()["polarity"][said.lexicon.language]
    choices = tuple(words[way].replace("{topic}", clash.topic[0]) for way in ("less", "more"))
    return Guidance(ask=True, reply=Reply(kind="ask", text=words["text"], choices=choices))


def additions(guidance: Guidance, heard: Heard, said: Said) -> Heard:
    """What the model read in words that the grammar made nothing of; nothing where it read them all."""
    left = said.unread(guidance)
    if not left or guidance.create is not None:
        return Heard(clear=False)

    def new(names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(n for n in names if said.names(n) and stems(n) & left and not stems(n) & taken(guidance))

    return Heard(
        more=new(heard.more),
        less=new(heard.less),
        edits=tuple(_new_edits(guidance, heard, left)),
        target=heard.target,
        limits=_new_limits(guidance, heard.limits, left),
    )


def _new_edits(guidance: Guidance, heard: Heard, left: frozenset[str]) -> Iterator[HeardEdit]:
    known = {edit.op for edit in guidance.edits}
    for found in heard.edits:
        if found.edit.op not in known and stems(found.words) & left:
            yield found


def _new_limits(guidance: Guidance, heard: HeardLimits | None, left: frozenset[str]) -> HeardLimits | None:
    if heard is None or not stems(heard.words) & left:
        return None
    known = guidance.limits.model_dump(exclude_none=True)
    found = heard.model_dump(exclude_none=True)
    return HeardLimits.model_validate({name: value for name, value in found.items() if name not in known})
