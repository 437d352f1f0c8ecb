"""`fidelity.privacy.personal.v1`: personal data that no source has, in words, on screen, in the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import av
from PIL import Image as Pillow
from PIL import UnidentifiedImageError
from pydantic import BaseModel, ConfigDict, Field

from generec.domain.drafts import Draft, Outcome, Verdict
from generec.domain.items import Item
from generec.fidelity.looking import COVER, Exhibit, exhibit
from generec.fidelity.personal_data import Datum, core, personal
from generec.fidelity.wording import plain, strings
from generec.plugins import register

NAME: Final = "fidelity.privacy.personal.v1"
_SHOWN: Final = 3
_PLACE: Final = 0x8825
"""The tag under which a picture's EXIF keeps where it was taken."""


class PersonalConfig(BaseModel):
    """Where personal data are looked for, and what follows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome = Field(default="hold", description="what personal data do that no source has")
    screen: bool = Field(default=True, description="read the pictures too")
    leave: tuple[str, ...] = Field(
        default=(), description="addresses and numbers that may be shown, such as your own press desk's"
    )


class PersonalCheck:
    """Looks for e-mail and postal addresses, telephone, card, account and identity numbers, dates of birth,
    internet addresses and exact places: in title, description, text and what is written by the recipe, in the
    words on screen, and in the file's own fields.

    What a source says or shows already is not new. The score is the count of what was found over the count
    of places looked at, at most 1; evidence names kind and place, and shows no more than the first signs.
    """

    name = NAME

    def __init__(self, config: PersonalConfig | None = None) -> None:
        self.config = config or PersonalConfig()
        self._leave = frozenset(core(one) for one in self.config.leave)

    def __call__(self, *, draft: Draft, sources: Sequence[Item]) -> Verdict:
        """Look everywhere. Raises `MediaError`, or `MissingModel` naming the command."""
        shown = exhibit(draft, sources)
        known = core(" ".join(_told(one) for one in sources))
        places = list(dict.fromkeys(self._places(shown)))
        found = [
            (where, words, one)
            for where, words in places
            for one in personal(words)
            if one.core not in known and one.core not in self._leave and not _seen(shown, where, words, one)
        ]
        told = [f"{one.kind} in the {where}: {_masked(words, one)}" for where, words, one in found]
        return Verdict(
            check=NAME,
            outcome=self.config.outcome if found else "pass",
            score=min(1.0, len(found) / max(1, len(places))),
            evidence="; ".join(told[:_SHOWN]) or "no personal data that the sources do not have",
            detail={"found": [[one.kind, where] for where, _, one in found]},
        )

    def _places(self, shown: Exhibit) -> Iterator[tuple[str, str]]:
        """(where, words) of everything that can be read."""
        draft = shown.draft
        yield from shown.texts()
        yield from (("changes", words) for words in draft.changes)
        for step in draft.recipe.steps:
            yield from (
                (f"{step.op}.{key}", words)
                for key, words in strings(step.params)
                if " " in words or "@" in words
            )
        for file in (draft.media, draft.thumbnail):
            if file is not None:
                yield from _fields(file)
        if self.config.screen and draft.media is not None:
            for line in shown.words_on_screen():
                where = "cover" if line.time == COVER else f"picture at {line.time:.1f} s"
                yield where, line.words


def _told(source: Item) -> str:
    """What a source says of itself, and what credits repeat of it: a page's address has numbers in it."""
    said = (source.title, source.description, source.text, source.creator, source.licence, source.source)
    return " ".join(one for one in said if one)


def _seen(shown: Exhibit, where: str, words: str, one: Datum) -> bool:
    """Whether a source shows on its screen what the draft shows there."""
    on_screen = where == "cover" or where.startswith("picture at")
    return on_screen and bool(shown.sources) and shown.known(plain(words)[one.start : one.end])


def _masked(words: str, one: Datum) -> str:
    """The first signs of it: enough to find it, too little to use it."""
    text = plain(words)[one.start : one.end]
    return f"{text[:3]}{'·' * max(3, min(12, len(text) - 3))}"


def _fields(file: Path) -> Iterator[tuple[str, str]]:
    """What a file says of itself, beside its pictures: a container's fields, EXIF, comments."""
    try:
        with Pillow.open(file) as opened:
            exif = opened.getexif()
            told = [*opened.info.items(), *exif.items()]
            place = exif.get_ifd(_PLACE)
        if 2 in place and 4 in place:
            yield "file's fields", f"{_degrees(place[2]):.5f}, {_degrees(place[4]):.5f}"
    except (UnidentifiedImageError, OSError):
        try:
            with av.open(str(file)) as film:
                told = [*film.metadata.items()]
                told += [pair for stream in film.streams for pair in stream.metadata.items()]
        except (av.FFmpegError, OSError):
            return  # what cannot be read is another check's business
    for _, value in told:
        words = value.decode("utf-8", "ignore") if isinstance(value, bytes) else value
        if isinstance(words, str) and words.strip() and len(words) < 20_000:
            yield "file's fields", words


def _degrees(value: Any) -> float:
    parts = [float(one) for one in value]
    return float(sum(one / 60**place for place, one in enumerate(parts)))


@register("check", NAME)
def make(settings: Mapping[str, Any]) -> PersonalCheck:
    """The check with its settings."""
    return PersonalCheck(PersonalConfig(**settings))
