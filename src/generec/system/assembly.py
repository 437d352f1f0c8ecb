"""Puts the parts of a home together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from generec import plugins
from generec.creator import open_creators
from generec.creator.diffusion import creator as diffusion
from generec.creator.diffusion.run import CHECKPOINTS, TRAINED
from generec.creator.facts import Library
from generec.creator.film import creator
from generec.creator.footage.stock import Studio
from generec.creator.hub import creator as hub
from generec.creator.image import collage, poster
from generec.creator.text import digest
from generec.domain.guidance import Route
from generec.editor import clip, open_editors, picture, thumbnail, video
from generec.editor.text import editor as text
from generec.editor.tools import Tools
from generec.encoders.speech import Speech
from generec.fidelity import Gate, Sealer, drift, likeness, open_checks, promise, rests
from generec.fidelity.guarded import Guarded
from generec.fidelity.seeing import Eyes
from generec.policy.budget import Budget
from generec.policy.switch import Making, Switch
from generec.system import llm, retention
from generec.system.choosing import Choosers
from generec.system.corpus import Corpus
from generec.system.covers import Covers
from generec.system.creating import Creators
from generec.system.editing import Editors
from generec.system.frames import Frames
from generec.system.home import Home
from generec.system.making import Maker
from generec.system.people import People
from generec.system.reading import Reading
from generec.system.showing import Shower
from generec.system.variants import Variants
from generec.system.versions import Versions


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that the loop speaks to."""

    home: Home
    corpus: Corpus
    reading: Reading
    people: People
    covers: Covers
    editors: Editors
    creators: Creators
    maker: Maker
    shower: Shower
    variants: Variants
    sealer: Sealer
    routes: tuple[Route, ...]


def assemble(home: Home) -> Parts:
    """The parts over one home, with its settings."""
    settings = home.settings
    retention.leftovers(home)
    choosers = Choosers(
        cover=settings.cover,
        window=settings.window,
        headline=settings.headline,
        texts=home.said,
    )
    corpus = Corpus(home, choosers=choosers)
    variants = Variants(home, catalogue=corpus.catalogue)
    reading = Reading(home, catalogue=corpus.catalogue)
    sealer = _sealer(home)
    library = Library(
        settings.creator.facts,
        folder=home.path,
        shelf=corpus.catalogue.snapshot,
        items=home.rows.items.get,
    )
    checks = open_checks(settings.gate.checks, _given(home, known=library.words))
    gate = Gate(settings.gate, checks=checks, sealer=sealer, rows=home.rows, blobs=home.blobs)
    switch = Switch(settings.generation)
    tools = _tools(home, corpus=corpus, reading=reading, sealer=sealer)
    editors = _editors(home, tools)
    studio = Studio(tools, shelf=corpus.catalogue.snapshot, clock=home.clock, facts=library)
    creators = _creators(home, studio)
    maker = Maker(
        rows=home.rows,
        editors=editors,
        creators=creators,
        gate=gate,
        switch=switch,
        budget=Budget(settings.budget, home.rows.jobs.spent),
        jobs=settings.jobs,
        published=corpus.published,
        drafting=home.drafting,
        clock=home.clock,
    )
    return Parts(
        home=home,
        corpus=corpus,
        reading=reading,
        people=People(home),
        covers=Covers(folder=home.path / "covers", blobs=home.blobs),
        editors=editors,
        creators=creators,
        maker=maker,
        shower=Shower(home, retriever=corpus.retriever, choosers=choosers, variants=variants),
        variants=variants,
        sealer=sealer,
        routes=_routes(switch, creators),
    )


def _given(home: Home, *, known: Callable[[str], str | None]) -> dict[str, dict[str, Any]]:
    """The settings of checks, and what some of them are given of the home."""
    eyes = Eyes(home.encoder, Frames(home))
    guarded = Guarded(home.rows, home.blobs, home.vectors, home.features, home.encoder)
    own: dict[str, dict[str, Any]] = {
        rests.NAME: {"known": known},
        likeness.NAME: {"guarded": guarded},
        drift.NAME: {"eyes": eyes},
        promise.NAME: {"eyes": eyes},
    }
    plugged = home.settings.plugins
    return {**plugged, **{name: {**plugged.get(name, {}), **given} for name, given in own.items()}}


def _sealer(home: Home) -> Sealer:
    """What seals; its private key may be with a signer that a plugin brings."""
    name, plugged = home.settings.seal.signer, home.settings.plugins
    sign = plugins.make("signer", name, plugged.get(name, {})) if name else None
    keys = Path(home.settings.seal.keys.replace("{home}", str(home.path)))
    return Sealer(home.settings.seal, keys, sign=sign)


def _routes(switch: Switch, creators: Creators) -> tuple[Route, ...]:
    """What may be done here: nothing is made where that is switched off, or by nobody."""
    made: tuple[Making, ...] = ("edit", "create") if len(creators) else ("edit",)
    return ("retrieve", *(route for route in made if switch.effective(route=route) != "off"))


def _tools(home: Home, *, corpus: Corpus, reading: Reading, sealer: Sealer) -> Tools:
    """What editors and creators work with."""
    settings = home.settings
    return Tools(
        features=Frames(home),
        media=home.blobs.path,
        words=home.said,
        folder=home.path / "drafts",
        centre=corpus.centre,
        topics=lambda: reading.vocabulary().vectors,
        leaning=corpus.leaning,
        items=home.rows.items.get,
        chat=llm.writer(settings.llm),
        chat_name=settings.llm.name,
        speech=cache(partial(Speech, settings.speech)),
        sdedit=settings.sdedit,
        watermark=sealer.watermark,
    )


def _creators(home: Home, studio: Studio) -> Creators:
    """The creators with their settings and the studio."""
    plugged = home.settings.plugins
    settings = home.settings
    sections = {
        creator.NAME: settings.creator,
        digest.NAME: settings.digest,
        poster.NAME: settings.poster,
        collage.NAME: settings.collage,
        hub.NAME: settings.hub,
        diffusion.NAME: settings.diffusion,
    }
    own = {name: {**config.model_dump(), **plugged.get(name, {})} for name, config in sections.items()}
    own[diffusion.NAME]["folder"] = home.path / TRAINED / CHECKPOINTS
    asked = {hub.NAME: settings.hub.first, diffusion.NAME: settings.diffusion.first}
    return Creators(
        open_creators(studio, settings={**plugged, **own}),
        drawing=tuple(asked),
        first=[name for name, first in asked.items() if first],
        kept=Versions(home.rows, clock=home.clock),
    )


def _editors(home: Home, tools: Tools) -> Editors:
    """The editors with their settings and what they work with."""
    settings = home.settings
    sections = {
        clip.NAME: settings.clip,
        picture.NAME: settings.picture,
        text.NAME: settings.text,
        thumbnail.NAME: settings.thumbnail,
        video.NAME: settings.video,
    }
    own = {
        name: {**config.model_dump(), **settings.plugins.get(name, {})} for name, config in sections.items()
    }
    return Editors(open_editors(tools, settings={**settings.plugins, **own}))
