"""Topic spans: from the pieces a cue governs to the words that name a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from generec.domain.guidance import Clause, Create, Edit, Limits, Route, Target, Topic
from generec.domain.items import Item
from generec.instructor.lexicon import Lexicon
from generec.instructor.marks import Piece
from generec.instructor.text import Token, fold


@dataclass(slots=True)
class Wish:
    """A clause while it is being put together; `part`: its length is that of the best of something."""

    route: Route = "retrieve"
    target: Target | None = "feed"
    more: list[Topic] = field(default_factory=list)
    less: list[Topic] = field(default_factory=list)
    edits: list[Edit] = field(default_factory=list)
    about: list[Topic] | None = None
    seconds: float | None = None
    limits: Limits = field(default_factory=Limits)
    lasting: bool = False
    words: str = ""
    vague: bool = False
    remark: bool = False
    part: bool = False

    def limit(self, **values: object) -> None:
        """Set limits; a later one takes the place of an earlier."""
        self.limits = self.limits.merged(Limits.model_validate(values))

    def says(self) -> bool:
        """Whether it holds anything at all."""
        return bool(self.more or self.less or self.edits or self.about is not None or self.limits != Limits())

    def clause(self) -> Clause:
        """The finished clause."""
        create = None
        if self.about is not None:
            create = Create(about=tuple(dict.fromkeys(self.about)), seconds=self.seconds)
        return Clause(
            route=self.route,
            target=None if self.route == "create" else self.target,
            more=tuple(dict.fromkeys(self.more)),
            less=tuple(dict.fromkeys(self.less)),
            edits=tuple(dict.fromkeys(self.edits)),
            create=create,
            limits=self.limits,
            lasting=self.lasting,
            words=self.words,
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """What all parts of the grammar share: the text, its lexicon and the item on screen."""

    text: str
    lexicon: Lexicon
    item: Item | None = None
    stop: frozenset[str] = frozenset()
    generic: frozenset[str] = frozenset()

    def topic(self, pieces: Sequence[Piece]) -> str | None:
        """The topic that a run of pieces names, in the viewer's own spelling; None if it names none."""
        tokens = [t for p in pieces if not p.has("medium", "fill") for t in p.tokens if t.kind != "mark"]
        if not tokens and any(p.has("medium") for p in pieces):
            return None
        while tokens and self._empty(tokens[0]):
            tokens = tokens[1:]
        while tokens and self._empty(tokens[-1]):
            tokens = tokens[:-1]
        tokens = [
            t for at, t in enumerate(tokens) if not at or t.norm != tokens[at - 1].norm or len(t.norm) < 3
        ]
        if not tokens or all(self._empty(t) or t.norm in self.generic for t in tokens):
            return None
        return self.words(tokens) or None

    def _empty(self, token: Token) -> bool:
        said = any(c.isalnum() for c in token.norm)
        return token.kind not in ("quote", "noun") and (token.norm in self.stop or not said)

    def words(self, tokens: Sequence[Token]) -> str:
        """The tokens as written; neighbours keep what stands between them."""
        out, end = "", None
        for token in tokens:
            if end is not None and token.start < end:
                continue
            between = self.text[end : token.start] if end is not None else ""
            joined = between if between.strip() in ("", "-", "'", ".", "&") else " "
            out += (
                joined or ("" if self.lexicon.language == "zh" else " " if end is not None else "")
            ) + token.raw
            end = token.end
        return " ".join(out.strip("\"'“”«»„「」‘’ ").split()).strip(".,;:!?'")

    def _gap(self, end: int | None) -> str:
        return "" if end is None or self.lexicon.language == "zh" else " "

    def on_screen(self) -> Topic | None:
        """What the item on screen is about, as one topic."""
        if self.item is None:
            return None
        words = self.item.topics or ((self.item.title,) if self.item.title else ())
        return tuple(words) or None


def reading(text: str, lexicon: Lexicon, item: Item | None) -> Reading:
    """A reading of a text with its language's stop words."""
    return Reading(
        text=text,
        lexicon=lexicon,
        item=item,
        stop=frozenset(fold(w) for w in lexicon.settings.get("stop", ())),
        generic=frozenset(fold(w) for w in lexicon.settings.get("generic", ())),
    )
