"""The instructor: a viewer's words to guidance. Deterministic, explainable, without a language model."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from pydantic import BaseModel, ConfigDict, Field

from generec.domain.guidance import Clause, Clip, Guidance, Topic
from generec.domain.items import Item
from generec.domain.parts import Encoder
from generec.domain.profiles import Profile
from generec.instructor.captions import dictated
from generec.instructor.clauses import clauses
from generec.instructor.composing import compose
from generec.instructor.dialogue import continued, follow_up, joined
from generec.instructor.explaining import films, marked, telling
from generec.instructor.framing import Frame
from generec.instructor.harmful import reason, undisguised, unpasted
from generec.instructor.kinds import making, noted, rather
from generec.instructor.languages import detect
from generec.instructor.lexicon import LANGUAGES, Lexicon, lexicon
from generec.instructor.marks import recognise
from generec.instructor.parts import about, part
from generec.instructor.quantities import quantify
from generec.instructor.remarks import remarked
from generec.instructor.replies import question, refusal
from generec.instructor.safety import inspect, is_danger, mended, without_injections
from generec.instructor.segments import segments
from generec.instructor.spans import reading
from generec.instructor.spelling import mend_cues
from generec.instructor.subjects import subjects
from generec.instructor.text import Token, clean, compared, tokenize
from generec.instructor.topics import Vocabulary, by_words, nearest


class InstructorConfig(BaseModel):
    """Settings of the instructor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    names: int = Field(
        default=5, ge=0, description="How many of the corpus's topic names to add to each topic."
    )
    likeness: float = Field(
        default=0.62, ge=-1.0, le=1.0, description="Least cosine between a wanted topic and a corpus name."
    )
    sure: float = Field(
        default=0.75,
        ge=-1.0,
        le=1.0,
        description="Least cosine between a wanted topic and more names where the corpus has its own.",
    )
    refused: float = Field(
        default=0.82, ge=-1.0, le=1.0, description="Least cosine between a refused topic and a corpus name."
    )


class Instructor:
    """Reads a wish. `encoder` finds the corpus's names for topics; the parse itself does not need it."""

    name = "instructor.grammar.v1"

    def __init__(self, config: InstructorConfig | None = None, encoder: Encoder | None = None) -> None:
        self.config = config or InstructorConfig()
        self.encoder = encoder

    def warm(self) -> None:
        """Load what the first wish would otherwise wait for: lexicons, word lists, phrases of danger.

        A second or so of one core; languages other than English are ready to be told apart, and build
        their phrases at their first wish unless `warm` has run.
        """
        for language in LANGUAGES:
            words = lexicon(language)
            text = "; ".join(words.reply["ask"]["without_item"])
            parse(text, spelled(text, words), words, None)
        self(text="brigten this, two minuts, no more catz", previous=Guidance())

    def __call__(
        self,
        *,
        text: str,
        item: Item | None = None,
        profile: Profile | None = None,
        vocabulary: Vocabulary | None = None,
        previous: Guidance | None = None,
        create: bool = False,
    ) -> Guidance:
        """The guidance that `text` asks for, about the `item` on screen if there is one.

        With `create` it is known that something is to be made, and the words only have to say what.
        Never raises for any text: what is no wish comes back as a question, what is unsafe as a refusal.
        """
        text = unpasted(text)
        words = lexicon(detect(clean(text)))
        meant = undisguised(text)
        if meant is not None and (seen := parse(meant, spelled(meant, words), words, item)).refuse:
            return seen
        found = self._heard(
            text, item, profile, vocabulary=vocabulary, previous=previous, create=create, words=words
        )
        why = None if found.ask or found.refuse else reason(found, language=words.language)
        return found if why is None else refusal(words, why)

    def _heard(
        self,
        text: str,
        item: Item | None,
        profile: Profile | None,
        *,
        vocabulary: Vocabulary | None,
        previous: Guidance | None,
        create: bool,
        words: Lexicon,
    ) -> Guidance:
        """The guidance, whatever is to be said in what is made."""
        said = clean(text)
        again = rather(said, previous, language=words.language) if previous is not None else None
        if again is not None:
            return again
        told = telling(said, language=words.language)
        spoken = said
        said, made = making(said, language=words.language, on_screen=item is not None)
        tokens = spelled(said, words)
        fresh = parse(said, tokens, words, item)
        if create and not fresh.refuse and fresh.route != "create":
            fresh = parse(said, tokens, words, item, begun="create")
        plain, what = part(said, item, language=words.language)
        if what is not None and not fresh.refuse:
            found = parse(plain, spelled(plain, words), words, item)
            fresh = found.model_copy(update={"clauses": tuple(about(found.clauses, what))})
        if previous is not None and not fresh.refuse:
            fresh = _after(previous, quantify(tokens, words), item, fresh)
        film = made is None or made.kind == "video"
        if film and not fresh.refuse and told is not None and (create or told.alone or films(fresh)):
            found = self(
                text=told.plain,
                item=item,
                profile=profile,
                vocabulary=vocabulary,
                previous=previous,
                create=True,
            )
            if films(found):
                return marked(found, told)
        if fresh.ask or fresh.refuse:
            return fresh
        return fresh.model_copy(
            update={"clauses": tuple(self.named(noted(fresh.clauses, made, said=spoken), vocabulary))}
        )

    def named(self, found: Sequence[Clause], vocabulary: Vocabulary | None) -> list[Clause]:
        """The clauses with the corpus's names beside the viewer's words."""
        if vocabulary is None:
            return list(found)
        wanted = [t for c in found for t in (*c.more, *(c.create.about if c.create else ()))]
        refused = [topic for clause in found for topic in clause.less]

        def wish(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
            return self._names(topics, refused, vocabulary, wanted=True)

        def refuse(topics: tuple[Topic, ...]) -> tuple[Topic, ...]:
            return self._names(topics, wanted, vocabulary, wanted=False)

        return [_with_topics(clause, wish, refuse) for clause in found]

    def _names(
        self, topics: Sequence[Topic], against: Sequence[Topic], vocabulary: Vocabulary, *, wanted: bool
    ) -> tuple[Topic, ...]:
        k = self.config.names
        if self.encoder is None:
            return tuple(by_words(topics, vocabulary=vocabulary, k=k, wider=wanted))
        found = nearest(
            topics,
            against=against,
            vocabulary=vocabulary,
            encoder=self.encoder,
            k=k,
            floor=self.config.likeness if wanted else self.config.refused,
            sure=self.config.sure if wanted else self.config.refused,
            wider=wanted,
        )
        return tuple(found)


def _with_topics(
    clause: Clause,
    wish: Callable[[tuple[Topic, ...]], tuple[Topic, ...]],
    refuse: Callable[[tuple[Topic, ...]], tuple[Topic, ...]],
) -> Clause:
    create = clause.create
    if create is not None and create.about:
        create = create.model_copy(update={"about": wish(create.about)})
    edits = tuple(
        edit.model_copy(update={"about": wish((edit.about,))[0]})
        if isinstance(edit, Clip) and edit.about
        else edit
        for edit in clause.edits
    )
    names = {"more": wish(clause.more), "less": refuse(clause.less)}
    return clause.model_copy(update=names | {"create": create, "edits": edits})


def parse(
    text: str, tokens: list[Token], words: Lexicon, item: Item | None, *, begun: Frame = "none"
) -> Guidance:
    """What a text asks for on its own: guidance, a question or a refusal. For `begun` see `clauses`."""
    pieces = recognise(quantify(dictated(text, tokens, words), words), words)
    parts = segments(remarked(subjects(compose(pieces, words), words)))
    finding = inspect(mended(tokens, words), parts, language=words.language)
    if finding.unsafe:
        return refusal(words, finding.unsafe[0])
    found = clauses(reading(text, words, item), without_injections(parts, finding), begun=begun)
    if not found:
        return refusal(words, "command") if finding.injections else question(words, item)
    return Guidance(clauses=tuple(found))


def _after(previous: Guidance, tokens: list[Token], item: Item | None, fresh: Guidance) -> Guidance:
    """The guidance of a follow-up to `previous`, or that of the words alone."""
    said = follow_up(tokens)
    found = None if said is None else continued(said, previous, item=item, fresh=lambda: fresh)
    return joined(previous, fresh) if found is None else found


def spelled(text: str, words: Lexicon) -> list[Token]:
    """The tokens of a cleaned text with slang written out and cue words mended."""
    tokens = tokenize(text, short=words.short, elide=bool(words.settings.get("elide")))
    tokens = compared(tokens) if words.language == "en" else tokens
    right = mend_cues(tokens, words)
    return [t if is_danger(t.norm, words.language) else m for t, m in zip(tokens, right, strict=True)]
