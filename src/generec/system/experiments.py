"""Experiments: which settings a viewer's requests run under, the same at every visit, and logged.

A viewer's arm follows from a salted hash of the viewer's id alone: nothing is kept of it but the log of
requests, where it stands as a decision with its probability. Viewers without profiling are in no
experiment.
"""

from __future__ import annotations

import copy
import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, ValidationError

from generec.domain.errors import ConfigError, DataError, NotFound
from generec.domain.feed import Decision, Feed
from generec.domain.record import Record
from generec.store.durable import exclusive, replacing
from generec.system.assembly import Parts
from generec.system.choosing import Choosers
from generec.system.home import Home
from generec.system.loop import Loop
from generec.system.settings import Settings
from generec.system.showing import Shower

SECTIONS = ("retriever", "cover", "window", "headline", "variants", "decide", "exposure")
"""What an arm may set: sections that steer single requests, and nothing that others would meet."""

POLICY = "experiment."
NAME = r"^[a-z0-9][a-z0-9_-]{0,63}$"


class Arm(Record):
    """One way to serve: settings, nested as in `generec.toml`, over the home's own, and its weight."""

    name: str = Field(pattern=NAME)
    weight: float = Field(default=1.0, gt=0, allow_inf_nan=False)
    settings: dict[str, Any] = Field(default_factory=dict)


class Experiment(Record):
    """Arms, the first of which is the control, over a share of the viewers, from one moment to another.

    A viewer's outcome is what happens in `days` from their first request in it. `salt` makes its
    assignment independent of every other's.
    """

    name: str = Field(pattern=NAME)
    salt: str
    arms: tuple[Arm, ...] = Field(min_length=2, max_length=16)
    traffic: float = Field(default=1.0, gt=0, le=1)
    days: float = Field(default=7.0, gt=0, le=365)
    started_at: float
    ended_at: float | None = None

    @property
    def policy(self) -> str:
        """The name under which its assignments are logged."""
        return POLICY + self.name

    @property
    def shares(self) -> tuple[float, ...]:
        """Of viewers in it, the probability of each arm."""
        whole = sum(arm.weight for arm in self.arms)
        return tuple(arm.weight / whole for arm in self.arms)

    def arm_of(self, user: str) -> int | None:
        """The index of a viewer's arm; None for one outside of the experiment. Always the same."""
        if _even(self.salt, "traffic", user) >= self.traffic:
            return None
        at, whole = _even(self.salt, "arm", user), 0.0
        for index, share in enumerate(self.shares):
            whole += share
            if at < whole:
                return index
        return len(self.arms) - 1


def _even(salt: str, what: str, user: str) -> float:
    """A number in [0, 1) that is spread evenly over users and means nothing without the salt."""
    digest = hashlib.sha256(f"{salt}\0{what}\0{user}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


class Experiments:
    """The experiments of a home, one file for each in its folder `experiments`."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.folder = home.path / "experiments"
        self._read: tuple[int, tuple[Experiment, ...]] = (-1, ())

    def all(self) -> tuple[Experiment, ...]:
        """Every experiment, the oldest first; read again only when one was started or stopped."""
        try:
            stamp = self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        if self._read[0] != stamp:
            found = [self._of(file) for file in self.folder.glob("*.json")]
            self._read = stamp, tuple(sorted(found, key=lambda one: (one.started_at, one.name)))
        return self._read[1]

    def running(self) -> tuple[Experiment, ...]:
        """Those that were not stopped."""
        return tuple(one for one in self.all() if one.ended_at is None)

    def get(self, name: str) -> Experiment:
        """One by name. Raises `NotFound`."""
        for one in self.all():
            if one.name == name:
                return one
        raise NotFound(f"there is no experiment {name!r}", field="name")

    def start(self, name: str, arms: Sequence[Arm], *, traffic: float = 1.0, days: float = 7.0) -> Experiment:
        """Start one; viewers are divided from the next request on.

        Raises `ConfigError` for settings that are none or may not differ, `DataError` for a name that is
        taken, for arms that are no two, or where another that runs sets the same.
        """
        with exclusive(self.folder / ".lock"):
            if any(one.name == name for one in self.all()):
                raise DataError(f"there was an experiment {name!r} already: take another name", field="name")
            try:
                new = Experiment(
                    name=name,
                    salt=secrets.token_hex(16),
                    arms=tuple(arms),
                    traffic=traffic,
                    days=days,
                    started_at=self.home.clock(),
                )
            except ValidationError as error:
                first = error.errors()[0]
                raise DataError(first["msg"], field=".".join(map(str, first["loc"]))) from error
            self._fitting(new)
            self._write(new)
        self._note("experiment", new)
        return new

    def stop(self, name: str) -> Experiment:
        """Stop one: from the next request on all are served by the home's own settings. Raises `NotFound`."""
        with exclusive(self.folder / ".lock"):
            found = self.get(name)
            if found.ended_at is not None:
                return found
            ended = found.model_copy(update={"ended_at": self.home.clock()})
            self._write(ended)
        self._note("experiment stopped", ended)
        return ended

    def _fitting(self, new: Experiment) -> None:
        names = [arm.name for arm in new.arms]
        if len(set(names)) < len(names):
            raise DataError("two arms have one name", field="arms")
        for arm in new.arms:
            under(self.home.settings, arm.settings)
        mine = {key for arm in new.arms for key in _keys(arm.settings)}
        for other in self.running():
            both = mine & {key for arm in other.arms for key in _keys(arm.settings)}
            if both:
                raise DataError(
                    f"the experiment {other.name!r} sets {min(both)} too: stop it first", field="arms"
                )

    def _write(self, one: Experiment) -> None:
        with replacing(self.folder / f"{one.name}.json") as file:
            file.write(one.model_dump_json(indent=1).encode())

    def _note(self, action: str, one: Experiment) -> None:
        detail = ", ".join(arm.name for arm in one.arms)
        self.home.rows.log.put(at=self.home.clock(), action=action, subject=one.name, detail=detail)

    def _of(self, file: Path) -> Experiment:
        try:
            return Experiment.model_validate_json(file.read_bytes())
        except ValidationError as error:
            raise ConfigError(f"{file} is no experiment: {error.errors()[0]['msg']}") from error


def under(settings: Settings, changed: Mapping[str, Any]) -> Settings:
    """The settings with others over them. Raises `ConfigError` for a key that is none or may not differ."""
    new: dict[str, BaseModel] = {}
    for section, values in changed.items():
        if section not in SECTIONS or not isinstance(values, Mapping):
            told = f"an experiment sets keys of {', '.join(SECTIONS)}, not {section!r}"
            raise ConfigError(told, field=section)
        own: BaseModel = getattr(settings, section)
        try:
            new[section] = type(own).model_validate(_over(own.model_dump(), values))
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(map(str, (section, *first["loc"])))
            told = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"]
            raise ConfigError(f"setting {key!r}: {told}", field=key) from error
    return settings.model_copy(update=new)


def _over(own: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(own)
    for key, value in values.items():
        below = out.get(key)
        nested = isinstance(below, Mapping) and isinstance(value, Mapping)
        out[key] = _over(below, value) if nested else value  # type: ignore[arg-type]
    return out


def _keys(settings: Mapping[str, Any], before: str = "") -> list[str]:
    """Dotted names of all that is set."""
    out = []
    for key, value in settings.items():
        name = f"{before}{key}"
        out += _keys(value, f"{name}.") if isinstance(value, Mapping) else [name]
    return out


class Divided:
    """The loop, under the settings of a viewer's arms; without an experiment the loop as it is."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self.experiments = Experiments(parts.home)
        self._plain = Loop(parts)
        self._loops: dict[tuple[tuple[str, int], ...], Loop] = {}

    def __call__(self, user: str, **given: Any) -> Feed:
        """One request (arguments as for `GeneRec.recommend`)."""
        running = self.experiments.running()
        if not running or not self.parts.people.get(user).profiling:
            return self._plain(user, **given)
        arms = [(one, index) for one in running if (index := one.arm_of(user)) is not None]
        key = tuple((one.name, index) for one, index in arms)
        if key not in self._loops:
            known = {one.name for one in running}
            self._loops = {k: v for k, v in self._loops.items() if {name for name, _ in k} <= known}
            self._loops[key] = self._loop(arms)
        return self._loops[key](user, **given)

    def _loop(self, arms: Sequence[tuple[Experiment, int]]) -> Loop:
        settings = self.parts.home.settings
        for one, index in arms:
            settings = under(settings, one.arms[index].settings)

        def assigned(request: str, user: str, at: float) -> list[Decision]:
            return [
                Decision(
                    request=request,
                    user=user,
                    at=at,
                    kind="experiment",
                    policy=one.policy,
                    options=tuple(arm.name for arm in one.arms),
                    probabilities=one.shares,
                    chosen=index,
                )
                for one, index in arms
            ]

        changed = any(one.arms[index].settings for one, index in arms)
        return Loop(_parts_under(self.parts, settings) if changed else self.parts, assigned)


def _parts_under(parts: Parts, settings: Settings) -> Parts:
    """The same stores, catalogue, fit and learning; what steers a request is under other settings."""
    home = copy.copy(parts.home)
    home.settings = settings
    choosers = Choosers(
        cover=settings.cover,
        window=settings.window,
        headline=settings.headline,
        texts=home.said,
    )
    corpus = parts.corpus.under(home, choosers=choosers)
    variants = parts.variants.under(settings.variants)
    shower = Shower(home, retriever=corpus.retriever, choosers=choosers, variants=variants)
    return replace(parts, home=home, corpus=corpus, shower=shower, variants=variants)
