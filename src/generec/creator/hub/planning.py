"""From a wish to the steps of a recipe: which models draw what, from which pictures, and every number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from generec.creator.film.storyboard import title_of
from generec.creator.hub.config import AdapterConfig, FilmConfig, HubConfig, PipelineConfig
from generec.creator.hub.liking import Frame
from generec.creator.hub.wording import Prompt
from generec.domain.errors import ConfigError, NotAllowed
from generec.domain.guidance import Guidance, Topic
from generec.domain.recipes import Source, Step
from generec.models import digests, folders

NAME: Final = "creator.hub.v1"
WHAT: Final = "drawing with a model of the hub"
ADAPTER: Final = "ip-adapter"
Params = dict[str, Any]


class Sources:
    """The sources of a recipe, each once, by number."""

    def __init__(self) -> None:
        self.all: list[Source] = []

    def frame(self, frame: Frame) -> Params:
        """A frame as a step names it."""
        source = Source(item=frame.item.id, media=frame.item.media)
        if source not in self.all:
            self.all.append(source)
        return {"source": self.all.index(source), "at_s": frame.at_s}


def located(config: PipelineConfig, revision: str | None = None) -> Path:
    """The folder of a model (see `generec.models.folders.located`)."""
    return folders.located(config.model, config.revision if revision is None else revision, what=WHAT)


def adapter_files(config: AdapterConfig) -> tuple[Path, dict[str, Path]]:
    """The adapter's folder and its weights by part. Raises `ConfigError` where one is not there."""
    folder = folders.located(config.model, config.revision, what=WHAT)
    inside = folder / config.subfolder
    encoder = inside / config.encoder / "model.safetensors"
    files = {ADAPTER: inside / config.weight, f"{ADAPTER}-encoder": encoder}
    if missing := [file for file in files.values() if not file.is_file()]:
        raise ConfigError(f"the IP-Adapter has no {missing[0]}", field="ip_adapter")
    return folder, files


def hashed(config: HubConfig, task: str, *, adapted: bool, patience_s: float | None) -> dict[str, str]:
    """SHA-256 of everything that a step is drawn with, by part.

    Raises `NotAllowed` where it is still being read for the first time, and what `located` raises.
    """
    out = folders.hashes(located(config.model(task)), patience_s=patience_s)
    if adapted:
        _, files = adapter_files(config.ip_adapter)
        out |= digests.digests(files, what="the IP-Adapter", patience_s=patience_s)
    return out


def step(
    config: HubConfig,
    task: str,
    said: Prompt,
    *,
    topics: Sequence[Topic],
    size: tuple[int, int],
    seed: int,
    liked: Sequence[Params] = (),
    begins: Params | None = None,
    frames: int = 0,
) -> Step:
    """One drawing, fully resolved."""
    own: PipelineConfig = config.model(task)
    params: Params = {
        **own.terms.model_dump(mode="json"),
        "revision": "" if own.local else own.revision,
        "pipeline": folders.index(located(own))["_class_name"],
        "safety_checker": _checked(own),
        "dtype": own.dtype,
        "vae_tiling": own.vae_tiling,
        "attention_slicing": own.attention_slicing,
        "prompt": said.words,
        "against": said.against,
        "steps": own.steps,
        "guidance": own.guidance,
        "width": size[0],
        "height": size[1],
        "seed": seed,
        "options": dict(own.options),
        "title": title_of(topics),
        "asked": [topic[0] for topic in topics],
        "topics": list(dict.fromkeys(name for topic in topics for name in topic[1:])),
    }
    if frames and isinstance(own, FilmConfig):
        params |= {"frames": frames, "fps": own.fps}
    if begins is not None:
        params["begins"] = begins
    terms = [own.terms]
    if liked:
        ip = config.ip_adapter
        terms.append(ip.terms)
        params["liked"] = list(liked)
        params["adapter"] = {
            **ip.terms.model_dump(mode="json"),
            "revision": "" if ip.local else ip.revision,
            **ip.model_dump(include={"subfolder", "weight", "encoder", "scale"}),
        }
    models = hashed(config, task, adapted=bool(liked), patience_s=digests.PATIENCE_S)
    return Step(component=NAME, op=task, params=params, models=models, terms=tuple(dict.fromkeys(terms)))


def _checked(config: PipelineConfig) -> str:
    """Whether the model's own safety checker looks at what it draws: used, off, or none."""
    has = bool((folders.index(located(config)).get("safety_checker") or [None])[0])
    return "none" if not has else "used" if config.safety_checker else "off"


def length(guidance: Guidance, config: FilmConfig) -> int:
    """How many frames are made. Raises `NotAllowed` for a length that the model does not make."""
    limits = guidance.limits
    said = guidance.create.seconds if guidance.create else None
    said = said or limits.max_seconds or limits.min_seconds
    count, most = config.count(said), config.most
    usual_s, most_s = config.count(None) / config.fps, most / config.fps
    if said is None:
        return config.count(None)
    if limits.max_seconds and said == limits.max_seconds and said >= usual_s:
        return config.count(None)
    if count > most or abs(count / config.fps - said) > 0.5:
        raise NotAllowed(f"videos of {said:g} s are not made by {config.called}: up to {most_s:.1f} s are")
    return count
