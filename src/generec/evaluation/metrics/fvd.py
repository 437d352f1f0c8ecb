"""FVD: Fréchet's distance of what a video network sees in clips (Unterthiner et al. 2018). Extra `hub`.

The network is handed in, since published values differ by it: `I3d` reads the TorchScript file that
most published code uses (features before the classifier, Kinetics-400), `VideoMae` a VideoMAE from a
folder or the hub, which looks at motion rather than at single frames (Ge et al., "On the content bias in
Fréchet video distance", CVPR 2024). Frames that a generator was given are cut off on *both* sides
before: with them in, a clip is partly compared with itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from generec.domain.errors import ConfigError, DataError, MissingExtra
from generec.evaluation.metrics.sets import Distance, frechet, kid
from generec.models import hub

Clips = Sequence[NDArray[np.uint8]]
"""Clips of (frames, height, width, 3) RGB each, all of one shape."""

Floats = NDArray[np.float64]


class Network(Protocol):
    """Turns clips into feature vectors."""

    name: str
    fewest: int

    def __call__(self, clips: Clips) -> Floats:
        """(n, d) features of clips with `fewest` frames at least."""
        ...


def fvd(
    made: Clips, real: Clips, *, network: Network, rng: Generator, given: int = 0
) -> tuple[Distance, Distance]:
    """FVD, and the unbiased kernel distance of the same features.

    `given` frames at the start of each clip were handed to the generator; they are cut off on both
    sides. Raises `DataError` for clips that are too short afterwards or differ in shape.
    """
    one, two = (network(_left(clips, given, network)) for clips in (made, real))
    return frechet(one, two), kid(one, two, rng=rng)


def _left(clips: Clips, given: int, network: Network) -> Clips:
    shapes = {clip.shape for clip in clips}
    if len(shapes) != 1 or len(next(iter(shapes))) != 4:
        raise DataError(f"clips have one shape (frames, height, width, 3), not {sorted(shapes)}")
    if given < 0 or next(iter(shapes))[0] - given < network.fewest:
        raise DataError(
            f"{network.name} needs {network.fewest} frames of its own in each clip: "
            f"there are {next(iter(shapes))[0]}, of which {given} were given"
        )
    return [clip[given:] for clip in clips]


class I3d:
    """The I3D network as TorchScript: `i3d_torchscript.pt`, of StyleGAN-V and the code after it.

    Called as that file is: (n, 3, frames, height, width), with its own rescaling and resizing, to the
    features before the classifier. The file is not ours to ship; it holds a program, so take it from
    where you trust.
    """

    fewest = 10

    def __init__(self, file: Path, *, batch: int = 8, device: str = "cpu") -> None:
        """Load the file. Raises `MissingExtra` without PyTorch, `ConfigError` for what is none."""
        torch = _torch("FVD by I3D")
        try:
            self._model = torch.jit.load(str(file), map_location=device).eval()
        except (RuntimeError, ValueError, OSError) as error:
            raise ConfigError(f"{file} is no TorchScript file: {str(error).splitlines()[0]}") from error
        self.name, self.batch, self.device, self._torch = f"I3D ({file.name})", batch, device, torch

    def __call__(self, clips: Clips) -> Floats:
        """See `Network`."""
        out = []
        with self._torch.no_grad():
            for at in range(0, len(clips), self.batch):
                rows = np.stack(clips[at : at + self.batch]).transpose(0, 4, 1, 2, 3)
                x = self._torch.from_numpy(np.ascontiguousarray(rows)).float().to(self.device)
                found = self._model(x, rescale=True, resize=True, return_features=True)
                out.append(found.cpu().numpy().astype(np.float64))
        return np.concatenate(out)


class VideoMae:
    """A VideoMAE encoder of `transformers`, from a folder or, as `hub:owner/name@revision`, the hub's cache.

    Features are the mean over its last tokens. Frames are taken evenly to as many as it was trained on.
    """

    def __init__(self, model: str, *, batch: int = 4, device: str = "cpu") -> None:
        """Load it; the network is not reached. Raises `MissingExtra`, `MissingModel`, `ConfigError`."""
        self._torch = _torch("FVD by VideoMAE")
        try:
            from transformers import VideoMAEImageProcessor, VideoMAEModel
        except ImportError as error:
            raise MissingExtra("hub", what="FVD by VideoMAE") from error
        folder = hub.folder(model) if model.startswith(hub.PREFIX) else Path(model)
        try:
            self._model = VideoMAEModel.from_pretrained(folder, local_files_only=True).to(device).eval()
            self._prepare: Any = VideoMAEImageProcessor.from_pretrained(folder, local_files_only=True)
        except (OSError, ValueError) as error:
            raise ConfigError(f"{model} is no VideoMAE: {str(error).splitlines()[0]}") from error
        self.name, self.batch, self.device = f"VideoMAE ({model})", batch, device
        self.fewest = int(self._model.config.num_frames)

    def __call__(self, clips: Clips) -> Floats:
        """See `Network`."""
        out = []
        with self._torch.no_grad():
            for at in range(0, len(clips), self.batch):
                some = [list(_evenly(clip, self.fewest)) for clip in clips[at : at + self.batch]]
                pixels = self._prepare(some, return_tensors="pt")["pixel_values"].to(self.device)
                found = self._model(pixel_values=pixels).last_hidden_state.mean(dim=1)
                out.append(found.cpu().numpy().astype(np.float64))
        return np.concatenate(out)


def _evenly(clip: NDArray[np.uint8], n: int) -> NDArray[np.uint8]:
    """`n` frames of a clip from its first to its last."""
    return clip[np.linspace(0, len(clip) - 1, n).round().astype(np.int64)]


def _torch(what: str) -> Any:
    try:
        import torch
    except ImportError as error:
        raise MissingExtra("hub", what=what) from error
    return torch
