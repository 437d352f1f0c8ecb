"""From the steps of a recipe to pictures: nothing is chosen here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from generec.creator.hub.config import HubConfig, PipelineConfig
from generec.creator.hub.planning import adapter_files, hashed, located
from generec.domain.errors import ConfigError, DataError
from generec.domain.items import Item
from generec.domain.parts import Image
from generec.domain.recipes import Recipe, Step
from generec.editor.tools import Tools
from generec.media.frames import picture_at
from generec.models import pipelines
from generec.models.pipelines import Adapter, Loading

Params = dict[str, Any]
Told = Callable[[str], None]


class Drawer:
    """Draws the steps of one recipe in their order, each from what the one before gave."""

    def __init__(
        self, config: HubConfig, recipe: Recipe, sources: Sequence[Item], *, tools: Tools, told: Told | None
    ) -> None:
        self._config, self._recipe, self._tools, self._told = config, recipe, tools, told
        self._items = {item.id: item for item in sources}

    def __call__(self) -> NDArray[np.uint8]:
        """(n, height, width, 3): one picture, or the frames of a video.

        Raises `DataError` for other weights or settings than the recipe's, and what drawing raises.
        """
        drawn: NDArray[np.uint8] | None = None
        steps = [step for step in self._recipe.steps if step.op != "music"]
        for step in steps:
            what = f"{step.op.replace('_', ' ')} " if len(steps) > 1 else ""
            drawn = self._draw(step, drawn, f"drawing {what}".strip())
        assert drawn is not None
        return drawn

    def _draw(self, step: Step, before: NDArray[np.uint8] | None, what: str) -> NDArray[np.uint8]:
        params: Params = step.params
        size = int(params["width"]), int(params["height"])
        begins = (
            self._frame(params["begins"]) if "begins" in params else None if before is None else before[0]
        )
        moving = step.op == "image_to_video"
        if self._told is not None:
            self._told(f"{what}: loading the model")
        draw = pipelines.opened(self._loading(step))
        fps = params.get("fps")

        def done(number: int, of: int) -> None:
            if self._told is not None:
                self._told(f"{what}: step {number} of {of}")

        return draw(
            seed=int(params["seed"]),
            step=done,
            image=filled(begins, size) if moving and begins is not None else None,
            liked=[self._frame(one) for one in params.get("liked", ())],
            options=params["options"],
            prompt=params["prompt"],
            negative_prompt=params["against"],
            num_inference_steps=params["steps"],
            guidance_scale=params["guidance"],
            width=size[0],
            height=size[1],
            num_frames=params.get("frames"),
            **{name: fps for name in ("fps", "frame_rate", "target_fps") if name not in params["options"]},
        )

    def _loading(self, step: Step) -> Loading:
        """What is loaded for a step. Raises `DataError`, `ConfigError` where it is another model."""
        params: Params = step.params
        own: PipelineConfig = self._config.model(step.op)
        if not own.model or own.called != params["model"]:
            raise ConfigError(f"the step was made with {params['model']}, and [hub.{step.op}] names another")
        adapter = self._adapter(params)
        if hashed(self._config, step.op, adapted=adapter is not None, patience_s=None) != step.models:
            raise DataError(f"the step was made with other weights of {params['model']} than are here")
        return Loading(
            folder=located(own),
            weights=tuple(step.models.values()),
            dtype=params["dtype"],
            device=own.device,
            offload=own.offload,
            vae_slicing=own.vae_slicing,
            vae_tiling=params["vae_tiling"],
            attention_slicing=params["attention_slicing"],
            checker=params["safety_checker"] != "off",
            adapter=adapter,
        )

    def _adapter(self, params: Params) -> Adapter | None:
        if "adapter" not in params:
            return None
        told, config = params["adapter"], self._config.ip_adapter
        if not config.model or config.called != told["model"]:
            raise ConfigError(f"the step was made with {told['model']}, and [hub.ip_adapter] names another")
        folder, _ = adapter_files(config)
        return Adapter(folder, told["subfolder"], told["weight"], told["encoder"], float(told["scale"]))

    def _frame(self, params: Params) -> Image:
        """A frame of a source. Raises `DataError` where it is gone."""
        source = self._recipe.sources[int(params["source"])]
        item = self._items.get(source.item)
        if item is None or source.media is None:
            raise DataError(f"the recipe's source {source.item!r} is not there")
        with self._tools.media(source.media) as path:
            return picture_at(path, kind=item.kind, at_s=float(params["at_s"]))


def filled(image: Image, size: tuple[int, int]) -> Image:
    """The middle of a picture that fills (width, height)."""
    width, height = size
    scale = max(width / image.shape[1], height / image.shape[0])
    wide, high = max(width, round(image.shape[1] * scale)), max(height, round(image.shape[0] * scale))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    grown = cv2.resize(image, (wide, high), interpolation=method)
    left, top = (wide - width) // 2, (high - height) // 2
    return np.ascontiguousarray(grown[top : top + height, left : left + width])
