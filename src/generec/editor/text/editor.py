"""`editor.text.v1`: sums up and rewrites articles, and the descriptions of videos and photos."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from generec import plugins
from generec.domain.drafts import Draft
from generec.domain.errors import DataError, NotAllowed
from generec.domain.guidance import Edit, Guidance, Rewrite, Summarize
from generec.domain.items import Item, Kind
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Source, Step
from generec.editor.text.facts import strangers, words_of
from generec.editor.text.language import LANGUAGES, language_of
from generec.editor.text.passages import Sentence, clean, sentences
from generec.editor.text.simple import simplified
from generec.editor.text.summary import Passage, SummaryConfig, chosen, count, length_of, looked_at
from generec.editor.text.tone import formal, neutral
from generec.editor.text.wording import rewritten, summed_up
from generec.editor.tools import Tools, configured

NAME: Final = "editor.text.v1"
RULES: Final = {"simple": simplified, "formal": formal, "neutral": neutral}
"""Tones that rules give, in English."""

_NEEDS_MODEL: Final = "needs a language model: pip install 'generec[llm]' and set llm.url"
_WORDY: Final = 60
"""Words of a description from which it is worked on like an article."""

_ENOUGH: Final = 0.8
"""A text is short already where a summary would have this share of its words."""


class TextConfig(BaseModel):
    """Settings of the text editor."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    summary: SummaryConfig = Field(
        default=SummaryConfig(), description="How long a summary is and what makes a good one."
    )
    summarize_by: Literal["extract", "model"] = Field(
        default="extract", description="Summaries of the text's own sentences, or by the language model."
    )


class TextEditor:
    """A recipe of one step for each operation: rewriting comes after summing up.

    Of an article it works on the body; of a video or photo on the description, and what comes out
    is an article. Sentences are chosen in `plan`, so that the recipe names them.
    """

    name = NAME

    def __init__(self, config: TextConfig | None = None, *, tools: Tools) -> None:
        self.config = config or TextConfig()
        self.tools = tools

    def offers(self, edit: Edit, *, kind: Kind) -> bool:
        """Whether it does this to items of that kind; whether there is enough to read shows in `plan`."""
        return isinstance(edit, Summarize | Rewrite)

    def plan(self, *, item: Item, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """The sentences of a summary, the way of a rewriting.

        Raises `NotAllowed` where there is nothing to sum up, a language model would be needed, or
        nothing would change.
        """
        if not guidance.edits:
            raise NotAllowed("nothing was said about what to change")
        for edit in guidance.edits:
            if not isinstance(edit, Summarize | Rewrite):
                raise NotAllowed(f"{edit.op.replace('_', ' ')} is not available for articles")
        text = _body(item)
        base: dict[str, JsonValue] = {"of": _hash(text)}
        steps = []
        for edit in sorted(guidance.edits, key=lambda edit: edit.op != "summarize"):
            if isinstance(edit, Summarize):
                steps.append(self._summary(item, text, base))
                if steps[-1].params.get("sentences"):
                    text = _extract(text, steps[-1].params, _language(item, text))
            elif isinstance(edit, Rewrite):
                step = self._rewriting(edit, item, text, base, alone=len(guidance.edits) == 1)
                steps += [step] if step is not None else []
        return Recipe(kind="text", sources=(Source(item=item.id, media=item.media),), steps=tuple(steps))

    def render(self, recipe: Recipe, sources: Sequence[Item]) -> Draft:
        """The new text, with its facts compared with the source's.

        Raises `DataError` where the source's text has changed since, `NotAllowed` where the facts
        differ, `ServiceError` where the language model gives no answer.
        """
        item = next((one for one in sources if one.id == recipe.sources[0].item), None)
        if item is None:
            raise DataError(f"the recipe's source {recipe.sources[0].item!r} is not there")
        text = _body(item)
        if recipe.steps[0].params["of"] != _hash(text):
            raise DataError(f"the text of {item.id!r} has changed since: ask again")
        spoken = _language(item, text)
        language, changes = spoken, []
        for step in recipe.steps:
            text, said = self._applied(step, text, language)
            language = str(step.params.get("language") or language)
            changes.append(said)
        mine = language.split("-")[0].casefold()
        wrong = strangers(
            text,
            words_of(item),
            language=mine if mine in LANGUAGES else language_of(text),
            source_language=spoken,
        )
        if wrong:
            raise NotAllowed(f"the new text was refused: {'; '.join(one.told for one in wrong[:5])}")
        return Draft(
            recipe=recipe,
            kind="text",
            mime="text/plain",
            text=text,
            title=item.title,
            description=item.description if item.kind == "text" else "",
            topics=item.topics,
            language=language if language != spoken else item.language,
            changes=tuple(changes),
            ai=True,
        )

    def _summary(self, item: Item, text: str, base: Mapping[str, JsonValue]) -> Step:
        language = _language(item, text)
        words = length_of(text, self.config.summary)
        if words >= _ENOUGH * count(text):
            raise NotAllowed(f"{_called(item)} is short already: it has {count(text)} words")
        if self.config.summarize_by == "model":
            model = self._model("a summary by the language model")
            return self._step("summarize", {**base, "words": words}, models=model)
        found = sentences(text, language=language)
        places = self._chosen(found, item.title, words, language)
        if not places or len(places) == len(found):
            raise NotAllowed(f"{_called(item)} has no sentences that could stand for the rest")
        return self._step("summarize", {**base, "sentences": [*places]})

    def _chosen(self, found: Sequence[Sentence], title: str, words: int, language: str) -> list[int]:
        if self.tools.words is None:
            raise NotAllowed("summaries need an encoder of words")
        read = looked_at(found, self.config.summary)
        part = [found[n] for n in read]
        opening = " ".join(sentence.text for sentence in part)
        rows = self.tools.words([*(sentence.text for sentence in part), opening, title or opening])
        passage = Passage(part, rows[:-2], rows[-2], rows[-1] if title else None)
        picked = chosen(passage, words=words, language=language, config=self.config.summary)
        return [read[n] for n in picked]

    def _rewriting(
        self, edit: Rewrite, item: Item, text: str, base: Mapping[str, JsonValue], *, alone: bool
    ) -> Step | None:
        """How a text is rewritten; None where rules find nothing to change in a summary."""
        spoken = _language(item, text)
        other = edit.language if edit.language and edit.language.split("-")[0] != spoken else None
        params: dict[str, JsonValue] = {**base, "tone": edit.tone, "language": other}
        if self.tools.chat is not None:
            return self._step("rewrite", params, models=self._model("this"))
        if other:
            raise NotAllowed(f"a translation {_NEEDS_MODEL}")
        tone = edit.tone or "simple"
        if tone not in RULES:
            raise NotAllowed(f"a {tone} tone {_NEEDS_MODEL}")
        if spoken != "en":
            raise NotAllowed(f"rewriting what is not English {_NEEDS_MODEL}")
        if RULES[tone](text) == text and not alone:
            return None
        if RULES[tone](text) == text:
            raise NotAllowed(f"rules find nothing to change in {_called(item)}; more {_NEEDS_MODEL}")
        return self._step("rewrite", {**base, "tone": tone, "rules": _rules()})

    def _model(self, what: str) -> dict[str, str]:
        """The language model as recipes name it: its weights cannot be known, so the hash is its name's."""
        if self.tools.chat is None:
            raise NotAllowed(f"{what} {_NEEDS_MODEL}")
        return {self.tools.chat_name: hashlib.sha256(self.tools.chat_name.encode()).hexdigest()}

    def _step(
        self, op: str, params: Mapping[str, JsonValue], *, models: dict[str, str] | None = None
    ) -> Step:
        kept: dict[str, JsonValue] = {name: value for name, value in params.items() if value is not None}
        return Step(component=NAME, op=op, params=kept, models=models or {})

    def _applied(self, step: Step, text: str, language: str) -> tuple[str, str]:
        """The text after a step, and what was done in plain words."""
        params: dict[str, Any] = step.params
        if step.models and self.tools.chat is None:
            raise NotAllowed(f"this {_NEEDS_MODEL}")
        if step.op == "summarize":
            if step.models:
                assert self.tools.chat is not None
                new = summed_up(text, chat=self.tools.chat, words=params["words"], source_language=language)
                return new, "summed up by a language model"
            n = len(sentences(text, language=language))
            return _extract(
                text, params, language
            ), f"summed up in {len(params['sentences'])} of its {n} sentences"
        tone, other = params.get("tone"), params.get("language")
        if not step.models:
            return RULES[str(tone)](text), f"reworded by rule: {tone}"
        assert self.tools.chat is not None
        new = rewritten(text, chat=self.tools.chat, tone=tone, language=other, source_language=language)
        told = " ".join(filter(None, (f"into {other}" if other else "", f"in a {tone} tone" if tone else "")))
        return new, f"rewritten {told} by a language model".replace("  ", " ")


def _body(item: Item) -> str:
    """The prose that is worked on. Raises `NotAllowed` where an item has too little."""
    if item.kind == "text":
        text = clean(item.text or item.description, markdown=(item.mime or "").endswith("markdown"))
        if not text:
            raise NotAllowed(f"{_called(item)} has no words to work on")
        return text
    text = clean(item.description)
    if count(text) < _WORDY:
        what = "a video: ask for a shorter clip" if item.kind == "video" else "a picture"
        raise NotAllowed(f"{_called(item)} is {what}; there is no text with it to work on")
    return text


def _extract(text: str, params: Mapping[str, Any], language: str) -> str:
    found = sentences(text, language=language)
    glue = "" if language == "zh" else " "
    return glue.join(found[n].text for n in params["sentences"])


def _language(item: Item, text: str) -> str:
    return language_of(text, told=item.language)


def _called(item: Item) -> str:
    return repr(item.title or item.id)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def _rules() -> str:
    """What tells the rules of today from those of another version: equal recipes make equal texts."""
    parts = ("data/plain.toml", "data/tone.toml", "simple.py", "tone.py")
    content = b"".join(files(__package__).joinpath(part).read_bytes() for part in parts)
    return hashlib.sha256(content).hexdigest()[:16]


@plugins.register("editor", NAME)
def make(settings: Mapping[str, Any]) -> TextEditor:
    """The editor with its settings and, under `tools`, what it works with."""
    return TextEditor(configured(TextConfig, settings, name=NAME), tools=settings["tools"])
