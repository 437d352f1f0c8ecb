"""Settings: call or option beats environment (`GENEREC_...`) beats `generec.toml` beats default.

The file is written once, with every key commented out at its default and its meaning above it, so
that it documents itself; a key that does not exist is an error, never ignored.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, SettingsError

from generec.creator.diffusion.creator import DiffusionConfig
from generec.creator.film.creator import StoryboardCreatorConfig
from generec.creator.hub.config import HubConfig
from generec.creator.image.collage import CollageCreatorConfig
from generec.creator.image.poster import PosterCreatorConfig
from generec.creator.text.digest import DigestCreatorConfig
from generec.domain.errors import ConfigError
from generec.editor.clip import ClipConfig
from generec.editor.cover import CoverConfig
from generec.editor.picture import PictureConfig
from generec.editor.sdedit import SdeditConfig
from generec.editor.text.editor import TextConfig
from generec.editor.text.headline import HeadlineConfig
from generec.editor.thumbnail import ThumbnailConfig
from generec.editor.video import VideoConfig
from generec.editor.window import WindowConfig
from generec.encoders.speech import SpeechConfig
from generec.fidelity.gate import GateConfig
from generec.fidelity.seal import SealConfig
from generec.ingest.pipeline import IngestConfig
from generec.instructor.behaviour import BehaviourConfig
from generec.instructor.decide import DecideConfig
from generec.instructor.instructor import InstructorConfig
from generec.jobs.worker import JobsConfig
from generec.policy.bandit import BanditConfig
from generec.policy.budget import BudgetConfig
from generec.policy.exposure import ExposureConfig
from generec.policy.switch import SwitchConfig
from generec.retriever.ranking import RetrieverConfig
from generec.retriever.train import TrainConfig
from generec.system.limits import ServingConfig
from generec.system.llm import LlmConfig


class StoreConfig(BaseModel):
    """Where things are kept. `{home}` stands for the home folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows: str = Field(default="sqlite:///{home}/generec.db", description="URL of the database.")
    blobs: str = Field(default="file://{home}/blobs", description="URL of the media store: file:// or s3://.")


class EncoderConfig(BaseModel):
    """What turns pictures and words to vectors."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(
        default="encoder.embedded.v1",
        description="A registered encoder; encoder.clip.v1 needs the extra [hub].",
    )
    settings: dict[str, JsonValue] = Field(
        default_factory=dict, description="The encoder's own settings, such as the model's folder."
    )


class Settings(BaseSettings):
    """All settings of a home, by section."""

    model_config = SettingsConfigDict(
        env_prefix="GENEREC_",
        env_nested_delimiter="__",
        env_ignore_empty=True,
        extra="forbid",
        frozen=True,
    )

    store: StoreConfig = StoreConfig()
    encoder: EncoderConfig = EncoderConfig()
    ingest: IngestConfig = IngestConfig()
    instructor: InstructorConfig = InstructorConfig()
    llm: LlmConfig = LlmConfig()
    behaviour: BehaviourConfig = BehaviourConfig()
    decide: DecideConfig = DecideConfig()
    train: TrainConfig = TrainConfig()
    retriever: RetrieverConfig = RetrieverConfig()
    cover: CoverConfig = CoverConfig()
    window: WindowConfig = WindowConfig()
    headline: HeadlineConfig = HeadlineConfig()
    clip: ClipConfig = ClipConfig()
    thumbnail: ThumbnailConfig = ThumbnailConfig()
    video: VideoConfig = VideoConfig()
    picture: PictureConfig = PictureConfig()
    sdedit: SdeditConfig = SdeditConfig()
    text: TextConfig = TextConfig()
    speech: SpeechConfig = SpeechConfig()
    creator: StoryboardCreatorConfig = StoryboardCreatorConfig()
    digest: DigestCreatorConfig = DigestCreatorConfig()
    poster: PosterCreatorConfig = PosterCreatorConfig()
    collage: CollageCreatorConfig = CollageCreatorConfig()
    hub: HubConfig = HubConfig()
    diffusion: DiffusionConfig = DiffusionConfig()
    generation: SwitchConfig = SwitchConfig()
    variants: BanditConfig = BanditConfig()
    exposure: ExposureConfig = ExposureConfig()
    budget: BudgetConfig = BudgetConfig()
    gate: GateConfig = GateConfig()
    seal: SealConfig = SealConfig()
    jobs: JobsConfig = JobsConfig()
    serving: ServingConfig = ServingConfig()
    plugins: dict[str, dict[str, JsonValue]] = Field(
        default_factory=dict, description="Settings of installed plugins, by component name."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment comes first: `load` has merged options and file before."""
        return init_settings, env_settings


def load(file: Path, *, options: Mapping[str, Any] | None = None) -> Settings:
    """Settings from a TOML file (which may be absent), the environment and `options`.

    `options` is nested like the file. Raises `ConfigError` naming the key that is wrong.
    """
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from error
    try:
        given = _merged(_merged(table, _environment()), options or {})
        return Settings.model_validate({name: _filled(name, value) for name, value in given.items()})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        told = "there is no such setting" if first["type"] == "extra_forbidden" else first["msg"]
        raise ConfigError(f"setting {key!r}: {told} (see {file})", field=key) from error


def _environment() -> dict[str, Any]:
    """What the environment sets, nested. A variable of a section that does not exist is an error."""
    for name in os.environ:
        section = name.removeprefix("GENEREC_").split("__")[0].lower()
        if name.startswith("GENEREC_") and "__" in name and section not in Settings.model_fields:
            raise ConfigError(f"environment variable {name}: there is no section {section!r}", field=section)
    try:
        return Settings().model_dump(exclude_unset=True)
    except SettingsError as error:
        raise ConfigError(f"environment: {error}") from error


def _filled(name: str, given: Any) -> Any:
    """A section with every key: what is given, the rest at the section's own defaults."""
    field = Settings.model_fields.get(name)
    default = field.default if field is not None else None
    return _over(default, given) if isinstance(default, BaseModel) and isinstance(given, Mapping) else given


def _over(default: BaseModel, given: Mapping[str, Any]) -> dict[str, Any]:
    fields = type(default).model_fields
    out: dict[str, Any] = {key: getattr(default, key) for key in fields}
    for key, value in given.items():
        below = out.get(key)
        if isinstance(below, BaseModel) and isinstance(value, Mapping):
            out[key] = _over(below, value)
        elif value == "" and key in fields and NoneType in get_args(fields[key].annotation):
            out[key] = None
        else:
            out[key] = value
    return out


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(under)
    for key, value in over.items():
        below = out.get(key)
        out[key] = (
            _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
        )
    return out


def template() -> str:
    """The text of a new `generec.toml`: every key, commented out at its default, with its meaning."""
    parts = ["# GeneRec settings. Take the # away in front of a key to change it.\n"]
    parts += [_section(name, field.default) for name, field in Settings.model_fields.items() if field.default]
    parts.append('# Settings of an installed plugin:\n# [plugins."acme.logo.v1"]\n')
    return "\n".join(part for part in parts if part)


def _section(name: str, config: Any) -> str:
    if not isinstance(config, BaseModel):
        return ""
    lines = [f"# {(type(config).__doc__ or '').strip().splitlines()[0]}", f"[{name}]"]
    tables = []
    for key, field in type(config).model_fields.items():
        value = getattr(config, key)
        if isinstance(value, BaseModel):
            tables.append(_section(f"{name}.{key}", value))
            continue
        told = field.description or key
        lines.append(f"# {told[:1].upper()}{told[1:]}")
        lines.append(f"# {key} = {_toml(value)}")
    return "\n".join(["\n".join(lines) + "\n", *tables])


def _toml(value: Any) -> str:
    if isinstance(value, BaseModel):
        return _toml(value.model_dump())
    if isinstance(value, Enum):
        return _toml(value.value)
    if isinstance(value, Mapping):
        inner = ", ".join(f"{json.dumps(str(k))} = {_toml(v)}" for k, v in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple | set | frozenset):
        parts = sorted(value) if isinstance(value, set | frozenset) else value
        return "[" + ", ".join(_toml(part) for part in parts) + "]"
    if value is None:
        return '""  # not set'
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
