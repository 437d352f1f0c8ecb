"""What a viewer wants now and always, and which rows match it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from generec.domain.guidance import Guidance, Limits, Mood, Topic
from generec.retriever.catalogue import Shelf
from generec.retriever.rerank import Quota
from generec.retriever.words import tokens

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

OWN, NAMED = 2.0, 1.0
"""From which match on an item names a topic: in the viewer's own words, or by a name of the corpus for it."""

_ALIKE = 0.999
"""The most that likeness of meaning alone is worth: less than being named."""

PICTURE: Topic = ("", "the picture")
"""What a picture that was shown stands for among the topics asked for; nobody's words make it."""

_WITHIN = 0.8
"""From which share of its items being refused a wish is narrower than what is refused."""

MOODS: Mapping[Mood, Topic] = {
    "calm": ("calm", "relaxing", "peaceful", "slow"),
    "funny": ("funny", "comedy", "humour", "jokes"),
    "exciting": ("exciting", "action", "adventure", "stunts"),
    "sad": ("sad", "melancholy", "drama"),
    "inspiring": ("inspiring", "motivation", "uplifting"),
    "scary": ("scary", "horror", "creepy"),
    "romantic": ("romantic", "romance", "love"),
}
"""The words by which items tell their mood."""


@dataclass(frozen=True, slots=True)
class Wants:
    """The wishes of one request: said now (`more`), standing (`always`), unwanted (`less`), limits.

    `mood` is what the topics asked for should be like; alone, it is a topic itself.
    """

    more: tuple[Topic, ...]
    always: tuple[Topic, ...]
    less: tuple[Topic, ...]
    limits: Limits
    mood: Topic | None = None

    @property
    def topics(self) -> tuple[Topic, ...]:
        """All topics, wanted ones first."""
        return (*self.wanted, *self.less, *([self.mood] if self.mood else ()))

    @property
    def wanted(self) -> tuple[Topic, ...]:
        """What is asked for, now or always."""
        return (*self.more, *self.always)


def wants(guidance: Guidance) -> Wants:
    """The wishes of a guidance in force: its lasting clauses stand, the others are for now.

    Where one topic is both wanted and not, it is not.
    """
    less = guidance.less
    asked = [t for clause in guidance.clauses if not clause.lasting for t in clause.more]
    asked += guidance.create.about if guidance.create else ()
    more = _without(asked, less)
    always = _without([t for clause in guidance.clauses if clause.lasting for t in clause.more], less)
    limits = guidance.limits
    mood = MOODS[limits.mood] if limits.mood else None
    if mood and not more:
        more, mood = [mood], None
    return Wants(
        more=tuple(dict.fromkeys(more)),
        always=tuple(t for t in dict.fromkeys(always) if t not in more),
        less=less,
        limits=limits,
        mood=mood,
    )


def _without(topics: Sequence[Topic], others: Sequence[Topic]) -> list[Topic]:
    """The topics whose own words are none of the phrases of `others`."""
    taken = {_key(phrase) for topic in others for phrase in topic}
    return [topic for topic in topics if _key(topic[0]) not in taken]


def _key(phrase: str) -> tuple[str, ...]:
    return tuple(tokens(phrase))


def named(shelf: Shelf, phrases: Sequence[str]) -> NDArray[np.int64]:
    """The rows whose title, topics, creator or description hold all words of a phrase, ascending."""
    found = [shelf.words.find(phrase, n=shelf.n) for phrase in phrases]
    return np.unique(np.concatenate(found)) if found else np.zeros(0, np.int64)


def matched(shelf: Shelf, topic: Topic, *, likeness: Floats | None, floor: float) -> Floats:
    """(n,) how well each row matches.

    `OWN` and the cosine where the viewer's words name it, `NAMED` and the cosine where the corpus's
    names do, else the cosine if above `floor`. A topic that is one item (see `Item.topic`) matches
    that work alone.
    """
    one = _work(shelf, topic)
    if one is not None:
        return np.where(shelf.work == one, np.float32(OWN), np.float32(0.0))
    out = np.zeros(shelf.n, np.float32)
    if likeness is not None:
        out = np.where(likeness >= floor, np.minimum(likeness, np.float32(_ALIKE)), np.float32(0.0))
    for phrases, worth in ((topic[1:], NAMED), (topic[:1], OWN)):
        rows = named(shelf, phrases)
        out[rows] = worth + (np.maximum(likeness[rows], 0) if likeness is not None else 0)
    return np.asarray(out, np.float32)


def alike(shelf: Shelf, like: Mapping[str, float]) -> Floats:
    """(n,) `OWN` and how much a row is like a picture that was shown; 0 where it is not."""
    out = np.zeros(shelf.n, np.float32)
    for id, likeness in like.items():
        row = shelf.find(id)
        if row >= 0:
            out[row] = OWN + likeness
    return out


def spared(less: Topic, want: Wants, matches: Mapping[Topic, Floats], *, refused: Mask) -> Mask:
    """(n,) which of the rows `refused` for a topic are shown all the same.

    Those that a narrower wish names: "dog training" beside "no dogs", and "tennis" said now beside
    "no sports", where nearly all that it names is refused. And those that a wish names where only
    likeness of meaning speaks against them.
    """
    out = np.zeros(len(refused), np.bool_)
    wide = set(tokens(less[0]))
    for topic in want.wanted:
        named_so = matches[topic] >= (OWN if (matches[topic] >= OWN).any() else NAMED)
        within = topic in want.more and refused[named_so].mean() >= _WITHIN if named_so.any() else False
        narrower = within or wide < set(tokens(topic[0]))
        out |= named_so if narrower else named_so & (matches[less] < NAMED)
    return out


def _work(shelf: Shelf, topic: Topic) -> int | None:
    """The code of the work that a topic is, by title and id; None for what is no item."""
    row = shelf.find(topic[1]) if len(topic) > 1 else -1
    if row < 0 or (shelf.titles[row] or topic[1]) != topic[0]:
        return None
    return int(shelf.work[row])


def quotas(
    topics: Sequence[Topic], matches: Mapping[Topic, Floats], *, share: float, floor: float
) -> list[Quota]:
    """The shares of a list that the topics take: each an equal one, and together `share`.

    What names a topic in the viewer's words has its turn first, then what the corpus's names for it name
    ("pets" for "mascotas"), and last what is only near to it.
    """
    out = []
    for tier, least in ((0, OWN), (2, NAMED), (4, floor)):
        among = [matches[topic] >= least for topic in topics]
        out += [Quota(rows, share / len(topics), tier=tier) for rows in among]
        if among:
            out.append(Quota(np.logical_or.reduce(among), share, tier=tier + 1))
    return out


def used_up(want: Wants, matches: Mapping[Topic, Floats], *, may: Mask, unseen: Mask) -> tuple[str, ...]:
    """The topics asked for now that name some of the rows that `may` be shown, and none that is `unseen`."""
    out = []
    for topic in want.more:
        names = matches[topic] >= NAMED
        if topic != PICTURE and (names & may).any() and not (names & unseen).any():
            out.append(topic[0])
    return tuple(out)
