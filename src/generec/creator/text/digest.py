"""Digests: one text out of the sentences of several articles, each with its source."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any, Literal

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec import plugins
from generec.creator.footage.stock import Studio
from generec.creator.image.imaging import named
from generec.creator.text.articles import Article, ArticlesConfig, articles, body_of
from generec.creator.text.quoting import Meaning, Quote, QuotingConfig, quoted, stems, stories
from generec.domain.drafts import Draft
from generec.domain.errors import DataError, NotAllowed, ServiceError
from generec.domain.guidance import Create, Guidance, Summarize, Topic
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.text.language import language_of
from generec.editor.text.notes import mark, with_notes
from generec.editor.text.wording import rewritten
from generec.editor.tools import configured
from generec.encoders.topics import topic_vectors
from generec.policy.licences import credit
from generec.retriever.words import tokens

__all__ = ["NAME", "DigestCreator", "DigestCreatorConfig"]

NAME = "creator.digest.v1"
_SHORTEST, _LONGEST = 20, 1000
IN_BRIEF = {
    "en": ("{} in brief", "News in brief"),
    "de": ("{} in Kürze", "Nachrichten in Kürze"),
    "fr": ("{} en bref", "L'actualité en bref"),
    "es": ("{} en breve", "Noticias en breve"),
    "pt": ("{} em resumo", "Notícias em resumo"),
    "zh": ("{}简讯", "新闻简讯"),
}
"""Titles of digests of several stories, with a topic and without; of one story its article's own is taken."""


class DigestCreatorConfig(BaseModel):
    """Settings of the creator of digests."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    articles: ArticlesConfig = Field(
        default=ArticlesConfig(), description="How articles are found and ordered."
    )
    quoting: QuotingConfig = Field(
        default=QuotingConfig(), description="What makes a good choice of sentences."
    )
    by: Literal["extract", "model"] = Field(
        default="extract",
        description="Digests of the articles' own sentences, or reworded by the language model.",
    )


class DigestCreator:
    """Finds the articles about a topic, and quotes from them story by story.

    A recipe has one step `digest` with the title and the hashes of the bodies, and a step `sentence`
    for each: its source (a number), the characters [start, end) of the cleaned body, and its story.
    Where the language model is to reword, a step `reword` follows; what it gets wrong stays as it was.
    """

    name = NAME

    def __init__(self, config: DigestCreatorConfig | None = None, *, studio: Studio) -> None:
        self.config = config or DigestCreatorConfig()
        self.studio = studio

    def offers(self, create: Create) -> bool:
        """Texts."""
        return create.kind == "text"

    def plan(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """The sentences in order. Raises `NotAllowed` where there is no such article, or no text has that."""
        wish = guidance.create or Create()
        _possible(guidance, wish)
        topics = wish.about or guidance.more
        found = articles(guidance, topics, profile=profile, studio=self.studio, config=self.config.articles)
        language = language_of(found[0].body, told=found[0].item.language)
        told = stories(found, same=self.config.articles.same)
        texts = self.studio.texts
        rows = texts([line.text for article in found for line in article.lines])
        vectors, at = [], 0
        for article in found:
            vectors.append(rows[at : at + len(article.lines)])
            at += len(article.lines)
        picked = quoted(
            found,
            told,
            vectors,
            Meaning(
                topic_vectors(topics, texts=texts) if topics else None,
                profile.meaning,
                tuple(stems(topic[0]) for topic in topics),
            ),
            words=wish.words,
            sentences=wish.sentences,
            language=language,
            config=self.config.quoting,
        )
        return self._recipe(found, picked, topics, language)

    def _recipe(
        self, found: Sequence[Article], picked: Sequence[Quote], topics: Sequence[Topic], language: str
    ) -> Recipe:
        used = list(dict.fromkeys(quote.article for quote in picked))
        one_story = len({quote.story for quote in picked}) == 1
        pattern, plain = IN_BRIEF[language]
        words = named(topics) if topics else ""
        title = found[used[0]].item.title if one_story else pattern.format(words) if words else plain
        params: dict[str, JsonValue] = {
            "title": title,
            "asked": [topic[0] for topic in topics] if words and not one_story else [],
            "language": language,
            "of": [_hash(found[number].body) for number in used],
        }
        steps = [Step(component=NAME, op="digest", params=params)]
        for quote in picked:
            line = found[quote.article].lines[quote.line]
            place = {"source": used.index(quote.article), "start": line.start, "end": line.end}
            steps.append(Step(component=NAME, op="sentence", params={**place, "story": quote.story}))
        chat = self.studio.tools.chat_name
        if self.config.by == "model" and self.studio.tools.chat is not None:
            model = {chat: hashlib.sha256(chat.encode()).hexdigest()}
            steps.append(Step(component=NAME, op="reword", models=model))
        return Recipe(
            kind="text",
            origin="created",
            sources=tuple(Source(item=found[n].item.id, media=found[n].item.media) for n in used),
            steps=tuple(steps),
            scope="private" if self._personal(words if not one_story else "") else "shared",
        )

    def render(
        self, recipe: Recipe, sources: Sequence[Item], *, progress: Callable[[str], None] | None = None
    ) -> Draft:
        """Write it. Raises `DataError` where the text of a source has changed since."""
        head: dict[str, Any] = recipe.steps[0].params
        items = _in_order(recipe, sources)
        bodies = [body_of(item) for item in items]
        for item, body, known in zip(items, bodies, head["of"], strict=True):
            if _hash(body) != known:
                raise DataError(f"the text of {item.id!r} has changed since: ask again")
        language = str(head["language"])
        quotes: list[dict[str, Any]] = [s.params for s in recipe.steps if s.op == "sentence"]
        reword = any(step.op == "reword" for step in recipe.steps)
        paragraphs, reworded = [], 0
        for number, group in groupby(quotes, key=lambda quote: quote["story"]):
            if progress is not None:
                progress(f"story {number + 1} of {quotes[-1]['story'] + 1}")
            told = [(bodies[q["source"]][q["start"] : q["end"]], int(q["source"])) for q in group]
            new = self._reworded(told, language) if reword else None
            reworded += new is not None
            paragraphs.append(new or _marked(told, language))
        asked = tuple(head["asked"])
        topics = Counter(topic for item in items for topic in item.topics)
        ours = f"{_many(len(quotes), 'sentence')} of {_many(len(items), 'article')}"
        return Draft(
            recipe=recipe,
            kind="text",
            mime="text/plain",
            text=with_notes("\n\n".join(paragraphs), [credit(item) for item in items], language=language),
            title=str(head["title"]),
            description=f"{ours}: {'; '.join(credit(item) for item in items)}.",
            topics=tuple(name for name, _ in topics.most_common(3)),
            language=items[0].language,
            changes=tuple(_changes(ours, reworded, len(paragraphs))),
            asked=asked,
            ours=(ours, *(_fixed(language) if asked or not _is_title(head, items) else ())),
            ai=True,
        )

    def _reworded(self, told: Sequence[tuple[str, int]], language: str) -> str | None:
        """A story in the language model's words; None where it gives none that its sources bear out."""
        chat = self.studio.tools.chat
        if chat is None:
            return None
        text = " ".join(words for words, _ in told)
        try:
            new = rewritten(text, chat=chat, tone="neutral", language=None, source_language=language)
        except (NotAllowed, ServiceError):
            return None
        return " ".join(new.split()) + mark(*dict.fromkeys(n for _, n in told))

    def _personal(self, words: str) -> bool:
        """Whether the title has words that the corpus never uses: they are the viewer's own."""
        shelf = self.studio.shelf()
        return any(not len(shelf.words.find(word, n=shelf.n)) for word in tokens(words))


def _possible(guidance: Guidance, wish: Create) -> None:
    """Raises `NotAllowed` for what is asked for and not done here."""
    edit = next((edit for edit in guidance.edits if not isinstance(edit, Summarize)), None)
    if edit is not None:
        told = edit.op.replace("_", " ")
        raise NotAllowed(f"{told} is not available for a digest: ask for it on the result")
    if wish.words is not None and not _SHORTEST <= wish.words <= _LONGEST:
        raise NotAllowed(f"digests of {wish.words} words are not made here: {_SHORTEST} to {_LONGEST} are")
    if wish.seconds is not None:
        raise NotAllowed("a text lasts no seconds: say how many words or sentences it may have")


def _marked(told: Sequence[tuple[str, int]], language: str) -> str:
    """Sentences with the marks of their sources, one mark for a run of the same."""
    glue = "" if language == "zh" else " "
    return glue.join(f"{words}{mark(source)}" for words, source in told)


def _in_order(recipe: Recipe, sources: Sequence[Item]) -> list[Item]:
    by_id = {item.id: item for item in sources}
    gone = next((source.item for source in recipe.sources if source.item not in by_id), None)
    if gone is not None:
        raise DataError(f"the recipe's source {gone!r} is not there")
    return [by_id[source.item] for source in recipe.sources]


def _is_title(head: Mapping[str, Any], items: Sequence[Item]) -> bool:
    return any(item.title == head["title"] for item in items)


def _fixed(language: str) -> tuple[str, ...]:
    """The words of titles that are nobody's but ours."""
    pattern, plain = IN_BRIEF[language]
    return pattern.replace("{}", "").strip(), plain


def _changes(ours: str, reworded: int, stories: int) -> list[str]:
    out = [f"put together from {ours}"]
    if reworded:
        out.append(f"{_many(reworded, 'paragraph')} of {stories} reworded by a language model")
    return out


def _many(n: int, what: str) -> str:
    return f"{n} {what}" if n == 1 else f"{n} {what}s"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@plugins.register("creator", NAME)
def make(settings: Mapping[str, Any]) -> DigestCreator:
    """The creator with its settings and, under `tools`, what it works with (a `Studio`)."""
    return DigestCreator(configured(DigestCreatorConfig, settings, name=NAME), studio=settings["tools"])
