"""A training in a folder: begun, stopped, killed, gone on with, and put in force at its end.

`material/` is what is trained on, `run.json` the settings, `state.pt` what the run goes on from, `curve.csv`
how it went, `checkpoints/` what was put in force, `report.html` and `sheet.png` what to look at.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Final

from pydantic import ValidationError

from generec.creator.diffusion import checkpoint, material
from generec.creator.diffusion.config import TrainingConfig
from generec.creator.diffusion.material import Material
from generec.domain.errors import ConfigError, DataError, MissingExtra
from generec.store.durable import exclusive, replacing

TRAINED: Final = "trained"
"""The folder of a home's own training."""
CHECKPOINTS, MATERIAL, REPORT = "checkpoints", "material", "report.html"
_RUN, _STATE, _CURVE, _LOCK = "run.json", "state.pt", "curve.csv", ".lock"
_FREE: Final = frozenset(("threads", "device", "save_s", "checkpointing"))
"""Settings that may be others when a run is gone on with: they say where it runs, not what it does."""

Step = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Trained:
    """How a run stands: `step` of `steps` are done, `checkpoint` is in force; losses of its last look."""

    step: int
    steps: int
    cpu_s: float
    trained: float | None
    held_out: float | None
    works: int
    groups: tuple[str, ...]
    checkpoint: str
    report: str

    def text(self) -> str:
        """For people, in lines."""
        done = "done" if self.step >= self.steps else "stopped; --resume goes on"
        lines = [f"step {self.step} of {self.steps} ({done}), {self.cpu_s:.0f} s of processor time"]
        if self.trained is not None:
            held = f", {self.held_out:.4f} on held-out works" if self.held_out is not None else ""
            lines.append(f"loss {self.trained:.4f} on works trained on{held}")
        lines.append(f"{self.works} works, {len(self.groups)} groups of viewers")
        lines.append(f"checkpoint {self.checkpoint}")
        return "\n".join([*lines, f"report {self.report}"] if self.report else lines)


def stands(folder: Path) -> bool:
    """Whether a training stands in a folder, to go on with."""
    return (folder / _STATE).exists()


def train(
    folder: Path,
    gather: Callable[[], Material],
    config: TrainingConfig,
    *,
    resume: bool = False,
    restart: bool = False,
    minutes: float | None = None,
    progress: Step | None = None,
) -> Trained:
    """Train in `folder` on what `gather` gives, to the end, for `minutes`, or until interrupted (then no
    report is written: that takes a while).

    With `resume` a run goes on as it was begun, on the same material; with `restart` another takes its
    place. Raises `MissingExtra`, `ConfigError` where a run stands in the way or there is none to go on
    with, `DataError`.
    """
    try:
        from generec.creator.diffusion.training import Trainer
    except ImportError as error:
        raise MissingExtra("diffusion", what="training a creator") from error
    with exclusive(folder / _LOCK), _asked_to_stop() as asked:
        found, settings = _begun(folder, gather, config, resume=resume, restart=restart)
        trainer = Trainer(found, settings)
        fingerprint = found.fingerprint()
        if resume:
            trainer.restore(_state(folder, fingerprint))
        deadline = time.monotonic() + 60 * minutes if minutes is not None else None

        def stop() -> bool:
            if progress is not None:
                progress(trainer.step, settings.steps, "training")
            return asked() or (deadline is not None and time.monotonic() >= deadline)

        trainer.run(until=stop, saved=lambda now: _save(folder, now, fingerprint))
        return _ended(folder, trainer, fingerprint, told=not asked())


def _begun(
    folder: Path, gather: Callable[[], Material], config: TrainingConfig, *, resume: bool, restart: bool
) -> tuple[Material, TrainingConfig]:
    """What the run trains on, and its settings."""
    state, file = folder / _STATE, folder / _RUN
    if resume:
        kept = material.load(folder / MATERIAL)
        if kept is None or not stands(folder) or not file.exists():
            raise ConfigError(f"there is no training in {folder} to go on with: leave --resume out")
        return kept, _settled(file, config)
    if stands(folder) and not restart:
        raise ConfigError(f"a training stands in {folder}: --resume goes on with it, --restart begins anew")
    for old in (state, file, folder / _CURVE):
        old.unlink(missing_ok=True)
    gather().save(folder / MATERIAL)
    with replacing(file) as out:
        out.write(config.model_dump_json(indent=1).encode())
    kept = material.load(folder / MATERIAL)
    assert kept is not None
    return kept, config


def _settled(file: Path, config: TrainingConfig) -> TrainingConfig:
    """The settings that a run was begun with, but for where it runs now."""
    try:
        begun = TrainingConfig.model_validate_json(file.read_text(encoding="utf-8"))
    except (ValidationError, UnicodeDecodeError) as error:
        raise DataError(f"{file} is damaged: begin anew with --restart") from error
    return begun.model_copy(update={name: getattr(config, name) for name in _FREE})


def _save(folder: Path, trainer: object, fingerprint: str) -> None:
    """Keep the state and the curve, each whole or as it was."""
    import torch

    from generec.creator.diffusion.training import Trainer

    assert isinstance(trainer, Trainer)
    content = io.BytesIO()
    torch.save({**trainer.state(), "material": fingerprint}, content)
    with replacing(folder / _STATE) as file:
        file.write(hashlib.sha256(content.getbuffer()).digest())
        file.write(content.getbuffer())
    lines = io.StringIO()
    table = csv.writer(lines, lineterminator="\n")
    table.writerow(["step", "training", "trained", "held_out", "cpu_s"])
    for p in trainer.curve:
        table.writerow([p.step, p.training, p.trained, "" if p.held_out is None else p.held_out, p.cpu_s])
    with replacing(folder / _CURVE) as file:
        file.write(lines.getvalue().encode())


def _state(folder: Path, fingerprint: str) -> dict[str, object]:
    """The state on disk. Raises `DataError` where it is damaged or of other material."""
    import torch

    raw = (folder / _STATE).read_bytes()
    if hashlib.sha256(raw[32:]).digest() != raw[:32]:
        raise DataError(f"{folder / _STATE} is damaged: begin anew with --restart")
    state: dict[str, object] = torch.load(io.BytesIO(raw[32:]), map_location="cpu", weights_only=True)
    if state.get("material") != fingerprint:
        raise DataError(f"{folder / MATERIAL} is not what the run was begun on: begin anew with --restart")
    return state


def _ended(folder: Path, trainer: object, fingerprint: str, *, told: bool) -> Trained:
    """Put the running mean of the weights in force; with `told` write the report, which takes a while."""
    import torch

    from generec.creator.diffusion.report import write
    from generec.creator.diffusion.training import Trainer

    assert isinstance(trainer, Trainer)
    found, names = trainer.material, trainer.material.names()
    card = checkpoint.Card(
        config=trainer.config,
        words=trainer.shape.words,
        steps=trainer.step,
        groups=names,
        material=fingerprint,
        works=tuple(found.trained()),
    )
    with trainer.averaged():
        weights = {name: tensor.clone() for name, tensor in trainer.network.state_dict().items()}
    path = checkpoint.write(folder / CHECKPOINTS, card, weights, torch.from_numpy(found.tastes.copy()))
    if told:
        write(folder, path, found, trainer.curve)
    last = trainer.curve[-1] if trainer.curve else None
    return Trained(
        step=trainer.step,
        steps=trainer.config.steps,
        cpu_s=round(trainer.cpu_s, 1),
        trained=last.trained if last else None,
        held_out=last.held_out if last else None,
        works=len(card.works),
        groups=names,
        checkpoint=str(path),
        report=str(folder / REPORT) if told else "",
    )


def record(trained: Trained) -> dict[str, object]:
    """Plain JSON data."""
    return json.loads(json.dumps({name: getattr(trained, name) for name in Trained.__slots__}))  # type: ignore[no-any-return]


@contextmanager
def _asked_to_stop() -> Iterator[Callable[[], bool]]:
    """Whether the process was interrupted or told to end meanwhile; the second time it ends at once."""
    told = threading.Event()
    if threading.current_thread() is not threading.main_thread():
        yield told.is_set
        return

    def heard(number: int, frame: FrameType | None) -> None:
        if told.is_set():
            raise KeyboardInterrupt
        told.set()

    before = {number: signal.signal(number, heard) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield told.is_set
    finally:
        for number, handler in before.items():
            with suppress(TypeError):
                signal.signal(number, handler)
