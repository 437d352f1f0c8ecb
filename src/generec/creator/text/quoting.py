"""Which sentences of several articles make a digest: story by story, none twice, none that dangles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from generec.creator.footage.evidence import stem
from generec.creator.text.articles import Article, Line
from generec.domain.errors import NotAllowed
from generec.domain.profiles import Floats
from generec.editor.text.leaning import leans, needs
from generec.editor.text.names import names
from generec.editor.text.quotations import plain, quotations
from generec.editor.text.summary import count, usable
from generec.retriever.words import tokens

_JUNK = re.compile(
    r"https?:|www\.|[<>|\\{}]|&?\b(?:quot|amp|lt|gt|apos|nbsp);|#\d+;"
    r"|\b(?:click|e-?mail us|have your say|this website)\b",
    re.IGNORECASE,
)
_SPEAKING = re.compile(r"\b(?:I|you|your|we|our|us|me|my)\b")
"""Who speaks or is spoken to, outside of a quotation: a comment, not a report."""
_CHATS = re.compile(r"(?:Well|Yes|No|Oh|So|Now|Also)\b[,:]?\s")
_CUT = re.compile(r"\b(?:Dr|Mr|Mrs|Ms|Prof|Gen|Sen|Gov|Lt|Col|Rev|St|Rep|No|Inc v|vs)\.$")
"""A title or the like at the end: the splitter took its stop for that of the sentence."""
_OPENS = re.compile(r"^(?:The|A|An|That|Those|Der|Die|Das|Le|La|Les|El|Los|Las|O|Os|As)\b")
_BACK = re.compile(
    r"\b(?:as a result|in response|for (?:this|that) reason|that is why|therefore|however|meanwhile|instead"
    r"|the (?:latter|former|same|other))\b|^(?:But|And|Yet|Then|Also|Still)\b",
    re.IGNORECASE,
)
"""What answers something that was said before."""
_WORD = re.compile(r"[^\W_]{3,}")
_FEWEST, _TELLING = 6, 12
"""Words of a sentence, at least; and of one that opens a paragraph without naming anybody or anything."""


class QuotingConfig(BaseModel):
    """What makes a good choice of sentences."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: int = Field(default=180, ge=20, description="Words of a digest where no length is asked for.")
    sentences: int = Field(default=8, ge=1, description="Sentences of one, likewise.")
    longest: int = Field(default=45, ge=10, description="Words of a sentence, at most.")
    stories: float = Field(default=0.6, gt=0, le=1, description="Stories for each sentence.")
    most_stories: int = Field(default=7, ge=1, description="Stories, at most.")
    topic: float = Field(default=1.0, ge=0, description="Weight of likeness to what was asked for.")
    named: float = Field(default=0.6, ge=0, description="What naming it in the viewer's words is worth.")
    common: float = Field(default=1.0, ge=0, description="Weight of likeness to all articles about it.")
    article: float = Field(default=0.35, ge=0, description="Weight of likeness to the article.")
    early: float = Field(default=0.1, ge=0, description="What a first sentence is worth; the second half.")
    opening: float = Field(default=0.4, ge=0, description="The same, more, of one that opens a story.")
    taste: float = Field(default=0.1, ge=0, description="Weight of what the viewer likes.")
    again: float = Field(default=0.5, ge=0, description="What likeness to a chosen sentence costs.")
    same: float = Field(default=0.82, gt=0, le=1, description="Likeness from which one says it again.")
    words_same: float = Field(default=0.45, gt=0, le=1, description="Share of words from which it does.")
    alike: float = Field(default=0.6, ge=0, description="What likeness to a story before costs a story.")
    full: float = Field(default=0.06, ge=0, description="What each sentence of a story costs the next.")


@dataclass(frozen=True, slots=True)
class Quote:
    """A chosen sentence: of which article (its number), which line of it, in which story."""

    article: int
    line: int
    story: int


@dataclass(frozen=True, slots=True)
class Meaning:
    """Unit vectors (t,) of what was asked for, by topic, and of the viewer's taste; None where unknown.

    `words` are the stems of the viewer's words for each topic.
    """

    topics: Floats | None = None
    taste: Floats | None = None
    words: tuple[frozenset[str], ...] = ()


@dataclass(slots=True)
class _Candidate:
    article: int
    line: int
    story: int
    text: str
    size: int
    vector: Floats
    words: frozenset[str]
    need: int | None
    worth: float
    alone: bool


@dataclass(slots=True)
class _State:
    """What is chosen so far, and how much room is left."""

    words: int
    sentences: int
    chosen: list[_Candidate] = field(default_factory=list)

    def take(self, one: _Candidate) -> None:
        self.chosen.append(one)
        self.words -= one.size
        self.sentences -= 1

    def fits(self, one: _Candidate, config: QuotingConfig) -> bool:
        if self.sentences < 1 or one.size > self.words or one in self.chosen:
            return False
        return not any(_again(one, other, config) for other in self.chosen)

    def supported(self, one: _Candidate) -> bool:
        """Whether what it leans on is chosen; the line before has to be the very one before it."""
        mine = [other.line for other in self.chosen if other.article == one.article]
        return one.alone or (one.need is None and bool(mine)) or one.need in mine


def stories(found: Sequence[Article], *, same: float) -> list[list[int]]:
    """The numbers of the articles by story, the best article of each first, the best story first."""
    out: list[list[int]] = []
    for number, article in enumerate(found):
        told = next((s for s in out if float(found[s[0]].vector @ article.vector) >= same), None)
        if told is None:
            out.append([number])
        else:
            told.append(number)
    return out


def quoted(
    found: Sequence[Article],
    told: Sequence[Sequence[int]],
    vectors: Sequence[Floats],
    meaning: Meaning,
    *,
    words: int | None,
    sentences: int | None,
    language: str,
    config: QuotingConfig,
) -> list[Quote]:
    """The sentences, story by story, in the order of their articles.

    `vectors` are those (n, t) of each article's lines; `words` and `sentences` bound the whole. First
    each story gets its opening, then the best others follow. Raises `NotAllowed` where none fits.
    """
    limit = words or (config.words if sentences is None else sentences * config.longest)
    most = sentences or (config.sentences if words is None else max(1, words))
    candidates = list(_candidates(found, told, vectors, meaning, language=language, config=config))
    state = _State(limit, most)
    expected = min(most, max(1, round(limit / 24)))
    wanted = min(config.most_stories, max(1, round(config.stories * expected)))
    for story in _various([found[members[0]] for members in told], config):
        if len({one.story for one in state.chosen}) < wanted:
            _open(state, [one for one in candidates if one.story == story], config)
    opened = {one.story for one in state.chosen}
    while best := _next(state, [one for one in candidates if one.story in opened], config):
        state.take(best)
    if not state.chosen:
        raise NotAllowed("no sentence of the articles about it can stand alone at that length")
    by_topic = sorted(dict.fromkeys(one.story for one in state.chosen), key=lambda n: found[told[n][0]].topic)
    order = {story: at for at, story in enumerate(by_topic)}
    place = {number: at for story in told for at, number in enumerate(story)}
    state.chosen.sort(key=lambda one: (order[one.story], place[one.article], one.line))
    return [Quote(one.article, one.line, order[one.story]) for one in state.chosen]


def _various(leads: Sequence[Article], config: QuotingConfig) -> Iterator[int]:
    """The stories, the best first, then those that are good and unlike the ones before (maximal marginal
    relevance: Carbonell and Goldstein, 1998)."""
    left, before = list(range(len(leads))), np.zeros((0, 0), np.float32)
    while left:
        near = [float((before @ leads[n].vector).max(initial=0.0)) if len(before) else 0.0 for n in left]
        best = max(range(len(left)), key=lambda i: leads[left[i]].worth - config.alike * near[i])
        yield left[best]
        before = np.stack([*before, leads[left.pop(best)].vector])


def _open(state: _State, candidates: Sequence[_Candidate], config: QuotingConfig) -> None:
    """The opening of a story: the best of the first sentences of its first article that has one."""
    for article in dict.fromkeys(one.article for one in candidates):
        fit = [
            one
            for one in candidates
            if one.article == article and one.line < 3 and one.alone and state.fits(one, config)
        ]
        if fit:
            state.take(max(fit, key=lambda one: one.worth + config.opening / (1 + one.line)))
            return


def _next(state: _State, candidates: Sequence[_Candidate], config: QuotingConfig) -> _Candidate | None:
    """The best that still fits and leans on nothing that is not there."""
    fit = [one for one in candidates if state.fits(one, config) and state.supported(one)]

    def gain(one: _Candidate) -> float:
        near = max((float(one.vector @ other.vector) for other in state.chosen), default=0.0)
        full = sum(other.story == one.story for other in state.chosen)
        return one.worth - config.again * near - config.full * full

    return max(fit, key=gain, default=None)


def _again(one: _Candidate, other: _Candidate, config: QuotingConfig) -> bool:
    """Whether one says what the other said."""
    if float(one.vector @ other.vector) >= config.same:
        return True
    common = len(one.words & other.words) / max(1, min(len(one.words), len(other.words)))
    return common >= config.words_same


def _candidates(
    found: Sequence[Article],
    told: Sequence[Sequence[int]],
    vectors: Sequence[Floats],
    meaning: Meaning,
    *,
    language: str,
    config: QuotingConfig,
) -> Iterator[_Candidate]:
    centre = np.mean([rows.mean(axis=0) for rows in vectors], axis=0)
    centre = centre / max(float(np.linalg.norm(centre)), 1e-6)
    for story, members in enumerate(told):
        for number in members:
            article, rows = found[number], vectors[number]
            mean = rows.mean(axis=0)
            mean = mean / max(float(np.linalg.norm(mean)), 1e-6)
            lean = needs([line.sentence for line in article.lines], language=language)
            for at, line in enumerate(article.lines):
                if not _speaks(line, config):
                    continue
                worth = config.article * float(rows[at] @ mean) + config.early / (1 + at)
                worth += config.common * float(rows[at] @ centre)
                if meaning.words and meaning.words[article.topic] <= stems(line.text):
                    worth += config.named
                if meaning.topics is not None:
                    worth += config.topic * float(rows[at] @ meaning.topics[article.topic])
                if meaning.taste is not None and len(meaning.taste) == rows.shape[1]:
                    worth += config.taste * float(rows[at] @ meaning.taste)
                need = lean[at] if lean[at] is not None else at - 1 if at and _points(line) else None
                alone = need is None and _stands(line, at, language)
                said = frozenset(word.casefold() for word in _WORD.findall(line.text))
                yield _Candidate(
                    number, at, story, line.text, count(line.text), rows[at], said, need, worth, alone
                )


def stems(text: str) -> frozenset[str]:
    """The stems of a text's words."""
    return frozenset(map(stem, tokens(text)))


def _speaks(line: Line, config: QuotingConfig) -> bool:
    """Whether a sentence reports something: whole, no question, no rubbish, nobody spoken to."""
    text = plain(line.text)
    outside = text
    for said in quotations(line.text):
        outside = outside.replace(plain(said.text), "")
    return (
        usable(line.sentence, most=config.longest)
        and count(text) >= _FEWEST
        and not text.endswith(("?", ":", ";", "...", "…"))
        and not _JUNK.search(text)
        and not _CHATS.match(text)
        and not _CUT.search(text)
        and not _SPEAKING.search(outside)
    )


def _points(line: Line) -> bool:
    """Whether it opens with a quotation, whose speaker and matter stood before it."""
    return plain(line.text)[:1] in ('"', "'")


def _stands(line: Line, at: int, language: str) -> bool:
    """Whether it can open a paragraph: it leans on nothing, and says of whom or what it speaks."""
    if leans(line.text, language=language) or _BACK.search(line.text):
        return False
    named = bool(names(line.text, language=language))
    return (named or count(line.text) >= _TELLING) if at == 0 else named and not _OPENS.match(line.text)
