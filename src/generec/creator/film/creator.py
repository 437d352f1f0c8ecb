"""Micro-videos out of segments of many videos, after a storyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from numpy.random import Generator
from pydantic import BaseModel, ConfigDict, Field

from generec import models, plugins
from generec.creator.cards.cards import Fonts
from generec.creator.cards.maps import COASTS
from generec.creator.facts import FactsConfig
from generec.creator.film.casting import Audition, Cast, CastConfig, Casting
from generec.creator.film.filming import film
from generec.creator.film.hearing import SUBTITLES, listener, subtitled
from generec.creator.film.rating import Rating
from generec.creator.film.recutting import recut
from generec.creator.film.scripting import script
from generec.creator.film.storyboard import FPS, Storyboard, StoryboardConfig, storyboard, wanted
from generec.creator.film.telling import draft
from generec.creator.film.timeline import SHOTS
from generec.creator.footage.stock import StockConfig, Studio, no_people, stock
from generec.creator.story.explaining import explained
from generec.creator.story.narration import NarrationConfig, Speaker
from generec.creator.story.stating import FACT, NARRATION, PLATE, told
from generec.creator.story.story import Story, spare, story
from generec.creator.story.tellings import Telling
from generec.domain.drafts import Draft
from generec.domain.errors import NotAllowed
from generec.domain.guidance import BlurFaces, Caption, Create, Guidance, Like, Speed, Topic
from generec.domain.items import Item
from generec.domain.profiles import Profile
from generec.domain.recipes import Recipe, Source, Step, Version
from generec.editor.taste import wished
from generec.editor.tools import configured
from generec.media.compose import Progress
from generec.models.entries import entry
from generec.retriever.words import tokens

__all__ = ["NAME", "StoryboardCreator", "StoryboardCreatorConfig"]

NAME = "creator.storyboard.v1"
FONTS = ("font-regular", "font-bold")
PACES = (
    *((1.0, False), (0.8, False), (1.35, False), (1.0, True)),
    *((1.35, True), (1.8, True), (0.8, True), (0.65, True), (0.5, True)),
)
"""Paces that are tried (see `storyboard`): at the one of the mood, footage may lack or repeat itself."""


class StoryboardCreatorConfig(BaseModel):
    """Settings of the creator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    board: StoryboardConfig = Field(default=StoryboardConfig(), description="How long what is made is.")
    stock: StockConfig = Field(default=StockConfig(), description="How footage is found.")
    cast: CastConfig = Field(default=CastConfig(), description="How segments are chosen for shots.")
    facts: FactsConfig = Field(default=FactsConfig(), description="Where facts come from.")
    narration: NarrationConfig = Field(
        default=NarrationConfig(), description="The voice that reads title and facts aloud."
    )
    versions: int = Field(
        default=3,
        ge=1,
        le=16,
        description="versions of one wish that are weighed: the best is made, then the next on request",
    )
    side: int = Field(default=480, ge=96, description="shorter side of the picture, pixels")


class StoryboardCreator:
    """Plans a storyboard, finds its shots across the corpus, and puts them together.

    A recipe has a step for every shot, in order, and one each for frame, title, look, words and
    sound. It is private where it holds words that are the viewer's own.
    """

    name = NAME

    def __init__(self, config: StoryboardCreatorConfig | None = None, *, studio: Studio) -> None:
        self.config = config or StoryboardCreatorConfig()
        self._speaker = Speaker(self.config.narration)
        self.studio = studio

    def offers(self, create: Create) -> bool:
        """Videos."""
        return create.kind == "video"

    def plan(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Recipe:
        """Every choice resolved. Raises `NotAllowed` where it cannot be made, or not of what there is."""
        return next(self.versions(guidance=guidance, profile=profile, rng=rng)).recipe

    def versions(self, *, guidance: Guidance, profile: Profile, rng: Generator) -> Iterator[Version]:
        """Up to `config.versions` of one wish, the best first: other footage, cuts and music in each.

        All are rated before the first is given, and each is worked out only when it is asked for.
        Nothing is drawn by chance. Raises `NotAllowed` as `plan` does.
        """
        _possible(guidance)
        topics = wanted(guidance, profile=profile)
        tale = self._story(guidance, topics)
        try:
            casting, tried = self._tried(guidance, profile, topics, tale)
        except NotAllowed:
            # Where there is next to no footage, what is known of the topics tells of them, if a video was
            # asked for: what may be of any kind is rather a text that has more to say.
            asked = guidance.create is not None and guidance.create.kind == "video"
            tale = self._spare(guidance, topics) if asked and not tale.tellings else Story()
            if not tale.tellings:
                raise
            casting, tried = self._tried(guidance, profile, topics, tale)
        for one in sorted(tried, key=lambda one: -one.rating.score):
            telling = bool(one.board.tellings) and not tale.tellings
            told_by = self._spare(guidance, topics) if telling else tale
            yield self._version(casting(one), one.rating, guidance, told_by)

    def _tried(
        self, guidance: Guidance, profile: Profile, topics: tuple[Topic, ...], tale: Story
    ) -> tuple[Casting, list[Audition]]:
        """The casts of all versions. Raises `NotAllowed` where there is not even one."""
        casting = Casting(
            tale.beside(stock(guidance, topics, studio=self.studio, config=self.config.stock)),
            profile=profile,
            studio=self.studio,
            speed=speed_of(guidance),
            faces=not no_people(guidance.less),
            spare=lambda: self._told_by(guidance, topics, tale),
            config=self.config.cast,
        )
        tried: list[Audition] = []
        for number in range(self.config.versions):
            try:
                tried.append(casting.audition(self._boards(guidance, profile, tale, number)))
            except NotAllowed:
                if not number:
                    raise
                break
        return casting, tried

    def _boards(
        self, guidance: Guidance, profile: Profile, tale: Story, version: int
    ) -> Iterator[list[Storyboard]]:
        """The storyboards that may do, in groups: the first that the footage fills is taken."""
        for way in tale.ways(guidance):
            boards = []
            for pace, even in PACES:
                board = storyboard(
                    guidance,
                    profile=profile,
                    version=version,
                    pace=pace,
                    even=even,
                    vectors=self.studio.tools.words,
                    seconds=way.seconds,
                    config=self.config.board,
                )
                boards.append(explained(board, way.tellings, title_s=tale.title_s, tight=way.tight))
            yield boards

    def _version(self, played: Cast, rating: Rating, guidance: Guidance, tale: Story) -> Version:
        written = script(played, guidance, speed=speed_of(guidance), side=self.config.side)
        written = told(written, tale, played, items=self._articles(tale))
        written = subtitled(written, played, tools=self.studio.tools, speed=speed_of(guidance))
        recipe = Recipe(
            kind="video",
            origin="created",
            sources=tuple(Source(item=item.id, media=item.media) for item in written.sources),
            steps=tuple(
                Step(component=NAME, op=op, params=params, models=self._models(op, params, tale))
                for op, params in written.steps
            ),
            scope="private" if self._personal(played.board.title, guidance) else "shared",
        )
        return Version(
            recipe=recipe,
            relevance=round(rating.relevance, 4),
            taste=round(rating.taste, 4),
            quality=round(rating.quality, 4),
            score=round(rating.score, 4),
        )

    def recut(self, recipe: Recipe, sources: Sequence[Item], *, times: Sequence[float]) -> Recipe | None:
        """The film with other footage at `times`, or a card (see `recutting`)."""
        studio, title = self.studio, next(step.params for step in recipe.steps if step.op == "title")
        asked: Any = title.get("asked") or [title["text"]]
        about, centre = studio.texts([str(name) for name in asked]), studio.tools.centre()
        return recut(
            recipe,
            sources,
            times=times,
            features=studio.tools.features,
            shown=lambda features: wished(features, about, centre=centre),
        )

    def render(
        self, recipe: Recipe, sources: Sequence[Item], *, progress: Callable[[str], None] | None = None
    ) -> Draft:
        """Make it; `progress` is told how far it is ("shot 3 of 6"). Raises `MediaError`, `DataError`."""
        media, thumbnail = self.studio.tools.file(".mp4"), self.studio.tools.file(".jpg")
        count = sum(step.op in SHOTS for step in recipe.steps)
        tell: Progress | None = None
        if progress is not None:
            report = progress

            def tell(number: int) -> None:
                report(f"shot {number + 1} of {count}")

        try:
            fonts = Fonts(*(models.path(font) for font in FONTS))
            tools, speaker = self.studio.tools, self._speaker
            film(recipe, sources, media, tools=tools, fonts=fonts, fps=FPS, speaker=speaker, progress=tell)
            return draft(recipe, sources, media, thumbnail=thumbnail)
        except BaseException:
            media.unlink(missing_ok=True)
            thumbnail.unlink(missing_ok=True)
            raise

    def _story(self, guidance: Guidance, topics: Sequence[Topic]) -> Story:
        studio = self.studio
        return story(
            guidance,
            topics,
            library=studio.facts,
            speaker=self._speaker,
            texts=studio.texts,
            at=studio.clock(),
        )

    def _spare(self, guidance: Guidance, topics: Sequence[Topic]) -> Story:
        """Facts for where footage lacks."""
        studio = self.studio
        return spare(guidance, topics, library=studio.facts, texts=studio.texts, at=studio.clock())

    def _told_by(
        self, guidance: Guidance, topics: Sequence[Topic], tale: Story
    ) -> list[tuple[Telling, Item]]:
        """These facts, each with its source; none beside a voice, which would not say them."""
        if tale.voice:
            return []
        found = self._spare(guidance, topics)
        return [(one, found.facts[one.fact].source.item()) for one in found.tellings]

    def _articles(self, tale: Story) -> list[Item]:
        """The items that facts stand in."""
        ids = [fact.source.id for fact in tale.facts if fact.source.kind == "item"]
        return list(self.studio.tools.items(ids).values()) if ids else []

    def _models(self, op: str, params: Mapping[str, Any], tale: Story) -> dict[str, str]:
        """The files that an operation needs, and for what is spoken the program, each with its hash."""
        if op == NARRATION:
            return dict(tale.models)
        speech = listener(self.studio.tools) if op == SUBTITLES else None
        lettered = {"title", "caption", "captions", "card", "credits", FACT, PLATE, SUBTITLES}
        files = (*FONTS, *((COASTS,) if params.get("face") == "map" else ())) if op in lettered else ()
        return {file: entry(file).sha256 for file in files} | (speech.models if speech else {})

    def _personal(self, title: str, guidance: Guidance) -> bool:
        """Whether the words on it are the viewer's own: dictated, or such as the corpus never uses."""
        if any(isinstance(edit, Caption) and edit.text for edit in guidance.edits):
            return True
        shelf = self.studio.shelf()
        return any(not len(shelf.words.find(word, n=shelf.n)) for word in tokens(title))


def speed_of(guidance: Guidance) -> float:
    """The tempo asked for. Raises `NotAllowed` for one that footage does not stand."""
    factor = next((edit.factor for edit in guidance.edits if isinstance(edit, Speed)), 1.0)
    if not 0.25 <= factor <= 4.0:
        raise NotAllowed(f"a tempo of {factor:g} is not made here: 0.25 to 4 are")
    return factor


def _possible(guidance: Guidance) -> None:
    """Raises `NotAllowed` for what is asked for and not done here."""
    if any(isinstance(edit, BlurFaces) for edit in guidance.edits):
        raise NotAllowed("faces cannot be hidden in what is put together here: ask for no people instead")
    if any(isinstance(edit, Like) for edit in guidance.edits):
        raise NotAllowed("the look of a picture is not available for what is put together here")


@plugins.register("creator", NAME)
def make(settings: Mapping[str, Any]) -> StoryboardCreator:
    """The creator with its settings and, under `tools`, what it works with (a `Studio`)."""
    return StoryboardCreator(
        configured(StoryboardCreatorConfig, settings, name=NAME), studio=settings["tools"]
    )
