"""What of a language model's reading stands in the viewer's words. The rest is dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from generec.domain.guidance import (
    Caption,
    Clause,
    Clip,
    Create,
    Edit,
    Guidance,
    Limits,
    Music,
    Rewrite,
    Speed,
    Topic,
)
from generec.domain.items import Item
from generec.domain.parts import Encoder
from generec.instructor.instructor import spelled
from generec.instructor.languages import detect
from generec.instructor.lexicon import Lexicon, lexicon
from generec.instructor.marks import Piece, recognise
from generec.instructor.model_talk import Heard, HeardEdit, HeardLimits
from generec.instructor.quantities import quantify
from generec.instructor.segments import Segment, segments
from generec.instructor.text import clean, fold, is_chinese
from generec.instructor.topics import stems

_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_FACTORS = frozenset((0.5, 1.5, 2.0, 4.0))
_LENGTHS = frozenset((15.0, 60.0))
_REFUSING = ("neg", "unwant", "swap", "bad")
_WANTING = ("want", "good", "act", "create", "op")
_LIKENESS = 0.62
"""Least cosine between a topic and words of the text that it may stand for."""
_SPANS = 40


@dataclass(frozen=True)
class Said:
    """A viewer's text as the grammar sees it."""

    text: str
    item: Item | None = None
    encoder: Encoder | None = None

    @cached_property
    def lexicon(self) -> Lexicon:
        """The lexicon of its language."""
        return lexicon(detect(clean(self.text)))

    @cached_property
    def pieces(self) -> list[Piece]:
        """Its words and cues."""
        said = clean(self.text)
        return recognise(quantify(spelled(said, self.lexicon), self.lexicon), self.lexicon)

    @cached_property
    def segments(self) -> list[Segment]:
        """Stretches with one cue and what it governs."""
        return segments(self.pieces)

    @cached_property
    def folded(self) -> str:
        """The text in lower case, without accents, with single spaces."""
        return " ".join(fold(clean(self.text)).split())

    @cached_property
    def stems(self) -> frozenset[str]:
        """Its words, as written and as mended."""
        words = [token.norm for piece in self.pieces for token in piece.tokens]
        return _plain_stems(self.folded) | _plain_stems(" ".join(words))

    @cached_property
    def numbers(self) -> frozenset[float]:
        """Every number and length of time (s) in it."""
        tokens = [token for piece in self.pieces for token in piece.tokens]
        found = [v for t in tokens for v in (t.number, t.seconds) if v is not None]
        return frozenset(found)

    def quotes(self, words: str) -> bool:
        """Whether words stand in the text as they are."""
        wanted = " ".join(fold(clean(words)).split())
        return any(c.isalnum() for c in wanted) and wanted in self.folded

    def names(self, topic: str) -> bool:
        """Whether a topic's words stand in the text, in any order and number."""
        if is_chinese(topic):
            return self.quotes(topic)
        wanted = _plain_stems(topic)
        return bool(wanted) and wanted <= self.stems

    def means(self, topic: str) -> bool:
        """Whether a topic stands in the text, names what the text points at, or is near in meaning to it."""
        if self.names(topic):
            return True
        pointed = self.item is not None and any(p.has("it", "like") for p in self.pieces)
        if pointed and self.item is not None and any(stems(t) == stems(topic) for t in self.item.topics):
            return True
        if self.encoder is None or not self.spans:
            return False
        vectors = self.encoder.texts([topic, *self.spans])
        return float((vectors[1:] @ vectors[0]).max()) >= _LIKENESS

    @cached_property
    def spans(self) -> list[str]:
        """Runs of one to three plain words, that a topic of other words could stand for."""
        words = [p.norm for p in self.pieces if not p.cues and not p.is_mark and not self._empty(p)]
        runs = [" ".join(words[at : at + n]) for n in (1, 2, 3) for at in range(len(words) - n + 1)]
        return list(dict.fromkeys(runs))[:_SPANS]

    @cached_property
    def _stop(self) -> frozenset[str]:
        settings = self.lexicon.settings
        return frozenset(fold(w) for key in ("stop", "generic") for w in settings.get(key, ()))

    def _empty(self, piece: Piece) -> bool:
        return piece.norm in self._stop

    def unread(self, guidance: Guidance) -> frozenset[str]:
        """The plain words that the grammar's reading makes nothing of."""
        plain = [p.norm for p in self.pieces if not p.cues and not p.is_mark and not self._empty(p)]
        return _plain_stems(" ".join(plain)) - taken(guidance)

    def plainly(self, topic: Topic, *, wanted: bool) -> bool:
        """Whether the cues beside a topic leave no doubt: they only want it, or one alone refuses it."""
        words = _plain_stems(" ".join(topic[:2]))
        for segment in self.segments:
            own = _plain_stems(" ".join(p.norm for p in segment.pieces))
            if words & own:
                refusing = sum(p.has(*_REFUSING) for p in segment.pieces)
                if segment.has("than") or refusing != (0 if wanted else 1):
                    return False
                return not wanted or segment.has(*_WANTING)
        return False

    @property
    def lasting(self) -> bool:
        """Whether the text has a marker of time that makes a wish a standing one."""
        return any("yes" in p.values("lasting") for p in self.pieces)


def _plain_stems(text: str) -> frozenset[str]:
    return stems(re.sub(r"[^\w\s]|_", " ", fold(text)))


def taken(guidance: Guidance) -> frozenset[str]:
    """The words of a guidance's topics."""
    create = guidance.create
    topics = [*guidance.more, *guidance.less, *(create.about if create else ())]
    topics += [e.about for e in guidance.edits if isinstance(e, Clip) and e.about]
    texts = [e.text for e in guidance.edits if isinstance(e, Caption) and e.text]
    return frozenset(s for words in (*(w for t in topics for w in t), *texts) for s in _plain_stems(words))


def believed(heard: Heard, said: Said, *, safe: Callable[[str], bool]) -> Heard:
    """The reading without what the viewer's words do not bear out.

    Topics must stand in the text or be near in meaning, changes and limits quote it, numbers stand in
    it; `safe` says whether words may be wished for at all.
    """
    if not heard.clear:
        return Heard(clear=False)

    def topics(names: Iterable[str]) -> tuple[str, ...]:
        return tuple(n for n in dict.fromkeys(names) if said.means(n) and safe(n))

    more, less = topics(heard.more), topics(heard.less)
    both = set(more) & set(less)
    create = heard.create
    if create is not None:
        seconds = create.seconds if create.seconds in said.numbers else None
        create = create.model_copy(update={"about": topics(create.about), "seconds": seconds})
    edits = [found for e in heard.edits if (found := _edit(e, said, safe)) is not None]
    return heard.model_copy(
        update={
            "more": tuple(t for t in more if t not in both),
            "less": tuple(t for t in less if t not in both),
            "create": create if create and create.about else None,
            "edits": tuple(edits),
            "limits": _limits(heard.limits, said) if heard.limits else None,
        }
    )


def _edit(heard: HeardEdit, said: Said, safe: Callable[[str], bool]) -> HeardEdit | None:
    edit: Edit | None = heard.edit
    if not said.quotes(heard.words):
        return None
    if isinstance(edit, Clip):
        about = tuple(t for t in edit.about or () if said.names(t) and safe(t))
        seconds = edit.seconds if edit.seconds in said.numbers else None
        edit = Clip(seconds=seconds, about=about or None)
    elif isinstance(edit, Caption):
        edit = edit if edit.text is None or (said.quotes(edit.text) and safe(edit.text)) else None
    elif isinstance(edit, Speed):
        edit = edit if edit.factor in said.numbers | _FACTORS else None
    elif isinstance(edit, Music):
        edit = edit if edit.mood and said.names(edit.mood) else Music()
    elif isinstance(edit, Rewrite):
        edit = edit if edit.language is None or _LANGUAGE.fullmatch(edit.language) else None
    return None if edit is None else heard.model_copy(update={"edit": edit})


def _limits(limits: HeardLimits, said: Said) -> HeardLimits | None:
    if not said.quotes(limits.words):
        return None
    lengths = said.numbers | _LENGTHS
    values = limits.model_dump(exclude_none=True)
    for name in ("max_seconds", "min_seconds"):
        if values.get(name, 15.0) not in lengths:
            del values[name]
    if not _LANGUAGE.fullmatch(values.get("language", "en")):
        del values["language"]
    return HeardLimits.model_validate(values)


def plain(limits: HeardLimits | None) -> Limits:
    """Limits without the words for them."""
    return Limits.model_validate(limits.model_dump(exclude={"words"})) if limits else Limits()


def clauses(heard: Heard, said: Said) -> tuple[Clause, ...]:
    """The clauses of a believed reading; none where it says nothing."""
    out: list[Clause] = []
    edits = tuple(e.edit for e in heard.edits)
    shared = {"lasting": said.lasting, "words": said.text}
    limits = plain(heard.limits)

    def topics(names: Sequence[str]) -> tuple[Topic, ...]:
        return tuple((name,) for name in names)

    if heard.create is not None:
        create = Create(about=topics(heard.create.about), seconds=heard.create.seconds)
        out.append(
            Clause(route="create", target=None, create=create, edits=edits, limits=limits, words=said.text)
        )
        edits, limits = (), Limits()
    if heard.more or heard.less or limits != Limits():
        found = {"more": topics(heard.more), "less": topics(heard.less), "limits": limits}
        out.append(Clause.model_validate({**found, **shared}))
    if edits:
        target = heard.target if said.item is not None else "feed"
        out.append(Clause.model_validate({"route": "edit", "target": target, "edits": edits, **shared}))
    return tuple(out)
