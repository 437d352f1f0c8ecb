"""Pipelines of `diffusers` from a folder: pictures and videos drawn after words and pictures (extra `hub`).

Any pipeline whose call takes words or a picture; what its call takes is read from its signature. One is
held at a time: two would need the memory of two.
"""

from __future__ import annotations

import gc
import inspect
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, Final, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from generec.domain.errors import ConfigError, MediaError, MissingExtra, NotAllowed
from generec.domain.parts import Image
from generec.models import folders

Dtype = Literal["float32", "float16", "bfloat16"]
Offload = Literal["none", "model", "sequential"]
Step = Callable[[int, int], None]
"""Told how many steps are done, of how many; may raise, to end the drawing."""

_WHAT: Final = "drawing with a model of the hub"
_SHORT: Final = ("out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory")
_MEND: Final = (
    "a smaller width and height, fewer frames, dtype = bfloat16, vae_tiling, vae_slicing, attention_slicing,"
    " and with a GPU offload = model or sequential need less"
)


class Adapter(NamedTuple):
    """An IP-Adapter, for pictures beside the words: where it is, which file, and how much it counts."""

    folder: Path
    subfolder: str
    weight: str
    encoder: str
    scale: float


class Loading(NamedTuple):
    """What is loaded, and how: `weights` tells other files in the same place apart."""

    folder: Path
    weights: tuple[str, ...]
    dtype: Dtype = "float32"
    device: str = "cpu"
    offload: Offload = "none"
    vae_slicing: bool = False
    vae_tiling: bool = False
    attention_slicing: bool = False
    checker: bool = True
    adapter: Adapter | None = None


class Pipeline:
    """A loaded pipeline; one drawing at a time, from any thread."""

    def __init__(self, loading: Loading) -> None:
        """Load it. Raises `MissingExtra`, `ConfigError` where it cannot be, `MediaError` for memory."""
        try:
            import torch
            from diffusers import DiffusionPipeline
        except ImportError as error:
            raise MissingExtra("hub", what=_WHAT) from error
        self._torch, self._lock, self._loading = torch, threading.Lock(), loading
        if loading.device.startswith("cuda") and not torch.cuda.is_available():
            raise ConfigError(f"device = {loading.device}: PyTorch finds no such GPU here", field="device")
        has = "safety_checker" in folders.index(loading.folder)
        with self._memory(), _quiet():
            try:
                self._pipe = DiffusionPipeline.from_pretrained(
                    loading.folder,
                    dtype=getattr(torch, loading.dtype),
                    local_files_only=True,
                    use_safetensors=True,
                    **({} if loading.checker or not has else _UNCHECKED),
                )
                self._takes = inspect.signature(self._pipe.__call__).parameters
                self._adapt(loading.adapter)
                self._place(loading)
            except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
                raise ConfigError(f"{loading.folder} cannot be loaded: {error}", field="model") from error
        self._pipe.set_progress_bar_config(disable=True)

    def takes(self, *names: str) -> bool:
        """Whether its call takes all of these."""
        return all(name in self._takes for name in names)

    def __call__(
        self,
        *,
        seed: int,
        step: Step,
        image: Image | None = None,
        liked: Sequence[Image] = (),
        options: Mapping[str, Any] | None = None,
        **asked: Any,
    ) -> NDArray[np.uint8]:
        """Draw: (n, height, width, 3), n 1 for a picture. The same arguments give the same numbers.

        `asked` are arguments of the pipeline's call, left out where it does not take them; `options` are
        more of them, an error where it does not. The noise is drawn on the CPU, whatever the device.
        Raises `MediaError` where memory does not do, `NotAllowed` where the model's own checker objects,
        `ConfigError` for arguments that it does not take.
        """
        given = {name: value for name, value in asked.items() if self.takes(name) and value is not None}
        given |= self._known(options or {})
        if image is not None:
            given["image"] = Pillow.fromarray(image)
        if liked:
            given["ip_adapter_image"] = [[Pillow.fromarray(one) for one in liked]]
        given["generator"] = self._torch.Generator("cpu").manual_seed(seed)
        with self._lock, self._memory(), self._told(step):
            try:
                out = self._pipe(output_type="np", **given)
            except (ValueError, TypeError) as error:
                raise ConfigError(f"{self._loading.folder.name} cannot draw this: {error}") from error
        if any(getattr(out, "nsfw_content_detected", None) or ()):
            raise NotAllowed("the model's own safety checker found what it drew unfit to be shown")
        return _pixels(out)

    def _known(self, options: Mapping[str, Any]) -> Mapping[str, Any]:
        if strange := [name for name in options if not self.takes(name)]:
            raise ConfigError(f"{self._loading.folder.name} takes no option {strange[0]!r}", field="options")
        return options

    def _adapt(self, adapter: Adapter | None) -> None:
        """Put the adapter of preference pictures in."""
        if adapter is None:
            return
        if not self.takes("ip_adapter_image"):
            raise ConfigError(f"{self._loading.folder} takes no IP-Adapter", field="ip_adapter")
        self._pipe.load_ip_adapter(
            str(adapter.folder),
            subfolder=adapter.subfolder,
            weight_name=adapter.weight,
            image_encoder_folder=adapter.encoder,
            local_files_only=True,
        )
        self._pipe.set_ip_adapter_scale(adapter.scale)

    def _place(self, loading: Loading) -> None:
        """To its device, with what saves memory. Raises `ConfigError` for what this model does not offer."""
        for wanted, name in ((loading.vae_slicing, "enable_slicing"), (loading.vae_tiling, "enable_tiling")):
            if wanted:
                getattr(self._pipe.vae, name)()
        if loading.attention_slicing:
            self._pipe.enable_attention_slicing()
        if loading.offload == "none":
            self._pipe.to(loading.device)
            return
        if loading.device == "cpu":
            raise ConfigError(f"offload = {loading.offload} is not possible without a GPU", field="offload")
        try:
            getattr(self._pipe, f"enable_{loading.offload}_cpu_offload")(device=loading.device)
        except (ImportError, RuntimeError, AssertionError) as error:
            raise ConfigError(f"offload = {loading.offload} is not possible here: {error}") from error

    @contextmanager
    def _told(self, step: Step) -> Iterator[None]:
        """Have every step of the sampler told: pipelines differ in callbacks, all step their sampler."""
        sampler = self._pipe.scheduler
        plain, done = sampler.step, 0

        @wraps(plain)
        def stepped(*args: Any, **more: Any) -> Any:
            nonlocal done
            out = plain(*args, **more)
            done += 1
            step(done, len(sampler.timesteps))
            return out

        sampler.step = stepped
        try:
            yield
        finally:
            del sampler.step

    @contextmanager
    def _memory(self) -> Iterator[None]:
        """Say what to do where memory does not do."""
        try:
            yield
        except (MemoryError, RuntimeError) as error:
            if not isinstance(error, MemoryError) and not any(one in str(error).casefold() for one in _SHORT):
                raise
            told = f"{self._loading.folder.name} needs more memory than there is on {self._loading.device}"
            raise MediaError(f"{told}: {_MEND}") from error


@contextmanager
def _quiet() -> Iterator[None]:
    """Bars and advice of the libraries stay away from the caller's terminal while something is loaded."""
    import diffusers.utils.logging as diffusers_logging
    import transformers.utils.logging as transformers_logging

    before = []
    for library in (diffusers_logging, transformers_logging):
        before.append((library, library.get_verbosity(), library.is_progress_bar_enabled()))
        library.set_verbosity_error()
        library.disable_progress_bar()
    try:
        yield
    finally:
        for library, verbosity, barred in before:
            library.set_verbosity(verbosity)
            if barred:
                library.enable_progress_bar()


_UNCHECKED: Final[dict[str, Any]] = {"safety_checker": None, "requires_safety_checker": False}

_held: list[tuple[Loading, Pipeline]] = []
_opening = threading.Lock()


def opened(loading: Loading) -> Pipeline:
    """The pipeline, loaded unless it is the one that was used last."""
    with _opening:
        if _held and _held[0][0] == loading:
            return _held[0][1]
        _held.clear()
        gc.collect()
        _held.append((loading, Pipeline(loading)))
        return _held[0][1]


def _pixels(out: Any) -> NDArray[np.uint8]:
    """The 8-bit frames of what a pipeline gave: pictures (1, h, w, 3), or one video (1, n, h, w, 3)."""
    frames = getattr(out, "frames", None)
    drawn = np.asarray(out.images if frames is None else frames[0], np.float32)
    return np.asarray((np.nan_to_num(drawn).clip(0, 1) * 255).round(), np.uint8)
