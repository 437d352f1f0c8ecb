"""What a film tells beside its footage: which facts, in which form, and what is said aloud."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from generec.creator.cards import maps
from generec.creator.facts import Library
from generec.creator.film.storyboard import PACE, said_s, title_of
from generec.creator.footage.stock import Stock
from generec.creator.story.explaining import needed_s
from generec.creator.story.narration import Speaker
from generec.creator.story.tellings import Telling, in_turn, telling
from generec.domain.errors import ConfigError, DataError, NotAllowed
from generec.domain.facts import Fact
from generec.domain.guidance import Guidance, Topic
from generec.encoders.topics import Texts
from generec.media.samples import STUDIO
from generec.policy.licences import derive

_SHORTER_S = (12.0, 8.0)
"""Lengths that are tried where none was asked for and footage lacks."""


class Way(NamedTuple):
    """One way to tell a story: how each fact is told, whether footage is spared, and its length (s)."""

    tellings: tuple[Telling, ...] = ()
    tight: bool = False
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """Facts, how they are told, and by which voice (empty: none).

    `title_s` is how long the title takes to say; `lacking` says what was asked for and is not there;
    `models` are the speech program with its hash. Nothing is told where nothing was asked, but what is
    `spare`: facts that may be told where footage lacks.
    """

    facts: tuple[Fact, ...] = ()
    tellings: tuple[Telling, ...] = ()
    title: str = ""
    title_s: float = 0.0
    voice: str = ""
    language: str = "en"
    lacking: tuple[str, ...] = ()
    models: Mapping[str, str] = field(default_factory=dict)
    spare: bool = False

    def beside(self, found: Stock) -> Stock:
        """The footage whose licence goes with those of the facts."""
        ours = [fact.source.item() for fact in self.facts]
        fit = tuple(one for one in found.sources if not derive([*ours, one.item]).conflict)
        return replace(found, sources=fit) if ours else found

    def ways(self, guidance: Guidance) -> Iterator[Way]:
        """How it can be told, the best way first: each next one needs less footage."""
        if not self.tellings:
            yield Way()
            if said_s(guidance) is None:
                yield from (Way(seconds=seconds) for seconds in _SHORTER_S)
            return
        drawn = tuple(one.model_copy(update={"drawn": True}) for one in self.tellings)
        for tellings, tight in ((self.tellings, False), (drawn, False), (drawn, True)):
            yield self._fitting(tellings, guidance, tight=tight)

    def _fitting(self, tellings: Sequence[Telling], guidance: Guidance, *, tight: bool) -> Way:
        """As many, the best first, as the length that was asked for has room for; all where none was.

        One that is too long for what is left makes way for the next; where all are, it is the first.
        """
        most_s, pace_s = said_s(guidance), PACE[guidance.limits.mood]

        def way(told: Sequence[Telling]) -> Way:
            out = tuple(in_turn(told))
            return Way(out, tight, needed_s(out, title_s=self.title_s, pace_s=pace_s, tight=tight))

        kept: list[Telling] = []
        for one in tellings:
            seconds = way([*kept, one]).seconds
            if not most_s or (seconds and seconds <= most_s + 1):
                kept.append(one)
        return way(kept or tellings[:1])


def story(
    guidance: Guidance,
    topics: Sequence[Topic],
    *,
    library: Library | None,
    speaker: Speaker,
    texts: Texts,
    at: float,
) -> Story:
    """What is to be told of the topics, if facts or a voice are asked for.

    Raises `DataError` or `ConfigError` for a file of facts that is wrong, `ConfigError` for a speech program
    that fails.
    """
    asked = guidance.create
    if asked is None or not (asked.facts or asked.voice):
        return Story()
    read = library.about(topics, texts=texts, at=at) if library is not None else None
    facts = _together(_of_one_language(read.facts if read else (), guidance.limits.language))
    named = " and ".join(topic[0] for topic in topics)
    lacking = [] if facts else [f"No facts on {named} were found here, so none are told."]
    if read and read.lacking:
        lacking.append(f"{read.lacking[:1].upper()}{read.lacking[1:]}.")
    language = facts[0].language if facts else guidance.limits.language or "en"
    voice = ""
    if asked.voice or (speaker.config.always and asked.voice is None):
        try:
            voice = speaker.voice(language)
        except NotAllowed as error:
            lacking.append(f"{error.message[:1].upper()}{error.message[1:]}.")
    title = title_of(topics)

    def spoken_s(text: str) -> float:
        return len(speaker(text, voice=voice, language=language)) / STUDIO.rate if voice else 0.0

    drawn = maps.there()
    told = [telling(i, fact, spoken_s=spoken_s(fact.text), maps=drawn) for i, fact in enumerate(facts)]
    return Story(
        facts=facts,
        tellings=tuple(told),
        title=title,
        title_s=spoken_s(title),
        voice=voice,
        language=language,
        lacking=tuple(lacking),
        models=speaker.models if voice else {},
    )


def spare(
    guidance: Guidance, topics: Sequence[Topic], *, library: Library | None, texts: Texts, at: float
) -> Story:
    """Facts of the topics for where footage lacks, though nobody asked; none where a file is wrong."""
    try:
        read = library.about(topics, texts=texts, at=at) if library is not None else None
    except (DataError, ConfigError):
        read = None
    facts = _together(_of_one_language(read.facts if read else (), guidance.limits.language))
    drawn = maps.there()
    told = [telling(i, fact, spoken_s=0.0, maps=drawn) for i, fact in enumerate(facts)]
    return Story(facts=facts, tellings=tuple(told), title=title_of(topics), spare=True)


def _of_one_language(facts: Sequence[Fact], asked: str | None) -> tuple[Fact, ...]:
    """The facts in the language asked for, else in that of the best of them."""
    if not facts:
        return ()
    wanted = _base(asked or facts[0].language)
    return tuple(fact for fact in facts if _base(fact.language) == wanted)


def _together(facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """The facts without those whose source's licence excludes that of a better one."""
    kept: list[Fact] = []
    for fact in facts:
        if not derive([one.source.item() for one in (*kept, fact)]).conflict:
            kept.append(fact)
    return tuple(kept)


def _base(language: str) -> str:
    return language.split("-")[0].casefold()
